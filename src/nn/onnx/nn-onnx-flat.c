/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/onnx/nn-onnx-flat.h"

#include <string.h>

/* Functions that call functions that call functions double with every step: so much is made of a
 * file, in nodes and in calls; nn-onnx-scope.c counts bytes. */
#define MAX_CALLS 4096
#define MAX_DEPTH 64

/* What a node takes in memory beside its strings and numbers. */
#define NODE_BYTES 512

/* --- attributes --- */

static Onnx__Attribute *
find_attribute (Onnx__Attribute *const *attributes, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_strcmp0 (attributes[i]->name, name) == 0)
      return attributes[i];
  return NULL;
}

/* *found: NULL where the call gives none and there is no default; then the node has none either. */
static gboolean
look_up (NnOnnxFlat *flat,
         const NnOnnxScope *scope,
         const Onnx__Attribute *from,
         const Onnx__Attribute **found)
{
  const Onnx__Function *function = scope->function;

  if (function == NULL)
    return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                           "attribute '%s' refers to '%s' of a function, but stands in none",
                           from->name, from->ref_attr_name);
  *found = find_attribute (scope->given, scope->n_given, from->ref_attr_name);
  if (*found == NULL)
    *found = find_attribute (function->attribute_proto, function->n_attribute_proto,
                             from->ref_attr_name);
  for (gsize i = 0; *found == NULL && i < function->n_attribute; i++)
    if (g_str_equal (function->attribute[i], from->ref_attr_name))
      return TRUE;
  return *found != NULL
         || nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                            "attribute '%s' refers to '%s', which function '%s' does not have",
                            from->name, from->ref_attr_name, function->name);
}

/* Gives the node the attributes that it has in this call. */
static gboolean
resolve (NnOnnxFlat *flat, const NnOnnxScope *scope, Onnx__Node *node)
{
  Onnx__Attribute *const *from = node->attribute;
  gsize n = node->n_attribute;

  if (n > NN_ONNX_MAX_ATTRIBUTES)
    return nn_onnx_refuse (flat->reader, NN_ERROR_RANGE, "node '%s' has more than %d attributes",
                           nn_onnx_flat_name_of (node), NN_ONNX_MAX_ATTRIBUTES);
  node->attribute = nn_onnx_flat_take (flat, (n + 1) * sizeof (void *));
  node->n_attribute = 0;
  if (node->attribute == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    const Onnx__Attribute *found = from[i];
    Onnx__Attribute *copy;

    if (found->ref_attr_name != NULL && *found->ref_attr_name != '\0'
        && !look_up (flat, scope, found, &found))
      return FALSE;
    if (found == NULL)
      continue;
    /* What will be read of it is as large again in every call. */
    if (!nn_onnx_flat_charge (flat, onnx__attribute__get_packed_size (found)))
      return FALSE;
    copy = nn_onnx_flat_take (flat, sizeof *copy);
    if (copy == NULL)
      return FALSE;
    *copy = *found;
    copy->name = from[i]->name;
    copy->ref_attr_name = NULL;
    node->attribute[node->n_attribute++] = copy;
  }
  return TRUE;
}

/* --- nodes --- */

static char **
map_names (NnOnnxFlat *flat, const NnOnnxScope *scope, char *const *names, gsize n)
{
  char **mapped = nn_onnx_flat_take (flat, (n + 1) * sizeof (char *));

  for (gsize i = 0; mapped != NULL && i < n; i++) {
    mapped[i] = (char *) nn_onnx_flat_name (flat, scope, names[i]);
    if (mapped[i] == NULL)
      return NULL;
  }
  return mapped;
}

/* NULL with an error. */
static Onnx__Node *
new_node (NnOnnxFlat *flat)
{
  if (flat->nodes->len >= NN_ONNX_MAX_NODES) {
    nn_onnx_refuse (flat->reader, NN_ERROR_RANGE, "the graph has more than %d nodes",
                    NN_ONNX_MAX_NODES);
    return NULL;
  }
  return nn_onnx_flat_charge (flat, NODE_BYTES) ? nn_onnx_flat_take (flat, sizeof (Onnx__Node))
                                                : NULL;
}

/* With the names and attributes that it has here. NULL with an error. */
static Onnx__Node *
copy_node (NnOnnxFlat *flat, const NnOnnxScope *scope, const Onnx__Node *from)
{
  Onnx__Node *node = new_node (flat);

  if (node == NULL)
    return NULL;
  *node = *from;
  node->input = map_names (flat, scope, from->input, from->n_input);
  node->output = map_names (flat, scope, from->output, from->n_output);
  if (node->input == NULL || node->output == NULL || !resolve (flat, scope, node))
    return NULL;
  if (scope->caller != NULL) {
    gsize size = strlen (scope->path) + strlen (nn_onnx_flat_name_of (from)) + 1;

    node->name = nn_onnx_flat_take (flat, size);
    if (node->name == NULL)
      return NULL;
    g_snprintf (node->name, size, "%s%s", scope->path, nn_onnx_flat_name_of (from));
  }
  return node;
}

