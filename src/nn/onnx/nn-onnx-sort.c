/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/onnx/nn-onnx-private.h"

#define MAX_OUTPUTS 1024
/* Beside the ten probabilities a digit model has an output or two. */
#define MAX_CHECKED 8

/* --- which nodes lead to an output --- */

/* Whether the value comes from classical machine learning, which is not supported. */
static gboolean
is_classical (const NnOnnxReader *reader, guint value)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *seen = g_new0 (gboolean, reader->nodes->len + 1);

  g_array_append_val (open, value);
  while (open->len > 0) {
    guint n = nn_onnx_value (reader, g_array_index (open, guint, open->len - 1))->node;
    const NnOnnxNode *node = n != NN_NO_VALUE ? reader->nodes->pdata[n] : NULL;

    g_array_set_size (open, open->len - 1);
    if (node == NULL || seen[n])
      continue;
    seen[n] = TRUE;
    if (node->op == NULL && g_strcmp0 (node->from->domain, "ai.onnx.ml") == 0)
      return TRUE;
    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE)
        g_array_append_val (open, node->inputs[i]);
  }
  return FALSE;
}

/* scikit-learn's networks give the digit beside the ten probabilities, by classical operators: such
 * outputs are left out where another remains. */
static void
drop_classical_outputs (NnOnnxReader *reader)
{
  gboolean drop[MAX_CHECKED];
  guint n = reader->outputs->len, n_dropped = 0;

  if (n < 2 || n > MAX_CHECKED)
    return;
  for (guint i = 0; i < n; i++) {
    drop[i] = is_classical (reader, g_array_index (reader->outputs, guint, i));
    n_dropped += drop[i];
  }
  for (guint i = n; i-- > 0 && n_dropped < n;)
    if (drop[i])
      g_array_remove_index (reader->outputs, i);
}

static gboolean
mark_live (NnOnnxReader *reader)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  const Onnx__Graph *graph = reader->message->graph;

  if (graph->n_output > MAX_OUTPUTS)
    return nn_onnx_refuse (reader, NN_ERROR_RANGE, "the graph has more than %d outputs",
                           MAX_OUTPUTS);
  /* Some files list an output twice. */
  for (gsize i = 0; i < graph->n_output; i++) {
    guint v = nn_onnx_intern (reader, graph->output[i]->name);
    gboolean again = FALSE;

    if (v == NN_NO_VALUE)
      return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "an output of the graph has no name");
    for (guint k = 0; k < reader->outputs->len && !again; k++)
      again = g_array_index (reader->outputs, guint, k) == v;
    if (again)
      continue;
    g_array_append_val (reader->outputs, v);
  }
  drop_classical_outputs (reader);
  for (guint i = 0; i < reader->outputs->len; i++) {
    guint v = g_array_index (reader->outputs, guint, i);

    nn_onnx_value (reader, v)->n_uses++;
    g_array_append_val (open, v);
  }
  if (open->len == 0)
    return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "the graph has no output");
  while (open->len > 0) {
    NnOnnxValue *value = nn_onnx_value (reader, g_array_index (open, guint, open->len - 1));
    NnOnnxNode *node;

    g_array_set_size (open, open->len - 1);
    if (value->node == NN_NO_VALUE) {
      if (value->initializer == NULL && value->input == NULL)
        return nn_onnx_refuse (reader, NN_ERROR_FORMAT,
                               "'%s' is asked for, but no node makes it and it is not given",
                               value->name);
      continue;
    }
    node = reader->nodes->pdata[value->node];
    if (node->live)
      continue;
    node->live = TRUE;
    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE) {
        nn_onnx_value (reader, node->inputs[i])->n_uses++;
        g_array_append_val (open, node->inputs[i]);
      }
  }
  return TRUE;
}

/* --- what is not supported --- */

