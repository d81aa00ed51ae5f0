/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/plot/tenfold-chart.h"

/* TenfoldLegend: the runs of a chart with their looks, settings and best numbers; each can be
 * hidden and removed. Not visible while there are fewer than two. */

#define TENFOLD_TYPE_LEGEND (tenfold_legend_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldLegend, tenfold_legend, TENFOLD, LEGEND, AdwBin)

void tenfold_legend_set_chart (TenfoldLegend *legend, TenfoldChart *chart);
/* Whether the list is shown at all; it is, at first. */
void tenfold_legend_set_wanted (TenfoldLegend *legend, gboolean wanted);
