/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/read/nn-reader.h"
#include "nn/train/nn-film.h"
#include "nn/worker/nn-report.h"

/*
 * NnMailbox: what the worker's object and its two threads share. Jobs, orders and drawings go down,
 * reports, models and verdicts come back. Private to the worker. Every function takes the lock for
 * itself, so none may be called from a handler of another.
 */

typedef struct _NnMailbox NnMailbox;

/* A run that is to be trained. */
typedef struct {
  guint run;
  NnModel *model;
  NnDataset *dataset;
  NnDataset *test; /* NULL for none */
  NnRecipe recipe;
  double pace;               /* as nn_worker_set_pace() */
  NnFilm *film;              /* the run's frames go there */
  GCancellable *cancellable; /* of the step, the validation or the test under way */
} NnJob;

/* At full speed, without a film. */
NnJob *
nn_job_new (guint run, NnModel *model, NnDataset *dataset, NnDataset *test, const NnRecipe *recipe);
void nn_job_free (NnJob *job);

/* Orders to the run that is under way. A run waits before its first step. */
typedef enum {
  NN_ORDER_STOP,   /* gives up what is under way and ends the run */
  NN_ORDER_PAUSE,  /* cancels the step under way; it is done again on resume */
  NN_ORDER_RESUME, /* goes on to the end */
  NN_ORDER_STEP,   /* trains one more step, then pauses */
  NN_ORDER_EPOCH,  /* trains to the end of the epoch, then pauses */
  NN_ORDER_RATE,   /* value: the learning rate from the next step on */
  NN_ORDER_PACE,   /* value: the pace from now on */
  NN_ORDER_DATA,   /* data: what is trained on from the next step on */
} NnOrderKind;

typedef struct {
  NnOrderKind kind;
  double value;
  NnDataset *data; /* a reference; NULL for none */
} NnOrder;

/* What comes of asking for an order. */
typedef enum {
  NN_TAKEN_ORDER,   /* here it is */
  NN_TAKEN_NOTHING, /* there was none until the time had come; the cancellable is fresh */
  NN_TAKEN_LEAVE,   /* the run is no longer the current one */
} NnTaken;

/* What is to be read, with which model. */
typedef struct {
  guint ticket;
  float inks[NN_PICTURE_PIXELS];
  NnInk ink;
  NnModel *model;
  guint generation; /* counts models that were set or looked at, and runs that were begun */
  guint serial;     /* counts models, snapshots too */
} NnReading;

/* What is delivered to the main context. */
typedef struct {
  GQueue reports; /* of NnReport; owned by the receiver */
  guint ticket;   /* of the verdict; 0: there is none */
  NnVerdict verdict;
  NnModel *model; /* the newest; a reference, or NULL */
} NnMail;

/* deliver is called with the worker from an idle source of the thread-default main context, when
 * there is something to collect, until nn_mailbox_close(). */
NnMailbox *nn_mailbox_new (gpointer worker, void (*deliver) (gpointer worker));
NnMailbox *nn_mailbox_ref (NnMailbox *mailbox);
void nn_mailbox_unref (NnMailbox *mailbox);

/* --- for the worker --- */

/* Both threads give up what they do and end. */
void nn_mailbox_close (NnMailbox *mailbox);

/* Ends the current run without a report. Drawings are read with model from now on, which may be
 * NULL, and job is the next run: taken, or NULL for none. */
void nn_mailbox_set_job (NnMailbox *mailbox, NnModel *model, NnJob *job);

/* Drawings are read with this model until it is NULL or there is another job; then with the newest.
 */
void nn_mailbox_look_at (NnMailbox *mailbox, NnModel *model);

/* The run has ended by itself: its last report has been delivered. */
void nn_mailbox_end_run (NnMailbox *mailbox);

/* Takes the reference to data, which may be NULL. */
void nn_mailbox_post_order (NnMailbox *mailbox, NnOrderKind kind, double value, NnDataset *data);
void nn_mailbox_post_drawing (NnMailbox *mailbox, guint ticket, const float *inks, NnInk ink);

/* Waits for the verdict on the drawing of this ticket until a monotonic time. What was there then:
 * its ticket, 0 for none. */
guint nn_mailbox_await_verdict (NnMailbox *mailbox, guint ticket, gint64 until, NnVerdict *verdict);

void nn_mailbox_collect (NnMailbox *mailbox, NnMail *mail);

/* New references; NULL where there is none. A checkpoint is of the current run. */
NnModel *nn_mailbox_ref_model (NnMailbox *mailbox);
NnModel *nn_mailbox_ref_checkpoint (NnMailbox *mailbox);
NnModel *nn_mailbox_ref_best (NnMailbox *mailbox);

/* --- for the thread that trains --- */

/* Waits for a job and takes it; NULL: the thread is to end. */
NnJob *nn_mailbox_take_job (NnMailbox *mailbox);

/* Takes the oldest order with its data, waiting for one up to a monotonic time in microseconds: 0
 * does not wait, G_MAXINT64 waits without end. Where the main context is far behind with reports,
 * it waits for that in any case. */
NnTaken nn_mailbox_take_order (NnMailbox *mailbox, const NnJob *job, gint64 until, NnOrder *order);

/* Makes the model of a run, if it is still the current one, the one that is read with. */
void nn_mailbox_publish (NnMailbox *mailbox, guint run, NnModel *model);

/* Makes the model of a run, if it is still the current one, its best one. */
void nn_mailbox_publish_best (NnMailbox *mailbox, guint run, NnModel *model);

/* Takes the report. A progress report that has not been delivered yet gives way to a newer one;
 * reports of other runs than the current one are dropped. */
void nn_mailbox_post_report (NnMailbox *mailbox, NnReport *report);

/* --- for the thread that reads --- */

/* Waits for something to read: a new drawing or another model at once, the same drawing with a
 * newer snapshot when the monotonic time again has come. reading: what was read last, becomes what
 * is to be read; all 0 at first. FALSE: the thread is to end. */
gboolean nn_mailbox_take_drawing (NnMailbox *mailbox, NnReading *reading, gint64 again);

/* A verdict that has not been delivered yet gives way to a newer one. */
void
nn_mailbox_post_verdict (NnMailbox *mailbox, const NnReading *reading, const NnVerdict *verdict);

/* The two threads' mains; data is the mailbox. They return after nn_mailbox_close(). */
void *nn_training_thread (void *data);
void *nn_reading_thread (void *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnJob, nn_job_free)
