/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/pad/tenfold-ink.h"

/*
 * TenfoldPad: the paper that a person draws on with mouse, finger, stylus or keyboard. It shows a
 * TenfoldInk and turns events into changes of it. As wide as high: it uses the square in its
 * middle.
 *
 * Properties: "tool", "width" (of the pen, in pixels of the 28x28 grid), "grid" (whether its lines
 * show), "menu" (a GMenuModel for the second button).
 */

typedef enum {
  TENFOLD_TOOL_PEN,
  TENFOLD_TOOL_ERASER,       /* takes whole strokes */
  TENFOLD_TOOL_POINT_ERASER, /* takes what it passes */
} TenfoldTool;

#define TENFOLD_TYPE_TOOL (tenfold_tool_get_type ())
GType tenfold_tool_get_type (void);

#define TENFOLD_PAD_MIN_WIDTH 0.5
#define TENFOLD_PAD_MAX_WIDTH 5.0
#define TENFOLD_PAD_DEFAULT_WIDTH 2.0

#define TENFOLD_TYPE_PAD (tenfold_pad_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPad, tenfold_pad, TENFOLD, PAD, GtkWidget)

GtkWidget *tenfold_pad_new (void);

TenfoldInk *tenfold_pad_get_ink (TenfoldPad *self);

double tenfold_pad_get_width (TenfoldPad *self);
void tenfold_pad_set_width (TenfoldPad *self, double width);
