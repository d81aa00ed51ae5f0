/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/model/nn-preset.h"
#include "nn/base/nn-error.h"
#include "nn/train/nn-curve.h"

#define N 50

static void
parabola (float *x, float *y)
{
  for (int i = 0; i < N; i++) {
    x[i] = -1 + 2 * (float) i / (N - 1);
    y[i] = x[i] * x[i];
  }
}

static void
keep_losses (guint epoch, double loss, gpointer data)
{
  double *losses = data;

  if (epoch == 1)
    losses[0] = loss;
  losses[1] = loss;
}

static void
test_fits (gconstpointer data)
{
  const NnPreset *preset = nn_preset_find ("curve");
  g_autoptr (NnModel) model = nn_preset_create (preset, 1);
  g_autoptr (NnModel) fitted = NULL;
  g_autoptr (NnModel) again = NULL;
  g_autoptr (GError) error = NULL;
  float x[N], y[N], f[N];
  double losses[2];
  NnRecipe recipe;

  parabola (x, y);
  if (data == NULL) {
    nn_recipe_init (&recipe, preset);
  } else {
    nn_recipe_from_string (&recipe, data, &error);
    g_assert_no_error (error);
  }
  fitted = nn_curve_fit (model, &recipe, N, x, y, keep_losses, losses, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (losses[1], <, losses[0] / 100);
  g_assert_true (nn_curve_compute (fitted, N, x, f, &error));
  for (int i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (f[i], y[i], 0.05);
  again = nn_curve_fit (model, &recipe, N, x, y, NULL, NULL, &error);
  g_assert_cmpmem (nn_model_weights (fitted), nn_graph_n_weights (nn_model_graph (model)) * 4,
                   nn_model_weights (again), nn_graph_n_weights (nn_model_graph (model)) * 4);
}

static void
test_refuses (void)
{
  g_autoptr (NnModel) digits = nn_preset_create (nn_preset_find ("keras"), 1);
  g_autoptr (NnModel) curve = nn_preset_create (nn_preset_find ("curve"), 1);
  g_autoptr (GError) error = NULL;
  float x[N], y[N];
  NnRecipe recipe;

  parabola (x, y);
  nn_recipe_init (&recipe, nn_preset_find ("curve"));
  g_assert_null (nn_curve_fit (digits, &recipe, N, x, y, NULL, NULL, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_false (nn_model_check_digits (curve, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
  g_clear_error (&error);
  recipe.optimizer = NN_OPTIMIZER_SGD;
  recipe.rate = 10;
  g_assert_null (nn_curve_fit (curve, &recipe, N, x, y, NULL, NULL, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_DIVERGED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/curve/fits/preset", NULL, test_fits);
  g_test_add_data_func ("/curve/fits/adam", "optimizer=adam rate=0.02 epochs=2000", test_fits);
  g_test_add_data_func ("/curve/fits/sgd",
                        "optimizer=sgd rate=0.2 momentum=0.9 nesterov=yes epochs=2000", test_fits);
  g_test_add_func ("/curve/refuses", test_refuses);
  return g_test_run ();
}
