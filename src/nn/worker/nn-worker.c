/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/worker/nn-worker.h"

#include <string.h>

#include "nn/worker/nn-mailbox.h"

struct _NnWorker {
  GObject parent_instance;
  NnMailbox *mailbox; /* NULL once disposed */
  pthread_t trainer, reader;
  NnWorkerState state;
  NnModel *model;  /* what mailbox->model was when messages were last delivered */
  NnDataset *test; /* of the next run; NULL for none */
  guint run;       /* the current one; 0 for none */
  guint n_runs;
  guint n_tickets;
  GCancellable *cancellable; /* of the current run */
};

G_DEFINE_FINAL_TYPE (NnWorker, nn_worker, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
};

enum {
  SIGNAL_REPORT,
  SIGNAL_VERDICT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_state (NnWorker *self, NnWorkerState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
}

/* With the lock held; the old model is returned for freeing without it. */
static NnModel *
take_model (NnWorker *self)
{
  NnModel *old = self->model;

  self->model = self->mailbox->model != NULL ? nn_model_ref (self->mailbox->model) : NULL;
  return old;
}

static void
deliver_report (NnWorker *self, NnReport *report)
{
  if (report->kind > NN_REPORT_TESTING) {
    self->run = 0;
    g_clear_object (&self->cancellable);
    nn_mailbox_lock (self->mailbox);
    self->mailbox->run = 0;
    nn_mailbox_unlock (self->mailbox);
    set_state (self, NN_WORKER_IDLE);
  }
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, report);
}

/* With the lock held: the verdict that waits, if any, is taken by who calls. */
static guint
take_verdict (NnMailbox *mailbox, NnVerdict *verdict)
{
  guint ticket = mailbox->verdict_ticket;

  *verdict = mailbox->verdict;
  mailbox->verdict_ticket = 0;
  return mailbox->verdict_generation == mailbox->generation ? ticket : 0;
}

/* In the main context. Handlers may do anything, also begin another run or dispose the worker, so
 * each message is compared with what is current when its turn comes. */
static void
deliver (gpointer data)
{
  g_autoptr (NnWorker) self = g_object_ref (data);
  NnMailbox *mailbox = self->mailbox;
  GQueue reports;
  NnVerdict verdict;
  NnModel *old;
  NnReport *report;
  guint ticket, generation;
  gboolean paused;

  nn_mailbox_lock (mailbox);
  mailbox->source_attached = FALSE;
  reports = mailbox->reports;
  g_queue_init (&mailbox->reports);
  ticket = take_verdict (mailbox, &verdict);
  generation = mailbox->generation;
  paused = mailbox->paused;
  old = take_model (self);
  pthread_cond_broadcast (&mailbox->train_wake); /* there is room for reports */
  nn_mailbox_unlock (mailbox);
  g_clear_pointer (&old, nn_model_unref);

  if (self->run != 0)
    set_state (self, paused ? NN_WORKER_PAUSED : NN_WORKER_TRAINING);
  while ((report = g_queue_pop_head (&reports)) != NULL) {
    if (self->mailbox != NULL && report->run == self->run)
      deliver_report (self, report);
    nn_report_unref (report);
  }
  /* The generation is written by this thread alone. */
  if (self->mailbox != NULL && ticket != 0 && generation == mailbox->generation)
    g_signal_emit (self, signals[SIGNAL_VERDICT], 0, ticket, &verdict);
}

