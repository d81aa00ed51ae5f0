/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/worker/nn-worker.h"

#include <math.h>
#include <pthread.h>

#include "nn/worker/nn-mailbox.h"

struct _NnWorker {
  GObject parent_instance;
  NnMailbox *mailbox; /* NULL once disposed */
  pthread_t trainer, reader;
  NnWorkerState state;
  NnModel *model; /* the newest when messages were last delivered */
  NnFilm *film;   /* of the current run, or the last one; NULL before the first */
  double pace;
  guint run; /* the current one; 0 for none */
  guint n_runs;
  guint n_orders; /* to the current run */
  guint n_models; /* that were set or looked at, and runs that were begun */
  guint n_tickets;
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

static void
deliver_report (NnWorker *self, NnReport *report)
{
  if (report->kind > NN_REPORT_TESTING) {
    self->run = 0;
    nn_mailbox_end_run (self->mailbox);
    set_state (self, NN_WORKER_IDLE);
  } else if (report->n_orders == self->n_orders) {
    /* No order is on its way: the run knows better. */
    set_state (self, report->paused ? NN_WORKER_PAUSED : NN_WORKER_TRAINING);
  }
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, report);
}

/* Takes the model, which may be NULL. */
static void
take_model (NnWorker *self, NnModel *model)
{
  g_clear_pointer (&self->model, nn_model_unref);
  self->model = model;
}

/* In the main context. Handlers may do anything, also begin another run or dispose the worker, so
 * each message is compared with what is current when its turn comes. */
static void
deliver (gpointer data)
{
  g_autoptr (NnWorker) self = g_object_ref (data);
  guint n_models = self->n_models;
  NnMail mail;
  NnReport *report;

  nn_mailbox_collect (self->mailbox, &mail);
  take_model (self, mail.model);
  while ((report = g_queue_pop_head (&mail.reports)) != NULL) {
    if (self->mailbox != NULL && report->run == self->run)
      deliver_report (self, report);
    nn_report_unref (report);
  }
  if (self->mailbox != NULL && mail.ticket != 0 && n_models == self->n_models)
    g_signal_emit (self, signals[SIGNAL_VERDICT], 0, mail.ticket, &mail.verdict);
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
    nn_mailbox_close (mailbox);
    pthread_join (self->trainer, NULL);
    pthread_join (self->reader, NULL);
    nn_mailbox_unref (mailbox);
  }
  self->run = 0;
  take_model (self, NULL);
  g_clear_pointer (&self->film, nn_film_unref);
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

void
nn_worker_look_at (NnWorker *self, NnModel *model)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  self->n_models++;
  nn_mailbox_look_at (self->mailbox, model);
}

NnModel *
nn_worker_ref_checkpoint (NnWorker *self)
{
  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, NULL);

  return nn_mailbox_ref_checkpoint (self->mailbox);
}

NnModel *
nn_worker_ref_best (NnWorker *self)
{
  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, NULL);

  return nn_mailbox_ref_best (self->mailbox);
}

NnFilm *
nn_worker_get_film (NnWorker *self)
{
  g_return_val_if_fail (NN_IS_WORKER (self), NULL);

  return self->film;
}

void
nn_worker_drop_film (NnWorker *self)
{
  g_return_if_fail (NN_IS_WORKER (self));

  if (self->run == 0)
    g_clear_pointer (&self->film, nn_film_unref);
}

/* Ends the current run without a report and, with job, begins its one; drawings are read with the
 * model from now on. Takes the job. */
static void
change_run (NnWorker *self, NnModel *model, NnJob *job)
{
  self->run = job != NULL ? job->run : 0;
  self->n_orders = 0;
  self->n_models++;
  take_model (self, model != NULL ? nn_model_ref (model) : NULL);
  nn_mailbox_set_job (self->mailbox, model, job);
  set_state (self, job != NULL ? NN_WORKER_PAUSED : NN_WORKER_IDLE);
}

void
nn_worker_set_model (NnWorker *self, NnModel *model)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  change_run (self, model, NULL);
  nn_worker_drop_film (self);
}

