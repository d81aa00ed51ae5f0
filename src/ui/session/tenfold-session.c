/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-session.h"

#include <glib/gi18n.h>

#include "nn/model/nn-initialize.h"
#include "nn/model/nn-network-model.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/onnx/nn-shipped.h"
#include "nn/read/nn-convention-search.h"
#include "nn/read/nn-measure.h"

/* The networks that undo can bring back: each has its weights and its state of training. */
#define MAX_UNDO 20
/* Microseconds that a frame may wait for what the network says to the ink in it: a quarter of one.
 * Ours need a tenth of that; a large one of another program answers when it can. */
#define PATIENCE 4000

/* A network with what belongs to it, as an undo brings it back. */
typedef struct {
  NnModel *model;
  GFile *file;
  NnDataset *dataset; /* of the run that it comes from; NULL: none in this window */
  gboolean modified;
  gboolean untrained;
  gboolean shipped; /* the reader that comes with Tenfold, as it came */
  gint64 time;      /* in a pile: when it was replaced, monotonic */
} State;

struct _TenfoldSession {
  GObject parent_instance;

  NnWorker *worker;
  State now;
  gboolean was_untrained;   /* before the newest run */
  GArray *undo, *redo;      /* State, oldest first: what undo and redo bring back */
  NnModel *reader;          /* the shipped one; NULL: it is not there */
  NnFilm *past_film;        /* what is looked at is a moment of it; NULL: it is now */
  NnModel *past;            /* of that moment */
  NnFilmFrame moment;       /* likewise */
  guint n_saving;           /* files that are being written */
  guint n_epochs;           /* of the newest run, from its beginning */
  guint interrupted_epochs; /* of the run that a crash has interrupted; 0: none */
};

enum {
  PROP_TITLE = 1,
  PROP_FILE,
  PROP_MODIFIED,
  PROP_UNTRAINED,
  PROP_SHIPPED,
  PROP_SAVING,
  PROP_STATE,
  N_PROPS
};
enum { REPORT, VERDICT, REPLACED, MOMENT, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldSession, tenfold_session, G_TYPE_OBJECT)

static void
state_clear (State *state)
{
  g_clear_pointer (&state->model, nn_model_unref);
  g_clear_object (&state->file);
  g_clear_pointer (&state->dataset, nn_dataset_unref);
  *state = (State){ 0 };
}

static void
notify (TenfoldSession *self, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_modified (TenfoldSession *self, gboolean modified)
{
  if (self->now.modified != modified) {
    self->now.modified = modified;
    notify (self, PROP_MODIFIED);
  }
}

static void
set_untrained (TenfoldSession *self, gboolean untrained)
{
  if (self->now.untrained != untrained) {
    self->now.untrained = untrained;
    notify (self, PROP_UNTRAINED);
  }
}

static void
set_shipped (TenfoldSession *self, gboolean shipped)
{
  if (self->now.shipped != shipped) {
    self->now.shipped = shipped;
    notify (self, PROP_SHIPPED);
    notify (self, PROP_TITLE);
  }
}

/* What is made or forgotten says so; others' files are taken as trained. */
static gboolean
looks_untrained (const NnModel *model)
{
  return g_strcmp0 (nn_model_get_fact (model, "epochs"), "0") == 0;
}

/* Makes another network the current one; what is in `next` is taken. */
static void
replace (TenfoldSession *self, State next)
{
  State last = self->now;

  tenfold_session_look_at (self, NULL, 0);
  nn_worker_cancel (self->worker);
  self->interrupted_epochs = 0;
  self->now = next;
  nn_worker_set_model (self->worker, next.model);
  state_clear (&last);
  for (guint prop = PROP_TITLE; prop < N_PROPS; prop++)
    notify (self, prop);
  g_signal_emit (self, signals[REPLACED], 0);
}

static State
make_state (NnModel *model, GFile *file, gboolean modified, gboolean untrained)
{
  return (State){ .model = nn_model_ref (model),
                  .file = file != NULL ? g_object_ref (file) : NULL,
                  .modified = modified,
                  .untrained = untrained };
}

/* What is there now, with the weights of now. */
static State
copy_now (TenfoldSession *self, gint64 time)
{
  State state = make_state (tenfold_session_get_model (self), self->now.file, self->now.modified,
                            self->now.untrained);

  state.dataset = self->now.dataset != NULL ? nn_dataset_ref (self->now.dataset) : NULL;
  state.shipped = self->now.shipped;
  state.time = time;
  return state;
}

static void
push (GArray *pile, State state)
{
  if (pile->len == MAX_UNDO)
    g_array_remove_index (pile, 0);
  g_array_append_val (pile, state);
}

/* What is there now can be brought back. */
void
tenfold_session_remember (TenfoldSession *self)
{
  g_return_if_fail (TENFOLD_IS_SESSION (self));
  if (self->now.model == NULL)
    return;
  push (self->undo, copy_now (self, g_get_monotonic_time ()));
  g_array_set_size (self->redo, 0);
}

static gint64
time_of_last (const GArray *pile)
{
  return pile->len > 0 ? g_array_index (pile, State, pile->len - 1).time : 0;
}

gint64
tenfold_session_get_undo_time (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), 0);
  return time_of_last (self->undo);
}

