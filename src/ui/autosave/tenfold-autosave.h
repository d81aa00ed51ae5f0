/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/autosave/tenfold-snapshot-store.h"
#include "ui/pad/tenfold-pad-pane.h"
#include "ui/points/tenfold-points-pane.h"
#include "ui/session/tenfold-session.h"
#include "ui/train/tenfold-train-page.h"

/*
 * TenfoldAutosave: looks every two seconds at what a window would lose if the program were killed,
 * and has a snapshot written where something has changed. A window in which nothing has been done
 * leaves nothing.
 */

typedef struct _TenfoldAutosave TenfoldAutosave;

/* How often it looks, in seconds. */
#define TENFOLD_AUTOSAVE_INTERVAL 2

/* Of the window as it is now nothing would be lost. The objects are borrowed and outlive this.
 * failed: called when something cannot be written, once until something can. */
TenfoldAutosave *tenfold_autosave_new (TenfoldSession *session,
                                       GListStore *sources,
                                       TenfoldPadPane *pad_pane,
                                       TenfoldTrainPage *train_page,
                                       TenfoldPointsPane *points,
                                       void (*failed) (gpointer data, const char *why),
                                       gpointer data);

/* The window closes: there is nothing to be restored any more. */
void tenfold_autosave_free (TenfoldAutosave *self);

/* Brings back what was found and loaded, and goes on saving to the same folder. */
void tenfold_autosave_restore (TenfoldAutosave *self, TenfoldSnapshotStore *store);

/* Whether nothing would be lost. */
gboolean tenfold_autosave_is_untouched (TenfoldAutosave *self);
