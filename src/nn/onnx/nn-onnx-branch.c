/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/onnx/nn-onnx-flat.h"

/* Branches that are settled when a file is read: exporters ask whether a tensor has two dimensions
 * or three, and the answer is the same for every picture. */

/* Each condition costs a reading of the graph before it. */
#define MAX_CONDITIONS 256
#define MAX_CONDITION_BYTES ((gsize) 4 << 30)
#define MAX_CONDITION_WORK ((gint64) 1 << 33)

gboolean
nn_onnx_flat_is_if (const Onnx__Node *node)
{
  return g_strcmp0 (node->op_type, "If") == 0
         && (node->domain == NULL || *node->domain == '\0'
             || g_str_equal (node->domain, "ai.onnx"));
}

static NnOnnxDecision
decide (NnOnnxFlat *flat, const char *condition)
{
  gpointer known = g_hash_table_lookup (flat->decided, condition);
  guint n = g_hash_table_size (flat->decided);
  NnOnnxDecision decision = NN_ONNX_UNDECIDED;
  gboolean value;

  if (known != NULL)
    return GPOINTER_TO_INT (known);
  if (n < MAX_CONDITIONS && (n + 1) * flat->reader->size <= MAX_CONDITION_BYTES
      && flat->work <= MAX_CONDITION_WORK
      && nn_onnx_find_truth (flat->reader, flat->nodes, condition, &value, &flat->work))
    decision = value ? NN_ONNX_THEN : NN_ONNX_ELSE;
  g_hash_table_insert (flat->decided, (gpointer) condition, GINT_TO_POINTER (decision));
  return decision;
}

/* NULL, with the error set, where there is none or it is damaged. */
static const Onnx__Graph *
find_graph (NnOnnxFlat *flat, const Onnx__Node *node, const char *name)
{
  for (gsize i = 0; i < node->n_attribute; i++) {
    const Onnx__Attribute *attribute = node->attribute[i];
    Onnx__Graph *graph;

    if (g_strcmp0 (attribute->name, name) != 0 || !attribute->has_g)
      continue;
    /* The bytes are the same in every call of a function. */
    graph = g_hash_table_lookup (flat->graphs, attribute->g.data);
    if (graph == NULL && attribute->g.len > 0) {
      graph = onnx__graph__unpack (flat->reader->allocator, attribute->g.len, attribute->g.data);
      if (graph != NULL)
        g_hash_table_insert (flat->graphs, attribute->g.data, graph);
    }
    if (graph != NULL)
      return graph;
  }
  nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT, "node '%s' (If) has no %s, or a damaged one",
                  node->name, name);
  return NULL;
}

/* Numbers that lie in the branch itself. */
static gboolean
add_tensors (NnOnnxFlat *flat, GHashTable *names, const Onnx__Graph *graph)
{
  for (gsize i = 0; i < graph->n_initializer; i++) {
    Onnx__Tensor *tensor = graph->initializer[i];
    Onnx__Attribute *value = nn_onnx_flat_take (flat, sizeof *value);
    const char *fresh;

    if (value == NULL || nn_onnx_flat_take (flat, onnx__tensor__get_packed_size (tensor)) == NULL)
      return FALSE;
    if (tensor->name == NULL || *tensor->name == '\0'
        || g_hash_table_contains (names, tensor->name))
      return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                             "a tensor of a branch has no name of its own");
    fresh = nn_onnx_flat_fresh (flat, tensor->name);
    if (fresh == NULL)
      return FALSE;
    g_hash_table_insert (names, tensor->name, (gpointer) fresh);
    onnx__attribute__init (value);
    value->name = (char *) "value";
    value->t = tensor;
    if (!nn_onnx_flat_add (flat, "Constant", NULL, fresh, value))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_branch (NnOnnxFlat *flat,
            const NnOnnxScope *scope,
            const Onnx__Node *node,
            const Onnx__Graph *graph)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) late = g_ptr_array_new ();
  g_autofree char **outputs = g_new (char *, graph->n_output + 1);
  NnOnnxScope inner = { .outer = scope,
                        .caller = scope,
                        .function = scope->function,
                        .given = scope->given,
                        .n_given = scope->n_given,
                        .names = names,
                        .path = nn_onnx_flat_path (flat, node),
                        .depth = scope->depth + 1 };

  if (inner.path == NULL)
    return FALSE;
  if (graph->n_output != node->n_output || graph->n_input > 0)
    return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                           "a branch of node '%s' (If) has %" G_GSIZE_FORMAT
                           " inputs and %" G_GSIZE_FORMAT
                           " outputs instead of none and %" G_GSIZE_FORMAT,
                           node->name, graph->n_input, graph->n_output, node->n_output);
  for (gsize i = 0; i < graph->n_output; i++)
    outputs[i] = graph->output[i]->name;
  return add_tensors (flat, names, graph)
         && nn_onnx_flat_open (flat, &inner, graph->node, graph->n_node, outputs, node->output,
                               graph->n_output, late)
         && nn_onnx_flat_add_nodes (flat, &inner, graph->node, graph->n_node)
         && nn_onnx_flat_pass_on (flat, &inner, late);
}

gboolean
nn_onnx_flat_take_branch (NnOnnxFlat *flat,
                          const NnOnnxScope *scope,
                          const Onnx__Node *node,
                          gboolean *taken)
{
  NnOnnxDecision decision;
  const Onnx__Graph *graph;

  *taken = FALSE;
  if (node->n_input != 1 || *node->input[0] == '\0')
    return TRUE;
  decision = decide (flat, node->input[0]);
  if (decision == NN_ONNX_UNDECIDED)
    return TRUE;
  *taken = TRUE;
  graph = find_graph (flat, node, decision == NN_ONNX_THEN ? "then_branch" : "else_branch");
  return graph != NULL && add_branch (flat, scope, node, graph);
}
