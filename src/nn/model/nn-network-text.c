/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-network.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-digit.h"
#include "nn/graph/nn-plan.h"
#include "nn/ops/nn-op-table.h"

/* Describes a graph as the text that nn-network.c parses: follows the nodes from the input, each of
 * which has to be one that a word of the text makes. */

#define MAX_DEPTH 6
/* The epsilon of normalizations by default, in ONNX as in the text. */
#define EPSILON 1e-5

typedef struct {
  const NnGraph *graph;
  NnPlan *plan;     /* of one sample, for shapes */
  GArray **readers; /* by value: the nodes that read it, each once */
  GString *text;
  gboolean flattened; /* a picture has become a list of numbers, for which the text has no word */
  guint depth;
  struct {
    guint value;
    const NnNode *node;
  } around[MAX_DEPTH]; /* by depth: what reads a value only to go around the brackets */
  guint budget; /* nodes that may still be looked at: a graph may have many ways through it */
} Teller;

static gboolean say (Teller *t, guint value, guint end);

static NnShape
shape_of (const Teller *t, guint value)
{
  return nn_plan_value (t->plan, value).shape;
}

/* Node i of those that read this value, without what goes around the brackets that are open; NULL
 * where there is none. */
static const NnNode *
reader_of (const Teller *t, guint value, guint i)
{
  for (guint r = 0; r < t->readers[value]->len; r++) {
    const NnNode *node = nn_graph_node (t->graph, g_array_index (t->readers[value], guint, r));
    gboolean is_around = FALSE;

    for (guint d = 0; d < t->depth; d++)
      is_around |= t->around[d].value == value && t->around[d].node == node;
    if (!is_around && i-- == 0)
      return node;
  }
  return NULL;
}

/* The one node that reads this value; NULL where there are more, or none. */
static const NnNode *
only_reader (const Teller *t, guint value)
{
  return t->readers[value]->len == 1 ? reader_of (t, value, 0) : NULL;
}

static guint
n_present (const NnNode *node)
{
  guint n = node->n_inputs;

  while (n > 0 && node->inputs[n - 1] == NN_NO_VALUE)
    n--;
  return n;
}

/* A weight or a constant that travels in the file. */
static gboolean
is_weight (const Teller *t, guint value)
{
  return value != NN_NO_VALUE
         && (nn_graph_value (t->graph, value)->kind == NN_VALUE_PARAMETER
             || nn_graph_value (t->graph, value)->kind == NN_VALUE_CONSTANT);
}

