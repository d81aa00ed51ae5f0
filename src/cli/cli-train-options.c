/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "cli/cli-train.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-convention-search.h"

/* "linear, scratch ... or curve" */
static char *
list_presets (void)
{
  GString *list = g_string_new (NULL);
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);

  for (guint i = 0; i < n_presets; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", presets[i].name);
  g_string_append (list, " or curve");
  return g_string_free (list, FALSE);
}

/* Options that are fields of the recipe are kept until it is known what they change. */
static gboolean
field_cb (const char *option, const char *value, gpointer data, GError **error)
{
  static const struct {
    char letter;
    const char *name;
  } letters[] = { { 'b', "batch" }, { 'e', "epochs" }, { 'o', "optimizer" },
                  { 'r', "rate" },  { 's', "seed" },   { 't', "threads" } };
  CliTrainOptions *options = data;
  const char *name = option + 2;

  for (guint i = 0; option[1] != '-' && i < G_N_ELEMENTS (letters); i++)
    if (letters[i].letter == option[1])
      name = letters[i].name;
  g_ptr_array_add (options->fields, g_strdup (name));
  g_ptr_array_add (options->fields, g_strdup (value != NULL ? value : "yes"));
  return TRUE;
}

static gboolean
parse (CliTrainOptions *options, int *argc, char ***argv, GError **error)
{
#define FIELD(name, letter, text, what)                                                            \
  { name, letter, 0, G_OPTION_ARG_CALLBACK, field_cb, text, what }
#define SWITCH(name, text)                                                                         \
  {                                                                                                \
    name, 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, field_cb, text, NULL                     \
  }
  g_autoptr (GOptionContext) context = g_option_context_new ("- train a preset on a dataset");
  GOptionGroup *group = g_option_group_new ("train", "", "", options, NULL);
  g_autofree char *presets = list_presets ();
  const GOptionEntry entries[] = {
    { "preset", 'p', 0, G_OPTION_ARG_STRING, &options->preset_name, presets, "NAME" },
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data,
      "mnist (the default), penned, mine (your own digits), a folder, or several: mine:10+mnist",
      "DATA" },
    FIELD ("epochs", 'e', "Passes over the data, from the beginning of the run", "N"),
    FIELD ("rate", 'r', "Learning rate", "R"),
    FIELD ("batch", 'b', "Samples a step", "B"),
    FIELD ("optimizer", 'o', "sgd, rmsprop, adam, adamw or lbfgs", "O"),
    FIELD ("momentum", 0, "Of sgd", "M"),
    SWITCH ("nesterov", "Nesterov's momentum"),
    FIELD ("beta1", 0, "Of adam: decay of the first moment", "B"),
    FIELD ("beta2", 0, "Of adam and rmsprop: decay of the second moment", "B"),
    FIELD ("epsilon", 0, "Of adam and rmsprop", "E"),
    FIELD ("epsilon-inside", 0, "Of rmsprop: under the root (as Keras), or beside it", "yes|no"),
    FIELD ("weight-decay", 0, "Pulls weights towards 0", "D"),
    FIELD ("label-smoothing", 0, "Part of the target that all ten classes share", "S"),
    FIELD ("clip", 0, "Longest gradient; 0: any", "NORM"),
    FIELD ("average", 0, "Decay of the moving average of the weights; 0: none", "D"),
    FIELD ("schedule", 0, "constant, step, cosine or one-cycle", "S"),
    FIELD ("warmup", 0, "Epochs in which the rate grows to its value", "E"),
    FIELD ("validation", 0, "Pictures kept back for validation", "N"),
    FIELD ("augment", 0, "Changes every picture each time: 0 not, 1 as hands differ, up to 3", "S"),
    FIELD ("shift", 0, "One part of --augment: pixels", "PIXELS"),
    FIELD ("rotate", 0, "Likewise: degrees", "DEGREES"),
    FIELD ("scale", 0, "Likewise: share of the size", "SHARE"),
    FIELD ("shear", 0, "Likewise: pixels aside for a pixel up", "SHARE"),
    FIELD ("elastic", 0, "Likewise: pixels by which parts move", "PIXELS"),
    FIELD ("thickness", 0, "Likewise: share of a pixel by which pens are thinner or thicker",
           "SHARE"),
    FIELD ("contrast", 0, "Likewise: softer or harder ink", "SHARE"),
    FIELD ("seed", 's', "Start of all random numbers", "S"),
    FIELD ("threads", 't', "0: as many as there are processors", "T"),
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "Write the trained model (.onnx)",
      "FILE" },
    { "without-state", 0, 0, G_OPTION_ARG_NONE, &options->without_state,
      "Leave out of the file what going on exactly there would need", NULL },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &options->from,
      "Go on with a model: exactly where it stopped if the file says how", "FILE" },
    { "input-convention", 0, 0, G_OPTION_ARG_STRING, &options->convention,
      "With --from: how the model wants its pictures, as 0..255,dark (default: found by trying)",
      "WORDS" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "One JSON object a line", NULL },
    { NULL },
  };
