/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "nn/onnx/nn-model-file.h"
#include "nn/model/nn-preset.h"

static void
predict (const NnModel *model, float *probabilities)
{
  float inks[2 * 784];

  for (int i = 0; i < 2 * 784; i++)
    inks[i] = i % 5 == 0 ? (float) (i % 97) / 97 : 0;
  g_assert_true (nn_model_predict (model, inks, 2, probabilities, NULL));
}

static void
test_same_outputs (gconstpointer data)
{
  g_autoptr (NnModel) model = nn_preset_create (data, 3);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tenfold-test-model.onnx", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (NnModel) loaded = NULL;
  float before[20], after[20];

  nn_model_set_fact (model, "seed", "3");
  g_assert_true (nn_model_save (model, file, &error));
  g_assert_no_error (error);
  loaded = nn_model_load (file, &error);
  g_assert_no_error (error);
  predict (model, before);
  predict (loaded, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  g_assert_cmpstr (nn_model_get_fact (loaded, "seed"), ==, "3");
  g_assert_cmpfloat (nn_model_get_convention (loaded)->offset, ==,
                     nn_model_get_convention (model)->offset);
  g_unlink (path);
}

/* Weights that lie turned round in the file come back where they were, to the bit; the state of
 * training too. */
static void
test_same_bits (gconstpointer data)
{
  g_autoptr (NnModel) model = nn_preset_create (data, 11);
  static const guint8 raw[] = { 0, 255, 10, 0, 3 };
  g_autoptr (GBytes) state = g_bytes_new_static (raw, sizeof raw);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (NnModel) loaded = NULL;
  gsize n = nn_graph_n_weights (nn_model_graph (model));

  nn_model_set_training_state (model, state);
  bytes = nn_model_to_bytes (model);
  loaded = nn_model_from_bytes (bytes, "bytes", NULL);
  g_assert_nonnull (loaded);
  g_assert_cmpuint (nn_graph_n_weights (nn_model_graph (loaded)), ==, n);
  g_assert_cmpmem (nn_model_weights (loaded), n * sizeof (float), nn_model_weights (model),
                   n * sizeof (float));
  g_assert_true (g_bytes_equal (nn_model_get_training_state (loaded), state));
  again = nn_model_to_bytes (loaded);
  g_assert_true (g_bytes_equal (again, bytes));
}

/* Every shorter file and every changed byte of the structure: an error or a model, never a crash.
 */
static void
test_damaged (void)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("lenet"), 3);
  g_autoptr (GBytes) whole = nn_model_to_bytes (model);
  gsize length;
  const guint8 *data = g_bytes_get_data (whole, &length);
  NnRandom random;
  guint refused = 0;

  for (gsize n = 0; n < length; n += n < 4096 || n + 4096 > length ? 1 : 997) {
    g_autoptr (GBytes) part = g_bytes_new_static (data, n);
    g_autoptr (GError) error = NULL;
    g_autoptr (NnModel) loaded = nn_model_from_bytes (part, "part.onnx", &error);

    /* What is cut between two fields is whole; but then the facts at the end are gone. */
    if (loaded == NULL) {
      g_assert_nonnull (error);
      g_assert_true (g_str_has_prefix (error->message, "part.onnx: "));
      refused++;
    }
  }
  g_assert_cmpuint (refused, >, 4000);

  nn_random_init (&random, 1, 0);
  for (guint i = 0; i < 3000; i++) {
    g_autofree guint8 *copy = g_memdup2 (data, length);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (NnModel) loaded = NULL;

    copy[nn_random_below (&random, 4096)] ^= 1u << nn_random_below (&random, 8);
    bytes = g_bytes_new_take (g_steal_pointer (&copy), length);
    loaded = nn_model_from_bytes (bytes, "changed.onnx", &error);
    g_assert_true ((loaded == NULL) == (error != NULL));
    if (loaded != NULL)
      nn_model_check_digits (loaded, NULL);
  }
}

static void
test_unwritable (void)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("keras"), 3);
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/model.onnx");
  g_autoptr (GError) error = NULL;

  g_assert_false (nn_model_save (model, file, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (nn_model_load (file, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_MISSING);
}

/* What is longer than any fact of ours is left where it is. */
static void
test_long_facts (void)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("linear"), 1);
  g_autofree char *most = g_strnfill (64 << 10, 'a');
  g_autofree char *more = g_strnfill ((64 << 10) + 1, 'a');
  g_autofree char *lines = g_strnfill (5 << 20, '\n');
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NnModel) loaded = NULL;
  g_autoptr (GError) error = NULL;

  nn_model_set_fact (model, "most", most);
  nn_model_set_fact (model, "more", more);
  nn_model_set_fact (model, "constants", lines);
  bytes = nn_model_to_bytes (model);
  loaded = nn_model_from_bytes (bytes, "facts", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nn_model_get_fact (loaded, "most"), ==, most);
  g_assert_null (nn_model_get_fact (loaded, "more"));
}

int
main (int argc, char **argv)
{
  guint n;
  const NnPreset *presets = nn_preset_list (&n);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("/model-file/same-outputs/%s", presets[i].name);

    g_autofree char *bits_path = g_strdup_printf ("/model-file/same-bits/%s", presets[i].name);

    g_test_add_data_func (path, &presets[i], test_same_outputs);
    g_test_add_data_func (bits_path, &presets[i], test_same_bits);
  }
  g_test_add_func ("/model-file/damaged", test_damaged);
  g_test_add_func ("/model-file/long-facts", test_long_facts);
  g_test_add_func ("/model-file/unwritable", test_unwritable);
  return g_test_run ();
}
