/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/base/nn-save-file.h"
#include "nn/graph/nn-plan.h"
#include "nn/model/nn-point-model.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/onnx/nn-onnx-reader.h"
#include "onnx.pb-c.h"

/* The messages live in one arena of small allocations that is freed as a whole: strings and numbers
 * of the model are pointed to, not copied. */
typedef struct {
  const NnModel *model;
  NnGraph *graph;
  GPtrArray *memory;
  gboolean *transposed; /* by value: a weight that is written as [out][in] */
} Writer;

static void *
keep (Writer *writer, gsize bytes)
{
  void *memory = g_malloc0 (MAX (1, bytes));

  g_ptr_array_add (writer->memory, memory);
  return memory;
}

static char *
keep_string (Writer *writer, char *string)
{
  g_ptr_array_add (writer->memory, string);
  return string;
}

#define NEW(writer, Type, INIT) (memcpy (keep (writer, sizeof (Type)), &(Type) INIT, sizeof (Type)))

static Onnx__ValueInfo *
describe (Writer *writer, const char *name, NnType type, const NnShape *shape, gboolean free_batch)
{
  Onnx__ValueInfo *info = NEW (writer, Onnx__ValueInfo, ONNX__VALUE_INFO__INIT);

  info->name = (char *) name;
  info->type = NEW (writer, Onnx__Type, ONNX__TYPE__INIT);
  info->type->tensor_type = NEW (writer, Onnx__TensorType, ONNX__TENSOR_TYPE__INIT);
  info->type->tensor_type->has_elem_type = TRUE;
  info->type->tensor_type->elem_type = type;
  /* Not known at all. */
  if (shape == NULL)
    return info;
  info->type->tensor_type->shape = NEW (writer, Onnx__Shape, ONNX__SHAPE__INIT);
  info->type->tensor_type->shape->n_dim = shape->rank;
  info->type->tensor_type->shape->dim = keep (writer, shape->rank * sizeof (void *));
  for (int i = 0; i < shape->rank; i++) {
    Onnx__Dimension *dim = NEW (writer, Onnx__Dimension, ONNX__DIMENSION__INIT);

    if ((i == 0 && free_batch) || shape->dims[i] < 0) {
      dim->dim_param = (char *) "N";
    } else {
      dim->has_dim_value = TRUE;
      dim->dim_value = shape->dims[i];
    }
    info->type->tensor_type->shape->dim[i] = dim;
  }
  return info;
}

static Onnx__Tensor *
write_tensor (Writer *writer, const char *name, NnType type, const NnShape *shape, const void *data)
{
  Onnx__Tensor *tensor = NEW (writer, Onnx__Tensor, ONNX__TENSOR__INIT);

  tensor->name = (char *) name;
  tensor->has_data_type = TRUE;
  tensor->data_type = type;
  tensor->n_dims = shape->rank;
  tensor->dims = (gint64 *) shape->dims;
  tensor->has_raw_data = TRUE;
  tensor->raw_data.len = nn_shape_count (shape) * nn_type_size (type);
  tensor->raw_data.data = (guint8 *) data;
  return tensor;
}

static Onnx__Attribute *
write_attribute (Writer *writer, const NnAttribute *from)
{
  /* By NnAttributeKind, the numbers of AttributeProto.AttributeType. */
  static const int types[] = { 1, 2, 3, 4, 6, 7, 8 };
  Onnx__Attribute *to = NEW (writer, Onnx__Attribute, ONNX__ATTRIBUTE__INIT);

  to->name = from->name;
  to->has_type = TRUE;
  to->type = types[from->kind];
  switch (from->kind) {
  case NN_ATTRIBUTE_FLOAT:
    to->has_f = TRUE;
    to->f = (float) from->number;
    break;
  case NN_ATTRIBUTE_INT:
    to->has_i = TRUE;
    to->i = from->integer;
    break;
  case NN_ATTRIBUTE_STRING:
    to->has_s = TRUE;
    to->s.data = (guint8 *) from->string;
    to->s.len = strlen (from->string);
    break;
  case NN_ATTRIBUTE_TENSOR:
    to->t = write_tensor (writer, NULL, nn_tensor_type (from->tensor),
                          nn_tensor_shape (from->tensor), nn_tensor_const_data (from->tensor));
    break;
  case NN_ATTRIBUTE_FLOATS:
    to->n_floats = from->n_items;
    to->floats = from->floats;
    break;
  case NN_ATTRIBUTE_INTS:
    to->n_ints = from->n_items;
    to->ints = from->ints;
    break;
  case NN_ATTRIBUTE_STRINGS:
    to->n_strings = from->n_items;
    to->strings = keep (writer, from->n_items * sizeof (ProtobufCBinaryData));
    for (guint i = 0; i < from->n_items; i++)
      to->strings[i]
          = (ProtobufCBinaryData){ strlen (from->strings[i]), (guint8 *) from->strings[i] };
    break;
  }
  return to;
}

