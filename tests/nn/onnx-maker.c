/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "onnx-maker.h"

#include <string.h>

#include "nn/tensor/nn-random.h"

static void *
keep (Maker *maker, const void *data, gsize size)
{
  void *memory = g_malloc0 (MAX (size, 1));

  if (data != NULL)
    memcpy (memory, data, size);
  g_ptr_array_add (maker->memory, memory);
  return memory;
}

#define NEW(maker, Type, INIT) ((Type *) keep (maker, &(Type) INIT, sizeof (Type)))

/* A longer list with the item at its end; old lists stay in memory until the end. */
static void *
append (Maker *maker, void *list, size_t *n, void *item)
{
  void **longer = keep (maker, NULL, (*n + 1) * sizeof (void *));

  for (size_t i = 0; i < *n; i++)
    longer[i] = ((void **) list)[i];
  longer[(*n)++] = item;
  return longer;
}

char *
maker_text (Maker *maker, const char *text)
{
  return keep (maker, text, strlen (text) + 1);
}

Maker *
maker_new (int opset)
{
  Maker *maker = g_new0 (Maker, 1);
  Onnx__OperatorSet *operators;

  maker->memory = g_ptr_array_new_with_free_func (g_free);
  onnx__model__init (&maker->model);
  maker->model.has_ir_version = TRUE;
  maker->model.ir_version = 8;
  maker->model.producer_name = maker_text (maker, "maker");
  maker->model.graph = NEW (maker, Onnx__Graph, ONNX__GRAPH__INIT);
  maker->model.graph->name = maker_text (maker, "made");
  operators = NEW (maker, Onnx__OperatorSet, ONNX__OPERATOR_SET__INIT);
  operators->has_version = TRUE;
  operators->version = opset;
  maker->model.opset_import = append (maker, NULL, &maker->model.n_opset_import, operators);
  return maker;
}

void
maker_free (Maker *maker)
{
  g_ptr_array_unref (maker->memory);
  g_free (maker);
}

static Onnx__ValueInfo *
describe (Maker *maker, const char *name, int type, const NnShape *shape)
{
  Onnx__ValueInfo *info = NEW (maker, Onnx__ValueInfo, ONNX__VALUE_INFO__INIT);
  Onnx__TensorType *tensor = NEW (maker, Onnx__TensorType, ONNX__TENSOR_TYPE__INIT);

  info->name = maker_text (maker, name);
  info->type = NEW (maker, Onnx__Type, ONNX__TYPE__INIT);
  info->type->tensor_type = tensor;
  tensor->has_elem_type = TRUE;
  tensor->elem_type = type;
  if (shape != NULL)
    tensor->shape = NEW (maker, Onnx__Shape, ONNX__SHAPE__INIT);
  for (int i = 0; shape != NULL && i < shape->rank; i++) {
    Onnx__Dimension *dim = NEW (maker, Onnx__Dimension, ONNX__DIMENSION__INIT);

    dim->has_dim_value = shape->dims[i] >= 0;
    dim->dim_value = shape->dims[i];
    dim->dim_param = shape->dims[i] < 0 ? maker_text (maker, "N") : NULL;
    tensor->shape->dim = append (maker, tensor->shape->dim, &tensor->shape->n_dim, dim);
  }
  return info;
}

Onnx__ValueInfo *
maker_add_input (Maker *maker, const char *name, int type, NnShape shape)
{
  Onnx__Graph *graph = maker->model.graph;
  Onnx__ValueInfo *info = describe (maker, name, type, &shape);

  graph->input = append (maker, graph->input, &graph->n_input, info);
  return info;
}

void
maker_add_output (Maker *maker, const char *name)
{
  Onnx__Graph *graph = maker->model.graph;

  graph->output = append (maker, graph->output, &graph->n_output,
                          describe (maker, name, NN_TYPE_FLOAT32, NULL));
}

Onnx__Tensor *
maker_add_tensor (Maker *maker, const char *name, NnType type, NnShape shape, const void *data)
{
  Onnx__Graph *graph = maker->model.graph;
  Onnx__Tensor *tensor = NEW (maker, Onnx__Tensor, ONNX__TENSOR__INIT);
  gint64 count = MAX (nn_shape_count (&shape), 0);

  tensor->name = maker_text (maker, name);
  tensor->has_data_type = TRUE;
  tensor->data_type = type;
  tensor->n_dims = shape.rank;
  tensor->dims = keep (maker, shape.dims, sizeof shape.dims);
  if (data != NULL) {
    tensor->has_raw_data = TRUE;
    tensor->raw_data.len = (gsize) count * nn_type_size (type);
    tensor->raw_data.data = keep (maker, data, tensor->raw_data.len);
  }
  graph->initializer = append (maker, graph->initializer, &graph->n_initializer, tensor);
  return tensor;
}

