/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "ui/plot/tenfold-chart.h"

/*
 * TenfoldChartLayout: where everything of a chart lies in a given size, in pixels from the top left
 * corner. Its labels never overlap, whatever the size and the font.
 */

typedef struct {
  double width, height;
  double line;                     /* height of a line of text */
  double left, top, right, bottom; /* of the frame that the curves are in */
  TenfoldScale x, y;
  GArray *x_ticks, *y_ticks; /* double */
  GStrv x_labels, y_labels;  /* as many */
  gboolean has_title;        /* room for the line of titles at the top */
  gboolean has_axis_line;    /* the title of the x axis has a line of its own */
  double axis_title_x;       /* its left edge */
} TenfoldChartLayout;

/* text: a layout to measure with, whose context has the font; its text is changed. n_lines: lines
 * to keep free at the bottom. */
TenfoldChartLayout *tenfold_chart_layout_new (TenfoldChart *chart,
                                              PangoLayout *text,
                                              double width,
                                              double height,
                                              guint n_lines);
void tenfold_chart_layout_free (TenfoldChartLayout *layout);

/* The width of a text in pixels. */
double tenfold_text_width (PangoLayout *text, const char *string);

double tenfold_chart_layout_x (const TenfoldChartLayout *layout, double epoch);
/* Numbers far outside of the frame are moved to its neighbourhood, which cairo can draw. */
double tenfold_chart_layout_y (const TenfoldChartLayout *layout, double value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldChartLayout, tenfold_chart_layout_free)