static void add_word (Teller *t, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One layer more, after a comma where one is needed. */
static void
add_word (Teller *t, const char *format, ...)
{
  va_list arguments;

  if (t->text->len > 0 && t->text->str[t->text->len - 1] != '(')
    g_string_append (t->text, ", ");
  va_start (arguments, format);
  g_string_append_vprintf (t->text, format, arguments);
  va_end (arguments);
}

/* Every number of a list attribute is the same: then that one, else -1; fallback where there is no
 * such attribute. */
static gint64
common_int (const NnNode *node, const char *name, gint64 fallback)
{
  guint n;
  const gint64 *items = nn_attributes_get_ints (node->attributes, name, &n);

  if (items == NULL || n == 0)
    return fallback;
  for (guint i = 1; i < n; i++)
    if (items[i] != items[0])
      return -1;
  return items[0];
}

static gboolean
has_ints (const NnNode *node, const char *name, const gint64 *wanted, guint n_wanted)
{
  guint n;
  const gint64 *items = nn_attributes_get_ints (node->attributes, name, &n);

  return n == n_wanted && memcmp (items, wanted, n * sizeof *items) == 0;
}

static gboolean
has_float (const NnNode *node, const char *name, double wanted)
{
  return fabs (nn_attributes_get_float (node->attributes, name, wanted) - wanted) < 1e-9;
}

/* --- layers: each function describes one node and gives the value that follows; FALSE where it
 * cannot ---
 */

/* What adds a weight of `count` numbers to a value and nothing else. */
static gboolean
is_bias (const Teller *t, const NnNode *node, guint value, gint64 count)
{
  guint other;
  NnShape shape;

  if (node == NULL || node->op != &nn_op_add)
    return FALSE;
  other = node->inputs[0] == value ? node->inputs[1] : node->inputs[0];
  if (!is_weight (t, other))
    return FALSE;
  shape = shape_of (t, other);
  return nn_shape_count (&shape) == count;
}

static gboolean
say_dense (Teller *t, const NnNode *node, guint value, guint *out)
{
  guint n = n_present (node);
  NnShape in = shape_of (t, value), made;
  gboolean bias = n == 3;

  *out = node->outputs[0];
  made = shape_of (t, *out);
  if (node->inputs[0] != value || !is_weight (t, node->inputs[1]) || in.rank != 2 || made.rank != 2)
    return FALSE;
  if (node->op == &nn_op_gemm) {
    if (nn_attributes_get_int (node->attributes, "transA", 0) != 0 || !has_float (node, "alpha", 1)
        || !has_float (node, "beta", 1) || (bias && !is_weight (t, node->inputs[2])))
      return FALSE;
  } else if (shape_of (t, node->inputs[1]).rank != 2) {
    return FALSE;
  }
  if (!bias && is_bias (t, only_reader (t, *out), *out, made.dims[1])) {
    *out = only_reader (t, *out)->outputs[0];
    bias = TRUE;
  }
  add_word (t, "dense %" G_GINT64_FORMAT "%s", made.dims[1], bias ? "" : " nobias");
  t->flattened = FALSE;
  return TRUE;
}

/* Padding on each side that is the same all around; -1 where it is not. */
static gint64
padding_of (const Teller *t, const NnNode *node, gint64 kernel, gint64 stride)
{
  const char *automatic = nn_attributes_get_string (node->attributes, "auto_pad", "NOTSET");
  NnShape in, out;

  if (g_str_equal (automatic, "NOTSET"))
    return common_int (node, "pads", 0);
  if (g_str_equal (automatic, "VALID"))
    return 0;
  in = shape_of (t, node->inputs[0]);
  out = shape_of (t, node->outputs[0]);
  /* SAME: the least padding that gives ceil (n / stride); it is even on both sides, or none. */
  for (int d = 2; d < 4; d++)
    if (MAX ((out.dims[d] - 1) * stride + kernel - in.dims[d], 0) != (stride == 1 ? kernel - 1 : 0))
      return -1;
  return stride > 1 ? 0 : kernel % 2 == 1 ? (kernel - 1) / 2 : -1;
}

static gboolean
say_conv (Teller *t, const NnNode *node, guint value, guint *out)
{
  NnShape weight, made;
  gint64 kernel, stride = common_int (node, "strides", 1), pad, groups;
  gboolean bias = n_present (node) == 3;

  *out = node->outputs[0];
  if (node->inputs[0] != value || t->flattened || !is_weight (t, node->inputs[1])
      || (bias && !is_weight (t, node->inputs[2])) || common_int (node, "dilations", 1) != 1)
    return FALSE;
  weight = shape_of (t, node->inputs[1]);
  made = shape_of (t, *out);
  if (weight.rank != 4 || weight.dims[2] != weight.dims[3] || stride < 1)
    return FALSE;
  kernel = weight.dims[2];
  pad = padding_of (t, node, kernel, stride);
  groups = nn_attributes_get_int (node->attributes, "group", 1);
  if (pad < 0)
    return FALSE;
  if (!bias && is_bias (t, only_reader (t, *out), *out, made.dims[1])) {
    *out = only_reader (t, *out)->outputs[0];
    bias = TRUE;
  }
  add_word (t, "conv %" G_GINT64_FORMAT "x%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, kernel, kernel,
            made.dims[1]);
  if (stride != 1)
    g_string_append_printf (t->text, " stride %" G_GINT64_FORMAT, stride);
  if (pad > 0 && kernel % 2 == 1 && pad == (kernel - 1) / 2)
    g_string_append (t->text, " same");
  else if (pad > 0)
    g_string_append_printf (t->text, " pad %" G_GINT64_FORMAT, pad);
  if (groups != 1)
    g_string_append_printf (t->text, " groups %" G_GINT64_FORMAT, groups);
  if (!bias)
    g_string_append (t->text, " nobias");
  return TRUE;
}

static gboolean
say_pool (Teller *t, const NnNode *node, guint value, guint *out)
{
  gint64 kernel = common_int (node, "kernel_shape", -1), stride = common_int (node, "strides", 1);

  *out = node->outputs[0];
  if (t->flattened || kernel < 1 || stride < 1 || padding_of (t, node, kernel, stride) != 0
      || nn_attributes_get_int (node->attributes, "ceil_mode", 0) != 0
      || common_int (node, "dilations", 1) != 1 || shape_of (t, value).rank != 4)
    return FALSE;
  add_word (t, "%s %" G_GINT64_FORMAT, node->op == &nn_op_maxpool ? "maxpool" : "avgpool", kernel);
  if (stride != kernel)
    g_string_append_printf (t->text, " stride %" G_GINT64_FORMAT, stride);
  return TRUE;
}

static gboolean
say_global_pool (Teller *t, const NnNode *node, guint value, guint *out)
{
  *out = node->outputs[0];
  if (t->flattened)
    return FALSE;
  add_word (t, "global avgpool");
  return TRUE;
}

static gboolean
say_norm (Teller *t, const NnNode *node, guint value, guint *out)
{
  NnShape shape = shape_of (t, value);
  gint64 axis = nn_attributes_get_int (node->attributes, "axis", -1);

  *out = node->outputs[0];
  if (t->flattened || !has_float (node, "epsilon", EPSILON))
    return FALSE;
  for (guint i = 1; i < n_present (node); i++)
    if (!is_weight (t, node->inputs[i]))
      return FALSE;
  if (node->op == &nn_op_batch_normalization) {
    if (shape.rank != 2 && shape.rank != 4)
      return FALSE;
    add_word (t, "batchnorm");
    return TRUE;
  }
  if (axis < 0)
    axis += shape.rank;
  if (axis != (shape.rank == 3 ? 2 : 1) || n_present (node) != 3)
    return FALSE;
  add_word (t, "layernorm");
  return TRUE;
}

static gboolean
say_dropout (Teller *t, const NnNode *node, guint value, guint *out)
{
  double ratio = nn_attributes_get_float (node->attributes, "ratio", 0.5);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  *out = node->outputs[0];
  if (n_present (node) > 2)
    return FALSE;
  if (n_present (node) == 2) {
    const NnValue *constant = nn_graph_value (t->graph, node->inputs[1]);

    if (constant->kind != NN_VALUE_CONSTANT || nn_tensor_count (constant->constant) != 1)
      return FALSE;
    ratio = nn_tensor_get_double (constant->constant, 0);
  }
  if (!(ratio >= 0 && ratio < 1))
    return FALSE;
  add_word (t, "dropout %s", g_ascii_formatd (number, sizeof number, "%.6g", ratio));
  return TRUE;
}

/* A recurrent layer and the reshaping behind it; value is the picture where it reads rows. */
static gboolean
say_recurrent (Teller *t, const NnNode *node, guint value, guint *out)
{
  static const char *const others[]
      = { "activations", "activation_alpha", "activation_beta", "clip", NULL };
  gboolean gru = node->op == &nn_op_gru, rows = node->inputs[0] != value, last;
  NnShape made;
  guint n = n_present (node), read;
  const NnNode *after;

  if (n < 3 || n > 4 || !is_weight (t, node->inputs[1]) || !is_weight (t, node->inputs[2])
      || (n == 4 && !is_weight (t, node->inputs[3]))
      || !g_str_equal (nn_attributes_get_string (node->attributes, "direction", "forward"),
                       "forward")
      || nn_attributes_get_int (node->attributes, "layout", 0) != 0
      || nn_attributes_get_int (node->attributes, "input_forget", 0) != 0
      || (gru && nn_attributes_get_int (node->attributes, "linear_before_reset", 0) != 1))
    return FALSE;
  for (guint i = 0; others[i] != NULL; i++)
    if (nn_attributes_find (node->attributes, others[i]) != NULL)
      return FALSE;
  last = node->n_outputs > 1 && node->outputs[1] != NN_NO_VALUE
         && t->readers[node->outputs[1]]->len > 0;
  if (last == (node->outputs[0] != NN_NO_VALUE && t->readers[node->outputs[0]]->len > 0))
    return FALSE;
  read = node->outputs[last ? 1 : 0];
  after = only_reader (t, read);
  if (after == NULL || (after->op != &nn_op_reshape && after->op != &nn_op_squeeze))
    return FALSE;
  *out = after->outputs[0];
  made = shape_of (t, *out);
  if (made.rank != (last ? 2 : 3))
    return FALSE;
  add_word (t, "%s %" G_GINT64_FORMAT "%s%s%s", gru ? "gru" : "lstm", made.dims[made.rank - 1],
            rows ? " rows" : "", last ? " last" : "", n == 4 ? "" : " nobias");
  return TRUE;
}

/* Rows of a picture as a sequence, or the steps of a sequence side by side. */
static gboolean
say_steps (Teller *t, const NnNode *node, guint value, guint *out)
{
  const NnNode *second = only_reader (t, node->outputs[0]), *third;
  NnShape in = shape_of (t, value);

  if (second == NULL)
    return FALSE;
  if (in.rank == 3 && node->op == &nn_op_transpose
      && has_ints (node, "perm", (gint64[]){ 1, 0, 2 }, 3) && second->op == &nn_op_flatten) {
    *out = second->outputs[0];
    return nn_attributes_get_int (second->attributes, "axis", 1) == 1;
  }
  third = only_reader (t, second->outputs[0]);
  if (t->flattened || third == NULL || in.rank != 4
      || (third->op != &nn_op_lstm && third->op != &nn_op_gru))
    return FALSE;
  if (!(node->op == &nn_op_reshape && in.dims[1] == 1 && second->op == &nn_op_transpose
        && has_ints (second, "perm", (gint64[]){ 1, 0, 2 }, 3))
      && !(node->op == &nn_op_transpose && has_ints (node, "perm", (gint64[]){ 2, 0, 1, 3 }, 4)
           && second->op == &nn_op_reshape))
    return FALSE;
  return say_recurrent (t, third, value, out);
}

/* What leaves the numbers of each sample in their order; a picture becomes a list. */
static gboolean
say_reshape (Teller *t, const NnNode *node, guint value, guint *out)
{
  NnShape in = shape_of (t, value), made;

  if (say_steps (t, node, value, out))
    return TRUE;
  *out = node->outputs[0];
  made = shape_of (t, *out);
  if (node->inputs[0] != value || made.rank < 1 || in.rank < 1 || made.dims[0] != in.dims[0])
    return FALSE;
  if (nn_shape_equal (&in, &made))
    return TRUE;
  if (made.rank != 2 || in.rank != 4)
    return FALSE;
  t->flattened = in.dims[2] != 1 || in.dims[3] != 1;
  return TRUE;
}

/* A node that returns its input. */
static gboolean
say_identity (Teller *t, const NnNode *node, guint value, guint *out)
{
  *out = node->outputs[0];
  return TRUE;
}

static gboolean
say_leaky_relu (Teller *t, const NnNode *node, guint value, guint *out)
{
  double slope = nn_attributes_get_float (node->attributes, "alpha", 0.01);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  *out = node->outputs[0];
  if (!(slope >= 0 && slope < 1))
    return FALSE;
  if (fabs (slope - 0.01) < 1e-9)
    add_word (t, "leaky relu");
  else
    add_word (t, "leaky relu %s", g_ascii_formatd (number, sizeof number, "%.6g", slope));
  return TRUE;
}

static gboolean say_function (Teller *t, const NnNode *node, guint value, guint *out);

/* clang-format off */
static const struct {
  const NnOp *op;
  gboolean (*say) (Teller *t, const NnNode *node, guint value, guint *out);
  const char *word; /* of a function */
  double alpha;     /* that the word means */
} sayings[] = {
  { &nn_op_average_pool,        say_pool,        NULL,           0 },
  { &nn_op_batch_normalization, say_norm,        NULL,           0 },
  { &nn_op_conv,                say_conv,        NULL,           0 },
  { &nn_op_dropout,             say_dropout,     NULL,           0 },
  { &nn_op_elu,                 say_function,    "elu",          1 },
  { &nn_op_flatten,             say_reshape,     NULL,           0 },
  { &nn_op_gelu,                say_function,    "gelu",         0 },
  { &nn_op_gemm,                say_dense,       NULL,           0 },
  { &nn_op_global_average_pool, say_global_pool, NULL,           0 },
  { &nn_op_gru,                 say_recurrent,   NULL,           0 },
  { &nn_op_hard_sigmoid,        say_function,    "hard sigmoid", 0.2 },
  { &nn_op_identity,            say_identity,    NULL,           0 },
  { &nn_op_layer_normalization, say_norm,        NULL,           0 },
  { &nn_op_leaky_relu,          say_leaky_relu,  NULL,           0 },
  { &nn_op_lstm,                say_recurrent,   NULL,           0 },
  { &nn_op_matmul,              say_dense,       NULL,           0 },
  { &nn_op_maxpool,             say_pool,        NULL,           0 },
  { &nn_op_relu,                say_function,    "relu",         0 },
  { &nn_op_reshape,             say_reshape,     NULL,           0 },
  { &nn_op_sigmoid,             say_function,    "sigmoid",      0 },
  { &nn_op_softplus,            say_function,    "softplus",     0 },
  { &nn_op_squeeze,             say_reshape,     NULL,           0 },
  { &nn_op_tanh,                say_function,    "tanh",         0 },
  { &nn_op_transpose,           say_steps,       NULL,           0 },
};
/* clang-format on */

static gboolean
say_function (Teller *t, const NnNode *node, guint value, guint *out)
{
  guint i = 0;

  while (sayings[i].op != node->op)
    i++;
  *out = node->outputs[0];
  if (!has_float (node, "alpha", sayings[i].alpha) || !has_float (node, "beta", 0.5)
      || !g_str_equal (nn_attributes_get_string (node->attributes, "approximate", "none"), "none"))
    return FALSE;
  add_word (t, "%s", sayings[i].word);
  return TRUE;
}

static gboolean
say_node (Teller *t, const NnNode *node, guint value, guint *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (sayings); i++)
    if (sayings[i].op == node->op)
      return sayings[i].say (t, node, value, out);
  return FALSE;
}

