/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "onnx-maker.h"

#include <string.h>

#include "nn/base/nn-random.h"

/* Where nodes and tensors go: the graph, a function, or the graph of a branch. */
typedef struct {
  Onnx__Function *function;
  Onnx__Graph *graph;
  Onnx__Node *owner; /* of the branch */
  char *branch;
} Body;

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
  maker->bodies = g_ptr_array_new_with_free_func (g_free);
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
  g_ptr_array_unref (maker->bodies);
  g_ptr_array_unref (maker->memory);
  g_free (maker);
}

static Body
body_of (Maker *maker)
{
  return maker->bodies->len > 0 ? *(Body *) maker->bodies->pdata[maker->bodies->len - 1]
                                : (Body){ NULL, maker->model.graph };
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
  Body body = body_of (maker);
  Onnx__Graph *graph = body.graph != NULL ? body.graph : maker->model.graph;
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
  Body body = body_of (maker);
  Onnx__Node *node = NEW (maker, Onnx__Node, ONNX__NODE__INIT);

  node->op_type = maker_text (maker, op);
  node->name = maker_text (maker, outputs);
  node->input = split (maker, inputs, &node->n_input);
  node->output = split (maker, outputs, &node->n_output);
  if (body.function != NULL)
    body.function->node = append (maker, body.function->node, &body.function->n_node, node);
  else
    body.graph->node = append (maker, body.graph->node, &body.graph->n_node, node);
  return node;
}

Onnx__Node *
maker_add_call (Maker *maker,
                const char *domain,
                const char *name,
                const char *inputs,
                const char *outputs)
{
  Onnx__Node *node = maker_add_node (maker, name, inputs, outputs);

  node->domain = maker_text (maker, domain);
  return node;
}

Onnx__Function *
maker_open_function (Maker *maker,
                     const char *domain,
                     const char *name,
                     const char *inputs,
                     const char *outputs,
                     const char *attributes)
{
  Onnx__Function *function = NEW (maker, Onnx__Function, ONNX__FUNCTION__INIT);

  function->domain = maker_text (maker, domain);
  function->name = maker_text (maker, name);
  function->input = split (maker, inputs, &function->n_input);
  function->output = split (maker, outputs, &function->n_output);
  function->attribute = split (maker, attributes, &function->n_attribute);
  maker->model.functions
      = append (maker, maker->model.functions, &maker->model.n_functions, function);
  g_ptr_array_add (maker->bodies, g_memdup2 (&(Body){ function }, sizeof (Body)));
  return function;
}

void
maker_open_branch (Maker *maker, Onnx__Node *node, const char *branch, const char *outputs)
{
  Onnx__Graph *graph = NEW (maker, Onnx__Graph, ONNX__GRAPH__INIT);
  g_auto (GStrv) names = g_strsplit (outputs, " ", -1);
  Body body = { NULL, graph, node, maker_text (maker, branch) };

  for (guint i = 0; names[i] != NULL; i++)
    graph->output = append (maker, graph->output, &graph->n_output,
                            describe (maker, names[i], NN_TYPE_FLOAT32, NULL));
  g_ptr_array_add (maker->bodies, g_memdup2 (&body, sizeof body));
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
maker_set_float (Maker *maker, Onnx__Node *node, const char *name, float value)
{
  Onnx__Attribute *attribute = add_attribute (maker, node, name, 1);

  attribute->has_f = TRUE;
  attribute->f = value;
}

void
maker_refer (Maker *maker, Onnx__Node *node, const char *name, int type, const char *attribute)
{
  add_attribute (maker, node, name, type)->ref_attr_name = maker_text (maker, attribute);
}

/* A branch is kept as bytes. */
void
maker_close (Maker *maker)
{
  Body body = body_of (maker);

  if (body.owner != NULL) {
    Onnx__Attribute *attribute = add_attribute (maker, body.owner, body.branch, 5);

    attribute->has_g = TRUE;
    attribute->g.len = onnx__graph__get_packed_size (body.graph);
    attribute->g.data = keep (maker, NULL, attribute->g.len);
    onnx__graph__pack (body.graph, attribute->g.data);
  }
  g_ptr_array_set_size (maker->bodies, (int) maker->bodies->len - 1);
}

void
maker_set_ints (Maker *maker, Onnx__Node *node, const char *name, guint n, const gint64 *values)
{
  Onnx__Attribute *attribute = add_attribute (maker, node, name, 7);

  attribute->n_ints = n;
  attribute->ints = keep (maker, values, n * sizeof (gint64));
}

void
maker_set_string (Maker *maker, Onnx__Node *node, const char *name, const char *value)
{
  Onnx__Attribute *attribute = add_attribute (maker, node, name, 3);

  attribute->has_s = TRUE;
  attribute->s.len = strlen (value);
  attribute->s.data = (guint8 *) maker_text (maker, value);
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
