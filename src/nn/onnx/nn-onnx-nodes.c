/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/onnx/nn-onnx-reader.h"
#include "nn/ops/nn-op-table.h"

/* Nodes of the file become NnOnnxNode, Constant nodes known values; then what leads nowhere is
 * dropped and the rest put into an order that can be computed. */

#define MAX_OUTPUTS 1024
/* Beside the ten probabilities a digit model has an output or two. */
#define MAX_CHECKED 8

/* AttributeProto.AttributeType */
enum { FLOAT = 1, INT, STRING, TENSOR, GRAPH, FLOATS, INTS, STRINGS };

void
nn_onnx_node_free (gpointer data)
{
  NnOnnxNode *node = data;

  g_free (node->name);
  g_clear_pointer (&node->attributes, nn_attributes_unref);
  g_free (node->inputs);
  g_free (node->outputs);
  g_free (node);
}

/* In files without types the field that is present decides. */
static int
type_of (const Onnx__Attribute *from)
{
  if (from->has_type && from->type != 0)
    return from->type;
  if (from->has_f)
    return FLOAT;
  if (from->has_i)
    return INT;
  if (from->has_s)
    return STRING;
  if (from->t != NULL)
    return TENSOR;
  if (from->has_g)
    return GRAPH;
  if (from->n_floats > 0)
    return FLOATS;
  return from->n_strings > 0 ? STRINGS : INTS;
}

static char *
text_of (const ProtobufCBinaryData *bytes)
{
  return bytes->len > 0 ? g_strndup ((const char *) bytes->data, bytes->len) : g_strdup ("");
}

static gboolean
read_attribute (NnOnnxReader *reader,
                const Onnx__Attribute *from,
                NnAttributes *attributes,
                const char *node)
{
  g_autofree char *text = NULL;
  g_autoptr (NnTensor) tensor = NULL;
  g_auto (GStrv) texts = NULL;

  if (from->ref_attr_name != NULL && *from->ref_attr_name != '\0')
    return nn_onnx_refuse (reader, NN_ERROR_FORMAT,
                           "attribute '%s' refers to '%s' of a function, but stands in none",
                           from->name, from->ref_attr_name);
  switch (type_of (from)) {
  case FLOAT:
    nn_attributes_set_float (attributes, from->name, from->f);
    return TRUE;
  case INT:
    nn_attributes_set_int (attributes, from->name, from->i);
    return TRUE;
  case STRING:
    text = text_of (&from->s);
    nn_attributes_set_string (attributes, from->name, text);
    return TRUE;
  case TENSOR:
    if (from->t == NULL)
      break;
    tensor = nn_onnx_read_tensor (reader, from->t, from->name);
    if (tensor == NULL)
      return FALSE;
    nn_attributes_set_tensor (attributes, from->name, tensor);
    return TRUE;
  case FLOATS:
    nn_attributes_set_floats (attributes, from->name, from->floats, (guint) from->n_floats);
    return TRUE;
  case INTS:
    nn_attributes_set_ints (attributes, from->name, from->ints, (guint) from->n_ints);
    return TRUE;
  case STRINGS:
    texts = g_new0 (char *, from->n_strings + 1);
    for (gsize i = 0; i < from->n_strings; i++)
      texts[i] = text_of (&from->strings[i]);
    nn_attributes_set_strings (attributes, from->name, (const char *const *) texts);
    return TRUE;
  default:
    break;
  }
  return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                         "attribute '%s' of node '%s' is of a kind that is not supported",
                         from->name, node);
}

/* scikit-learn's map from probabilities to digits. Where they are in the order of the digits, it is
 * the identity. */
static gboolean
is_zip_map (const Onnx__Node *from)
{
  if (g_strcmp0 (from->op_type, "ZipMap") != 0 || g_strcmp0 (from->domain, "ai.onnx.ml") != 0
      || from->n_input != 1 || from->n_output != 1)
    return FALSE;
  for (gsize i = 0; i < from->n_attribute; i++) {
    const Onnx__Attribute *labels = from->attribute[i];

    for (gsize k = 0; k < labels->n_ints; k++)
      if (labels->ints[k] != (gint64) k)
        return FALSE;
    for (gsize k = 0; k < labels->n_strings; k++)
      if (labels->strings[k].len != 1 || labels->strings[k].data[0] != '0' + k)
        return FALSE;
  }
  return TRUE;
}

