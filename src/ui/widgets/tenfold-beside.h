/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * TenfoldBeside: two children. The second one, while it is visible, stands at the end beside the
 * first where there is room for both, at its natural width, and in the place of the first where
 * there is not. Children are those of the .ui file; it lets go of them when it is disposed.
 */

#define TENFOLD_TYPE_BESIDE (tenfold_beside_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldBeside, tenfold_beside, TENFOLD, BESIDE, GtkWidget)

/* The least width that the first child keeps beside the second, and the most that the second gets
 * unless it needs more, in pixels. */
#define TENFOLD_BESIDE_LEAST 320
#define TENFOLD_BESIDE_MOST 300
