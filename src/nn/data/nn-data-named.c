/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/data/nn-penman.h"

/* Datasets by what people call them on a command line. */

#define PENNED "penned"
#define STRANGE "strange"
#define N_STRANGE 12000
#define PENNED_MOST 2000000

/* Whether name is this kind, alone or as "kind:N". */
static gboolean
is_kind (const char *name, const char *kind)
{
  return g_str_has_prefix (name, kind)
         && (name[strlen (kind)] == '\0' || name[strlen (kind)] == ':');
}

/* N of "kind:N"; count stays as it is where there is none. */
static gboolean
read_count (const char *name, guint64 *count, GError **error)
{
  const char *number = strchr (name, ':');

  if (number == NULL || g_ascii_string_to_unsigned (number + 1, 10, 1, PENNED_MOST, count, NULL))
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
               "%s: how many pictures? A whole number from 1 to %d", name, PENNED_MOST);
  return FALSE;
}

static gboolean
load_penned (const char *name, NnDataset **train, NnDataset **test, GError **error)
{
  guint64 count = 0;

  if (!read_count (name, &count, error))
    return FALSE;
  *train = count > 0 ? nn_dataset_new_penned_with (name, count, NN_PENNED_SEED)
                     : nn_dataset_new_penned (FALSE);
  *test = nn_dataset_new_penned (TRUE);
  return TRUE;
}

static gboolean
load_strange (const char *name, NnDataset **train, GError **error)
{
  guint64 count = N_STRANGE;

  if (!read_count (name, &count, error))
    return FALSE;
  *train = nn_dataset_new_strange (name, count, NN_PENNED_SEED);
  return TRUE;
}

static gboolean
load_one (const char *name, NnDataset **train, NnDataset **test, GError **error)
{
  g_autoptr (GFile) folder = NULL;

  if (is_kind (name, PENNED))
    return load_penned (name, train, test, error);
  if (is_kind (name, STRANGE))
    return load_strange (name, train, error);
  folder = g_str_equal (name, "mnist") || g_str_equal (name, "fashion-mnist")
               ? nn_dataset_default_folder (name)
               : g_file_new_for_commandline_arg (name);
  return nn_dataset_load_folder (folder, train, test, error);
}

NnDataset *
nn_dataset_join (const char *name, NnDataset *const *parts, guint n_parts)
{
  g_autoptr (GByteArray) pixels = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();

  g_return_val_if_fail (n_parts > 0, NULL);

  for (guint i = 0; i < n_parts; i++) {
    gsize count = nn_dataset_count (parts[i]);

    g_byte_array_append (pixels, nn_dataset_pixels (parts[i]), (guint) (count * NN_PICTURE_PIXELS));
    g_byte_array_append (labels, nn_dataset_labels (parts[i]), (guint) count);
  }
  return nn_dataset_new_open (name, g_byte_array_free_to_bytes (g_steal_pointer (&pixels)),
                              g_byte_array_free_to_bytes (g_steal_pointer (&labels)), NULL);
}

gboolean
nn_dataset_load (const char *name, NnDataset **train, NnDataset **test, GError **error)
{
  g_auto (GStrv) names = NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) nn_dataset_unref);
  g_autoptr (NnDataset) first_test = NULL;

  /* A folder may have a plus in its name. */
  if (strchr (name, '+') == NULL || g_file_test (name, G_FILE_TEST_IS_DIR))
    return load_one (name, train, test, error);
  names = g_strsplit (name, "+", -1);
  for (guint i = 0; names[i] != NULL; i++) {
    NnDataset *part = NULL;
    g_autoptr (NnDataset) part_test = NULL;

    if (!load_one (names[i], &part, &part_test, error))
      return FALSE;
    g_ptr_array_add (parts, part);
    if (first_test == NULL)
      first_test = g_steal_pointer (&part_test);
  }
  *train = nn_dataset_join (name, (NnDataset *const *) parts->pdata, parts->len);
  *test = g_steal_pointer (&first_test);
  return TRUE;
}
