/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/autosave/tenfold-snapshot-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/base/nn-load-file.h"
#include "nn/base/nn-save-file.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-convention-search.h"

/* Nothing that a window writes is larger. */
#define MAX_STATE ((gsize) 256 << 20)
#define MAX_MODEL ((gsize) 2 << 30)

struct _TenfoldSnapshotStore {
  GObject parent_instance;

  TenfoldSnapshot *snapshot; /* that was found; NULL for none */
  TenfoldSnapshot *waiting;  /* to be written next; NULL for none */
  gboolean writing;
  gboolean has_failed; /* the last time that something was written */

  /* What the threads that write and read share with the main thread. */
  GMutex mutex;
  char *path;
  int lock;         /* -1 while there is no folder */
  NnModel *written; /* the model that lies in the file; NULL for none */
  char *model_name, *model_sum;
  guint n_models;
  gboolean removed; /* nothing is written any more */
};

enum { FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldSnapshotStore, tenfold_snapshot_store, G_TYPE_OBJECT)

static void
forget_model (TenfoldSnapshotStore *self)
{
  g_clear_pointer (&self->written, nn_model_unref);
  g_clear_pointer (&self->model_name, g_free);
  g_clear_pointer (&self->model_sum, g_free);
}

static void
tenfold_snapshot_store_finalize (GObject *object)
{
  TenfoldSnapshotStore *self = TENFOLD_SNAPSHOT_STORE (object);

  g_clear_pointer (&self->snapshot, tenfold_snapshot_unref);
  g_clear_pointer (&self->waiting, tenfold_snapshot_unref);
  if (self->lock >= 0)
    close (self->lock);
  forget_model (self);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  G_OBJECT_CLASS (tenfold_snapshot_store_parent_class)->finalize (object);
}

static void
tenfold_snapshot_store_class_init (TenfoldSnapshotStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_snapshot_store_finalize;
  signals[FAILED] = g_signal_new ("failed", TENFOLD_TYPE_SNAPSHOT_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tenfold_snapshot_store_init (TenfoldSnapshotStore *self)
{
  self->lock = -1;
  g_mutex_init (&self->mutex);
}

char *
tenfold_snapshot_store_root (void)
{
  return g_build_filename (g_get_user_state_dir (), "tenfold", "windows", NULL);
}

TenfoldSnapshotStore *
tenfold_snapshot_store_new (void)
{
  TenfoldSnapshotStore *self = g_object_new (TENFOLD_TYPE_SNAPSHOT_STORE, NULL);
  g_autofree char *root = tenfold_snapshot_store_root ();
  g_autofree char *id = g_uuid_string_random ();

  self->path = g_build_filename (root, id, NULL);
  return self;
}

/* --- the folder and its lock --- */

static char *
path_of (TenfoldSnapshotStore *self, const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

/* Whether the file at a path is still the one that is open: who held the lock may have removed it
 * while this program waited to open it. */
static gboolean
is_the_same (int fd, const char *path)
{
  struct stat opened, named;

  return fstat (fd, &opened) == 0 && stat (path, &named) == 0 && opened.st_dev == named.st_dev
         && opened.st_ino == named.st_ino;
}

static gboolean
take_lock (TenfoldSnapshotStore *self)
{
  g_autofree char *path = path_of (self, "lock");
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    return FALSE;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0 || !is_the_same (fd, path)) {
    close (fd);
    errno = EWOULDBLOCK;
    return FALSE;
  }
  self->lock = fd;
  return TRUE;
}

static gboolean
make (TenfoldSnapshotStore *self, GError **error)
{
  if (self->lock >= 0)
    return TRUE;
  if (g_mkdir_with_parents (self->path, 0700) == 0 && take_lock (self))
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_IO, "%s cannot be made: %s", self->path,
               g_strerror (errno));
  return FALSE;
}

static void
remove_files (TenfoldSnapshotStore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
  g_autofree char *lock = path_of (self, "lock");
  const char *name;

  /* The lock goes last: until then nobody else takes what is half removed. */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = path_of (self, name);

    if (!g_str_equal (name, "lock"))
      g_unlink (path);
  }
  g_unlink (lock);
  g_rmdir (self->path);
}

/* --- finding --- */

