/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "nn/base/nn-digit.h"
#include "nn/model/nn-network-code.h"
#include "nn/model/nn-network-model.h"
#include "nn/onnx/nn-model-file.h"

/* The code of a network, run by the program that it is written for, gives the numbers that Tenfold
 * gives: both take the weights from the file that Tenfold saved. Where there is no Keras, stand-in/
 * takes its place, which has its shapes, orders and defaults. */

#define N_PICTURES 6
#define PYTHON "/usr/bin/python3"

/* clang-format off */
static const struct { NnCode code; const char *probe, *run; } programs[] = {
  { NN_CODE_NUMPY,   "from onnx import load; import numpy", "y = run(load(path), pictures)\n" },
  { NN_CODE_PYTORCH, "from onnx import load; import torch", "y = load(Network(), path)(torch.tensor(pictures)).detach().numpy()\n" },
  { NN_CODE_KERAS,   "from onnx import load; import keras", "s = network.input_shape[1:]\ny = np.array(load(network, path)(pictures.reshape((-1,) + s)))\n" },
};

static const char *const texts[] = {
  "dense 10",
  "dense 30 nobias, sigmoid, dense 20, tanh, dense 10 nobias",
  "conv 5x5 6, leaky relu 0.2, maxpool 2, conv 3x3 8 stride 2 pad 1 groups 2 nobias, elu, avgpool 3 stride 2, dropout 0.3, dense 10",
  "conv 3x3 8 same, batchnorm, residual (relu, conv 3x3 8 same), residual (conv 3x3 12 stride 2 same, gelu), residual (softplus), global avgpool, dense 10",
  "dense 32, residual (dense 24, residual (hard sigmoid, dense 24)), layernorm, batchnorm, dense 10",
  "layernorm, conv 1x1 3, gru 12 rows, layernorm, lstm 9 last, dense 10",
  "lstm 8 rows nobias, gru 6 nobias, dense 10",
};
/* clang-format on */

/* What is installed goes before what stands in for it. */
static gboolean
run (const char *folder, const char *script)
{
  g_autofree char *stand_in = g_test_build_filename (G_TEST_DIST, "nn", "stand-in", NULL);
  g_autofree char *whole
      = g_strdup_printf ("import sys\nsys.path.append('%s')\n%s", stand_in, script);
  const char *arguments[] = { PYTHON, "-Bc", whole, NULL };
  g_autofree char *errors = NULL;
  g_autofree char *output = NULL;
  int status;

  if (!g_spawn_sync (folder, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output,
                     &errors, &status, NULL))
    return FALSE;
  if (!g_spawn_check_wait_status (status, NULL)) {
    g_test_message ("%s", errors);
    return FALSE;
  }
  return TRUE;
}

/* Start weights leave the biases and statistics at 0 and 1, which hides mistakes. */
static NnModel *
shaken (NnModel *model)
{
  NnGraph *graph = nn_model_graph (model);
  g_autofree float *weights
      = g_memdup2 (nn_model_weights (model), nn_graph_n_weights (graph) * sizeof (float));
  NnRandom random;

  nn_random_init (&random, 3, 0);
  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    for (gint64 i = 0; value->kind == NN_VALUE_PARAMETER && i < nn_shape_count (&value->shape); i++)
      weights[value->offset + (gsize) i] += 0.2f * nn_random_uniform (&random);
  }
  return nn_model_with_weights (model, weights);
}

static void
write_case (const char *folder, guint i, guint program, float *ours)
{
  const char *text = texts[i];
  g_autoptr (NnModel) fresh = nn_network_create (text, &nn_network_digits, 5, NULL);
  g_autoptr (NnModel) model = shaken (fresh);
  g_autofree char *code
      = nn_network_to_code (text, &nn_network_digits, programs[program].code, NULL);
  g_autofree char *path = g_strdup_printf ("%s/%u.onnx", folder, i);
  g_autofree char *script_path = g_strdup_printf ("%s/%u.py", folder, i);
  g_autofree char *x_path = g_build_filename (folder, "x", NULL);
  g_autofree char *script = NULL;
  g_autofree float *inks = g_new (float, N_PICTURES *NN_PICTURE_PIXELS);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  NnRandom random;

  nn_random_init (&random, 8, 0);
  for (int p = 0; p < N_PICTURES * NN_PICTURE_PIXELS; p++)
    inks[p] = nn_random_below (&random, 3) == 0 ? nn_random_uniform (&random) : 0;
  g_assert_true (nn_model_predict (model, inks, N_PICTURES, ours, NULL));
  g_assert_true (nn_model_save (model, file, NULL));
  g_assert_true (g_file_set_contents (x_path, (const char *) inks,
                                      N_PICTURES * NN_PICTURE_PIXELS * sizeof (float), NULL));
  script = g_strconcat (code, programs[program].run, NULL);
  g_assert_true (g_file_set_contents (script_path, script, -1, NULL));
}

