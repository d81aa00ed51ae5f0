/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/read/nn-reader.h"
#include "nn/train/nn-film.h"
#include "nn/worker/nn-report.h"

/*
 * NnWorker: the one object with threads: one trains, one reads drawings. Jobs go down, immutable
 * reports come back in the main context that was the thread-default one when the worker was made;
 * results of a run that is no longer current are dropped. All functions, the last unref too, are
 * called from that context's thread, and return at once.
 *
 * Disposing the worker cancels what runs and waits for the threads (some milliseconds: a step under
 * way is given up).
 */

#define NN_TYPE_WORKER (nn_worker_get_type ())
G_DECLARE_FINAL_TYPE (NnWorker, nn_worker, NN, WORKER, GObject)

typedef enum {
  NN_WORKER_IDLE,
  NN_WORKER_TRAINING,
  NN_WORKER_PAUSED,
} NnWorkerState;

/*
 * Signals:
 *   "report" (NnWorker*, NnReport*)            - of the current run
 *   "verdict" (NnWorker*, guint ticket, const NnVerdict*) - a drawing has been read; tickets never
 *                                                go back
 * Property: "state" (NnWorkerState as int, notify). When a run's last report is emitted, state and
 * model are already what they are after it.
 */
NnWorker *nn_worker_new (void);

NnWorkerState nn_worker_get_state (NnWorker *worker);

/* The model that drawings are read with while nothing trains; a run's last snapshot takes its
 * place. Reads the newest drawing again; readings by an older model are dropped. NULL, or a model
 * that reads no digits: nothing is read. Ends a run that is under way, as nn_worker_cancel(). */
void nn_worker_set_model (NnWorker *worker, NnModel *model);
NnModel *nn_worker_get_model (NnWorker *worker); /* borrowed; the newest snapshot during a run */

/* Drawings are read with this model, of a moment of the past, while a run goes on undisturbed:
 * until it is NULL, another model is set, or another run begun or cancelled. */
void nn_worker_look_at (NnWorker *worker, NnModel *model);

/* The newest snapshot of the run that is under way with which it can go on after the program has
 * ended, some seconds old at most. A new reference; NULL while there is none. */
NnModel *nn_worker_ref_checkpoint (NnWorker *worker);

/* The network of the best epoch (NnBest) of the run that is under way, or of the last one until
 * there is another model. A new reference; NULL while there is none. */
NnModel *nn_worker_ref_best (NnWorker *worker);

/* The moments of the run that is under way, or of the last one: from its first step on, in more
 * than one stretch where it was stopped and went on with its last snapshot. Borrowed; NULL before
 * the first run. A reference keeps the frames alive. */
NnFilm *nn_worker_get_film (NnWorker *worker);
/* Gives up the worker's reference to it, unless a run is under way: it has been removed. */
void nn_worker_drop_film (NnWorker *worker);

/* Begins a run, which waits before its first step, and returns its number: the state is PAUSED, and
 * nn_worker_resume() or nn_worker_step() makes it go. Ends one that is under way, without a report.
 * The recipe is checked by the run: a FAILED report where it is wrong. test, which may be NULL, is
 * evaluated once, when all epochs are done: the last snapshot then says so in its facts
 * (nn_measure_add_facts()), and its temperature is fitted on the validation pictures. */
guint nn_worker_begin (NnWorker *worker,
                       NnModel *model,
                       NnDataset *dataset,
                       NnDataset *test,
                       const NnRecipe *recipe);

/* Orders to the run that is under way; without one they do nothing. They are followed in their
 * order. */

/* TRAINING, up to the end of the run. */
void nn_worker_resume (NnWorker *worker);
/* PAUSED at once. The step under way is cancelled, and done again to the same bits on resume; a
 * report with a snapshot of where the run is follows. */
void nn_worker_pause (NnWorker *worker);
/* One step of a paused run; the state stays PAUSED. */
void nn_worker_step (NnWorker *worker);
/* A paused run up to the end of the epoch: TRAINING, then PAUSED again. */
void nn_worker_step_epoch (NnWorker *worker);
/* The recipe's rate from the next step on, (0, 10]. */
void nn_worker_set_rate (NnWorker *worker, float rate);

/* What is trained on from the next step on, instead of the data before (nn_trainer_set_data()); the
 * test set stays. NN_ERROR_SHAPE, and nothing changed, where the network does not take such data.
 */
gboolean nn_worker_set_data (NnWorker *worker, NnDataset *dataset, GError **error);

/* How slowly runs go, this one from now on and those that are begun later: the time that a doubling
 * of the steps takes, in seconds; 0 is full speed, as at first. The first step takes as long as the
 * doubling from 64 steps to 128, so that as much can be seen of the beginning as of what comes
 * later, and by and by a run goes at full speed by itself. Waiting changes no bit and is not
 * counted as time of training. A run that is slowed down in its course begins with slow steps
 * there. */
void nn_worker_set_pace (NnWorker *worker, double seconds);

/* The pace of a demonstration: the first epoch of fast-cnn takes about a quarter of a minute. */
#define NN_PACE_SLOW 1.4

/* The least seconds from the beginning up to when so many steps are done. */
double nn_pace_seconds (double pace, guint64 n_steps);
/* Gives up the step under way; a STOPPED report follows, unless all epochs were done: then a
 * FINISHED one, without a test if that was under way. The state is IDLE with that report. */
void nn_worker_stop (NnWorker *worker);
/* Ends without a report; the state is IDLE at once, the model the newest snapshot. */
void nn_worker_cancel (NnWorker *worker);

/* Asks for a reading of 784 inks (copied) and returns a ticket, larger each time. Only the newest
 * drawing is sure to be read; during training it is read again with each new snapshot (same
 * ticket). */
guint nn_worker_read (NnWorker *worker, const float *inks, NnInk ink);

/* Waits for the verdict on the newest drawing, so many microseconds at most, and emits it before
 * this returns; a later one comes by itself. So what shows it can be painted with the drawing. */
void nn_worker_await_verdict (NnWorker *worker, gint64 patience);