gint64
tenfold_session_get_redo_time (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), 0);
  return time_of_last (self->redo);
}

/* The newest of one pile takes the place of what is there now, which goes to the other. */
static gboolean
exchange (TenfoldSession *self, GArray *from, GArray *to)
{
  State next;

  if (from->len == 0)
    return FALSE;
  next = g_array_index (from, State, from->len - 1);
  push (to, copy_now (self, next.time));
  /* The pile's reference is ours now. */
  g_array_index (from, State, from->len - 1) = (State){ 0 };
  g_array_set_size (from, from->len - 1);
  replace (self, next);
  return TRUE;
}

gboolean
tenfold_session_undo (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  return exchange (self, self->undo, self->redo);
}

gboolean
tenfold_session_redo (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  return exchange (self, self->redo, self->undo);
}

static void
report_cb (NnWorker *worker, NnReport *report, TenfoldSession *self)
{
  if (report->progress.step > 0) {
    set_untrained (self, FALSE);
    set_shipped (self, FALSE);
    set_modified (self, TRUE);
  }
  if (report->snapshot != NULL) {
    nn_model_ref (report->snapshot);
    g_clear_pointer (&self->now.model, nn_model_unref);
    self->now.model = report->snapshot;
  }
  /* What diverged in its first epoch knows no more than before. */
  if (report->kind == NN_REPORT_FAILED && report->progress.epoch == 0 && self->was_untrained)
    set_untrained (self, TRUE);
  g_signal_emit (self, signals[REPORT], 0, report);
}

static void
verdict_cb (NnWorker *worker, guint ticket, const NnVerdict *verdict, TenfoldSession *self)
{
  g_signal_emit (self, signals[VERDICT], 0, verdict);
}

static void
state_cb (NnWorker *worker, GParamSpec *pspec, TenfoldSession *self)
{
  notify (self, PROP_STATE);
}

