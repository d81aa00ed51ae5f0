/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>

#include "nn/read/nn-reader.h"
#include "nn/worker/nn-report.h"

/*
 * NnMailbox: what the worker's object and its two threads share: orders on the way down, reports
 * and verdicts on the way up. Everything is read and written under the mutex, but for what is said
 * to be the owner's (the main context's thread). Private to the worker.
 *
 * The lock is a pthread one: ThreadSanitizer knows it, GLib's it does not.
 */

/* A run that is to be trained. */
typedef struct {
  guint run;
  NnModel *model;
  NnDataset *dataset;
  NnDataset *test; /* NULL for none */
  NnRecipe recipe;
  GCancellable *cancellable; /* gives up the step or the validation under way */
} NnJob;

NnJob *
nn_job_new (guint run, NnModel *model, NnDataset *dataset, NnDataset *test, const NnRecipe *recipe);
void nn_job_free (NnJob *job);

typedef struct {
  gint ref_count;
  pthread_mutex_t mutex;
  pthread_cond_t train_wake, read_wake;
  pthread_cond_t verdict_there;

  /* The owner's. */
  GMainContext *context;
  gpointer worker; /* NULL once it is disposed */
  void (*deliver) (gpointer worker);

  gboolean quit;
  NnJob *job;              /* the next one, until the training thread takes it */
  guint run;               /* the current one; 0 for none */
  gboolean stop;           /* the current run */
  gboolean paused;         /* likewise; also set by the training thread, at the end of an epoch */
  gboolean pause_at_epoch; /* run up to the end of the epoch, then pause */
  guint steps;             /* steps to do although paused */
  float rate;              /* the new one; 0 while there is none */

  guint ticket; /* of the newest drawing; 0 for none */
  float inks[NN_PICTURE_PIXELS];
  NnInk ink;
  NnModel *model;      /* to read with: what was set, or the newest snapshot */
  NnModel *checkpoint; /* the newest snapshot of the current run with which it can go on; NULL */
  guint generation;    /* counts models that were set and runs that were begun */
  guint serial;        /* counts models, snapshots too */

  GQueue reports; /* of NnReport */
  NnVerdict verdict;
  guint verdict_ticket, verdict_generation; /* ticket 0: no verdict waits */
  gboolean source_attached;
} NnMailbox;

NnMailbox *nn_mailbox_new (gpointer worker, void (*deliver) (gpointer worker));
NnMailbox *nn_mailbox_ref (NnMailbox *mailbox);
void nn_mailbox_unref (NnMailbox *mailbox);

void nn_mailbox_lock (NnMailbox *mailbox);
void nn_mailbox_unlock (NnMailbox *mailbox);

/* Waits, with the lock held, until the condition is signalled or the monotonic time, in
 * microseconds, has come; 0 waits without end. */
void nn_mailbox_wait (NnMailbox *mailbox, pthread_cond_t *condition, gint64 until);

/* Makes the model of a run, if it is still the current one, the one that is read with. */
void nn_mailbox_publish (NnMailbox *mailbox, guint run, NnModel *model);

/* Takes the report. A progress report that has not been delivered yet gives way to a newer one;
 * reports of other runs than the current one are dropped. */
void nn_mailbox_post_report (NnMailbox *mailbox, NnReport *report);

/* A verdict that has not been delivered yet gives way to a newer one. */
void nn_mailbox_post_verdict (NnMailbox *mailbox,
                              guint ticket,
                              guint generation,
                              const NnVerdict *verdict);

/* The two threads' mains; data is the mailbox. They return after quit. */
void *nn_training_thread (void *data);
void *nn_reading_thread (void *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnJob, nn_job_free)
