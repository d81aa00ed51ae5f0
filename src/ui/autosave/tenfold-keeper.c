/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/autosave/tenfold-keeper.h"

/* What a long training may write to the disk, and the longest time between two checkpoints of a
 * large network that follows from it. */
#define BYTES_PER_SECOND 2000000
#define LONGEST_INTERVAL (15 * G_USEC_PER_SEC)

struct _TenfoldKeeper {
  TenfoldWork work;
  void (*failed) (gpointer data, const char *why);
  gpointer data;

  TenfoldRestore *restore;
  TenfoldKept *last; /* what was last looked at, or written */
  NnModel *first;    /* the network that the window began with, which needs no file */
  GVariant *drawing; /* of now; NULL for none */
  gboolean drawing_changed;
  gboolean has_failed, has_written;
  gint64 next_checkpoint; /* monotonic time */
  guint timer;
};

static void
drawing_changed_cb (TenfoldKeeper *self)
{
  self->drawing_changed = TRUE;
}

/* A new value only where something was drawn, so that values can be compared by reference. */
static GVariant *
get_drawing (TenfoldKeeper *self)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (self->work.pad_pane);

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
get_model (TenfoldKeeper *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean training = tenfold_session_get_state (self->work.session) == NN_WORKER_TRAINING;
  NnModel *last = self->last != NULL ? self->last->model : NULL;
  NnModel *model;

  if (training && last != NULL && now < self->next_checkpoint)
    return nn_model_ref (last);
  model = tenfold_session_ref_checkpoint (self->work.session);
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

static TenfoldKept *
look (TenfoldKeeper *self)
{
  TenfoldSession *session = self->work.session;
  TenfoldDataSource *source = tenfold_train_page_get_source (self->work.train_page);
  GFile *file = tenfold_session_get_file (session);
  TenfoldKept *kept = tenfold_kept_new ();

  tenfold_train_page_get_recipe (self->work.train_page, &kept->recipe);
  kept->source = source != NULL ? g_strdup (tenfold_data_source_get_name (source)) : NULL;
  kept->file = file != NULL ? g_object_ref (file) : NULL;
  kept->modified = tenfold_session_get_modified (session);
  kept->untrained = tenfold_session_get_untrained (session);
  kept->n_epochs = tenfold_session_get_n_epochs (session);
  kept->drawing = get_drawing (self);
  kept->model = get_model (self);
  return kept;
}

/* The choice of a dataset alone is in the settings already. */
static gboolean
is_worth_keeping (TenfoldKeeper *self, const TenfoldKept *kept)
{
  TenfoldKept other = *kept;

  other.source = self->last->source;
  return !tenfold_kept_equal (&other, self->last);
}

static gboolean
tick_cb (gpointer data)
{
  TenfoldKeeper *self = data;
  TenfoldKept *kept;

  /* What was asked for last is not there yet: the disk is slower than this. */
  if (tenfold_restore_is_busy (self->restore))
    return G_SOURCE_CONTINUE;
  kept = look (self);
  if (tenfold_kept_equal (kept, self->last)
      || (!self->has_written && !is_worth_keeping (self, kept))) {
    tenfold_kept_free (kept);
    return G_SOURCE_CONTINUE;
  }
  tenfold_kept_free (self->last);
  self->last = tenfold_kept_copy (kept);
  self->has_written = TRUE;
  tenfold_restore_keep (self->restore, kept);
  return G_SOURCE_CONTINUE;
}

/* Once until something is written again: a full disk is soon known. What could not be written is
 * tried again with the next change. */
static void
failed_cb (TenfoldRestore *restore, const char *why, TenfoldKeeper *self)
{
  if (!self->has_failed)
    self->failed (self->data, why);
  self->has_failed = TRUE;
}

static void
written_cb (TenfoldRestore *restore, TenfoldKeeper *self)
{
  self->has_failed = FALSE;
}

static void
set_restore (TenfoldKeeper *self, TenfoldRestore *restore)
{
  if (self->restore != NULL) {
    g_signal_handlers_disconnect_by_data (self->restore, self);
    tenfold_restore_remove (self->restore);
    g_object_unref (self->restore);
  }
  self->restore = restore;
  if (restore != NULL) {
    g_signal_connect (restore, "failed", G_CALLBACK (failed_cb), self);
    g_signal_connect (restore, "written", G_CALLBACK (written_cb), self);
  }
}

TenfoldKeeper *
tenfold_keeper_new (const TenfoldWork *work,
                    void (*failed) (gpointer data, const char *why),
                    gpointer data)
{
  TenfoldKeeper *self = g_new0 (TenfoldKeeper, 1);

  self->work = *work;
  self->failed = failed;
  self->data = data;
  self->first = nn_model_ref (tenfold_session_get_model (work->session));
  set_restore (self, tenfold_restore_new ());
  self->last = look (self);
  g_signal_connect_swapped (tenfold_pad_pane_get_ink (work->pad_pane), "changed",
                            G_CALLBACK (drawing_changed_cb), self);
  self->timer = g_timeout_add_seconds (TENFOLD_KEEPER_INTERVAL, tick_cb, self);
  return self;
}

void
tenfold_keeper_free (TenfoldKeeper *self)
{
  g_source_remove (self->timer);
  g_signal_handlers_disconnect_by_data (tenfold_pad_pane_get_ink (self->work.pad_pane), self);
  set_restore (self, NULL);
  tenfold_kept_free (self->last);
  nn_model_unref (self->first);
  g_clear_pointer (&self->drawing, g_variant_unref);
  g_free (self);
}

/* A folder of the user's own is no dataset that every window knows. */
static void
choose_source (TenfoldKeeper *self, const char *name)
{
  if (name == NULL || tenfold_train_page_choose_source (self->work.train_page, name))
    return;
  if (g_path_is_absolute (name) && g_file_test (name, G_FILE_TEST_IS_DIR)) {
    g_autoptr (GFile) folder = g_file_new_for_path (name);

    tenfold_data_sources_add_folder (self->work.sources, folder);
    tenfold_train_page_choose_source (self->work.train_page, name);
  }
}

void
tenfold_keeper_restore (TenfoldKeeper *self, TenfoldRestore *restore)
{
  const TenfoldKept *kept = tenfold_restore_get_kept (restore);
  TenfoldSession *session = self->work.session;
  TenfoldKept *last;

  if (kept->model != NULL)
    tenfold_session_restore (session, kept->model, kept->file, kept->modified, kept->untrained);
  choose_source (self, kept->source);
  tenfold_train_page_restore (self->work.train_page, &kept->recipe, kept->n_epochs > 0);
  tenfold_session_set_interrupted (session, kept->n_epochs);
  if (kept->drawing != NULL)
    tenfold_ink_restore (tenfold_pad_pane_get_ink (self->work.pad_pane), kept->drawing);

  set_restore (self, g_object_ref (restore));
  /* look() reads the last one. */
  last = self->last;
  self->last = look (self);
  tenfold_kept_free (last);
  self->has_written = TRUE;
}

gboolean
tenfold_keeper_is_untouched (TenfoldKeeper *self)
{
  g_autoptr (TenfoldKept) kept = look (self);

  return !self->has_written && !is_worth_keeping (self, kept);
}
