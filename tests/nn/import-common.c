/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import-common.h"

#include <math.h>
#include <string.h>

void
import_fill_inks (float *inks)
{
  NnRandom random;

  nn_random_init (&random, 9, 0);
  for (int i = 0; i < 784; i++)
    inks[i] = nn_random_below (&random, 3) == 0 ? nn_random_uniform (&random) : 0;
}

void
import_noise (guint64 seed, guint n, float *numbers)
{
  NnRandom random;

  nn_random_init (&random, seed, 0);
  for (guint i = 0; i < n; i++)
    numbers[i] = nn_random_range (&random, -1, 1);
}

/* Logits from inks. */
static void
expected (double *logits)
{
  float inks[784], w[160], b[10];

  import_fill_inks (inks);
  import_noise (IMPORT_SEED_W, 160, w);
  import_noise (IMPORT_SEED_B, 10, b);
  for (int k = 0; k < 10; k++)
    logits[k] = b[k];
  for (int y = 0; y < 28; y++)
    for (int x = 0; x < 28; x++)
      for (int k = 0; k < 10; k++)
        logits[k] += inks[y * 28 + x] / 49.0 * w[(y / 7 * 4 + x / 7) * 10 + k];
}

static void
check_probabilities (const float *p, double tolerance)
{
  double logits[10], sum = 0;

  expected (logits);
  for (int k = 0; k < 10; k++)
    sum += exp (logits[k]);
  for (int k = 0; k < 10; k++)
    g_assert_cmpfloat_with_epsilon (p[k], exp (logits[k]) / sum, tolerance);
}

NnModel *
import_check_bytes (GBytes *bytes, const char *words, double tolerance)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) raw = nn_model_from_bytes (bytes, "made.onnx", &error);
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnModel) set = NULL;
  g_autoptr (NnModel) again = NULL;
  g_autoptr (GBytes) written = NULL;
  NnInputConvention convention;
  float inks[784 * 3], p[30];

  g_assert_no_error (error);
  model = nn_model_for_digits (raw, &error);
  g_assert_no_error (error);
  convention = *nn_model_get_convention (model);
  g_assert_true (nn_convention_parse (&convention, words, NULL));
  set = nn_model_with_convention (model, &convention);
  for (int i = 0; i < 3; i++)
    import_fill_inks (inks + i * 784);
  g_assert_true (nn_model_predict (set, inks, 3, p, &error));
  g_assert_no_error (error);
  for (int i = 0; i < 3; i++)
    check_probabilities (p + i * 10, tolerance);

  written = nn_model_to_bytes (set);
  again = nn_model_from_bytes (written, "again.onnx", &error);
  g_assert_no_error (error);
  g_assert_true (nn_model_predict (again, inks, 3, p, &error));
  g_assert_no_error (error);
  check_probabilities (p, tolerance);
  return g_steal_pointer (&set);
}

NnModel *
import_check (Maker *maker, const char *words)
{
  g_autoptr (GBytes) bytes = maker_to_bytes (maker);

  return import_check_bytes (bytes, words, 1e-5);
}

void
import_add_window (Maker *maker, const char *from)
{
  g_autofree char *inputs = g_strconcat (from, " window", NULL);
  float window[49];
  Onnx__Node *conv;

  for (int i = 0; i < 49; i++)
    window[i] = 1.0f / 49;
  maker_add_tensor (maker, "window", NN_TYPE_FLOAT32, NN_SHAPE (1, 1, 7, 7), window);
  conv = maker_add_node (maker, "Conv", inputs, "pooled");
  maker_set_ints (maker, conv, "strides", 2, (gint64[]){ 7, 7 });
}

void
import_add_weights (Maker *maker)
{
  maker_add_noise (maker, "w", NN_SHAPE (16, 10), IMPORT_SEED_W);
  maker_add_noise (maker, "b", NN_SHAPE (10), IMPORT_SEED_B);
}

Maker *
import_make_body (int opset, gint64 batch)
{
  Maker *maker = maker_new (opset);

  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (batch, 1, 28, 28));
  import_add_window (maker, "x");
  maker_add_node (maker, "Flatten", "pooled", "flat");
  maker_add_node (maker, "Gemm", "flat w b", "y");
  maker_add_output (maker, "y");
  return maker;
}
