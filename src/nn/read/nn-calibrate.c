/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/read/nn-calibrate.h"

#include <math.h>
#include <string.h>

/* Where the temperature is looked for, and what counts as one in a file. */
#define COLDEST 0.2
#define HOTTEST 5.0
/* Halvings of that range, about. */
#define N_STEPS 40
/* Pictures that are read at once. */
#define N_AT_ONCE 500

void
nn_apply_temperature (float temperature, float *p)
{
  float sum = 0, largest = 0;

  if (temperature == 1)
    return;
  for (int i = 0; i < NN_N_CLASSES; i++)
    largest = fmaxf (largest, p[i]);
  if (!(largest > 0))
    return;
  for (int i = 0; i < NN_N_CLASSES; i++) {
    p[i] = powf (p[i] / largest, 1 / temperature);
    sum += p[i];
  }
  for (int i = 0; i < NN_N_CLASSES; i++)
    p[i] /= sum;
}

/* -log of the label's probability at this temperature, summed. */
static double
loss_at (double temperature, const float *probabilities, const guint8 *labels, gsize n)
{
  double loss = 0;

  for (gsize i = 0; i < n; i++) {
    float p[NN_N_CLASSES];

    memcpy (p, probabilities + i * NN_N_CLASSES, sizeof p);
    nn_apply_temperature ((float) temperature, p);
    loss -= log (fmax (p[labels[i]], 1e-30));
  }
  return loss;
}

/* Golden section: the loss has one valley over the logarithm of the temperature. */
float
nn_find_temperature (const float *probabilities, const guint8 *labels, gsize n)
{
  const double ratio = (sqrt (5) - 1) / 2;
  double low = log (COLDEST), high = log (HOTTEST);
  double a = high - ratio * (high - low), b = low + ratio * (high - low);
  double at_a = loss_at (exp (a), probabilities, labels, n);
  double at_b = loss_at (exp (b), probabilities, labels, n);

  for (int i = 0; i < N_STEPS; i++) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      a = high - ratio * (high - low);
      at_a = loss_at (exp (a), probabilities, labels, n);
    } else {
      low = a;
      a = b;
      at_a = at_b;
      b = low + ratio * (high - low);
      at_b = loss_at (exp (b), probabilities, labels, n);
    }
  }
  return (float) exp ((low + high) / 2);
}

gboolean
nn_calibrate (NnModel *model,
              const NnDataset *dataset,
              const guint32 *indices,
              gsize n,
              GCancellable *cancellable,
              float *temperature,
              GError **error)
{
  g_autofree float *inks = g_new (float, N_AT_ONCE *NN_PICTURE_PIXELS);
  g_autofree float *probabilities = g_new (float, (n + N_AT_ONCE) * NN_N_CLASSES);
  g_autofree guint8 *labels = g_new (guint8, n + 1);
  gsize n_read = 0, n_waiting = 0;

  for (gsize i = 0; i < n; i++) {
    const guint8 *pixels = nn_dataset_pixels (dataset) + (gsize) indices[i] * NN_PICTURE_PIXELS;
    guint8 label = nn_dataset_labels (dataset)[indices[i]];

    if (label < NN_N_CLASSES) {
      for (int p = 0; p < NN_PICTURE_PIXELS; p++)
        inks[n_waiting * NN_PICTURE_PIXELS + p] = pixels[p] / 255.0f;
      labels[n_read + n_waiting++] = label;
    }
    if (n_waiting == N_AT_ONCE || (i + 1 == n && n_waiting > 0)) {
      if (g_cancellable_is_cancelled (cancellable)) {
        g_set_error (error, NN_ERROR, NN_ERROR_CANCELLED, "Calibration was cancelled");
        return FALSE;
      }
      if (!nn_model_predict (model, inks, n_waiting, probabilities + n_read * NN_N_CLASSES, error))
        return FALSE;
      n_read += n_waiting;
      n_waiting = 0;
    }
  }
  *temperature = n_read > 0 ? nn_find_temperature (probabilities, labels, n_read) : 1;
  return TRUE;
}

gboolean
nn_calibrate_by_validation (NnModel *model,
                            const NnDataset *dataset,
                            gsize n_validation,
                            guint64 seed,
                            GCancellable *cancellable,
                            GError **error)
{
  gsize n_training;
  g_autofree guint32 *training = NULL;
  g_autofree guint32 *validation = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  float temperature;

  n_validation = MIN (n_validation, nn_dataset_most_validation (dataset));
  if (n_validation == 0 || nn_dataset_pixels (dataset) == NULL)
    return TRUE;
  nn_dataset_split (dataset, n_validation, seed, &training, &n_training, &validation);
  if (!nn_calibrate (model, dataset, validation, n_validation, cancellable, &temperature, error))
    return FALSE;
  nn_model_set_fact (model, NN_FACT_TEMPERATURE,
                     g_ascii_formatd (number, sizeof number, "%.4f", temperature));
  return TRUE;
}

float
nn_model_temperature (const NnModel *model)
{
  const char *text = nn_model_get_fact (model, NN_FACT_TEMPERATURE);
  double temperature = text != NULL ? g_ascii_strtod (text, NULL) : 1;

  return temperature >= COLDEST / 2 && temperature <= HOTTEST * 2 ? (float) temperature : 1;
}
