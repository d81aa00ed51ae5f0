/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/graph/nn-plan.h"
#include "nn/base/nn-error.h"

/* Small networks whose numbers are worked out by hand, and what operators do with numbers that do
 * not fit. */

static guint
constant (NnGraph *graph, const char *name, NnType type, const NnShape *shape, const void *numbers)
{
  g_autoptr (NnTensor) tensor = nn_tensor_new_from_data (type, shape, numbers);

  return nn_graph_add_constant (graph, name, tensor);
}

static guint
ints (NnGraph *graph, const char *name, gint64 n, const gint64 *numbers)
{
  return constant (graph, name, NN_TYPE_INT64, &NN_SHAPE (n), numbers);
}

/* A plan that must fail, and what it says. */
static void
assert_refused (NnGraph *graph, NnError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnPlan) plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, &error);

  g_assert_null (plan);
  g_assert_error (error, NN_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("'%s' does not say '%s'", error->message, words);
}

/* x = (1, 2), h = relu (x W + b), y = h V. */
static void
test_dense_by_hand (void)
{
  /* W = (1 -1; 0.5 1), b = (0.5, -2): x W + b = (2.5, -1), h = (2.5, 0), V = (2; 3): y = 5.
   * With dy = 1: dV = (2.5; 0), dh = (2, 3), before relu (2, 0): db = (2, 0), dW = (2 0; 4 0),
   * dx = (2, 1). */
  const float numbers[] = { 1, -1, 0.5f, 1 }, bias[] = { 0.5f, -2 }, v[] = { 2, 3 };
  g_autoptr (NnGraph) graph = nn_graph_new ("hand", 17);
  guint x = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (1, 2));
  guint w_value = nn_graph_add_parameter (graph, "w", &NN_SHAPE (2, 2), TRUE);
  guint b_value = nn_graph_add_parameter (graph, "b", &NN_SHAPE (2), TRUE);
  guint v_value = nn_graph_add_parameter (graph, "v", &NN_SHAPE (2, 1), TRUE);
  guint inputs[3] = { x, w_value, b_value };
  gsize w_at = nn_graph_value (graph, w_value)->offset;
  gsize b_at = nn_graph_value (graph, b_value)->offset;
  gsize v_at = nn_graph_value (graph, v_value)->offset;
  float weights[64] = { 0 }, gradient[64] = { 0 };
  const float *dx;
  g_autoptr (NnPlan) plan = NULL;
  g_autoptr (NnWorkspace) workspace = NULL;

  inputs[0] = nn_graph_add_op (graph, "Gemm", "dense1", NULL, 3, inputs, "sum");
  inputs[0] = nn_graph_add_op (graph, "Relu", "relu", NULL, 1, inputs, "h");
  inputs[1] = v_value;
  nn_graph_add_output (graph, nn_graph_add_op (graph, "MatMul", "dense2", NULL, 2, inputs, "y"));
  memcpy (weights + w_at, numbers, sizeof numbers);
  memcpy (weights + b_at, bias, sizeof bias);
  memcpy (weights + v_at, v, sizeof v);

  plan = nn_plan_new (graph, 1, NN_PLAN_TRAINING | NN_PLAN_INPUT_GRADIENT, NULL, NULL);
  workspace = nn_workspace_new (plan);
  memcpy (nn_workspace_input (workspace, 0), ((float[]){ 1, 2 }), 2 * sizeof (float));
  nn_workspace_forward (workspace, weights, NULL);
  g_assert_cmpfloat (*(const float *) nn_workspace_output (workspace, 0), ==, 5);
  *nn_workspace_output_gradient (workspace, 0) = 1;
  nn_workspace_backward (workspace, weights, gradient);
  g_assert_cmpmem (gradient + w_at, 16, ((float[]){ 2, 0, 4, 0 }), 16);
  g_assert_cmpmem (gradient + b_at, 8, ((float[]){ 2, 0 }), 8);
  g_assert_cmpmem (gradient + v_at, 8, ((float[]){ 2.5f, 0 }), 8);
  dx = nn_workspace_input_gradient (workspace, 0);
  g_assert_cmpmem (dx, 8, ((float[]){ 2, 1 }), 8);
}

