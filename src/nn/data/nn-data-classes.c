/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/pen/nn-picture.h"
#include "nn/data/nn-dataset.h"

/* A folder for each class, pictures in it. */

typedef struct {
  GByteArray *pixels, *labels;
} Pictures;

/* A picture of 28x28 without transparency is one of a dataset: its grey values count, dark or light
 * ink is recognized by the border. */
static void
copy_small (const NnPixels *picture, guint8 *result)
{
  guint border = 0;

  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++) {
      const guint8 *p = picture->bytes + (gsize) y * picture->stride + x * picture->n_channels;

      result[y * NN_PICTURE_SIDE + x] = (guint8) ((p[0] + p[1] + p[2] + 1) / 3);
    }
  for (int i = 0; i < NN_PICTURE_SIDE - 1; i++)
    border += result[i] + result[NN_PICTURE_PIXELS - 1 - i] + result[(i + 1) * NN_PICTURE_SIDE]
              + result[i * NN_PICTURE_SIDE + NN_PICTURE_SIDE - 1];
  if (border > 4 * (NN_PICTURE_SIDE - 1) * 128)
    for (int i = 0; i < NN_PICTURE_PIXELS; i++)
      result[i] = 255 - result[i];
}

static gboolean
read_picture (GFile *file, guint8 *pixels, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_file (file, NN_PICTURE_MAX_BYTES, error);
  g_autoptr (GdkPixbuf) pixbuf = bytes != NULL ? nn_picture_decode (bytes, name, error) : NULL;
  float inks[NN_PICTURE_PIXELS];
  NnPixels picture;

  if (pixbuf == NULL)
    return FALSE;
  picture = nn_picture_pixels (pixbuf);
  if (picture.width == NN_PICTURE_SIDE && picture.height == NN_PICTURE_SIDE
      && picture.n_channels == 3) {
    copy_small (&picture, pixels);
    return TRUE;
  }
  if (nn_picture_rasterize (&picture, inks) != NN_INK_DRAWING) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: there is no ink in the picture", name);
    return FALSE;
  }
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    pixels[i] = (guint8) (inks[i] * 255 + 0.5f);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names of the files in a folder but the hidden ones, sorted: the same order everywhere. NULL
 * without an error: there is no such folder. */
static GPtrArray *
list_files (GFile *folder, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
      folder, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
      G_FILE_QUERY_INFO_NONE, NULL, &reason);
  GFileInfo *info = NULL;

  while (files != NULL && g_file_enumerator_iterate (files, &info, NULL, NULL, &reason)
         && info != NULL)
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR
        && g_file_info_get_name (info)[0] != '.')
      g_ptr_array_add (names, g_strdup (g_file_info_get_name (info)));
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    return NULL;
  if (reason != NULL) {
    g_autofree char *name = g_file_get_parse_name (folder);

    g_set_error (error, NN_ERROR, NN_ERROR_IO, "%s cannot be read: %s", name, reason->message);
    return NULL;
  }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean
read_class (GFile *folder, int label, Pictures *pictures, GError **error)
{
  const char class_name[] = { (char) ('0' + label), '\0' };
  g_autoptr (GFile) own = g_file_get_child (folder, class_name);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GPtrArray) names = list_files (own, &reason);
  guint8 pixels[NN_PICTURE_PIXELS], byte = (guint8) label;

  for (guint i = 0; names != NULL && i < names->len; i++) {
    g_autoptr (GFile) file = g_file_get_child (own, names->pdata[i]);

    if (!read_picture (file, pixels, error))
      return FALSE;
    g_byte_array_append (pictures->pixels, pixels, sizeof pixels);
    g_byte_array_append (pictures->labels, &byte, 1);
  }
  if (reason != NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  return TRUE;
}

/* *part NULL without an error: there is no picture. */
static gboolean
load_part (GFile *folder, NnDataset **part, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (folder);
  g_autoptr (GByteArray) pixels = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();
  Pictures pictures = { pixels, labels };

  *part = NULL;
  for (int label = 0; label < NN_N_CLASSES; label++)
    if (!read_class (folder, label, &pictures, error))
      return FALSE;
  if (labels->len > 0)
    *part = nn_dataset_new (name, g_byte_array_free_to_bytes (g_steal_pointer (&pixels)),
                            g_byte_array_free_to_bytes (g_steal_pointer (&labels)), NULL);
  return TRUE;
}

gboolean
nn_dataset_load_classes (GFile *folder, NnDataset **train, NnDataset **test, GError **error)
{
  g_autoptr (GFile) train_folder = g_file_get_child (folder, "train");
  g_autoptr (GFile) test_folder = g_file_get_child (folder, "test");
  g_autoptr (NnDataset) training = NULL;

  *test = NULL;
  if (!load_part (train_folder, &training, error)
      || (training == NULL && !load_part (folder, &training, error)))
    return FALSE;
  if (training != NULL && !load_part (test_folder, test, error))
    return FALSE;
  *train = g_steal_pointer (&training);
  return TRUE;
}
