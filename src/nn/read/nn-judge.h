/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/read/nn-runner.h"

/* How the outputs of a model compare with the targets of samples, whatever the loss of training. */

typedef struct {
  guint said;     /* the class with the largest probability; of numbers 0 */
  gboolean right; /* of numbers FALSE */
  double
      loss; /* cross-entropy of the probabilities, or (y - t)^2; 0 where the label is not a digit */
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

/* Samples that a team runs and judges; nothing is allocated. */
typedef struct {
  NnTeam *team;
  NnRunner *runner;
  const NnModel *model; /* knows how the runner's outputs are read */
  const float *weights;
  NnDataset *dataset;
  const guint32 *indices; /* [n] */
  gsize n;
  GCancellable *cancellable;
  NnJudgement *judgements;              /* [n] */
  float (*probabilities)[NN_N_CLASSES]; /* of the first n_probabilities samples; may be NULL */
  gsize n_probabilities;
} NnJudgeJob;

/* NN_ERROR_CANCELLED. */
gboolean nn_judge_all (const NnJudgeJob *job, GError **error);
