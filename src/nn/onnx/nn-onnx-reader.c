/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/base/nn-message.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/onnx/nn-onnx-reader.h"

#define MIN_OPSET 6
#define MAX_OPSET 25

/* Messages take more memory than the bytes they come from: a node of twenty bytes some hundreds.
 * So many for each byte of the file, and so many beside them. */
#define MEMORY_FACTOR 40
#define MEMORY_FLOOR ((gsize) 1 << 20)
#define MEMORY_CEILING ((gsize) 2 << 30)

gboolean
nn_onnx_refuse (NnOnnxReader *reader, NnError code, const char *format, ...)
{
  g_autofree char *reason = NULL;
  g_autofree char *valid = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Names in files need not be UTF-8, nor short. */
  valid = nn_message_clip (reason);
  g_set_error (reader->error, NN_ERROR, code, "%s: %s", reader->name, valid);
  return FALSE;
}

guint
nn_onnx_intern (NnOnnxReader *reader, const char *name)
{
  guint i;
  NnOnnxValue *value;

  if (name == NULL || *name == '\0')
    return NN_NO_VALUE;
  i = GPOINTER_TO_UINT (g_hash_table_lookup (reader->index, name));
  if (i > 0)
    return i - 1;
  value = g_new0 (NnOnnxValue, 1);
  value->name = name;
  value->node = value->origin = value->index = NN_NO_VALUE;
  g_ptr_array_add (reader->values, value);
  g_hash_table_insert (reader->index, (gpointer) name, GUINT_TO_POINTER (reader->values->len));
  return reader->values->len - 1;
}

static void
value_free (gpointer data)
{
  NnOnnxValue *value = data;

  g_clear_pointer (&value->tensor, nn_tensor_unref);
  g_free (value);
}

/* --- the graph as the file has it --- */

static gboolean
read_names (NnOnnxReader *reader)
{
  const Onnx__Graph *graph = reader->message->graph;

  if (graph->n_sparse_initializer > 0)
    return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                           "the model has sparse weights, which are not supported");
  for (gsize i = 0; i < graph->n_initializer; i++) {
    guint v = nn_onnx_intern (reader, graph->initializer[i]->name);

    if (v == NN_NO_VALUE)
      return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "a tensor has no name");
    if (nn_onnx_value (reader, v)->initializer != NULL)
      return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "two tensors have the name '%s'",
                             graph->initializer[i]->name);
    nn_onnx_value (reader, v)->initializer = graph->initializer[i];
  }
  for (gsize i = 0; i < graph->n_input; i++) {
    guint v = nn_onnx_intern (reader, graph->input[i]->name);
    NnOnnxValue *value = v != NN_NO_VALUE ? nn_onnx_value (reader, v) : NULL;

    if (value == NULL)
      return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "an input has no name");
    if (value->input != NULL)
      return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "two inputs have the name '%s'", value->name);
    /* Old files list the initialisers as inputs too. */
    if (value->initializer == NULL)
      value->input = graph->input[i];
  }
  for (guint v = 0; v < reader->values->len; v++)
    if (!g_utf8_validate (nn_onnx_value (reader, v)->name, -1, NULL))
      return nn_onnx_refuse (reader, NN_ERROR_FORMAT, "the name '%s' is not valid UTF-8",
                             nn_onnx_value (reader, v)->name);
  reader->from = graph->node;
  reader->n_from = graph->n_node;
  return nn_onnx_flatten (reader) && nn_onnx_read_nodes (reader);
}

static gboolean
read_tensors (NnOnnxReader *reader)
{
  for (guint v = 0; v < reader->values->len; v++) {
    NnOnnxValue *value = nn_onnx_value (reader, v);

    if (value->initializer == NULL || value->n_uses == 0)
      continue;
    value->tensor = nn_onnx_read_tensor (reader, value->initializer, value->name);
    if (value->tensor == NULL)
      return FALSE;
  }
  return TRUE;
}

/* Transposes weights back that Tenfold transposed when it wrote the file, so that training
 * continues to the same bits. Does nothing where another program has changed the file since. */
