/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli-train.h"

#include <gio/gio.h>
#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-calibrate.h"

/* Set by Ctrl+C; the loop ends after the step under way. */
static volatile sig_atomic_t interrupted = 0;

static void
interrupt_cb (int number)
{
  interrupted = 1;
}

/* A second Ctrl+C ends the program as ever: the model file is whole, whenever that is. */
static void
catch_interrupts (void)
{
  struct sigaction action = { .sa_handler = interrupt_cb, .sa_flags = (int) SA_RESETHAND };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

static gboolean
train (const CliTrainOptions *options, NnTrainer *trainer, GError **error)
{
  gboolean show = isatty (STDERR_FILENO) && !options->json;
  gint64 shown = 0;
  gboolean epoch_ended;

  catch_interrupts ();
  while (!nn_trainer_is_done (trainer) && !interrupted) {
    const NnProgress *p = nn_trainer_progress (trainer);

    if (!nn_trainer_step (trainer, &epoch_ended, error))
      return FALSE;
    if (show && g_get_monotonic_time () - shown > G_USEC_PER_SEC / 10) {
      shown = g_get_monotonic_time ();
      g_printerr ("\repoch %u/%u  step %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT "  loss %.4f",
                  MIN (p->epoch + 1, p->n_epochs), p->n_epochs, p->step % p->steps_per_epoch,
                  p->steps_per_epoch, p->train_loss);
      if (isfinite (p->train_accuracy))
        g_printerr ("  accuracy %.2f %%", 100 * p->train_accuracy);
      g_printerr ("\033[K");
    }
    if (epoch_ended) {
      if (show)
        g_printerr ("\r\033[K");
      cli_train_print_epoch (options, p);
    }
  }
  return TRUE;
}

/* Prints a sentence for each option that the run cannot follow. */
static void
print_notes (const CliTrainOptions *options)
{
  const NnDataset *training = options->training;
  gsize most = nn_dataset_most_validation (training);
  g_autofree char *absent = nn_dataset_list_absent (training);

  if (g_ptr_array_find_with_equal_func (options->fields, "validation", g_str_equal, NULL)
      && options->recipe.validation > most)
    g_printerr ("of %" G_GSIZE_FORMAT " samples so many are held out to validate: %" G_GSIZE_FORMAT
                ", not %u\n",
                nn_dataset_count (training), most, options->recipe.validation);
  if (absent != NULL)
    g_printerr ("no picture shows %s: the network cannot learn that\n", absent);
}

/* Whether there is something left to do, and a word on where it starts. */
static gboolean
check_start (const CliTrainOptions *options, const NnTrainer *trainer, GError **error)
{
  const NnProgress *p = nn_trainer_progress (trainer);

  if (nn_trainer_is_done (trainer)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "%s has been trained for %u epochs already; --epochs counts from the beginning: "
                 "say more than %u to go on",
                 options->from, p->epoch, p->epoch);
    return FALSE;
  }
  if (p->step > 0)
    g_printerr ("going on after epoch %u, step %" G_GUINT64_FORMAT "\n", p->epoch, p->step);
  else if (nn_model_get_training_state (options->model) != NULL)
    g_printerr ("a new run from these weights: the file's was another one (optimizer, batch, seed, "
                "validation or data)\n");
  return TRUE;
}

/* What Ctrl+C or divergence leaves is written too: it is the best there is. */
static gboolean
finish (const CliTrainOptions *options, NnTrainer *trainer, gboolean measured, GError **error)
{
  g_autoptr (NnModel) model
      = options->without_state ? nn_trainer_snapshot (trainer) : nn_trainer_checkpoint (trainer);
  g_autoptr (GFile) file = NULL;
  NnMeasure measure;

  if (!nn_calibrate_by_validation (model, options->training, options->recipe.validation,
                                   options->recipe.seed, NULL, error))
    return FALSE;
  if (measured) {
    if (!nn_measure (model, options->test, NULL, 0, options->recipe.threads, NULL, &measure, error))
      return FALSE;
    cli_train_print_test (options, &measure);
    nn_measure_add_facts (&measure, options->test, model);
  }
  if (options->output == NULL)
    return TRUE;
  file = g_file_new_for_commandline_arg (options->output);
  return nn_model_save (model, file, error);
}

static CliExit
run (const CliTrainOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) finish_error = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  gboolean trained, finished;

  trainer = nn_trainer_new (options->model, options->training, &options->recipe, &error);
  if (trainer == NULL || !check_start (options, trainer, &error))
    return cli_train_fail (CLI_FAILED, error);
  print_notes (options);
  trained = train (options, trainer, &error);
  if (interrupted)
    g_printerr ("stopped after step %" G_GUINT64_FORMAT "\n", nn_trainer_progress (trainer)->step);
  finished
      = finish (options, trainer, trained && !interrupted && options->test != NULL, &finish_error);
  if (!trained)
    cli_train_fail (CLI_FAILED, error);
  if (!finished)
    cli_train_fail (CLI_FAILED, finish_error);
  return trained && finished ? CLI_DONE : CLI_FAILED;
}

CliExit
cli_train (int argc, char **argv)
{
  CliTrainOptions options = { 0 };
  CliExit result = cli_train_options_read (&options, argc, argv);

  if (result == CLI_DONE)
    result = run (&options);
  cli_train_options_clear (&options);
  return result;
}
