/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "gradient-cases.h"
#include "nn/graph/nn-plan.h"

/* Every operator's backward pass against numeric differences, through a plan of one node. The loss
 * is a sum of all outputs with random factors. */

#define MAX_OUTPUTS 4

/* --- cases in words --- */

static NnShape
parse_shape (const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, "x", -1);
  NnShape shape = { .rank = (int) g_strv_length (parts) };

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = g_ascii_strtoll (parts[i], NULL, 10);
  return shape;
}

static NnTensor *
parse_known (const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word + 2, ",", -1);
  gint64 n = g_strv_length (parts);
  NnShape shape = strchr ("sb", word[0]) != NULL ? NN_SHAPE_SCALAR : NN_SHAPE (n);
  g_autoptr (NnTensor) numbers = nn_tensor_new (NN_TYPE_FLOAT64, &shape);
  NnType type = word[0] == 'i'   ? NN_TYPE_INT64
                : word[0] == 'j' ? NN_TYPE_INT32
                : word[0] == 'b' ? NN_TYPE_BOOL
                                 : NN_TYPE_FLOAT32;

  for (gint64 i = 0; i < n; i++)
    ((double *) nn_tensor_data (numbers))[i] = g_ascii_strtod (parts[i], NULL);
  return nn_tensor_cast (numbers, type);
}

static void
parse_list (NnAttributes *attributes, const char *name, const char *text)
{
  g_autofree char *inside = g_strndup (text + 1, strlen (text) - 2);
  g_auto (GStrv) parts = g_strsplit (inside, ",", -1);
  guint n = g_strv_length (parts);
  gint64 ints[8];

  if (g_ascii_isalpha (inside[0])) {
    nn_attributes_set_strings (attributes, name, (const char *const *) parts);
    return;
  }
  for (guint i = 0; i < n; i++)
    ints[i] = g_ascii_strtoll (parts[i], NULL, 10);
  nn_attributes_set_ints (attributes, name, ints, n);
}

static NnAttributes *
parse_attributes (const char *text)
{
  NnAttributes *attributes = nn_attributes_new ();
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    char *value = strchr (words[i], '=');

    *value++ = '\0';
    if (value[0] == '[')
      parse_list (attributes, words[i], value);
    else if (g_ascii_isalpha (value[0]))
      nn_attributes_set_string (attributes, words[i], value);
    else if (strchr (value, '.') != NULL)
      nn_attributes_set_float (attributes, words[i], g_ascii_strtod (value, NULL));
    else
      nn_attributes_set_int (attributes, words[i], g_ascii_strtoll (value, NULL, 10));
  }
  return attributes;
}

/* The first number of a positive parameter or input is kept as a fact in its name: "p0+". */
static guint
add_input (NnGraph *graph, const char *word, guint i)
{
  g_autofree char *name = g_strdup_printf ("%c%u", strchr (word, '+') != NULL ? 'p' : 'v', i);
  NnShape shape;

  if (g_str_equal (word, "-"))
    return NN_NO_VALUE;
  if (word[1] == ':') {
    g_autoptr (NnTensor) known = parse_known (word);

    return nn_graph_add_constant (graph, name, known);
  }
  shape = parse_shape (word);
  return i == 0 ? nn_graph_add_input (graph, name, NN_TYPE_FLOAT32, &shape)
                : nn_graph_add_parameter (graph, name, &shape, strchr (word, '!') == NULL);
}

static NnGraph *
build (const GradientCase *c)
{
  NnGraph *graph = nn_graph_new ("case", c->opset != 0 ? c->opset : 17);
  g_auto (GStrv) words = g_strsplit (c->inputs, " ", -1);
  guint n = g_strv_length (words), n_outputs = MAX (1, c->n_outputs);
  guint inputs[16], outputs[MAX_OUTPUTS];

  for (guint i = 0; i < n; i++)
    inputs[i] = add_input (graph, words[i], i);
  for (guint i = 0; i < n_outputs; i++) {
    g_autofree char *name = g_strdup_printf ("y%u", i);

    outputs[i] = nn_graph_add_computed (graph, name);
  }
  nn_graph_add_node (graph, "node", nn_op_find (c->op), parse_attributes (c->attributes), n, inputs,
                     n_outputs, outputs);
  for (guint i = 0; i < n_outputs; i++)
    nn_graph_add_output (graph, outputs[i]);
  return graph;
}

/* --- the check --- */

typedef struct {
  NnWorkspace *workspace;
  guint n_outputs;
  gint64 counts[MAX_OUTPUTS]; /* 0 for an output that is not float */
  float *factors[MAX_OUTPUTS];
  const float *weights;
  double largest; /* output so far: its rounding is what the differences show too */
} Run;

/* Dropout drops the same numbers each time. */
static double
loss_of (Run *run)
{
  double loss = 0;
  NnRandom random;

  nn_random_init (&random, 9, 0);
  nn_workspace_forward (run->workspace, run->weights, &random);
  for (guint o = 0; o < run->n_outputs; o++) {
    const float *y = nn_workspace_output (run->workspace, o);

    for (gint64 i = 0; i < run->counts[o]; i++) {
      loss += (double) run->factors[o][i] * y[i];
      run->largest = MAX (run->largest, fabs (y[i]));
    }
  }
  return loss;
}