static gboolean
is_quantised (const char *type)
{
  return strstr (type, "uantizeLinear") != NULL || strstr (type, "Integer") != NULL
         || g_str_has_prefix (type, "QLinear") || g_str_has_prefix (type, "QGemm");
}

/* "Foo (nodes 'a', 'b')", each operator once, in the order of the graph. */
static char *
list_unsupported (NnOnnxReader *reader, guint *n_types)
{
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < reader->nodes->len; n++) {
    const NnOnnxNode *node = reader->nodes->pdata[n];
    const char *domain = node->from->domain != NULL ? node->from->domain : "";
    guint named = 0;

    if (!node->live || node->op != NULL
        || g_ptr_array_find_with_equal_func (types, node->type, g_str_equal, NULL))
      continue;
    g_ptr_array_add (types, g_strdup (node->type));
    g_string_append_printf (text, "%s%s%s%s (", text->len > 0 ? ", " : "", domain,
                            *domain != '\0' ? "." : "", node->type);
    for (guint m = n; m < reader->nodes->len; m++) {
      const NnOnnxNode *other = reader->nodes->pdata[m];

      if (!other->live || other->op != NULL || !g_str_equal (other->type, node->type))
        continue;
      if (named < 8)
        g_string_append_printf (text, "%s'%s'", named > 0 ? ", " : "", other->name);
      named++;
    }
    if (named > 8)
      g_string_append_printf (text, " and %u more", named - 8);
    g_string_append_c (text, ')');
  }
  *n_types = types->len;
  return g_string_free (text, FALSE);
}

static gboolean
check_supported (NnOnnxReader *reader)
{
  g_autofree char *list = NULL;
  guint n_types;

  for (guint n = 0; n < reader->nodes->len; n++) {
    const NnOnnxNode *node = reader->nodes->pdata[n];

    if (!node->live)
      continue;
    if (node->op == NULL && g_strcmp0 (node->from->domain, "ai.onnx.ml") == 0)
      return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                             "the model uses ai.onnx.ml, the operators of classical machine "
                             "learning (%s in node '%s'), which are not supported; only neural "
                             "networks are",
                             node->type, node->name);
    if (node->op == NULL && is_quantised (node->type))
      return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                             "the model is quantised (%s in node '%s'), which is not supported; "
                             "use the one with float weights that it was made from",
                             node->type, node->name);
  }
  list = list_unsupported (reader, &n_types);
  if (n_types == 0)
    return TRUE;
  return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED, "%u %s not supported: %s", n_types,
                         n_types == 1 ? "operator is" : "operators are", list);
}

static gboolean
check_counts (NnOnnxReader *reader)
{
  for (guint n = 0; n < reader->nodes->len; n++) {
    const NnOnnxNode *node = reader->nodes->pdata[n];
    const NnOp *op = node->op;

    if (!node->live)
      continue;
    if (node->n_inputs < op->min_inputs || node->n_inputs > op->max_inputs
        || node->n_outputs < op->min_outputs || node->n_outputs > op->max_outputs)
      return nn_onnx_refuse (reader, NN_ERROR_FORMAT,
                             "node '%s' (%s) has %u inputs and %u outputs, which cannot be",
                             node->name, op->name, node->n_inputs, node->n_outputs);
    for (guint i = 0; i < op->min_inputs; i++)
      if (node->inputs[i] == NN_NO_VALUE)
        return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "node '%s' (%s) has no input %u",
                               node->name, op->name, i);
  }
  return TRUE;
}

/* --- order --- */

/* How many inputs of the node are still to be made. */
static guint
count_missing (NnOnnxReader *reader, const NnOnnxNode *node, const gboolean *done)
{
  guint missing = 0;

  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NN_NO_VALUE) {
      guint maker = nn_onnx_value (reader, node->inputs[i])->node;

      missing += maker != NN_NO_VALUE && !done[maker];
    }
  return missing;
}

