/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-graph.h"

/* Parameters begin at multiples of this many numbers, so that each is aligned to 64 bytes. */
#define ALIGNMENT 16

struct _NnGraph {
  gatomicrefcount ref_count;
  char *name;
  int opset;
  GPtrArray *values; /* NnValue* */
  GPtrArray *nodes;  /* NnNode* */
  GArray *inputs;    /* guint */
  GArray *outputs;   /* guint */
  GHashTable *index; /* name (the value's) -> index + 1 */
  GArray *producers; /* guint for each value: its node, or NN_NO_VALUE */
  gsize n_weights;
};

static void
value_free (gpointer data)
{
  NnValue *value = data;

  g_free (value->name);
  g_clear_pointer (&value->constant, nn_tensor_unref);
  g_free (value);
}

static void
node_free (gpointer data)
{
  NnNode *node = data;

  g_free (node->name);
  g_clear_pointer (&node->attributes, nn_attributes_unref);
  g_free (node->inputs);
  g_free (node->outputs);
  g_free (node);
}

NnGraph *
nn_graph_new (const char *name, int opset)
{
  NnGraph *graph = g_new0 (NnGraph, 1);

  g_atomic_ref_count_init (&graph->ref_count);
  graph->name = g_strdup (name != NULL ? name : "");
  graph->opset = opset;
  graph->values = g_ptr_array_new_with_free_func (value_free);
  graph->nodes = g_ptr_array_new_with_free_func (node_free);
  graph->inputs = g_array_new (FALSE, FALSE, sizeof (guint));
  graph->outputs = g_array_new (FALSE, FALSE, sizeof (guint));
  graph->index = g_hash_table_new (g_str_hash, g_str_equal);
  graph->producers = g_array_new (FALSE, FALSE, sizeof (guint));
  return graph;
}

NnGraph *
nn_graph_ref (NnGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);

  g_atomic_ref_count_inc (&graph->ref_count);
  return graph;
}

void
nn_graph_unref (NnGraph *graph)
{
  g_return_if_fail (graph != NULL);

  if (!g_atomic_ref_count_dec (&graph->ref_count))
    return;
  g_hash_table_unref (graph->index);
  g_ptr_array_unref (graph->nodes);
  g_ptr_array_unref (graph->values);
  g_array_unref (graph->inputs);
  g_array_unref (graph->outputs);
  g_array_unref (graph->producers);
  g_free (graph->name);
  g_free (graph);
}

static guint
add_value (NnGraph *graph, const char *name, NnValueKind kind, NnType type, const NnShape *shape)
{
  const guint i = graph->values->len;
  const guint no_node = NN_NO_VALUE;
  NnValue *value = g_new0 (NnValue, 1);

  value->name = g_strdup (name);
  value->kind = kind;
  value->type = type;
  if (shape != NULL)
    value->shape = *shape;
  g_ptr_array_add (graph->values, value);
  g_array_append_val (graph->producers, no_node);
  g_hash_table_insert (graph->index, value->name, GUINT_TO_POINTER (i + 1));
  return i;
}

static gboolean
name_is_new (const NnGraph *graph, const char *name)
{
  return name != NULL && name[0] != '\0' && !g_hash_table_contains (graph->index, name);
}

guint
nn_graph_add_input (NnGraph *graph, const char *name, NnType type, const NnShape *shape)
{
  guint i;

  g_return_val_if_fail (name_is_new (graph, name), NN_NO_VALUE);
  g_return_val_if_fail (shape != NULL, NN_NO_VALUE);

  i = add_value (graph, name, NN_VALUE_INPUT, type, shape);
  g_array_append_val (graph->inputs, i);
  return i;
}