static void
check_numbers (Run *run, const char *name, float *numbers, const float *gradient, gint64 n)
{
  const float h = 1e-2f;
  double largest = 0;

  for (gint64 i = 0; i < n; i++) {
    float kept = numbers[i];
    double up, down, numeric;

    numbers[i] = kept + h;
    up = loss_of (run);
    numbers[i] = kept - h;
    down = loss_of (run);
    numbers[i] = kept;
    numeric = (up - down) / (2 * h);
    if (fabs (numeric - gradient[i]) > 2e-2 * fabs (numeric) + 4e-3 + 2e-4 * run->largest)
      g_error ("%s, %s, number %d: the gradient is %g, numerically %g", g_test_get_path (), name,
               (int) i, gradient[i], numeric);
    largest = MAX (largest, fabs (numeric));
  }
  /* A pass of nothing but zeros would agree with everything. */
  g_assert_cmpfloat (largest, >, 0.01);
}

/* Numbers at least 0.03 apart from each other and from 0, so that no difference crosses a kink. */
static void
fill_apart (NnRandom *random, gboolean positive, float *numbers, gint64 n)
{
  g_autofree guint32 *order = g_new (guint32, n);

  for (gint64 i = 0; i < n; i++)
    order[i] = (guint32) i;
  nn_random_shuffle (random, order, n);
  for (gint64 i = 0; i < n; i++)
    numbers[i] = positive ? 0.5f + (float) order[i] * 0.04f
                          : ((float) order[i] - (float) (n / 2) + 0.5f) * 0.06f;
}

static void
start_run (Run *run, const NnPlan *plan, NnGraph *graph, NnRandom *random)
{
  run->n_outputs = nn_graph_n_outputs (graph);
  for (guint o = 0; o < run->n_outputs; o++) {
    NnView y = nn_plan_value (plan, nn_graph_output (graph, o));

    if (y.type != NN_TYPE_FLOAT32)
      continue;
    run->counts[o] = nn_shape_count (&y.shape);
    run->factors[o] = g_new (float, run->counts[o]);
    for (gint64 i = 0; i < run->counts[o]; i++)
      run->factors[o][i] = nn_random_range (random, 0.5f, 1.5f) * (i % 3 == 0 ? -1 : 1);
  }
}

static void
run_backward (Run *run, float *gradient, gsize n_weights)
{
  loss_of (run);
  for (guint o = 0; o < run->n_outputs; o++)
    if (run->counts[o] > 0)
      memcpy (nn_workspace_output_gradient (run->workspace, o), run->factors[o],
              run->counts[o] * sizeof (float));
  memset (gradient, 0, n_weights * sizeof (float));
  nn_workspace_backward (run->workspace, run->weights, gradient);
}

static void
check_plan (NnGraph *graph, NnPlanFlags flags, float *weights, NnRandom *random)
{
  gsize n_weights = nn_graph_n_weights (graph);
  g_autofree float *gradient = g_new0 (float, n_weights + 16);
  g_autofree float *input_gradient = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnPlan) plan
      = nn_plan_new (graph, 16, NN_PLAN_TRAINING | NN_PLAN_INPUT_GRADIENT | flags, NULL, &error);
  g_autoptr (NnWorkspace) workspace = NULL;
  const NnValue *x = nn_graph_value (graph, nn_graph_input (graph, 0));
  gint64 n = nn_shape_count (&x->shape);
  Run run = { .weights = weights };

  g_assert_no_error (error);
  run.workspace = workspace = nn_workspace_new (plan);
  start_run (&run, plan, graph, random);
  fill_apart (random, x->name[0] == 'p', nn_workspace_input (workspace, 0), n);
  run_backward (&run, gradient, n_weights);
  input_gradient = g_memdup2 (nn_workspace_input_gradient (workspace, 0), n * sizeof (float));
  check_numbers (&run, x->name, nn_workspace_input (workspace, 0), input_gradient, n);
  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (value->kind == NN_VALUE_PARAMETER && value->trainable)
      check_numbers (&run, value->name, weights + value->offset, gradient + value->offset,
                     nn_shape_count (&value->shape));
  }
  for (guint o = 0; o < run.n_outputs; o++)
    g_free (run.factors[o]);
}

static void
test_case (gconstpointer data)
{
  g_autoptr (NnGraph) graph = build (data);
  g_autofree float *weights = g_new0 (float, nn_graph_n_weights (graph) + 16);
  NnRandom random;

  nn_random_init (&random, 5, 0);
  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    for (gint64 i = 0; value->kind == NN_VALUE_PARAMETER && i < nn_shape_count (&value->shape);
         i++) {
      float number = 0.5f * nn_random_normal (&random);

      weights[value->offset + i] = value->name[0] == 'p' ? 0.5f + fabsf (number) : number;
    }
  }
  check_plan (graph, 0, weights, &random);
  check_plan (graph, NN_PLAN_BATCH_FIRST, weights, &random);
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
    for (guint c = 0; c < n_gradient_cases; c++)
      found |= g_str_equal (gradient_cases[c].op, ops[i]->name);
    if (ops[i]->backward != NULL && !found)
      g_error ("%s has a backward pass, but no gradient case", ops[i]->name);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gradients/every-operator-has-a-case", test_every_operator_has_a_case);
  for (guint i = 0; i < n_gradient_cases; i++) {
    g_autofree char *path = g_strdup_printf ("/gradients/%03u-%s", i, gradient_cases[i].op);

    g_test_add_data_func (path, &gradient_cases[i], test_case);
  }
  return g_test_run ();
}
