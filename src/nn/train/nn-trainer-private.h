/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-loss.h"
#include "nn/train/nn-optimizer.h"
#include "nn/read/nn-runner.h"
#include "nn/train/nn-trainer.h"

/* What a trainer is made of; shared by nn-trainer.c (the run), nn-trainer-update.c (the step
 * down) and nn-trainer-state.c (what a checkpoint keeps). */

/* What one shard of a batch adds up.
 *
 * To write what another thread has read is the dearest thing that two threads can do to each other
 * where they share no cache, much dearer than to read what it has written or to write that anew. So
 * with more than one thread each reads a copy of the weights of its own, and whoever is done with a
 * stretch of the gradients leaves the new weights there. Who takes the shard next moves them to its
 * copy and zeros into their place. */
typedef struct {
  float *gradient; /* of all weights, summed over the shard; between steps the weights, see above */
  double loss;
  gsize correct;
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
  NnHold hold;               /* NULL for none */
  gpointer hold_data;
  gint64 *held; /* by member: microseconds that the step under way has stood still */
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
  guint32 *training, *validation, *order;
  gsize n_training, n_validation;
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
  guint extended_at; /* the epochs after which the run was over and made longer; 0: it was not */
  GArray *history;
  guint64 data_mark;  /* tells the data apart from others */
  guint64 first_step; /* steps that were done before this trainer was made */
  gboolean diverged;
};

/* Cuts the flat block into slices, once. */
void nn_trainer_make_slices (NnTrainer *trainer);

/* Leaves all weights with every shard, where members have copies. */
void nn_trainer_hand_out (NnTrainer *trainer);

/* Clears a shard's gradient; returns the weights that the member is to read. */
const float *nn_trainer_take_over (NnTrainer *trainer, NnShard *shard, guint member);

/* One step of the optimizer with what the shards have added up. */
void nn_trainer_update (NnTrainer *trainer);

/* What is known of a snapshot of now. */
void nn_trainer_add_facts (const NnTrainer *trainer, NnModel *model);

/* A number that is another one for other data. */
guint64 nn_trainer_mark_data (const NnDataset *dataset);

/* Everything but the weights that going on exactly here needs. */
GBytes *nn_trainer_write_state (const NnTrainer *trainer);

/* Takes over the state of a run of the same recipe on the same data; FALSE, with nothing changed,
 * where it is of another one. */
gboolean nn_trainer_read_state (NnTrainer *trainer, GBytes *state);
