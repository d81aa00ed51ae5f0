/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <math.h>

#include "cli/cli-print.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-convention-search.h"
#include "nn/train/nn-trainer.h"

/* The classes that the model tells apart. */
static guint
count_classes (const NnModel *model)
{
  return nn_model_count_outputs (model, NULL);
}

static gboolean
is_of_points (const NnModel *model)
{
  NnPointInput input;
  guint n_outputs;

  return nn_point_model_look_at (model, &input, &n_outputs, NULL);
}

/* What goes into the model, in words for people. */
static char *
describe_input (const NnModel *model)
{
  return is_of_points (model) ? g_strdup ("points")
                              : nn_convention_describe (nn_model_get_convention (model));
}

static void
print_text (const NnMeasure *m, const NnModel *model)
{
  g_autofree char *input = describe_input (model);
  const char *found = nn_model_get_fact (model, "input_found");
  const guint n_classes = count_classes (model);

  g_print ("%s%s%s%s\n", input, found != NULL ? " (" : "", found != NULL ? found : "",
           found != NULL ? ")" : "");
  if (m->numbers) {
    g_print ("root of the mean squared error %.6g over %" G_GSIZE_FORMAT " points\n",
             sqrt (m->loss), m->count);
    return;
  }
  g_print ("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " right, %.2f %%, %.0f samples a second\n\n",
           m->correct, m->count, 100.0 * (double) m->correct / (double) m->count,
           (double) m->count / m->seconds);
  g_print ("is \\ read as");
  for (guint j = 0; j < n_classes; j++)
    g_print ("%6u", j);
  g_print ("\n");
  for (guint i = 0; i < n_classes; i++) {
    g_print ("%12u", i);
    for (guint j = 0; j < n_classes; j++)
      g_print ("%6u", m->confusion[i][j]);
    g_print ("\n");
  }
}

static void
print_json (const NnMeasure *m, const NnModel *model)
{
  g_autofree char *input = nn_convention_to_string (nn_model_get_convention (model));
  const guint n_classes = count_classes (model);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (m->numbers) {
    cli_set_number (builder, "rmse", sqrt (m->loss));
  } else {
    cli_set_number (builder, "accuracy", (double) m->correct / (double) m->count);
    cli_set_int (builder, "correct", (gint64) m->correct);
  }
  cli_set_int (builder, "count", (gint64) m->count);
  cli_set_number (builder, "samples_per_second", (double) m->count / m->seconds);
  if (!is_of_points (model))
    cli_set_string (builder, "input_convention", input);
  json_builder_set_member_name (builder, "confusion");
  json_builder_begin_array (builder);
  for (guint i = 0; !m->numbers && i < n_classes; i++) {
    json_builder_begin_array (builder);
    for (guint j = 0; j < n_classes; j++)
      json_builder_add_int_value (builder, m->confusion[i][j]);
    json_builder_end_array (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* The model as it was measured; NULL with the reason. */
static NnModel *
measure (const char *model_name,
         const char *data,
         const char *convention,
         NnMeasure *result,
         GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (model_name);
  g_autoptr (NnModel) raw = nn_model_load (file, error);
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;

  if (raw == NULL || !nn_dataset_load_test (data, &training, &test, error))
    return NULL;
  cli_print_notes (training != NULL ? training : test);
  /* The convention is found on the training set: the test set is evaluated once. */
  model = nn_model_adapt (raw, convention, training, error);
  if (model == NULL || !nn_measure (model, test, NULL, 0, 0, NULL, result, error))
    return NULL;
  return g_steal_pointer (&model);
}

CliExit
cli_test (int argc, char **argv)
{
  g_autofree char *data = NULL;
  g_autofree char *convention = NULL;
  gboolean json = FALSE;
  GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &data,
      "mnist (the default), penned, mine (your own digits), a folder or file, or points: "
      "curve:sine, "
      "plane:moons",
      "DATA" },
    { "input-convention", 0, 0, G_OPTION_ARG_STRING, &convention,
      "How the model wants its pictures, as 0..255,dark (default: found by trying)", "WORDS" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "One JSON object", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = NULL;
  NnMeasure result;

  if (!cli_parse ("test", "MODEL - measure a model on a test set", NULL, entries, &argc, argv))
    return CLI_WRONG_USAGE;
  if (convention != NULL && !nn_convention_parse (&(NnInputConvention){ 0 }, convention, &error))
    return cli_fail ("test", CLI_WRONG_USAGE, error);
  if (argc != 2) {
    g_printerr ("tenfold-cli test: which model file?\n");
    return CLI_WRONG_USAGE;
  }
  model = measure (argv[1], data != NULL ? data : "mnist", convention, &result, &error);
  if (model == NULL)
    return cli_fail ("test", CLI_FAILED, error);
  if (json)
    print_json (&result, model);
  else
    print_text (&result, model);
  return CLI_DONE;
}
