/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-dataset.h"

#include <stdlib.h>
#include <string.h>

struct _NnDataset {
  gatomicrefcount references;
  char *name;
  GBytes *pixels, *labels;
  gsize count;
  gsize n_repeated; /* the last ones */
};

static NnDataset *
dataset_new (const char *name, GBytes *pixels, GBytes *labels, guint8 most, GError **error)
{
  g_autoptr (GBytes) own_pixels = pixels;
  g_autoptr (GBytes) own_labels = labels;
  gsize count;
  const guint8 *label = g_bytes_get_data (labels, &count);
  NnDataset *dataset;

  if (g_bytes_get_size (pixels) != count * NN_PICTURE_PIXELS || count == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "%s: %" G_GSIZE_FORMAT " labels do not fit %" G_GSIZE_FORMAT " bytes of pictures",
                 name, count, g_bytes_get_size (pixels));
    return NULL;
  }
  for (gsize i = 0; i < count; i++)
    if (label[i] > most) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "%s: picture %" G_GSIZE_FORMAT " has the label %u; labels are 0 to 9", name, i,
                   label[i]);
      return NULL;
    }
  dataset = g_new0 (NnDataset, 1);
  g_atomic_ref_count_init (&dataset->references);
  dataset->name = g_strdup (name);
  dataset->pixels = g_steal_pointer (&own_pixels);
  dataset->labels = g_steal_pointer (&own_labels);
  dataset->count = count;
  return dataset;
}

NnDataset *
nn_dataset_new (const char *name, GBytes *pixels, GBytes *labels, GError **error)
{
  return dataset_new (name, pixels, labels, NN_N_CLASSES - 1, error);
}

NnDataset *
nn_dataset_new_open (const char *name, GBytes *pixels, GBytes *labels, GError **error)
{
  return dataset_new (name, pixels, labels, NN_NO_DIGIT, error);
}

NnDataset *
nn_dataset_ref (NnDataset *dataset)
{
  g_atomic_ref_count_inc (&dataset->references);
  return dataset;
}

void
nn_dataset_unref (NnDataset *dataset)
{
  if (!g_atomic_ref_count_dec (&dataset->references))
    return;
  g_free (dataset->name);
  g_bytes_unref (dataset->pixels);
  g_bytes_unref (dataset->labels);
  g_free (dataset);
}

const char *
nn_dataset_name (const NnDataset *dataset)
{
  return dataset->name;
}

char *
nn_dataset_short_name (const NnDataset *dataset)
{
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  g_autofree char *last = NULL;

  if (strchr (dataset->name, G_DIR_SEPARATOR) == NULL)
    return g_strdup (dataset->name);
  folder = g_path_get_dirname (dataset->name);
  last = g_path_get_basename (folder);
  file = g_path_get_basename (dataset->name);
  return g_build_filename (last, file, NULL);
}

gsize
nn_dataset_count (const NnDataset *dataset)
{
  return dataset->count;
}

const guint8 *
nn_dataset_pixels (const NnDataset *dataset)
{
  return g_bytes_get_data (dataset->pixels, NULL);
}

const guint8 *
nn_dataset_labels (const NnDataset *dataset)
{
  return g_bytes_get_data (dataset->labels, NULL);
}

NnDataset *
nn_dataset_join (const char *name, NnDataset *const *parts, guint n_parts, guint n_once)
{
  g_autoptr (GByteArray) pixels = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();
  NnDataset *joined;
  gsize once = 0;

  g_return_val_if_fail (n_parts > 0 && n_once <= n_parts, NULL);

  for (guint i = 0; i < n_parts; i++) {
    gsize count = nn_dataset_count (parts[i]);

    g_byte_array_append (pixels, nn_dataset_pixels (parts[i]), (guint) (count * NN_PICTURE_PIXELS));
    g_byte_array_append (labels, nn_dataset_labels (parts[i]), (guint) count);
    once += i < n_once ? count : 0;
  }
  joined = nn_dataset_new_open (name, g_byte_array_free_to_bytes (g_steal_pointer (&pixels)),
                                g_byte_array_free_to_bytes (g_steal_pointer (&labels)), NULL);
  joined->n_repeated = joined->count - once;
  return joined;
}

GFile *
nn_dataset_default_folder (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "tenfold", name, NULL);

  return g_file_new_for_path (path);
}

static int
compare_indices (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

char *
nn_dataset_list_absent (const NnDataset *dataset)
{
  const guint8 *labels = nn_dataset_labels (dataset);
  g_autoptr (GString) list = g_string_new (NULL);

  for (int digit = 0; digit < NN_N_CLASSES; digit++)
    if (memchr (labels, digit, dataset->count) == NULL)
      g_string_append_printf (list, list->len > 0 ? ", %d" : "%d", digit);
  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

gsize
nn_dataset_most_validation (const NnDataset *dataset)
{
  return (dataset->count - dataset->n_repeated) / 3;
}

void
nn_dataset_split (const NnDataset *dataset,
                  gsize n_validation,
                  guint64 seed,
                  guint32 **training,
                  gsize *n_training,
                  guint32 **validation)
{
  g_autofree guint32 *order = g_new (guint32, dataset->count);
  gsize n_once = dataset->count - dataset->n_repeated;
  NnRandom random;

  g_return_if_fail (n_validation <= n_once);

  for (gsize i = 0; i < dataset->count; i++)
    order[i] = (guint32) i;
  if (n_validation > 0) {
    nn_random_init (&random, seed, 1);
    nn_random_shuffle (&random, order, n_once);
  }
  *n_training = dataset->count - n_validation;
  *validation = g_memdup2 (order, n_validation * sizeof (guint32));
  *training = g_memdup2 (order + n_validation, *n_training * sizeof (guint32));
  if (n_validation > 0) {
    qsort (*validation, n_validation, sizeof (guint32), compare_indices);
    qsort (*training, *n_training, sizeof (guint32), compare_indices);
  }
}
