/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-digit.h"
#include "nn/base/nn-error.h"
#include "nn/base/nn-random.h"

/*
 * NnDrawing: pen strokes as vectors, in any unit, y down; and the one place where ink becomes the
 * 28x28 picture that a network sees.
 *
 * The picture is made as MNIST's were: the ink's bounding box, pen width included, is scaled until
 * its longest side is 20 pixels, aspect kept; strokes are drawn with round caps at the width
 * typical of the training set; the centre of mass goes to the middle of 28x28, with sub-pixel
 * accuracy.
 */

typedef struct {
  float x, y;     /* any unit, y down */
  float time;     /* seconds since the drawing began; 0 where unknown */
  float pressure; /* 0..1; 1 where unknown */
} NnPoint;

typedef struct _NnDrawing NnDrawing;

NnDrawing *nn_drawing_new (void);
NnDrawing *nn_drawing_copy (const NnDrawing *drawing);
void nn_drawing_free (NnDrawing *drawing);
void nn_drawing_clear (NnDrawing *drawing);

/* A new stroke begins with its first point; add_point continues the last one. Places are finite. */
void nn_drawing_begin_stroke (NnDrawing *drawing, NnPoint point);
void nn_drawing_add_point (NnDrawing *drawing, NnPoint point);

guint nn_drawing_n_strokes (const NnDrawing *drawing);
const NnPoint *nn_drawing_stroke (const NnDrawing *drawing, guint stroke, guint *n_points);

typedef enum {
  NN_INK_DRAWING, /* something to read */
  NN_INK_EMPTY,   /* no ink */
  NN_INK_DOT,     /* one spot: too small to be a digit */
} NnInk;

/* Writes 784 inks, 0 (paper) to 1 (ink), row-major. All 0 unless NN_INK_DRAWING comes back. */
NnInk nn_drawing_rasterize (const NnDrawing *drawing, float *inks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnDrawing, nn_drawing_free)
