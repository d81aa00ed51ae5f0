/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/model/nn-model-file.h"
#include "nn/model/nn-onnx-private.h"
#include "onnx.pb-c.h"

#define MIN_OPSET 6
#define MAX_OPSET 21

typedef struct {
  const char *name; /* of the file */
  NnGraph *graph;
  GArray *initial;        /* Initial: parameters and where their numbers are */
  GHashTable *transposed; /* names of weights to be turned round, see find_transposed() */
  GError **error;
} Reader;

typedef struct {
  gsize offset;
  NnTensor *tensor;
} Initial;

static gboolean refuse (Reader *reader, NnError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (Reader *reader, NnError code, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (reader->error, NN_ERROR, code, "%s: %s", reader->name, reason);
  return FALSE;
}

/* NULL with an error where the numbers do not fit the shape. */
static NnTensor *
read_tensor (Reader *reader, const Onnx__Tensor *from, const char *name)
{
  NnShape shape = { .rank = (int) MIN (from->n_dims, NN_MAX_RANK) };
  NnType type = from->data_type;
  gsize size = nn_type_size (type);
  gint64 count;
  const void *data = from->raw_data.data;
  gsize length = from->raw_data.len;

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = from->dims[i];
  count = nn_shape_count (&shape);
  if (from->n_dims > NN_MAX_RANK || count < 0) {
    refuse (reader, NN_ERROR_RANGE, "tensor '%s' has impossible dimensions", name);
    return NULL;
  }
  if (size == 0) {
    refuse (reader, NN_ERROR_UNSUPPORTED, "tensor '%s' has the type %d, which is not supported",
            name, from->data_type);
    return NULL;
  }
  if (from->data_location != 0) {
    refuse (reader, NN_ERROR_UNSUPPORTED,
            "tensor '%s' lies in another file, which is not supported", name);
    return NULL;
  }
  if (from->n_float_data > 0 && type == NN_TYPE_FLOAT32) {
    data = from->float_data;
    length = from->n_float_data * sizeof (float);
  } else if (from->n_int64_data > 0 && type == NN_TYPE_INT64) {
    data = from->int64_data;
    length = from->n_int64_data * sizeof (gint64);
  }
  if (count > NN_TENSOR_MAX_BYTES / (gint64) size || (gsize) count * size != length) {
    refuse (reader, NN_ERROR_FORMAT,
            "tensor '%s' should have %" G_GINT64_FORMAT " numbers of %" G_GSIZE_FORMAT
            " bytes, but has %" G_GSIZE_FORMAT " bytes",
            name, count, size, length);
    return NULL;
  }
  return nn_tensor_new_from_data (type, &shape, data);
}

/* Names must be there and new: the graph takes that for granted. */
static gboolean
check_name (Reader *reader, const char *name)
{
  if (name == NULL || *name == '\0')
    return refuse (reader, NN_ERROR_FORMAT, "a value has no name");
  if (!g_utf8_validate (name, -1, NULL))
    return refuse (reader, NN_ERROR_FORMAT, "the name of a value is no UTF-8");
  if (nn_graph_find_value (reader->graph, name) != NN_NO_VALUE)
    return refuse (reader, NN_ERROR_FORMAT, "there are two values with the name '%s'", name);
  return TRUE;
}

static NnTensor *
transpose (const NnTensor *tensor)
{
  const NnShape *shape = nn_tensor_shape (tensor);
  gint64 rows = shape->dims[0], columns = shape->dims[1];
  NnTensor *turned = nn_tensor_new (NN_TYPE_FLOAT32, &NN_SHAPE (columns, rows));
  const float *from = nn_tensor_const_data (tensor);
  float *to = nn_tensor_data (turned);

  for (gint64 i = 0; i < rows; i++)
    for (gint64 j = 0; j < columns; j++)
      to[j * rows + i] = from[i * columns + j];
  return turned;
}

static gboolean
read_initializer (Reader *reader, const Onnx__Tensor *from)
{
  g_autoptr (NnTensor) tensor = NULL;
  guint v;

  if (!check_name (reader, from->name))
    return FALSE;
  tensor = read_tensor (reader, from, from->name);
  if (tensor == NULL)
    return FALSE;
  if (nn_tensor_type (tensor) == NN_TYPE_FLOAT32 && nn_tensor_count (tensor) > 0) {
    Initial initial;

    if (nn_tensor_shape (tensor)->rank == 2
        && g_hash_table_contains (reader->transposed, from->name)) {
      NnTensor *turned = transpose (tensor);

      nn_tensor_unref (tensor);
      tensor = turned;
    }

    v = nn_graph_add_parameter (reader->graph, from->name, nn_tensor_shape (tensor), TRUE);
    initial = (Initial){ nn_graph_value (reader->graph, v)->offset, g_steal_pointer (&tensor) };
    g_array_append_val (reader->initial, initial);
  } else {
    nn_graph_add_constant (reader->graph, from->name, tensor);
  }
  return TRUE;
}

static gboolean
read_input (Reader *reader, const Onnx__ValueInfo *from)
{
  const Onnx__TensorType *type = from->type != NULL ? from->type->tensor_type : NULL;
  NnShape shape = { 0 };

  /* Old files list the initialisers as inputs too. */
  if (from->name != NULL && nn_graph_find_value (reader->graph, from->name) != NN_NO_VALUE)
    return TRUE;
  if (!check_name (reader, from->name))
    return FALSE;
  if (type == NULL || nn_type_size (type->elem_type) == 0)
    return refuse (reader, NN_ERROR_UNSUPPORTED, "input '%s' is no tensor of a supported type",
                   from->name);
  if (type->shape != NULL) {
    if (type->shape->n_dim > NN_MAX_RANK)
      return refuse (reader, NN_ERROR_UNSUPPORTED, "input '%s' has more than %d dimensions",
                     from->name, NN_MAX_RANK);
    shape.rank = (int) type->shape->n_dim;
    for (int i = 0; i < shape.rank; i++) {
      const Onnx__Dimension *dim = type->shape->dim[i];

      shape.dims[i] = dim->has_dim_value && dim->dim_value > 0 ? dim->dim_value : -1;
    }
  }
  nn_graph_add_input (reader->graph, from->name, type->elem_type, &shape);
  return TRUE;
}

static NnAttributes *
read_attributes (Reader *reader, const Onnx__Node *node)
{
  g_autoptr (NnAttributes) attributes = nn_attributes_new ();

  for (gsize i = 0; i < node->n_attribute; i++) {
    const Onnx__Attribute *from = node->attribute[i];

    if (from->name == NULL) {
      refuse (reader, NN_ERROR_FORMAT, "an attribute of node '%s' has no name", node->name);
      return NULL;
    }
    if (from->has_f) {
      nn_attributes_set_float (attributes, from->name, from->f);
    } else if (from->has_i) {
      nn_attributes_set_int (attributes, from->name, from->i);
    } else if (from->has_s) {
      g_autofree char *text = g_strndup ((const char *) from->s.data, from->s.len);

      nn_attributes_set_string (attributes, from->name, text);
    } else if (from->t != NULL) {
      g_autoptr (NnTensor) tensor = read_tensor (reader, from->t, from->name);

      if (tensor == NULL)
        return NULL;
      nn_attributes_set_tensor (attributes, from->name, tensor);
    } else if (from->n_floats > 0) {
      nn_attributes_set_floats (attributes, from->name, from->floats, (guint) from->n_floats);
    } else {
      nn_attributes_set_ints (attributes, from->name, from->ints, (guint) from->n_ints);
    }
  }
  return g_steal_pointer (&attributes);
}

/* A Gemm with weights of [out][in]. */
static gboolean
is_dense (const Onnx__Node *node)
{
  if (g_strcmp0 (node->op_type, "Gemm") != 0 || node->n_input < 2)
    return FALSE;
  for (gsize i = 0; i < node->n_attribute; i++)
    if (g_strcmp0 (node->attribute[i]->name, "transB") == 0)
      return node->attribute[i]->i == 1;
  return FALSE;
}

/* The weights that Tenfold turned round when it wrote the file, so that training goes on with the
 * same bits. A file that another program has changed since may name others; then nothing is done.
 */
static void
find_transposed (Reader *reader, const Onnx__Model *message)
{
  g_auto (GStrv) names = NULL;

  for (gsize i = 0; i < message->n_metadata_props; i++)
    if (g_strcmp0 (message->metadata_props[i]->key, NN_ONNX_PREFIX NN_ONNX_KEY_TRANSPOSED) == 0
        && message->metadata_props[i]->value != NULL && names == NULL)
      names = g_strsplit (message->metadata_props[i]->value, "\n", -1);
  for (guint n = 0; names != NULL && names[n] != NULL; n++)
    g_hash_table_add (reader->transposed, g_strdup (names[n]));
  for (gsize n = 0; n < message->graph->n_node; n++) {
    const Onnx__Node *node = message->graph->node[n];

    for (gsize i = 0; i < node->n_input; i++)
      if (i != 1 || !is_dense (node))
        g_hash_table_remove (reader->transposed, node->input[i]);
  }
}

static gboolean
read_node (Reader *reader, const Onnx__Node *from, gsize index)
{
  const NnOp *op = nn_op_find (from->op_type != NULL ? from->op_type : "");
  g_autofree char *name = from->name != NULL && *from->name != '\0'
                              ? g_strdup (from->name)
                              : g_strdup_printf ("node%" G_GSIZE_FORMAT, index + 1);
  g_autofree guint *inputs = g_new (guint, from->n_input + 1);
  g_autofree guint *outputs = g_new (guint, from->n_output + 1);
  g_autoptr (NnAttributes) attributes = NULL;

  if (op == NULL)
    return refuse (reader, NN_ERROR_UNSUPPORTED,
                   "node '%s' has the operator %s, which is not supported", name,
                   from->op_type != NULL ? from->op_type : "(none)");
  if (from->n_input < op->min_inputs || from->n_input > op->max_inputs
      || from->n_output < op->min_outputs || from->n_output > op->max_outputs)
    return refuse (reader, NN_ERROR_FORMAT,
                   "node '%s' (%s) has %" G_GSIZE_FORMAT " inputs and %" G_GSIZE_FORMAT
                   " outputs, which cannot be",
                   name, op->name, from->n_input, from->n_output);
  for (gsize i = 0; i < from->n_input; i++) {
    inputs[i] = *from->input[i] != '\0' ? nn_graph_find_value (reader->graph, from->input[i])
                                        : NN_NO_VALUE;
    if (inputs[i] == NN_NO_VALUE && (*from->input[i] != '\0' || i < op->min_inputs))
      return refuse (reader, NN_ERROR_FORMAT,
                     "node '%s' (%s) reads '%s', which no node before it makes", name, op->name,
                     from->input[i]);
  }
  attributes = read_attributes (reader, from);
  if (attributes == NULL)
    return FALSE;
  if (is_dense (from) && g_hash_table_contains (reader->transposed, from->input[1]))
    nn_attributes_set_int (attributes, "transB", 0);
  for (gsize i = 0; i < from->n_output; i++) {
    outputs[i] = NN_NO_VALUE;
    if (*from->output[i] == '\0' && i > 0)
      continue;
    if (!check_name (reader, from->output[i]))
      return FALSE;
    outputs[i] = nn_graph_add_computed (reader->graph, from->output[i]);
  }
  nn_graph_add_node (reader->graph, name, op, g_steal_pointer (&attributes), (guint) from->n_input,
                     inputs, (guint) from->n_output, outputs);
  return TRUE;
}

static gboolean
read_graph (Reader *reader, const Onnx__Graph *from)
{
  for (gsize i = 0; i < from->n_initializer; i++)
    if (!read_initializer (reader, from->initializer[i]))
      return FALSE;
  for (gsize i = 0; i < from->n_input; i++)
    if (!read_input (reader, from->input[i]))
      return FALSE;
  for (gsize i = 0; i < from->n_node; i++)
    if (!read_node (reader, from->node[i], i))
      return FALSE;
  for (gsize i = 0; i < from->n_output; i++) {
    const char *name = from->output[i]->name != NULL ? from->output[i]->name : "";
    guint v = nn_graph_find_value (reader->graph, name);

    if (v == NN_NO_VALUE)
      return refuse (reader, NN_ERROR_FORMAT, "no node makes the output '%s'", name);
    nn_graph_add_output (reader->graph, v);
  }
  if (from->n_output == 0)
    return refuse (reader, NN_ERROR_FORMAT, "the graph has no output");
  return TRUE;
}

static void
read_facts (NnModel *model, const Onnx__Model *message)
{
  NnInputConvention convention = *nn_model_get_convention (model);

  for (gsize i = 0; i < message->n_metadata_props; i++) {
    const Onnx__Entry *entry = message->metadata_props[i];
    const char *key = entry->key, *value = entry->value;
    double number;

    if (key == NULL || value == NULL || !g_str_has_prefix (key, NN_ONNX_PREFIX)
        || !g_utf8_validate (key, -1, NULL) || !g_utf8_validate (value, -1, NULL))
      continue;
    key += strlen (NN_ONNX_PREFIX);
    number = g_ascii_strtod (value, NULL);
    if (g_str_equal (key, NN_ONNX_KEY_SCALE) && isfinite (number))
      convention.scale = (float) number;
    else if (g_str_equal (key, NN_ONNX_KEY_OFFSET) && isfinite (number))
      convention.offset = (float) number;
    else if (!g_str_equal (key, NN_ONNX_KEY_LABELS) && !g_str_equal (key, NN_ONNX_KEY_TRANSPOSED))
      nn_model_set_fact (model, key, value);
  }
  nn_model_set_convention (model, &convention);
}

static void
read_training (NnModel *model, const Onnx__Model *message)
{
  for (gsize i = 0; i < message->n_training_info; i++) {
    const Onnx__Graph *graph = message->training_info[i]->algorithm;

    for (gsize t = 0; graph != NULL && t < graph->n_initializer; t++) {
      const Onnx__Tensor *tensor = graph->initializer[t];

      if (g_strcmp0 (tensor->name, NN_ONNX_TRAINING_STATE) == 0 && tensor->raw_data.len > 0) {
        g_autoptr (GBytes) state = g_bytes_new (tensor->raw_data.data, tensor->raw_data.len);

        nn_model_set_training_state (model, state);
      }
    }
  }
}

static int
find_opset (const Onnx__Model *message)
{
  for (gsize i = 0; i < message->n_opset_import; i++) {
    const Onnx__OperatorSet *set = message->opset_import[i];

    if (set->domain == NULL || *set->domain == '\0' || g_str_equal (set->domain, "ai.onnx"))
      return (int) CLAMP (set->version, 0, 1000);
  }
  return 0;
}

static NnModel *
make_model (Reader *reader, const Onnx__Model *message)
{
  g_autofree float *weights = NULL;
  NnModel *model;

  find_transposed (reader, message);
  if (!read_graph (reader, message->graph))
    return NULL;
  weights = g_new0 (float, nn_graph_n_weights (reader->graph) + 1);
  for (guint i = 0; i < reader->initial->len; i++) {
    const Initial *initial = &g_array_index (reader->initial, Initial, i);

    memcpy (weights + initial->offset, nn_tensor_const_data (initial->tensor),
            nn_tensor_count (initial->tensor) * sizeof (float));
  }
  model = nn_model_new (reader->graph, weights);
  read_facts (model, message);
  read_training (model, message);
  return model;
}

NnModel *
nn_model_from_bytes (GBytes *bytes, const char *name, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  Onnx__Model *message = length > 0 ? onnx__model__unpack (NULL, length, data) : NULL;
  Reader reader = { .name = name, .error = error };
  NnModel *model = NULL;
  int opset;

  if (message == NULL || message->graph == NULL) {
    refuse (&reader, NN_ERROR_FORMAT,
            length == 0 ? "the file is empty" : "this is no ONNX file, or it is damaged");
    if (message != NULL)
      onnx__model__free_unpacked (message, NULL);
    return NULL;
  }
  opset = find_opset (message);
  if (opset < MIN_OPSET || opset > MAX_OPSET) {
    refuse (&reader, NN_ERROR_UNSUPPORTED, "the operator set is version %d; %d to %d are supported",
            opset, MIN_OPSET, MAX_OPSET);
  } else {
    reader.graph = nn_graph_new (message->graph->name != NULL && *message->graph->name != '\0'
                                     ? message->graph->name
                                     : "graph",
                                 opset);
    reader.initial = g_array_new (FALSE, FALSE, sizeof (Initial));
    reader.transposed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    model = make_model (&reader, message);
    for (guint i = 0; i < reader.initial->len; i++)
      nn_tensor_unref (g_array_index (reader.initial, Initial, i).tensor);
    g_array_unref (reader.initial);
    g_hash_table_unref (reader.transposed);
    nn_graph_unref (reader.graph);
  }
  onnx__model__free_unpacked (message, NULL);
  return model;
}
