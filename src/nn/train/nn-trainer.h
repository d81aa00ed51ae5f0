/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/read/nn-measure.h"
#include "nn/train/nn-optimizer.h"
#include "nn/train/nn-recipe.h"
#include "nn/train/nn-step-curve.h"

/*
 * NnTrainer: trains one model on one dataset by one recipe, a step at a time. Same seed, same bits,
 * whatever the number of threads. Belongs to one thread at a time (its own helpers aside).
 */

/* The progress of a run; a plain value. */
typedef struct {
  guint epoch; /* epochs finished */
  guint n_epochs;
  guint64 step; /* steps done in all */
  guint64 steps_per_epoch;
  guint64 samples;           /* samples seen in all */
  double seconds;            /* spent in training steps, validation not counted */
  float rate;                /* learning rate of the last step */
  float step_loss;           /* mean over the last step's samples */
  float step_accuracy;       /* 0..1, likewise; NaN, as all accuracies, where targets are numbers */
  float train_loss;          /* mean over the epoch so far, or the finished epoch */
  float train_accuracy;      /* 0..1, likewise, measured while training */
  float validation_loss;     /* of the last finished epoch; NaN before the first */
  float validation_accuracy; /* 0..1; likewise */
} NnProgress;

typedef struct _NnTrainer NnTrainer;

/* Goes on from the model's training state if it has one that fits: the same optimizer, batch, seed,
 * validation and data; from its weights otherwise, as a new run. recipe.epochs counts from the
 * beginning of the run: 3 epochs, a checkpoint and a recipe of 5 give the same bits as 5 at once.
 * Schedules that depend on the length of the run take the recipe's length from here on: a run that
 * was cut short goes on as if it had not been. One that had come to its end and is made longer goes
 * on by nn_schedule_extension_factor(). Errors: NN_ERROR_SHAPE (a model of other data),
 * NN_ERROR_RANGE (recipe). */
NnTrainer *
nn_trainer_new (NnModel *model, NnDataset *dataset, const NnRecipe *recipe, GError **error);
void nn_trainer_free (NnTrainer *trainer);

gboolean nn_trainer_is_done (const NnTrainer *trainer);

/* One step, and the validation after the last one of an epoch: then *epoch_ended. Where only the
 * validation is due, because it was cancelled, that alone. NN_ERROR_DIVERGED, where the loss became
 * NaN or infinite or is far above where the run began: the weights are back at the last good ones
 * and training is over. NN_ERROR_COLLAPSED, likewise, where the network says the same of every
 * picture, or reads no better than chance although it did (NnHealth). */
gboolean nn_trainer_step (NnTrainer *trainer, gboolean *epoch_ended, GError **error);

/* What the next step will be made of, to be shown before it is done. Borrowed. */
typedef struct {
  const guint32 *batch; /* n pictures of the dataset */
  gsize n;
  float rate;
  const NnOptimizer *optimizer; /* what it carries from the steps before */
} NnNextStep;

/* FALSE: there is none, as all is done, or a validation comes first. */
gboolean nn_trainer_next (const NnTrainer *trainer, NnNextStep *next);

const NnProgress *nn_trainer_progress (const NnTrainer *trainer);

/* See nn_step_curve_take_mean(). */
gboolean nn_trainer_take_mean (NnTrainer *trainer, gboolean now, NnStepMean *mean);

/* Pictures that can be read beside training: a sample of those that are held out for validation,
 * fixed by the seed and balanced by digit; 0 where none are. */
gsize nn_trainer_sample_size (NnTrainer *trainer);

/* Reads the first n pictures of the sample with the weights of now; the run's curve keeps it.
 * Changes nothing else. FALSE where it was cancelled. */
gboolean nn_trainer_estimate (NnTrainer *trainer, gsize n, NnHeldOut *held_out);

void nn_trainer_set_rate (NnTrainer *trainer, float rate);

/* Other samples from the next step on. Epochs keep their number of steps, so that places on the way
 * mean what they meant. NN_ERROR_SHAPE, and nothing changed, where the model does not take them. */
gboolean nn_trainer_set_data (NnTrainer *trainer, NnDataset *dataset, GError **error);

/* Another thread may cancel. A step under way then changes nothing, a validation under way stays
 * due, and nn_trainer_step() gives NN_ERROR_CANCELLED; called again it does the same work to the
 * same bits. NULL for none. */
void nn_trainer_set_cancellable (NnTrainer *trainer, GCancellable *cancellable);

/* A new immutable model with the weights of now. */
NnModel *nn_trainer_snapshot (NnTrainer *trainer);

/* The same with the training state, so that a trainer made of it goes on exactly here, in the
 * middle of an epoch too. Several times the size of a snapshot. After divergence there is no state.
 */
NnModel *nn_trainer_checkpoint (NnTrainer *trainer);

/* Epochs finished in the model's training state; 0 where there is none. */
guint nn_trainer_epochs_of (const NnModel *model);

/* The curve of the run in the model's training state, to be plotted; NULL where there is none, as
 * in files of older versions. */
NnStepCurve *nn_trainer_curve_of (const NnModel *model);

/* Whether a trainer made of these would go on from the model's training state. */
gboolean
nn_trainer_goes_on (const NnModel *model, const NnDataset *dataset, const NnRecipe *recipe);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnTrainer, nn_trainer_free)
