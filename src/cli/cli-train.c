/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "cli/cli.h"
#include "nn/train/nn-trainer.h"

typedef struct {
  char *preset, *data, *optimizer, *schedule;
  double rate;
  int epochs, batch, threads, validation;
  gint64 seed;
  gboolean json;
} Options;

/* Set by Ctrl+C; the loop ends after the step under way. */
static volatile sig_atomic_t interrupted = 0;

static void
interrupt_cb (int number)
{
  interrupted = 1;
}

static gboolean
parse (Options *options, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- train a preset on a dataset");
  GOptionEntry entries[] = {
    { "preset", 'p', 0, G_OPTION_ARG_STRING, &options->preset, "scratch, keras, lenet or fast-cnn",
      "NAME" },
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data,
      "Folder of the dataset (default: MNIST's)", "DIR" },
    { "epochs", 'e', 0, G_OPTION_ARG_INT, &options->epochs, "Passes over the data", "N" },
    { "rate", 'r', 0, G_OPTION_ARG_DOUBLE, &options->rate, "Learning rate", "R" },
    { "batch", 'b', 0, G_OPTION_ARG_INT, &options->batch, "Samples a step", "B" },
    { "optimizer", 'o', 0, G_OPTION_ARG_STRING, &options->optimizer, "sgd, rmsprop, adam or adamw",
      "O" },
    { "schedule", 0, 0, G_OPTION_ARG_STRING, &options->schedule,
      "constant, step, cosine or one-cycle", "S" },
    { "validation", 0, 0, G_OPTION_ARG_INT, &options->validation,
      "Pictures kept back for validation", "N" },
    { "seed", 's', 0, G_OPTION_ARG_INT64, &options->seed, "Start of all random numbers", "S" },
    { "threads", 't', 0, G_OPTION_ARG_INT, &options->threads, "0: as many as there are processors",
      "T" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "One JSON object a line", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "there is no use for '%s'", (*argv)[1]);
    return FALSE;
  }
  return TRUE;
}

/* The preset's recipe with what was asked for; options that were not given are -1 or NULL. */
static gboolean
make_recipe (const Options *options, const NnPreset *preset, NnRecipe *recipe, GError **error)
{
  nn_recipe_init (recipe, preset);
  if (options->optimizer != NULL
      && !nn_optimizer_from_name (options->optimizer, &recipe->optimizer)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "there is no optimizer '%s': sgd, rmsprop, adam or adamw", options->optimizer);
    return FALSE;
  }
  if (options->schedule != NULL && !nn_schedule_from_name (options->schedule, &recipe->schedule)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "there is no schedule '%s': constant, step, cosine or one-cycle",
                 options->schedule);
    return FALSE;
  }
  if (!isnan (options->rate))
    recipe->rate = (float) options->rate;
  if (options->epochs != G_MININT)
    recipe->epochs = (guint) options->epochs;
  if (options->batch != G_MININT)
    recipe->batch = (guint) options->batch;
  if (options->threads != G_MININT)
    recipe->threads = (guint) options->threads;
  if (options->validation != G_MININT)
    recipe->validation = (guint) MAX (0, options->validation);
  recipe->seed = (guint64) options->seed;
  return nn_recipe_check (recipe, error);
}

static void
print_line (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *line = json_to_string (root, FALSE);

  g_print ("%s\n", line);
}

/* JSON has no NaN: what is not known is null. */
static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
print_epoch (const Options *options, const NnProgress *p)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!options->json) {
    g_print ("epoch %u/%u  %.2f s  loss %.4f  accuracy %.2f %%  validation loss %.4f  accuracy "
             "%.2f %%\n",
             p->epoch, p->n_epochs, p->seconds, p->train_loss, 100 * p->train_accuracy,
             p->validation_loss, 100 * p->validation_accuracy);
    return;
  }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "epoch");
  json_builder_add_int_value (builder, p->epoch);
  add_number (builder, "seconds", p->seconds);
  json_builder_set_member_name (builder, "samples");
  json_builder_add_int_value (builder, (gint64) p->samples);
  add_number (builder, "train_loss", p->train_loss);
  add_number (builder, "train_accuracy", p->train_accuracy);
  add_number (builder, "validation_loss", p->validation_loss);
  add_number (builder, "validation_accuracy", p->validation_accuracy);
  json_builder_end_object (builder);
  print_line (builder);
}

