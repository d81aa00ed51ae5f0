/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "gradient-cases.h"
#include "nn/graph/nn-plan.h"

/*
 * Every operator's backward pass against numeric differences, through a plan of one node, and every
 * gradient of two whole networks. The loss is a sum of all outputs with random factors.
 *
 * Gradients have to be added to what is there already: that of the weights starts from random
 * numbers, and a second node reads input 0, as where a residual connection begins.
 */

#define MAX_OUTPUTS 5

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
  NnShape shape = word[0] == 's' || (word[0] == 'b' && n == 1) ? NN_SHAPE_SCALAR : NN_SHAPE (n);
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
  g_autofree char *name = g_strdup_printf ("%c%u",
                                           strchr (word, '+') != NULL   ? 'p'
                                           : strchr (word, '^') != NULL ? 'q'
                                                                        : 'v',
                                           i);
  NnShape shape;

  if (g_str_equal (word, "-"))
    return NN_NO_VALUE;
  if (word[1] == ':') {
    g_autoptr (NnTensor) known = parse_known (word);

    return nn_graph_add_constant (graph, name, known);
  }
  shape = parse_shape (word);
  return nn_graph_n_inputs (graph) == 0
             ? nn_graph_add_input (graph, name, NN_TYPE_FLOAT32, &shape)
             : nn_graph_add_parameter (graph, name, &shape, strchr (word, '!') == NULL);
}

/* read_twice: an Identity, whose output is one of the graph's, reads input 0 too. It stands behind
 * the node, so that its gradient is there first in the backward pass. */
