/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-edit.h"

#include <string.h>

NnEdit *
nn_edit_new (const NnModel *model)
{
  NnGraph *graph = nn_model_graph (model);
  guint n_values = nn_graph_n_values (graph), n_nodes = nn_graph_n_nodes (graph);
  NnEdit *edit = g_new0 (NnEdit, 1);

  edit->model = model;
  edit->alias = g_new (guint, n_values + 1);
  edit->constants = g_new0 (NnTensor *, n_values + 1);
  edit->weights = g_new0 (float *, n_values + 1);
  edit->inputs = g_malloc0 ((n_nodes + 1) * sizeof *edit->inputs);
  edit->changed = g_new0 (gboolean, n_nodes + 1);
  edit->shapes = g_new0 (NnShape, n_values + 1);
  edit->outputs = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint v = 0; v < n_values; v++) {
    edit->alias[v] = v;
    edit->shapes[v].rank = -1;
  }
  for (guint i = 0; i < nn_graph_n_outputs (graph); i++) {
    guint v = nn_graph_output (graph, i);

    g_array_append_val (edit->outputs, v);
  }
  return edit;
}

void
nn_edit_free (NnEdit *edit)
{
  guint n_values = nn_graph_n_values (nn_model_graph (edit->model));

  for (guint v = 0; v < n_values; v++) {
    g_clear_pointer (&edit->constants[v], nn_tensor_unref);
    g_free (edit->weights[v]);
  }
  g_free (edit->alias);
  g_free (edit->constants);
  g_free (edit->weights);
  g_free (edit->inputs);
  g_free (edit->changed);
  g_free (edit->shapes);
  g_array_unref (edit->outputs);
  g_free (edit);
}

static guint
alias_of (const NnEdit *edit, guint v)
{
  while (v != NN_NO_VALUE && edit->alias[v] != v)
    v = edit->alias[v];
  return v;
}

static guint
n_inputs_of (const NnEdit *edit, guint n)
{
  return edit->changed[n] ? 3 : nn_graph_node (nn_model_graph (edit->model), n)->n_inputs;
}

static guint
input_of (const NnEdit *edit, guint n, guint i)
{
  const NnNode *node = nn_graph_node (nn_model_graph (edit->model), n);

  return alias_of (edit, edit->changed[n] ? edit->inputs[n][i] : node->inputs[i]);
}

/* Which values and nodes are needed for the outputs. */
static void
find_needed (const NnEdit *edit, gboolean *values, gboolean *nodes)
{
  NnGraph *graph = nn_model_graph (edit->model);

  for (guint i = 0; i < edit->outputs->len; i++)
    values[alias_of (edit, g_array_index (edit->outputs, guint, i))] = TRUE;
  for (guint n = nn_graph_n_nodes (graph); n-- > 0;) {
    const NnNode *node = nn_graph_node (graph, n);

    for (guint i = 0; i < node->n_outputs; i++)
      nodes[n] |= node->outputs[i] != NN_NO_VALUE && values[node->outputs[i]];
    for (guint i = 0; nodes[n] && i < n_inputs_of (edit, n); i++)
      if (input_of (edit, n, i) != NN_NO_VALUE)
        values[input_of (edit, n, i)] = TRUE;
  }
}

static guint
copy_value (const NnEdit *edit, NnGraph *graph, guint v)
{
  const NnValue *value = nn_graph_value (nn_model_graph (edit->model), v);

  switch (value->kind) {
  case NN_VALUE_INPUT:
    return nn_graph_add_input (graph, value->name, value->type,
                               edit->shapes[v].rank >= 0 ? &edit->shapes[v] : &value->shape);
  case NN_VALUE_PARAMETER:
    return nn_graph_add_parameter (graph, value->name, &value->shape, value->trainable);
  case NN_VALUE_CONSTANT:
    return nn_graph_add_constant (
        graph, value->name, edit->constants[v] != NULL ? edit->constants[v] : value->constant);
  case NN_VALUE_COMPUTED:
  default:
    return nn_graph_add_computed (graph, value->name);
  }
}

