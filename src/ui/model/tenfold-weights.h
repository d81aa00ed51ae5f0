/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "nn/tensor/nn-tensor.h"

/*
 * TenfoldWeights: numbers of a network as a picture, and what is to be said of all of them.
 * Immutable; pure. Filters of a convolution are tiles of their own, so are units that look at a
 * whole picture; the rest is a matrix. What is larger than a picture can show is averaged, or only
 * the first tiles are shown.
 */

typedef enum {
  TENFOLD_WEIGHTS_TILES,  /* tile_width x tile_height each, a cell apart */
  TENFOLD_WEIGHTS_MATRIX, /* a cell is a number, or the mean of a block */
} TenfoldWeightsKind;

typedef struct {
  gint64 count;
  double mean, deviation, minimum, maximum; /* of the finite ones; NaN where there are none */
  gint64 n_broken;                          /* that are no finite numbers */

  TenfoldWeightsKind kind;
  guint tile_width, tile_height;
  guint columns, rows;       /* of tiles */
  gint64 n_tiles, n_shown;   /* tiles; of a matrix 1 */
  gint64 n_columns, n_lines; /* of the whole matrix */

  guint width, height; /* cells, those between tiles counted */
  float *cells;        /* row by row; NaN between tiles */
  float largest;       /* size of the largest cell; 0 where all are */
} TenfoldWeights;

/* The most cells of a side. */
#define TENFOLD_WEIGHTS_MAX_SIDE 256

/* numbers: as many as the shape has, at least one. side: of the pictures that the network reads, 0:
 * none. */
TenfoldWeights *tenfold_weights_new (const float *numbers, const NnShape *shape, int side);
void tenfold_weights_free (TenfoldWeights *weights);

/* Cells of cell x cell units. A number is its size in colour, blue below zero and orange above it,
 * on the background; both are told apart by colour-blind people. */
void
tenfold_weights_draw (const TenfoldWeights *weights, cairo_t *cr, double cell, gboolean on_dark);

/* The colour of a number from -1 to 1, not premultiplied: red, green, blue, alpha. */
void tenfold_weights_color (double number, gboolean on_dark, double rgba[4]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldWeights, tenfold_weights_free)
