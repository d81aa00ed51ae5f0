/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/plot/tenfold-chart.h"

/*
 * TenfoldPlot: a chart on the screen. The pointer or the arrow keys move a line that shows the
 * numbers; scrolling or a dragged frame looks closer, dragging with Shift, with the middle button
 * or a finger moves along, a double click or Escape goes back to everything.
 */

#define TENFOLD_TYPE_PLOT (tenfold_plot_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPlot, tenfold_plot, TENFOLD, PLOT, GtkWidget)

TenfoldChart *tenfold_plot_get_chart (TenfoldPlot *plot); /* borrowed */

/* What is written where there are no numbers yet. */
void tenfold_plot_set_empty_text (TenfoldPlot *plot, const char *text);

/* The place whose numbers are shown, in epochs; NaN: none. */
double tenfold_plot_get_cursor (TenfoldPlot *plot);
void tenfold_plot_set_cursor (TenfoldPlot *plot, double epoch);

/* The moment that is looked back to, in epochs: a line marks it. NaN: none. */
void tenfold_plot_set_moment (TenfoldPlot *plot, double epoch);
