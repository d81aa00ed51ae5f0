/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/graph/nn-graph.h"

/*
 * NnInputConvention: how a 28x28 picture with ink 1 and paper 0 becomes the input of a network, and
 * how its ten outputs are to be understood. The shape of the input determines a part of it; the
 * rest (range, dark or light ink, transposed) is not in a file and has to be known, found or set.
 */

typedef enum {
  NN_LAYOUT_NONE,   /* the input is not a picture */
  NN_LAYOUT_FLAT,   /* [N, side x side], row after row */
  NN_LAYOUT_ROWS,   /* [N, side, side] */
  NN_LAYOUT_PLANES, /* [N, channels, side, side] */
  NN_LAYOUT_PIXELS, /* [N, side, side, channels] */
} NnLayout;

typedef enum {
  NN_OUTPUT_PROBABILITIES, /* of a softmax */
  NN_OUTPUT_LOGITS,
  NN_OUTPUT_LOG_PROBABILITIES,
  NN_OUTPUT_SIGMOIDS, /* ten numbers from 0 to 1 that need not add up to 1 */
} NnOutputKind;

typedef struct {
  float scale; /* input = offset + scale x ink (ink 0..1); with dark ink, of 1 - ink */
  float offset;
  gboolean dark;       /* the network wants paper bright and ink dark */
  gboolean transposed; /* columns for rows */
  gboolean stretched;  /* sides over 28: the picture is made larger instead of framed with paper */
  gboolean known;      /* from the file, found by trying, or set; otherwise a guess */
  NnOutputKind output;

  /* From the graph's input. */
  NnLayout layout;
  int side;     /* 28; 8 to 256 */
  int channels; /* 1, 3 or 4, all the same */
  NnType type;
} NnInputConvention;

/* "0..255,light,upright,logits": the range from black to white; "light" or "dark" ink; "upright" or
 * "transposed"; for sides over 28 "framed" or "stretched"; "probabilities", "logits",
 * "log-probabilities" or "sigmoids". Free with g_free(). */
char *nn_convention_to_string (const NnInputConvention *convention);

/* The same for people: "pictures of 1x28x28 from 0 to 255, light ink, logits". */
char *nn_convention_describe (const NnInputConvention *convention);

/* Changes what the text names, in any order; the rest stays. "mnist" stands for the range of (x -
 * 0.1307) / 0.3081. NN_ERROR_RANGE, and nothing changed, where a word is not known. */
gboolean nn_convention_parse (NnInputConvention *convention, const char *text, GError **error);

/* What the graph's input and its output 0 say. NN_LAYOUT_NONE where the input is not a picture.
 * *batch: 0 where any number of pictures goes in at once. */
void nn_convention_look_at (NnInputConvention *convention, const NnGraph *graph, gint64 *batch);

/* Numbers of one picture: side x side x channels. */
gsize nn_convention_count (const NnInputConvention *convention);

/* Whether the input is the picture with another range: 784 floats, row-major. */
gboolean nn_convention_is_plain (const NnInputConvention *convention);

/* inks: 784, 0..1, row-major; input: nn_convention_count() numbers of the convention's type. */
void nn_convention_fill (const NnInputConvention *convention, const float *inks, void *input);

/* The way back: input_gradient, nn_convention_count() numbers of dGoal/dInput, becomes 784 numbers
 * of dGoal/dInk. Whole numbers count as if they were not rounded. */
void nn_convention_gradient (const NnInputConvention *convention,
                             const float *input_gradient,
                             float *ink_gradient);

/* outputs: n numbers, at most ten; probabilities: as many that add up to 1. They may be the same.
 */
void nn_convention_probabilities (const NnInputConvention *convention,
                                  guint n,
                                  const float *outputs,
                                  float *probabilities);