static void
turn_weights (NnOnnxReader *reader)
{
  for (guint n = 0; n < reader->nodes->len; n++) {
    const NnOnnxNode *node = reader->nodes->pdata[n];
    NnOnnxValue *weight;
    NnTensor *turned;
    gint64 rows, columns;

    if (node->op->kind != NN_OP_DENSE || node->inputs[1] == NN_NO_VALUE
        || nn_attributes_get_int (node->attributes, "transB", 0) != 1)
      continue;
    weight = nn_onnx_value (reader, node->inputs[1]);
    if (weight->tensor == NULL || weight->n_uses != 1
        || !g_hash_table_contains (reader->transposed, weight->name)
        || nn_tensor_type (weight->tensor) != NN_TYPE_FLOAT32
        || nn_tensor_shape (weight->tensor)->rank != 2)
      continue;
    rows = nn_tensor_shape (weight->tensor)->dims[0];
    columns = nn_tensor_shape (weight->tensor)->dims[1];
    turned = nn_tensor_new (NN_TYPE_FLOAT32, &NN_SHAPE (columns, rows));
    for (gint64 i = 0; i < rows; i++)
      for (gint64 j = 0; j < columns; j++)
        ((float *) nn_tensor_data (turned))[j * rows + i]
            = ((const float *) nn_tensor_const_data (weight->tensor))[i * columns + j];
    nn_tensor_unref (weight->tensor);
    weight->tensor = turned;
    nn_attributes_set_int (node->attributes, "transB", 0);
  }
}

/* --- the graph as we have it --- */

gboolean
nn_onnx_read_input (const Onnx__ValueInfo *input, NnType *number, NnShape *shape)
{
  const Onnx__TensorType *type = input->type != NULL ? input->type->tensor_type : NULL;

  *number = type != NULL ? type->elem_type : NN_TYPE_UNDEFINED;
  *shape = (NnShape){ 0 };
  if (type == NULL || type->shape == NULL)
    return TRUE;
  if (type->shape->n_dim > NN_MAX_RANK)
    return FALSE;
  shape->rank = (int) type->shape->n_dim;
  for (int i = 0; i < shape->rank; i++) {
    const Onnx__Dimension *dim = type->shape->dim[i];

    shape->dims[i] = dim->has_dim_value && dim->dim_value > 0 ? dim->dim_value : -1;
  }
  return TRUE;
}

static gboolean
add_input (NnOnnxReader *reader, NnGraph *graph, NnOnnxValue *value)
{
  NnShape shape;
  NnType number;
  gboolean fits = nn_onnx_read_input (value->input, &number, &shape);

  if (nn_type_size (number) == 0)
    return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                           "input '%s' is not a tensor of a supported type", value->name);
  if (!fits)
    return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED, "input '%s' has more than %d dimensions",
                           value->name, NN_MAX_RANK);
  if (reader->unified && nn_onnx_is_other_float (number))
    number = NN_TYPE_FLOAT32;
  value->index = nn_graph_add_input (graph, value->name, number, &shape);
  return TRUE;
}

static guint *
indices_of (NnOnnxReader *reader, const guint *values, guint n)
{
  guint *indices = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    indices[i] = values[i] != NN_NO_VALUE ? nn_onnx_value (reader, values[i])->index : NN_NO_VALUE;
  return indices;
}

static void
add_node (NnOnnxReader *reader, NnGraph *graph, NnOnnxNode *node)
{
  g_autofree guint *inputs = indices_of (reader, node->inputs, node->n_inputs);
  g_autofree guint *outputs = NULL;

  for (guint i = 0; i < node->n_outputs; i++)
    if (node->outputs[i] != NN_NO_VALUE) {
      NnOnnxValue *value = nn_onnx_value (reader, node->outputs[i]);

      value->index = nn_graph_add_computed (graph, value->name);
    }
  outputs = indices_of (reader, node->outputs, node->n_outputs);
  nn_graph_add_node (graph, node->name, node->op, g_steal_pointer (&node->attributes),
                     node->n_inputs, inputs, node->n_outputs, outputs);
}

