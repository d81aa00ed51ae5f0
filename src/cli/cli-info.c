/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "cli/cli.h"
#include "nn/graph/nn-graph-print.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/model/nn-preset.h"

static void
print_facts (NnModel *model)
{
  g_autoptr (GList) facts = nn_model_list_facts (model);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) digits = nn_model_for_digits (model, &error);

  if (digits == NULL) {
    g_print ("%s\n", error->message);
  } else {
    const NnInputConvention *convention = nn_model_get_convention (digits);
    g_autofree char *input = nn_convention_describe (convention);

    g_print ("input: %s%s\n", input, convention->known ? "" : " (range and ink are a guess)");
    if (nn_model_fixed_batch (digits) > 0)
      g_print ("batch: always %" G_GSIZE_FORMAT "\n", nn_model_fixed_batch (digits));
  }
  for (GList *l = facts; l != NULL; l = l->next)
    g_print ("%s: %s\n", (const char *) l->data, nn_model_get_fact (model, l->data));
}

CliExit
cli_info (int argc, char **argv)
{
  g_autoptr (GOptionContext) context
      = g_option_context_new ("PRESET|MODEL - show the layers of a preset or a model file");
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = NULL;
  g_autofree char *table = NULL;
  gboolean dot = FALSE;
  GOptionEntry entries[] = {
    { "dot", 0, 0, G_OPTION_ARG_NONE, &dot, "The graph in Graphviz's language", NULL },
    { NULL },
  };
  const NnPreset *preset;

  g_option_context_add_main_entries (context, entries, NULL);
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
  if (dot) {
    g_autofree char *graph = nn_graph_to_dot (nn_model_graph (model));

    g_print ("%s", graph);
    return CLI_DONE;
  }
  table = nn_graph_to_table (nn_model_graph (model), &error);
  if (table == NULL) {
    /* Shapes that only a run knows: the nodes are shown without them. */
    table = nn_graph_to_text (nn_model_graph (model));
    g_clear_error (&error);
  }
  g_print ("%s\n", table);
  print_facts (model);
  return CLI_DONE;
}
