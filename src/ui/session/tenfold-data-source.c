/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-data-source.h"

#include <glib/gi18n.h>

/* The list knows the own digits. */
#define OWN "tenfold-own-digits"
#define FASHION_FOLDER "/usr/share/datasets/fashion-mnist"

struct _TenfoldDataSource {
  GObject parent_instance;

  char *name;
  char *title;
  GFile *folder;         /* NULL: penned or own */
  TenfoldOwnDigits *own; /* NULL: none of the user's own are in it */
  NnOwnDigits *loaded;   /* those of them that were loaded */
  gboolean ready;        /* somebody else makes the data */
  NnDataset *train;
  NnDataset *test;
  GPtrArray *waiting; /* GTask of who waits while it is read; NULL while it is not */
};

enum { PROP_NAME = 1, PROP_TITLE, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TenfoldDataSource, tenfold_data_source, G_TYPE_OBJECT)

/* What a thread brings back. */
typedef struct {
  NnDataset *train;
  NnDataset *test;
  NnOwnDigits *own;
} Parts;

static void
parts_free (Parts *parts)
{
  g_clear_pointer (&parts->train, nn_dataset_unref);
  g_clear_pointer (&parts->test, nn_dataset_unref);
  g_clear_pointer (&parts->own, nn_own_digits_unref);
  g_free (parts);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Parts, parts_free)