/* Repeated passes: files are in order as a rule, and one pass does. */
static gboolean
order_nodes (NnOnnxReader *reader)
{
  g_autoptr (GPtrArray) ordered = g_ptr_array_new ();
  g_autofree gboolean *done = g_new0 (gboolean, reader->nodes->len + 1);
  gboolean moved = TRUE;
  const char *stuck = NULL;
  guint n_left = 0;

  while (moved) {
    moved = FALSE;
    n_left = 0;
    for (guint n = 0; n < reader->nodes->len; n++) {
      NnOnnxNode *node = reader->nodes->pdata[n];

      if (!node->live || done[n])
        continue;
      if (count_missing (reader, node, done) > 0) {
        stuck = n_left++ == 0 ? node->name : stuck;
        continue;
      }
      done[n] = moved = TRUE;
      g_ptr_array_add (ordered, node);
    }
  }
  if (n_left > 0)
    return nn_onnx_refuse (
        reader, NN_ERROR_FORMAT,
        "nodes wait for each other in a circle: %u of them, one of which is '%s'", n_left, stuck);
  for (guint n = 0; n < reader->nodes->len; n++)
    if (!done[n])
      nn_onnx_node_free (reader->nodes->pdata[n]);
  g_ptr_array_set_free_func (reader->nodes, NULL);
  g_ptr_array_set_size (reader->nodes, 0);
  g_ptr_array_set_free_func (reader->nodes, nn_onnx_node_free);
  for (guint n = 0; n < ordered->len; n++) {
    NnOnnxNode *node = ordered->pdata[n];

    g_ptr_array_add (reader->nodes, node);
    for (guint i = 0; i < node->n_outputs; i++)
      if (node->outputs[i] != NN_NO_VALUE)
        nn_onnx_value (reader, node->outputs[i])->node = n;
  }
  return TRUE;
}

/* --- what only passes on --- */

static gboolean
is_output (const NnOnnxReader *reader, guint v)
{
  for (guint i = 0; i < reader->outputs->len; i++)
    if (g_array_index (reader->outputs, guint, i) == v)
      return TRUE;
  return FALSE;
}

/* A node that reads the output of an Identity of a computed value reads that value instead. An
 * Identity of weights stays: weights that are equal in the file may differ after training. */
static gboolean
drop_identities (NnOnnxReader *reader)
{
  g_autofree guint *same = g_new (guint, reader->values->len + 1);
  guint kept = 0;

  for (guint v = 0; v < reader->values->len; v++)
    same[v] = v;
  g_ptr_array_set_free_func (reader->nodes, NULL);
  for (guint n = 0; n < reader->nodes->len; n++) {
    NnOnnxNode *node = reader->nodes->pdata[n];

    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE)
        node->inputs[i] = same[node->inputs[i]];
    if (node->op->kind == NN_OP_IDENTITY && node->outputs[0] != NN_NO_VALUE
        && nn_onnx_value (reader, node->inputs[0])->initializer == NULL
        && nn_onnx_value (reader, node->inputs[0])->tensor == NULL
        && !is_output (reader, node->outputs[0])) {
      same[node->outputs[0]] = node->inputs[0];
      nn_onnx_value (reader, node->inputs[0])->n_uses
          += nn_onnx_value (reader, node->outputs[0])->n_uses - 1;
      nn_onnx_node_free (node);
      continue;
    }
    for (guint i = 0; i < node->n_outputs; i++)
      if (node->outputs[i] != NN_NO_VALUE)
        nn_onnx_value (reader, node->outputs[i])->node = kept;
    reader->nodes->pdata[kept++] = node;
  }
  g_ptr_array_set_size (reader->nodes, (int) kept);
  g_ptr_array_set_free_func (reader->nodes, nn_onnx_node_free);
  return TRUE;
}

gboolean
nn_onnx_sort_nodes (NnOnnxReader *reader)
{
  return mark_live (reader) && nn_onnx_read_attributes (reader) && check_supported (reader)
         && check_counts (reader) && order_nodes (reader) && drop_identities (reader);
}
