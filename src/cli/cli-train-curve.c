/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <math.h>

#include "cli/cli-train.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/train/nn-curve.h"

#define N_POINTS 200
#define NOISE 0.05f

static void
print_loss (guint epoch, double loss, gpointer data)
{
  const CliTrainOptions *options = data;
  guint every = MAX (1, options->recipe.epochs / 10);

  if (epoch % every != 0 && epoch != 1 && epoch != options->recipe.epochs)
    return;
  if (options->json)
    g_print ("{\"epoch\": %u, \"train_loss\": %.6g}\n", epoch, loss);
  else
    g_print ("epoch %u/%u  loss %.6f\n", epoch, options->recipe.epochs, loss);
}

/* How far the curve is from the parabola without the noise, at most and on average. */
static gboolean
print_distance (const CliTrainOptions *options, const NnModel *model, GError **error)
{
  float x[101], y[101];
  double most = 0, sum = 0;

  for (int i = 0; i <= 100; i++)
    x[i] = -1 + 0.02f * (float) i;
  if (!nn_curve_compute (model, 101, x, y, error))
    return FALSE;
  for (int i = 0; i <= 100; i++) {
    most = MAX (most, fabsf (y[i] - x[i] * x[i]));
    sum += fabsf (y[i] - x[i] * x[i]);
  }
  if (options->json)
    g_print ("{\"largest_distance\": %.6g, \"mean_distance\": %.6g}\n", most, sum / 101);
  else
    g_print ("from x^2 in -1..1: at most %.4f, on average %.4f\n", most, sum / 101);
  return TRUE;
}

CliExit
cli_train_curve (const CliTrainOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) fitted = NULL;
  float x[N_POINTS], y[N_POINTS];
  NnRandom random;

  if (options->data != NULL) {
    g_printerr ("tenfold-cli train: the preset curve fits a noisy parabola; there is no use for "
                "--data\n");
    return CLI_WRONG_USAGE;
  }
  nn_random_init (&random, options->recipe.seed, 1);
  for (int i = 0; i < N_POINTS; i++) {
    x[i] = nn_random_range (&random, -1, 1);
    y[i] = x[i] * x[i] + NOISE * nn_random_normal (&random);
  }
  fitted = nn_curve_fit (options->model, &options->recipe, N_POINTS, x, y, print_loss,
                         (gpointer) options, &error);
  if (fitted == NULL || !print_distance (options, fitted, &error))
    return cli_train_fail (CLI_FAILED, error);
  if (options->output != NULL) {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->output);

    if (!nn_model_save (fitted, file, &error))
      return cli_train_fail (CLI_FAILED, error);
  }
  return CLI_DONE;
}
