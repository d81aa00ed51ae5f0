/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "bars.h"
#include "nn/train/nn-trainer.h"

/* Running statistics and dropout in training. */

static NnModel *
with_normalization (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("normalized", 17);
  g_autofree float *weights = NULL;
  NnAttributes *attributes = nn_attributes_new ();
  guint x = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 784));
  guint inputs[5];
  NnRandom random;

  inputs[0] = x;
  inputs[1] = nn_graph_add_parameter (graph, "w1", &NN_SHAPE (784, 20), TRUE);
  x = nn_graph_add_op (graph, "MatMul", "dense1", NULL, 2, inputs, "sum1");
  nn_attributes_set_float (attributes, "momentum", 0.75);
  inputs[0] = x;
  inputs[1] = nn_graph_add_parameter (graph, "scale", &NN_SHAPE (20), TRUE);
  inputs[2] = nn_graph_add_parameter (graph, "shift", &NN_SHAPE (20), TRUE);
  inputs[3] = nn_graph_add_parameter (graph, "mean", &NN_SHAPE (20), FALSE);
  inputs[4] = nn_graph_add_parameter (graph, "variance", &NN_SHAPE (20), FALSE);
  x = nn_graph_add_op (graph, "BatchNormalization", "normal", attributes, 5, inputs, "normal");
  x = nn_graph_add_op (graph, "Relu", "relu", NULL, 1, &x, "hidden");
  inputs[0] = x;
  inputs[1] = nn_graph_add_parameter (graph, "w2", &NN_SHAPE (20, 10), TRUE);
  nn_graph_add_output (graph, nn_graph_add_op (graph, "MatMul", "dense2", NULL, 2, inputs, "sum2"));
  weights = g_new0 (float, nn_graph_n_weights (graph));
  nn_random_init (&random, 1, 0);
  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    for (gint64 i = 0; value->kind == NN_VALUE_PARAMETER && i < nn_shape_count (&value->shape); i++)
      weights[value->offset + i]
          = value->shape.rank == 2 ? 0.1f * nn_random_normal (&random)
            : g_str_equal (value->name, "scale") || g_str_equal (value->name, "variance") ? 1
                                                                                          : 0;
  }
  return nn_model_new (graph, weights);
}

static const float *
numbers_of (const NnModel *model, const char *name)
{
  NnGraph *graph = nn_model_graph (model);

  return nn_model_weights (model)
         + nn_graph_value (graph, nn_graph_find_value (graph, name))->offset;
}

static NnModel *
train (NnModel *model, NnDataset *dataset, const char *text, guint threads, guint n_steps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  NnRecipe recipe;
  gboolean ended;

  nn_recipe_from_string (&recipe, text, &error);
  g_assert_no_error (error);
  recipe.threads = threads;
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_steps && !nn_trainer_is_done (trainer); i++) {
    nn_trainer_step (trainer, &ended, &error);
    g_assert_no_error (error);
  }
  return nn_trainer_checkpoint (trainer);
}

/* kept = 3/4 kept + 1/4 of the batch's, for a batch of one chunk; whatever the optimizer, and
 * without its weight decay. */
static void
test_by_hand (gconstpointer text)
{
  g_autoptr (NnDataset) dataset = bars (64, 3);
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnModel) after = NULL;

  if (nn_op_find ("BatchNormalization") == NULL) {
    g_test_skip ("there is no BatchNormalization");
    return;
  }
  model = with_normalization ();
  after = train (model, dataset, text, 2, 1);
  for (int k = 0; k < 20; k++) {
    const float *w = numbers_of (model, "w1");
    double mean = 0, square = 0;

    for (int i = 0; i < 64; i++) {
      double sum = 0;

      for (int p = 0; p < 784; p++)
        sum += w[p * 20 + k] * nn_dataset_pixels (dataset)[i * 784 + p] / 255.0;
      mean += sum / 64;
      square += sum * sum / 64;
    }
    g_assert_cmpfloat_with_epsilon (numbers_of (after, "mean")[k], mean / 4, 1e-5);
    g_assert_cmpfloat_with_epsilon (numbers_of (after, "variance")[k],
                                    0.75 + (square - mean * mean) / 4, 1e-4);
  }
}