/* Many programs understand a dense layer only as PyTorch writes it: with transB and weights of
 * [out][in]. Ours are [in][out], which is faster here; they are turned round in the file. */
static void
find_transposed (Writer *writer)
{
  guint n_values = nn_graph_n_values (writer->graph);
  guint *uses = keep (writer, n_values * sizeof (guint));

  writer->transposed = keep (writer, n_values * sizeof (gboolean));
  for (guint n = 0; n < nn_graph_n_nodes (writer->graph); n++) {
    const NnNode *node = nn_graph_node (writer->graph, n);

    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE)
        uses[node->inputs[i]]++;
    if (node->op->kind == NN_OP_DENSE && nn_attributes_get_int (node->attributes, "transB", 0) == 0)
      writer->transposed[node->inputs[1]] = TRUE;
  }
  for (guint i = 0; i < nn_graph_n_outputs (writer->graph); i++)
    uses[nn_graph_output (writer->graph, i)]++;
  for (guint v = 0; v < n_values; v++) {
    const NnValue *value = nn_graph_value (writer->graph, v);

    writer->transposed[v] = writer->transposed[v] && uses[v] == 1
                            && value->kind == NN_VALUE_PARAMETER && value->shape.rank == 2;
  }
}

static Onnx__Tensor *
write_parameter (Writer *writer, guint v)
{
  const NnValue *value = nn_graph_value (writer->graph, v);
  const float *weights = nn_model_weights (writer->model) + value->offset;
  gint64 rows = value->shape.dims[0], columns = value->shape.dims[1];
  Onnx__Tensor *tensor;
  float *turned;

  if (!writer->transposed[v])
    return write_tensor (writer, value->name, NN_TYPE_FLOAT32, &value->shape, weights);
  turned = keep (writer, rows * columns * sizeof (float));
  for (gint64 i = 0; i < rows; i++)
    for (gint64 j = 0; j < columns; j++)
      turned[j * rows + i] = weights[i * columns + j];
  tensor = write_tensor (writer, value->name, NN_TYPE_FLOAT32, &value->shape, turned);
  tensor->dims = keep (writer, 2 * sizeof (gint64));
  tensor->dims[0] = columns;
  tensor->dims[1] = rows;
  return tensor;
}

static char **
names_of (Writer *writer, const guint *values, guint n)
{
  char **names = keep (writer, n * sizeof (char *));

  for (guint i = 0; i < n; i++)
    names[i]
        = values[i] != NN_NO_VALUE ? nn_graph_value (writer->graph, values[i])->name : (char *) "";
  return names;
}

static Onnx__Node *
write_node (Writer *writer, const NnNode *from)
{
  Onnx__Node *to = NEW (writer, Onnx__Node, ONNX__NODE__INIT);
  guint n_attributes = nn_attributes_count (from->attributes);

  to->name = from->name;
  to->op_type = (char *) from->op->name;
  to->n_input = from->n_inputs;
  to->input = names_of (writer, from->inputs, from->n_inputs);
  to->n_output = from->n_outputs;
  to->output = names_of (writer, from->outputs, from->n_outputs);
  to->attribute = keep (writer, (n_attributes + 1) * sizeof (void *));
  for (guint i = 0; i < n_attributes; i++) {
    const NnAttribute *attribute = nn_attributes_nth (from->attributes, i);

    if (!g_str_equal (attribute->name, "transB"))
      to->attribute[to->n_attribute++] = write_attribute (writer, attribute);
  }
  if (from->op->kind == NN_OP_DENSE
      && (writer->transposed[from->inputs[1]]
          || nn_attributes_get_int (from->attributes, "transB", 0) != 0)) {
    const NnAttribute transposed
        = { .name = (char *) "transB", .kind = NN_ATTRIBUTE_INT, .integer = 1 };

    to->attribute[to->n_attribute++] = write_attribute (writer, &transposed);
  }
  return to;
}