/* One cell, two steps, all weights 1 and no bias: the formulas of ONNX written out. */
static void
test_lstm_by_hand (void)
{
  const float ones[] = { 1, 1, 1, 1 };
  const double x[] = { 0.5, -1 };
  g_autoptr (NnGraph) graph = nn_graph_new ("lstm", 17);
  guint inputs[3] = { nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (2, 1, 1)),
                      constant (graph, "w", NN_TYPE_FLOAT32, &NN_SHAPE (1, 4, 1), ones),
                      constant (graph, "r", NN_TYPE_FLOAT32, &NN_SHAPE (1, 4, 1), ones) };
  g_autoptr (NnPlan) plan = NULL;
  g_autoptr (NnWorkspace) workspace = NULL;
  double h = 0, c = 0;

  nn_graph_add_output (graph, nn_graph_add_op (graph, "LSTM", "lstm", NULL, 3, inputs, "y"));
  plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  workspace = nn_workspace_new (plan);
  for (int t = 0; t < 2; t++)
    ((float *) nn_workspace_input (workspace, 0))[t] = (float) x[t];
  nn_workspace_forward (workspace, NULL, NULL);
  for (int t = 0; t < 2; t++) {
    double gate = 1 / (1 + exp (-(x[t] + h)));

    c = gate * c + gate * tanh (x[t] + h);
    h = gate * tanh (c);
    g_assert_cmpfloat_with_epsilon (((const float *) nn_workspace_output (workspace, 0))[t], h,
                                    1e-6);
  }
}

/* Numbers 1 and 3 of one channel: mean 2, variance 1. */
static void
test_batch_normalization_by_hand (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("batch", 17);
  NnAttributes *attributes = nn_attributes_new ();
  guint inputs[5];
  float weights[64] = { 0 }, gradient[64] = { 0 };
  gsize at[5];
  g_autoptr (NnPlan) training = NULL;
  g_autoptr (NnPlan) inference = NULL;
  g_autoptr (NnWorkspace) workspace = NULL;
  g_autoptr (NnWorkspace) other = NULL;
  const float *y;

  nn_attributes_set_float (attributes, "epsilon", 0);
  inputs[0] = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (2, 1));
  for (guint i = 1; i < 5; i++) {
    const char *const names[] = { "", "scale", "bias", "mean", "variance" };

    inputs[i] = nn_graph_add_parameter (graph, names[i], &NN_SHAPE (1), i < 3);
    at[i] = nn_graph_value (graph, inputs[i])->offset;
    weights[at[i]] = ((const float[]){ 0, 2, 0.5f, 1.5f, 4 })[i];
  }
  nn_graph_add_output (
      graph, nn_graph_add_op (graph, "BatchNormalization", "n", attributes, 5, inputs, "y"));

  training = nn_plan_new (graph, 2, NN_PLAN_TRAINING, NULL, NULL);
  workspace = nn_workspace_new (training);
  memcpy (nn_workspace_input (workspace, 0), ((float[]){ 1, 3 }), 8);
  nn_workspace_forward (workspace, weights, NULL);
  y = nn_workspace_output (workspace, 0);
  g_assert_cmpmem (y, 8, ((float[]){ -1.5f, 2.5f }), 8);
  memcpy (nn_workspace_output_gradient (workspace, 0), ((float[]){ 1, 2 }), 8);
  nn_workspace_backward (workspace, weights, gradient);
  g_assert_cmpfloat (gradient[at[1]], ==, 1);    /* -1 x 1 + 1 x 2 */
  g_assert_cmpfloat (gradient[at[2]], ==, 3);    /* 1 + 2 */
  g_assert_cmpfloat (gradient[at[3]], ==, 0.5f); /* 2 - 1.5 */
  g_assert_cmpfloat (gradient[at[4]], ==, -3);   /* 1 - 4 */

  inference = nn_plan_new (graph, 2, NN_PLAN_INFERENCE, NULL, NULL);
  other = nn_workspace_new (inference);
  memcpy (nn_workspace_input (other, 0), ((float[]){ 1, 3 }), 8);
  nn_workspace_forward (other, weights, NULL);
  y = nn_workspace_output (other, 0);
  g_assert_cmpmem (y, 8, ((float[]){ 0, 2 }), 8); /* 2 (x - 1.5) / 2 + 0.5 */
}

