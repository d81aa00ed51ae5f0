/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/model/tenfold-weights.h"

/* TenfoldWeightsView: weights as a picture, as wide as there is room, with the scale of its colours
 * below. */

#define TENFOLD_TYPE_WEIGHTS_VIEW (tenfold_weights_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldWeightsView, tenfold_weights_view, TENFOLD, WEIGHTS_VIEW, GtkWidget)

GtkWidget *tenfold_weights_view_new (void);

/* Takes the weights; NULL: none. description: for those who cannot see the picture. */
void tenfold_weights_view_set_weights (TenfoldWeightsView *self,
                                       TenfoldWeights *weights,
                                       const char *description);