static GBytes *
read_bytes (TenfoldSnapshotStore *self, const char *name, gsize most, GError **error)
{
  g_autofree char *path = path_of (self, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return nn_load_file (file, most, error);
}

typedef struct {
  gint64 time;
  char *path;
} Place;

static void
place_clear (gpointer data)
{
  g_free (((Place *) data)->path);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *x = a, *y = b;

  return (x->time > y->time) - (x->time < y->time);
}

/* Every folder that may be a window's, oldest first. */
static GArray *
list_places (void)
{
  g_autofree char *root = tenfold_snapshot_store_root ();
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  const char *name;

  g_array_set_clear_func (places, place_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (root, name, NULL);
    g_autoptr (GFile) file = g_file_new_for_path (path);
    g_autoptr (GFileInfo) info = g_file_query_info (
        file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_TIME_MODIFIED,
        G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
    Place place;

    if (!g_uuid_string_is_valid (name) || info == NULL
        || g_file_info_get_file_type (info) != G_FILE_TYPE_DIRECTORY)
      continue;
    place.time = (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED);
    place.path = g_steal_pointer (&path);
    g_array_append_val (places, place);
  }
  g_array_sort (places, compare_places);
  return places;
}

/* Renames the folder to NAME.damaged. The sentence that names what cannot be restored. */
static char *
put_aside (TenfoldSnapshotStore *self, const GError *reason)
{
  g_autofree char *aside = g_strconcat (self->path, ".damaged", NULL);
  const char *now;

  g_mutex_lock (&self->mutex);
  self->removed = TRUE;
  now = g_rename (self->path, aside) == 0 ? aside : self->path;
  g_mutex_unlock (&self->mutex);
  /* Translators: a folder and why it cannot be read */
  return g_strdup_printf (_ ("%s cannot be restored: %s."), now, reason->message);
}

/* Takes over a folder. NULL: it belongs to somebody alive, or holds no state (then it goes). */
static TenfoldSnapshotStore *
claim (const char *path)
{
  g_autoptr (TenfoldSnapshotStore) self = g_object_new (TENFOLD_TYPE_SNAPSHOT_STORE, NULL);
  g_autofree char *state = g_build_filename (path, "state", NULL);
  g_autofree char *lock = g_build_filename (path, "lock", NULL);

  self->path = g_strdup (path);
  /* Without both it is being made at this moment, or somebody else's. */
  if ((!g_file_test (state, G_FILE_TEST_EXISTS) && !g_file_test (lock, G_FILE_TEST_EXISTS))
      || !take_lock (self))
    return NULL;
  if (!g_file_test (state, G_FILE_TEST_EXISTS)) {
    remove_files (self);
    return NULL;
  }
  return g_steal_pointer (&self);
}

GPtrArray *
tenfold_snapshot_store_find (GPtrArray *damaged)
{
  g_autoptr (GArray) places = list_places ();
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < places->len; i++) {
    g_autoptr (TenfoldSnapshotStore) self = claim (g_array_index (places, Place, i).path);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = self != NULL ? read_bytes (self, "state", MAX_STATE, &error) : NULL;

    if (self == NULL)
      continue;
    self->snapshot = bytes != NULL ? tenfold_snapshot_from_bytes (bytes, &error) : NULL;
    if (self->snapshot != NULL)
      g_ptr_array_add (found, g_steal_pointer (&self));
    else
      g_ptr_array_add (damaged, put_aside (self, error));
  }
  return found;
}

TenfoldSnapshot *
tenfold_snapshot_store_get_snapshot (TenfoldSnapshotStore *self)
{
  g_return_val_if_fail (TENFOLD_IS_SNAPSHOT_STORE (self), NULL);
  return self->snapshot;
}

static gboolean
read_model (TenfoldSnapshotStore *self, TenfoldSnapshot *snapshot, GError **error)
{
  g_autofree char *sum = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NnModel) raw = NULL;
  guint number = 0;

  if (snapshot->model_name == NULL)
    return TRUE;
  bytes = read_bytes (self, snapshot->model_name, MAX_MODEL, error);
  if (bytes == NULL)
    return FALSE;
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (!g_str_equal (sum, snapshot->model_sum)) {
    g_set_error (error, NN_ERROR, NN_ERROR_CHECKSUM, "%s is damaged", snapshot->model_name);
    return FALSE;
  }
  raw = nn_model_from_bytes (bytes, snapshot->model_name, error);
  snapshot->model = raw != NULL ? nn_model_adapt (raw, NULL, NULL, error) : NULL;
  if (snapshot->model == NULL)
    return FALSE;
  forget_model (self);
  self->written = nn_model_ref (snapshot->model);
  self->model_name = g_strdup (snapshot->model_name);
  self->model_sum = g_strdup (snapshot->model_sum);
  if (sscanf (snapshot->model_name, "model-%u.onnx", &number) == 1)
    self->n_models = number;
  return TRUE;
}

