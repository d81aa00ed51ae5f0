/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/onnx/nn-onnx-reader.h"

/* What may be computed while a file is read: so many bytes beside a multiple of the file's size,
 * and so many multiply-adds. What is beyond stays a node. */
#define MAX_FOLDED_BYTES ((gsize) 16 << 20)
#define MAX_FOLDED_WORK ((gint64) 1 << 28)
/* Numbers that are not taken for shared weights. */
#define FEW 64

/* --- half and double precision --- */

gboolean
nn_onnx_is_other_float (int type)
{
  return type == NN_TYPE_FLOAT16 || type == NN_TYPE_FLOAT64;
}

static void
to_float32 (NnTensor **tensor)
{
  NnTensor *narrow;

  if (*tensor == NULL || !nn_onnx_is_other_float (nn_tensor_type (*tensor)))
    return;
  narrow = nn_tensor_cast (*tensor, NN_TYPE_FLOAT32);
  nn_tensor_unref (*tensor);
  *tensor = narrow;
}

void
nn_onnx_unify_attributes (NnAttributes *attributes)
{
  static const char *const types[] = { "to", "dtype" };
  const NnAttribute *value = nn_attributes_find (attributes, "value");

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (nn_onnx_is_other_float (nn_attributes_get_int (attributes, types[i], 0)))
      nn_attributes_set_int (attributes, types[i], NN_TYPE_FLOAT32);
  if (value != NULL && value->kind == NN_ATTRIBUTE_TENSOR) {
    g_autoptr (NnTensor) tensor = nn_tensor_ref (value->tensor);

    to_float32 (&tensor);
    nn_attributes_set_tensor (attributes, "value", tensor);
  }
}

/* Whether the graph casts numbers to another float type and computes with them. */
static gboolean
casts_to_other_float (const NnOnnxReader *reader)
{
  for (guint n = 0; n < reader->nodes->len; n++) {
    const NnOnnxNode *node = reader->nodes->pdata[n];

    if (node->op->kind == NN_OP_CAST
        && nn_onnx_is_other_float ((NnType) nn_attributes_get_int (node->attributes, "to", 0)))
      return TRUE;
  }
  return FALSE;
}

void
nn_onnx_unify_floats (NnOnnxReader *reader)
{
  reader->unified = casts_to_other_float (reader);
  for (guint v = 0; v < reader->values->len && !reader->unified; v++) {
    NnTensor *tensor = nn_onnx_value (reader, v)->tensor;

    reader->unified = tensor != NULL && nn_onnx_is_other_float (nn_tensor_type (tensor))
                      && nn_tensor_count (tensor) > 1;
  }
  if (!reader->unified)
    return;
  for (guint v = 0; v < reader->values->len; v++)
    to_float32 (&nn_onnx_value (reader, v)->tensor);
  for (guint n = 0; n < reader->nodes->len; n++)
    nn_onnx_unify_attributes (((NnOnnxNode *) reader->nodes->pdata[n])->attributes);
}

/* --- folding --- */

static gboolean
can_fold (NnOnnxReader *reader, const NnOnnxNode *node)
{
  gboolean any = FALSE;

  if (node->op->flags & NN_OP_RANDOM)
    return FALSE;
  for (guint i = 0; i < node->n_inputs; i++) {
    const NnOnnxValue *value;

    if (node->inputs[i] == NN_NO_VALUE)
      continue;
    value = nn_onnx_value (reader, node->inputs[i]);
    /* Weights that several nodes read stay one, so that training changes them together. */
    if (value->tensor == NULL
        || (nn_tensor_type (value->tensor) == NN_TYPE_FLOAT32 && value->n_uses > 1
            && nn_tensor_count (value->tensor) > FEW))
      return FALSE;
    any = TRUE;
  }
  return any;
}

static gboolean
is_affordable (NnOnnxReader *reader, const NnOnnxNode *node, const NnOpCall *call)
{
  gsize bytes = call->saved_size + call->scratch_size + call->packed_size;
  gint64 work = node->op->multiply_adds != NULL ? node->op->multiply_adds (call) : 0;
  gsize most = MAX_FOLDED_BYTES + 4 * reader->size;

  for (guint i = 0; i < node->n_outputs; i++) {
    gint64 count = nn_shape_count (&call->outputs[i].shape);
    gsize size = nn_type_size (call->outputs[i].type);

    if (count < 0 || (guint64) count > most / MAX (size, 1))
      return FALSE;
    bytes += (gsize) count * size;
  }
  if (bytes > most - MIN (most, reader->folded_bytes)
      || work > MAX_FOLDED_WORK - reader->folded_work)
    return FALSE;
  reader->folded_bytes += bytes;
  reader->folded_work += work;
  return TRUE;
}

static gboolean
run (NnOnnxReader *reader, NnOnnxNode *node, NnOpCall *call, GError **error)
{
  NnTensor *outputs[NN_OP_MAX_OUTPUTS] = { NULL };
  gboolean good = nn_op_run_once (node->op, call, outputs, error);

  for (guint i = 0; i < node->n_outputs; i++) {
    if (good && node->outputs[i] != NN_NO_VALUE && outputs[i] != NULL) {
      NnOnnxValue *value = nn_onnx_value (reader, node->outputs[i]);

      value->tensor = g_steal_pointer (&outputs[i]);
      value->node = NN_NO_VALUE;
    }
    g_clear_pointer (&outputs[i], nn_tensor_unref);
  }
  node->folded = good;
  return good;
}