static void
assert_same_bits (NnModel *model, const char *text)
{
  g_autoptr (NnDataset) dataset = bars (300, 3);
  gsize bytes = nn_graph_n_weights (nn_model_graph (model)) * sizeof (float);
  g_autoptr (NnModel) one = train (model, dataset, text, 1, 8);

  g_assert_cmpint (memcmp (nn_model_weights (one), nn_model_weights (model), bytes), !=, 0);
  for (guint threads = 2; threads <= 3; threads++) {
    g_autoptr (NnModel) more = train (model, dataset, text, threads, 8);

    g_assert_cmpmem (nn_model_weights (one), bytes, nn_model_weights (more), bytes);
  }
  /* Stopped after five steps and gone on. */
  {
    g_autoptr (NnModel) half = train (model, dataset, text, 2, 5);
    g_autoptr (NnModel) whole = train (half, dataset, text, 2, 3);

    g_assert_cmpmem (nn_model_weights (one), bytes, nn_model_weights (whole), bytes);
  }
}

static void
test_same_bits (gconstpointer text)
{
  g_autoptr (NnModel) model = NULL;

  if (nn_op_find ("BatchNormalization") == NULL) {
    g_test_skip ("there is no BatchNormalization");
    return;
  }
  model = with_normalization ();
  assert_same_bits (model, text);
}

static void
test_dropout (gconstpointer preset)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find (preset), 1);
  const char *text = "optimizer=adam batch=70 validation=20";

  assert_same_bits (model, text);
}

/* Another seed drops other numbers: with one batch that is the whole dataset nothing else differs.
 */
static void
test_dropout_drops (void)
{
  g_autoptr (NnDataset) dataset = bars (16, 3);
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("mlp"), 1);
  gsize bytes = nn_graph_n_weights (nn_model_graph (model)) * sizeof (float);
  g_autoptr (NnModel) a = train (model, dataset, "optimizer=sgd batch=16 validation=0", 1, 1);
  g_autoptr (NnModel) b = train (model, dataset, "optimizer=sgd batch=16 validation=0", 1, 1);
  g_autoptr (NnModel) c
      = train (model, dataset, "optimizer=sgd batch=16 validation=0 seed=9", 1, 1);
  guint n_changed = 0;

  g_assert_cmpmem (nn_model_weights (a), bytes, nn_model_weights (b), bytes);
  for (int i = 0; i < 512; i++)
    n_changed += fabsf (numbers_of (a, "dense2.bias")[i] - numbers_of (c, "dense2.bias")[i]) > 1e-6;
  g_assert_cmpuint (n_changed, >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/statistics/by-hand/sgd", "optimizer=sgd batch=64 validation=0",
                        test_by_hand);
  g_test_add_data_func ("/statistics/by-hand/adamw",
                        "optimizer=adamw weight-decay=0.5 clip=0.1 batch=64 validation=0",
                        test_by_hand);
  g_test_add_data_func ("/statistics/by-hand/lbfgs",
                        "optimizer=lbfgs weight-decay=0.5 batch=64 validation=0", test_by_hand);
  g_test_add_data_func ("/statistics/same-bits/adam", "optimizer=adam batch=70 validation=20",
                        test_same_bits);
  g_test_add_data_func ("/statistics/same-bits/lbfgs",
                        "optimizer=lbfgs average=0.9 batch=70 validation=20", test_same_bits);
  g_test_add_data_func ("/dropout/same-bits/mlp", "mlp", test_dropout);
  g_test_add_data_func ("/dropout/same-bits/rows-lstm", "rows-lstm", test_dropout);
  g_test_add_func ("/dropout/drops", test_dropout_drops);
  return g_test_run ();
}
