/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "cli/cli-output.h"
#include "cli/cli-print.h"
#include "cli/cli-train.h"
#include "nn/data/nn-cloud.h"
#include "nn/model/nn-network-model.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-convention-search.h"

/* Without --preset and --from. */
#define USUAL_PRESET "keras"

/* "linear, scratch ... or rows-lstm" */
static char *
list_presets (void)
{
  GString *list = g_string_new (NULL);
  guint n;
  const NnPreset *presets = nn_preset_list (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (list, "%s%s", i == 0 ? "" : (i + 1 < n ? ", " : " or "),
                            presets[i].name);
  return g_string_free (list, FALSE);
}

/* Options that are fields of the recipe are kept until it is known what they change. A word that is
 * left out is yes. */
static gboolean
field_cb (const char *option, const char *value, gpointer data, GError **error)
{
  CliTrainOptions *options = data;
  const char *name = option + 2;
  guint n;
  const NnRecipeField *fields = nn_recipe_fields (&n);

  for (guint i = 0; option[1] != '-' && i < n; i++)
    if (fields[i].letter == option[1])
      name = fields[i].name;
  g_ptr_array_add (options->fields, g_strdup (name));
  g_ptr_array_add (options->fields, g_strdup (value != NULL ? value : "yes"));
  return TRUE;
}

/* "PIXELS", "N" ... */
static char *
value_name (const NnRecipeField *field)
{
  if (field->unit != NULL)
    return g_ascii_strup (field->unit, -1);
  return g_strdup (field->words != NULL ? "WORD" : field->kind == NN_FIELD_FLOAT ? "NUMBER" : "N");
}

/* Adds the option of a field to an array of GOptionEntry; strings keeps its texts. */
static void
add_field (GArray *entries, const NnRecipeField *field, GPtrArray *strings)
{
  gboolean is_switch = field->words != NULL && g_str_equal (field->words[TRUE].name, "yes");
  char *help = nn_recipe_field_help (field), *value = value_name (field);
  GOptionEntry entry;

  g_ptr_array_add (strings, help);
  g_ptr_array_add (strings, value);
  entry = (GOptionEntry){ field->name,
                          field->letter,
                          is_switch ? G_OPTION_FLAG_OPTIONAL_ARG : G_OPTION_FLAG_NONE,
                          G_OPTION_ARG_CALLBACK,
                          (gpointer) field_cb,
                          help,
                          value };
  g_array_append_val (entries, entry);
}

static gboolean
parse (CliTrainOptions *options, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- train a network on a dataset");
  GOptionGroup *group = g_option_group_new ("train", "", "", options, NULL);
  g_autofree char *presets = list_presets ();
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) recipe = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  guint n_fields;
  const NnRecipeField *fields = nn_recipe_fields (&n_fields);
  /* clang-format off */
  const GOptionEntry before[] = {
    { "preset", 'p', 0, G_OPTION_ARG_STRING,   &options->preset_name, presets, "NAME" },
    { "network", 'n', 0, G_OPTION_ARG_STRING,  &options->network,
      "A network of one's own, its layers as text: conv 5x5 24, relu, maxpool 2, dense 10", "TEXT" },
    { "data",   'd', 0, G_OPTION_ARG_FILENAME, &options->data,
      "mnist (the default), penned, mine (your own digits), a folder or file, or several: mine:10+mnist; "
      "points: curve:parabola:200, plane:spiral:400 or a file .csv", "DATA" },
    { "features", 0, 0, G_OPTION_ARG_STRING, &options->features,
      "What the network reads of points in a plane: x1 x2 x1^2 x2^2 x1*x2 sin(x1) sin(x2) (default: x1 x2)", "WORDS" },
    { NULL },
  };
  const GOptionEntry after[] = {
    { "output",           0, 0, G_OPTION_ARG_FILENAME, &options->output, "Write the trained model (.onnx)", "FILE" },
    { "without-state",    0, 0, G_OPTION_ARG_NONE,     &options->without_state,
      "Leave out of the file what going on exactly there would need", NULL },
    { "from",             0, 0, G_OPTION_ARG_FILENAME, &options->from,
      "Go on with a model: exactly where it stopped if the file says how", "FILE" },
    { "input-convention", 0, 0, G_OPTION_ARG_STRING,   &options->convention,
      "With --from: how the model wants its pictures, as 0..255,dark (default: found by trying)", "WORDS" },
    { "json",             0, 0, G_OPTION_ARG_NONE,     &options->json, "One JSON object a line", NULL },
    { NULL },
  };
  /* clang-format on */

  for (guint i = 0; i < n_fields; i++)
    add_field (recipe, &fields[i], strings);
  add_field (recipe, nn_recipe_find ("augment"), strings);
  g_option_group_add_entries (group, before);
  g_option_group_add_entries (group, (const GOptionEntry *) recipe->data);
  g_option_group_add_entries (group, after);
  g_option_context_set_main_group (context, group);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "unexpected argument '%s'", (*argv)[1]);
    return FALSE;
  }
  return TRUE;
}

static gboolean
set_fields (CliTrainOptions *options, GError **error)
{
  for (guint i = 0; i + 1 < options->fields->len; i += 2)
    if (!nn_recipe_set (&options->recipe, options->fields->pdata[i], options->fields->pdata[i + 1],
                        error))
      return FALSE;
  return TRUE;
}

static gboolean
load_model (CliTrainOptions *options, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->from);
  g_autoptr (NnModel) raw = nn_model_load (file, error);

  options->model = raw != NULL ? nn_model_adapt (raw, options->convention, NULL, error) : NULL;
  return options->model != NULL;
}

