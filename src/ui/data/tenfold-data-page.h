/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/session/tenfold-data-source.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldDataPage: the datasets that are here, where they lie and their pictures; gets MNIST where
 * it is missing; the user's own digits, which can be changed.
 *
 * Signals:
 *   "picture-chosen" (gpointer pixels, int label) - const guint8*, 28x28, valid during the signal
 *   "own-chosen" (gpointer line)                  - NnOwnLine*: one of the user's own digits
 */

#define TENFOLD_TYPE_DATA_PAGE (tenfold_data_page_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldDataPage, tenfold_data_page, TENFOLD, DATA_PAGE, AdwBin)

/* Once, before it is shown. sources: of TenfoldDataSource. */
void tenfold_data_page_connect (TenfoldDataPage *self,
                                TenfoldSession *session,
                                TenfoldOwnDigits *own,
                                GListStore *sources);

/* What can be done with the own digits: see tenfold-own-bar.h. The page knows them as "own". */
GActionGroup *tenfold_data_page_get_own_actions (TenfoldDataPage *self);

gboolean tenfold_data_page_choose_source (TenfoldDataPage *self, const char *name);