static void
nn_worker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  NnWorker *self = NN_WORKER (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_int (value, (int) self->state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
nn_worker_dispose (GObject *object)
{
  NnWorker *self = NN_WORKER (object);
  NnMailbox *mailbox = g_steal_pointer (&self->mailbox);

  if (mailbox != NULL) {
    g_cancellable_cancel (self->cancellable);
    nn_mailbox_lock (mailbox);
    mailbox->quit = TRUE;
    mailbox->run = 0;
    pthread_cond_broadcast (&mailbox->train_wake);
    pthread_cond_signal (&mailbox->read_wake);
    nn_mailbox_unlock (mailbox);
    pthread_join (self->trainer, NULL);
    pthread_join (self->reader, NULL);
    mailbox->worker = NULL;
    nn_mailbox_unref (mailbox);
  }
  self->run = 0;
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->model, nn_model_unref);
  g_clear_pointer (&self->test, nn_dataset_unref);
  G_OBJECT_CLASS (nn_worker_parent_class)->dispose (object);
}

static void
nn_worker_class_init (NnWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = nn_worker_get_property;
  object_class->dispose = nn_worker_dispose;
  g_object_class_install_property (
      object_class, PROP_STATE,
      g_param_spec_int ("state", NULL, NULL, NN_WORKER_IDLE, NN_WORKER_PAUSED, NN_WORKER_IDLE,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  signals[SIGNAL_REPORT]
      = g_signal_new ("report", NN_TYPE_WORKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      1, NN_TYPE_REPORT | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_VERDICT] = g_signal_new ("verdict", NN_TYPE_WORKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_POINTER);
}

static void
nn_worker_init (NnWorker *self)
{
  self->mailbox = nn_mailbox_new (self, deliver);
  if (pthread_create (&self->trainer, NULL, nn_training_thread, self->mailbox) != 0
      || pthread_create (&self->reader, NULL, nn_reading_thread, self->mailbox) != 0)
    g_error ("No thread could be started");
}

NnWorker *
nn_worker_new (void)
{
  return g_object_new (NN_TYPE_WORKER, NULL);
}

NnWorkerState
nn_worker_get_state (NnWorker *self)
{
  g_return_val_if_fail (NN_IS_WORKER (self), NN_WORKER_IDLE);

  return self->state;
}

NnModel *
nn_worker_get_model (NnWorker *self)
{
  g_return_val_if_fail (NN_IS_WORKER (self), NULL);

  return self->model;
}

NnModel *
nn_worker_ref_checkpoint (NnWorker *self)
{
  NnModel *model;

  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, NULL);

  nn_mailbox_lock (self->mailbox);
  model = self->mailbox->checkpoint;
  if (model != NULL)
    nn_model_ref (model);
  nn_mailbox_unlock (self->mailbox);
  return model;
}

/* Ends the current run without a report and, with job, begins its one; drawings are read with the
 * model from now on. Takes the job. */
static void
change_run (NnWorker *self, NnModel *model, NnJob *job, gboolean paused)
{
  NnMailbox *mailbox = self->mailbox;
  g_autoptr (NnModel) replaced = NULL;
  g_autoptr (NnModel) old = NULL;
  g_autoptr (NnModel) checkpoint = NULL;
  g_autoptr (NnJob) waiting = NULL;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (job != NULL)
    self->cancellable = g_object_ref (job->cancellable);
  self->run = job != NULL ? job->run : 0;

  nn_mailbox_lock (mailbox);
  replaced = mailbox->model;
  checkpoint = g_steal_pointer (&mailbox->checkpoint);
  mailbox->model = model != NULL ? nn_model_ref (model) : NULL;
  mailbox->generation++;
  mailbox->serial++;
  old = take_model (self);
  waiting = mailbox->job;
  mailbox->job = job;
  mailbox->run = self->run;
  mailbox->stop = mailbox->pause_at_epoch = FALSE;
  mailbox->paused = paused;
  mailbox->steps = 0;
  mailbox->rate = 0;
  pthread_cond_broadcast (&mailbox->train_wake);
  pthread_cond_signal (&mailbox->read_wake);
  nn_mailbox_unlock (mailbox);

  set_state (self, job == NULL ? NN_WORKER_IDLE : paused ? NN_WORKER_PAUSED : NN_WORKER_TRAINING);
}

static guint
begin_run (NnWorker *self,
           NnModel *model,
           NnDataset *dataset,
           const NnRecipe *recipe,
           gboolean paused)
{
  guint run = ++self->n_runs;

  change_run (self, model, nn_job_new (run, model, dataset, self->test, recipe), paused);
  return run;
}

void
nn_worker_set_model (NnWorker *self, NnModel *model)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  change_run (self, model, NULL, FALSE);
}

guint
nn_worker_train (NnWorker *self, NnModel *model, NnDataset *dataset, const NnRecipe *recipe)
{
  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, 0);
  g_return_val_if_fail (model != NULL && dataset != NULL && recipe != NULL, 0);

  return begin_run (self, model, dataset, recipe, FALSE);
}