static void
tenfold_data_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TenfoldDataSource *self = TENFOLD_DATA_SOURCE (object);

  switch (id) {
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tenfold_data_source_finalize (GObject *object)
{
  TenfoldDataSource *self = TENFOLD_DATA_SOURCE (object);

  g_free (self->name);
  g_free (self->title);
  g_clear_object (&self->folder);
  g_clear_object (&self->own);
  g_clear_pointer (&self->loaded, nn_own_digits_unref);
  g_clear_pointer (&self->train, nn_dataset_unref);
  g_clear_pointer (&self->test, nn_dataset_unref);
  G_OBJECT_CLASS (tenfold_data_source_parent_class)->finalize (object);
}

static void
tenfold_data_source_class_init (TenfoldDataSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tenfold_data_source_get_property;
  object_class->finalize = tenfold_data_source_finalize;
  props[PROP_NAME]
      = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_TITLE]
      = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tenfold_data_source_init (TenfoldDataSource *self)
{
}

static TenfoldDataSource *
source_new (const char *name, const char *title, GFile *folder)
{
  TenfoldDataSource *self = g_object_new (TENFOLD_TYPE_DATA_SOURCE, NULL);

  self->name = g_strdup (name);
  self->title = g_strdup (title);
  g_set_object (&self->folder, folder);
  return self;
}

TenfoldDataSource *
tenfold_data_source_new_penned (void)
{
  return source_new ("penned", _ ("Synthetic digits"), NULL);
}

TenfoldDataSource *
tenfold_data_source_new_own (const char *name, const char *title, TenfoldOwnDigits *own)
{
  TenfoldDataSource *self = source_new (name, title, NULL);

  self->own = g_object_ref (own);
  return self;
}

TenfoldDataSource *
tenfold_data_source_new_ready (const char *name, const char *title)
{
  TenfoldDataSource *self = source_new (name, title, NULL);

  self->ready = TRUE;
  return self;
}

void
tenfold_data_source_set_data (TenfoldDataSource *self, NnDataset *train, NnDataset *test)
{
  g_return_if_fail (TENFOLD_IS_DATA_SOURCE (self) && self->ready);
  g_clear_pointer (&self->train, nn_dataset_unref);
  g_clear_pointer (&self->test, nn_dataset_unref);
  self->train = train != NULL ? nn_dataset_ref (train) : NULL;
  self->test = test != NULL ? nn_dataset_ref (test) : NULL;
}

static gboolean
find_source (GListStore *sources, const char *name, guint *position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (sources));

  for (guint i = 0; i < n; i++) {
    g_autoptr (TenfoldDataSource) source = g_list_model_get_item (G_LIST_MODEL (sources), i);

    if (g_str_equal (source->name, name)) {
      *position = i;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
has_digits (GFile *folder)
{
  static const char *const names[] = { "train-images-idx3-ubyte", "train-images-idx3-ubyte.gz",
                                       "train-images.idx3-ubyte", "train-images.idx3-ubyte.gz",
                                       "mnist_train.csv",         "mnist_train.csv.gz" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GFile) file = g_file_get_child (folder, names[i]);

    if (g_file_query_exists (file, NULL))
      return TRUE;
  }
  return FALSE;
}

/* Puts a folder at a place, or at the end, if it holds digits and is not in the list yet. */
static void
offer_folder (GListStore *sources, guint place, const char *name, const char *title, GFile *folder)
{
  guint position;

  if (!find_source (sources, name, &position) && has_digits (folder)) {
    g_autoptr (TenfoldDataSource) source = source_new (name, title, folder);

    place = MIN (place, g_list_model_get_n_items (G_LIST_MODEL (sources)));
    g_list_store_insert (sources, place, source);
  }
}

/* Own digits beside another dataset, once there is both: each ten times, to be heard among so many.
 */
static void
offer_mix (GListStore *sources, const char *other, const char *name, const char *title)
{
  TenfoldOwnDigits *own = g_object_get_data (G_OBJECT (sources), OWN);
  g_autoptr (GFile) file = nn_own_digits_file ();
  guint position;

  if (find_source (sources, other, &position) && !find_source (sources, name, &position)
      && (tenfold_own_digits_count (own) > 0 || g_file_query_exists (file, NULL))) {
    g_autoptr (TenfoldDataSource) source = tenfold_data_source_new_own (name, title, own);

    find_source (sources, "mine", &position);
    g_list_store_insert (sources, position + 1, source);
  }
}

GListStore *
tenfold_data_sources_new (TenfoldOwnDigits *own)
{
  GListStore *sources = g_list_store_new (TENFOLD_TYPE_DATA_SOURCE);
  g_autoptr (TenfoldDataSource) penned = tenfold_data_source_new_penned ();
  g_autoptr (TenfoldDataSource) mine = tenfold_data_source_new_own ("mine", _ ("My digits"), own);

  g_object_set_data_full (G_OBJECT (sources), OWN, g_object_ref (own), g_object_unref);
  g_list_store_append (sources, penned);
  g_list_store_append (sources, mine);
  tenfold_data_sources_refresh (sources);
  return sources;
}

void
tenfold_data_sources_refresh (GListStore *sources)
{
  g_autoptr (GFile) mnist = nn_dataset_default_folder ("mnist");
  g_autoptr (GFile) fashion = nn_dataset_default_folder ("fashion-mnist");
  g_autoptr (GFile) packaged = g_file_new_for_path (FASHION_FOLDER);

  offer_folder (sources, 0, "mnist", "MNIST", mnist);
  offer_folder (sources, G_MAXUINT, "fashion-mnist", "Fashion-MNIST", fashion);
  offer_folder (sources, G_MAXUINT, "fashion-mnist", "Fashion-MNIST", packaged);
  offer_mix (sources, "penned", "mine:10+penned", _ ("My digits ×10 and synthetic ones"));
  offer_mix (sources, "mnist", "mine:10+mnist", _ ("My digits ×10 and MNIST"));
}

TenfoldDataSource *
tenfold_data_sources_find (GListStore *sources, const char *name)
{
  g_autoptr (TenfoldDataSource) source = NULL;
  guint position;

  g_return_val_if_fail (G_IS_LIST_STORE (sources) && name != NULL, NULL);
  if (find_source (sources, name, &position))
    source = g_list_model_get_item (G_LIST_MODEL (sources), position);
  /* The list keeps it alive. */
  return source;
}

guint
tenfold_data_sources_add_folder (GListStore *sources, GFile *folder)
{
  g_autofree char *name = g_file_get_path (folder);
  g_autofree char *title = g_file_get_basename (folder);
  guint position;

  if (name == NULL)
    name = g_file_get_uri (folder);
  if (!find_source (sources, name, &position)) {
    g_autoptr (TenfoldDataSource) source = source_new (name, title, folder);

    position = g_list_model_get_n_items (G_LIST_MODEL (sources));
    g_list_store_append (sources, source);
  }
  return position;
}

const char *
tenfold_data_source_get_name (TenfoldDataSource *self)
{
  g_return_val_if_fail (TENFOLD_IS_DATA_SOURCE (self), NULL);
  return self->name;
}

const char *
tenfold_data_source_get_title (TenfoldDataSource *self)
{
  g_return_val_if_fail (TENFOLD_IS_DATA_SOURCE (self), NULL);
  return self->title;
}

GFile *
tenfold_data_source_get_folder (TenfoldDataSource *self)
{
  g_return_val_if_fail (TENFOLD_IS_DATA_SOURCE (self), NULL);
  return self->folder;
}

TenfoldOwnDigits *
tenfold_data_source_get_own (TenfoldDataSource *self)
{
  g_return_val_if_fail (TENFOLD_IS_DATA_SOURCE (self), NULL);
  return self->own;
}

static gboolean
load_own (TenfoldDataSource *self, Parts *parts, GError **error)
{
  if (parts->own == NULL) {
    g_autoptr (GFile) file = nn_own_digits_file ();

    parts->own = nn_own_digits_load (file, NULL, error);
  }
  return parts->own != NULL
         && nn_dataset_load_with (self->name, parts->own, &parts->train, &parts->test, error);
}

static void
load_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  TenfoldDataSource *self = object;
  g_autoptr (Parts) parts = g_new0 (Parts, 1);
  GError *error = NULL;

  if (self->own != NULL) {
    parts->own = task_data != NULL ? nn_own_digits_ref (task_data) : NULL;
    load_own (self, parts, &error);
  } else if (self->folder == NULL) {
    parts->train = nn_dataset_new_synthetic (FALSE);
    parts->test = nn_dataset_new_synthetic (TRUE);
  } else {
    nn_dataset_load_folder (self->folder, &parts->train, &parts->test, &error);
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&parts), (GDestroyNotify) parts_free);
}

