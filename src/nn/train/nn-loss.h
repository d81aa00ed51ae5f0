/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"
#include "nn/train/nn-recipe.h"

/* What the outputs are that a loss is computed of. */
typedef enum {
  NN_LOSS_OF_NUMBERS,       /* whatever they are: the squared error needs to know no more */
  NN_LOSS_OF_LOGITS,        /* of a softmax; log-probabilities are logits, too */
  NN_LOSS_OF_PROBABILITIES, /* that add up to 1 */
  NN_LOSS_OF_TEN_LOGITS,    /* of ten sigmoids, ten answers of yes or no */
} NnLossOutputs;

/* What a model's outputs are for a plan with NN_PLAN_LOGITS, which leaves out what is last. */
NnLossOutputs nn_loss_outputs_of (const NnRecipe *recipe, const NnModel *model);

/* What the outputs of n samples are to be. */
typedef struct {
  guint n_outputs;      /* of a sample */
  const guint8 *labels; /* n; a label that is no output has equal targets. NULL: numbers count */
  const float *numbers; /* n x n_outputs */
} NnTargets;

/* Loss over n samples, summed. Writes dLoss/dOutput to gradient (n x n_outputs, as outputs) and
 * adds to *correct how often the label's output is the largest. Numbers have the squared error
 * whatever the recipe says. */
double nn_loss (const NnRecipe *recipe,
                NnLossOutputs of,
                const NnTargets *targets,
                gsize n,
                const float *outputs,
                float *gradient,
                gsize *correct);
