/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "cli/cli-print.h"
#include "nn/graph/nn-graph-print.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/model/nn-network-code.h"
#include "nn/model/nn-network-model.h"
#include "nn/model/nn-point-model.h"
#include "nn/model/nn-preset.h"

static void
print_facts (NnModel *model)
{
  g_autoptr (GList) facts = nn_model_list_facts (model);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) digits = nn_model_for_digits (model, &error);
  NnPointInput points;
  guint n_outputs;

  if (nn_point_model_look_at (model, &points, &n_outputs, NULL)) {
    g_autofree char *features = nn_point_input_to_string (&points);

    g_print ("input: %s of a point%s%s\n", features, points.plane ? " in a plane" : " of a curve",
             nn_model_get_fact (model, NN_FACT_POINTS) != NULL ? "" : " (a guess)");
  } else if (digits == NULL) {
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

/* The network as text, where the text language can describe it. */
static void
print_network (NnModel *model)
{
  g_autofree char *text = nn_network_to_text (nn_model_graph (model), NULL);

  if (text != NULL)
    g_print ("network: %s\n", text);
}

static CliExit
print_code (NnModel *model, const char *name)
{
  NnNetworkFrame frame;
  g_autofree char *text = nn_network_to_text (nn_model_graph (model), &frame);
  g_autofree char *code = NULL;

  for (NnCode kind = NN_CODE_PYTORCH; kind <= NN_CODE_NUMPY; kind++)
    if (g_ascii_strcasecmp (name, nn_code_name (kind)) == 0) {
      if (text == NULL) {
        g_printerr ("tenfold-cli info: this network has parts that the text language cannot "
                    "describe, so no code can be written for it\n");
        return CLI_FAILED;
      }
      code = nn_network_to_code (text, &frame, kind, NULL);
      g_print ("%s", code);
      return CLI_DONE;
    }
  g_printerr ("tenfold-cli info: --code is pytorch, keras or numpy, not %s\n", name);
  return CLI_WRONG_USAGE;
}

CliExit
cli_info (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = NULL;
  g_autofree char *table = NULL;
  g_autofree char *network = NULL, *code = NULL;
  GOptionEntry entries[] = {
    { "network", 'n', 0, G_OPTION_ARG_STRING, &network,
      "Layers as text: conv 5x5 24, relu, maxpool 2, dense 10", "TEXT" },
    { "code", 0, 0, G_OPTION_ARG_STRING, &code, "As a program: pytorch, keras or numpy", "NAME" },
    { NULL },
  };
  const NnPreset *preset;

  if (!cli_parse ("info", "[PRESET|MODEL] - show the layers of a preset, a model file or a network",
                  NULL, entries, &argc, argv))
    return CLI_WRONG_USAGE;
  if (argc != (network != NULL ? 1 : 2)) {
    g_printerr (network != NULL
                    ? "tenfold-cli info: either a network as text or a preset or model file\n"
                    : "tenfold-cli info: which preset or model file?\n");
    return CLI_WRONG_USAGE;
  }
  preset = network == NULL ? nn_preset_find (argv[1]) : NULL;
  if (network != NULL) {
    model = nn_network_create (network, &nn_network_digits, 1, &error);
    if (model == NULL)
      return cli_fail ("info", CLI_WRONG_USAGE, error);
  } else if (preset != NULL) {
    model = nn_preset_create (preset, 1);
  } else {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (argv[1]);

    model = nn_model_load (file, &error);
    if (model == NULL)
      return cli_fail ("info", CLI_FAILED, error);
  }
  if (code != NULL)
    return print_code (model, code);
  table = nn_graph_to_table (nn_model_graph (model), &error);
  if (table == NULL) {
    /* Shapes that only a run knows: the nodes are shown without them. */
    table = nn_graph_to_text (nn_model_graph (model));
    g_clear_error (&error);
  }
  g_print ("%s\n", table);
  if (nn_model_get_fact (model, NN_FACT_NETWORK) == NULL)
    print_network (model);
  print_facts (model);
  return CLI_DONE;
}