gboolean
nn_onnx_flat_add (NnOnnxFlat *flat,
                  const char *type,
                  const char *input,
                  const char *output,
                  Onnx__Attribute *attribute)
{
  Onnx__Node *node = new_node (flat);
  char **names = node != NULL ? nn_onnx_flat_take (flat, 2 * sizeof (char *)) : NULL;
  Onnx__Attribute **attributes = names != NULL ? nn_onnx_flat_take (flat, sizeof (void *)) : NULL;

  if (attributes == NULL)
    return FALSE;
  onnx__node__init (node);
  names[0] = (char *) input;
  names[1] = (char *) output;
  attributes[0] = attribute;
  node->op_type = (char *) type;
  node->name = names[1];
  node->n_input = input != NULL;
  node->n_output = 1;
  node->n_attribute = attribute != NULL;
  node->input = &names[0];
  node->output = &names[1];
  node->attribute = attributes;
  g_ptr_array_add (flat->nodes, node);
  return TRUE;
}

gboolean
nn_onnx_flat_pass_on (NnOnnxFlat *flat, const NnOnnxScope *scope, GPtrArray *late)
{
  for (guint i = 0; i < late->len; i += 2) {
    const char *from = nn_onnx_flat_name (flat, scope, late->pdata[i]);

    if (from == NULL || !nn_onnx_flat_add (flat, "Identity", from, late->pdata[i + 1], NULL))
      return FALSE;
  }
  return TRUE;
}

/* --- functions --- */

static char *
key_of (const char *domain, const char *name, const char *overload)
{
  if (domain == NULL || g_str_equal (domain, "ai.onnx"))
    domain = "";
  return g_strjoin ("\n", domain, name != NULL ? name : "", overload != NULL ? overload : "", NULL);
}

static const Onnx__Function *
find_function (const NnOnnxFlat *flat, const Onnx__Node *node)
{
  g_autofree char *key = key_of (node->domain, node->op_type, node->overload);

  return g_hash_table_lookup (flat->functions, key);
}

static gboolean
check_call (NnOnnxFlat *flat,
            const NnOnnxScope *scope,
            const Onnx__Node *node,
            const Onnx__Function *function)
{
  for (const NnOnnxScope *s = scope; s != NULL; s = s->caller)
    if (s->function == function)
      return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT, "function '%s' calls itself",
                             function->name);
  if (++flat->n_calls > MAX_CALLS)
    return nn_onnx_refuse (flat->reader, NN_ERROR_RANGE,
                           "the functions that the model is made of are called more than %d times",
                           MAX_CALLS);
  if (node->n_input > function->n_input || node->n_output > function->n_output)
    return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                           "node '%s' has %" G_GSIZE_FORMAT " inputs and %" G_GSIZE_FORMAT
                           " outputs, function '%s' %" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT,
                           nn_onnx_flat_name_of (node), node->n_input, node->n_output,
                           function->name, function->n_input, function->n_output);
  return TRUE;
}

/* node: the call, with names and attributes of the flat graph. */
static gboolean
call (NnOnnxFlat *flat,
      const NnOnnxScope *scope,
      const Onnx__Node *node,
      const Onnx__Function *function)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) late = g_ptr_array_new ();
  NnOnnxScope inner = { .caller = scope,
                        .function = function,
                        .given = node->attribute,
                        .n_given = node->n_attribute,
                        .names = names,
                        .depth = scope->depth + 1 };
  char **outputs;

  if (!check_call (flat, scope, node, function))
    return FALSE;
  inner.path = nn_onnx_flat_path (flat, node);
  outputs = nn_onnx_flat_take (flat, (function->n_output + 1) * sizeof (char *));
  if (inner.path == NULL || outputs == NULL)
    return FALSE;
  for (gsize i = 0; i < function->n_input; i++) {
    char *name = function->input[i];

    if (*name == '\0' || g_hash_table_contains (names, name))
      return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                             "function '%s' has two inputs of one name, or one without a name",
                             function->name);
    g_hash_table_insert (names, name, i < node->n_input ? node->input[i] : (char *) "");
  }
  for (gsize i = 0; i < function->n_output; i++)
    outputs[i] = i < node->n_output ? node->output[i] : (char *) "";
  return nn_onnx_flat_open (flat, &inner, function->node, function->n_node, function->output,
                            outputs, function->n_output, late)
         && nn_onnx_flat_add_nodes (flat, &inner, function->node, function->n_node)
         && nn_onnx_flat_pass_on (flat, &inner, late);
}

