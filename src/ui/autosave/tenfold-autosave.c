/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/autosave/tenfold-autosave.h"

/* What a long training may write to the disk, and the longest time between two checkpoints of a
 * large network that follows from it. */
#define BYTES_PER_SECOND 2000000
#define LONGEST_INTERVAL (15 * G_USEC_PER_SEC)

struct _TenfoldAutosave {
  TenfoldSession *session;
  GListStore *sources;
  TenfoldPadPane *pad_pane;
  TenfoldTrainPage *train_page;
  TenfoldPointsPane *points;
  void (*failed) (gpointer data, const char *why);
  gpointer data;

  TenfoldSnapshotStore *store;
  TenfoldSnapshot *last; /* what was last looked at, or written */
  NnModel *first;        /* the network that the window began with, which needs no file */
  GVariant *drawing;     /* of now; NULL for none */
  gboolean drawing_changed, has_written;
  gint64 next_checkpoint; /* monotonic time */
  guint timer;
};

static void
drawing_changed_cb (TenfoldAutosave *self)
{
  self->drawing_changed = TRUE;
}

/* A new value only where something was drawn, so that values can be compared by reference. */
static GVariant *
get_drawing (TenfoldAutosave *self)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (self->pad_pane);

  if (self->drawing_changed) {
    g_clear_pointer (&self->drawing, g_variant_unref);
    if (!tenfold_ink_is_empty (ink))
      self->drawing = tenfold_ink_save (ink);
    self->drawing_changed = FALSE;
  }
  return self->drawing != NULL ? g_variant_ref (self->drawing) : NULL;
}

/* While training runs, large networks come less often. */
static NnModel *
get_model (TenfoldAutosave *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean training = tenfold_session_get_state (self->session) == NN_WORKER_TRAINING;
  NnModel *last = self->last != NULL ? self->last->model : NULL;
  NnModel *model;

  if (training && last != NULL && now < self->next_checkpoint)
    return nn_model_ref (last);
  model = tenfold_session_ref_checkpoint (self->session);
  if (model == self->first) {
    nn_model_unref (model);
    return NULL;
  }
  if (model != last) {
    GBytes *state = nn_model_get_training_state (model);
    gsize size = nn_graph_n_weights (nn_model_graph (model)) * sizeof (float)
                 + (state != NULL ? g_bytes_get_size (state) : 0);

    self->next_checkpoint
        = now + MIN (LONGEST_INTERVAL, (gint64) (size * G_USEC_PER_SEC / BYTES_PER_SECOND));
  }
  return model;
}

static TenfoldSnapshot *
look (TenfoldAutosave *self)
{
  TenfoldSession *session = self->session;
  TenfoldDataSource *source = tenfold_train_page_get_source (self->train_page);
  GFile *file = tenfold_session_get_file (session);
  TenfoldSnapshot *now = tenfold_snapshot_new ();

  tenfold_train_page_get_recipe (self->train_page, &now->recipe);
  now->source = source != NULL ? g_strdup (tenfold_data_source_get_name (source)) : NULL;
  now->file = file != NULL ? g_object_ref (file) : NULL;
  now->modified = tenfold_session_get_modified (session);
  now->untrained = tenfold_session_get_untrained (session);
  now->n_epochs = tenfold_session_get_n_epochs (session);
  now->drawing = get_drawing (self);
  now->points = tenfold_points_pane_save (self->points);
  now->model = get_model (self);
  return now;
}

/* The choice of a dataset alone is in the settings already. */
static gboolean
is_worth_saving (TenfoldAutosave *self, const TenfoldSnapshot *now)
{
  TenfoldSnapshot other = *now;

  other.source = self->last->source;
  return !tenfold_snapshot_equal (&other, self->last);
}