static gboolean
has_free_batch (const NnGraph *graph)
{
  for (guint i = 0; i < nn_graph_n_inputs (graph); i++) {
    const NnShape *shape = &nn_graph_value (graph, nn_graph_input (graph, i))->shape;

    if (shape->rank > 0 && shape->dims[0] < 0)
      return TRUE;
  }
  return FALSE;
}

/* What is needed to use the file without Tenfold. */
static char *
describe_input (Writer *writer)
{
  const NnInputConvention *convention = nn_model_get_convention (writer->model);
  const char *features = nn_model_get_fact (writer->model, NN_FACT_POINTS);
  g_autofree char *text = NULL;

  if (features != NULL)
    return keep_string (writer, g_strdup_printf ("%s of a point", features));
  if (convention->layout == NN_LAYOUT_NONE || !convention->known)
    return NULL;
  text = nn_convention_describe (convention);
  return keep_string (
      writer, g_strdup_printf ("%s; from a 28x28 picture, ink 1 and paper 0: input = %.9g + %.9g * "
                               "%s; the digit's longest side has 20 pixels, its centre of mass is "
                               "in the middle",
                               text, convention->offset, convention->scale,
                               convention->dark ? "(1 - ink)" : "ink"));
}

static Onnx__Graph *
write_graph (Writer *writer)
{
  NnGraph *graph = writer->graph;
  Onnx__Graph *to = NEW (writer, Onnx__Graph, ONNX__GRAPH__INIT);
  gint64 fixed = (gint64) nn_model_fixed_batch (writer->model);
  g_autoptr (NnPlan) plan = nn_plan_new (graph, MAX (fixed, 1), NN_PLAN_INFERENCE, NULL, NULL);
  gboolean free_batch = plan != NULL && has_free_batch (graph);

  to->name = (char *) nn_graph_name (graph);
  to->n_node = nn_graph_n_nodes (graph);
  to->node = keep (writer, to->n_node * sizeof (void *));
  for (guint i = 0; i < to->n_node; i++)
    to->node[i] = write_node (writer, nn_graph_node (graph, i));
  to->initializer = keep (writer, nn_graph_n_values (graph) * sizeof (void *));
  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (value->kind == NN_VALUE_PARAMETER)
      to->initializer[to->n_initializer++] = write_parameter (writer, v);
    else if (value->kind == NN_VALUE_CONSTANT)
      to->initializer[to->n_initializer++] = write_tensor (
          writer, value->name, value->type, &value->shape, nn_tensor_const_data (value->constant));
  }
  to->n_input = nn_graph_n_inputs (graph);
  to->input = keep (writer, to->n_input * sizeof (void *));
  for (guint i = 0; i < to->n_input; i++) {
    const NnValue *value = nn_graph_value (graph, nn_graph_input (graph, i));

    to->input[i] = describe (writer, value->name, value->type, &value->shape, FALSE);
    to->input[i]->doc_string = describe_input (writer);
  }
  to->n_output = nn_graph_n_outputs (graph);
  to->output = keep (writer, to->n_output * sizeof (void *));
  for (guint i = 0; i < to->n_output; i++) {
    guint v = nn_graph_output (graph, i);
    NnView view = plan != NULL ? nn_plan_value (plan, v) : (NnView){ NN_TYPE_FLOAT32 };
    const NnShape *shape = plan != NULL ? &view.shape : NULL;

    to->output[i]
        = describe (writer, nn_graph_value (graph, v)->name, view.type, shape, free_batch);
  }
  return to;
}

static void
write_fact (Writer *writer, Onnx__Model *message, const char *key, const char *value)
{
  Onnx__Entry *entry = NEW (writer, Onnx__Entry, ONNX__ENTRY__INIT);

  entry->key = keep_string (writer, g_strconcat (NN_ONNX_PREFIX, key, NULL));
  entry->value = keep_string (writer, g_strdup (value));
  message->metadata_props[message->n_metadata_props++] = entry;
}

static void
write_number (Writer *writer, Onnx__Model *message, const char *key, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  write_fact (writer, message, key, g_ascii_dtostr (number, sizeof number, value));
}

static void
add_line (GString *lines, const char *line)
{
  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  g_string_append (lines, line);
}