/* What goes around a residual's layers from value to the sum: nothing, or a layer 1x1 without bias.
 * The sum, or NULL. */
static const NnNode *
sum_behind (const Teller *t, guint value, const NnNode *around, guint *joined)
{
  *joined = value;
  if (around->op == &nn_op_add)
    return around;
  if ((around->op != &nn_op_conv && around->op != &nn_op_gemm) || n_present (around) != 2
      || !is_weight (t, around->inputs[1]) || around->inputs[0] != value)
    return NULL;
  if (around->op == &nn_op_conv
      && (common_int (around, "kernel_shape", shape_of (t, around->inputs[1]).dims[2]) != 1
          || common_int (around, "pads", 0) != 0
          || nn_attributes_get_int (around->attributes, "group", 1) != 1))
    return NULL;
  *joined = around->outputs[0];
  around = only_reader (t, *joined);
  return around != NULL && around->op == &nn_op_add ? around : NULL;
}

/* One of the nodes that read the value goes around the brackets to their sum; the others begin what
 * is in them. */
static gboolean
say_residual (Teller *t, guint value, guint *out)
{
  const NnNode *around;

  if (t->flattened || t->depth == MAX_DEPTH)
    return FALSE;
  for (guint i = 0; (around = reader_of (t, value, i)) != NULL; i++) {
    gsize before = t->text->len;
    guint joined, end;
    const NnNode *sum = sum_behind (t, value, around, &joined);
    gboolean said;

    if (sum == NULL)
      continue;
    end = sum->inputs[0] == joined ? sum->inputs[1] : sum->inputs[0];
    if (end == value || is_weight (t, end))
      continue;
    add_word (t, "residual (");
    t->around[t->depth].value = value;
    t->around[t->depth++].node = around;
    said = say (t, value, end) && !t->flattened;
    t->depth--;
    if (said) {
      g_string_append_c (t->text, ')');
      *out = sum->outputs[0];
      return TRUE;
    }
    t->flattened = FALSE;
    g_string_truncate (t->text, before);
  }
  return FALSE;
}