Onnx__Tensor *
maker_add_ints (Maker *maker, const char *name, guint n, const gint64 *ints)
{
  return maker_add_tensor (maker, name, NN_TYPE_INT64, NN_SHAPE (n), ints);
}

Onnx__Tensor *
maker_add_noise (Maker *maker, const char *name, NnShape shape, guint64 seed)
{
  gint64 n = nn_shape_count (&shape);
  g_autofree float *numbers = g_new (float, n);
  NnRandom random;

  nn_random_init (&random, seed, 0);
  for (gint64 i = 0; i < n; i++)
    numbers[i] = nn_random_range (&random, -1, 1);
  return maker_add_tensor (maker, name, NN_TYPE_FLOAT32, shape, numbers);
}

Onnx__Tensor *
maker_take_tensor (Maker *maker)
{
  return maker->model.graph->initializer[--maker->model.graph->n_initializer];
}

static char **
split (Maker *maker, const char *names, size_t *n)
{
  g_auto (GStrv) parts = g_strsplit (names, " ", -1);
  char **list = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      list = append (maker, list, n,
                     maker_text (maker, g_str_equal (parts[i], "-") ? "" : parts[i]));
  return list;
}

Onnx__Node *
maker_add_node (Maker *maker, const char *op, const char *inputs, const char *outputs)
{
  Onnx__Graph *graph = maker->model.graph;
  Onnx__Node *node = NEW (maker, Onnx__Node, ONNX__NODE__INIT);

  node->op_type = maker_text (maker, op);
  node->name = maker_text (maker, outputs);
  node->input = split (maker, inputs, &node->n_input);
  node->output = split (maker, outputs, &node->n_output);
  graph->node = append (maker, graph->node, &graph->n_node, node);
  return node;
}

static Onnx__Attribute *
add_attribute (Maker *maker, Onnx__Node *node, const char *name, int type)
{
  Onnx__Attribute *attribute = NEW (maker, Onnx__Attribute, ONNX__ATTRIBUTE__INIT);

  attribute->name = maker_text (maker, name);
  attribute->has_type = TRUE;
  attribute->type = type;
  node->attribute = append (maker, node->attribute, &node->n_attribute, attribute);
  return attribute;
}

void
maker_set_int (Maker *maker, Onnx__Node *node, const char *name, gint64 value)
{
  Onnx__Attribute *attribute = add_attribute (maker, node, name, 2);

  attribute->has_i = TRUE;
  attribute->i = value;
}

void
maker_set_ints (Maker *maker, Onnx__Node *node, const char *name, guint n, const gint64 *values)
{
  Onnx__Attribute *attribute = add_attribute (maker, node, name, 7);

  attribute->n_ints = n;
  attribute->ints = keep (maker, values, n * sizeof (gint64));
}

void
maker_set_tensor (Maker *maker, Onnx__Node *node, const char *name, Onnx__Tensor *value)
{
  add_attribute (maker, node, name, 4)->t = value;
}

void
maker_place_outside (Maker *maker,
                     Onnx__Tensor *tensor,
                     const char *location,
                     const char *offset,
                     const char *length)
{
  const char *pairs[][2] = { { "location", location }, { "offset", offset }, { "length", length } };

  tensor->has_raw_data = FALSE;
  tensor->has_data_location = TRUE;
  tensor->data_location = 1;
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    Onnx__Entry *entry;

    if (pairs[i][1] == NULL)
      continue;
    entry = NEW (maker, Onnx__Entry, ONNX__ENTRY__INIT);
    entry->key = maker_text (maker, pairs[i][0]);
    entry->value = maker_text (maker, pairs[i][1]);
    tensor->external_data = append (maker, tensor->external_data, &tensor->n_external_data, entry);
  }
}

GBytes *
maker_to_bytes (Maker *maker)
{
  gsize size = onnx__model__get_packed_size (&maker->model);
  guint8 *bytes = g_malloc (size + 1);

  onnx__model__pack (&maker->model, bytes);
  return g_bytes_new_take (bytes, size);
}
