/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/onnx/nn-onnx-reader.h"

/*
 * NnOnnxFlat: the nodes of a file's graph with nothing nested in them. A call of one of the file's
 * functions becomes the nodes of that function, an If whose condition is the same for every picture
 * becomes the nodes of the branch that is taken. PyTorch's exporter of 2.1 to 2.4 writes whole
 * networks so.
 */

/* Functions that call functions that call functions double with every step: these limit the nodes
 * and the calls; charge() counts bytes. */
#define MAX_CALLS 4096
#define MAX_DEPTH 64

/* Bytes that unfolding may take, beside a multiple of the file. */
#define MAX_BYTES ((gsize) 16 << 20)

/* What a node takes in memory beside its strings and numbers. */
#define NODE_BYTES 512

/* What names mean within a function or a branch. */
typedef struct _NnOnnxScope NnOnnxScope;
struct _NnOnnxScope {
  const NnOnnxScope *outer;       /* whose names a branch sees too; NULL */
  const NnOnnxScope *caller;      /* in which the call or the If stands; NULL in the graph */
  const Onnx__Function *function; /* NULL in the graph */
  Onnx__Attribute *const *given;  /* by the call */
  gsize n_given;
  GHashTable *names; /* name here -> name in the flat graph, "" left out; NULL in the graph */
  const char *path;  /* before names of nodes: "", "conv1/" */
  guint depth;
};

struct _NnOnnxFlat {
  NnOnnxReader *reader;
  GPtrArray *nodes;      /* Onnx__Node, in their order */
  GPtrArray *memory;     /* what was made for them */
  GHashTable *functions; /* domain, name and overload, a line each -> Onnx__Function */
  GHashTable *used;      /* names of values */
  GHashTable *graphs;    /* Onnx__Attribute -> Onnx__Graph, unpacked */
  NnOnnxKnown *known;
  guint n_evaluated; /* nodes that `known` has */
  gsize bytes;       /* taken so far */
  guint n_calls, n_fresh;
};

static gboolean
add_nodes (NnOnnxFlat *flat, const NnOnnxScope *scope, Onnx__Node *const *nodes, gsize n);

/* --- memory --- */

/* Counts memory that will be taken. */
static gboolean
charge (NnOnnxFlat *flat, gsize bytes)
{
  gsize most = MAX_BYTES + 4 * flat->reader->size;

  if (bytes > most - MIN (most, flat->bytes))
    return nn_onnx_refuse (flat->reader, NN_ERROR_RANGE,
                           "the functions that the model is made of unfold to more than "
                           "%" G_GSIZE_FORMAT " MiB",
                           most >> 20);
  flat->bytes += bytes;
  return TRUE;
}

/* Zeroed, freed with the rest. NULL, with the error set, where the file needs too much. */
static void *
take (NnOnnxFlat *flat, gsize bytes)
{
  void *memory;

  if (!charge (flat, bytes + 16))
    return NULL;
  memory = g_malloc0 (MAX (bytes, 1));
  g_ptr_array_add (flat->memory, memory);
  return memory;
}

/* --- names --- */

/* A name that no value has, like the one given. NULL with an error. */
static const char *
fresh_name (NnOnnxFlat *flat, const char *name)
{
  gsize size = strlen (name) + 12;
  char *fresh = take (flat, size);

  if (fresh == NULL)
    return NULL;
  g_strlcpy (fresh, name, size);
  while (g_hash_table_contains (flat->used, fresh))
    g_snprintf (fresh, size, "%s_%u", name, ++flat->n_fresh);
  g_hash_table_add (flat->used, fresh);
  return fresh;
}

/* The name in the flat graph; NULL, with the error set, where nothing has that name. */
static const char *
name_in (NnOnnxFlat *flat, const NnOnnxScope *scope, const char *name)
{
  for (const NnOnnxScope *s = scope; s != NULL; s = s->outer) {
    const char *found;

    if (name == NULL || *name == '\0')
      return "";
    if (s->names == NULL)
      return name;
    found = g_hash_table_lookup (s->names, name);
    if (found != NULL)
      return found;
  }
  nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                  "function '%s' asks for '%s', which nothing in it makes",
                  scope->function != NULL ? scope->function->name : "", name);
  return NULL;
}

