/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/pad/tenfold-ink-layer.h"
#include "ui/pad/tenfold-pad.h"

/* What the files of TenfoldPad share: state (tenfold-pad.c), events and keys (tenfold-pad-input.c),
 * painting (tenfold-pad-snapshot.c). */

struct _TenfoldPad {
  GtkWidget parent_instance;

  TenfoldInk *ink;
  TenfoldTool tool;
  double width;
  gboolean grid;
  GMenuModel *menu;
  GtkWidget *popover;

  TenfoldInkLayer *layer;
  GskRenderNode *painted; /* the layer's generation */
  guint generation;

  /* The pen. Places in pads, times in seconds. */
  TenfoldTool tool_down;   /* with which the open gesture began */
  double x, y;             /* where it is */
  gboolean hover;          /* the pointer is over the pad */
  double hover_x, hover_y; /* where it was last, in the widget */
  gboolean keys;           /* it is moved by keys and shows where it is */
  gboolean keys_down;      /* the keyboard holds it down */
  gint64 time_origin;      /* of the drawing, in microseconds */
};

/* The square that is used, in the widget's coordinates. */
void tenfold_pad_get_square (TenfoldPad *self, double *x, double *y, double *side);

/* The radius of the eraser, in pads. */
double tenfold_pad_get_eraser_radius (TenfoldPad *self);

void tenfold_pad_pen_down (TenfoldPad *self, NnPoint point, TenfoldTool tool);
void tenfold_pad_pen_move (TenfoldPad *self, const NnPoint *points, guint n_points);
void tenfold_pad_pen_up (TenfoldPad *self);

void tenfold_pad_class_add_keys (GtkWidgetClass *klass);
void tenfold_pad_init_input (TenfoldPad *self);
void tenfold_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