guint
nn_worker_train_paused (NnWorker *self, NnModel *model, NnDataset *dataset, const NnRecipe *recipe)
{
  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, 0);
  g_return_val_if_fail (model != NULL && dataset != NULL && recipe != NULL, 0);

  return begin_run (self, model, dataset, recipe, TRUE);
}

void
nn_worker_set_test (NnWorker *self, NnDataset *test)
{
  g_return_if_fail (NN_IS_WORKER (self));

  if (test != NULL)
    nn_dataset_ref (test);
  g_clear_pointer (&self->test, nn_dataset_unref);
  self->test = test;
}

void
nn_worker_cancel (NnWorker *self)
{
  g_autoptr (NnModel) newest = NULL;

  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  if (self->run == 0)
    return;
  nn_mailbox_lock (self->mailbox);
  newest = nn_model_ref (self->mailbox->model);
  nn_mailbox_unlock (self->mailbox);
  change_run (self, newest, NULL, FALSE);
}

void
nn_worker_stop (NnWorker *self)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  if (self->run == 0)
    return;
  nn_mailbox_lock (self->mailbox);
  self->mailbox->stop = TRUE;
  pthread_cond_broadcast (&self->mailbox->train_wake);
  nn_mailbox_unlock (self->mailbox);
  g_cancellable_cancel (self->cancellable);
}

/* steps: how many more to do although paused. */
static void
order (NnWorker *self, gboolean paused, gboolean pause_at_epoch, guint steps)
{
  if (self->run == 0)
    return;
  nn_mailbox_lock (self->mailbox);
  self->mailbox->paused = paused;
  self->mailbox->pause_at_epoch = pause_at_epoch;
  self->mailbox->steps = steps > 0 ? self->mailbox->steps + steps : 0;
  pthread_cond_broadcast (&self->mailbox->train_wake);
  nn_mailbox_unlock (self->mailbox);
  set_state (self, paused ? NN_WORKER_PAUSED : NN_WORKER_TRAINING);
}

void
nn_worker_pause (NnWorker *self)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  order (self, TRUE, FALSE, 0);
}

void
nn_worker_resume (NnWorker *self)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  order (self, FALSE, FALSE, 0);
}

void
nn_worker_step (NnWorker *self)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  if (self->state == NN_WORKER_PAUSED)
    order (self, TRUE, FALSE, 1);
}

void
nn_worker_step_epoch (NnWorker *self)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  if (self->state == NN_WORKER_PAUSED)
    order (self, FALSE, TRUE, 0);
}

void
nn_worker_set_rate (NnWorker *self, float rate)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);
  g_return_if_fail (rate > 0 && rate <= 10);

  if (self->run == 0)
    return;
  nn_mailbox_lock (self->mailbox);
  self->mailbox->rate = rate;
  nn_mailbox_unlock (self->mailbox);
}

guint
nn_worker_read (NnWorker *self, const float *inks, NnInk ink)
{
  guint ticket;

  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, 0);

  ticket = ++self->n_tickets;
  nn_mailbox_lock (self->mailbox);
  memcpy (self->mailbox->inks, inks, sizeof self->mailbox->inks);
  self->mailbox->ink = ink;
  self->mailbox->ticket = ticket;
  pthread_cond_signal (&self->mailbox->read_wake);
  nn_mailbox_unlock (self->mailbox);
  return ticket;
}

void
nn_worker_await_verdict (NnWorker *self, gint64 patience)
{
  gint64 until = g_get_monotonic_time () + patience;
  NnVerdict verdict;
  guint ticket;

  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  nn_mailbox_lock (self->mailbox);
  while (self->mailbox->model != NULL && self->mailbox->verdict_ticket != self->n_tickets
         && g_get_monotonic_time () < until)
    nn_mailbox_wait (self->mailbox, &self->mailbox->verdict_there, until);
  ticket = take_verdict (self->mailbox, &verdict);
  nn_mailbox_unlock (self->mailbox);
  if (ticket != 0)
    g_signal_emit (self, signals[SIGNAL_VERDICT], 0, ticket, &verdict);
}