/* Describes the layers between two values. */
static gboolean
say (Teller *t, guint value, guint end)
{
  while (value != end) {
    const NnNode *node = value != NN_NO_VALUE ? reader_of (t, value, 0) : NULL;

    if (node == NULL || t->budget == 0)
      return FALSE;
    t->budget--;
    if (reader_of (t, value, 1) == NULL ? !say_node (t, node, value, &value)
                                        : !say_residual (t, value, &value))
      return FALSE;
  }
  return TRUE;
}

/* What the text is read with, and the value that its last layer makes. */
static gboolean
find_frame (Teller *t, NnNetworkFrame *frame, guint *end)
{
  guint output = nn_graph_output (t->graph, 0);
  NnShape in = shape_of (t, nn_graph_input (t->graph, 0)), out = shape_of (t, output);
  gint64 count = nn_shape_count (&in);

  if (out.rank != 2 || in.rank < 2 || in.dims[0] != 1)
    return FALSE;
  *end = output;
  *frame = (NnNetworkFrame){ count == NN_PICTURE_PIXELS ? 0 : count, out.dims[1], NN_HEAD_NONE };
  if (frame->inputs > 0
          ? in.rank != 2
          : in.rank != 2 && !(in.rank == 4 && in.dims[1] == 1 && in.dims[2] == NN_PICTURE_SIDE))
    return FALSE;
  for (guint n = 0; n < nn_graph_n_nodes (t->graph); n++) {
    const NnNode *node = nn_graph_node (t->graph, n);

    if (node->outputs[0] != output)
      continue;
    if (node->op == &nn_op_softmax || node->op == &nn_op_log_softmax)
      frame->head = NN_HEAD_SOFTMAX;
    else if (node->op == &nn_op_sigmoid && frame->inputs == 0)
      frame->head = NN_HEAD_SIGMOID;
    if (frame->head != NN_HEAD_NONE)
      *end = node->inputs[0];
  }
  return TRUE;
}

