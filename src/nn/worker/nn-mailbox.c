/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/worker/nn-mailbox.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

/* Where the main context is so many reports behind, training waits for it. */
#define MAX_REPORTS 100

/* Everything is read and written under the mutex, but for the first group. The lock is a pthread
 * one: ThreadSanitizer knows it, GLib's it does not. */
struct _NnMailbox {
  gint ref_count;

  /* The main context's thread's. */
  GMainContext *context;
  gpointer worker; /* NULL once the mailbox is closed */
  void (*deliver) (gpointer worker);

  pthread_mutex_t mutex;
  pthread_cond_t wake_trainer, wake_reader, verdict_is_there;
  gboolean closed;
  NnJob *job;                /* the next one, until the training thread takes it */
  guint run;                 /* the current one; 0 for none */
  GCancellable *cancellable; /* of the current run; NULL for none */
  GArray *orders;            /* of NnOrder, to the current run, oldest first */
  NnReading drawing;         /* the newest, and the newest model; ticket 0: no drawing yet */
  NnModel *past;             /* what is read with instead of the newest model; NULL */
  NnModel *checkpoint;       /* the newest of the current run with which it can go on; NULL */
  NnModel *best;             /* of the current run, by validation accuracy; NULL */
  GQueue reports;            /* of NnReport */
  NnVerdict verdict;
  guint verdict_ticket, verdict_generation; /* ticket 0: no verdict waits */
  gboolean source_attached;
};

NnJob *
nn_job_new (guint run, NnModel *model, NnDataset *dataset, NnDataset *test, const NnRecipe *recipe)
{
  NnJob *job = g_new (NnJob, 1);

  *job = (NnJob){ run,
                  nn_model_ref (model),
                  nn_dataset_ref (dataset),
                  test != NULL ? nn_dataset_ref (test) : NULL,
                  *recipe,
                  0,
                  NULL,
                  g_cancellable_new () };
  return job;
}

void
nn_job_free (NnJob *job)
{
  nn_model_unref (job->model);
  nn_dataset_unref (job->dataset);
  g_clear_pointer (&job->test, nn_dataset_unref);
  g_clear_pointer (&job->film, nn_film_unref);
  g_object_unref (job->cancellable);
  g_free (job);
}