/* What errors call the node. */
static const char *
name_of_node (const Onnx__Node *node)
{
  if (node->name != NULL && *node->name != '\0')
    return node->name;
  return node->op_type != NULL ? node->op_type : "";
}

/* The path of what is in a node that has its name in the flat graph. NULL with an error. */
static const char *
path_of (NnOnnxFlat *flat, const Onnx__Node *node)
{
  gsize size = strlen (name_of_node (node)) + 2;
  char *path = take (flat, size);

  if (path != NULL)
    g_snprintf (path, size, "%s/", name_of_node (node));
  return path;
}

/* Prepares a scope of its own names: which name each of the outputs has outside. Outputs that
 * cannot simply be made under that name (an input that is passed on, one that is listed twice) are
 * added to late, pairs of inner and outer names, for pass_on() behind the nodes. */
static gboolean
open_scope (NnOnnxFlat *flat,
            NnOnnxScope *scope,
            Onnx__Node *const *nodes,
            gsize n,
            char *const *inner,
            char *const *outer,
            gsize n_outputs,
            GPtrArray *late)
{
  g_autoptr (GHashTable) made = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < nodes[i]->n_output; k++) {
      char *name = nodes[i]->output[k];

      if (name != NULL && *name != '\0'
          && (g_hash_table_contains (scope->names, name) || !g_hash_table_add (made, name)))
        return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT, "two things have the name '%s'",
                               name);
    }
  for (gsize i = 0; i < n_outputs; i++) {
    if (outer[i] == NULL || *outer[i] == '\0' || inner[i] == NULL || *inner[i] == '\0')
      continue;
    if (g_hash_table_contains (made, inner[i]) && !g_hash_table_contains (scope->names, inner[i])) {
      g_hash_table_insert (scope->names, inner[i], outer[i]);
    } else {
      g_ptr_array_add (late, inner[i]);
      g_ptr_array_add (late, outer[i]);
    }
  }
  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < nodes[i]->n_output; k++) {
      char *name = nodes[i]->output[k];
      const char *fresh;

      if (name == NULL || *name == '\0' || g_hash_table_contains (scope->names, name))
        continue;
      fresh = fresh_name (flat, name);
      if (fresh == NULL)
        return FALSE;
      g_hash_table_insert (scope->names, name, (gpointer) fresh);
    }
  return TRUE;
}

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
                           name_of_node (node), NN_ONNX_MAX_ATTRIBUTES);
  node->attribute = take (flat, (n + 1) * sizeof (void *));
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
    if (!charge (flat, onnx__attribute__get_packed_size (found)))
      return FALSE;
    copy = take (flat, sizeof *copy);
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
  char **mapped = take (flat, (n + 1) * sizeof (char *));

  for (gsize i = 0; mapped != NULL && i < n; i++) {
    mapped[i] = (char *) name_in (flat, scope, names[i]);
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
  return charge (flat, NODE_BYTES) ? take (flat, sizeof (Onnx__Node)) : NULL;
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
    gsize size = strlen (scope->path) + strlen (name_of_node (from)) + 1;

    node->name = take (flat, size);
    if (node->name == NULL)
      return NULL;
    g_snprintf (node->name, size, "%s%s", scope->path, name_of_node (from));
  }
  return node;
}

/* Adds a node with one output; input and attribute may be NULL. Names are those of the flat graph.
 */
