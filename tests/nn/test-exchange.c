/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "nn/graph/nn-plan.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/model/nn-preset.h"

/*
 * What Tenfold writes, other programs read: each preset's file, with the outputs that we compute
 * for pictures, is given to a script that lets another program compute them too.
 */

#define N_PICTURES 64

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

/* The files NAME.onnx, NAME.in (float32, 64 pictures as the model wants them), NAME.out, and
 * NAME.form: "flat" for pictures of 784 numbers, "plane" for 1x28x28. */
static void
write_preset (const NnPreset *preset, const char *folder)
{
  g_autoptr (NnModel) model = nn_preset_create (preset, 7);
  g_autoptr (NnPlan) plan
      = nn_plan_new (nn_model_graph (model), N_PICTURES, NN_PLAN_INFERENCE, NULL, NULL);
  g_autoptr (NnWorkspace) workspace = nn_workspace_new (plan);
  g_autoptr (GBytes) state = g_bytes_new_static ("the state of training", 22);
  g_autofree char *base = g_build_filename (folder, preset->name, NULL);
  g_autofree char *model_path = g_strconcat (base, ".onnx", NULL);
  g_autofree char *input_path = g_strconcat (base, ".in", NULL);
  g_autofree char *output_path = g_strconcat (base, ".out", NULL);
  g_autofree char *form_path = g_strconcat (base, ".form", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (model_path);
  NnView input = nn_plan_value (plan, nn_graph_input (nn_model_graph (model), 0));
  gsize n = nn_shape_count (&input.shape);
  float *numbers = nn_workspace_input (workspace, 0);
  NnRandom random;

  nn_random_init (&random, 5, 0);
  for (gsize i = 0; i < n; i++)
    numbers[i] = nn_random_below (&random, 4) == 0 ? nn_random_uniform (&random) : 0;
  g_assert_true (
      g_file_set_contents (form_path, input.shape.rank == 2 ? "flat" : "plane", -1, NULL));
  /* The workspace may put other values where the input was. */
  g_assert_true (
      g_file_set_contents (input_path, (const char *) numbers, n * sizeof (float), NULL));
  nn_workspace_forward (workspace, nn_model_weights (model), NULL);
  g_assert_true (g_file_set_contents (output_path, nn_workspace_output (workspace, 0),
                                      N_PICTURES * 10 * sizeof (float), NULL));
  nn_model_set_training_state (model, state);
  nn_model_set_fact (model, "seed", "7");
  g_assert_true (nn_model_save (model, file, NULL));
}

static void
remove_preset (const NnPreset *preset, const char *folder)
{
  static const char *const endings[] = { ".onnx", ".in", ".out", ".form" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (preset->name, endings[i], NULL);
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
  g_ptr_array_add (arguments, NULL);
  good = run ((const char *const *) arguments->pdata, &output);
  g_test_message ("%s", output);
  for (guint i = 0; i < n; i++)
    remove_preset (&presets[i], folder);
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
