/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/onnx/nn-onnx-private.h"

/* Nodes of the file become NnOnnxNode; Constant nodes become known values. */

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

/* Files without types tell by what is there. */
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

/* scikit-learn's way to say which probability is which digit's. Where they lie in the order of the
 * digits, it passes them on. */
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

static gboolean
read_attributes (NnOnnxReader *reader, NnOnnxNode *node)
{
  const Onnx__Node *from = node->from;

  if (from->n_attribute > NN_ONNX_MAX_ATTRIBUTES)
    return nn_onnx_refuse (reader, NN_ERROR_RANGE, "node '%s' has more than %d attributes",
                           node->name, NN_ONNX_MAX_ATTRIBUTES);
  node->attributes = nn_attributes_new ();
  if (is_zip_map (from))
    return TRUE;
  for (gsize i = 0; i < from->n_attribute; i++) {
    if (from->attribute[i]->name == NULL)
      return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "an attribute of node '%s' has no name",
                             node->name);
    /* A node that holds a graph is not supported; check_supported() names it. */
    if (type_of (from->attribute[i]) == GRAPH) {
      node->op = NULL;
      continue;
    }
    if (!read_attribute (reader, from->attribute[i], node->attributes, node->name))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_output (NnOnnxReader *reader, NnOnnxNode *node, guint i, const char *name)
{
  NnOnnxValue *value;

  if (name != NULL && !g_utf8_validate (name, -1, NULL))
    return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "the name '%s' is no UTF-8", name);
  node->outputs[i] = nn_onnx_intern (reader, name);
  if (node->outputs[i] == NN_NO_VALUE)
    return TRUE;
  value = nn_onnx_value (reader, node->outputs[i]);
  if (value->node != NN_NO_VALUE || value->initializer != NULL || value->input != NULL)
    return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "two things have the name '%s'", name);
  value->node = reader->nodes->len;
  return TRUE;
}

static gboolean
is_standard (const char *domain)
{
  return domain == NULL || *domain == '\0' || g_str_equal (domain, "ai.onnx");
}

static gboolean
read_node (NnOnnxReader *reader, const Onnx__Node *from, gsize number)
{
  NnOnnxNode *node = g_new0 (NnOnnxNode, 1);
  gboolean good = TRUE;

  node->from = from;
  node->type = from->op_type != NULL && *from->op_type != '\0' ? from->op_type : "(none)";
  node->op = is_standard (from->domain) ? nn_op_find (node->type)
             : is_zip_map (from)        ? nn_op_find ("Identity")
                                        : NULL;
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

/* The numbers of a Constant node; NULL with an error. */
static NnTensor *
constant_of (NnOnnxReader *reader, const NnOnnxNode *node)
{
  NnTensor *tensor;

  for (guint i = 0; i < nn_attributes_count (node->attributes); i++) {
    const NnAttribute *a = nn_attributes_nth (node->attributes, i);

    if (a->kind == NN_ATTRIBUTE_TENSOR && g_str_equal (a->name, "value"))
      return nn_tensor_ref (a->tensor);
    if (a->kind == NN_ATTRIBUTE_INT && g_str_equal (a->name, "value_int"))
      return nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE_SCALAR, &a->integer);
    if (a->kind == NN_ATTRIBUTE_INTS && g_str_equal (a->name, "value_ints"))
      return nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (a->n_items), a->ints);
    if (a->kind == NN_ATTRIBUTE_FLOATS && g_str_equal (a->name, "value_floats"))
      return nn_tensor_new_from_data (NN_TYPE_FLOAT32, &NN_SHAPE (a->n_items), a->floats);
    if (a->kind == NN_ATTRIBUTE_FLOAT && g_str_equal (a->name, "value_float")) {
      tensor = nn_tensor_new (NN_TYPE_FLOAT32, &NN_SHAPE_SCALAR);
      *(float *) nn_tensor_data (tensor) = (float) a->number;
      return tensor;
    }
  }
  nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                  "node '%s' (Constant) holds no numbers of a kind that is supported", node->name);
  return NULL;
}

/* The value that a Constant node makes is known; the node is done. */
static gboolean
read_constant (NnOnnxReader *reader, NnOnnxNode *node)
{
  NnOnnxValue *value;

  if (!g_str_equal (node->type, "Constant") || !is_standard (node->from->domain)
      || node->n_outputs != 1 || node->outputs[0] == NN_NO_VALUE)
    return TRUE;
  value = nn_onnx_value (reader, node->outputs[0]);
  value->tensor = constant_of (reader, node);
  value->node = NN_NO_VALUE;
  node->live = FALSE;
  return value->tensor != NULL;
}

gboolean
nn_onnx_read_attributes (NnOnnxReader *reader)
{
  for (guint n = 0; n < reader->nodes->len; n++) {
    NnOnnxNode *node = reader->nodes->pdata[n];

    if (node->live && (!read_attributes (reader, node) || !read_constant (reader, node)))
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