static void
test_dropout (void)
{
  enum { N = 20000 };
  g_autoptr (NnGraph) graph = nn_graph_new ("dropout", 17);
  guint inputs[2]
      = { nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (N)),
          constant (graph, "ratio", NN_TYPE_FLOAT32, &NN_SHAPE_SCALAR, ((float[]){ 0.25f })) };
  g_autoptr (NnPlan) training = NULL;
  g_autoptr (NnPlan) inference = NULL;
  g_autoptr (NnWorkspace) workspace = NULL;
  g_autoptr (NnWorkspace) other = NULL;
  g_autofree float *first = NULL;
  guint n_zero = 0;
  NnRandom random;

  nn_graph_add_output (graph, nn_graph_add_op (graph, "Dropout", "drop", NULL, 2, inputs, "y"));
  training = nn_plan_new (graph, 1, NN_PLAN_TRAINING | NN_PLAN_INPUT_GRADIENT, NULL, NULL);
  workspace = nn_workspace_new (training);
  for (int i = 0; i < N; i++)
    ((float *) nn_workspace_input (workspace, 0))[i] = 3;
  for (int run = 0; run < 3; run++) {
    const float *y = nn_workspace_output (workspace, 0);

    nn_random_init (&random, run == 2 ? 8 : 7, 0);
    nn_workspace_forward (workspace, NULL, &random);
    if (run == 0)
      first = g_memdup2 (y, N * sizeof (float));
    g_assert_cmpint (memcmp (first, y, N * sizeof (float)) == 0, ==, run < 2);
  }
  for (int i = 0; i < N; i++) {
    g_assert_true (first[i] == 0 || first[i] == 4);
    n_zero += first[i] == 0;
  }
  /* Five standard deviations of a quarter of 20 000. */
  g_assert_cmpint (ABS ((int) n_zero - N / 4), <, 306);

  inference = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  other = nn_workspace_new (inference);
  ((float *) nn_workspace_input (other, 0))[5] = 3;
  nn_workspace_forward (other, NULL, NULL);
  g_assert_cmpfloat (((const float *) nn_workspace_output (other, 0))[5], ==, 3);
}

/* What a network for pictures of any size does: x -> [batch][everything else], by its own shape. */
static void
test_shapes_are_computed (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("shapes", 17);
  guint x = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 3, 4));
  guint shape = nn_graph_add_op (graph, "Shape", "s", NULL, 1, &x, "shape");
  guint gather[2] = { shape, ints (graph, "zero", 1, (gint64[]){ 0 }) };
  guint concat[2], reshape[2] = { x };
  NnAttributes *attributes = nn_attributes_new ();
  g_autoptr (NnPlan) plan = NULL;
  NnView view;

  nn_attributes_set_int (attributes, "axis", 0);
  concat[0] = nn_graph_add_op (graph, "Gather", "g", NULL, 2, gather, "batch");
  concat[1] = ints (graph, "rest", 1, (gint64[]){ -1 });
  reshape[1] = nn_graph_add_op (graph, "Concat", "c", attributes, 2, concat, "asked");
  nn_graph_add_output (graph, nn_graph_add_op (graph, "Reshape", "r", NULL, 2, reshape, "y"));
  plan = nn_plan_new (graph, 5, NN_PLAN_INFERENCE, NULL, NULL);
  view = nn_plan_value (plan, nn_graph_output (graph, 0));
  g_assert_true (nn_shape_equal (&view.shape, &NN_SHAPE (5, 12)));
}

