/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/*
 * TenfoldInsideView: the numbers of every layer as maps, what each layer could already say, and the
 * sum of the unit that is selected, term by term.
 */

#define TENFOLD_TYPE_INSIDE_VIEW (tenfold_inside_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldInsideView, tenfold_inside_view, TENFOLD, INSIDE_VIEW, TenfoldViewPane)

/* Selects a unit of a layer, as a click does. */
void tenfold_inside_view_select (TenfoldInsideView *self, guint layer, gsize unit);
