/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * TenfoldPadTools: the column of buttons beside the pad. Where it is too short for all of them, the
 * less important ones go: everything is in the menu behind the last one.
 *
 * Property "menu": that menu.
 */

#define TENFOLD_TYPE_PAD_TOOLS (tenfold_pad_tools_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPadTools, tenfold_pad_tools, TENFOLD, PAD_TOOLS, GtkWidget)

/* The width of the pen, shown by its slider. */
void tenfold_pad_tools_set_width (TenfoldPadTools *self, double width);
