/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/graph/nn-plan.h"

/* Every operator's backward pass against numeric differences, through a plan of one node. The loss
 * is a sum of the outputs with random factors; inputs are parameters, so that each has a gradient.
 */

typedef struct {
  const char *op;
  NnShape inputs[3];
  guint n_inputs;
  const char *ints_name[2];
  gint64 ints[2][4];
  guint n_ints[2];
  const char *int_name[2];
  gint64 int_value[2];
  NnShape reshape; /* the known second input of Reshape */
} Case;

static const Case cases[] = {
  { "Relu", { { 2, { 3, 5 } } }, 1 },
  { "Sigmoid", { { 2, { 3, 5 } } }, 1 },
  { "Tanh", { { 3, { 2, 3, 4 } } }, 1 },
  { "Softmax", { { 2, { 4, 10 } } }, 1 },
  { "Identity", { { 2, { 3, 5 } } }, 1 },
  { "Flatten", { { 4, { 2, 3, 2, 2 } } }, 1 },
  { "Reshape", { { 2, { 6, 4 } } }, 1, .reshape = { 3, { 2, 3, 4 } } },
  { "Add", { { 2, { 3, 5 } }, { 2, { 3, 5 } } }, 2 },
  { "Add", { { 3, { 2, 3, 5 } }, { 1, { 5 } } }, 2 },
  { "Add", { { 2, { 3, 1 } }, { 3, { 2, 1, 4 } } }, 2 },
  { "MatMul", { { 2, { 3, 7 } }, { 2, { 7, 33 } } }, 2 },
  { "Gemm", { { 2, { 3, 7 } }, { 2, { 7, 5 } }, { 1, { 5 } } }, 3 },
  { "Gemm", { { 2, { 1, 7 } }, { 2, { 7, 20 } } }, 2 },
  { "Gemm",
    { { 2, { 7, 3 } }, { 2, { 5, 7 } }, { 2, { 3, 1 } } },
    3,
    .int_name = { "transA", "transB" },
    .int_value = { 1, 1 } },
  { "Gemm",
    { { 2, { 3, 7 } }, { 2, { 5, 7 } }, { 2, { 3, 5 } } },
    3,
    .int_name = { "transB" },
    .int_value = { 1 } },
  { "Gemm", { { 2, { 7, 3 } }, { 2, { 7, 5 } } }, 2, .int_name = { "transA" }, .int_value = { 1 } },
  { "Conv", { { 4, { 2, 3, 6, 5 } }, { 4, { 4, 3, 3, 3 } }, { 1, { 4 } } }, 3 },
  { "Conv",
    { { 4, { 2, 2, 7, 6 } }, { 4, { 3, 2, 3, 2 } } },
    2,
    { "pads", "strides" },
    { { 1, 0, 2, 1 }, { 2, 1 } },
    { 4, 2 } },
  { "Conv",
    { { 4, { 1, 4, 6, 6 } }, { 4, { 4, 2, 2, 2 } }, { 1, { 4 } } },
    3,
    { "dilations" },
    { { 2, 1 } },
    { 2 },
    { "group" },
    { 2 } },
  { "Conv",
    { { 4, { 16, 2, 6, 7 } }, { 4, { 5, 2, 3, 3 } }, { 1, { 5 } } },
    3,
    { "pads" },
    { { 1, 1, 1, 1 } },
    { 4 } },
  { "Conv",
    { { 4, { 16, 1, 8, 8 } }, { 4, { 6, 1, 5, 5 } }, { 1, { 6 } } },
    3,
    { "pads" },
    { { 2, 2, 2, 2 } },
    { 4 } },
  { "Conv", { { 4, { 32, 3, 5, 9 } }, { 4, { 4, 3, 2, 4 } } }, 2 },
  { "MaxPool",
    { { 4, { 2, 2, 6, 6 } } },
    1,
    { "kernel_shape", "strides" },
    { { 2, 2 }, { 2, 2 } },
    { 2, 2 } },
  { "MaxPool",
    { { 4, { 1, 2, 5, 6 } } },
    1,
    { "kernel_shape", "pads" },
    { { 3, 2 }, { 1, 0, 1, 1 } },
    { 2, 4 } },
};

static NnGraph *
build (const Case *c)
{
  NnGraph *graph = nn_graph_new ("case", 17);
  NnAttributes *attributes = nn_attributes_new ();
  guint inputs[3], n = c->n_inputs;

  /* The first input is given, so that batch-last has its batch. */
  inputs[0] = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &c->inputs[0]);
  for (guint i = 1; i < n; i++)
    inputs[i] = nn_graph_add_parameter (graph, i == 1 ? "a" : "b", &c->inputs[i], TRUE);
  if (c->reshape.rank > 0) {
    g_autoptr (NnTensor) shape
        = nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (c->reshape.rank), c->reshape.dims);

    inputs[n++] = nn_graph_add_constant (graph, "shape", shape);
  }
  for (guint i = 0; i < 2 && c->ints_name[i] != NULL; i++)
    nn_attributes_set_ints (attributes, c->ints_name[i], c->ints[i], c->n_ints[i]);
  for (guint i = 0; i < 2 && c->int_name[i] != NULL; i++)
    nn_attributes_set_int (attributes, c->int_name[i], c->int_value[i]);
  nn_graph_add_output (graph, nn_graph_add_op (graph, c->op, "node", attributes, n, inputs, "y"));
  return graph;
}