static NnGraph *
build (const GradientCase *c, gboolean read_twice)
{
  NnGraph *graph = nn_graph_new ("case", c->opset != 0 ? c->opset : 17);
  g_auto (GStrv) words = g_strsplit (c->inputs, " ", -1);
  guint n = g_strv_length (words), n_outputs = MAX (1, c->n_outputs);
  guint inputs[16], outputs[MAX_OUTPUTS], first;

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
  first = nn_graph_input (graph, 0);
  if (read_twice)
    nn_graph_add_output (graph,
                         nn_graph_add_op (graph, "Identity", "again", NULL, 1, &first, "again"));
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

/* The slopes of the loss on both sides of a number. */
static void
find_slopes (Run *run, float *number, float h, double *left, double *right)
{
  float kept = *number;
  double here = loss_of (run);

  *number = kept + h;
  *right = (loss_of (run) - here) / h;
  *number = kept - h;
  *left = (here - loss_of (run)) / h;
  *number = kept;
}

/* A difference may cross the kink of a rectifier or of a clip: then a smaller step has to agree,
 * and where the smallest still does, the gradient lies between the slopes on both sides. */
static void
check_numbers (Run *run, const char *name, float *numbers, const float *gradient, gint64 n)
{
  double largest = 0;

  for (gint64 i = 0; i < n; i++) {
    double numeric = 0, left = 0, right = 0, tolerance = 0;
    gboolean good = FALSE;

    for (float h = 1e-2f; !good && h > 5e-4f; h /= 4) {
      find_slopes (run, numbers + i, h, &left, &right);
      numeric = (left + right) / 2;
      tolerance = 2e-2 * fabs (numeric) + 4e-3 + 2e-4 * run->largest;
      good = fabs (numeric - gradient[i]) <= tolerance;
    }
    if (!good
        && (gradient[i] < MIN (left, right) - tolerance
            || gradient[i] > MAX (left, right) + tolerance))
      g_error ("%s, %s, number %d: the gradient is %g, numerically %g", g_test_get_path (), name,
               (int) i, gradient[i], numeric);
    largest = MAX (largest, fabs (numeric));
  }
  /* A pass of nothing but zeros would agree with everything. */
  if (largest < 0.005)
    g_error ("%s, %s: no gradient is larger than %g", g_test_get_path (), name, largest);
}

/* Numbers at least 0.03 apart from each other and from 0, so that no difference crosses a kink. */
static void
fill_apart (NnRandom *random, char kind, float *numbers, gint64 n)
{
  g_autofree guint32 *order = g_new (guint32, n);

  for (gint64 i = 0; i < n; i++)
    order[i] = (guint32) i;
  nn_random_shuffle (random, order, n);
  for (gint64 i = 0; i < n; i++)
    numbers[i] = kind != 'v' ? (kind == 'q' ? 1.5f : 0.5f) + (float) order[i] * 0.04f
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

/* The gradient of the weights is what the backward pass adds to random numbers. */
static void
run_backward (Run *run, float *gradient, gsize n_weights)
{
  g_autofree float *start = g_new (float, n_weights + 1);
  NnRandom random;

  nn_random_init (&random, 7, 0);
  for (gsize i = 0; i < n_weights; i++)
    gradient[i] = start[i] = nn_random_range (&random, -2, 2);
  loss_of (run);
  for (guint o = 0; o < run->n_outputs; o++)
    if (run->counts[o] > 0)
      memcpy (nn_workspace_output_gradient (run->workspace, o), run->factors[o],
              run->counts[o] * sizeof (float));
  nn_workspace_backward (run->workspace, run->weights, gradient);
  for (gsize i = 0; i < n_weights; i++)
    gradient[i] -= start[i];
}

/* network: the input is drawn, and its numbers need not be apart. */
static void
check_plan (NnGraph *graph, NnPlanFlags flags, gboolean network, float *weights, NnRandom *random)
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
  if (network)
    for (gint64 i = 0; i < n; i++)
      ((float *) nn_workspace_input (workspace, 0))[i] = nn_random_normal (random);
  else
    fill_apart (random, x->name[0], nn_workspace_input (workspace, 0), n);
  start_run (&run, plan, graph, random);
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

/* Positive where the name begins with p. */
static float *
new_weights (const NnGraph *graph, NnRandom *random)
{
  float *weights = g_new0 (float, nn_graph_n_weights (graph) + 16);

  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    for (gint64 i = 0; value->kind == NN_VALUE_PARAMETER && i < nn_shape_count (&value->shape);
         i++) {
      float number = 0.5f * nn_random_normal (random);

      weights[value->offset + i] = value->name[0] == 'p' ? 0.5f + fabsf (number) : number;
    }
  }
  return weights;
}

static void
check_graph (NnGraph *graph, gboolean network, guint64 seed)
{
  NnRandom random;
  g_autofree float *weights = NULL;

  nn_random_init (&random, seed, 0);
  weights = new_weights (graph, &random);
  check_plan (graph, 0, network, weights, &random);
  check_plan (graph, NN_PLAN_BATCH_FIRST, network, weights, &random);
}

static void
test_case (gconstpointer data)
{
  g_autoptr (NnGraph) once = build (data, FALSE);
  g_autoptr (NnGraph) twice = build (data, TRUE);

  check_graph (once, FALSE, 8);
  check_graph (twice, FALSE, 8);
}

/* --- whole networks, a line a node --- */

/*
 * A node: "output = Operator input ... ; attributes". An input that is not there yet is
 * "name:2x3", a parameter, or as in a case's inputs.
 */
static void
add_line (NnGraph *graph, const char *line)
{
  g_auto (GStrv) halves = g_strsplit (line, " ; ", 2);
  g_auto (GStrv) words = g_strsplit (halves[0], " ", -1);
  guint inputs[16], n = 0;

  for (guint w = 3; words[w] != NULL; w++) {
    char *colon = strchr (words[w], ':');

    if (colon == NULL) {
      inputs[n] = nn_graph_find_value (graph, words[w]);
    } else if (colon == words[w] + 1 && strchr ("ijsb", words[w][0]) != NULL) {
      g_autoptr (NnTensor) known = parse_known (words[w]);

      inputs[n] = nn_graph_add_constant (graph, words[w], known);
    } else {
      NnShape shape = parse_shape (colon + 1);

      *colon = '\0';
      inputs[n] = nn_graph_add_parameter (graph, words[w], &shape, strchr (colon + 1, '!') == NULL);
    }
    g_assert_cmpuint (inputs[n++], !=, NN_NO_VALUE);
  }
  nn_graph_add_op (graph, words[2], words[0], parse_attributes (halves[1]), n, inputs, words[0]);
}

/* Networks are checked with so many start weights. */
#define N_SEEDS 3

static void
check_network (const char *input, const char *const *lines)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("network", 17);
  NnShape shape = parse_shape (input);
  guint last;

  nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &shape);
  for (guint i = 0; lines[i] != NULL; i++)
    add_line (graph, lines[i]);
  last = nn_graph_n_values (graph) - 1;
  nn_graph_add_output (graph, last);
  for (guint64 seed = 1; seed <= N_SEEDS; seed++)
    check_graph (graph, TRUE, seed);
}

