/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/session/tenfold-data-source.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldPictureFinder: finds pictures of a dataset to look at: one after the other, or one at
 * random that the network reads wrongly. It looks among the test pictures, or where there are none
 * among those to train on. All of it happens on a thread; a new wish ends the one before.
 *
 * Signals:
 *   "found" (gpointer pixels, int label, guint index) - pixels: const guint8*, 28x28, valid during
 *                                                       the signal
 *   "none" (guint n)                                  - no mistake among n pictures
 *   "failed" (char *why)
 */

#define TENFOLD_TYPE_PICTURE_FINDER (tenfold_picture_finder_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPictureFinder,
                      tenfold_picture_finder,
                      TENFOLD,
                      PICTURE_FINDER,
                      GObject)

TenfoldPictureFinder *tenfold_picture_finder_new (void);

/* The picture after the one that was found last in this dataset; after the last one the first. */
void tenfold_picture_finder_next (TenfoldPictureFinder *self, TenfoldDataSource *source);

void tenfold_picture_finder_mistake (TenfoldPictureFinder *self,
                                     TenfoldDataSource *source,
                                     NnModel *model);

/* Ends the search under way: no signal follows. */
void tenfold_picture_finder_cancel (TenfoldPictureFinder *self);
