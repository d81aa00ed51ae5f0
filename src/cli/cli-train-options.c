/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "cli/cli-output.h"
#include "cli/cli-train.h"
#include "nn/model/nn-network-model.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-convention-search.h"

/* Without --preset and --from. */
#define USUAL_PRESET "keras"

/* "linear, scratch ... or curve" */
static char *
list_presets (void)
{
  GString *list = g_string_new (NULL);
  guint n;
  const NnPreset *presets = nn_preset_list_all (&n);

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
      "mnist (the default), penned, mine (your own digits), a folder, or several: mine:10+mnist", "DATA" },
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
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "there is no use for '%s'", (*argv)[1]);
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
load (CliTrainOptions *options, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->from);

  g_autoptr (NnModel) raw = nn_model_load (file, error);

  if (raw == NULL)
    return FALSE;
  if (nn_preset_kind_of (raw) == NN_PRESET_DIGITS)
    options->model = nn_model_adapt (raw, options->convention, NULL, error);
  else
    options->model = g_steal_pointer (&raw);
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

CliExit
cli_train_options_read (CliTrainOptions *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const NnPreset *preset = NULL;

  options->fields = g_ptr_array_new_with_free_func (g_free);
  if (!parse (options, &argc, &argv, &error))
    return cli_train_fail (CLI_WRONG_USAGE, error);
  if (options->network != NULL && (options->from != NULL || options->preset_name != NULL)) {
    g_printerr ("tenfold-cli train: --network does not go with --preset or --from\n");
    return CLI_WRONG_USAGE;
  }
  if (options->from == NULL && options->preset_name == NULL && options->network == NULL)
    options->preset_name = g_strdup (USUAL_PRESET);
  if (options->preset_name != NULL && (preset = nn_preset_find (options->preset_name)) == NULL) {
    g_autofree char *presets = list_presets ();

    g_printerr ("tenfold-cli train: there is no preset '%s': %s\n", options->preset_name, presets);
    return CLI_WRONG_USAGE;
  }
  if (options->convention != NULL && !check_convention (options, &error))
    return cli_train_fail (CLI_WRONG_USAGE, error);
  if (options->output != NULL && !cli_check_output (options->output, ".onnx", &error))
    return cli_train_fail (
        g_error_matches (error, NN_ERROR, NN_ERROR_RANGE) ? CLI_WRONG_USAGE : CLI_FAILED, error);
  if (options->from != NULL) {
    if (!load (options, &error))
      return cli_train_fail (CLI_FAILED, error);
    nn_recipe_of_model (&options->recipe, options->model, preset);
  } else if (options->network != NULL) {
    g_autoptr (NnModel) model = nn_network_create (options->network, &nn_network_digits, 0, &error);

    if (model == NULL)
      return cli_train_fail (CLI_WRONG_USAGE, error);
    nn_recipe_suggest (&options->recipe, nn_model_graph (model));
  } else {
    nn_recipe_init (&options->recipe, preset);
  }
  if (!set_fields (options, &error))
    return cli_train_fail (CLI_WRONG_USAGE, error);
  if (options->network != NULL)
    options->model
        = nn_network_create (options->network, &nn_network_digits, options->recipe.seed, NULL);
  else if (options->model == NULL)
    options->model = nn_preset_create (preset, options->recipe.seed);
  return CLI_DONE;
}

void
cli_train_options_clear (CliTrainOptions *options)
{
  g_free (options->preset_name);
  g_free (options->network);
  g_free (options->data);
  g_free (options->output);
  g_free (options->from);
  g_free (options->convention);
  g_clear_pointer (&options->fields, g_ptr_array_unref);
  g_clear_pointer (&options->model, nn_model_unref);
}