guint
nn_graph_add_parameter (NnGraph *graph, const char *name, const NnShape *shape, gboolean trainable)
{
  gint64 count;
  guint i;
  NnValue *value;

  g_return_val_if_fail (name_is_new (graph, name), NN_NO_VALUE);
  g_return_val_if_fail (shape != NULL, NN_NO_VALUE);
  count = nn_shape_count (shape);
  g_return_val_if_fail (count >= 0, NN_NO_VALUE);

  i = add_value (graph, name, NN_VALUE_PARAMETER, NN_TYPE_FLOAT32, shape);
  value = g_ptr_array_index (graph->values, i);
  value->offset = graph->n_weights;
  value->trainable = trainable;
  graph->n_weights += ((gsize) count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  return i;
}

guint
nn_graph_add_constant (NnGraph *graph, const char *name, NnTensor *constant)
{
  guint i;
  NnValue *value;

  g_return_val_if_fail (name_is_new (graph, name), NN_NO_VALUE);
  g_return_val_if_fail (constant != NULL, NN_NO_VALUE);

  i = add_value (graph, name, NN_VALUE_CONSTANT, nn_tensor_type (constant),
                 nn_tensor_shape (constant));
  value = g_ptr_array_index (graph->values, i);
  value->constant = nn_tensor_ref (constant);
  return i;
}

guint
nn_graph_add_computed (NnGraph *graph, const char *name)
{
  g_return_val_if_fail (name_is_new (graph, name), NN_NO_VALUE);

  return add_value (graph, name, NN_VALUE_COMPUTED, NN_TYPE_UNDEFINED, NULL);
}

/* An input is there if it is not computed, or if the node that computes it came before. */
static gboolean
input_is_there (const NnGraph *graph, guint i)
{
  const NnValue *value;

  if (i == NN_NO_VALUE)
    return TRUE;
  if (i >= graph->values->len)
    return FALSE;
  value = g_ptr_array_index (graph->values, i);
  return value->kind != NN_VALUE_COMPUTED
         || g_array_index (graph->producers, guint, i) != NN_NO_VALUE;
}

static gboolean
output_is_free (const NnGraph *graph, guint i)
{
  const NnValue *value;

  if (i == NN_NO_VALUE)
    return TRUE;
  if (i >= graph->values->len)
    return FALSE;
  value = g_ptr_array_index (graph->values, i);
  return value->kind == NN_VALUE_COMPUTED
         && g_array_index (graph->producers, guint, i) == NN_NO_VALUE;
}

void
nn_graph_add_node (NnGraph *graph,
                   const char *name,
                   const NnOp *op,
                   NnAttributes *attributes,
                   guint n_inputs,
                   const guint *inputs,
                   guint n_outputs,
                   const guint *outputs)
{
  NnNode *node;

  g_return_if_fail (op != NULL);
  g_return_if_fail (n_inputs <= NN_OP_MAX_INPUTS && n_outputs <= NN_OP_MAX_OUTPUTS);
  for (guint i = 0; i < n_inputs; i++)
    g_return_if_fail (input_is_there (graph, inputs[i]));
  for (guint i = 0; i < n_outputs; i++)
    g_return_if_fail (output_is_free (graph, outputs[i]));

  node = g_new0 (NnNode, 1);
  node->name = g_strdup (name != NULL ? name : "");
  node->op = op;
  node->attributes = attributes;
  node->n_inputs = n_inputs;
  node->n_outputs = n_outputs;
  node->inputs = g_memdup2 (inputs, n_inputs * sizeof (guint));
  node->outputs = g_memdup2 (outputs, n_outputs * sizeof (guint));
  for (guint i = 0; i < n_outputs; i++)
    if (outputs[i] != NN_NO_VALUE)
      g_array_index (graph->producers, guint, outputs[i]) = graph->nodes->len;
  g_ptr_array_add (graph->nodes, node);
}

guint
nn_graph_add_op (NnGraph *graph,
                 const char *op,
                 const char *node_name,
                 NnAttributes *attributes,
                 guint n_inputs,
                 const guint *inputs,
                 const char *output_name)
{
  const NnOp *found = nn_op_find (op);
  guint output;

  g_return_val_if_fail (found != NULL, NN_NO_VALUE);

  output = nn_graph_add_computed (graph, output_name);
  nn_graph_add_node (graph, node_name, found, attributes, n_inputs, inputs, 1, &output);
  return output;
}

void
nn_graph_add_output (NnGraph *graph, guint value)
{
  g_return_if_fail (value < graph->values->len);

  g_array_append_val (graph->outputs, value);
}

const char *
nn_graph_name (const NnGraph *graph)
{
  return graph->name;
}

int
nn_graph_opset (const NnGraph *graph)
{
  return graph->opset;
}

guint
nn_graph_n_values (const NnGraph *graph)
{
  return graph->values->len;
}

const NnValue *
nn_graph_value (const NnGraph *graph, guint i)
{
  g_return_val_if_fail (i < graph->values->len, NULL);

  return g_ptr_array_index (graph->values, i);
}

guint
nn_graph_n_nodes (const NnGraph *graph)
{
  return graph->nodes->len;
}

const NnNode *
nn_graph_node (const NnGraph *graph, guint i)
{
  g_return_val_if_fail (i < graph->nodes->len, NULL);

  return g_ptr_array_index (graph->nodes, i);
}

const NnNode *
nn_graph_producer (const NnGraph *graph, guint value)
{
  guint node;

  g_return_val_if_fail (value < graph->values->len, NULL);

  node = g_array_index (graph->producers, guint, value);
  return node != NN_NO_VALUE ? g_ptr_array_index (graph->nodes, node) : NULL;
}

gboolean
nn_graph_has_kind (const NnGraph *graph, NnOpKind kind)
{
  for (guint n = 0; n < graph->nodes->len; n++)
    if (nn_graph_node (graph, n)->op->kind == kind)
      return TRUE;
  return FALSE;
}

guint
nn_graph_n_inputs (const NnGraph *graph)
{
  return graph->inputs->len;
}

guint
nn_graph_input (const NnGraph *graph, guint i)
{
  g_return_val_if_fail (i < graph->inputs->len, NN_NO_VALUE);

  return g_array_index (graph->inputs, guint, i);
}

guint
nn_graph_n_outputs (const NnGraph *graph)
{
  return graph->outputs->len;
}

guint
nn_graph_output (const NnGraph *graph, guint i)
{
  g_return_val_if_fail (i < graph->outputs->len, NN_NO_VALUE);

  return g_array_index (graph->outputs, guint, i);
}

guint
nn_graph_find_value (const NnGraph *graph, const char *name)
{
  gpointer found = g_hash_table_lookup (graph->index, name);

  return found == NULL ? NN_NO_VALUE : GPOINTER_TO_UINT (found) - 1;
}

gsize
nn_graph_n_weights (const NnGraph *graph)
{
  return graph->n_weights;
}

gsize
nn_graph_n_trainable (const NnGraph *graph)
{
  gsize sum = 0;

  for (guint i = 0; i < graph->values->len; i++) {
    const NnValue *value = g_ptr_array_index (graph->values, i);

    if (value->kind == NN_VALUE_PARAMETER && value->trainable)
      sum += (gsize) nn_shape_count (&value->shape);
  }
  return sum;
}
