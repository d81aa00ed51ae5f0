/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/plot/tenfold-chart.h"

/* TenfoldPlotTable: the numbers at the end of each epoch of the runs that are shown, as a table. It
 * follows the chart while it is mapped. */

#define TENFOLD_TYPE_PLOT_TABLE (tenfold_plot_table_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPlotTable, tenfold_plot_table, TENFOLD, PLOT_TABLE, AdwBin)

void tenfold_plot_table_set_chart (TenfoldPlotTable *table, TenfoldChart *chart);