static gboolean
add_made_node (NnOnnxFlat *flat,
               const char *type,
               const char *input,
               const char *output,
               Onnx__Attribute *attribute)
{
  Onnx__Node *node = new_node (flat);
  char **names = node != NULL ? take (flat, 2 * sizeof (char *)) : NULL;
  Onnx__Attribute **attributes = names != NULL ? take (flat, sizeof (void *)) : NULL;

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

static gboolean
pass_on (NnOnnxFlat *flat, const NnOnnxScope *scope, GPtrArray *late)
{
  for (guint i = 0; i < late->len; i += 2) {
    const char *from = name_in (flat, scope, late->pdata[i]);

    if (from == NULL || !add_made_node (flat, "Identity", from, late->pdata[i + 1], NULL))
      return FALSE;
  }
  return TRUE;
}

/* --- branches --- */

/* Exporters test, for example, whether a tensor has two dimensions or three; the answer is the same
 * for every picture. FALSE where it depends on the picture or on the batch. */
static gboolean
decide (NnOnnxFlat *flat, const char *condition, gboolean *value)
{
  while (flat->n_evaluated < flat->nodes->len)
    nn_onnx_known_add (flat->known, flat->nodes->pdata[flat->n_evaluated++]);
  return nn_onnx_known_condition (flat->known, condition, value);
}

static gboolean
is_if (const Onnx__Node *node)
{
  return g_strcmp0 (node->op_type, "If") == 0 && nn_onnx_is_standard (node->domain);
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

/* Constants inside the branch. */
static gboolean
add_tensors (NnOnnxFlat *flat, GHashTable *names, const Onnx__Graph *graph)
{
  for (gsize i = 0; i < graph->n_initializer; i++) {
    Onnx__Tensor *tensor = graph->initializer[i];
    Onnx__Attribute *value = take (flat, sizeof *value);
    const char *fresh;

    if (value == NULL || take (flat, onnx__tensor__get_packed_size (tensor)) == NULL)
      return FALSE;
    if (tensor->name == NULL || *tensor->name == '\0'
        || g_hash_table_contains (names, tensor->name))
      return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                             "a tensor of a branch has no name of its own");
    fresh = fresh_name (flat, tensor->name);
    if (fresh == NULL)
      return FALSE;
    g_hash_table_insert (names, tensor->name, (gpointer) fresh);
    onnx__attribute__init (value);
    value->name = (char *) "value";
    value->t = tensor;
    if (!add_made_node (flat, "Constant", NULL, fresh, value))
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
                        .path = path_of (flat, node),
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
         && open_scope (flat, &inner, graph->node, graph->n_node, outputs, node->output,
                        graph->n_output, late)
         && add_nodes (flat, &inner, graph->node, graph->n_node) && pass_on (flat, &inner, late);
}

/* node: with names and attributes of the flat graph. *taken: whether the nodes of a branch were
 * added; otherwise the condition is not known, and the If stays. */
static gboolean
take_branch (NnOnnxFlat *flat, const NnOnnxScope *scope, const Onnx__Node *node, gboolean *taken)
{
  const Onnx__Graph *graph;
  gboolean value;

  *taken = node->n_input == 1 && *node->input[0] != '\0' && decide (flat, node->input[0], &value);
  if (!*taken)
    return TRUE;
  graph = find_graph (flat, node, value ? "then_branch" : "else_branch");
  return graph != NULL && add_branch (flat, scope, node, graph);
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
                           name_of_node (node), node->n_input, node->n_output, function->name,
                           function->n_input, function->n_output);
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
  inner.path = path_of (flat, node);
  outputs = take (flat, (function->n_output + 1) * sizeof (char *));
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
  return open_scope (flat, &inner, function->node, function->n_node, function->output, outputs,
                     function->n_output, late)
         && add_nodes (flat, &inner, function->node, function->n_node)
         && pass_on (flat, &inner, late);
}

/* Adds the nodes of a function or a branch. */
static gboolean
add_nodes (NnOnnxFlat *flat, const NnOnnxScope *scope, Onnx__Node *const *nodes, gsize n)
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
    if (is_if (node) && !take_branch (flat, scope, node, &taken))
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
    nested = is_if (message->graph->node[i]);
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
  flat->graphs = g_hash_table_new (NULL, NULL);
  flat->known = nn_onnx_known_new (reader);
  use_names (flat, graph);
  if (!read_functions (flat) || !add_nodes (flat, &scope, graph->node, graph->n_node))
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
  nn_onnx_known_free (flat->known);
  g_free (flat);
}