static void
copy_node (const NnEdit *edit, NnGraph *graph, guint n, const guint *places)
{
  const NnNode *node = nn_graph_node (nn_model_graph (edit->model), n);
  guint n_inputs = n_inputs_of (edit, n);
  g_autofree guint *inputs = g_new (guint, n_inputs + 1);
  g_autofree guint *outputs = g_new (guint, node->n_outputs + 1);

  for (guint i = 0; i < n_inputs; i++) {
    guint v = input_of (edit, n, i);

    inputs[i] = v != NN_NO_VALUE ? places[v] : NN_NO_VALUE;
  }
  for (guint i = 0; i < node->n_outputs; i++)
    outputs[i] = node->outputs[i] != NN_NO_VALUE ? places[node->outputs[i]] : NN_NO_VALUE;
  nn_graph_add_node (graph, node->name, node->op,
                     node->attributes != NULL ? nn_attributes_ref (node->attributes) : NULL,
                     n_inputs, inputs, node->n_outputs, outputs);
}

NnModel *
nn_edit_finish (NnEdit *edit)
{
  NnGraph *from = nn_model_graph (edit->model);
  g_autoptr (NnGraph) graph = nn_graph_new (nn_graph_name (from), nn_graph_opset (from));
  guint n_values = nn_graph_n_values (from);
  g_autofree gboolean *values = g_new0 (gboolean, n_values + 1);
  g_autofree gboolean *nodes = g_new0 (gboolean, nn_graph_n_nodes (from) + 1);
  g_autofree guint *places = g_new (guint, n_values + 1);
  g_autofree float *weights = NULL;
  NnInputConvention convention = *nn_model_get_convention (edit->model);
  g_autoptr (GList) facts = nn_model_list_facts (edit->model);
  NnOutputKind output;
  NnModel *model;

  find_needed (edit, values, nodes);
  /* Outputs of nodes that are kept, whether read or not. */
  for (guint n = 0; n < nn_graph_n_nodes (from); n++)
    for (guint i = 0; nodes[n] && i < nn_graph_node (from, n)->n_outputs; i++)
      if (nn_graph_node (from, n)->outputs[i] != NN_NO_VALUE)
        values[nn_graph_node (from, n)->outputs[i]] = TRUE;
  for (guint v = 0; v < n_values; v++)
    places[v] = values[v] ? copy_value (edit, graph, v) : NN_NO_VALUE;
  for (guint n = 0; n < nn_graph_n_nodes (from); n++)
    if (nodes[n])
      copy_node (edit, graph, n, places);
  for (guint i = 0; i < edit->outputs->len; i++)
    nn_graph_add_output (graph, places[alias_of (edit, g_array_index (edit->outputs, guint, i))]);

  weights = g_new0 (float, nn_graph_n_weights (graph) + 1);
  for (guint v = 0; v < n_values; v++) {
    const NnValue *value = nn_graph_value (from, v);
    const float *numbers = edit->weights[v] != NULL
                               ? edit->weights[v]
                               : nn_model_weights (edit->model) + value->offset;

    if (values[v] && value->kind == NN_VALUE_PARAMETER)
      memcpy (weights + nn_graph_value (graph, places[v])->offset, numbers,
              (gsize) nn_shape_count (&value->shape) * sizeof (float));
  }
  model = nn_model_new (graph, weights);
  output = convention.output;
  convention.layout = NN_LAYOUT_NONE;
  nn_model_set_convention (model, &convention);
  /* The graph says what another output is; of the same one it may have been set by hand. */
  if (g_array_index (edit->outputs, guint, 0) == nn_graph_output (from, 0)) {
    convention = *nn_model_get_convention (model);
    convention.output = output;
    nn_model_set_convention (model, &convention);
  }
  for (GList *l = facts; l != NULL; l = l->next)
    nn_model_set_fact (model, l->data, nn_model_get_fact (edit->model, l->data));
  return model;
}
