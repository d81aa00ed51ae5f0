/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/model/tenfold-graph-view.h"

/* What the drawing and the input of a TenfoldGraphView share. */

struct _TenfoldGraphView {
  GtkWidget parent_instance;

  TenfoldModelSheet *sheet;
  TenfoldGraphPicture *picture; /* NULL: to be laid out anew */
  GskRenderNode *node;          /* the picture drawn; NULL: to be drawn anew */
  PangoLayout *text;
  guint selected;

  gboolean placed;  /* scale and place are chosen */
  double scale;     /* pixels for a unit of the picture */
  double left, top; /* of the picture in the widget */
  int width;        /* when it was placed */
  double pointer_x, pointer_y;
  double from_left, from_top; /* where a drag began */
  gboolean moving;
  double zoom_before; /* of a pinch */
};

void tenfold_graph_view_init_input (TenfoldGraphView *self);

/* About a place in the widget. */
void tenfold_graph_view_zoom_at (TenfoldGraphView *self, double factor, double x, double y);
void tenfold_graph_view_move_to (TenfoldGraphView *self, double left, double top);