static gboolean
print_test (const Options *options,
            NnTrainer *trainer,
            NnDataset *test,
            guint threads,
            GError **error)
{
  g_autoptr (NnModel) model = nn_trainer_snapshot (trainer);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  NnMeasure measure;

  if (!nn_measure (model, test, NULL, 0, threads, NULL, &measure, error))
    return FALSE;
  if (!options->json) {
    g_print ("test: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " right, %.2f %%\n", measure.correct,
             measure.count, 100.0 * (double) measure.correct / (double) measure.count);
    return TRUE;
  }
  json_builder_begin_object (builder);
  add_number (builder, "test_accuracy", (double) measure.correct / (double) measure.count);
  json_builder_end_object (builder);
  print_line (builder);
  return TRUE;
}

static gboolean
train (const Options *options, NnTrainer *trainer, GError **error)
{
  gboolean show = isatty (STDERR_FILENO) && !options->json;
  gint64 shown = 0;
  gboolean epoch_ended;

  signal (SIGINT, interrupt_cb);
  while (!nn_trainer_is_done (trainer) && !interrupted) {
    const NnProgress *p = nn_trainer_progress (trainer);

    if (!nn_trainer_step (trainer, &epoch_ended, error))
      return FALSE;
    if (show && g_get_monotonic_time () - shown > G_USEC_PER_SEC / 10) {
      shown = g_get_monotonic_time ();
      g_printerr ("\repoch %u/%u  step %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT
                  "  loss %.4f  accuracy %.2f %%\033[K",
                  MIN (p->epoch + 1, p->n_epochs), p->n_epochs, p->step % p->steps_per_epoch,
                  p->steps_per_epoch, p->train_loss, 100 * p->train_accuracy);
    }
    if (epoch_ended) {
      if (show)
        g_printerr ("\r\033[K");
      print_epoch (options, p);
    }
  }
  return TRUE;
}

static CliExit
fail (CliExit code, const GError *error)
{
  g_printerr ("tenfold-cli train: %s\n", error->message);
  return code;
}

CliExit
cli_train (int argc, char **argv)
{
  Options options = { .rate = NAN,
                      .epochs = G_MININT,
                      .batch = G_MININT,
                      .threads = G_MININT,
                      .validation = G_MININT,
                      .seed = 1 };
  g_autofree char *preset_name = NULL, *data = NULL, *optimizer = NULL, *schedule = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  const NnPreset *preset;
  NnRecipe recipe;
  gboolean parsed = parse (&options, &argc, &argv, &error);

  preset_name = options.preset;
  data = options.data;
  optimizer = options.optimizer;
  schedule = options.schedule;
  if (!parsed)
    return fail (CLI_WRONG_USAGE, error);
  preset = nn_preset_find (preset_name != NULL ? preset_name : "keras");
  if (preset == NULL) {
    g_printerr ("tenfold-cli train: there is no preset '%s': scratch, keras, lenet or fast-cnn\n",
                preset_name);
    return CLI_WRONG_USAGE;
  }
  if (!make_recipe (&options, preset, &recipe, &error))
    return fail (CLI_WRONG_USAGE, error);

  folder
      = data != NULL ? g_file_new_for_commandline_arg (data) : nn_dataset_default_folder ("mnist");
  if (!nn_dataset_load_folder (folder, &training, &test, &error))
    return fail (CLI_FAILED, error);
  model = nn_preset_create (preset, recipe.seed);
  trainer = nn_trainer_new (model, training, &recipe, &error);
  if (trainer == NULL || !train (&options, trainer, &error))
    return fail (CLI_FAILED, error);
  if (test != NULL && !print_test (&options, trainer, test, recipe.threads, &error))
    return fail (CLI_FAILED, error);
  return CLI_DONE;
}
