/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/worker/nn-mailbox.h"

#include <time.h>

NnJob *
nn_job_new (guint run, NnModel *model, NnDataset *dataset, NnDataset *test, const NnRecipe *recipe)
{
  NnJob *job = g_new (NnJob, 1);

  *job = (NnJob){ run,
                  nn_model_ref (model),
                  nn_dataset_ref (dataset),
                  test != NULL ? nn_dataset_ref (test) : NULL,
                  *recipe,
                  g_cancellable_new () };
  return job;
}

void
nn_job_free (NnJob *job)
{
  nn_model_unref (job->model);
  nn_dataset_unref (job->dataset);
  g_clear_pointer (&job->test, nn_dataset_unref);
  g_object_unref (job->cancellable);
  g_free (job);
}

NnMailbox *
nn_mailbox_new (gpointer worker, void (*deliver) (gpointer worker))
{
  NnMailbox *self = g_new0 (NnMailbox, 1);
  pthread_condattr_t monotonic;

  self->ref_count = 1;
  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->train_wake, &monotonic);
  pthread_cond_init (&self->read_wake, &monotonic);
  pthread_cond_init (&self->verdict_there, &monotonic);
  pthread_condattr_destroy (&monotonic);
  self->context = g_main_context_ref_thread_default ();
  self->worker = worker;
  self->deliver = deliver;
  g_queue_init (&self->reports);
  return self;
}

NnMailbox *
nn_mailbox_ref (NnMailbox *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
nn_mailbox_unref (NnMailbox *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_queue_clear_full (&self->reports, (GDestroyNotify) nn_report_unref);
  g_clear_pointer (&self->job, nn_job_free);
  g_clear_pointer (&self->model, nn_model_unref);
  g_clear_pointer (&self->checkpoint, nn_model_unref);
  g_main_context_unref (self->context);
  pthread_cond_destroy (&self->train_wake);
  pthread_cond_destroy (&self->read_wake);
  pthread_cond_destroy (&self->verdict_there);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

void
nn_mailbox_lock (NnMailbox *self)
{
  pthread_mutex_lock (&self->mutex);
}

void
nn_mailbox_unlock (NnMailbox *self)
{
  pthread_mutex_unlock (&self->mutex);
}

void
nn_mailbox_wait (NnMailbox *self, pthread_cond_t *condition, gint64 until)
{
  struct timespec time
      = { .tv_sec = until / G_USEC_PER_SEC, .tv_nsec = until % G_USEC_PER_SEC * 1000 };

  if (until == 0)
    pthread_cond_wait (condition, &self->mutex);
  else
    pthread_cond_timedwait (condition, &self->mutex, &time);
}

static gboolean
deliver_cb (gpointer data)
{
  NnMailbox *self = data;

  if (self->worker != NULL)
    self->deliver (self->worker);
  return G_SOURCE_REMOVE;
}

/* With the lock held. An idle source that is attached, not g_main_context_invoke(): that may run
 * the callback in the thread that calls. Its priority is that of input: bars follow the pen. */
static void
attach_source (NnMailbox *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->source_attached)
    return;
  self->source_attached = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, nn_mailbox_ref (self),
                         (GDestroyNotify) nn_mailbox_unref);
  g_source_attach (source, self->context);
}

void
nn_mailbox_publish (NnMailbox *self, guint run, NnModel *model)
{
  NnModel *old = NULL, *old_checkpoint = NULL;

  nn_mailbox_lock (self);
  if (self->run == run) {
    old = self->model;
    self->model = nn_model_ref (model);
    if (nn_model_get_training_state (model) != NULL) {
      old_checkpoint = self->checkpoint;
      self->checkpoint = nn_model_ref (model);
    }
    self->serial++;
    pthread_cond_signal (&self->read_wake);
  }
  nn_mailbox_unlock (self);
  if (old != NULL)
    nn_model_unref (old);
  if (old_checkpoint != NULL)
    nn_model_unref (old_checkpoint);
}

void
nn_mailbox_post_report (NnMailbox *self, NnReport *report)
{
  NnReport *dropped = NULL;

  nn_mailbox_lock (self);
  if (self->run != report->run) {
    dropped = report;
  } else {
    NnReport *last = g_queue_peek_tail (&self->reports);

    if (last != NULL && last->run == report->run && last->kind == NN_REPORT_PROGRESS) {
      dropped = g_queue_pop_tail (&self->reports);
      nn_report_take_steps (report, dropped);
    }
    g_queue_push_tail (&self->reports, report);
    attach_source (self);
  }
  nn_mailbox_unlock (self);
  if (dropped != NULL)
    nn_report_unref (dropped);
}

void
nn_mailbox_post_verdict (NnMailbox *self, guint ticket, guint generation, const NnVerdict *verdict)
{
  nn_mailbox_lock (self);
  self->verdict = *verdict;
  self->verdict_ticket = ticket;
  self->verdict_generation = generation;
  pthread_cond_signal (&self->verdict_there);
  attach_source (self);
  nn_mailbox_unlock (self);
}