/* Runs an operator on two constants of one type and compares, number by number. */
static void
check_integers (const char *op, NnType type, const gint64 *a, const gint64 *b, const gint64 *must)
{
  g_autoptr (NnTensor) wide_u = nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (4), a);
  g_autoptr (NnTensor) wide_v = nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (4), b);
  g_autoptr (NnTensor) u = nn_tensor_cast (wide_u, type);
  g_autoptr (NnTensor) v = nn_tensor_cast (wide_v, type);
  g_autoptr (NnGraph) graph = nn_graph_new ("integers", 17);
  guint inputs[2]
      = { nn_graph_add_constant (graph, "u", u), nn_graph_add_constant (graph, "v", v) };
  g_autoptr (NnPlan) plan = NULL;
  NnView y;

  nn_graph_add_output (graph, nn_graph_add_op (graph, op, "node", NULL, 2, inputs, "y"));
  plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  y = nn_plan_value (plan, nn_graph_output (graph, 0));
  g_assert_cmpint (y.type, ==, type);
  for (int i = 0; i < 4; i++) {
    gint64 number;

    nn_convert (NN_TYPE_INT64, &number, type, (const char *) y.data + i * nn_type_size (type), 1);
    g_assert_cmpint (number, ==, must[i]);
  }
}

static void
test_integers (void)
{
  const gint64 large = G_MAXINT64, low = G_MININT64;

  check_integers ("Add", NN_TYPE_INT8, (gint64[]){ 127, -128, 5, 0 }, (gint64[]){ 1, -1, 6, 0 },
                  (gint64[]){ -128, 127, 11, 0 });
  check_integers ("Mul", NN_TYPE_UINT8, (gint64[]){ 16, 255, 3, 0 }, (gint64[]){ 16, 2, 4, 9 },
                  (gint64[]){ 0, 254, 12, 0 });
  check_integers ("Div", NN_TYPE_INT64, (gint64[]){ low, 7, -7, 7 }, (gint64[]){ -1, 0, 2, -2 },
                  (gint64[]){ low, 0, -3, -3 });
  check_integers ("Sub", NN_TYPE_INT64, (gint64[]){ low, large, large, 3 },
                  (gint64[]){ 1, -1, 1, 5 }, (gint64[]){ large, low, large - 1, -2 });
  check_integers ("Pow", NN_TYPE_INT64, (gint64[]){ 3, -2, 2, 0 }, (gint64[]){ 39, 3, -1, 0 },
                  (gint64[]){ G_GINT64_CONSTANT (4052555153018976267), -8, 0, 1 });
}

/* Numbers from PyTorch 1.13, in float64; float32 has their precision far out too. */
static void
check_gelu (const char *approximate, NnType type, double precision, const double *must)
{
  const double x[] = { -6, -3, -1, -0.5, 0, 0.5, 1, 3, 30 };
  g_autoptr (NnTensor) wide = nn_tensor_new_from_data (NN_TYPE_FLOAT64, &NN_SHAPE (9), x);
  g_autoptr (NnTensor) numbers = nn_tensor_cast (wide, type);
  g_autoptr (NnGraph) graph = nn_graph_new ("gelu", 20);
  NnAttributes *attributes = nn_attributes_new ();
  guint input = nn_graph_add_constant (graph, "x", numbers);
  g_autoptr (NnPlan) plan = NULL;
  NnView y;

  if (approximate != NULL)
    nn_attributes_set_string (attributes, "approximate", approximate);
  nn_graph_add_output (graph, nn_graph_add_op (graph, "Gelu", "node", attributes, 1, &input, "y"));
  plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  y = nn_plan_value (plan, nn_graph_output (graph, 0));
  g_assert_cmpint (y.type, ==, type);
  for (int i = 0; i < 9; i++) {
    double number;

    nn_convert (NN_TYPE_FLOAT64, &number, type, (const char *) y.data + i * nn_type_size (type), 1);
    g_assert_cmpfloat_with_epsilon (number, must[i], 1e-300 + precision * fabs (must[i]));
  }
}

