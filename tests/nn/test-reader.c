/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-reader.h"

/* A network without weights but these biases: ten logits, then softmax. */
static NnModel *
constant_model (const float *logits)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("constant", 17);
  g_autofree float *weights = NULL;
  guint inputs[3], v;

  inputs[0] = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 784));
  inputs[1] = nn_graph_add_parameter (graph, "weight", &NN_SHAPE (784, 10), TRUE);
  inputs[2] = nn_graph_add_parameter (graph, "bias", &NN_SHAPE (10), TRUE);
  v = nn_graph_add_op (graph, "Gemm", "dense", NULL, 3, inputs, "logits");
  nn_graph_add_output (graph,
                       nn_graph_add_op (graph, "Softmax", "softmax", NULL, 1, &v, "probabilities"));
  weights = g_new0 (float, nn_graph_n_weights (graph));
  for (int i = 0; i < 10; i++)
    weights[nn_graph_value (graph, inputs[2])->offset + i] = logits[i];
  return nn_model_new (graph, weights);
}

static NnVerdict
read_logits (const float *logits, NnInk ink)
{
  g_autoptr (NnModel) model = constant_model (logits);
  g_autoptr (NnReader) reader = nn_reader_new (model, NULL);
  float inks[784] = { 0 };
  NnVerdict verdict;

  nn_reader_read (reader, inks, ink, &verdict);
  return verdict;
}

static void
test_verdicts (void)
{
  NnVerdict v = read_logits ((float[10]){ [7] = 9, [3] = 1 }, NN_INK_DRAWING);
  float sum = 0;

  g_assert_cmpstr (nn_verdict_name (v.kind), ==, "digit");
  g_assert_cmpint (v.digit, ==, 7);
  g_assert_cmpint (v.second, ==, 3);
  for (int i = 0; i < 10; i++)
    sum += v.probabilities[i];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);

  v = read_logits ((float[10]){ [4] = 9, [9] = 9.2f }, NN_INK_DRAWING);
  g_assert_cmpstr (nn_verdict_name (v.kind), ==, "unsure");
  g_assert_cmpint (v.digit, ==, 9);
  g_assert_cmpint (v.second, ==, 4);

  v = read_logits ((float[10]){ [8] = 0.1f }, NN_INK_DRAWING);
  g_assert_cmpstr (nn_verdict_name (v.kind), ==, "not-a-digit");
  g_assert_cmpint (v.digit, ==, 8);

  v = read_logits ((float[10]){ [7] = 9 }, NN_INK_DOT);
  g_assert_cmpstr (nn_verdict_name (v.kind), ==, "empty");
  g_assert_cmpint (v.digit, ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/verdicts", test_verdicts);
  return g_test_run ();
}