static double
loss_of (NnWorkspace *workspace, const float *weights, const float *factors, gint64 n)
{
  const float *y;
  double loss = 0;

  nn_workspace_forward (workspace, weights, NULL);
  y = nn_workspace_output (workspace, 0);
  for (gint64 i = 0; i < n; i++)
    loss += (double) factors[i] * y[i];
  return loss;
}

static void
check_numbers (NnWorkspace *workspace,
               float *numbers,
               const float *gradient,
               gint64 n,
               const float *weights,
               const float *factors,
               gint64 n_outputs)
{
  const float h = 1e-2f;
  double largest = 0;

  for (gint64 i = 0; i < n; i++) {
    float kept = numbers[i];
    double up, down, numeric;

    numbers[i] = kept + h;
    up = loss_of (workspace, weights, factors, n_outputs);
    numbers[i] = kept - h;
    down = loss_of (workspace, weights, factors, n_outputs);
    numbers[i] = kept;
    numeric = (up - down) / (2 * h);
    if (fabs (numeric - gradient[i]) > 2e-2 * (1 + fabs (numeric)))
      g_error ("number %d: the gradient is %g, numerically %g", (int) i, gradient[i], numeric);
    largest = MAX (largest, fabs (numeric));
  }
  /* A pass of nothing but zeros would agree with everything. */
  g_assert_cmpfloat (largest, >, 0.05);
}

/* Numbers at least 0.03 apart from each other and from 0, so that no difference crosses a kink. */
static void
fill_apart (NnRandom *random, float *numbers, gint64 n)
{
  g_autofree guint32 *order = g_new (guint32, n);

  for (gint64 i = 0; i < n; i++)
    order[i] = (guint32) i;
  nn_random_shuffle (random, order, n);
  for (gint64 i = 0; i < n; i++)
    numbers[i] = ((float) order[i] - (float) (n / 2) + 0.5f) * 0.06f;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (NnGraph) graph = build (c);
  gsize n_weights = nn_graph_n_weights (graph);
  g_autofree float *weights = g_new0 (float, n_weights + 16);
  g_autofree float *gradient = g_new0 (float, n_weights + 16);
  NnRandom random;

  nn_random_init (&random, 5, 0);
  for (gsize i = 0; i < n_weights; i++)
    weights[i] = 0.5f * nn_random_normal (&random);

  for (int batch_first = 0; batch_first < 2; batch_first++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NnPlan) plan = nn_plan_new (graph, 16,
                                           NN_PLAN_TRAINING | NN_PLAN_INPUT_GRADIENT
                                               | (batch_first ? NN_PLAN_BATCH_FIRST : 0),
                                           NULL, &error);
    g_autoptr (NnWorkspace) workspace = NULL;
    g_autofree float *factors = NULL;
    g_autofree float *input_gradient = NULL;
    NnView y;
    gint64 n, n_inputs = nn_shape_count (&c->inputs[0]);

    g_assert_no_error (error);
    workspace = nn_workspace_new (plan);
    y = nn_plan_value (plan, nn_graph_output (graph, 0));
    n = nn_shape_count (&y.shape);
    factors = g_new (float, n);
    for (gint64 i = 0; i < n; i++)
      factors[i] = nn_random_range (&random, 0.5f, 1.5f) * (i % 3 == 0 ? -1 : 1);
    fill_apart (&random, nn_workspace_input (workspace, 0), n_inputs);

    loss_of (workspace, weights, factors, n);
    memcpy (nn_workspace_output_gradient (workspace, 0), factors, n * sizeof (float));
    memset (gradient, 0, n_weights * sizeof (float));
    nn_workspace_backward (workspace, weights, gradient);
    input_gradient
        = g_memdup2 (nn_workspace_input_gradient (workspace, 0), n_inputs * sizeof (float));
    check_numbers (workspace, nn_workspace_input (workspace, 0), input_gradient, n_inputs, weights,
                   factors, n);
    for (guint v = 0; v < nn_graph_n_values (graph); v++) {
      const NnValue *value = nn_graph_value (graph, v);

      if (value->kind == NN_VALUE_PARAMETER)
        check_numbers (workspace, weights + value->offset, gradient + value->offset,
                       nn_shape_count (&value->shape), weights, factors, n);
    }
  }
}

static void
test_every_operator_has_a_case (void)
{
  guint n_ops;
  const NnOp *const *ops = nn_op_list (&n_ops);

  g_assert_cmpuint (n_ops, >, 0);
  for (guint i = 0; i < n_ops; i++) {
    gboolean found = FALSE;

    if (i > 0)
      g_assert_cmpstr (ops[i - 1]->name, <, ops[i]->name);
    g_assert_true (nn_op_find (ops[i]->name) == ops[i]);
    for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
      found |= g_str_equal (cases[c].op, ops[i]->name);
    if (ops[i]->backward != NULL && !found)
      g_error ("%s has a backward pass, but no gradient case", ops[i]->name);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gradients/every-operator-has-a-case", test_every_operator_has_a_case);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/gradients/%02u-%s", i, cases[i].op);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  return g_test_run ();
}
