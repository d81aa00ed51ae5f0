/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-explainer.h"
#include "nn/pen/nn-drawing.h"

/*
 * NnShapley: what each part of a drawing has contributed to z_A - z_B: exact Shapley values (L.
 * Shapley, 1953) over all subsets of at most eight parts. They add up to the difference between the
 * whole drawing and blank paper.
 *
 * Parts are strokes, cut at sharp corners, and where they are long, in halves. Each subset is read
 * twice: with its place and size made anew, as the pad would show it, and with the frame of the
 * whole drawing held still. Where the two tell different things, it is centring that speaks.
 */

#define NN_SHAPLEY_MOST_PARTS 8

/* Points from the first to the last, both counted, also over the strokes between them. */
typedef struct {
  guint first_stroke, first_point;
  guint last_stroke, last_point;
} NnInkPart;

typedef struct {
  int a, b;
  guint n_parts;
  NnInkPart parts[NN_SHAPLEY_MOST_PARTS]; /* in the order of the pen; neighbours share a point */
  double values[NN_SHAPLEY_MOST_PARTS];   /* frame made anew; above 0: for a */
  double values_frame_held[NN_SHAPLEY_MOST_PARTS];
  double difference; /* what each of the two adds up to */
} NnShapley;

/* a, b: digits, or -1 for the likeliest and the next. NN_ERROR_MISSING where there are no strokes
 * or only a dot. */
gboolean nn_shapley (NnExplainer *explainer,
                     const NnDrawing *drawing,
                     int a,
                     int b,
                     NnShapley *result,
                     GCancellable *cancellable,
                     GError **error);

/* The parts, and how many there are: at most NN_SHAPLEY_MOST_PARTS; 0 for no strokes. */
guint nn_ink_parts (const NnDrawing *drawing, NnInkPart *parts);

/* A drawing of those parts whose bit is set. */
NnDrawing *
nn_ink_parts_draw (const NnDrawing *drawing, const NnInkPart *parts, guint n_parts, guint subset);

/* Of any game: worths by subset, 2^n of them; values: n. */
void nn_shapley_values (const double *worths, guint n, double *values);