static void
write_facts (Writer *writer, Onnx__Model *message)
{
  const NnInputConvention *convention = nn_model_get_convention (writer->model);
  g_autofree char *input = nn_convention_to_string (convention);
  g_autoptr (GList) facts = nn_model_list_facts (writer->model);
  g_autoptr (GString) transposed = g_string_new (NULL);
  g_autoptr (GString) constants = g_string_new (NULL);

  message->metadata_props = keep (writer, (g_list_length (facts) + 6) * sizeof (void *));
  for (GList *l = facts; l != NULL; l = l->next)
    write_fact (writer, message, l->data, nn_model_get_fact (writer->model, l->data));
  /* A guess is not written as a fact. */
  if (convention->known && convention->layout != NN_LAYOUT_NONE) {
    write_fact (writer, message, NN_ONNX_KEY_INPUT, input);
    write_number (writer, message, NN_ONNX_KEY_SCALE, convention->scale);
    write_number (writer, message, NN_ONNX_KEY_OFFSET, convention->offset);
    write_fact (writer, message, NN_ONNX_KEY_LABELS, "0 1 2 3 4 5 6 7 8 9");
  }
  for (guint v = 0; v < nn_graph_n_values (writer->graph); v++) {
    const NnValue *value = nn_graph_value (writer->graph, v);

    if (writer->transposed[v])
      add_line (transposed, value->name);
    if (value->kind == NN_VALUE_CONSTANT && value->type == NN_TYPE_FLOAT32)
      add_line (constants, value->name);
  }
  if (transposed->len > 0)
    write_fact (writer, message, NN_ONNX_KEY_TRANSPOSED, transposed->str);
  if (constants->len > 0)
    write_fact (writer, message, NN_ONNX_KEY_CONSTANTS, constants->str);
}

/* ONNX's own place for training; programs that only run models skip it. */
static void
write_training (Writer *writer, Onnx__Model *message)
{
  GBytes *state = nn_model_get_training_state (writer->model);
  Onnx__TrainingInfo *info;
  NnShape shape = { .rank = 1 };

  if (state == NULL)
    return;
  info = NEW (writer, Onnx__TrainingInfo, ONNX__TRAINING_INFO__INIT);
  info->algorithm = NEW (writer, Onnx__Graph, ONNX__GRAPH__INIT);
  info->algorithm->name = (char *) NN_ONNX_TRAINING;
  info->algorithm->n_initializer = 1;
  info->algorithm->initializer = keep (writer, sizeof (void *));
  shape.dims[0] = (gint64) g_bytes_get_size (state);
  info->algorithm->initializer[0] = write_tensor (writer, NN_ONNX_TRAINING_STATE, NN_TYPE_UINT8,
                                                  &shape, g_bytes_get_data (state, NULL));
  /* The shape is gone when the message is packed. */
  info->algorithm->initializer[0]->dims = keep (writer, sizeof (gint64));
  info->algorithm->initializer[0]->dims[0] = shape.dims[0];
  message->n_training_info = 1;
  message->training_info = keep (writer, sizeof (void *));
  message->training_info[0] = info;
}

GBytes *
nn_model_to_bytes (const NnModel *model)
{
  g_autoptr (GPtrArray) memory = g_ptr_array_new_with_free_func (g_free);
  Writer writer = { model, nn_model_graph (model), memory };
  Onnx__Model message = ONNX__MODEL__INIT;
  Onnx__OperatorSet operators = ONNX__OPERATOR_SET__INIT;
  Onnx__OperatorSet *imports[] = { &operators };
  guint8 *bytes;
  gsize size;

  find_transposed (&writer);
  message.has_ir_version = TRUE;
  message.ir_version = 8;
  message.producer_name = (char *) "Tenfold";
  message.producer_version = (char *) TENFOLD_VERSION;
  message.doc_string
      = (char *) (nn_model_get_fact (model, NN_FACT_POINTS) != NULL
                      ? "Says of a point what points like it have taught."
                      : "Reads a handwritten digit: one 28x28 picture in, ten probabilities out.");
  operators.domain = (char *) "";
  operators.has_version = TRUE;
  operators.version = nn_graph_opset (writer.graph);
  message.n_opset_import = 1;
  message.opset_import = imports;
  message.graph = write_graph (&writer);
  write_facts (&writer, &message);
  write_training (&writer, &message);

  size = onnx__model__get_packed_size (&message);
  bytes = g_malloc (size);
  onnx__model__pack (&message, bytes);
  return g_bytes_new_take (bytes, size);
}

gboolean
nn_model_save (const NnModel *model, GFile *file, GError **error)
{
  g_autoptr (GBytes) bytes = nn_model_to_bytes (model);

  return nn_save_file (file, bytes, error);
}
