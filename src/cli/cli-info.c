/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "cli/cli.h"
#include "nn/graph/nn-plan.h"
#include "nn/model/nn-model-file.h"
#include "nn/model/nn-preset.h"

static void
print_layers (const NnModel *model, const NnPlan *plan)
{
  NnGraph *graph = nn_model_graph (model);
  gint64 total = 0;

  g_print ("%-16s %-10s %-14s %12s %14s\n", "layer", "operator", "output", "parameters",
           "multiply-adds");
  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);
    NnView output = nn_plan_value (plan, node->outputs[0]);
    g_autofree char *shape = nn_shape_to_string (&output.shape);
    gint64 parameters = 0;

    for (guint i = 0; i < node->n_inputs; i++) {
      const NnValue *value
          = node->inputs[i] != NN_NO_VALUE ? nn_graph_value (graph, node->inputs[i]) : NULL;

      if (value != NULL && value->kind == NN_VALUE_PARAMETER)
        parameters += nn_shape_count (&value->shape);
    }
    total += nn_plan_multiply_adds (plan, n);
    g_print ("%-16s %-10s %-14s %12" G_GINT64_FORMAT " %14" G_GINT64_FORMAT "\n", node->name,
             node->op->name, shape, parameters, nn_plan_multiply_adds (plan, n));
  }
  g_print ("%-16s %-10s %-14s %12" G_GSIZE_FORMAT " %14" G_GINT64_FORMAT "\n", "total", "", "",
           nn_graph_n_trainable (graph), total);
}

CliExit
cli_info (int argc, char **argv)
{
  g_autoptr (GOptionContext) context
      = g_option_context_new ("PRESET|MODEL - show the layers of a preset or a model file");
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnPlan) plan = NULL;
  const NnPreset *preset;

  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("tenfold-cli info: %s\n", error->message);
    return CLI_WRONG_USAGE;
  }
  if (argc != 2) {
    g_printerr ("tenfold-cli info: which preset or model file?\n");
    return CLI_WRONG_USAGE;
  }
  preset = nn_preset_find (argv[1]);
  if (preset != NULL) {
    model = nn_preset_create (preset, 1);
  } else {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (argv[1]);

    model = nn_model_load (file, &error);
    if (model == NULL) {
      g_printerr ("tenfold-cli info: %s\n", error->message);
      return CLI_FAILED;
    }
  }
  plan = nn_plan_new (nn_model_graph (model), 1, NN_PLAN_INFERENCE, NULL, &error);
  if (plan == NULL) {
    g_printerr ("tenfold-cli info: %s\n", error->message);
    return CLI_FAILED;
  }
  print_layers (model, plan);
  return CLI_DONE;
}
