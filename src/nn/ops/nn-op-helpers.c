/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op.h"

#include <string.h>

void
nn_op_set_output (NnOpCall *call, guint i, NnType type, const NnShape *shape)
{
  if (i >= call->n_outputs)
    return;
  call->outputs[i].type = type;
  call->outputs[i].shape = *shape;
}

gboolean
nn_op_check_rank (const NnOpCall *call, guint i, int rank, GError **error)
{
  g_autofree char *shape = NULL;

  if (nn_op_has_input (call, i) && call->inputs[i].shape.rank == rank)
    return TRUE;
  if (!nn_op_has_input (call, i)) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "input %u is missing", i);
    return FALSE;
  }
  shape = nn_shape_to_string (&call->inputs[i].shape);
  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "input %u has the shape %s, but must have rank %d",
               i, shape, rank);
  return FALSE;
}

gboolean
nn_op_check_type (const NnOpCall *call, guint i, NnType type, GError **error)
{
  if (nn_op_has_input (call, i) && call->inputs[i].type == type)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "input %u is %s, but must be %s", i,
               i < call->n_inputs ? nn_type_name (call->inputs[i].type) : "missing",
               nn_type_name (type));
  return FALSE;
}

gint64 *
nn_op_known_ints (const NnOpCall *call, guint i, guint max_items, guint *n_items, GError **error)
{
  const NnView *view = &call->inputs[i];
  gint64 count;
  gint64 *items;

  *n_items = 0;
  if (!nn_op_has_input (call, i) || view->data == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "input %u is computed from the picture, but must be known beforehand", i);
    return NULL;
  }
  count = nn_shape_count (&view->shape);
  if (count < 0 || count > max_items) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "input %u has %" G_GINT64_FORMAT " numbers; at most %u are allowed", i, count,
                 max_items);
    return NULL;
  }
  items = g_new0 (gint64, count + 1);
  nn_convert (NN_TYPE_INT64, items, view->type, view->data, count);
  *n_items = (guint) count;
  return items;
}

gint64 *
nn_op_ints_from_attribute_or_input (const NnOpCall *call,
                                    const char *attribute,
                                    guint input,
                                    gboolean *present,
                                    guint *n_items,
                                    GError **error)
{
  const gint64 *ints = nn_attributes_get_ints (call->attributes, attribute, n_items);

  *present
      = nn_attributes_find (call->attributes, attribute) != NULL || nn_op_has_input (call, input);
  if (ints != NULL)
    return g_memdup2 (ints, *n_items * sizeof (gint64));
  return *present ? nn_op_known_ints (call, input, 1 << 16, n_items, error) : NULL;
}

gboolean
nn_op_normalize_axis (gint64 *axis, int rank, GError **error)
{
  if (*axis < -rank || *axis >= rank) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "axis %" G_GINT64_FORMAT " is outside of a tensor of rank %d", *axis, rank);
    return FALSE;
  }
  if (*axis < 0)
    *axis += rank;
  return TRUE;
}

gboolean
nn_shape_broadcast (const NnShape *a, const NnShape *b, NnShape *result, GError **error)
{
  int rank = MAX (a->rank, b->rank);

  *result = (NnShape){ .rank = rank };
  for (int i = 0; i < rank; i++) {
    gint64 x = i < rank - a->rank ? 1 : a->dims[i - (rank - a->rank)];
    gint64 y = i < rank - b->rank ? 1 : b->dims[i - (rank - b->rank)];

    if (x != y && x != 1 && y != 1) {
      g_autofree char *a_text = nn_shape_to_string (a);
      g_autofree char *b_text = nn_shape_to_string (b);

      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "shapes %s and %s do not fit each other",
                   a_text, b_text);
      return FALSE;
    }
    result->dims[i] = x == 1 ? y : x;
  }
  return TRUE;
}

static void *
align (void *memory)
{
  return (void *) (((guintptr) memory + 63) & ~(guintptr) 63);
}

gboolean
nn_op_run_once (const NnOp *op, NnOpCall *call, NnTensor **outputs, GError **error)
{
  g_autofree void *saved = g_malloc0 (call->saved_size + 64);
  g_autofree void *scratch = g_malloc0 (call->scratch_size + 64);
  g_autofree void *packed = g_malloc0 (call->packed_size + 64);

  call->saved = align (saved);
  call->scratch = align (scratch);
  call->packed = align (packed);
  for (guint i = 0; i < call->n_outputs; i++) {
    NnView *view = &call->outputs[i];

    if (view->type == NN_TYPE_UNDEFINED)
      continue;
    outputs[i] = nn_tensor_try_new (view->type, &view->shape, error);
    if (outputs[i] == NULL)
      return FALSE;
    view->data = nn_tensor_data (outputs[i]);
  }
  if (op->pack != NULL)
    op->pack (call);
  op->forward (call);
  return TRUE;
}
