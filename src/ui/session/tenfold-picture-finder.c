/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-picture-finder.h"

struct _TenfoldPictureFinder {
  GObject parent_instance;

  gboolean wanted;            /* something is, and not found yet */
  NnModel *model;             /* for which a mistake is wanted; NULL: the next picture is */
  TenfoldDataSource *source;  /* where it is wanted */
  TenfoldDataSource *loading; /* borrowed; NULL: nothing is being read */
  GCancellable *cancellable;  /* of the search that is under way */
  guint next;
};

enum { FOUND, NONE, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldPictureFinder, tenfold_picture_finder, G_TYPE_OBJECT)

static NnDataset *
get_part (TenfoldDataSource *source)
{
  NnDataset *test = tenfold_data_source_get_test (source);

  return test != NULL ? test : tenfold_data_source_get_train (source);
}

static void
tell (TenfoldPictureFinder *self, NnDataset *dataset, guint index)
{
  self->next = index + 1;
  g_signal_emit (self, signals[FOUND], 0,
                 nn_dataset_pixels (dataset) + (gsize) index * NN_PICTURE_PIXELS,
                 (int) nn_dataset_labels (dataset)[index], index);
}

/* --- a mistake --- */

typedef struct {
  NnModel *model;
  NnDataset *dataset;
  guint start;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  nn_model_unref (search->model);
  nn_dataset_unref (search->dataset);
  g_free (search);
}

static gboolean
is_mistake (NnReader *reader, NnDataset *dataset, guint index)
{
  const guint8 *pixels = nn_dataset_pixels (dataset) + (gsize) index * NN_PICTURE_PIXELS;
  float inks[NN_PICTURE_PIXELS];
  NnVerdict verdict;

  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    inks[i] = pixels[i] / 255.0f;
  nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
  return verdict.digit != nn_dataset_labels (dataset)[index];
}

/* The index of a mistake, or -1: the search begins anywhere and goes once around. */
static void
search_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Search *search = data;
  GError *error = NULL;
  g_autoptr (NnReader) reader = nn_reader_new (search->model, &error);
  guint n = (guint) nn_dataset_count (search->dataset);

  if (reader == NULL) {
    g_task_return_error (task, error);
    return;
  }
  for (guint i = 0; i < n; i++) {
    guint index = (search->start + i) % n;

    if (g_task_return_error_if_cancelled (task))
      return;
    if (is_mistake (reader, search->dataset, index)) {
      g_task_return_int (task, index);
      return;
    }
  }
  g_task_return_int (task, -1);
}

static void
fail (TenfoldPictureFinder *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[FAILED], 0, error->message);
}

static void
searched_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldPictureFinder *self = TENFOLD_PICTURE_FINDER (object);
  const Search *search = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gssize index = g_task_propagate_int (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  if (error != NULL)
    fail (self, error);
  else if (index >= 0)
    tell (self, search->dataset, (guint) index);
  else
    g_signal_emit (self, signals[NONE], 0, (guint) nn_dataset_count (search->dataset));
}

static void
search (TenfoldPictureFinder *self, NnDataset *dataset)
{
  g_autoptr (GTask) task = NULL;
  Search *search = g_new0 (Search, 1);

  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, searched_cb, NULL);
  search->model = g_steal_pointer (&self->model);
  search->dataset = nn_dataset_ref (dataset);
  search->start = g_random_int_range (0, (gint32) nn_dataset_count (dataset));
  g_task_set_source_tag (task, search_thread);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, search_thread);
}

/* --- both --- */

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPictureFinder) self = data;
  TenfoldDataSource *source = TENFOLD_DATA_SOURCE (object);
  g_autoptr (GError) error = NULL;
  gboolean loaded = tenfold_data_source_load_finish (source, result, &error);
  NnDataset *dataset;

  if (self->loading == source)
    self->loading = NULL;
  if (!self->wanted || self->source != source)
    return;
  self->wanted = FALSE;
  if (!loaded) {
    fail (self, error);
    return;
  }
  dataset = get_part (source);
  if (self->model != NULL)
    search (self, dataset);
  else
    tell (self, dataset, self->next % (guint) nn_dataset_count (dataset));
}

/* model: NULL for the next picture. A dataset that is being read is not read twice. */
static void
begin (TenfoldPictureFinder *self, TenfoldDataSource *source, NnModel *model)
{
  tenfold_picture_finder_cancel (self);
  self->wanted = TRUE;
  self->model = model != NULL ? nn_model_ref (model) : NULL;
  if (g_set_object (&self->source, source))
    self->next = 0;
  if (self->loading == source)
    return;
  self->loading = source;
  tenfold_data_source_load_async (source, NULL, loaded_cb, g_object_ref (self));
}

void
tenfold_picture_finder_next (TenfoldPictureFinder *self, TenfoldDataSource *source)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_FINDER (self) && TENFOLD_IS_DATA_SOURCE (source));
  begin (self, source, NULL);
}

void
tenfold_picture_finder_mistake (TenfoldPictureFinder *self,
                                TenfoldDataSource *source,
                                NnModel *model)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_FINDER (self) && TENFOLD_IS_DATA_SOURCE (source));
  g_return_if_fail (model != NULL);
  begin (self, source, model);
}

void
tenfold_picture_finder_cancel (TenfoldPictureFinder *self)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_FINDER (self));
  self->wanted = FALSE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->model, nn_model_unref);
}

static void
tenfold_picture_finder_dispose (GObject *object)
{
  TenfoldPictureFinder *self = TENFOLD_PICTURE_FINDER (object);

  tenfold_picture_finder_cancel (self);
  g_clear_object (&self->source);
  G_OBJECT_CLASS (tenfold_picture_finder_parent_class)->dispose (object);
}

static void
tenfold_picture_finder_class_init (TenfoldPictureFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_picture_finder_dispose;
  signals[FOUND]
      = g_signal_new ("found", TENFOLD_TYPE_PICTURE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_INT, G_TYPE_UINT);
  signals[NONE] = g_signal_new ("none", TENFOLD_TYPE_PICTURE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[FAILED] = g_signal_new ("failed", TENFOLD_TYPE_PICTURE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tenfold_picture_finder_init (TenfoldPictureFinder *self)
{
}

TenfoldPictureFinder *
tenfold_picture_finder_new (void)
{
  return g_object_new (TENFOLD_TYPE_PICTURE_FINDER, NULL);
}
