/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-explainer.h"

/*
 * NnChange: the least ink that turns a picture of A into one of B.
 *
 * The change is made of soft dabs, one at each pixel, of strength -1 (rubs out) to 1 (adds): the
 * picture becomes clamp (picture + sum of strength x dab). A dab is what a pen of NN_CHANGE_PEN
 * leaves when it is put down once. Strengths are found by proximal steps down
 *
 *   max over k other than B of z_k - z_B  +  L1 norm of the strengths
 *
 * (soft thresholds, as P.-Y. Chen et al., 2018), from sixteen weights of the second term at once;
 * the cheapest that is read as B is then cleared of dabs that are weak, compared with whole dabs in
 * the order of the plain gradient, and cleared of what is not needed.
 */

/* The width of a dab, in pixels: that of the pen. */
#define NN_CHANGE_PEN 2.6f
/* Dabs weaker than this are left out: they would be dust. */
#define NN_CHANGE_WEAKEST 0.15f

typedef struct {
  int a, b; /* from, to */
  gboolean
      found; /* whether the changed picture is read as b; if not, picture is the nearest miss */
  int digit_before, digit_after; /* as it is read */
  float probabilities_before[10], probabilities_after[10];
  float picture[NN_PICTURE_PIXELS];   /* changed, 0 to 1 */
  float strengths[NN_PICTURE_PIXELS]; /* -1 to 1, of the dab at each pixel; mostly 0 */
  guint n_dabs;
  double ink;           /* of the picture before, in pixels */
  double added, rubbed; /* ink, in pixels, both positive */
  double changed_ink;   /* (added + rubbed) / ink */
} NnChange;

/* a, b: digits, or -1 for what it is read as and the next. NN_ERROR_RANGE where it is read as b
 * already or has no ink, NN_ERROR_UNSUPPORTED where there is no derivative. */
gboolean nn_change_find (NnExplainer *explainer,
                         const float *inks,
                         int a,
                         int b,
                         NnChange *change,
                         GCancellable *cancellable,
                         GError **error);

/* picture = clamp (inks + dabs of these strengths), 784 each; returns the ink that differs. */
double nn_change_apply (const float *inks, const float *strengths, float *picture);

/* What it costs to place the same dabs, at full strength, in the order of the plain gradient at the
 * picture until it is read as b; for comparing. Negative where it never is. */
double nn_change_by_plain_gradient (NnExplainer *explainer,
                                    const float *inks,
                                    int b,
                                    GCancellable *cancellable,
                                    GError **error);
