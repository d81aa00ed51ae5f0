/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"
#include "nn/train/nn-recipe.h"

/* What the ten outputs are that a loss is computed of. */
typedef enum {
  NN_LOSS_OF_NUMBERS,       /* whatever they are: the squared error needs to know no more */
  NN_LOSS_OF_LOGITS,        /* of a softmax; log-probabilities are logits, too */
  NN_LOSS_OF_PROBABILITIES, /* that add up to 1 */
  NN_LOSS_OF_TEN_LOGITS,    /* of ten sigmoids, ten answers of yes or no */
} NnLossOutputs;

/* What a model's outputs are for a plan with NN_PLAN_LOGITS, which leaves out what is last. */
NnLossOutputs nn_loss_outputs_of (const NnRecipe *recipe, const NnModel *model);

/* Loss over ten outputs of n samples, summed; labels 0..9. Writes dLoss/dOutput to gradient (n x
 * 10) and adds to *correct how often the label's output is the largest. */
double nn_loss (const NnRecipe *recipe,
                NnLossOutputs of,
                gsize n,
                const float *outputs,
                const guint8 *labels,
                float *gradient,
                gsize *correct);
