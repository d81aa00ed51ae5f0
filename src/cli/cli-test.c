/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>

#include "cli/cli.h"
#include "nn/model/nn-model-file.h"
#include "nn/train/nn-trainer.h"

static void
print_text (const NnMeasure *m)
{
  g_print ("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " right, %.2f %%, %.0f samples a second\n\n",
           m->correct, m->count, 100.0 * (double) m->correct / (double) m->count,
           (double) m->count / m->seconds);
  g_print ("is \\ read as");
  for (int j = 0; j < 10; j++)
    g_print ("%6d", j);
  g_print ("\n");
  for (int i = 0; i < 10; i++) {
    g_print ("%12d", i);
    for (int j = 0; j < 10; j++)
      g_print ("%6u", m->confusion[i][j]);
    g_print ("\n");
  }
}

static void
print_json (const NnMeasure *m)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "accuracy");
  json_builder_add_double_value (builder, (double) m->correct / (double) m->count);
  json_builder_set_member_name (builder, "correct");
  json_builder_add_int_value (builder, (gint64) m->correct);
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, (gint64) m->count);
  json_builder_set_member_name (builder, "samples_per_second");
  json_builder_add_double_value (builder, (double) m->count / m->seconds);
  json_builder_set_member_name (builder, "confusion");
  json_builder_begin_array (builder);
  for (int i = 0; i < 10; i++) {
    json_builder_begin_array (builder);
    for (int j = 0; j < 10; j++)
      json_builder_add_int_value (builder, m->confusion[i][j]);
    json_builder_end_array (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

static gboolean
measure (const char *model_name, const char *data, NnMeasure *result, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (model_name);
  g_autoptr (NnModel) model = nn_model_load (file, error);
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;

  if (model == NULL || !nn_dataset_load (data, &training, &test, error))
    return FALSE;
  if (test == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "%s has no test set", data);
    return FALSE;
  }
  return nn_measure (model, test, NULL, 0, 0, NULL, result, error);
}

CliExit
cli_test (int argc, char **argv)
{
  g_autoptr (GOptionContext) context
      = g_option_context_new ("MODEL - measure a model on a test set");
  g_autofree char *data = NULL;
  gboolean json = FALSE;
  GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &data, "mnist (the default), penned or a folder",
      "DATA" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "One JSON object", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  NnMeasure result;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("tenfold-cli test: %s\n", error->message);
    return CLI_WRONG_USAGE;
  }
  if (argc != 2) {
    g_printerr ("tenfold-cli test: which model file?\n");
    return CLI_WRONG_USAGE;
  }
  if (!measure (argv[1], data != NULL ? data : "mnist", &result, &error)) {
    g_printerr ("tenfold-cli test: %s\n", error->message);
    return CLI_FAILED;
  }
  if (json)
    print_json (&result);
  else
    print_text (&result);
  return CLI_DONE;
}