static void
test_gelu (void)
{
  const double exact[] = { -5.919525869479969e-09,
                           -0.00404969409489031,
                           -0.15865525393145702,
                           -0.15426876936299344,
                           0.0,
                           0.34573123063700656,
                           0.841344746068543,
                           2.99595030590511,
                           30.0 };
  const double tanh_form[] = { -8.43964897967453e-11,
                               -0.0036373920817729943,
                               -0.1588080093917233,
                               -0.15428599017485606,
                               0.0,
                               0.34571400982514394,
                               0.8411919906082768,
                               2.996362607918227,
                               30.0 };
  g_autoptr (NnGraph) graph = nn_graph_new ("refused", 20);
  NnAttributes *attributes = nn_attributes_new ();
  guint input = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (2, 3));

  check_gelu (NULL, NN_TYPE_FLOAT64, 1e-6, exact);
  check_gelu ("none", NN_TYPE_FLOAT32, 1e-5, exact);
  check_gelu ("tanh", NN_TYPE_FLOAT64, 1e-5, tanh_form);
  check_gelu ("tanh", NN_TYPE_FLOAT32, 1e-5, tanh_form);
  nn_attributes_set_string (attributes, "approximate", "cubic");
  nn_graph_add_output (graph, nn_graph_add_op (graph, "Gelu", "node", attributes, 1, &input, "y"));
  assert_refused (graph, NN_ERROR_UNSUPPORTED, "cubic");
}

static void
test_refused (void)
{
  static const struct {
    const char *op;
    gint64 list[3][2];
    guint n_lists, n_items;
    NnError code;
    const char *words;
  } cases[] = {
    { "Reshape", { { 2, 2 } }, 1, 2, NN_ERROR_SHAPE, "2x3" },
    { "Gather", { { 0, 2 } }, 1, 2, NN_ERROR_RANGE, "index 2" },
    { "Gather", { { 0, -3 } }, 1, 2, NN_ERROR_RANGE, "index -3" },
    { "Pad", { { 1, 1 } }, 1, 2, NN_ERROR_SHAPE, "2 pads" },
    { "Slice", { { 0, 0 }, { 1, 1 }, { 0, 0 } }, 3, 2, NN_ERROR_RANGE, "twice" },
    { "Slice", { { 0, 0 }, { 1, 1 }, { 0, 7 } }, 3, 2, NN_ERROR_RANGE, "axis 7" },
    { "Slice", { { 0, 0 }, { 1, 1 } }, 1, 2, NN_ERROR_FORMAT, "ends are missing" },
    { "Squeeze", { { 0, 1 } }, 1, 1, NN_ERROR_SHAPE, "only one of 1" },
    { "Unsqueeze", { { 0, 0 } }, 1, 2, NN_ERROR_RANGE, "twice" },
    { "ReduceSum", { { 2, 0 } }, 1, 1, NN_ERROR_RANGE, "axis 2" },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    g_autoptr (NnGraph) graph = nn_graph_new ("refused", 17);
    guint inputs[4] = { nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (2, 3)) };

    for (guint i = 0; i < cases[c].n_lists; i++) {
      g_autofree char *name = g_strdup_printf ("list%u", i);

      inputs[i + 1] = ints (graph, name, cases[c].n_items, cases[c].list[i]);
    }
    nn_graph_add_output (graph, nn_graph_add_op (graph, cases[c].op, "node", NULL,
                                                 cases[c].n_lists + 1, inputs, "y"));
    assert_refused (graph, cases[c].code, cases[c].words);
  }
}

