/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "nn/train/nn-trainer.h"

/* NnReport: the progress of a run, as the worker reports it. Immutable and reference-counted. */

typedef enum {
  NN_REPORT_PROGRESS, /* at most 30 a second; now and then with a snapshot */
  NN_REPORT_EPOCH,    /* an epoch has ended, in long runs several short ones: validation numbers are
                         new; a snapshot is there */
  NN_REPORT_TESTING,  /* all epochs done; the test set is evaluated now */
  NN_REPORT_FINISHED, /* all epochs done; a snapshot is there, and the test's result if any */
  NN_REPORT_STOPPED,  /* by nn_worker_stop(); a snapshot is there */
  NN_REPORT_FAILED,   /* error is set; diverged: a snapshot of the last good weights is there */
} NnReportKind;

/* The finished epoch with the largest validation accuracy; of several, the one with the smallest
 * loss. */
typedef struct {
  guint epoch;
  float accuracy, loss;
  NnModel *model; /* in a run's last report: owned by it, NULL where there is none; else NULL */
} NnBest;

typedef struct {
  NnReportKind kind;
  guint run;       /* number of the run, counted from 1 */
  gboolean paused; /* it waits here until it is resumed */
  guint n_orders;  /* how many orders it had followed by then */
  NnProgress progress;
  double samples_per_second; /* over the last second or so of training; NaN while unknown */
  double seconds_left;       /* estimate until the last epoch ends; NaN while unknown */
  GArray *steps;             /* of NnStepMean, new since the report before; owned; NULL: none */
  GArray *estimates;         /* of NnHeldOut, likewise */
  NnHeldOut held_out;        /* the newest estimate; count 0: none yet */
  NnBest best;               /* the best epoch so far; epoch 0: none */
  gsize test_correct, test_count; /* FINISHED: of the test set; 0, 0 without one */
  double test_rmse;  /* where its targets are numbers: the root of the mean squared error */
  NnModel *snapshot; /* owned by the report; NULL where there is none */
  GError *error;     /* owned by the report; NULL but for FAILED */
} NnReport;

#define NN_TYPE_REPORT (nn_report_get_type ())
GType nn_report_get_type (void); /* boxed */

/* Copies the fields and takes all that is owned. */
NnReport *nn_report_new (const NnReport *fields);
NnReport *nn_report_ref (NnReport *report);
void nn_report_unref (NnReport *report);

/* How the network of this report reads held-out pictures: the newest estimate, or what was measured
 * at the end of an epoch where that is newer; of the latter count is 0. An accuracy of NaN: not
 * known. */
NnHeldOut nn_report_held_out (const NnReport *report);

/* Puts the steps and estimates of an older report, which is not delivered, before those of a newer
 * one. */
void nn_report_take_steps (NnReport *report, NnReport *older);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnReport, nn_report_unref)
