/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "constant-model.h"
#include "nn/read/nn-calibrate.h"
#include "nn/read/nn-reader.h"

/* Whatever it sees, it says 3, and how surely: three logits above the others. */
static NnModel *
model_that_says_three (float logit)
{
  const float logits[10] = { [3] = logit };

  return constant_model (logits);
}

/* n pictures, of which this many are a 3, the others spread over the rest; then some no digit. */
static NnDataset *
pictures (guint n, guint n_threes, guint n_strange)
{
  guint8 *labels = g_malloc (n + n_strange);

  for (guint i = 0; i < n + n_strange; i++)
    labels[i] = (guint8) (i >= n         ? NN_NO_DIGIT
                          : i < n_threes ? 3
                                         : (i % 9 < 3 ? i % 9 : i % 9 + 1));
  return nn_dataset_new_open ("x",
                              g_bytes_new_take (g_malloc0 ((n + n_strange) * NN_PICTURE_PIXELS),
                                                (n + n_strange) * NN_PICTURE_PIXELS),
                              g_bytes_new_take (labels, n + n_strange), NULL);
}

static void
test_as_sure_as_right (void)
{
  const guint n_threes[] = { 450, 700, 890 };

  for (guint i = 0; i < G_N_ELEMENTS (n_threes); i++) {
    g_autoptr (NnModel) model = model_that_says_three (5);
    g_autoptr (NnDataset) dataset = pictures (900, n_threes[i], 100);
    g_autofree guint32 *indices = g_new (guint32, 1000);
    g_autoptr (GError) error = NULL;
    float temperature, p[10];

    for (guint32 k = 0; k < 1000; k++)
      indices[k] = k;
    g_assert_true (nn_calibrate (model, dataset, indices, 1000, NULL, &temperature, &error));
    g_assert_no_error (error);
    for (int k = 0; k < 10; k++)
      p[k] = (k == 3 ? expf (5) : 1) / (expf (5) + 9);
    nn_apply_temperature (temperature, p);
    g_assert_cmpfloat_with_epsilon (p[3], n_threes[i] / 900.0f, 0.004);
  }
}

static void
test_kept_and_applied (void)
{
  g_autoptr (NnModel) model = model_that_says_three (5);
  g_autoptr (NnDataset) dataset = pictures (900, 450, 0);
  g_autoptr (NnReader) reader = NULL;
  NnVerdict verdict;
  float inks[784] = { 0 };

  g_assert_cmpfloat (nn_model_temperature (model), ==, 1);
  g_assert_true (nn_calibrate_by_validation (model, dataset, 0, 1, NULL, NULL));
  g_assert_null (nn_model_get_fact (model, NN_FACT_TEMPERATURE));
  g_assert_true (nn_calibrate_by_validation (model, dataset, 300, 1, NULL, NULL));
  g_assert_cmpfloat (nn_model_temperature (model), >, 1.5f);
  reader = nn_reader_new (model, NULL);
  nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
  g_assert_cmpfloat_with_epsilon (verdict.probabilities[3], 0.5f, 0.08);
  for (guint i = 0; i < 3; i++) {
    nn_model_set_fact (model, NN_FACT_TEMPERATURE, (const char *[]){ "hot", "0", "-3" }[i]);
    g_assert_cmpfloat (nn_model_temperature (model), ==, 1);
  }
}

static void
test_extremes (void)
{
  float certain[10] = { [2] = 1 }, nothing[10] = { 0 };

  nn_apply_temperature (2, certain);
  g_assert_cmpfloat (certain[2], ==, 1);
  nn_apply_temperature (2, nothing);
  g_assert_cmpfloat (nothing[0], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calibrate/as-sure-as-right", test_as_sure_as_right);
  g_test_add_func ("/calibrate/kept-and-applied", test_kept_and_applied);
  g_test_add_func ("/calibrate/extremes", test_extremes);
  return g_test_run ();
}