static gboolean
is_loaded (TenfoldDataSource *self)
{
  return self->train != NULL
         && (self->own == NULL || self->loaded == tenfold_own_digits_get (self->own));
}

static void read_parts (TenfoldDataSource *self);

static void
take (TenfoldDataSource *self, Parts *parts)
{
  g_clear_pointer (&self->train, nn_dataset_unref);
  g_clear_pointer (&self->test, nn_dataset_unref);
  g_clear_pointer (&self->loaded, nn_own_digits_unref);
  self->train = g_steal_pointer (&parts->train);
  self->test = g_steal_pointer (&parts->test);
  self->loaded = g_steal_pointer (&parts->own);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldDataSource *self = TENFOLD_DATA_SOURCE (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (Parts) parts = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GPtrArray) waiting = NULL;

  /* There are other own digits by now. */
  if (self->own != NULL
      && tenfold_own_digits_get (self->own) != g_task_get_task_data (G_TASK (result))) {
    read_parts (self);
    return;
  }
  if (parts != NULL)
    take (self, parts);
  waiting = g_steal_pointer (&self->waiting);
  for (guint i = 0; i < waiting->len; i++)
    if (error != NULL)
      g_task_return_error (waiting->pdata[i], g_error_copy (error));
    else
      g_task_return_boolean (waiting->pdata[i], TRUE);
}

static void
read_parts (TenfoldDataSource *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, read_cb, NULL);

  g_task_set_source_tag (task, read_parts);
  if (self->own != NULL && tenfold_own_digits_get (self->own) != NULL)
    g_task_set_task_data (task, nn_own_digits_ref (tenfold_own_digits_get (self->own)),
                          (GDestroyNotify) nn_own_digits_unref);
  g_task_run_in_thread (task, load_thread);
}

void
tenfold_data_source_load_async (TenfoldDataSource *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_return_if_fail (TENFOLD_IS_DATA_SOURCE (self));
  g_task_set_source_tag (task, tenfold_data_source_load_async);
  if (is_loaded (self)) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (self->ready) {
    g_task_return_new_error (task, NN_ERROR, NN_ERROR_MISSING, "%s",
                             _ ("There is nothing to learn from."));
    return;
  }
  /* What is being read for one is not read again for another. */
  if (self->waiting == NULL) {
    self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
    read_parts (self);
  }
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

gboolean
tenfold_data_source_load_finish (TenfoldDataSource *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

NnDataset *
tenfold_data_source_get_train (TenfoldDataSource *self)
{
  g_return_val_if_fail (TENFOLD_IS_DATA_SOURCE (self), NULL);
  return self->train;
}

NnDataset *
tenfold_data_source_get_test (TenfoldDataSource *self)
{
  g_return_val_if_fail (TENFOLD_IS_DATA_SOURCE (self), NULL);
  return self->test;
}