static NnGraph *
make_graph (NnOnnxReader *reader)
{
  const char *name = reader->message->graph->name;
  g_autoptr (NnGraph) graph = nn_graph_new (
      name != NULL && *name != '\0' && g_utf8_validate (name, -1, NULL) ? name : "graph",
      reader->opset);
  guint n_read = 0;

  for (guint v = 0; v < reader->values->len; v++)
    n_read += nn_onnx_value (reader, v)->input != NULL && nn_onnx_value (reader, v)->n_uses > 0;
  for (guint v = 0; v < reader->values->len; v++) {
    NnOnnxValue *value = nn_onnx_value (reader, v);

    if (value->tensor == NULL || value->n_uses == 0)
      continue;
    if (value->weight || value->statistic)
      value->index = nn_graph_add_parameter (graph, value->name, nn_tensor_shape (value->tensor),
                                             !value->statistic);
    else
      value->index = nn_graph_add_constant (graph, value->name, value->tensor);
  }
  for (guint v = 0; v < reader->values->len; v++) {
    NnOnnxValue *value = nn_onnx_value (reader, v);

    /* An input that nothing reads is none, if there is another. */
    if (value->input != NULL && (value->n_uses > 0 || n_read == 0)
        && !add_input (reader, graph, value))
      return NULL;
  }
  for (guint n = 0; n < reader->nodes->len; n++) {
    NnOnnxNode *node = reader->nodes->pdata[n];

    if (!node->folded)
      add_node (reader, graph, node);
  }
  for (guint i = 0; i < reader->outputs->len; i++) {
    guint v = g_array_index (reader->outputs, guint, i);

    nn_graph_add_output (graph, nn_onnx_value (reader, v)->index);
  }
  return g_steal_pointer (&graph);
}

static NnModel *
make_model (NnOnnxReader *reader)
{
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *weights = NULL;

  if (!read_names (reader) || !nn_onnx_sort_nodes (reader) || !read_tensors (reader))
    return NULL;
  turn_weights (reader);
  nn_onnx_unify_floats (reader);
  if (!nn_onnx_fold_nodes (reader))
    return NULL;
  nn_onnx_find_weights (reader);
  graph = make_graph (reader);
  if (graph == NULL)
    return NULL;
  weights = g_try_new0 (float, nn_graph_n_weights (graph) + 1);
  if (weights == NULL) {
    nn_onnx_refuse (reader, NN_ERROR_RANGE, "there is no memory for its weights");
    return NULL;
  }
  for (guint v = 0; v < reader->values->len; v++) {
    const NnOnnxValue *value = nn_onnx_value (reader, v);

    if (value->index != NN_NO_VALUE
        && nn_graph_value (graph, value->index)->kind == NN_VALUE_PARAMETER)
      memcpy (weights + nn_graph_value (graph, value->index)->offset,
              nn_tensor_const_data (value->tensor),
              (gsize) nn_tensor_count (value->tensor) * sizeof (float));
  }
  return nn_model_new (graph, weights);
}

/* 0 where the standard's operators are not imported. */
static int
find_opset (Onnx__OperatorSet *const *sets, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (nn_onnx_is_standard (sets[i]->domain))
      return (int) CLAMP (sets[i]->version, 0, 1000);
  return 0;
}

