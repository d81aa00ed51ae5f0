/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-estimator.h"
#include "nn/train/nn-health.h"
#include "nn/train/nn-loss.h"
#include "nn/train/nn-optimizer.h"
#include "nn/read/nn-runner.h"
#include "nn/train/nn-trainer.h"

/* What a trainer is made of; shared by nn-trainer.c (the run) and nn-trainer-state.c (what a
 * checkpoint keeps). */

/* What one shard of a batch adds up.
 *
 * Where two processors share no cache, writing to memory that another thread has just read is the
 * most expensive kind of cache-line transfer, much more so than reading what it has written. So
 * with more than one thread each reads its own copy of the weights. The task that has finished a
 * stretch of the gradients broadcasts the new weights: it leaves them in that stretch, for every
 * shard. The thread that takes a shard next adopts them: it moves them to its copy and puts zeros
 * into their place. */
typedef struct {
  float *gradient; /* of all weights, summed over the shard; between steps the weights, see above */
  double loss;
  gsize correct;
  float range, largest; /* of the outputs: between two pictures of a chunk; of all */
  gboolean given_up;    /* cancelled before its last chunk */
} NnShard;

/* A stretch of the flat block that one task of the optimizer's pass takes. */
typedef struct {
  gsize from, to;
  gboolean trained;
  float keep_rate; /* not trained: how fast a kept statistic follows the batch's; 0: it stays */
} NnSlice;

struct _NnTrainer {
  NnModel *model; /* as it was; its graph and facts */
  NnDataset *dataset;
  NnRecipe recipe;
  GCancellable *cancellable; /* NULL for none */
  NnTeam *team;
  NnRunner *runner;
  NnLossOutputs outputs;
  NnOptimizer optimizer;
  gsize n_weights;
  float *weights, *good_weights; /* now; at the start of the epoch */
  float *average, *good_average; /* moving average, likewise; NULL without */
  GArray *slices;                /* of NnSlice, in order, without gaps */
  double *squares;               /* by slice: of the gradient */
  float *hidden;                 /* place for the weights that are not trained */
  float factor;                  /* on the gradient of the step, from clipping */
  guint32 *training, *validation;
  gsize n_training, n_validation;
  guint32 *order; /* of an epoch: the training samples shuffled */
  gboolean whole; /* an epoch takes each of them once */
  gsize shard_size;
  NnShard *shards;
  guint n_all_shards; /* of a whole batch */
  guint n_shards;     /* of the step under way */
  guint n_copies;
  float **copies; /* of the weights, by member of the team; NULL: all read the weights themselves */
  const guint32 *batch;
  gsize batch_size;
  guint n_chunks;    /* in the batch */
  gboolean in_place; /* the gradient goes into the weights as it is computed */
  NnProgress progress;
  double epoch_loss;
  gsize epoch_correct, epoch_samples;
  double first_loss, smooth_loss; /* of the first step, NaN before it; of the last ones */
  NnHealth health;
  guint extended_at; /* the epochs after which the run was over and made longer; 0: it was not */
  GArray *history;
  NnStepCurve *curve;
  NnEstimator *estimator; /* NULL until it is needed */
  guint64 data_mark;      /* identifies the data */
  guint64 first_step;     /* steps that were done before this trainer was made */
  guint first_epoch;      /* epochs, likewise */
  gboolean diverged;
};

/* A share of n samples; NaN where the targets are numbers, of which none is right or wrong. */
float nn_trainer_accuracy (const NnTrainer *trainer, gsize correct, gsize n);

/* Adopts the state of a run of the same recipe on the same data; FALSE, with nothing changed, where
 * it belongs to another one. */
gboolean nn_trainer_read_state (NnTrainer *trainer, GBytes *state);
