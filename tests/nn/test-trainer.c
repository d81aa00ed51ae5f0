/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/train/nn-trainer.h"

/* Pictures that are easy to tell apart: digit d is a bar in rows 2 d and 2 d + 1, with noise. */
static NnDataset *
bars (gsize n)
{
  guint8 *pixels = g_malloc0 (n * 784), *labels = g_malloc (n);
  NnRandom random;

  nn_random_init (&random, 9, 0);
  for (gsize i = 0; i < n; i++) {
    labels[i] = (guint8) nn_random_below (&random, 10);
    for (int p = 0; p < 56; p++)
      pixels[i * 784 + labels[i] * 56 + p] = (guint8) (100 + nn_random_below (&random, 156));
    for (int p = 0; p < 40; p++)
      pixels[i * 784 + nn_random_below (&random, 784)] = (guint8) nn_random_below (&random, 256);
  }
  return nn_dataset_new ("bars", g_bytes_new_take (pixels, n * 784), g_bytes_new_take (labels, n),
                         NULL);
}

static NnModel *
train (const char *preset_name, NnDataset *dataset, guint threads, guint n_steps, float *accuracy)
{
  const NnPreset *preset = nn_preset_find (preset_name);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  NnRecipe recipe;

  nn_recipe_init (&recipe, preset);
  recipe.threads = threads;
  recipe.epochs = 1;
  recipe.batch = MIN (recipe.batch, 100);
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_steps && !nn_trainer_is_done (trainer); i++) {
    gboolean ended;

    nn_trainer_step (trainer, &ended, &error);
    g_assert_no_error (error);
  }
  if (accuracy != NULL)
    *accuracy = nn_trainer_progress (trainer)->validation_accuracy;
  return nn_trainer_snapshot (trainer);
}

static void
test_same_bits (gconstpointer data)
{
  const char *preset = data;
  g_autoptr (NnDataset) dataset = bars (700);
  g_autoptr (NnModel) one = train (preset, dataset, 1, 6, NULL);
  gsize n = nn_graph_n_weights (nn_model_graph (one)) * sizeof (float);
  g_autoptr (NnModel) start = nn_preset_create (nn_preset_find (preset), 4);

  g_assert_cmpint (memcmp (nn_model_weights (one), nn_model_weights (start), n), !=, 0);
  for (guint threads = 2; threads <= 3; threads++) {
    g_autoptr (NnModel) more = train (preset, dataset, threads, 6, NULL);

    g_assert_cmpint (memcmp (nn_model_weights (one), nn_model_weights (more), n), ==, 0);
  }
}

static void
test_learns (gconstpointer data)
{
  g_autoptr (NnDataset) dataset = bars (6000);
  g_autoptr (NnModel) model = NULL;
  float accuracy;

  model = train (data, dataset, 0, G_MAXUINT, &accuracy);
  g_assert_cmpfloat (accuracy, >, 0.95);
}

static void
test_diverges (void)
{
  const NnPreset *preset = nn_preset_find ("keras");
  g_autoptr (NnDataset) dataset = bars (600);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (NnModel) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  gboolean ended;
  NnRecipe recipe;

  nn_recipe_init (&recipe, preset);
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  nn_trainer_set_rate (trainer, 1e37f);
  while (!nn_trainer_is_done (trainer) && nn_trainer_step (trainer, &ended, &error))
    ;
  g_assert_error (error, NN_ERROR, NN_ERROR_DIVERGED);
  after = nn_trainer_snapshot (trainer);
  for (gsize i = 0; i < nn_graph_n_weights (nn_model_graph (model)); i++)
    g_assert_true (isfinite (nn_model_weights (after)[i]));
}

static void
test_wrong_recipe (void)
{
  g_autoptr (NnDataset) dataset = bars (30);
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("keras"), 1);
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;

  nn_recipe_init (&recipe, NULL);
  recipe.rate = NAN;
  g_assert_null (nn_trainer_new (model, dataset, &recipe, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

/* x = 0.01 + 0.99 ink, y = sigmoid (sigmoid (x W1) W2), by hand in double precision. */
static void
test_forward_by_hand (void)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("scratch"), 2);
  NnGraph *graph = nn_model_graph (model);
  const float *w1 = nn_model_weights (model)
                    + nn_graph_value (graph, nn_graph_find_value (graph, "dense1.weight"))->offset;
  const float *w2 = nn_model_weights (model)
                    + nn_graph_value (graph, nn_graph_find_value (graph, "dense2.weight"))->offset;
  float inks[784], y[10];
  double hidden[250];

  for (int i = 0; i < 784; i++)
    inks[i] = i % 7 == 0 ? (float) (i % 50) / 50 : 0;
  g_assert_true (nn_model_predict (model, inks, 1, y, NULL));
  for (int j = 0; j < 250; j++) {
    double sum = 0;

    for (int i = 0; i < 784; i++)
      sum += (0.01 + 0.99 * inks[i]) * w1[i * 250 + j];
    hidden[j] = 1 / (1 + exp (-sum));
  }
  for (int k = 0; k < 10; k++) {
    double sum = 0;

    for (int j = 0; j < 250; j++)
      sum += hidden[j] * w2[j * 10 + k];
    g_assert_cmpfloat_with_epsilon (y[k], 1 / (1 + exp (-sum)), 1e-5);
  }
}

int
main (int argc, char **argv)
{
  static const char *const presets[] = { "keras", "lenet", "fast-cnn" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++) {
    g_autofree char *bits = g_strdup_printf ("/trainer/same-bits/%s", presets[i]);
    g_autofree char *learns = g_strdup_printf ("/trainer/learns/%s", presets[i]);

    g_test_add_data_func (bits, presets[i], test_same_bits);
    g_test_add_data_func (learns, presets[i], test_learns);
  }
  g_test_add_data_func ("/trainer/same-bits/scratch", "scratch", test_same_bits);
  g_test_add_data_func ("/trainer/same-bits/deep-cnn", "deep-cnn", test_same_bits);
  g_test_add_func ("/trainer/diverges", test_diverges);
  g_test_add_func ("/trainer/wrong-recipe", test_wrong_recipe);
  g_test_add_func ("/trainer/forward-by-hand", test_forward_by_hand);
  return g_test_run ();
}
