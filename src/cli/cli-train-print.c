/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "cli/cli-print.h"
#include "cli/cli-train.h"

/* Of longer runs not every epoch has a line for people. */
#define MOST_LINES 100

CliExit
cli_train_fail (CliExit code, const GError *error)
{
  return cli_fail ("train", code, error);
}

/* Curves have losses that are small from the beginning, and no accuracy. */
static void
print_numbers (const char *of, double loss, double accuracy)
{
  if (isfinite (accuracy))
    g_print ("  %sloss %.4f  accuracy %.2f %%", of, loss, 100 * accuracy);
  else
    g_print ("  %sloss %.6f", of, loss);
}

void
cli_train_print_epoch (const CliTrainOptions *options, const NnProgress *p)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!options->json) {
    if (p->epoch % (p->n_epochs / MOST_LINES + 1) != 0 && p->epoch != p->n_epochs)
      return;
    g_print ("epoch %u/%u  %.2f s", p->epoch, p->n_epochs, p->seconds);
    print_numbers ("", p->train_loss, p->train_accuracy);
    if (isfinite (p->validation_loss))
      print_numbers ("validation ", p->validation_loss, p->validation_accuracy);
    g_print ("\n");
    return;
  }
  json_builder_begin_object (builder);
  cli_set_int (builder, "epoch", p->epoch);
  cli_set_number (builder, "seconds", p->seconds);
  cli_set_int (builder, "samples", (gint64) p->samples);
  cli_set_number (builder, "train_loss", p->train_loss);
  cli_set_number (builder, "train_accuracy", p->train_accuracy);
  cli_set_number (builder, "validation_loss", p->validation_loss);
  cli_set_number (builder, "validation_accuracy", p->validation_accuracy);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

void
cli_train_print_test (const CliTrainOptions *options, const NnMeasure *measure)
{
  double accuracy = (double) measure->correct / (double) measure->count;
  double distance = sqrt (measure->loss);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!options->json && measure->numbers) {
    g_print ("test: root of the mean squared error %.4f\n", distance);
    return;
  }
  if (!options->json) {
    g_print ("test: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " right, %.2f %%\n", measure->correct,
             measure->count, 100 * accuracy);
    return;
  }
  json_builder_begin_object (builder);
  cli_set_number (builder, measure->numbers ? "test_rmse" : "test_accuracy",
                  measure->numbers ? distance : accuracy);
  json_builder_end_object (builder);
  cli_print_json (builder);
}
