/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-explain-graph.h"

gboolean *
nn_explain_depends (const NnGraph *graph)
{
  gboolean *depends = g_new0 (gboolean, nn_graph_n_values (graph) + 1);

  depends[nn_graph_input (graph, 0)] = TRUE;
  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);
    gboolean any = FALSE;

    for (guint i = 0; i < node->n_inputs && !(node->op->flags & NN_OP_SHAPE_ONLY); i++)
      any |= node->inputs[i] != NN_NO_VALUE && depends[node->inputs[i]];
    for (guint i = 0; i < node->n_outputs; i++)
      if (node->outputs[i] != NN_NO_VALUE)
        depends[node->outputs[i]] = any;
  }
  return depends;
}

gboolean
nn_explain_has_derivative (const NnPlan *plan, guint value)
{
  const NnGraph *graph = nn_plan_graph (plan);
  g_autofree gboolean *reached = g_new0 (gboolean, nn_graph_n_values (graph) + 1);

  reached[nn_graph_input (graph, 0)] = TRUE;
  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);
    gboolean any = FALSE;

    for (guint i = 0; i < node->n_inputs && node->op->backward != NULL; i++)
      any |= node->inputs[i] != NN_NO_VALUE && reached[node->inputs[i]];
    for (guint i = 0; i < node->n_outputs; i++)
      if (node->outputs[i] != NN_NO_VALUE)
        reached[node->outputs[i]]
            = any && nn_plan_value (plan, node->outputs[i]).type == NN_TYPE_FLOAT32;
  }
  return reached[value];
}

/* What goes into the last softmax or sigmoid, where nothing but a logarithm and changes of shape
 * and type come after it; NN_NO_VALUE. */
static guint
before_the_softmax (const NnGraph *graph)
{
  guint v = nn_graph_output (graph, 0);

  for (;;) {
    const NnNode *node = nn_graph_producer (graph, v);

    if (node == NULL || node->n_inputs == 0)
      return NN_NO_VALUE;
    v = node->inputs[0];
    switch (node->op->kind) {
    case NN_OP_SOFTMAX:
    case NN_OP_LOG_SOFTMAX:
    case NN_OP_SIGMOID:
      return v;
    case NN_OP_LOGARITHM:
    case NN_OP_CAST:
      break;
    default:
      if (!(node->op->flags & NN_OP_ALIASES))
        return NN_NO_VALUE;
    }
  }
}

static gboolean
has_weights (const NnNode *node)
{
  switch (node->op->kind) {
  case NN_OP_CONVOLUTION:
  case NN_OP_DENSE:
  case NN_OP_PRODUCT:
  case NN_OP_LSTM:
  case NN_OP_GRU:
    return TRUE;
  default:
    return FALSE;
  }
}

/* What the last layer with weights before this value reads. */
static guint
last_features (const NnGraph *graph, guint value)
{
  g_autofree gboolean *depends = nn_explain_depends (graph);

  for (;;) {
    const NnNode *node = nn_graph_producer (graph, value);

    if (node == NULL)
      return value;
    value = NN_NO_VALUE;
    for (guint i = 0; i < node->n_inputs && value == NN_NO_VALUE; i++)
      if (node->inputs[i] != NN_NO_VALUE && depends[node->inputs[i]])
        value = node->inputs[i];
    if (value == NN_NO_VALUE)
      return nn_graph_input (graph, 0);
    if (has_weights (node))
      return value;
  }
}

/* Whether a value is ten float32 numbers for each picture. */
static gboolean
is_ten (const NnPlan *plan, guint value, gsize batch)
{
  NnView view = nn_plan_value (plan, value);

  return view.type == NN_TYPE_FLOAT32 && nn_shape_count (&view.shape) == (gint64) batch * 10;
}

gboolean
nn_explain_places_find (const NnModel *model,
                        const NnPlan *plan,
                        gsize batch,
                        NnExplainPlaces *places,
                        GError **error)
{
  const NnGraph *graph = nn_model_graph (model);
  NnOutputKind kind = nn_model_get_convention (model)->output;
  guint found = kind == NN_OUTPUT_LOGITS ? NN_NO_VALUE : before_the_softmax (graph);

  if (found != NN_NO_VALUE && !is_ten (plan, found, batch))
    found = NN_NO_VALUE;
  places->scores = found != NN_NO_VALUE ? found : nn_graph_output (graph, 0);
  places->logarithm = found == NN_NO_VALUE && kind == NN_OUTPUT_PROBABILITIES;
  if (!is_ten (plan, places->scores, batch)) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "The network's output is not ten float32 numbers, which explanations need");
    return FALSE;
  }
  places->features = last_features (graph, places->scores);
  if (nn_plan_value (plan, places->features).type != NN_TYPE_FLOAT32)
    places->features = places->scores;
  return TRUE;
}

static void
copy_value (NnGraph *copy, const NnValue *value, gboolean frozen)
{
  switch (value->kind) {
  case NN_VALUE_INPUT:
    nn_graph_add_input (copy, value->name, NN_TYPE_FLOAT32, &value->shape);
    break;
  case NN_VALUE_PARAMETER:
    nn_graph_add_parameter (copy, value->name, &value->shape, value->trainable && !frozen);
    break;
  case NN_VALUE_CONSTANT:
    nn_graph_add_constant (copy, value->name, value->constant);
    break;
  case NN_VALUE_COMPUTED:
  default:
    nn_graph_add_computed (copy, value->name);
    break;
  }
}

NnGraph *
nn_explain_graph_copy (const NnGraph *graph, const guint *outputs, guint n_outputs, gboolean frozen)
{
  NnGraph *copy = nn_graph_new (nn_graph_name (graph), nn_graph_opset (graph));

  for (guint v = 0; v < nn_graph_n_values (graph); v++)
    copy_value (copy, nn_graph_value (graph, v), frozen);
  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);

    nn_graph_add_node (copy, node->name, node->op,
                       node->attributes != NULL ? nn_attributes_ref (node->attributes) : NULL,
                       node->n_inputs, node->inputs, node->n_outputs, node->outputs);
  }
  for (guint i = 0; i < n_outputs; i++)
    nn_graph_add_output (copy, outputs[i]);
  return copy;
}

void
nn_explain_refuse_numbers (GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
               "The network answers with numbers that are NaN or infinite, which nothing explains; "
               "its weights are damaged, or training has diverged");
}
