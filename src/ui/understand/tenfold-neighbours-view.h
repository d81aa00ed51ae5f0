/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/understand/tenfold-explanation.h"

/*
 * TenfoldNeighboursView: pictures that are like the drawing, for the network and for the eye.
 * Signal "picture-chosen" (const guint8 *pixels, int label): a picture for the pad.
 */

#define TENFOLD_TYPE_NEIGHBOURS_VIEW (tenfold_neighbours_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldNeighboursView,
                      tenfold_neighbours_view,
                      TENFOLD,
                      NEIGHBOURS_VIEW,
                      AdwBin)

GtkWidget *tenfold_neighbours_view_new (void);

void tenfold_neighbours_view_show (TenfoldNeighboursView *self, TenfoldExplanation *explanation);
