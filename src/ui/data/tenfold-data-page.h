/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/session/tenfold-data-source.h"

/*
 * TenfoldDataPage: the datasets that are here, where they lie and their pictures; gets MNIST where
 * it is missing.
 *
 * Signals:
 *   "picture-chosen" (gpointer pixels, int label) - const guint8*, 28x28, valid during the signal
 *   "failed" (char *title, char *why)
 */

#define TENFOLD_TYPE_DATA_PAGE (tenfold_data_page_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldDataPage, tenfold_data_page, TENFOLD, DATA_PAGE, AdwBin)

/* Once, before it is shown. sources: of TenfoldDataSource. */
void tenfold_data_page_connect (TenfoldDataPage *self, GListStore *sources);