gboolean
nn_onnx_flat_add_nodes (NnOnnxFlat *flat,
                        const NnOnnxScope *scope,
                        Onnx__Node *const *nodes,
                        gsize n)
{
  if (scope->depth > MAX_DEPTH)
    return nn_onnx_refuse (flat->reader, NN_ERROR_RANGE,
                           "functions and branches lie in each other more than %d deep", MAX_DEPTH);
  for (gsize i = 0; i < n; i++) {
    const Onnx__Function *function = find_function (flat, nodes[i]);
    Onnx__Node *node = copy_node (flat, scope, nodes[i]);
    gboolean taken = FALSE;

    if (node == NULL)
      return FALSE;
    if (function != NULL) {
      if (!call (flat, scope, node, function))
        return FALSE;
      continue;
    }
    if (nn_onnx_flat_is_if (node) && !nn_onnx_flat_take_branch (flat, scope, node, &taken))
      return FALSE;
    if (!taken)
      g_ptr_array_add (flat->nodes, node);
  }
  return TRUE;
}

/* --- the whole --- */

static gboolean
read_functions (NnOnnxFlat *flat)
{
  const Onnx__Model *message = flat->reader->message;

  for (gsize i = 0; i < message->n_functions; i++) {
    const Onnx__Function *function = message->functions[i];
    char *key = key_of (function->domain, function->name, function->overload);

    if (g_hash_table_contains (flat->functions, key)) {
      g_free (key);
      return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT, "two functions have the name '%s'",
                             function->name != NULL ? function->name : "");
    }
    g_hash_table_insert (flat->functions, key, (gpointer) function);
    if (function->name == NULL || *function->name == '\0')
      return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT, "a function has no name");
    if (function->n_attribute + function->n_attribute_proto > NN_ONNX_MAX_ATTRIBUTES)
      return nn_onnx_refuse (flat->reader, NN_ERROR_RANGE,
                             "function '%s' has more than %d attributes", function->name,
                             NN_ONNX_MAX_ATTRIBUTES);
  }
  return TRUE;
}

static void
use_names (NnOnnxFlat *flat, const Onnx__Graph *graph)
{
  for (guint v = 0; v < flat->reader->values->len; v++)
    g_hash_table_add (flat->used, (gpointer) nn_onnx_value (flat->reader, v)->name);
  for (gsize i = 0; i < graph->n_node; i++)
    for (gsize k = 0; k < graph->node[i]->n_output; k++)
      g_hash_table_add (flat->used, graph->node[i]->output[k]);
}

static gboolean
is_nested (const Onnx__Model *message)
{
  gboolean nested = message->n_functions > 0;

  for (gsize i = 0; i < message->graph->n_node && !nested; i++)
    nested = nn_onnx_flat_is_if (message->graph->node[i]);
  return nested;
}

gboolean
nn_onnx_flatten (NnOnnxReader *reader)
{
  const Onnx__Graph *graph = reader->message->graph;
  const NnOnnxScope scope = { .path = "" };
  NnOnnxFlat *flat;

  if (!is_nested (reader->message))
    return TRUE;
  flat = reader->flat = g_new0 (NnOnnxFlat, 1);
  flat->reader = reader;
  flat->nodes = g_ptr_array_new ();
  flat->memory = g_ptr_array_new_with_free_func (g_free);
  flat->functions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  flat->used = g_hash_table_new (g_str_hash, g_str_equal);
  flat->graphs = g_hash_table_new (g_direct_hash, g_direct_equal);
  flat->decided = g_hash_table_new (g_str_hash, g_str_equal);
  use_names (flat, graph);
  if (!read_functions (flat) || !nn_onnx_flat_add_nodes (flat, &scope, graph->node, graph->n_node))
    return FALSE;
  reader->n_from = flat->nodes->len;
  reader->from = (Onnx__Node *const *) flat->nodes->pdata;
  return TRUE;
}

void
nn_onnx_flat_free (NnOnnxFlat *flat)
{
  GHashTableIter iter;
  gpointer graph;

  g_hash_table_iter_init (&iter, flat->graphs);
  while (g_hash_table_iter_next (&iter, NULL, &graph))
    if (graph != NULL)
      onnx__graph__free_unpacked (graph, flat->reader->allocator);
  g_ptr_array_unref (flat->nodes);
  g_ptr_array_unref (flat->memory);
  g_hash_table_unref (flat->functions);
  g_hash_table_unref (flat->used);
  g_hash_table_unref (flat->graphs);
  g_hash_table_unref (flat->decided);
  g_free (flat);
}
