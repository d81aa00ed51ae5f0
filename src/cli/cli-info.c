/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "cli/cli.h"
#include "nn/graph/nn-graph-print.h"
#include "nn/model/nn-model-file.h"
#include "nn/model/nn-preset.h"

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
    g_printerr ("tenfold-cli info: %s\n", error->message);
    return CLI_FAILED;
  }
  g_print ("%s", table);
  return CLI_DONE;
}
