/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "cli/cli.h"
#include "nn/model/nn-model-file.h"
#include "nn/train/nn-trainer.h"

typedef struct {
  char *preset, *data, *optimizer, *schedule, *output, *from;
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
    { "preset", 'p', 0, G_OPTION_ARG_STRING, &options->preset,
      "scratch, keras, lenet, fast-cnn or deep-cnn", "NAME" },
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data,
      "mnist (the default), penned, a folder, or several: mnist+penned", "DATA" },
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
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "Write the trained model (.onnx)",
      "FILE" },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &options->from, "Go on from the weights of a model",
      "FILE" },
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
  const struct {
    const char *name;
    int given;
  } counts[] = { { "epochs", options->epochs },
                 { "batch", options->batch },
                 { "threads", options->threads },
                 { "validation", options->validation } };

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
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i].given != G_MININT && counts[i].given < 0) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "--%s %d is below 0", counts[i].name,
                   counts[i].given);
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
    recipe->validation = (guint) options->validation;
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

/* Before the work, not after it: whether there will be a place for the model. */
static gboolean
check_output (const char *output, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (output);

  if (g_access (folder, W_OK) == 0 && !g_file_test (output, G_FILE_TEST_IS_DIR)
      && (!g_file_test (output, G_FILE_TEST_EXISTS) || g_access (output, W_OK) == 0))
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_IO,
               "%s cannot be written; choose another file for --output", output);
  return FALSE;
}

/* What Ctrl+C or divergence leaves is written too: it is the best there is. */
static gboolean
save (const char *output, NnTrainer *trainer, GError **error)
{
  g_autoptr (NnModel) model = nn_trainer_snapshot (trainer);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (output);

  return nn_model_save (model, file, error);
}

static NnModel *
start_model (const Options *options, const NnPreset *preset, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (options->from == NULL)
    return nn_preset_create (preset, (guint64) options->seed);
  file = g_file_new_for_commandline_arg (options->from);
  return nn_model_load (file, error);
}

static CliExit
run (const Options *options, const NnPreset *preset, const NnRecipe *recipe)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  gboolean trained;

  if (options->output != NULL && !check_output (options->output, &error))
    return fail (CLI_FAILED, error);
  if (!nn_dataset_load (options->data != NULL ? options->data : "mnist", &training, &test, &error))
    return fail (CLI_FAILED, error);
  model = start_model (options, preset, &error);
  if (model == NULL)
    return fail (CLI_FAILED, error);
  trainer = nn_trainer_new (model, training, recipe, &error);
  if (trainer == NULL)
    return fail (CLI_FAILED, error);
  trained = train (options, trainer, &error);
  if (options->output != NULL) {
    g_autoptr (GError) save_error = NULL;

    if (!save (options->output, trainer, &save_error))
      return fail (CLI_FAILED, save_error);
  }
  if (!trained || (test != NULL && !print_test (options, trainer, test, recipe->threads, &error)))
    return fail (CLI_FAILED, error);
  return CLI_DONE;
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
  g_autoptr (GError) error = NULL;
  const NnPreset *preset = NULL;
  CliExit result = CLI_WRONG_USAGE;
  NnRecipe recipe;

  if (!parse (&options, &argc, &argv, &error))
    fail (CLI_WRONG_USAGE, error);
  else if ((preset = nn_preset_find (options.preset != NULL ? options.preset : "keras")) == NULL)
    g_printerr (
        "tenfold-cli train: there is no preset '%s': scratch, keras, lenet, fast-cnn or deep-cnn\n",
        options.preset);
  else if (!make_recipe (&options, preset, &recipe, &error))
    fail (CLI_WRONG_USAGE, error);
  else
    result = run (&options, preset, &recipe);

  g_free (options.preset);
  g_free (options.data);
  g_free (options.optimizer);
  g_free (options.schedule);
  g_free (options.output);
  g_free (options.from);
  return result;
}