/* A tensor that is only rearranged keeps its meaningful name. */
static void
keep_name (NnOnnxReader *reader, const NnOnnxNode *node)
{
  NnOnnxValue *from = nn_onnx_value (reader, node->inputs[0]);
  NnOnnxValue *to = nn_onnx_value (reader, node->outputs[0]);

  for (guint i = 0; i < reader->outputs->len; i++)
    if (g_array_index (reader->outputs, guint, i) == node->outputs[0])
      return;
  if ((node->op->flags & NN_OP_MOVES_ALL) == NN_OP_MOVES_ALL && from->n_uses == 1) {
    const char *name = from->name;

    from->name = to->name;
    to->name = name;
  }
}

static gboolean
fold_node (NnOnnxReader *reader, NnOnnxNode *node)
{
  g_autofree NnOpCall *call = g_new0 (NnOpCall, 1);
  g_autoptr (GError) reason = NULL;
  gboolean good;

  call->attributes = node->attributes;
  call->opset = reader->opset;
  call->n_inputs = node->n_inputs;
  call->n_outputs = node->n_outputs;
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NN_NO_VALUE) {
      NnTensor *tensor = nn_onnx_value (reader, node->inputs[i])->tensor;

      call->inputs[i]
          = (NnView){ nn_tensor_type (tensor), *nn_tensor_shape (tensor), nn_tensor_data (tensor) };
    }
  good = node->op->prepare (call, &reason);
  if (good && is_affordable (reader, node, call)) {
    good = run (reader, node, call, &reason);
    if (good && node->n_outputs > 0 && node->outputs[0] != NN_NO_VALUE)
      keep_name (reader, node);
  }
  g_free (call->settings);
  return good
         || nn_onnx_refuse (reader, (NnError) reason->code, "Node '%s' (%s): %s", node->name,
                            node->op->name, reason->message);
}

gboolean
nn_onnx_fold_nodes (NnOnnxReader *reader)
{
  for (guint n = 0; n < reader->nodes->len; n++) {
    NnOnnxNode *node = reader->nodes->pdata[n];

    if (can_fold (reader, node) && !fold_node (reader, node))
      return FALSE;
    for (guint i = 0; node->folded && i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE)
        nn_onnx_value (reader, node->inputs[i])->n_uses--;
  }
  return TRUE;
}

/* --- weights --- */

/* The tensor whose numbers a value has. */
static NnOnnxValue *
origin_of (NnOnnxReader *reader, guint v)
{
  NnOnnxValue *value = v != NN_NO_VALUE ? nn_onnx_value (reader, v) : NULL;

  if (value != NULL && value->tensor == NULL && value->origin != NN_NO_VALUE)
    value = nn_onnx_value (reader, value->origin);
  return value != NULL && value->tensor != NULL && nn_tensor_type (value->tensor) == NN_TYPE_FLOAT32
                 && nn_tensor_count (value->tensor) > 0
             ? value
             : NULL;
}

/* Constants that are added to or multiplied with the picture itself, such as a mean, and single
 * numbers are not weights; later ones, such as a bias, are. */
static void
look_at_arithmetic (NnOnnxReader *reader, const NnOnnxNode *node)
{
  for (guint i = 0; i < 2 && i < node->n_inputs; i++) {
    NnOnnxValue *value = origin_of (reader, node->inputs[i]);
    guint other = node->inputs[1 - i];

    if (value != NULL && nn_tensor_count (value->tensor) > 1 && other != NN_NO_VALUE
        && nn_onnx_value (reader, other)->depends_on_weight)
      value->weight = TRUE;
  }
}

static void
look_at_node (NnOnnxReader *reader, const NnOnnxNode *node)
{
  gboolean depends_on_weight = FALSE;
  guint origin = NN_NO_VALUE;

  for (guint i = 0; i < MIN (node->n_inputs, 8); i++) {
    NnOnnxValue *value = origin_of (reader, node->inputs[i]);

    if (value != NULL && (node->op->weight_inputs >> i & 1))
      value->weight = TRUE;
    if (value != NULL && (node->op->statistic_inputs >> i & 1))
      value->statistic = TRUE;
  }
  if ((node->op->flags & NN_OP_MOVES) && node->inputs[0] != NN_NO_VALUE) {
    const NnOnnxValue *value = nn_onnx_value (reader, node->inputs[0]);

    origin = value->tensor != NULL ? node->inputs[0] : value->origin;
  }
  if (node->op->kind == NN_OP_SUM || node->op->kind == NN_OP_SCALING)
    look_at_arithmetic (reader, node);
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NN_NO_VALUE) {
      const NnOnnxValue *value = nn_onnx_value (reader, node->inputs[i]);

      depends_on_weight |= value->depends_on_weight || value->weight;
    }
  for (guint i = 0; i < node->n_outputs; i++)
    if (node->outputs[i] != NN_NO_VALUE) {
      nn_onnx_value (reader, node->outputs[i])->depends_on_weight = depends_on_weight;
      nn_onnx_value (reader, node->outputs[i])->origin = origin;
    }
}

void
nn_onnx_find_weights (NnOnnxReader *reader)
{
  for (guint n = 0; n < reader->nodes->len; n++) {
    NnOnnxNode *node = reader->nodes->pdata[n];

    if (!node->folded)
      look_at_node (reader, node);
  }
  /* Our own files list them. */
  for (guint v = 0; v < reader->values->len && reader->constants != NULL; v++) {
    NnOnnxValue *value = nn_onnx_value (reader, v);

    value->weight
        = origin_of (reader, v) == value && !g_hash_table_contains (reader->constants, value->name);
  }
}
