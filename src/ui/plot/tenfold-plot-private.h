/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/plot/tenfold-chart-draw.h"
#include "ui/plot/tenfold-plot.h"
#include "ui/widgets/tenfold-spoken.h"

/* What the drawing and the input of a TenfoldPlot share. */

struct _TenfoldPlot {
  GtkWidget parent_instance;

  TenfoldChart *chart;
  char *empty_text;
  GskRenderNode *node;        /* the chart as it was drawn last; NULL: to be drawn again */
  TenfoldChartLayout *layout; /* of the node; NULL before the first */
  PangoLayout *text;
  TenfoldSpoken *spoken;

  double cursor;   /* NaN: none */
  double pointer;  /* where the pointer is in x; NaN: elsewhere */
  gboolean frame;  /* a frame is being dragged */
  gboolean moving; /* the drag moves along */
  double from_x, from_y, to_x, to_y;
  double zoom_before; /* of a pinch */
};

void tenfold_plot_init_input (TenfoldPlot *self);
/* The pointer's place in epochs, at the width of the frame at most. */
double tenfold_plot_get_epoch (TenfoldPlot *self, double x);
/* The dragged frame is too flat to mean a range of numbers: only its width counts. */
gboolean tenfold_plot_frame_is_flat (TenfoldPlot *self);
