/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/plot/tenfold-plot.h"

/*
 * TenfoldPlotPane: a plot with the choice of what it shows, its table, its legend and its exports.
 *
 * Actions, in the group that the window inserts as "plot": quantity (string: loss, loss-log,
 * accuracy, error, rate), smoothing (double: epochs), table (boolean), zoom-in, zoom-out,
 * reset-view, export (string: png, svg, csv).
 */

#define TENFOLD_TYPE_PLOT_PANE (tenfold_plot_pane_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPlotPane, tenfold_plot_pane, TENFOLD, PLOT_PANE, AdwBin)

void tenfold_plot_pane_add_run (TenfoldPlotPane *pane, TenfoldRun *run);

/* Without its buttons and menus. */
void tenfold_plot_pane_set_bare (TenfoldPlotPane *self, gboolean bare);

GActionGroup *tenfold_plot_pane_get_actions (TenfoldPlotPane *pane); /* borrowed */
TenfoldPlot *tenfold_plot_pane_get_plot (TenfoldPlotPane *pane);     /* borrowed */
