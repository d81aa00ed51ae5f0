/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/data/nn-cloud.h"
#include "nn/data/nn-own-digits.h"
#include "nn/pen/nn-synthetic.h"

/* Datasets by what people call them on a command line. */

#define PENNED "penned"
#define STRANGE "strange"
#define MINE "mine"
#define MINE_MOST 1000
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
read_count (const char *name, guint64 most, guint64 *count, GError **error)
{
  const char *number = strchr (name, ':');

  if (number == NULL || g_ascii_string_to_unsigned (number + 1, 10, 1, most, count, NULL))
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
               "%s: a whole number from 1 to %" G_GUINT64_FORMAT " belongs after the colon", name,
               most);
  return FALSE;
}

static gboolean
load_penned (const char *name, NnDataset **train, NnDataset **test, GError **error)
{
  guint64 count = 0;

  if (!read_count (name, PENNED_MOST, &count, error))
    return FALSE;
  *train = count > 0 ? nn_dataset_new_synthetic_with (name, count, NN_SYNTHETIC_SEED)
                     : nn_dataset_new_synthetic (FALSE);
  *test = nn_dataset_new_synthetic (TRUE);
  return TRUE;
}

static gboolean
load_strange (const char *name, NnDataset **train, GError **error)
{
  guint64 count = N_STRANGE;

  if (!read_count (name, PENNED_MOST, &count, error))
    return FALSE;
  *train = nn_dataset_new_strange (name, count, NN_SYNTHETIC_SEED);
  return TRUE;
}

/* Reads the file where the caller has not read it; then every line must be right. */
static NnOwnDigits *
read_own (NnOwnDigits *own, GError **error)
{
  g_autoptr (GFile) file = nn_own_digits_file ();
  g_autoptr (NnOwnDigits) read = NULL;

  if (own != NULL)
    return nn_own_digits_ref (own);
  read = nn_own_digits_load (file, NULL, error);
  if (read != NULL && nn_own_digits_n_damaged (read) > 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s, %s", g_file_peek_path (file),
                 nn_own_digits_get_damage (read, 0));
    return NULL;
  }
  return g_steal_pointer (&read);
}

static gboolean
load_mine (const char *name,
           NnOwnDigits *given,
           NnDataset **train,
           NnDataset **test,
           GError **error)
{
  g_autoptr (NnOwnDigits) own = read_own (given, error);
  guint64 times;

  if (own == NULL || !read_count (name, MINE_MOST, &times, error))
    return FALSE;
  *train = nn_own_digits_make_dataset (own, NN_OWN_TRAINING, MINE);
  if (*train == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
                 "There are no digits of your own to train on yet: draw one in the window and say "
                 "with a key from 0 to 9 what it is");
    return FALSE;
  }
  *test = nn_own_digits_make_dataset (own, NN_OWN_TEST, MINE);
  return TRUE;
}

static gboolean
load_one (const char *name, NnOwnDigits *own, NnDataset **train, NnDataset **test, GError **error)
{
  g_autoptr (GFile) folder = NULL;

  if (*name == '\0') {
    g_set_error (
        error, NN_ERROR, NN_ERROR_MISSING,
        "A name of data is empty; it is mnist, penned, mine or a folder, or several joined "
        "by a plus");
    return FALSE;
  }
  if (is_kind (name, PENNED))
    return load_penned (name, train, test, error);
  if (is_kind (name, STRANGE))
    return load_strange (name, train, error);
  if (is_kind (name, MINE))
    return load_mine (name, own, train, test, error);
  if (!g_str_equal (name, "mnist") && !g_str_equal (name, "fashion-mnist")) {
    folder = g_file_new_for_commandline_arg (name);
    return nn_dataset_load_parts (folder, train, test, error);
  }
  folder = nn_dataset_default_folder (name);
  if (!g_file_query_exists (folder, NULL)) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
                 "There is no folder %s yet: the page Data of the window and scripts/get-mnist "
                 "fetch MNIST, a folder of it can be given as data, and penned needs no files",
                 g_file_peek_path (folder));
    return FALSE;
  }
  return nn_dataset_load_parts (folder, train, test, error);
}