/* Two residual blocks; the second one's shortcut is a convolution. */
static void
test_residual_network (void)
{
  static const char *const lines[] = {
    "a = Conv x wa:4x1x3x3 ba:4 ; pads=[1,1,1,1]",
    "a1 = Sigmoid a",
    "b = Conv a1 wb:4x4x3x3 ; pads=[1,1,1,1]",
    "bn = BatchNormalization b pscale:4 shift:4 mean:4! pvariance:4!",
    "b1 = Elu bn",
    "c = Conv b1 wc:4x4x3x3 bc:4 ; pads=[1,1,1,1]",
    "sum = Add c a1",
    "block = Tanh sum",
    "d = Conv block wd:3x4x3x3 bd:3 ; pads=[1,1,1,1] strides=[2,2]",
    "short = Conv block ws:3x4x1x1 ; strides=[2,2]",
    "sum2 = Add d short",
    "block2 = Softplus sum2",
    "e = Conv block2 we:3x3x1x1 be:3",
    "e1 = Gelu e",
    "pooled = GlobalAveragePool e1",
    "flat = Flatten pooled",
    "logits = Gemm flat wf:5x3 bf:5 ; transB=1",
    "y = LogSoftmax logits ; axis=1",
    NULL,
  };

  check_network ("16x1x6x6", lines);
}

/* Rows as steps of time; the states of all steps go on, and a weight is read by two nodes. */
static void
test_recurrent_network (void)
{
  static const char *const lines[] = {
    "steps = Transpose x ; perm=[1,0,2]",
    "h = LSTM steps w:2x12x4 r:2x12x3 bias:2x24 ; direction=bidirectional hidden_size=3",
    "rows = Transpose h ; perm=[2,0,1,3]",
    "long = Reshape rows i:3,-1",
    "n = LayerNormalization long pscale:30 shift:30",
    "code = MatMul n shared:30x6",
    "open = Sigmoid code",
    "back = Transpose shared ; perm=[1,0]",
    "decoded = MatMul open back",
    "sum = Add decoded n",
    "gates = GRU h2:5x3x5 wg:1x12x5 rg:1x12x4 ; hidden_size=4",
    "last = ReduceSum gates i:0,1 ; keepdims=0",
    "logits = Gemm sum wl:30x4 bl:4",
    "z = Add logits last",
    "p = LogSoftmax z ; axis=1",
    NULL,
  };

  check_network ("3x5x4", lines);
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
  g_test_add_func ("/gradients/residual-network", test_residual_network);
  g_test_add_func ("/gradients/recurrent-network", test_recurrent_network);
  for (guint i = 0; i < n_gradient_cases; i++) {
    g_autofree char *path = g_strdup_printf ("/gradients/%03u-%s", i, gradient_cases[i].op);

    g_test_add_data_func (path, &gradient_cases[i], test_case);
  }
  return g_test_run ();
}
