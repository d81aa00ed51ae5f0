/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-explainer.h"
#include "nn/pen/nn-drawing.h"

/*
 * NnDoubt: how sure a network still is when the picture is moved, turned, made larger or written
 * with another pen, and what disturbs it: each number is the probability of what it reads in the
 * picture as it is.
 *
 * The worst disturbance is the shortest one, in Euclidean norm, that steps down the gradient find
 * (DeepFool, S. Moosavi-Dezfooli et al., 2016); beside it stands noise of the same norm in random
 * directions.
 */

#define NN_DOUBT_SHIFTS 9 /* each way: -4 to 4 pixels */
#define NN_DOUBT_STEPS 9  /* of each of the others */
#define NN_DOUBT_NOISES 32

typedef struct {
  int winner;
  float certainty;                               /* its probability */
  float shift[NN_DOUBT_SHIFTS][NN_DOUBT_SHIFTS]; /* [down + 4][right + 4] */
  float turn[NN_DOUBT_STEPS];                    /* by nn_doubt_turn (i) degrees */
  float size[NN_DOUBT_STEPS];                    /* times nn_doubt_size (i) */
  float width[NN_DOUBT_STEPS];                   /* a pen that is nn_doubt_width (i) pixels wider */
  gboolean has_worst_case;                       /* FALSE: no derivative, or none was found */
  float worst_picture[NN_PICTURE_PIXELS];
  int worst_digit;        /* what it is read as */
  float worst_norm;       /* of the disturbance */
  float worst_case;       /* probability of the winner there */
  float random_same_size; /* mean of NN_DOUBT_NOISES noises */
  float random_flips;     /* share of them that are read otherwise */
} NnDoubt;

float nn_doubt_turn (int i);  /* -32 to 32, clockwise */
float nn_doubt_size (int i);  /* 0.6 to 1.4 */
float nn_doubt_width (int i); /* -1.6 to 1.6 */

/* drawing: where the picture is one, for the pens; NULL: ink is made thicker and thinner. */
gboolean nn_doubt (NnExplainer *explainer,
                   const float *inks,
                   const NnDrawing *drawing,
                   NnDoubt *doubt,
                   GCancellable *cancellable,
                   GError **error);

/* The first part of it alone: 81 shifts. */
gboolean nn_doubt_shifts (NnExplainer *explainer,
                          const float *inks,
                          NnDoubt *doubt,
                          GCancellable *cancellable,
                          GError **error);

/* --- whether it is as sure as it is right --- */

#define NN_RELIABILITY_BINS 10

/* Of labelled pictures, by the probability of what each is read as (C. Guo et al., 2017). */
typedef struct {
  gsize count[NN_RELIABILITY_BINS];     /* probability i / 10 to (i + 1) / 10 */
  float certainty[NN_RELIABILITY_BINS]; /* mean probability; 0 where there are none */
  float accuracy[NN_RELIABILITY_BINS];  /* share of them that is right; likewise */
  float error; /* expected calibration error: mean of |certainty - accuracy| over pictures */
} NnReliability;

/* labels: n; probabilities: n x 10. */
void
nn_reliability (const guint8 *labels, const float *probabilities, gsize n, NnReliability *result);
