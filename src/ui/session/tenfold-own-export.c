/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-own-export.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "nn/base/nn-save-file.h"

typedef struct {
  NnOwnDigits *digits;
  TenfoldOwnExport format;
  GFile *target;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  nn_own_digits_unref (job->digits);
  g_object_unref (job->target);
  g_free (job);
}

static gboolean
save_in (GFile *folder, const char *name, GBytes *taken, GError **error)
{
  g_autoptr (GBytes) bytes = taken;
  g_autoptr (GFile) file = g_file_get_child (folder, name);

  return nn_save_file (file, bytes, error);
}

static gboolean
save_idx (const Job *job, NnOwnPart part, const char *stem, GError **error)
{
  g_autoptr (NnDataset) dataset = nn_own_digits_make_dataset (job->digits, part, "mine");
  g_autofree char *pictures = g_strdup_printf ("%s-images-idx3-ubyte", stem);
  g_autofree char *labels = g_strdup_printf ("%s-labels-idx1-ubyte", stem);

  return dataset == NULL
         || (save_in (job->target, pictures, nn_dataset_to_idx_pictures (dataset), error)
             && save_in (job->target, labels, nn_dataset_to_idx_labels (dataset), error));
}

static gboolean
save_csv (const Job *job, NnOwnPart part, const char *name, GError **error)
{
  g_autoptr (NnDataset) dataset = nn_own_digits_make_dataset (job->digits, part, "mine");

  return dataset == NULL || save_in (job->target, name, nn_dataset_to_csv (dataset), error);
}

static GBytes *
make_png (const NnOwnLine *line, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf
      = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, NN_PICTURE_SIDE, NN_PICTURE_SIDE);
  guint8 *rows = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  char *data;
  gsize length;

  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++)
      for (int c = 0; c < 3; c++)
        rows[y * stride + 3 * x + c] = 255 - line->pixels[y * NN_PICTURE_SIDE + x];
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", error, NULL))
    return NULL;
  return g_bytes_new_take (data, length);
}

static gboolean
make_folder (GFile *folder, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (g_file_make_directory_with_parents (folder, NULL, &reason)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* The id in the name says which digit of the file it is; ids of others may be no names. */
static gboolean
save_png (const Job *job, guint index, GError **error)
{
  const NnOwnLine *line = nn_own_digits_get (job->digits, index);
  const char class_name[] = { (char) ('0' + line->label), '\0' };
  g_autofree char *clean
      = g_strcanon (g_strdup (line->id), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS, '-');
  g_autofree char *name = g_strdup_printf ("%05u-%.40s.png", index, clean);
  g_autoptr (GFile) part
      = g_file_get_child (job->target, nn_own_line_is_test (line) ? "test" : "train");
  g_autoptr (GFile) folder = g_file_get_child (part, class_name);
  GBytes *png = make_png (line, error);

  return png != NULL && make_folder (folder, error) && save_in (folder, name, png, error);
}

static gboolean
save_folder (const Job *job, GError **error)
{
  guint n = nn_own_digits_count (job->digits);

  /* Nothing that is there is overwritten. */
  if (!g_file_make_directory (job->target, NULL, error))
    return FALSE;
  switch (job->format) {
  case TENFOLD_OWN_EXPORT_IDX:
    return save_idx (job, NN_OWN_TRAINING, "train", error)
           && save_idx (job, NN_OWN_TEST, "t10k", error);
  case TENFOLD_OWN_EXPORT_CSV:
    return save_csv (job, NN_OWN_TRAINING, "mnist_train.csv", error)
           && save_csv (job, NN_OWN_TEST, "mnist_test.csv", error);
  case TENFOLD_OWN_EXPORT_PNG:
    for (guint i = 0; i < n; i++)
      if (!save_png (job, i, error))
        return FALSE;
    return TRUE;
  case TENFOLD_OWN_EXPORT_LINES:
    break;
  }
  g_return_val_if_reached (FALSE);
}

static void
export_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  gboolean saved;

  if (job->format == TENFOLD_OWN_EXPORT_LINES) {
    g_autoptr (GBytes) bytes = nn_own_digits_to_bytes (job->digits);

    saved = nn_save_file (job->target, bytes, &error);
  } else {
    saved = save_folder (job, &error);
  }
  if (saved)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tenfold_own_export_async (NnOwnDigits *digits,
                          TenfoldOwnExport format,
                          GFile *target,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  job->digits = nn_own_digits_ref (digits);
  job->format = format;
  job->target = g_object_ref (target);
  g_task_set_source_tag (task, tenfold_own_export_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, export_thread);
}

gboolean
tenfold_own_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