#undef FIELD
#undef SWITCH

  g_option_group_add_entries (group, entries);
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

/* The recipe of the run that the file is a part of; that of its preset where it is none. */
static void
recipe_of_file (CliTrainOptions *options, const NnPreset *preset)
{
  const char *text = nn_model_get_fact (options->model, "recipe");
  const char *seed = nn_model_get_fact (options->model, "seed");
  const char *name = nn_model_get_fact (options->model, "preset");

  if (preset == NULL && name != NULL)
    preset = nn_preset_find (name);
  if (nn_model_get_training_state (options->model) == NULL || text == NULL
      || !nn_recipe_from_string (&options->recipe, text, NULL))
    nn_recipe_init (&options->recipe, preset);
  else if (seed != NULL)
    nn_recipe_set (&options->recipe, "seed", seed, NULL);
}

static gboolean
load (CliTrainOptions *options, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->from);

  g_autoptr (NnModel) raw = nn_model_load (file, error);

  if (raw == NULL)
    return FALSE;
  /* The one preset that reads no digits. */
  if (g_strcmp0 (nn_model_get_fact (raw, "preset"), "curve") == 0)
    options->model = g_steal_pointer (&raw);
  else
    options->model = nn_model_adapt (raw, options->convention, NULL, error);
  return options->model != NULL;
}

CliExit
cli_train_options_read (CliTrainOptions *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const NnPreset *preset = NULL;

  options->fields = g_ptr_array_new_with_free_func (g_free);
  if (!parse (options, &argc, &argv, &error))
    return cli_train_fail (CLI_WRONG_USAGE, error);
  if (options->from == NULL && options->preset_name == NULL)
    options->preset_name = g_strdup ("keras");
  if (options->preset_name != NULL && (preset = nn_preset_find (options->preset_name)) == NULL) {
    g_autofree char *presets = list_presets ();

    g_printerr ("tenfold-cli train: there is no preset '%s': %s\n", options->preset_name, presets);
    return CLI_WRONG_USAGE;
  }
  if (options->from != NULL) {
    if (!load (options, &error))
      return cli_train_fail (CLI_FAILED, error);
    recipe_of_file (options, preset);
  } else {
    nn_recipe_init (&options->recipe, preset);
  }
  if (!set_fields (options, &error))
    return cli_train_fail (CLI_WRONG_USAGE, error);
  if (options->model == NULL)
    options->model = nn_preset_create (preset, options->recipe.seed);
  return CLI_DONE;
}

void
cli_train_options_clear (CliTrainOptions *options)
{
  g_free (options->preset_name);
  g_free (options->data);
  g_free (options->output);
  g_free (options->from);
  g_free (options->convention);
  g_clear_pointer (&options->fields, g_ptr_array_unref);
  g_clear_pointer (&options->model, nn_model_unref);
}