/* Only 4 GiB fit into a tensor; 2^61 numbers must not wrap around to a few bytes. */
static void
test_sizes_do_not_wrap (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("large", 17);
  const gint64 dims[] = { G_GINT64_CONSTANT (1) << 31, G_GINT64_CONSTANT (1) << 30 };
  guint inputs[2];

  inputs[0] = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (1));
  inputs[1] = ints (graph, "dims", 2, dims);
  nn_graph_add_output (graph, nn_graph_add_op (graph, "Expand", "node", NULL, 2, inputs, "y"));
  assert_refused (graph, NN_ERROR_RANGE, "too large");
}

/* A training step of 64 sequences of 28 rows of 28, 128 cells: -m perf. */
static void
test_recurrent_speed (gconstpointer data)
{
  const char *op = data;
  gint64 rows = (g_str_equal (op, "LSTM") ? 4 : 3) * 128;
  g_autoptr (NnGraph) graph = nn_graph_new ("speed", 17);
  guint inputs[4] = { nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (28, 64, 28)),
                      nn_graph_add_parameter (graph, "w", &NN_SHAPE (1, rows, 28), TRUE),
                      nn_graph_add_parameter (graph, "r", &NN_SHAPE (1, rows, 128), TRUE),
                      nn_graph_add_parameter (graph, "b", &NN_SHAPE (1, 2 * rows), TRUE) };
  g_autoptr (NnPlan) plan = NULL;
  g_autoptr (NnWorkspace) workspace = NULL;
  g_autofree float *weights = NULL;
  g_autofree float *gradient = NULL;
  gsize n = 0;
  NnRandom random;

  nn_graph_add_output (graph, nn_graph_add_op (graph, op, "node", NULL, 4, inputs, "y"));
  n = nn_graph_n_weights (graph);
  weights = g_new0 (float, n);
  gradient = g_new0 (float, n);
  nn_random_init (&random, 1, 0);
  for (gsize i = 0; i < n; i++)
    weights[i] = 0.1f * nn_random_normal (&random);
  plan = nn_plan_new (graph, 64, NN_PLAN_TRAINING, NULL, NULL);
  workspace = nn_workspace_new (plan);
  for (int i = 0; i < 28 * 64 * 28; i++)
    ((float *) nn_workspace_input (workspace, 0))[i] = nn_random_normal (&random);
  for (int i = 0; i < 28 * 64 * 128; i++)
    nn_workspace_output_gradient (workspace, 0)[i] = 0.01f;
  for (int round = 0; round < 4; round++) {
    g_test_timer_start ();
    for (int i = 0; i < 10; i++) {
      nn_workspace_forward (workspace, weights, NULL);
      nn_workspace_backward (workspace, weights, gradient);
    }
    g_test_timer_elapsed ();
  }
  g_test_minimized_result (g_test_timer_last () * 100, "%s: %.2f ms a step", op,
                           g_test_timer_last () * 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operators/dense-by-hand", test_dense_by_hand);
  g_test_add_func ("/operators/lstm-by-hand", test_lstm_by_hand);
  g_test_add_func ("/operators/batch-normalization-by-hand", test_batch_normalization_by_hand);
  g_test_add_func ("/operators/dropout", test_dropout);
  g_test_add_func ("/operators/shapes-are-computed", test_shapes_are_computed);
  g_test_add_func ("/operators/integers", test_integers);
  g_test_add_func ("/operators/gelu", test_gelu);
  g_test_add_func ("/operators/refused", test_refused);
  g_test_add_func ("/operators/sizes-do-not-wrap", test_sizes_do_not_wrap);
  if (g_test_perf ()) {
    g_test_add_data_func ("/operators/lstm-speed", "LSTM", test_recurrent_speed);
    g_test_add_data_func ("/operators/gru-speed", "GRU", test_recurrent_speed);
  }
  return g_test_run ();
}