static void
order_clear (gpointer data)
{
  NnOrder *order = data;

  g_clear_pointer (&order->data, nn_dataset_unref);
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
  pthread_cond_init (&self->wake_trainer, &monotonic);
  pthread_cond_init (&self->wake_reader, &monotonic);
  pthread_cond_init (&self->verdict_is_there, &monotonic);
  pthread_condattr_destroy (&monotonic);
  self->context = g_main_context_ref_thread_default ();
  self->worker = worker;
  self->deliver = deliver;
  self->orders = g_array_new (FALSE, FALSE, sizeof (NnOrder));
  g_array_set_clear_func (self->orders, order_clear);
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
  g_clear_pointer (&self->drawing.model, nn_model_unref);
  g_clear_pointer (&self->past, nn_model_unref);
  g_clear_pointer (&self->checkpoint, nn_model_unref);
  g_clear_pointer (&self->best, nn_model_unref);
  g_clear_object (&self->cancellable);
  g_array_unref (self->orders);
  g_main_context_unref (self->context);
  pthread_cond_destroy (&self->wake_trainer);
  pthread_cond_destroy (&self->wake_reader);
  pthread_cond_destroy (&self->verdict_is_there);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static void
lock (NnMailbox *self)
{
  pthread_mutex_lock (&self->mutex);
}

static void
unlock (NnMailbox *self)
{
  pthread_mutex_unlock (&self->mutex);
}

/* With the lock held: until the condition is signalled or the monotonic time has come. */
static void
wait_for (NnMailbox *self, pthread_cond_t *condition, gint64 until)
{
  struct timespec time
      = { .tv_sec = until / G_USEC_PER_SEC, .tv_nsec = until % G_USEC_PER_SEC * 1000 };

  if (until == G_MAXINT64)
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

/* --- for the worker --- */

void
nn_mailbox_close (NnMailbox *self)
{
  self->worker = NULL;
  lock (self);
  self->closed = TRUE;
  self->run = 0;
  g_cancellable_cancel (self->cancellable);
  pthread_cond_signal (&self->wake_trainer);
  pthread_cond_signal (&self->wake_reader);
  unlock (self);
}

void
nn_mailbox_set_job (NnMailbox *self, NnModel *model, NnJob *job)
{
  g_autoptr (NnModel) old_model = NULL;
  g_autoptr (NnModel) old_checkpoint = NULL;
  g_autoptr (NnModel) old_best = NULL;
  g_autoptr (NnModel) old_past = NULL;
  g_autoptr (NnJob) old_job = NULL;

  lock (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (job != NULL)
    self->cancellable = g_object_ref (job->cancellable);
  old_job = self->job;
  self->job = job;
  self->run = job != NULL ? job->run : 0;
  g_array_set_size (self->orders, 0);
  old_checkpoint = g_steal_pointer (&self->checkpoint);
  old_best = g_steal_pointer (&self->best);
  old_past = g_steal_pointer (&self->past);
  old_model = self->drawing.model;
  self->drawing.model = model != NULL ? nn_model_ref (model) : NULL;
  self->drawing.generation++;
  self->drawing.serial++;
  pthread_cond_signal (&self->wake_trainer);
  pthread_cond_signal (&self->wake_reader);
  unlock (self);
}

void
nn_mailbox_look_at (NnMailbox *self, NnModel *model)
{
  g_autoptr (NnModel) old = NULL;

  lock (self);
  old = self->past;
  self->past = model != NULL ? nn_model_ref (model) : NULL;
  self->drawing.generation++;
  pthread_cond_signal (&self->wake_reader);
  unlock (self);
}

void
nn_mailbox_end_run (NnMailbox *self)
{
  lock (self);
  self->run = 0;
  g_clear_object (&self->cancellable);
  unlock (self);
}

void
nn_mailbox_post_order (NnMailbox *self, NnOrderKind kind, double value, NnDataset *data)
{
  NnOrder order = { kind, value, data };

  lock (self);
  g_array_append_val (self->orders, order);
  if (kind == NN_ORDER_STOP || kind == NN_ORDER_PAUSE)
    g_cancellable_cancel (self->cancellable);
  pthread_cond_signal (&self->wake_trainer);
  unlock (self);
}

void
nn_mailbox_post_drawing (NnMailbox *self, guint ticket, const float *inks, NnInk ink)
{
  lock (self);
  memcpy (self->drawing.inks, inks, sizeof self->drawing.inks);
  self->drawing.ink = ink;
  self->drawing.ticket = ticket;
  pthread_cond_signal (&self->wake_reader);
  unlock (self);
}

/* With the lock held: what drawings are read with; NULL: they are not. */
static NnModel *
reading_model (const NnMailbox *self)
{
  return self->past != NULL ? self->past : self->drawing.model;
}

/* With the lock held: the verdict that waits, if any, is the caller's. */
static guint
take_verdict (NnMailbox *self, NnVerdict *verdict)
{
  guint ticket = self->verdict_ticket;

  *verdict = self->verdict;
  self->verdict_ticket = 0;
  return self->verdict_generation == self->drawing.generation ? ticket : 0;
}

guint
nn_mailbox_await_verdict (NnMailbox *self, guint ticket, gint64 until, NnVerdict *verdict)
{
  guint taken;

  lock (self);
  while (reading_model (self) != NULL && self->verdict_ticket != ticket
         && g_get_monotonic_time () < until)
    wait_for (self, &self->verdict_is_there, until);
  taken = take_verdict (self, verdict);
  unlock (self);
  return taken;
}

void
nn_mailbox_collect (NnMailbox *self, NnMail *mail)
{
  lock (self);
  self->source_attached = FALSE;
  mail->reports = self->reports;
  g_queue_init (&self->reports);
  mail->ticket = take_verdict (self, &mail->verdict);
  mail->model = self->drawing.model != NULL ? nn_model_ref (self->drawing.model) : NULL;
  pthread_cond_signal (&self->wake_trainer); /* there is room for reports */
  unlock (self);
}

static NnModel *
ref_model (NnMailbox *self, NnModel *const *place)
{
  NnModel *model;

  lock (self);
  model = *place != NULL ? nn_model_ref (*place) : NULL;
  unlock (self);
  return model;
}

NnModel *
nn_mailbox_ref_model (NnMailbox *self)
{
  return ref_model (self, &self->drawing.model);
}

NnModel *
nn_mailbox_ref_checkpoint (NnMailbox *self)
{
  return ref_model (self, &self->checkpoint);
}

NnModel *
nn_mailbox_ref_best (NnMailbox *self)
{
  return ref_model (self, &self->best);
}

/* --- for the thread that trains --- */

NnJob *
nn_mailbox_take_job (NnMailbox *self)
{
  NnJob *job;

  lock (self);
  while (self->job == NULL && !self->closed)
    wait_for (self, &self->wake_trainer, G_MAXINT64);
  job = self->closed ? NULL : g_steal_pointer (&self->job);
  unlock (self);
  return job;
}

NnTaken
nn_mailbox_take_order (NnMailbox *self, const NnJob *job, gint64 until, NnOrder *order)
{
  NnTaken taken = NN_TAKEN_NOTHING;

  lock (self);
  while (self->run == job->run && self->orders->len == 0) {
    gboolean behind = g_queue_get_length (&self->reports) >= MAX_REPORTS;

    if (!behind && g_get_monotonic_time () >= until)
      break;
    wait_for (self, &self->wake_trainer, behind ? G_MAXINT64 : until);
  }
  if (self->run != job->run) {
    taken = NN_TAKEN_LEAVE;
  } else if (self->orders->len > 0) {
    taken = NN_TAKEN_ORDER;
    *order = g_array_index (self->orders, NnOrder, 0);
    g_array_index (self->orders, NnOrder, 0).data = NULL;
    g_array_remove_index (self->orders, 0);
  } else {
    /* Whatever was cancelled has ended, and only the thread that is here now begins anything. */
    g_cancellable_reset (self->cancellable);
  }
  unlock (self);
  return taken;
}

void
nn_mailbox_publish (NnMailbox *self, guint run, NnModel *model)
{
  NnModel *old = NULL, *old_checkpoint = NULL;

  lock (self);
  if (self->run == run) {
    old = self->drawing.model;
    self->drawing.model = nn_model_ref (model);
    if (nn_model_get_training_state (model) != NULL) {
      old_checkpoint = self->checkpoint;
      self->checkpoint = nn_model_ref (model);
    }
    if (self->past == NULL) {
      self->drawing.serial++;
      pthread_cond_signal (&self->wake_reader);
    }
  }
  unlock (self);
  g_clear_pointer (&old, nn_model_unref);
  g_clear_pointer (&old_checkpoint, nn_model_unref);
}

void
nn_mailbox_publish_best (NnMailbox *self, guint run, NnModel *model)
{
  NnModel *old = NULL;

  lock (self);
  if (self->run == run) {
    old = self->best;
    self->best = nn_model_ref (model);
  }
  unlock (self);
  g_clear_pointer (&old, nn_model_unref);
}

void
nn_mailbox_post_report (NnMailbox *self, NnReport *report)
{
  NnReport *dropped = NULL;

  lock (self);
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
  unlock (self);
  if (dropped != NULL)
    nn_report_unref (dropped);
}

/* --- for the thread that reads --- */

/* With the lock held. *until: how long to wait if FALSE. */
static gboolean
is_due (const NnMailbox *self, const NnReading *last, gint64 again, gint64 *until)
{
  const NnReading *now = &self->drawing;

  *until = G_MAXINT64;
  if (now->ticket == 0 || reading_model (self) == NULL)
    return FALSE;
  if (now->ticket != last->ticket || now->generation != last->generation)
    return TRUE;
  if (now->serial == last->serial)
    return FALSE;
  *until = again;
  return g_get_monotonic_time () >= again;
}

gboolean
nn_mailbox_take_drawing (NnMailbox *self, NnReading *reading, gint64 again)
{
  gint64 until;
  gboolean closed;

  g_clear_pointer (&reading->model, nn_model_unref);
  lock (self);
  while (!self->closed && !is_due (self, reading, again, &until))
    wait_for (self, &self->wake_reader, until);
  closed = self->closed;
  if (!closed) {
    *reading = self->drawing;
    reading->model = nn_model_ref (reading_model (self));
  }
  unlock (self);
  return !closed;
}

void
nn_mailbox_post_verdict (NnMailbox *self, const NnReading *reading, const NnVerdict *verdict)
{
  lock (self);
  self->verdict = *verdict;
  self->verdict_ticket = reading->ticket;
  self->verdict_generation = reading->generation;
  pthread_cond_signal (&self->verdict_is_there);
  attach_source (self);
  unlock (self);
}
