/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"

/* How what a model says of one sample compares with its target, whatever the loss of training. */

typedef struct {
  guint said;     /* the class with the largest probability; of numbers 0 */
  gboolean right; /* of numbers FALSE */
  double loss;    /* cross-entropy of the probabilities, or (y - t)^2; 0 of what is no digit */
} NnJudgement;

/* outputs: n_outputs numbers of a float type, as they leave the graph; probabilities: place for as
 * many, which is left alone where the targets are numbers. */
NnJudgement nn_judge (const NnModel *model,
                      const NnDataset *dataset,
                      gsize index,
                      guint n_outputs,
                      NnType type,
                      const void *outputs,
                      float *probabilities);
