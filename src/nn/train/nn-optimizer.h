/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-recipe.h"

/* NnOptimizer: one step down the gradient. Most kinds work on any slice of the flat block; L-BFGS
 * wants it whole. */

/* Pairs of steps and changes of the gradient that L-BFGS remembers. */
#define NN_LBFGS_HISTORY 10

/* Nocedal, 1980, as PyTorch's LBFGS with one iteration a step and no line search. */
typedef struct {
  guint64 n_steps;                    /* since the history was last empty */
  guint64 n_pairs;                    /* in the history */
  guint64 newest;                     /* ring index of the newest pair */
  double rate;                        /* length of the last step along the direction */
  double scale;                       /* of the first guess at the inverse Hessian */
  double curvature[NN_LBFGS_HISTORY]; /* by pair, 1 / (y s) */
} NnLbfgs;

typedef struct {
  NnRecipe recipe;
  guint64 n_steps; /* steps begun, for Adam's bias correction */
  gsize n_weights;
  float *first;  /* momentum, first moment or last gradient, one a weight; NULL where the kind
                    has none */
  float *second; /* second moment or last direction, likewise */
  float *pairs;  /* L-BFGS: steps, then changes, NN_LBFGS_HISTORY x n_weights each */
  NnLbfgs lbfgs;
} NnOptimizer;

/* Whether it keeps a first number for each weight. */
gboolean nn_optimizer_keeps_first (const NnRecipe *recipe);

void nn_optimizer_init (NnOptimizer *optimizer, const NnRecipe *recipe, gsize n_weights);
void nn_optimizer_clear (NnOptimizer *optimizer);

/* Whether a step takes all weights in one call instead of any slices in any order. */
gboolean nn_optimizer_wants_all (const NnOptimizer *optimizer);

/* weights[from .. to) by gradient (mean over the batch), both indexed by the flat block; the
 * gradient may be changed. Before the slices of a step n_steps counts it. */
void nn_optimizer_apply (NnOptimizer *optimizer,
                         float rate,
                         gsize from,
                         gsize to,
                         float *gradient,
                         float *weights);

/* L-BFGS's part of nn_optimizer_apply(). */
void nn_lbfgs_apply (NnOptimizer *optimizer, float rate, float *gradient, float *weights);
