/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/autosave/tenfold-restore.h"

#include <glib/gi18n.h>

#include "ui/autosave/tenfold-state-folder.h"

struct _TenfoldRestore {
  GObject parent_instance;

  TenfoldStateFolder *folder;
  TenfoldKept *kept;    /* of one that was found */
  TenfoldKept *waiting; /* to be written next; NULL for none */
  gboolean writing;
  gboolean removed;
};

enum { FAILED, WRITTEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldRestore, tenfold_restore, G_TYPE_OBJECT)

static void
tenfold_restore_finalize (GObject *object)
{
  TenfoldRestore *self = TENFOLD_RESTORE (object);

  g_clear_pointer (&self->kept, tenfold_kept_free);
  g_clear_pointer (&self->waiting, tenfold_kept_free);
  tenfold_state_folder_unref (self->folder);
  G_OBJECT_CLASS (tenfold_restore_parent_class)->finalize (object);
}

static void
tenfold_restore_class_init (TenfoldRestoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_restore_finalize;
  signals[FAILED] = g_signal_new ("failed", TENFOLD_TYPE_RESTORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WRITTEN] = g_signal_new ("written", TENFOLD_TYPE_RESTORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
tenfold_restore_init (TenfoldRestore *self)
{
}

static TenfoldRestore *
restore_new (TenfoldStateFolder *folder)
{
  TenfoldRestore *self = g_object_new (TENFOLD_TYPE_RESTORE, NULL);

  self->folder = folder;
  return self;
}

TenfoldRestore *
tenfold_restore_new (void)
{
  return restore_new (tenfold_state_folder_new ());
}

/* --- finding --- */

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
  g_autofree char *root = tenfold_state_folder_root ();
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

/* The sentence that names what cannot be restored. */
static char *
put_aside (TenfoldRestore *self, const GError *reason)
{
  g_autofree char *aside = tenfold_state_folder_put_aside (self->folder);

  self->removed = TRUE;
  /* Translators: a folder and why it cannot be read */
  return g_strdup_printf (_ ("%s cannot be restored: %s."), aside, reason->message);
}

GPtrArray *
tenfold_restore_find (GPtrArray *damaged)
{
  g_autoptr (GArray) places = list_places ();
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < places->len; i++) {
    TenfoldStateFolder *folder = tenfold_state_folder_claim (g_array_index (places, Place, i).path);
    g_autoptr (TenfoldRestore) self = folder != NULL ? restore_new (folder) : NULL;
    g_autoptr (GError) error = NULL;

    if (self == NULL)
      continue;
    self->kept = tenfold_state_folder_read (folder, &error);
    if (self->kept != NULL)
      g_ptr_array_add (found, g_steal_pointer (&self));
    else
      g_ptr_array_add (damaged, put_aside (self, error));
  }
  return found;
}

const TenfoldKept *
tenfold_restore_get_kept (TenfoldRestore *self)
{
  g_return_val_if_fail (TENFOLD_IS_RESTORE (self), NULL);
  return self->kept;
}

static void
load_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  TenfoldRestore *self = object;
  GError *error = NULL;

  /* The main thread leaves both alone until this is over. */
  if (tenfold_state_folder_read_model (self->folder, self->kept, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tenfold_restore_load_async (TenfoldRestore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_return_if_fail (TENFOLD_IS_RESTORE (self) && self->kept != NULL);
  g_task_set_source_tag (task, tenfold_restore_load_async);
  g_task_run_in_thread (task, load_thread);
}

gboolean
tenfold_restore_load_finish (TenfoldRestore *self, GAsyncResult *result, GError **error)
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

/* --- keeping --- */

static void
write_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  TenfoldRestore *self = object;
  GError *error = NULL;

  if (tenfold_state_folder_write (self->folder, task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void write_next (TenfoldRestore *self);

static void
written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldRestore *self = TENFOLD_RESTORE (object);
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_signal_emit (self, signals[WRITTEN], 0);
  else if (!self->removed)
    g_signal_emit (self, signals[FAILED], 0, error->message);
  write_next (self);
}

static void
write_next (TenfoldRestore *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->writing || self->waiting == NULL || self->removed)
    return;
  self->writing = TRUE;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_source_tag (task, write_next);
  g_task_set_task_data (task, g_steal_pointer (&self->waiting), (GDestroyNotify) tenfold_kept_free);
  g_task_run_in_thread (task, write_thread);
}

void
tenfold_restore_keep (TenfoldRestore *self, TenfoldKept *kept)
{
  g_return_if_fail (TENFOLD_IS_RESTORE (self) && kept != NULL);
  g_clear_pointer (&self->waiting, tenfold_kept_free);
  self->waiting = kept;
  write_next (self);
}

gboolean
tenfold_restore_is_busy (TenfoldRestore *self)
{
  g_return_val_if_fail (TENFOLD_IS_RESTORE (self), FALSE);
  return self->writing;
}

void
tenfold_restore_remove (TenfoldRestore *self)
{
  g_return_if_fail (TENFOLD_IS_RESTORE (self));
  self->removed = TRUE;
  g_clear_pointer (&self->waiting, tenfold_kept_free);
  tenfold_state_folder_remove (self->folder);
}