static void
load_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  TenfoldSnapshotStore *self = object;
  GError *error = NULL;
  gboolean good;

  g_mutex_lock (&self->mutex);
  good = read_model (self, self->snapshot, &error);
  g_mutex_unlock (&self->mutex);
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tenfold_snapshot_store_load_async (TenfoldSnapshotStore *self,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_return_if_fail (TENFOLD_IS_SNAPSHOT_STORE (self) && self->snapshot != NULL);
  g_task_set_source_tag (task, tenfold_snapshot_store_load_async);
  g_task_run_in_thread (task, load_thread);
}

gboolean
tenfold_snapshot_store_load_finish (TenfoldSnapshotStore *self,
                                    GAsyncResult *result,
                                    GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (g_task_propagate_boolean (G_TASK (result), &reason))
    return TRUE;
  text = put_aside (self, reason);
  g_set_error_literal (error, reason->domain, reason->code, text);
  return FALSE;
}

/* --- writing --- */

static gboolean
write_bytes (TenfoldSnapshotStore *self, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = path_of (self, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return nn_save_private_file (file, bytes, error);
}

/* The network under a new name, so that the old state stays whole until the new one is there. */
static gboolean
write_model (TenfoldSnapshotStore *self, NnModel *model, GError **error)
{
  g_autoptr (GBytes) bytes = nn_model_to_bytes (model);
  g_autofree char *name = g_strdup_printf ("model-%u.onnx", self->n_models + 1);

  if (!write_bytes (self, name, bytes, error))
    return FALSE;
  self->n_models++;
  forget_model (self);
  self->written = nn_model_ref (model);
  self->model_name = g_steal_pointer (&name);
  self->model_sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return TRUE;
}

static void
remove_old_models (TenfoldSnapshotStore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
  const char *name;

  /* Names that begin with a dot are what a program that was killed had not finished. */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (*name == '.'
        || (g_str_has_prefix (name, "model-") && g_strcmp0 (name, self->model_name) != 0)) {
      g_autofree char *path = path_of (self, name);

      g_unlink (path);
    }
}

static gboolean
write_all (TenfoldSnapshotStore *self, TenfoldSnapshot *snapshot, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gboolean other = snapshot->model != self->written;

  if (!make (self, error))
    return FALSE;
  if (snapshot->model == NULL)
    forget_model (self);
  else if (other && !write_model (self, snapshot->model, error))
    return FALSE;
  bytes = tenfold_snapshot_to_bytes (snapshot, self->model_name, self->model_sum);
  if (!write_bytes (self, "state", bytes, error))
    return FALSE;
  if (other)
    remove_old_models (self);
  return TRUE;
}

static void
write_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  TenfoldSnapshotStore *self = object;
  GError *error = NULL;
  gboolean good;

  g_mutex_lock (&self->mutex);
  good = self->removed || write_all (self, task_data, &error);
  g_mutex_unlock (&self->mutex);
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void write_next (TenfoldSnapshotStore *self);

static void
written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldSnapshotStore *self = TENFOLD_SNAPSHOT_STORE (object);
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    self->has_failed = FALSE;
  else if (!self->has_failed) {
    self->has_failed = TRUE;
    g_signal_emit (self, signals[FAILED], 0, error->message);
  }
  write_next (self);
}

static void
write_next (TenfoldSnapshotStore *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->writing || self->waiting == NULL)
    return;
  self->writing = TRUE;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_source_tag (task, write_next);
  g_task_set_task_data (task, g_steal_pointer (&self->waiting),
                        (GDestroyNotify) tenfold_snapshot_unref);
  g_task_run_in_thread (task, write_thread);
}

void
tenfold_snapshot_store_write (TenfoldSnapshotStore *self, TenfoldSnapshot *snapshot)
{
  g_return_if_fail (TENFOLD_IS_SNAPSHOT_STORE (self) && snapshot != NULL);
  g_clear_pointer (&self->waiting, tenfold_snapshot_unref);
  self->waiting = tenfold_snapshot_ref (snapshot);
  write_next (self);
}

gboolean
tenfold_snapshot_store_is_busy (TenfoldSnapshotStore *self)
{
  g_return_val_if_fail (TENFOLD_IS_SNAPSHOT_STORE (self), FALSE);
  return self->writing;
}

void
tenfold_snapshot_store_remove (TenfoldSnapshotStore *self)
{
  g_return_if_fail (TENFOLD_IS_SNAPSHOT_STORE (self));
  g_clear_pointer (&self->waiting, tenfold_snapshot_unref);
  g_mutex_lock (&self->mutex);
  self->removed = TRUE;
  if (self->lock >= 0) {
    remove_files (self);
    close (self->lock);
    self->lock = -1;
  }
  g_mutex_unlock (&self->mutex);
}