static void
tenfold_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TenfoldSession *self = TENFOLD_SESSION (object);

  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, tenfold_session_get_title (self));
    break;
  case PROP_FILE:
    g_value_set_object (value, self->now.file);
    break;
  case PROP_MODIFIED:
    g_value_set_boolean (value, self->now.modified);
    break;
  case PROP_UNTRAINED:
    g_value_set_boolean (value, self->now.untrained);
    break;
  case PROP_SHIPPED:
    g_value_set_boolean (value, self->now.shipped);
    break;
  case PROP_SAVING:
    g_value_set_boolean (value, self->n_saving > 0);
    break;
  case PROP_STATE:
    g_value_set_int (value, tenfold_session_get_state (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tenfold_session_dispose (GObject *object)
{
  TenfoldSession *self = TENFOLD_SESSION (object);

  if (self->worker != NULL)
    g_signal_handlers_disconnect_by_data (self->worker, self);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->past, nn_model_unref);
  g_clear_pointer (&self->past_film, nn_film_unref);
  state_clear (&self->now);
  g_clear_pointer (&self->undo, g_array_unref);
  g_clear_pointer (&self->redo, g_array_unref);
  g_clear_pointer (&self->reader, nn_model_unref);
  G_OBJECT_CLASS (tenfold_session_parent_class)->dispose (object);
}

static void
tenfold_session_class_init (TenfoldSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tenfold_session_get_property;
  object_class->dispose = tenfold_session_dispose;
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  props[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  props[PROP_UNTRAINED] = g_param_spec_boolean ("untrained", NULL, NULL, FALSE, flags);
  props[PROP_SHIPPED] = g_param_spec_boolean ("shipped", NULL, NULL, FALSE, flags);
  props[PROP_SAVING] = g_param_spec_boolean ("saving", NULL, NULL, FALSE, flags);
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, NN_WORKER_PAUSED, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[REPORT] = g_signal_new ("report", TENFOLD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, NN_TYPE_REPORT);
  signals[VERDICT] = g_signal_new ("verdict", TENFOLD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[REPLACED] = g_signal_new ("replaced", TENFOLD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  signals[MOMENT] = g_signal_new ("moment", TENFOLD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
tenfold_session_init (TenfoldSession *self)
{
  self->undo = g_array_new (FALSE, TRUE, sizeof (State));
  g_array_set_clear_func (self->undo, (GDestroyNotify) state_clear);
  self->redo = g_array_new (FALSE, TRUE, sizeof (State));
  g_array_set_clear_func (self->redo, (GDestroyNotify) state_clear);
  self->worker = nn_worker_new ();
  g_signal_connect (self->worker, "report", G_CALLBACK (report_cb), self);
  g_signal_connect (self->worker, "verdict", G_CALLBACK (verdict_cb), self);
  g_signal_connect (self->worker, "notify::state", G_CALLBACK (state_cb), self);
}

TenfoldSession *
tenfold_session_new (void)
{
  return g_object_new (TENFOLD_TYPE_SESSION, NULL);
}

NnModel *
tenfold_session_get_model (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  return nn_worker_get_state (self->worker) == NN_WORKER_IDLE ? self->now.model
                                                              : nn_worker_get_model (self->worker);
}

GFile *
tenfold_session_get_file (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  return self->now.file;
}

const char *
tenfold_session_get_title (TenfoldSession *self)
{
  const NnPreset *preset;
  const char *name;

  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  if (self->now.model == NULL)
    return "";
  if (self->now.shipped)
    return _ ("Reader (as shipped)");
  preset = nn_preset_find (nn_model_get_fact (self->now.model, "preset"));
  if (preset != NULL)
    return _ (preset->title);
  name = nn_model_get_fact (self->now.model, NN_FACT_NETWORK_NAME);
  if (name != NULL)
    return name;
  return nn_model_get_fact (self->now.model, NN_FACT_NETWORK) != NULL
             ? _ ("My network")
             : _ ("Network of another program");
}

gboolean
tenfold_session_get_modified (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  return self->now.modified;
}

gboolean
tenfold_session_get_untrained (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  return self->now.untrained;
}

NnWorkerState
tenfold_session_get_state (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NN_WORKER_IDLE);
  return self->worker != NULL ? nn_worker_get_state (self->worker) : NN_WORKER_IDLE;
}

gboolean
tenfold_session_get_saving (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  return self->n_saving > 0;
}

void
tenfold_session_create (TenfoldSession *self, const NnPreset *preset, guint64 seed)
{
  g_autoptr (NnModel) model = NULL;

  g_return_if_fail (TENFOLD_IS_SESSION (self) && preset != NULL);
  model = nn_preset_create (preset, seed);
  tenfold_session_remember (self);
  replace (self, make_state (model, NULL, FALSE, TRUE));
}

gboolean
tenfold_session_create_own (TenfoldSession *self,
                            const char *text,
                            const char *name,
                            guint64 seed,
                            GError **error)
{
  g_autoptr (NnModel) model = NULL;

  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  model = nn_network_create (text, &nn_network_digits, seed, error);
  if (model == NULL)
    return FALSE;
  nn_model_set_fact (model, NN_FACT_NETWORK_NAME, name);
  tenfold_session_adopt (self, model, NULL);
  return TRUE;
}

gboolean
tenfold_session_has_reader (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  if (self->reader == NULL) {
    g_autoptr (GFile) file = nn_shipped_reader_file ();

    self->reader = file != NULL ? nn_model_load (file, NULL) : NULL;
  }
  return self->reader != NULL;
}

gboolean
tenfold_session_take_reader (TenfoldSession *self)
{
  State state;

  if (!tenfold_session_has_reader (self))
    return FALSE;
  tenfold_session_remember (self);
  state = make_state (self->reader, NULL, FALSE, FALSE);
  state.shipped = TRUE;
  replace (self, state);
  return TRUE;
}

void
tenfold_session_take (TenfoldSession *self, NnModel *model)
{
  NnDataset *dataset;
  State next;

  g_return_if_fail (TENFOLD_IS_SESSION (self) && model != NULL);
  dataset = model == self->past ? nn_film_dataset (self->past_film) : self->now.dataset;
  next = make_state (model, self->now.file, TRUE, FALSE);
  next.dataset = dataset != NULL ? nn_dataset_ref (dataset) : NULL;
  tenfold_session_remember (self);
  replace (self, next);
}

gboolean
tenfold_session_get_shipped (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  return self->now.shipped;
}

void
tenfold_session_adopt (TenfoldSession *self, NnModel *model, GFile *file)
{
  g_return_if_fail (TENFOLD_IS_SESSION (self) && model != NULL);
  tenfold_session_remember (self);
  replace (self, make_state (model, file, FALSE, looks_untrained (model)));
}

void
tenfold_session_restore (TenfoldSession *self,
                         NnModel *model,
                         GFile *file,
                         gboolean modified,
                         gboolean untrained)
{
  g_return_if_fail (TENFOLD_IS_SESSION (self) && model != NULL);
  tenfold_session_remember (self);
  replace (self, make_state (model, file, modified, untrained));
}

static void
open_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (NnModel) raw = nn_model_load (task_data, &error);
  g_autoptr (NnModel) model = raw != NULL ? nn_model_adapt (raw, NULL, NULL, &error) : NULL;

  if (model != NULL)
    g_task_return_pointer (task, g_steal_pointer (&model), (GDestroyNotify) nn_model_unref);
  else
    g_task_return_error (task, error);
}

void
tenfold_session_read_file_async (TenfoldSession *self,
                                 GFile *file,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_return_if_fail (TENFOLD_IS_SESSION (self) && G_IS_FILE (file));
  g_task_set_source_tag (task, tenfold_session_read_file_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, open_thread);
}

NnModel *
tenfold_session_read_file_finish (TenfoldSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  NnModel *model;
  GFile *file;
} SaveJob;

static void
save_job_free (gpointer data)
{
  SaveJob *job = data;

  nn_model_unref (job->model);
  g_object_unref (job->file);
  g_free (job);
}

static void
save_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  SaveJob *job = task_data;
  GError *error = NULL;

  if (nn_model_save (job->model, job->file, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tenfold_session_save_async (TenfoldSession *self,
                            GFile *file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  SaveJob *job;

  g_return_if_fail (TENFOLD_IS_SESSION (self) && G_IS_FILE (file));
  g_return_if_fail (tenfold_session_get_model (self) != NULL);
  job = g_new0 (SaveJob, 1);
  job->model = nn_model_ref (tenfold_session_get_model (self));
  job->file = g_object_ref (file);
  if (self->n_saving++ == 0)
    notify (self, PROP_SAVING);
  g_task_set_source_tag (task, tenfold_session_save_async);
  g_task_set_task_data (task, job, save_job_free);
  g_task_run_in_thread (task, save_thread);
}

gboolean
tenfold_session_save_finish (TenfoldSession *self, GAsyncResult *result, GError **error)
{
  SaveJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (--self->n_saving == 0)
    notify (self, PROP_SAVING);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  job = g_task_get_task_data (G_TASK (result));
  if (g_set_object (&self->now.file, job->file))
    notify (self, PROP_FILE);
  /* Training may have gone on while the file was written. */
  if (job->model == tenfold_session_get_model (self))
    set_modified (self, FALSE);
  return TRUE;
}

void
tenfold_session_forget (TenfoldSession *self, guint64 seed)
{
  g_autoptr (NnModel) model = NULL;

  g_return_if_fail (TENFOLD_IS_SESSION (self));
  if (tenfold_session_get_model (self) == NULL)
    return;
  model = nn_model_forget (tenfold_session_get_model (self), seed);
  tenfold_session_remember (self);
  replace (self, make_state (model, NULL, FALSE, TRUE));
}

void
tenfold_session_set_convention (TenfoldSession *self,
                                const NnInputConvention *convention,
                                const char *how)
{
  g_autoptr (NnModel) model = NULL;

  g_return_if_fail (TENFOLD_IS_SESSION (self) && convention != NULL && self->now.model != NULL);
  g_return_if_fail (tenfold_session_get_state (self) == NN_WORKER_IDLE);
  model = nn_model_with_convention (self->now.model, convention);
  nn_measure_remove_facts (model);
  nn_model_set_fact (model, "input_found", how != NULL ? how : "by hand");
  tenfold_session_remember (self);
  replace (self, make_state (model, self->now.file, TRUE, self->now.untrained));
}

/* --- runs --- */

void
tenfold_session_set_interrupted (TenfoldSession *self, guint n_epochs)
{
  g_return_if_fail (TENFOLD_IS_SESSION (self));
  self->interrupted_epochs = n_epochs;
}

NnModel *
tenfold_session_ref_checkpoint (TenfoldSession *self)
{
  NnModel *model = NULL;

  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  if (nn_worker_get_state (self->worker) != NN_WORKER_IDLE)
    model = nn_worker_ref_checkpoint (self->worker);
  return model != NULL ? model : nn_model_ref (tenfold_session_get_model (self));
}

guint
tenfold_session_get_n_epochs (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), 0);
  return nn_worker_get_state (self->worker) != NN_WORKER_IDLE ? self->n_epochs
                                                              : self->interrupted_epochs;
}

void
tenfold_session_train (TenfoldSession *self,
                       NnDataset *dataset,
                       NnDataset *test,
                       const NnRecipe *recipe,
                       gboolean paused)
{
  g_return_if_fail (TENFOLD_IS_SESSION (self) && self->now.model != NULL);
  tenfold_session_look_at (self, NULL, 0);
  self->was_untrained = self->now.untrained;
  nn_dataset_ref (dataset);
  g_clear_pointer (&self->now.dataset, nn_dataset_unref);
  self->now.dataset = dataset;
  self->interrupted_epochs = 0;
  self->n_epochs = recipe->epochs;
  g_object_freeze_notify (G_OBJECT (self->worker));
  nn_worker_begin (self->worker, self->now.model, dataset, test, recipe);
  if (!paused)
    nn_worker_resume (self->worker);
  g_object_thaw_notify (G_OBJECT (self->worker));
}

NnWorker *
tenfold_session_get_worker (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  return self->worker;
}

void
tenfold_session_read (TenfoldSession *self, const float *inks, NnInk ink)
{
  nn_worker_read (self->worker, inks, ink);
  nn_worker_await_verdict (self->worker, PATIENCE);
}

/* --- looking back --- */

void
tenfold_session_look_at (TenfoldSession *self, NnFilm *film, guint64 step)
{
  NnFilmFrame moment = { 0 };
  NnModel *past;

  g_return_if_fail (TENFOLD_IS_SESSION (self));
  past = film != NULL ? nn_film_ref_nearest (film, step, &moment) : NULL;
  if (past == self->past) {
    g_clear_pointer (&past, nn_model_unref);
    return;
  }
  g_clear_pointer (&self->past, nn_model_unref);
  g_clear_pointer (&self->past_film, nn_film_unref);
  self->past = past;
  self->past_film = past != NULL ? nn_film_ref (film) : NULL;
  self->moment = moment;
  nn_worker_look_at (self->worker, past);
  g_signal_emit (self, signals[MOMENT], 0);
}

NnFilm *
tenfold_session_get_moment (TenfoldSession *self, NnFilmFrame *moment)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  if (moment != NULL)
    *moment = self->moment;
  return self->past_film;
}

NnModel *
tenfold_session_get_shown (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  return self->past != NULL ? self->past : tenfold_session_get_model (self);
}

gboolean
tenfold_session_get_shown_untrained (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), FALSE);
  return self->past != NULL ? self->moment.step == 0 && looks_untrained (self->past)
                            : self->now.untrained;
}

NnDataset *
tenfold_session_get_dataset (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  return self->past != NULL ? nn_film_dataset (self->past_film) : self->now.dataset;
}
