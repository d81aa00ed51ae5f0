/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-sample.h"

/*
 * NnWhy: which ink speaks for A and which for B.
 *
 * Integrated gradients (M. Sundararajan et al., 2017) of z_A - z_B on the straight way from a
 * baseline to the picture: with d = picture - baseline, the part of ink i is
 *
 *   d_i x integral over t from 0 to 1 of d(z_A - z_B)/d(ink_i) at baseline + t d.
 *
 * The baseline is the picture of B in the sample that is nearest in ink. Paper as a baseline gives
 * nothing to a place without ink, and so could never say "because it is open at the top".
 *
 * The parts add up to the change of z_A - z_B between the two pictures (completeness); the integral
 * is a sum over points, which are refined where the two differ by more than 0.8 %.
 */

/* The fewest and the most points on the way. */
#define NN_WHY_FEWEST_POINTS 16
#define NN_WHY_MOST_POINTS 432

typedef struct {
  int a, b;
  float scores[10];                     /* of the picture */
  float baseline_scores[10];            /* of the baseline */
  float attribution[NN_PICTURE_PIXELS]; /* above 0: for A, below: for B; in units of the scores */
  float baseline[NN_PICTURE_PIXELS];
  gsize baseline_place; /* of the baseline in the sample */
  double sum;           /* of the attribution */
  double difference;    /* what it should be: z_A - z_B here less z_A - z_B of the baseline */
  double error;         /* |sum - difference| / |difference| */
  guint n_points;
} NnWhy;

/* a, b: digits, or -1 for the likeliest and the next. NN_ERROR_RANGE where the answer is the same
 * for both pictures, NaN or infinite; NN_ERROR_MISSING where the sample has no B;
 * NN_ERROR_UNSUPPORTED where there is no derivative. */
gboolean nn_why (NnExplainer *explainer,
                 const NnSample *sample,
                 const float *inks,
                 int a,
                 int b,
                 NnWhy *why,
                 GCancellable *cancellable,
                 GError **error);

/* The same path from the same baseline through another model, such as one with new random weights
 * (nn_model_forget()): a map that looks the same there does not show what was learnt (J. Adebayo et
 * al., 2018). like: a, b and the baseline are taken from it. */
gboolean nn_why_again (NnExplainer *explainer,
                       const NnWhy *like,
                       const float *inks,
                       NnWhy *why,
                       GCancellable *cancellable,
                       GError **error);

/* Spearman's rank correlation of two maps of n numbers, equal numbers sharing the mean of their
 * ranks; 0 where one is constant. */
double nn_rank_correlation (const float *x, const float *y, gsize n);
