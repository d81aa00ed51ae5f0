/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/plot/tenfold-chart-layout.h"
#include "ui/widgets/tenfold-look.h"

/* Drawing a chart with cairo, for the screen and for files alike. */

typedef struct {
  GdkRGBA foreground;
  GdkRGBA background; /* behind the chart; alpha 0: not painted */
  gboolean high_contrast;
  gboolean for_file; /* with a title, and titles and settings of the runs at the bottom */
} TenfoldChartStyle;

/* text: has the font. Returns where everything went. */
TenfoldChartLayout *tenfold_chart_draw (TenfoldChart *chart,
                                        cairo_t *cr,
                                        PangoLayout *text,
                                        const TenfoldChartStyle *style,
                                        double width,
                                        double height);

/* The line and the numbers at an epoch, on top of a chart that was drawn with that layout. */
void tenfold_chart_draw_cursor (TenfoldChart *chart,
                                cairo_t *cr,
                                PangoLayout *text,
                                const TenfoldChartStyle *style,
                                const TenfoldChartLayout *layout,
                                double epoch);

/* What the cursor's label says; one line a run. */
char *tenfold_chart_get_cursor_text (TenfoldChart *chart, double epoch);
