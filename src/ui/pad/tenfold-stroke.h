/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "nn/pen/nn-drawing.h"

/*
 * TenfoldStroke: one line of the pen as a value shared by reference: points on a pad that is one
 * unit wide and high, y down, and the width of the pen that drew it. Only the stroke that is being
 * drawn still grows; from then on it never changes.
 */

typedef struct _TenfoldStroke TenfoldStroke;

/* width: of the pen at full pressure, in pads. */
TenfoldStroke *tenfold_stroke_new (double width);
TenfoldStroke *tenfold_stroke_ref (TenfoldStroke *stroke);
void tenfold_stroke_unref (TenfoldStroke *stroke);

void tenfold_stroke_add_point (TenfoldStroke *stroke, NnPoint point);

double tenfold_stroke_get_width (const TenfoldStroke *stroke);
const NnPoint *tenfold_stroke_get_points (const TenfoldStroke *stroke, guint *n_points);

/* A place that an eraser with this radius wipes over, moving on a straight line. */
typedef struct {
  double x0, y0, x1, y1, radius;
} TenfoldWipe;

/* Whether the eraser passes this place. */
gboolean tenfold_wipe_covers (const TenfoldWipe *wipe, double x, double y);

/* Whether the eraser touches the ink. */
gboolean tenfold_stroke_touches (const TenfoldStroke *stroke, const TenfoldWipe *wipe);

/* What the eraser leaves: an array of TenfoldStroke; empty when all is gone. NULL: untouched. */
GPtrArray *tenfold_stroke_cut (const TenfoldStroke *stroke, const TenfoldWipe *wipe);

/* The width at this pressure as a part of the full width. */
double tenfold_stroke_pressed (double pressure);

/*
 * Draws the curve from point number `from` to point number `to` with the context's source, as one
 * shape, with round caps. `scale` is the side of the pad in the context's units.
 */
void
tenfold_stroke_draw (const TenfoldStroke *stroke, cairo_t *cr, double scale, guint from, guint to);

/* The same curve as an SVG path's data, from the first point to the last. */
void tenfold_stroke_append_svg (const TenfoldStroke *stroke, double scale, GString *svg);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldStroke, tenfold_stroke_unref)
