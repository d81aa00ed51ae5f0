/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <math.h>

#include "cli/cli-train.h"

/* Of longer runs not every epoch has a line for people. */
#define MOST_LINES 100

CliExit
cli_train_fail (CliExit code, const GError *error)
{
  g_printerr ("tenfold-cli train: %s\n", error->message);
  return code;
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
  add_number (builder, measure->numbers ? "test_rmse" : "test_accuracy",
              measure->numbers ? distance : accuracy);
  json_builder_end_object (builder);
  print_line (builder);
}
