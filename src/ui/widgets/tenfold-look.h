/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * How one of several runs looks: a colour that colour-blind people tell from the others, and a dot
 * that does so without colour. Solid is training and dashed is validation in every look. Looks are
 * numbered from 0; the colours are those of Okabe and Ito, "Color Universal Design" (2008), in an
 * order that suits the background.
 */

GdkRGBA tenfold_look_get_color (guint look, gboolean on_dark);

/* A line of training: solid. */
void tenfold_look_set_training (cairo_t *cr, double width);
/* A line of validation: dashed. */
void tenfold_look_set_validation (cairo_t *cr, double width);

/* Adds the dot of a look to the path, and the star of the best epoch. */
void tenfold_look_add_dot (cairo_t *cr, guint look, double x, double y, double radius);
void tenfold_look_add_star (cairo_t *cr, double x, double y, double radius);

/* Light text means a dark background. */
gboolean tenfold_is_light (const GdkRGBA *color);
