/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-walk.h"

/*
 * NnNormalize: numbers in groups, each group brought to mean 0 and variance 1:
 *   h = (x - mean) factor, factor = 1 / sqrt (variance + epsilon)    y = scale h + bias
 *
 * BatchNormalization, LayerNormalization and MeanVarianceNormalization differ in the groups and in
 * where the scale is. In the walk tensor 0 is the group, 1 the number, 2 the place in scale and
 * bias.
 */

typedef struct {
  gint64 n_groups;
  gint64 count;   /* numbers of a group */
  float *mean;    /* [groups] */
  float *factor;  /* [groups] */
  float *sums[2]; /* [groups] each, for the time of a backward pass */
} NnNormalize;

/* mean of each group, and the variance (of the population) where factor is to be. */
void nn_normalize_moments (const NnNormalize *self, const NnWalk *walk, const float *x);

/* scale and bias may be NULL. */
void nn_normalize_forward (const NnNormalize *self,
                           const NnWalk *walk,
                           const float *x,
                           const float *scale,
                           const float *bias,
                           float *y);

/* Adds to dx, dscale and dbias, each of which may be NULL; mean and variance are differentiated
 * too. */
void nn_normalize_backward (const NnNormalize *self,
                            const NnWalk *walk,
                            const float *x,
                            const float *scale,
                            const float *dy,
                            float *dx,
                            float *dscale,
                            float *dbias);