static gboolean
tick_cb (gpointer data)
{
  TenfoldAutosave *self = data;
  g_autoptr (TenfoldSnapshot) now = NULL;

  /* What was asked for last is not there yet: the disk is slower than this. */
  if (tenfold_snapshot_store_is_busy (self->store))
    return G_SOURCE_CONTINUE;
  now = look (self);
  if (tenfold_snapshot_equal (now, self->last)
      || (!self->has_written && !is_worth_saving (self, now)))
    return G_SOURCE_CONTINUE;
  tenfold_snapshot_store_write (self->store, now);
  tenfold_snapshot_unref (self->last);
  self->last = g_steal_pointer (&now);
  self->has_written = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Takes the store. */
static void
set_store (TenfoldAutosave *self, TenfoldSnapshotStore *store)
{
  if (self->store != NULL) {
    g_signal_handlers_disconnect_by_data (self->store, self->data);
    tenfold_snapshot_store_remove (self->store);
    g_object_unref (self->store);
  }
  self->store = store;
  if (store != NULL)
    g_signal_connect_swapped (store, "failed", G_CALLBACK (self->failed), self->data);
}

TenfoldAutosave *
tenfold_autosave_new (TenfoldSession *session,
                      GListStore *sources,
                      TenfoldPadPane *pad_pane,
                      TenfoldTrainPage *train_page,
                      TenfoldPointsPane *points,
                      void (*failed) (gpointer data, const char *why),
                      gpointer data)
{
  TenfoldAutosave *self = g_new0 (TenfoldAutosave, 1);

  self->session = session;
  self->sources = sources;
  self->pad_pane = pad_pane;
  self->train_page = train_page;
  self->points = points;
  self->failed = failed;
  self->data = data;
  self->first = nn_model_ref (tenfold_session_get_model (session));
  set_store (self, tenfold_snapshot_store_new ());
  self->last = look (self);
  g_signal_connect_swapped (tenfold_pad_pane_get_ink (pad_pane), "changed",
                            G_CALLBACK (drawing_changed_cb), self);
  self->timer = g_timeout_add_seconds (TENFOLD_AUTOSAVE_INTERVAL, tick_cb, self);
  return self;
}

void
tenfold_autosave_free (TenfoldAutosave *self)
{
  g_source_remove (self->timer);
  g_signal_handlers_disconnect_by_data (tenfold_pad_pane_get_ink (self->pad_pane), self);
  set_store (self, NULL);
  tenfold_snapshot_unref (self->last);
  nn_model_unref (self->first);
  g_clear_pointer (&self->drawing, g_variant_unref);
  g_free (self);
}

/* A folder of the user's own is no dataset that every window knows. */
static void
choose_source (TenfoldAutosave *self, const char *name)
{
  if (name == NULL || tenfold_train_page_choose_source (self->train_page, name))
    return;
  if (g_path_is_absolute (name) && g_file_test (name, G_FILE_TEST_IS_DIR)) {
    g_autoptr (GFile) folder = g_file_new_for_path (name);

    tenfold_data_sources_add_folder (self->sources, folder);
    tenfold_train_page_choose_source (self->train_page, name);
  }
}

void
tenfold_autosave_restore (TenfoldAutosave *self, TenfoldSnapshotStore *store)
{
  const TenfoldSnapshot *found = tenfold_snapshot_store_get_snapshot (store);
  TenfoldSnapshot *last = self->last;

  if (found->model != NULL)
    tenfold_session_restore (self->session, found->model, found->file, found->modified,
                             found->untrained);
  choose_source (self, found->source);
  tenfold_train_page_restore (self->train_page, &found->recipe, found->n_epochs > 0);
  tenfold_session_set_interrupted (self->session, found->n_epochs);
  if (found->drawing != NULL)
    tenfold_ink_restore (tenfold_pad_pane_get_ink (self->pad_pane), found->drawing);
  if (found->points != NULL)
    tenfold_points_pane_restore (self->points, found->points);

  set_store (self, g_object_ref (store));
  self->last = look (self);
  tenfold_snapshot_unref (last);
  self->has_written = TRUE;
}

gboolean
tenfold_autosave_is_untouched (TenfoldAutosave *self)
{
  g_autoptr (TenfoldSnapshot) now = look (self);

  return !self->has_written && !is_worth_saving (self, now);
}
