/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/pad/tenfold-ink.h"

/*
 * TenfoldInkLayer: the ink as pixels, kept from one frame to the next. What was painted stays:
 * a frame costs what was added since the last one, however long the drawing is.
 */

typedef struct _TenfoldInkLayer TenfoldInkLayer;

TenfoldInkLayer *tenfold_ink_layer_new (void);
void tenfold_ink_layer_free (TenfoldInkLayer *layer);

/*
 * Brings the layer up to what the ink is now, as a square of `side` pixels in a colour of red,
 * green, blue and alpha. Returns its surface, which the layer owns; `generation` changes with its
 * pixels. What is still missing is the end of the live stroke from the point that is written to
 * `rest`: draw it over the layer (G_MAXUINT: nothing is missing).
 */
cairo_surface_t *tenfold_ink_layer_update (TenfoldInkLayer *layer,
                                           TenfoldInk *ink,
                                           int side,
                                           const double *colour,
                                           guint *generation,
                                           guint *rest);

/* Paints a picture of 28x28 as squares, without smoothing, over `side` units of the context. */
void
tenfold_ink_draw_picture (cairo_t *cr, const guint8 *pixels, double side, const double *colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldInkLayer, tenfold_ink_layer_free)