NnAttributes *
nn_onnx_read_attributes (NnOnnxReader *reader,
                         const Onnx__Node *from,
                         const char *name,
                         gboolean *holds_graph)
{
  g_autoptr (NnAttributes) attributes = nn_attributes_new ();

  *holds_graph = FALSE;
  if (from->n_attribute > NN_ONNX_MAX_ATTRIBUTES) {
    nn_onnx_refuse (reader, NN_ERROR_RANGE, "node '%s' has more than %d attributes", name,
                    NN_ONNX_MAX_ATTRIBUTES);
    return NULL;
  }
  for (gsize i = 0; !is_zip_map (from) && i < from->n_attribute; i++) {
    if (from->attribute[i]->name == NULL) {
      nn_onnx_refuse (reader, NN_ERROR_FORMAT, "an attribute of node '%s' has no name", name);
      return NULL;
    }
    if (type_of (from->attribute[i]) == GRAPH)
      *holds_graph = TRUE;
    else if (!read_attribute (reader, from->attribute[i], attributes, name))
      return NULL;
  }
  return g_steal_pointer (&attributes);
}

static gboolean
add_output (NnOnnxReader *reader, NnOnnxNode *node, guint i, const char *name)
{
  NnOnnxValue *value;

  if (name != NULL && !g_utf8_validate (name, -1, NULL))
    return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "the name '%s' is not valid UTF-8", name);
  node->outputs[i] = nn_onnx_intern (reader, name);
  if (node->outputs[i] == NN_NO_VALUE)
    return TRUE;
  value = nn_onnx_value (reader, node->outputs[i]);
  if (value->node != NN_NO_VALUE || value->initializer != NULL || value->input != NULL)
    return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "two things have the name '%s'", name);
  value->node = reader->nodes->len;
  return TRUE;
}

gboolean
nn_onnx_is_standard (const char *domain)
{
  return domain == NULL || *domain == '\0' || g_str_equal (domain, "ai.onnx");
}

const NnOp *
nn_onnx_find_op (const Onnx__Node *node)
{
  if (nn_onnx_is_standard (node->domain))
    return node->op_type != NULL ? nn_op_find (node->op_type) : NULL;
  return is_zip_map (node) ? &nn_op_identity : NULL;
}

static gboolean
read_node (NnOnnxReader *reader, const Onnx__Node *from, gsize number)
{
  NnOnnxNode *node = g_new0 (NnOnnxNode, 1);
  gboolean good = TRUE;

  node->from = from;
  node->type = from->op_type != NULL && *from->op_type != '\0' ? from->op_type : "(none)";
  node->op = nn_onnx_find_op (from);
  node->name = from->name != NULL && *from->name != '\0' && g_utf8_validate (from->name, -1, NULL)
                   ? g_strdup (from->name)
                   : g_strdup_printf ("node%" G_GSIZE_FORMAT, number + 1);
  node->n_inputs = (guint) from->n_input;
  node->n_outputs = (guint) from->n_output;
  node->inputs = g_new (guint, node->n_inputs + 1);
  node->outputs = g_new (guint, node->n_outputs + 1);
  for (guint i = 0; i < node->n_inputs; i++)
    node->inputs[i] = nn_onnx_intern (reader, from->input[i]);
  for (guint i = 0; i < node->n_outputs; i++)
    node->outputs[i] = NN_NO_VALUE;
  for (guint i = 0; good && i < node->n_outputs; i++)
    good = add_output (reader, node, i, from->output[i]);
  g_ptr_array_add (reader->nodes, node);
  return good;
}

/* The value that a Constant node makes is known; the node is done. */
static gboolean
read_constant (NnOnnxReader *reader, NnOnnxNode *node)
{
  NnOnnxValue *value;

  if (node->op != &nn_op_constant || node->n_outputs != 1 || node->outputs[0] == NN_NO_VALUE)
    return TRUE;
  value = nn_onnx_value (reader, node->outputs[0]);
  value->tensor = nn_op_constant_value (node->attributes);
  value->node = NN_NO_VALUE;
  node->live = FALSE;
  return value->tensor != NULL
         || nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                            "node '%s' (Constant) holds no numbers of a kind that is supported",
                            node->name);
}

/* Of the live nodes. */
static gboolean
read_attributes (NnOnnxReader *reader)
{
  for (guint n = 0; n < reader->nodes->len; n++) {
    NnOnnxNode *node = reader->nodes->pdata[n];
    gboolean holds_graph;

    if (!node->live)
      continue;
    node->attributes = nn_onnx_read_attributes (reader, node->from, node->name, &holds_graph);
    if (node->attributes == NULL)
      return FALSE;
    /* Not supported; check_supported() names it. */
    if (holds_graph)
      node->op = NULL;
    if (!read_constant (reader, node))
      return FALSE;
  }
  return TRUE;
}

gboolean
nn_onnx_read_nodes (NnOnnxReader *reader)
{
  if (reader->n_from > NN_ONNX_MAX_NODES)
    return nn_onnx_refuse (reader, NN_ERROR_RANGE, "the graph has more than %d nodes",
                           NN_ONNX_MAX_NODES);
  for (gsize i = 0; i < reader->n_from; i++)
    if (!read_node (reader, reader->from[i], i))
      return FALSE;
  return TRUE;
}

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
  return mark_live (reader) && read_attributes (reader) && check_supported (reader)
         && check_counts (reader) && order_nodes (reader) && drop_identities (reader);
}
