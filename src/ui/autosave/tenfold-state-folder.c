/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/autosave/tenfold-state-folder.h"

#include <errno.h>
#include <fcntl.h>
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

struct _TenfoldStateFolder {
  gint ref_count;
  GMutex mutex;
  char *path;
  int lock;         /* -1 while there is no folder */
  NnModel *written; /* the model that lies in the file; NULL for none */
  char *model_name, *model_sum;
  guint n_models;
  gboolean removed;
};

char *
tenfold_state_folder_root (void)
{
  return g_build_filename (g_get_user_state_dir (), "tenfold", "windows", NULL);
}

static TenfoldStateFolder *
folder_new (char *path)
{
  TenfoldStateFolder *self = g_new0 (TenfoldStateFolder, 1);

  self->ref_count = 1;
  self->path = path;
  self->lock = -1;
  g_mutex_init (&self->mutex);
  return self;
}

TenfoldStateFolder *
tenfold_state_folder_new (void)
{
  g_autofree char *root = tenfold_state_folder_root ();
  g_autofree char *id = g_uuid_string_random ();

  return folder_new (g_build_filename (root, id, NULL));
}

static void
forget_model (TenfoldStateFolder *self)
{
  g_clear_pointer (&self->written, nn_model_unref);
  g_clear_pointer (&self->model_name, g_free);
  g_clear_pointer (&self->model_sum, g_free);
}

void
tenfold_state_folder_unref (TenfoldStateFolder *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  if (self->lock >= 0)
    close (self->lock);
  forget_model (self);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

static char *
path_of (TenfoldStateFolder *self, const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

/* --- the lock --- */

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
take_lock (TenfoldStateFolder *self)
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
make (TenfoldStateFolder *self, GError **error)
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
remove_files (TenfoldStateFolder *self)
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

TenfoldStateFolder *
tenfold_state_folder_claim (const char *path)
{
  g_autoptr (TenfoldStateFolder) self = folder_new (g_strdup (path));
  g_autofree char *state = path_of (self, "state");
  g_autofree char *lock = path_of (self, "lock");

  /* Without both it is being made at this moment, or somebody else's. */
  if (!g_file_test (state, G_FILE_TEST_EXISTS) && !g_file_test (lock, G_FILE_TEST_EXISTS))
    return NULL;
  if (!take_lock (self))
    return NULL;
  if (!g_file_test (state, G_FILE_TEST_EXISTS)) {
    remove_files (self);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/* --- writing --- */

static gboolean
write_bytes (TenfoldStateFolder *self, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = path_of (self, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return nn_save_private_file (file, bytes, error);
}

/* The network under a new name, so that the old state stays whole until the new one is there. */
static gboolean
write_model (TenfoldStateFolder *self, NnModel *model, GError **error)
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
remove_old_models (TenfoldStateFolder *self)
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
write_all (TenfoldStateFolder *self, TenfoldKept *kept, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gboolean other = kept->model != self->written;

  if (!make (self, error))
    return FALSE;
  if (kept->model == NULL)
    forget_model (self);
  else if (other && !write_model (self, kept->model, error))
    return FALSE;
  kept->model_name = g_strdup (self->model_name);
  kept->model_sum = g_strdup (self->model_sum);
  bytes = tenfold_kept_to_bytes (kept);
  if (!write_bytes (self, "state", bytes, error))
    return FALSE;
  if (other)
    remove_old_models (self);
  return TRUE;
}

gboolean
tenfold_state_folder_write (TenfoldStateFolder *self, TenfoldKept *kept, GError **error)
{
  gboolean good;

  g_mutex_lock (&self->mutex);
  good = self->removed || write_all (self, kept, error);
  g_mutex_unlock (&self->mutex);
  return good;
}

/* --- reading --- */

static GBytes *
read_bytes (TenfoldStateFolder *self, const char *name, gsize most, GError **error)
{
  g_autofree char *path = path_of (self, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return nn_load_file (file, most, error);
}

TenfoldKept *
tenfold_state_folder_read (TenfoldStateFolder *self, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (self, "state", MAX_STATE, error);

  return bytes != NULL ? tenfold_kept_from_bytes (bytes, error) : NULL;
}

gboolean
tenfold_state_folder_read_model (TenfoldStateFolder *self, TenfoldKept *kept, GError **error)
{
  g_autofree char *sum = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NnModel) raw = NULL;
  guint number = 0;

  if (kept->model_name == NULL)
    return TRUE;
  bytes = read_bytes (self, kept->model_name, MAX_MODEL, error);
  if (bytes == NULL)
    return FALSE;
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (!g_str_equal (sum, kept->model_sum)) {
    g_set_error (error, NN_ERROR, NN_ERROR_CHECKSUM, "%s is damaged", kept->model_name);
    return FALSE;
  }
  raw = nn_model_from_bytes (bytes, kept->model_name, error);
  kept->model = raw != NULL ? nn_model_adapt (raw, NULL, NULL, error) : NULL;
  if (kept->model == NULL)
    return FALSE;
  g_mutex_lock (&self->mutex);
  forget_model (self);
  self->written = nn_model_ref (kept->model);
  self->model_name = g_strdup (kept->model_name);
  self->model_sum = g_strdup (kept->model_sum);
  if (sscanf (kept->model_name, "model-%u.onnx", &number) == 1)
    self->n_models = number;
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

void
tenfold_state_folder_remove (TenfoldStateFolder *self)
{
  g_mutex_lock (&self->mutex);
  self->removed = TRUE;
  if (self->lock >= 0) {
    remove_files (self);
    close (self->lock);
    self->lock = -1;
  }
  g_mutex_unlock (&self->mutex);
}

char *
tenfold_state_folder_put_aside (TenfoldStateFolder *self)
{
  char *aside = g_strconcat (self->path, ".damaged", NULL);

  g_mutex_lock (&self->mutex);
  self->removed = TRUE;
  if (g_rename (self->path, aside) != 0) {
    g_free (aside);
    aside = g_strdup (self->path);
  }
  g_mutex_unlock (&self->mutex);
  return aside;
}
