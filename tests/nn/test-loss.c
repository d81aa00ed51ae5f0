/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "bars.h"
#include "nn/train/nn-loss.h"
#include "nn/train/nn-trainer.h"

/* Losses against numeric differences, and models whose last node is of any kind. */

#define N 4

static void
fill (float *outputs, guint8 *labels, NnLossOutputs of)
{
  NnRandom random;

  nn_random_init (&random, 3, 0);
  for (int i = 0; i < N; i++) {
    float sum = 0;

    for (int k = 0; k < 10; k++) {
      outputs[i * 10 + k] = of == NN_LOSS_OF_PROBABILITIES ? nn_random_range (&random, 0.05f, 1)
                                                           : nn_random_range (&random, -3, 3);
      sum += outputs[i * 10 + k];
    }
    for (int k = 0; k < 10 && of == NN_LOSS_OF_PROBABILITIES; k++)
      outputs[i * 10 + k] /= sum;
    labels[i] = (guint8) (i < 3 ? 3 * i : 10); /* the last one is no digit */
  }
}

static void
test_gradients (void)
{
  for (NnLossOutputs of = NN_LOSS_OF_NUMBERS; of <= NN_LOSS_OF_TEN_LOGITS; of++) {
    float outputs[N * 10], gradient[N * 10], unused[N * 10];
    guint8 labels[N];
    const NnTargets targets = { 10, labels, NULL };
    gsize correct = 0;
    NnRecipe recipe;

    nn_recipe_init (&recipe, NULL);
    recipe.label_smoothing = 0.1f;
    fill (outputs, labels, of);
    g_assert_cmpfloat (nn_loss (&recipe, of, &targets, N, outputs, gradient, &correct), >, 0);
    for (int i = 0; i < N * 10; i++) {
      const float step = 1e-2f * MIN (1, fabsf (outputs[i]));
      float kept = outputs[i];
      double above, below;

      outputs[i] = kept + step;
      above = nn_loss (&recipe, of, &targets, N, outputs, unused, &correct);
      outputs[i] = kept - step;
      below = nn_loss (&recipe, of, &targets, N, outputs, unused, &correct);
      outputs[i] = kept;
      g_assert_cmpfloat_with_epsilon (gradient[i], (above - below) / (2 * step),
                                      1e-3 * (1 + fabs (gradient[i])));
    }
  }
}

/* dense, then the nodes: "Softmax", "Softmax Log", "Sigmoid" ... */
static NnModel *
make_model (const char *nodes)
{
  g_auto (GStrv) names = g_strsplit (nodes, " ", -1);
  g_autoptr (NnGraph) graph = nn_graph_new ("last", 17);
  g_autoptr (NnModel) random = NULL;
  g_autofree float *weights = NULL;
  NnRandom numbers;
  guint inputs[3], v;

  inputs[0] = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 784));
  inputs[1] = nn_graph_add_parameter (graph, "weight", &NN_SHAPE (784, 10), TRUE);
  inputs[2] = nn_graph_add_parameter (graph, "bias", &NN_SHAPE (10), TRUE);
  v = nn_graph_add_op (graph, "Gemm", "dense", NULL, 3, inputs, "logits");
  for (guint i = 0; names[i] != NULL; i++)
    v = nn_graph_add_op (graph, names[i], names[i], NULL, 1, &v, names[i]);
  nn_graph_add_output (graph, v);
  weights = g_new0 (float, nn_graph_n_weights (graph));
  nn_random_init (&numbers, 5, 0);
  for (int i = 0; i < 7840; i++)
    weights[nn_graph_value (graph, inputs[1])->offset + i] = nn_random_range (&numbers, -.1f, .1f);
  random = nn_model_new (graph, weights);
  nn_model_set_convention (random, &(NnInputConvention){ .scale = 1 });
  return g_steal_pointer (&random);
}

static NnModel *
train (const char *nodes, guint n_steps, float *first_loss, float *last_loss)
{
  g_autoptr (NnModel) model = make_model (nodes);
  g_autoptr (NnDataset) dataset = bars (640, 9);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;
  gboolean ended;

  nn_recipe_from_string (&recipe, "optimizer=sgd rate=0.1 batch=64 epochs=100 validation=0", NULL);
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_steps; i++) {
    g_assert_true (nn_trainer_step (trainer, &ended, &error));
    g_assert_no_error (error);
    if (i == 0)
      *first_loss = nn_trainer_progress (trainer)->step_loss;
  }
  *last_loss = nn_trainer_progress (trainer)->step_loss;
  return nn_trainer_snapshot (trainer);
}

/* However the file says it, the same loss and the same steps. */
static void
test_same_steps (void)
{
  static const char *const kinds[]
      = { "", "LogSoftmax", "Softmax Log", "Softmax Flatten", "LogSoftmax Flatten" };
  float first = 0, last;
  g_autoptr (NnModel) expected = train ("Softmax", 20, &first, &last);

  g_assert_cmpfloat (last, <, first);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    float start = 0, end;
    g_autoptr (NnModel) model = train (kinds[i], 20, &start, &end);

    g_test_message ("%s: %g, %g", kinds[i], (double) start, (double) end);
    g_assert_cmpfloat_with_epsilon (start, first, 1e-5);
    g_assert_cmpfloat_with_epsilon (end, last, 1e-4);
    for (gsize w = 0; w < nn_graph_n_weights (nn_model_graph (model)); w++)
      g_assert_cmpfloat_with_epsilon (nn_model_weights (model)[w], nn_model_weights (expected)[w],
                                      1e-5);
  }
}

/* Ten answers of yes or no: all weights 0 say 1/2 ten times, so L = 10 log 2 and dL/dz = 1/2 - t.
 */
static void
test_sigmoids (void)
{
  g_autoptr (NnModel) made = make_model ("Sigmoid");
  g_autoptr (NnModel) zero = nn_model_new (nn_model_graph (made), NULL);
  g_autoptr (NnModel) after = NULL;
  g_autoptr (NnModel) trained = NULL;
  g_autoptr (NnDataset) dataset = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  guint8 *pixels = g_malloc0 (784), *label = g_malloc (1);
  float first = 0, last;
  NnRecipe recipe;
  gboolean ended;

  *label = 7;
  dataset
      = nn_dataset_new ("one", g_bytes_new_take (pixels, 784), g_bytes_new_take (label, 1), NULL);
  nn_model_set_convention (zero, &(NnInputConvention){ .scale = 1 });
  nn_recipe_from_string (&recipe, "optimizer=sgd rate=0.5 batch=1 epochs=1 validation=0", NULL);
  trainer = nn_trainer_new (zero, dataset, &recipe, NULL);
  g_assert_true (nn_trainer_step (trainer, &ended, NULL));
  g_assert_cmpfloat_with_epsilon (nn_trainer_progress (trainer)->step_loss, 10 * log (2), 1e-5);
  after = nn_trainer_snapshot (trainer);
  for (int k = 0; k < 10; k++) {
    NnGraph *graph = nn_model_graph (after);
    const float *bias = nn_model_weights (after)
                        + nn_graph_value (graph, nn_graph_find_value (graph, "bias"))->offset;

    g_assert_cmpfloat_with_epsilon (bias[k], -0.5 * (0.5 - (k == 7)), 1e-6);
  }
  trained = train ("Sigmoid", 30, &first, &last);
  g_assert_cmpfloat (last, <, first / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loss/gradients", test_gradients);
  g_test_add_func ("/loss/same-steps", test_same_steps);
  g_test_add_func ("/loss/sigmoids", test_sigmoids);
  return g_test_run ();
}