/* All networks in one process: the programs take seconds to start. */
static void
check_all (const char *folder, guint program)
{
  static float ours[G_N_ELEMENTS (texts)][N_PICTURES * NN_N_CLASSES];
  g_autofree char *script = g_strdup_printf (
      "import numpy, runpy\n"
      "x = numpy.fromfile('x', 'f').reshape(-1, 1, 28, 28)\n"
      "for i in range(%d):\n"
      "    y = runpy.run_path(f'{i}.py', {'path': f'{i}.onnx', 'pictures': x})['y']\n"
      "    numpy.asarray(y, 'f').tofile(f'{i}.y')\n",
      (int) G_N_ELEMENTS (texts));

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    write_case (folder, i, program, ours[i]);
  if (!run (folder, script))
    g_error ("the code for %s does not run", nn_code_name (programs[program].code));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *path = g_strdup_printf ("%s/%u.y", folder, i);
    g_autofree char *theirs = NULL;
    gsize n;

    g_assert_true (g_file_get_contents (path, &theirs, &n, NULL));
    g_assert_cmpuint (n, ==, sizeof ours[i]);
    for (guint k = 0; k < G_N_ELEMENTS (ours[i]); k++)
      if (fabsf (ours[i][k] - ((const float *) (gpointer) theirs)[k]) > 1e-5f)
        g_error ("%s for \"%s\" gives %g instead of %g", nn_code_name (programs[program].code),
                 texts[i], ((const float *) (gpointer) theirs)[k], ours[i][k]);
  }
}

static void
test_program (gconstpointer data)
{
  guint program = GPOINTER_TO_UINT (data);
  g_autofree char *folder = g_dir_make_tmp ("tenfold-code-XXXXXX", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!run (folder, programs[program].probe)) {
    g_autofree char *missing = g_strdup_printf ("%s and onnx for Python are not installed",
                                                nn_code_name (programs[program].code));

    g_test_skip (missing);
  } else {
    check_all (folder, program);
  }
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (folder);
}

/* What can be said is written for every program, whether it is installed or not. */
static void
test_written (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (NnCode code = NN_CODE_PYTORCH; code <= NN_CODE_NUMPY; code++) {
      g_autofree char *text = nn_network_to_code (texts[i], &nn_network_digits, code, NULL);

      g_assert_nonnull (text);
      g_assert_null (strchr (text, '\t'));
      g_assert_null (strstr (text, "(null)"));
      g_assert_null (strstr (text, "{name}"));
    }
}

/* A layer more in the middle: what was before and behind it keeps what it has learned. */
static void
test_keep_weights (void)
{
  g_autoptr (NnModel) from = nn_network_create ("conv 3x3 4, relu, dense 20, relu, dense 10",
                                                &nn_network_digits, 1, NULL);
  g_autoptr (NnModel) fresh = nn_network_create (
      "conv 3x3 4, relu, dense 20, relu, dense 20, relu, dense 10", &nn_network_digits, 2, NULL);
  gsize n_kept;
  g_autoptr (NnModel) kept = nn_network_keep_weights (fresh, from, &n_kept);
  NnGraph *graph = nn_model_graph (kept);
  static const char *const pairs[][2] = { { "conv1.weight", "conv1.weight" },
                                          { "dense1.weight", "dense1.weight" },
                                          { "dense3.weight", "dense2.weight" } };

  g_assert_cmpuint (n_kept, ==, nn_graph_n_trainable (nn_model_graph (from)));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    const NnValue *to = nn_graph_value (graph, nn_graph_find_value (graph, pairs[i][0]));
    const NnValue *of = nn_graph_value (nn_model_graph (from),
                                        nn_graph_find_value (nn_model_graph (from), pairs[i][1]));

    g_assert_cmpmem (
        nn_model_weights (kept) + to->offset, (gsize) nn_shape_count (&to->shape) * sizeof (float),
        nn_model_weights (from) + of->offset, (gsize) nn_shape_count (&of->shape) * sizeof (float));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network-code/written", test_written);
  g_test_add_func ("/network-code/keep-weights", test_keep_weights);
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autofree char *path = g_ascii_strdown (nn_code_name (programs[i].code), -1);
    g_autofree char *name = g_strconcat ("/network-code/", path, NULL);

    g_test_add_data_func (name, GUINT_TO_POINTER (i), test_program);
  }
  return g_test_run ();
}
