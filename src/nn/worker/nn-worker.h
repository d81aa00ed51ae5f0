/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/train/nn-reader.h"
#include "nn/train/nn-trainer.h"

/*
 * NnWorker: the one object with a thread. Jobs go down, immutable reports come back in the main
 * context that was the thread-default one when the worker was made; results of a run that is no
 * longer current are dropped. All functions are called from that context's thread and return at
 * once.
 *
 * Disposing the worker cancels what runs and waits for the thread (at most one training step).
 */

#define NN_TYPE_WORKER (nn_worker_get_type ())
G_DECLARE_FINAL_TYPE (NnWorker, nn_worker, NN, WORKER, GObject)

typedef enum {
  NN_WORKER_IDLE,
  NN_WORKER_TRAINING,
  NN_WORKER_PAUSED,
} NnWorkerState;

typedef enum {
  NN_REPORT_PROGRESS, /* at most 30 a second */
  NN_REPORT_EPOCH,    /* an epoch has ended: validation numbers are new; a snapshot is there */
  NN_REPORT_FINISHED, /* all epochs done; a snapshot is there */
  NN_REPORT_STOPPED,  /* by nn_worker_stop(); a snapshot is there */
  NN_REPORT_FAILED,   /* error is set; diverged: a snapshot of the last good weights is there */
} NnReportKind;

/* Immutable, reference-counted, one allocation. */
typedef struct {
  NnReportKind kind;
  guint run; /* number of the run, counted from 1 */
  NnProgress progress;
  double samples_per_second; /* over the last second or so */
  double seconds_left;       /* estimate until the last epoch ends; NaN while unknown */
  NnModel *snapshot;         /* owned by the report; NULL where there is none */
  GError *error;             /* owned by the report; NULL but for FAILED */
} NnReport;

#define NN_TYPE_REPORT (nn_report_get_type ())
GType nn_report_get_type (void); /* boxed */
NnReport *nn_report_ref (NnReport *report);
void nn_report_unref (NnReport *report);

/*
 * Signals:
 *   "report" (NnWorker*, NnReport*)            - of the current run
 *   "verdict" (NnWorker*, guint ticket, const NnVerdict*) - the newest drawing has been read
 * Property: "state" (NnWorkerState as int, notify).
 */
NnWorker *nn_worker_new (void);

NnWorkerState nn_worker_get_state (NnWorker *worker);

/* The model that drawings are read with while nothing trains; a finished run leaves its last
 * snapshot here. Reads the newest drawing again. NULL is allowed (then nothing is read). */
void nn_worker_set_model (NnWorker *worker, NnModel *model);
NnModel *nn_worker_get_model (NnWorker *worker); /* borrowed; the newest snapshot during a run */

/* Starts a run (ending one that is under way) and returns its number. */
guint
nn_worker_train (NnWorker *worker, NnModel *model, NnDataset *dataset, const NnRecipe *recipe);
void nn_worker_pause (NnWorker *worker);
void nn_worker_resume (NnWorker *worker);
/* Ends after the current step; a STOPPED report follows. */
void nn_worker_stop (NnWorker *worker);
/* Ends without a report. */
void nn_worker_cancel (NnWorker *worker);
/* One step or one epoch of a paused run, then paused again. */
void nn_worker_step (NnWorker *worker);
void nn_worker_step_epoch (NnWorker *worker);
void nn_worker_set_rate (NnWorker *worker, float rate);

/* Asks for a reading of 784 inks (copied) and returns a ticket, larger each time. Only the newest
 * drawing is sure to be read; during training it is read again with each new snapshot (same
 * ticket). */
guint nn_worker_read (NnWorker *worker, const float *inks, NnInk ink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnReport, nn_report_unref)
