/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-recipe.h"

/* NnOptimizer: one step down the gradient, for any slice of the flat block. */

typedef struct {
  NnRecipe recipe;
  guint64 n_steps; /* steps begun, for Adam's bias correction */
  float *first;    /* momentum or first moment, one a weight; NULL where the kind has none */
  float *second;   /* second moment, likewise */
} NnOptimizer;

void nn_optimizer_init (NnOptimizer *optimizer, const NnRecipe *recipe, gsize n_weights);
void nn_optimizer_clear (NnOptimizer *optimizer);

/* weights[from .. to) by gradient (mean over the batch), both indexed by the flat block. */
void nn_optimizer_apply (NnOptimizer *optimizer,
                         float rate,
                         gsize from,
                         gsize to,
                         const float *gradient,
                         float *weights);