/* Whether the text, parsed again, makes the same graph: the last check, so that no text is only
 * nearly right. */
static gboolean
comes_back (const Teller *t, const NnNetworkFrame *frame)
{
  g_autoptr (NnGraph) again = nn_network_parse ("again", t->text->str, frame, NULL, NULL);

  return again != NULL && nn_graph_n_trainable (again) == nn_graph_n_trainable (t->graph);
}

char *
nn_network_to_text (const NnGraph *graph, NnNetworkFrame *frame)
{
  guint n_values = nn_graph_n_values (graph), end;
  g_autoptr (NnPlan) plan = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) readers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  NnNetworkFrame found;
  Teller t = { .graph = graph, .text = text, .budget = 20 * nn_graph_n_nodes (graph) + 20 };

  if (nn_graph_n_inputs (graph) != 1 || nn_graph_n_outputs (graph) != 1)
    return NULL;
  plan = nn_plan_new ((NnGraph *) graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  if (plan == NULL)
    return NULL;
  for (guint v = 0; v < n_values; v++)
    g_ptr_array_add (readers, g_array_new (FALSE, FALSE, sizeof (guint)));
  t.plan = plan;
  t.readers = (GArray **) readers->pdata;
  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);

    for (guint i = 0; i < node->n_inputs; i++) {
      GArray *of = node->inputs[i] != NN_NO_VALUE ? t.readers[node->inputs[i]] : NULL;

      if (of != NULL && (of->len == 0 || g_array_index (of, guint, of->len - 1) != n))
        g_array_append_val (of, n);
    }
  }
  if (!find_frame (&t, &found, &end) || !say (&t, nn_graph_input (graph, 0), end) || text->len == 0
      || text->len > NN_NETWORK_MAX_TEXT || !comes_back (&t, &found))
    return NULL;
  if (frame != NULL)
    *frame = found;
  return g_strdup (text->str);
}