static gboolean
check_opset (NnOnnxReader *reader)
{
  const Onnx__Model *message = reader->message;
  gboolean classical = FALSE;

  reader->opset = find_opset (message->opset_import, message->n_opset_import);
  /* A graph of nothing but calls may leave it to its functions. */
  for (gsize i = 0; i < message->n_functions && reader->opset == 0; i++)
    reader->opset
        = find_opset (message->functions[i]->opset_import, message->functions[i]->n_opset_import);
  for (gsize i = 0; i < reader->message->n_opset_import; i++)
    classical |= g_strcmp0 (reader->message->opset_import[i]->domain, "ai.onnx.ml") == 0;
  if (reader->opset == 0 && classical)
    return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                           "the model uses only ai.onnx.ml, the operators of classical machine "
                           "learning, which are not supported; only neural networks are");
  if (reader->opset > MAX_OPSET)
    return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                           "the model is too new: its operator set is version %d, and %d to %d are "
                           "supported; export it with an older one",
                           reader->opset, MIN_OPSET, MAX_OPSET);
  if (reader->opset < MIN_OPSET)
    return nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                           "the model is too old: its operator set is version %d, and %d to %d are "
                           "supported",
                           reader->opset, MIN_OPSET, MAX_OPSET);
  return TRUE;
}

/* --- memory of the messages --- */

typedef struct {
  gsize left;
} Budget;

static void *
budget_alloc (void *data, size_t size)
{
  Budget *budget = data;

  if (size > budget->left)
    return NULL;
  budget->left -= size;
  return g_try_malloc (MAX (size, 1));
}

static void
budget_free (void *data, void *pointer)
{
  g_free (pointer);
}

static NnModel *
read_graph (NnOnnxReader *reader)
{
  NnModel *model;

  reader->values = g_ptr_array_new_with_free_func (value_free);
  reader->index = g_hash_table_new (g_str_hash, g_str_equal);
  reader->nodes = g_ptr_array_new_with_free_func (nn_onnx_node_free);
  reader->outputs = g_array_new (FALSE, FALSE, sizeof (guint));
  reader->transposed = nn_onnx_read_list (reader->message, NN_ONNX_KEY_TRANSPOSED);
  if (g_strcmp0 (reader->message->producer_name, "Tenfold") == 0)
    reader->constants = nn_onnx_read_list (reader->message, NN_ONNX_KEY_CONSTANTS);
  model = make_model (reader);
  g_ptr_array_unref (reader->values);
  g_hash_table_unref (reader->index);
  g_ptr_array_unref (reader->nodes);
  g_array_unref (reader->outputs);
  g_hash_table_unref (reader->transposed);
  g_clear_pointer (&reader->constants, g_hash_table_unref);
  g_clear_pointer (&reader->flat, nn_onnx_flat_free);
  return model;
}

static NnModel *
read_message (NnOnnxReader *reader, const guint8 *data)
{
  NnModel *model;

  if (reader->message == NULL || reader->message->graph == NULL) {
    const char *kind = nn_onnx_kind_of (data, reader->size);

    nn_onnx_refuse (reader, NN_ERROR_FORMAT, "%s",
                    kind != NULL ? kind : "this is not an ONNX file, or it is damaged");
    return NULL;
  }
  if (!check_opset (reader))
    return NULL;
  model = read_graph (reader);
  if (model != NULL) {
    nn_onnx_read_facts (model, reader->message);
    nn_onnx_read_training (model, reader->message);
  }
  return model;
}

static NnModel *
read_bytes (GBytes *bytes, const char *name, GFile *folder, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  Budget budget = { MIN (MEMORY_FLOOR + MEMORY_FACTOR * length, MEMORY_CEILING) };
  ProtobufCAllocator allocator = { budget_alloc, budget_free, &budget };
  Onnx__Model *message = length > 0 ? onnx__model__unpack (&allocator, length, data) : NULL;
  NnOnnxReader reader = { .name = name,
                          .message = message,
                          .allocator = &allocator,
                          .folder = folder,
                          .size = length,
                          .error = error };
  NnModel *model = read_message (&reader, data);

  if (message != NULL)
    onnx__model__free_unpacked (message, &allocator);
  return model;
}

NnModel *
nn_model_from_bytes (GBytes *bytes, const char *name, GError **error)
{
  return read_bytes (bytes, name, NULL, error);
}

NnModel *
nn_model_load (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_file (file, NN_LOAD_MAX_BYTES, error);
  g_autoptr (GFile) folder = g_file_get_parent (file);

  return bytes != NULL ? read_bytes (bytes, name, folder, error) : NULL;
}
