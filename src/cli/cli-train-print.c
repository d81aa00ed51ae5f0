/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <math.h>

#include "cli/cli-train.h"

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

void
cli_train_print_epoch (const CliTrainOptions *options, const NnProgress *p)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!options->json) {
    g_print ("epoch %u/%u  %.2f s  loss %.4f  accuracy %.2f %%", p->epoch, p->n_epochs, p->seconds,
             p->train_loss, 100 * p->train_accuracy);
    if (isfinite (p->validation_loss))
      g_print ("  validation loss %.4f  accuracy %.2f %%", p->validation_loss,
               100 * p->validation_accuracy);
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
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!options->json) {
    g_print ("test: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " right, %.2f %%\n", measure->correct,
             measure->count, 100 * accuracy);
    return;
  }
  json_builder_begin_object (builder);
  add_number (builder, "test_accuracy", accuracy);
  json_builder_end_object (builder);
  print_line (builder);
}
