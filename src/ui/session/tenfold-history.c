/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-history.h"

/* Epoch, steps and samples by then, seconds, rate, loss of the last step, loss and accuracy of
 * training and of validation. */
#define EPOCH "(uttddddddd)"

static GVariant *
find_history (const NnModel *model)
{
  GBytes *state = nn_model_get_training_state (model);
  g_autoptr (GVariant) read = NULL;
  g_autoptr (GVariant) dictionary = NULL;

  if (state == NULL)
    return NULL;
  read = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, state, FALSE));
  dictionary = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (read) : g_variant_ref (read);
  return g_variant_lookup_value (dictionary, "history", G_VARIANT_TYPE ("a" EPOCH));
}

GArray *
tenfold_history_of (const NnModel *model)
{
  g_autoptr (GVariant) history = find_history (model);
  gsize n = history != NULL ? g_variant_n_children (history) : 0;
  GArray *epochs = g_array_new (FALSE, FALSE, sizeof (NnProgress));

  /* A file may say anything: only epochs that have been done, in their order, are taken. */
  n = MIN (n, nn_trainer_epochs_of (model));
  for (gsize i = 0; i < n; i++) {
    NnProgress p = { 0 };
    guint64 step, samples;
    double seconds, rate, step_loss, train_loss, train_accuracy, validation_loss;
    double validation_accuracy;

    g_variant_get_child (history, i, EPOCH, &p.epoch, &step, &samples, &seconds, &rate, &step_loss,
                         &train_loss, &train_accuracy, &validation_loss, &validation_accuracy);
    if (p.epoch != i + 1)
      break;
    p.rate = (float) rate;
    p.train_loss = (float) train_loss;
    p.train_accuracy = (float) train_accuracy;
    p.validation_loss = (float) validation_loss;
    p.validation_accuracy = (float) validation_accuracy;
    g_array_append_val (epochs, p);
  }
  return epochs;
}
