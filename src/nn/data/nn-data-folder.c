/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-dataset.h"

/* The first of the usual spellings of a name that is there; NULL if none is. */
static GFile *
find (GFile *folder, const char *format, const char *part)
{
  static const char *const endings[] = { "", ".gz" };
  static const char separators[] = { '-', '.' };

  for (guint s = 0; s < G_N_ELEMENTS (separators); s++)
    for (guint e = 0; e < G_N_ELEMENTS (endings); e++) {
      g_autofree char *stem = g_strdup_printf (format, part, separators[s]);
      g_autofree char *name = g_strconcat (stem, endings[e], NULL);
      g_autoptr (GFile) file = g_file_get_child (folder, name);

      if (g_file_query_exists (file, NULL))
        return g_steal_pointer (&file);
    }
  return NULL;
}

/* NULL without an error where there is no such part. */
static NnDataset *
load_part (GFile *folder, const char *idx_name, const char *csv_name, GError **error)
{
  g_autoptr (GFile) pictures = find (folder, "%s-images%cidx3-ubyte", idx_name);
  g_autoptr (GFile) labels = find (folder, "%s-labels%cidx1-ubyte", idx_name);
  g_autoptr (GFile) csv = find (folder, "mnist_%s%ccsv", csv_name);

  if (pictures != NULL && labels != NULL)
    return nn_dataset_load_idx (pictures, labels, error);
  return csv != NULL ? nn_dataset_load_csv (csv, error) : NULL;
}

gboolean
nn_dataset_load_folder (GFile *folder, NnDataset **train, NnDataset **test, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (folder);
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (GError) reason = NULL;

  if (g_file_query_file_type (folder, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_DIRECTORY) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "There is no folder %s", name);
    return FALSE;
  }
  training = load_part (folder, "train", "train", &reason);
  if (training == NULL && reason == NULL) {
    if (nn_dataset_load_classes (folder, &training, test, &reason) && training == NULL)
      g_set_error (&reason, NN_ERROR, NN_ERROR_MISSING,
                   "%s has neither train-images-idx3-ubyte with train-labels-idx1-ubyte, nor "
                   "mnist_train.csv, nor folders 0 to 9 with pictures",
                   name);
  } else if (reason == NULL) {
    *test = load_part (folder, "t10k", "test", &reason);
  }
  if (reason != NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  *train = g_steal_pointer (&training);
  return TRUE;
}
