/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-optimizer.h"
#include "nn/train/nn-runner.h"
#include "nn/train/nn-trainer.h"

/* What a trainer is made of; shared by nn-trainer.c (training) and nn-trainer-state.c (what a
 * checkpoint keeps of it). */

/* What one shard of a batch adds up. */
typedef struct {
  float *gradient; /* of all weights, summed over the shard */
  double loss;
  gsize correct;
} NnShard;

struct _NnTrainer {
  NnModel *model; /* as it was; its graph and facts */
  NnDataset *dataset;
  NnRecipe recipe;
  NnTeam *team;
  NnRunner *runner;
  NnOptimizer optimizer;
  gsize n_weights;
  float *weights, *good_weights; /* now; at the start of the epoch */
  guint32 *training, *validation, *order;
  gsize n_training, n_validation;
  gsize shard_size;
  NnShard *shards;
  guint n_shards; /* of the step under way */
  const guint32 *batch;
  gsize batch_size;
  NnProgress progress;
  double epoch_loss;
  gsize epoch_correct, epoch_samples;
  GArray *history;
  guint64 first_step; /* steps that were done before this trainer was made */
  gboolean diverged;
};

/* Everything but the weights that going on exactly here needs. */
GBytes *nn_trainer_write_state (const NnTrainer *trainer);

/* Takes over the state of a run of the same recipe on the same data; FALSE, with nothing changed,
 * where it is of another one. */
gboolean nn_trainer_read_state (NnTrainer *trainer, GBytes *state);
