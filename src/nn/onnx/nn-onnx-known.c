/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/onnx/nn-onnx-reader.h"

/* Conditions are about shapes: what has more numbers, or takes more multiply-adds, is not computed.
 */
#define MAX_KNOWN 1024
#define MAX_KNOWN_WORK ((gint64) 1 << 18)

typedef struct {
  NnView view;      /* type undefined: nothing is known; data NULL: only the shape is */
  NnTensor *tensor; /* owns the numbers */
} Known;

struct _NnOnnxKnown {
  const NnOnnxReader *reader;
  GHashTable *values; /* name -> Known[2], for one picture and for two */
};

static void
known_free (gpointer data)
{
  Known *known = data;

  g_clear_pointer (&known[0].tensor, nn_tensor_unref);
  g_clear_pointer (&known[1].tensor, nn_tensor_unref);
  g_free (known);
}

/* Floats of any size count as float32, as they will when the graph is made. tensor: taken; may be
 * NULL. */
static void
set_known (Known *known, NnType type, const NnShape *shape, NnTensor *tensor)
{
  gboolean other = nn_onnx_is_other_float (type);

  if (nn_type_size (type) == 0)
    return;
  g_clear_pointer (&known->tensor, nn_tensor_unref);
  known->tensor = tensor != NULL && other ? nn_tensor_cast (tensor, NN_TYPE_FLOAT32) : tensor;
  if (known->tensor != tensor)
    nn_tensor_unref (tensor);
  known->view = (NnView){ other ? NN_TYPE_FLOAT32 : type, *shape,
                          known->tensor != NULL ? nn_tensor_data (known->tensor) : NULL };
}

static void
set_initializer (NnOnnxKnown *self, Known *known, const Onnx__Tensor *from)
{
  NnOnnxReader quiet = *self->reader;
  NnShape shape = { .rank = (int) MIN (from->n_dims, NN_MAX_RANK) };
  gint64 count;

  quiet.error = NULL;
  if (shape.rank > 0)
    memcpy (shape.dims, from->dims, (gsize) shape.rank * sizeof *shape.dims);
  count = nn_shape_count (&shape);
  if (from->n_dims > NN_MAX_RANK || count < 0)
    return;
  for (guint batch = 0; batch < 2; batch++)
    set_known (&known[batch],
               from->data_type == NN_ONNX_BFLOAT16 ? NN_TYPE_FLOAT32 : (NnType) from->data_type,
               &shape,
               count <= MAX_KNOWN && from->data_location == 0
                   ? nn_onnx_read_tensor (&quiet, from, from->name)
                   : NULL);
}

/* Two of them: for one picture and for two. */
static Known *
known_of (NnOnnxKnown *self, const char *name)
{
  Known *known = g_hash_table_lookup (self->values, name);
  guint v = GPOINTER_TO_UINT (g_hash_table_lookup (self->reader->index, name));
  const NnOnnxValue *value = v > 0 ? nn_onnx_value (self->reader, v - 1) : NULL;

  if (known != NULL)
    return known;
  known = g_new0 (Known, 2);
  g_hash_table_insert (self->values, (gpointer) name, known);
  if (value != NULL && value->initializer != NULL)
    set_initializer (self, known, value->initializer);
  for (guint batch = 0; value != NULL && value->input != NULL && batch < 2; batch++) {
    NnShape shape;
    NnType type;

    if (!nn_onnx_read_input (value->input, &type, &shape))
      continue;
    if (shape.rank > 0 && shape.dims[0] < 0)
      shape.dims[0] = batch + 1;
    if (nn_shape_count (&shape) >= 0)
      set_known (&known[batch], type, &shape, NULL);
  }
  return known;
}

/* The shapes that a node makes, and its numbers where they are few and depend on known ones alone.
 */
static void
evaluate_for (NnOnnxKnown *self,
              const NnOp *op,
              const Onnx__Node *node,
              const NnAttributes *attributes,
              guint batch)
{
  g_autofree NnOpCall *call = g_new0 (NnOpCall, 1);
  NnTensor *outputs[NN_OP_MAX_OUTPUTS] = { NULL };
  gboolean can_run = (op->flags & NN_OP_RANDOM) == 0, good;
  g_autoptr (GError) reason = NULL;

  call->attributes = attributes;
  call->opset = self->reader->opset;
  call->n_inputs = (guint) node->n_input;
  call->n_outputs = (guint) node->n_output;
  for (guint i = 0; i < call->n_inputs; i++) {
    if (*node->input[i] != '\0')
      call->inputs[i] = known_of (self, node->input[i])[batch].view;
    if (call->inputs[i].type == NN_TYPE_UNDEFINED
        && (*node->input[i] != '\0' || i < op->min_inputs))
      return;
    can_run &= call->inputs[i].type == NN_TYPE_UNDEFINED || call->inputs[i].data != NULL
               || (op->flags & NN_OP_SHAPE_ONLY);
  }
  good = op->prepare (call, &reason);
  for (guint i = 0; good && i < call->n_outputs; i++)
    can_run &= nn_shape_count (&call->outputs[i].shape) >= 0
               && nn_shape_count (&call->outputs[i].shape) <= MAX_KNOWN;
  if (good && can_run && (op->multiply_adds == NULL || op->multiply_adds (call) <= MAX_KNOWN_WORK))
    nn_op_run_once (op, call, outputs, NULL);
  for (guint i = 0; good && i < call->n_outputs; i++)
    if (*node->output[i] != '\0')
      set_known (&known_of (self, node->output[i])[batch], call->outputs[i].type,
                 &call->outputs[i].shape, g_steal_pointer (&outputs[i]));
  for (guint i = 0; i < call->n_outputs; i++)
    g_clear_pointer (&outputs[i], nn_tensor_unref);
  g_free (call->settings);
}

void
nn_onnx_known_add (NnOnnxKnown *self, const Onnx__Node *node)
{
  NnOnnxReader quiet = *self->reader;
  const NnOp *op = nn_onnx_find_op (node);
  g_autoptr (NnAttributes) attributes = NULL;
  gboolean holds_graph;

  quiet.error = NULL;
  if (op == NULL || node->n_input < op->min_inputs || node->n_input > op->max_inputs
      || node->n_output > op->max_outputs)
    return;
  attributes = nn_onnx_read_attributes (&quiet, node, node->name, &holds_graph);
  if (attributes == NULL || holds_graph)
    return;
  nn_onnx_unify_attributes (attributes);
  for (guint batch = 0; batch < 2; batch++)
    evaluate_for (self, op, node, attributes, batch);
}

gboolean
nn_onnx_known_condition (NnOnnxKnown *self, const char *name, gboolean *value)
{
  const Known *known = known_of (self, name);

  for (guint batch = 0; batch < 2; batch++)
    if (known[batch].view.data == NULL || known[batch].view.type != NN_TYPE_BOOL
        || nn_shape_count (&known[batch].view.shape) != 1)
      return FALSE;
  *value = *(const guint8 *) known[0].view.data != 0;
  return *value == (*(const guint8 *) known[1].view.data != 0);
}

NnOnnxKnown *
nn_onnx_known_new (const NnOnnxReader *reader)
{
  NnOnnxKnown *self = g_new0 (NnOnnxKnown, 1);

  self->reader = reader;
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, known_free);
  return self;
}

void
nn_onnx_known_free (NnOnnxKnown *self)
{
  g_hash_table_unref (self->values);
  g_free (self);
}
