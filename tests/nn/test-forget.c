/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/model/nn-initialize.h"
#include "nn/model/nn-preset.h"

static void
assert_weights (const NnModel *a, const NnModel *b, gboolean same)
{
  gsize bytes = nn_graph_n_weights (nn_model_graph (a)) * sizeof (float);

  g_assert_true ((memcmp (nn_model_weights (a), nn_model_weights (b), bytes) == 0) == same);
}

static void
test_preset (void)
{
  const NnPreset *preset = nn_preset_find ("scratch");
  g_autoptr (NnModel) model = nn_preset_create (preset, 1);
  g_autoptr (NnModel) expected = nn_preset_create (preset, 7);
  g_autoptr (GBytes) state = g_bytes_new_static ("x", 1);
  g_autoptr (NnModel) fresh = NULL;

  nn_model_set_fact (model, "test_accuracy", "0.99");
  nn_model_set_fact (model, "recipe", "something");
  nn_model_set_fact (model, "author", "somebody");
  nn_model_set_training_state (model, state);
  fresh = nn_model_forget (model, 7);
  assert_weights (fresh, expected, TRUE);
  g_assert_null (nn_model_get_training_state (fresh));
  g_assert_null (nn_model_get_fact (fresh, "test_accuracy"));
  g_assert_null (nn_model_get_fact (fresh, "recipe"));
  g_assert_cmpstr (nn_model_get_fact (fresh, "preset"), ==, "scratch");
  g_assert_cmpstr (nn_model_get_fact (fresh, "author"), ==, "somebody");
  g_assert_cmpstr (nn_model_get_fact (fresh, "seed"), ==, "7");
  g_assert_cmpfloat (nn_model_get_convention (fresh)->offset, ==, 0.01f);
}

/* A model that calls itself a preset but has another form is drawn by layer. */
static void
test_false_preset (void)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("lenet"), 1);
  g_autoptr (NnModel) fresh = NULL;
  g_autoptr (NnModel) again = NULL;
  g_autoptr (NnModel) other = NULL;

  nn_model_set_fact (model, "preset", "fast-cnn");
  fresh = nn_model_forget (model, 7);
  again = nn_model_forget (model, 7);
  other = nn_model_forget (model, 8);
  assert_weights (fresh, again, TRUE);
  assert_weights (fresh, other, FALSE);
  assert_weights (fresh, model, FALSE);
}

/* Mean and deviation of a parameter. */
static void
measure (const NnModel *model, const char *name, double *mean, double *deviation)
{
  NnGraph *graph = nn_model_graph (model);
  const NnValue *value = nn_graph_value (graph, nn_graph_find_value (graph, name));
  gint64 n = nn_shape_count (&value->shape);
  double sum = 0, squares = 0;

  for (gint64 i = 0; i < n; i++) {
    double x = nn_model_weights (model)[value->offset + i];

    sum += x;
    squares += x * x;
  }
  *mean = sum / (double) n;
  *deviation = sqrt (squares / (double) n - *mean * *mean);
}

/* Weights of [out][in], as others write them; a product whose weight comes through a Reshape, its
 * bias added; a factor that belongs to the input. */
static NnModel *
imported (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("imported", 17);
  const gint64 to_matrix[] = { 64, 10 };
  NnAttributes *attributes = nn_attributes_new ();
  g_autofree float *weights = NULL;
  guint x, in[3];

  in[0] = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 784));
  in[1] = nn_graph_add_parameter (graph, "factor", &NN_SHAPE (1), TRUE);
  x = nn_graph_add_op (graph, "Add", "scale", NULL, 2, in, "scaled");
  nn_attributes_set_int (attributes, "transB", 1);
  in[0] = x;
  in[1] = nn_graph_add_parameter (graph, "w1", &NN_SHAPE (64, 784), TRUE);
  in[2] = nn_graph_add_parameter (graph, "b1", &NN_SHAPE (64), TRUE);
  x = nn_graph_add_op (graph, "Gemm", "dense1", attributes, 3, in, "sum1");
  x = nn_graph_add_op (graph, "Relu", "relu", NULL, 1, &x, "hidden");
  in[0] = nn_graph_add_parameter (graph, "w2", &NN_SHAPE (8, 8, 10), TRUE);
  {
    g_autoptr (NnTensor) shape = nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (2), to_matrix);

    in[1] = nn_graph_add_constant (graph, "to-matrix", shape);
  }
  in[1] = nn_graph_add_op (graph, "Reshape", "reshape", NULL, 2, in, "matrix");
  in[0] = x;
  x = nn_graph_add_op (graph, "MatMul", "dense2", NULL, 2, in, "sum2");
  in[0] = x;
  in[1] = nn_graph_add_parameter (graph, "b2", &NN_SHAPE (10), TRUE);
  x = nn_graph_add_op (graph, "Add", "plus", NULL, 2, in, "sum3");
  nn_graph_add_output (graph, x);
  weights = g_new (float, nn_graph_n_weights (graph));
  for (gsize i = 0; i < nn_graph_n_weights (graph); i++)
    weights[i] = 77;
  return nn_model_new (graph, weights);
}

static void
test_by_layer (void)
{
  g_autoptr (NnModel) model = imported ();
  g_autoptr (NnModel) fresh = nn_model_forget (model, 3);
  double mean, deviation;

  measure (fresh, "factor", &mean, &deviation);
  g_assert_cmpfloat (mean, ==, 77);
  measure (fresh, "w1", &mean, &deviation);
  g_assert_cmpfloat_with_epsilon (mean, 0, 0.002);
  g_assert_cmpfloat_with_epsilon (deviation, sqrt (2.0 / 784), 0.001);
  measure (fresh, "w2", &mean, &deviation);
  g_assert_cmpfloat_with_epsilon (mean, 0, 0.03);
  g_assert_cmpfloat_with_epsilon (deviation, sqrt (6.0 / (64 + 10)) / sqrt (3), 0.01);
  measure (fresh, "b1", &mean, &deviation);
  g_assert_true (mean == 0 && deviation == 0);
  measure (fresh, "b2", &mean, &deviation);
  g_assert_true (mean == 0 && deviation == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forget/preset", test_preset);
  g_test_add_func ("/forget/false-preset", test_false_preset);
  g_test_add_func ("/forget/by-layer", test_by_layer);
  return g_test_run ();
}
