/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "nn/graph/nn-plan.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/model/nn-point-model.h"
#include "nn/model/nn-preset.h"

/*
 * What Tenfold writes, other programs read: each preset's file, and those of networks of points,
 * with the outputs that we compute for samples, are given to a script that lets another program
 * compute them too.
 */

#define N_SAMPLES 64

/* Networks of points: a name, what goes in, the layers, the classes (0 of a curve). */
static const struct {
  const char *name, *input, *network;
  guint n_classes;
} of_points[] = {
  { "of-curve", "x", "dense 10, tanh, dense 1, tanh", 0 },
  { "of-plane", "x1 x2 x1^2 x2^2 x1*x2 sin(x1) sin(x2)", "dense 8, relu, dense 8, sigmoid, dense 3",
    3 },
};

typedef struct {
  const char *name;
  const char *program, *script;
  const char *probe; /* an option and a line of program that succeeds where the tool is there */
  const char *option;
} Tool;

static const Tool tools[] = {
  { "checker", "/usr/bin/python3", "exchange.py", "from onnx import load; import numpy", "-c" },
  { "opencv", "/usr/bin/python3", "exchange.py", "import cv2, numpy", "-c" },
  { "onnxruntime", "/usr/bin/python3", "exchange.py", "import onnxruntime, numpy", "-c" },
  { "onnxruntime", "node", "exchange.cjs", "require ('onnxruntime-node')", "-e" },
};

static gboolean
run (const char *const *arguments, char **output)
{
  g_autofree char *errors = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, output,
                     &errors, &status, NULL))
    return FALSE;
  if (!g_spawn_check_wait_status (status, NULL)) {
    g_test_message ("%s", errors);
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_there (const Tool *tool)
{
  const char *arguments[] = { tool->program, tool->option, tool->probe, NULL };
  g_autofree char *output = NULL;

  return run (arguments, &output);
}

/* The files NAME.onnx, NAME.in (float32, 64 samples as the model wants them), NAME.out, and
 * NAME.form: the names of input and output and the shape of a sample, "image probabilities 1 28
 * 28".
 */
static void
write_model (NnModel *model, const char *name, const char *folder)
{
  NnGraph *graph = nn_model_graph (model);
  g_autoptr (NnPlan) plan = nn_plan_new (graph, N_SAMPLES, NN_PLAN_INFERENCE, NULL, NULL);
  g_autoptr (NnWorkspace) workspace = nn_workspace_new (plan);
  g_autoptr (GBytes) state = g_bytes_new_static ("the state of training", 22);
  g_autofree char *base = g_build_filename (folder, name, NULL);
  g_autofree char *model_path = g_strconcat (base, ".onnx", NULL);
  g_autofree char *input_path = g_strconcat (base, ".in", NULL);
  g_autofree char *output_path = g_strconcat (base, ".out", NULL);
  g_autofree char *form_path = g_strconcat (base, ".form", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (model_path);
  g_autoptr (GString) form = g_string_new (NULL);
  NnView input = nn_plan_value (plan, nn_graph_input (graph, 0));
  NnView output = nn_plan_value (plan, nn_graph_output (graph, 0));
  gsize n = nn_shape_count (&input.shape);
  float *numbers = nn_workspace_input (workspace, 0);
  NnRandom random;

  nn_random_init (&random, 5, 0);
  for (gsize i = 0; i < n; i++)
    numbers[i] = nn_random_below (&random, 4) == 0 ? nn_random_uniform (&random) : 0;
  g_string_append_printf (form, "%s %s", nn_graph_value (graph, nn_graph_input (graph, 0))->name,
                          nn_graph_value (graph, nn_graph_output (graph, 0))->name);
  for (int d = 1; d < input.shape.rank; d++)
    g_string_append_printf (form, " %" G_GINT64_FORMAT, input.shape.dims[d]);
  g_assert_true (g_file_set_contents (form_path, form->str, -1, NULL));
  /* The workspace may put other values where the input was. */
  g_assert_true (
      g_file_set_contents (input_path, (const char *) numbers, n * sizeof (float), NULL));
  nn_workspace_forward (workspace, nn_model_weights (model), NULL);
  g_assert_true (g_file_set_contents (output_path, nn_workspace_output (workspace, 0),
                                      nn_shape_count (&output.shape) * (gssize) sizeof (float),
                                      NULL));
  nn_model_set_training_state (model, state);
  nn_model_set_fact (model, "seed", "7");
  g_assert_true (nn_model_save (model, file, NULL));
}

static void
write_preset (const NnPreset *preset, const char *folder)
{
  g_autoptr (NnModel) model = nn_preset_create (preset, 7);

  write_model (model, preset->name, folder);
}

static void
write_points (guint i, const char *folder)
{
  g_autoptr (NnModel) model = NULL;
  NnPointInput input;

  nn_point_input_parse (&input, of_points[i].input, NULL);
  model = nn_point_model_create (of_points[i].network, &input, of_points[i].n_classes, 7, NULL);
  write_model (model, of_points[i].name, folder);
}

static void
remove_model (const char *of, const char *folder)
{
  static const char *const endings[] = { ".onnx", ".in", ".out", ".form" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (of, endings[i], NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
}

static void
test_tool (gconstpointer data)
{
  const Tool *tool = data;
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "nn", tool->script, NULL);
  g_autofree char *folder = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  guint n;
  const NnPreset *presets = nn_preset_list (&n);
  gboolean good;

  if (!is_there (tool)) {
    g_test_skip_printf ("%s cannot do: %s", tool->program, tool->probe);
    return;
  }
  folder = g_dir_make_tmp ("tenfold-exchange-XXXXXX", NULL);
  g_ptr_array_add (arguments, (gpointer) tool->program);
  g_ptr_array_add (arguments, script);
  g_ptr_array_add (arguments, (gpointer) tool->name);
  g_ptr_array_add (arguments, folder);
  for (guint i = 0; i < n; i++) {
    write_preset (&presets[i], folder);
    g_ptr_array_add (arguments, (gpointer) presets[i].name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (of_points); i++) {
    write_points (i, folder);
    g_ptr_array_add (arguments, (gpointer) of_points[i].name);
  }
  g_ptr_array_add (arguments, NULL);
  good = run ((const char *const *) arguments->pdata, &output);
  g_test_message ("%s", output);
  for (guint i = 0; i < n; i++)
    remove_model (presets[i].name, folder);
  for (guint i = 0; i < G_N_ELEMENTS (of_points); i++)
    remove_model (of_points[i].name, folder);
  g_rmdir (folder);
  g_assert_true (good);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++) {
    g_autofree char *path = g_strdup_printf ("/exchange/%s/%s", tools[i].name, tools[i].script);

    g_test_add_data_func (path, &tools[i], test_tool);
  }
  return g_test_run ();
}