static gboolean
check_convention (const CliTrainOptions *options, GError **error)
{
  NnInputConvention convention = { 0 };

  if (options->from != NULL)
    return nn_convention_parse (&convention, options->convention, error);
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
               "--input-convention is for a model that is trained further; it goes with --from");
  return FALSE;
}

/* What does not go together, and words that are not known. */
static gboolean
check (const CliTrainOptions *options, GError **error)
{
  NnPointInput input;

  if (options->network != NULL && (options->from != NULL || options->preset_name != NULL)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "--network does not go with --preset or --from");
    return FALSE;
  }
  if (options->preset_name != NULL && nn_preset_find (options->preset_name) == NULL) {
    g_autofree char *presets = list_presets ();

    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "there is no preset '%s': %s",
                 options->preset_name, presets);
    return FALSE;
  }
  if (options->preset_name != NULL && nn_dataset_is_points (options->data)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "presets read pictures; --network says a network for points, or leave both out");
    return FALSE;
  }
  if (options->features != NULL
      && (options->from != NULL || !nn_dataset_is_points (options->data))) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "--features is for a new network and points in a plane");
    return FALSE;
  }
  if (options->features != NULL && !nn_point_input_parse (&input, options->features, error))
    return FALSE;
  return options->convention == NULL || check_convention (options, error);
}

/* What a new network of points reads. */
static gboolean
find_input (const CliTrainOptions *options, NnPointInput *input, GError **error)
{
  gboolean plane = nn_dataset_n_classes (options->training) > 0;
  const char *words = options->features != NULL ? options->features : plane ? "x1 x2" : "x";

  if (!nn_point_input_parse (input, words, error))
    return FALSE;
  if (input->plane == plane)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
               "the features of a curve are x, those of a plane "
               "x1, x2 and others");
  return FALSE;
}

/* The network and the recipe that suit points. */
static gboolean
make_for_points (CliTrainOptions *options, GError **error)
{
  guint n_classes = nn_dataset_n_classes (options->training);
  const NnCloud *cloud = nn_cloud_like (n_classes);
  NnCloudSpec spec;
  NnPointInput input;

  if (nn_cloud_is_name (options->data) && nn_cloud_spec_parse (&spec, options->data, NULL))
    cloud = spec.cloud;
  if (!find_input (options, &input, error)
      || !nn_recipe_from_string (&options->recipe, cloud->recipe, error)
      || !set_fields (options, error))
    return FALSE;
  options->model
      = nn_point_model_create (options->network != NULL ? options->network : cloud->network, &input,
                               n_classes, options->recipe.seed, error);
  return options->model != NULL;
}

static gboolean
make_for_digits (CliTrainOptions *options, GError **error)
{
  const NnPreset *preset
      = nn_preset_find (options->preset_name != NULL ? options->preset_name : USUAL_PRESET);

  if (options->network != NULL) {
    g_autoptr (NnModel) model = nn_network_create (options->network, &nn_network_digits, 0, error);

    if (model == NULL)
      return FALSE;
    nn_recipe_suggest (&options->recipe, nn_model_graph (model));
  } else {
    nn_recipe_init (&options->recipe, preset);
  }
  if (!set_fields (options, error))
    return FALSE;
  options->model
      = options->network != NULL
            ? nn_network_create (options->network, &nn_network_digits, options->recipe.seed, error)
            : nn_preset_create (preset, options->recipe.seed);
  return TRUE;
}

static gboolean
load_data (CliTrainOptions *options, GError **error)
{
  if (!nn_dataset_load (options->data, &options->training, &options->test, error))
    return FALSE;
  cli_print_notes (options->training);
  return TRUE;
}

CliExit
cli_train_options_read (CliTrainOptions *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gboolean points;

  options->fields = g_ptr_array_new_with_free_func (g_free);
  if (!parse (options, &argc, &argv, &error))
    return cli_train_fail (CLI_WRONG_USAGE, error);
  if (options->data == NULL)
    options->data = g_strdup ("mnist");
  points = nn_dataset_is_points (options->data);
  if (!check (options, &error))
    return cli_train_fail (CLI_WRONG_USAGE, error);
  if (options->output != NULL && !cli_check_output (options->output, ".onnx", &error))
    return cli_train_fail (
        g_error_matches (error, NN_ERROR, NN_ERROR_RANGE) ? CLI_WRONG_USAGE : CLI_FAILED, error);
  /* What a network of points is made like depends on them. */
  if (points && !load_data (options, &error))
    return cli_train_fail (CLI_FAILED, error);
  if (options->from != NULL) {
    if (!load_model (options, &error))
      return cli_train_fail (CLI_FAILED, error);
    nn_recipe_of_model (&options->recipe, options->model, nn_preset_find (options->preset_name));
    if (!set_fields (options, &error))
      return cli_train_fail (CLI_WRONG_USAGE, error);
  } else if (!(points ? make_for_points (options, &error) : make_for_digits (options, &error))) {
    return cli_train_fail (CLI_WRONG_USAGE, error);
  }
  if (!points && !load_data (options, &error))
    return cli_train_fail (CLI_FAILED, error);
  return CLI_DONE;
}

void
cli_train_options_clear (CliTrainOptions *options)
{
  g_free (options->preset_name);
  g_free (options->network);
  g_free (options->features);
  g_free (options->data);
  g_free (options->output);
  g_free (options->from);
  g_free (options->convention);
  g_clear_pointer (&options->fields, g_ptr_array_unref);
  g_clear_pointer (&options->model, nn_model_unref);
  g_clear_pointer (&options->training, nn_dataset_unref);
  g_clear_pointer (&options->test, nn_dataset_unref);
}