gboolean
nn_dataset_is_points (const char *name)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);

  return nn_cloud_is_name (name)
         || (g_str_has_suffix (name, ".csv") && !g_file_test (name, G_FILE_TEST_IS_DIR)
             && !nn_dataset_is_picture_file (file));
}

/* Clouds, and points from a file, which has no test set. */
static gboolean
load_points (const char *name, NnDataset **train, NnDataset **test, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (NnPoints) points = NULL;
  NnCloudSpec spec;

  *test = NULL;
  if (nn_cloud_is_name (name)) {
    if (!nn_cloud_spec_parse (&spec, name, error))
      return FALSE;
    *train = nn_cloud_spec_load (&spec, test);
    return TRUE;
  }
  file = g_file_new_for_commandline_arg (name);
  points = nn_points_load (file, error);
  *train = points != NULL ? nn_points_to_dataset (points, name, NN_POINTS_SHARE, error) : NULL;
  return *train != NULL;
}

/* How often the pictures of a part are taken. */
static guint64
times_of (const char *name)
{
  guint64 times = 1;

  if (is_kind (name, MINE))
    read_count (name, MINE_MOST, &times, NULL);
  return times;
}

static gboolean
refuse_missing_train (const char *name, NnDataset **test, GError **error)
{
  g_clear_pointer (test, nn_dataset_unref);
  g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
               "%s has only a part to test with, and none to train on", name);
  return FALSE;
}

gboolean
nn_dataset_load_with (const char *name,
                      NnOwnDigits *own,
                      NnDataset **train,
                      NnDataset **test,
                      GError **error)
{
  g_auto (GStrv) names = NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) nn_dataset_unref);
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func ((GDestroyNotify) nn_dataset_unref);
  g_autoptr (NnDataset) first_test = NULL;
  gsize n_once;

  if (nn_dataset_is_points (name))
    return load_points (name, train, test, error);
  /* A folder may have a plus in its name. */
  if (strchr (name, '+') == NULL || g_file_test (name, G_FILE_TEST_EXISTS)) {
    if (!load_one (name, own, train, test, error))
      return FALSE;
    return *train != NULL || refuse_missing_train (name, test, error);
  }
  names = g_strsplit (name, "+", -1);
  for (guint i = 0; names[i] != NULL; i++) {
    NnDataset *part = NULL;
    g_autoptr (NnDataset) part_test = NULL;
    guint64 times;

    if (!load_one (names[i], own, &part, &part_test, error)
        || (part == NULL && !refuse_missing_train (names[i], &part_test, error)))
      return FALSE;
    times = times_of (names[i]);
    g_ptr_array_add (times > 1 ? again : parts, part);
    for (guint64 t = 1; t < times; t++)
      g_ptr_array_add (again, nn_dataset_ref (part));
    if (first_test == NULL)
      first_test = g_steal_pointer (&part_test);
  }
  n_once = parts->len;
  g_ptr_array_extend_and_steal (parts, g_steal_pointer (&again));
  *train = nn_dataset_join (name, (NnDataset *const *) parts->pdata, parts->len, (guint) n_once);
  *test = g_steal_pointer (&first_test);
  return TRUE;
}

gboolean
nn_dataset_load (const char *name, NnDataset **train, NnDataset **test, GError **error)
{
  return nn_dataset_load_with (name, NULL, train, test, error);
}

gboolean
nn_dataset_load_test (const char *name, NnDataset **train, NnDataset **test, GError **error)
{
  gboolean is_file = g_file_test (name, G_FILE_TEST_IS_REGULAR);

  *train = *test = NULL;
  if (nn_dataset_is_points (name) || !g_file_test (name, G_FILE_TEST_EXISTS)) {
    if (!nn_dataset_load (name, train, test, error))
      return FALSE;
  } else if (!load_one (name, NULL, train, test, error)) {
    return FALSE;
  }
  /* A file alone is what is to be measured on. */
  if (*test == NULL && is_file && nn_dataset_pixels (*train) != NULL)
    *test = g_steal_pointer (train);
  if (*test != NULL)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "%s has no test set", name);
  g_clear_pointer (train, nn_dataset_unref);
  return FALSE;
}