guint
nn_worker_begin (NnWorker *self,
                 NnModel *model,
                 NnDataset *dataset,
                 NnDataset *test,
                 const NnRecipe *recipe)
{
  NnJob *job;

  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, 0);
  g_return_val_if_fail (model != NULL && dataset != NULL && recipe != NULL, 0);

  /* What goes on from the end of the last run is more of the same film. */
  if (self->film == NULL || model != self->model || !nn_trainer_goes_on (model, dataset, recipe)) {
    g_clear_pointer (&self->film, nn_film_unref);
    self->film = nn_film_new (NN_FILM_BYTES, dataset);
  }
  job = nn_job_new (++self->n_runs, model, dataset, test, recipe);
  job->pace = self->pace;
  job->film = nn_film_ref (self->film);
  change_run (self, model, job);
  return self->n_runs;
}

void
nn_worker_cancel (NnWorker *self)
{
  g_autoptr (NnModel) newest = NULL;

  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  if (self->run == 0)
    return;
  newest = nn_mailbox_ref_model (self->mailbox);
  change_run (self, newest, NULL);
}

/* To the run that is under way, if there is one. */
static void
order (NnWorker *self, NnOrderKind kind, double value)
{
  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  if (self->run == 0)
    return;
  self->n_orders++;
  nn_mailbox_post_order (self->mailbox, kind, value, NULL);
}

void
nn_worker_stop (NnWorker *self)
{
  order (self, NN_ORDER_STOP, 0);
}

void
nn_worker_pause (NnWorker *self)
{
  order (self, NN_ORDER_PAUSE, 0);
  if (self->run != 0)
    set_state (self, NN_WORKER_PAUSED);
}

void
nn_worker_resume (NnWorker *self)
{
  order (self, NN_ORDER_RESUME, 0);
  if (self->run != 0)
    set_state (self, NN_WORKER_TRAINING);
}

void
nn_worker_step (NnWorker *self)
{
  if (self->state == NN_WORKER_PAUSED)
    order (self, NN_ORDER_STEP, 0);
}

void
nn_worker_step_epoch (NnWorker *self)
{
  if (self->state != NN_WORKER_PAUSED)
    return;
  order (self, NN_ORDER_EPOCH, 0);
  set_state (self, NN_WORKER_TRAINING);
}

void
nn_worker_set_rate (NnWorker *self, float rate)
{
  g_return_if_fail (rate > 0 && rate <= 10);

  order (self, NN_ORDER_RATE, rate);
}

gboolean
nn_worker_set_data (NnWorker *self, NnDataset *dataset, GError **error)
{
  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, FALSE);

  if (self->run == 0)
    return TRUE;
  if (!nn_dataset_check_model (dataset, self->model, error))
    return FALSE;
  self->n_orders++;
  nn_mailbox_post_order (self->mailbox, NN_ORDER_DATA, 0, nn_dataset_ref (dataset));
  return TRUE;
}

void
nn_worker_set_pace (NnWorker *self, double seconds)
{
  g_return_if_fail (seconds >= 0 && seconds <= 1e6);

  self->pace = seconds;
  order (self, NN_ORDER_PACE, seconds);
}

double
nn_pace_seconds (double pace, guint64 n_steps)
{
  return n_steps > 0 ? pace * (1 + log2 ((double) n_steps)) : 0;
}

guint
nn_worker_read (NnWorker *self, const float *inks, NnInk ink)
{
  g_return_val_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL, 0);

  nn_mailbox_post_drawing (self->mailbox, ++self->n_tickets, inks, ink);
  return self->n_tickets;
}

void
nn_worker_await_verdict (NnWorker *self, gint64 patience)
{
  NnVerdict verdict;
  guint ticket;

  g_return_if_fail (NN_IS_WORKER (self) && self->mailbox != NULL);

  ticket = nn_mailbox_await_verdict (self->mailbox, self->n_tickets,
                                     g_get_monotonic_time () + patience, &verdict);
  if (ticket != 0)
    g_signal_emit (self, signals[SIGNAL_VERDICT], 0, ticket, &verdict);
}
