/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/points/tenfold-point-cloud.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldPointsPad: points, and what the network of a session says all over their place: the curve,
 * or a field of the classes' colours. It follows each frame of a run. Pressing and dragging adds
 * points, with the second button or the eraser takes them away; arrow keys move a cross, Space does
 * at it what a press would do.
 *
 * Signal "full" (): there are as many points as there can be.
 */

#define TENFOLD_TYPE_POINTS_PAD (tenfold_points_pad_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPointsPad, tenfold_points_pad, TENFOLD, POINTS_PAD, GtkWidget)

/* Once, before it is shown. */
void tenfold_points_pad_connect (TenfoldPointsPad *self,
                                 TenfoldSession *session,
                                 TenfoldPointCloud *cloud);

/* The class of new points, below NN_POINT_CLASSES; of a curve it does not count. */
void tenfold_points_pad_set_label (TenfoldPointsPad *self, guint label);
void tenfold_points_pad_set_erases (TenfoldPointsPad *self, gboolean erases);

/* How many answers of the network have been shown. */
guint tenfold_points_pad_get_n_answers (TenfoldPointsPad *self);
