/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

/*
 * Gather: Y[before][i][behind] = X[before][index[i]][behind] along one axis, with indices of any
 * shape; negative ones count from the end.
 */

typedef struct {
  gint64 before, axis, behind;
  gint64 n_indices;
} Gather;

/* An index that is computed at run time and out of range is clamped: forward() cannot fail. */
static gint64
index_at (const NnOpCall *call, const Gather *gather, gint64 i)
{
  gint64 index = call->inputs[1].type == NN_TYPE_INT64 ? ((const gint64 *) call->inputs[1].data)[i]
                                                       : ((const gint32 *) call->inputs[1].data)[i];

  return CLAMP (index < 0 ? index + gather->axis : index, 0, gather->axis - 1);
}

static gboolean
check_indices (const NnOpCall *call, const Gather *gather, GError **error)
{
  gint64 size = gather->axis;

  if (size == 0 && gather->n_indices > 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "there is nothing to take from");
    return FALSE;
  }
  for (gint64 i = 0; call->inputs[1].data != NULL && i < gather->n_indices; i++) {
    gint64 index;

    nn_convert (NN_TYPE_INT64, &index, call->inputs[1].type,
                (const char *) call->inputs[1].data + i * nn_type_size (call->inputs[1].type), 1);
    if (index < -size || index >= size) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "index %" G_GINT64_FORMAT " is outside of a dimension of %" G_GINT64_FORMAT,
                   index, size);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
gather_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape, *indices = &call->inputs[1].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", 0);
  Gather gather = { 1, 0, 1, nn_shape_count (indices) };
  NnShape shape = { .rank = 0 };

  if (call->inputs[1].type != NN_TYPE_INT32 && !nn_op_check_type (call, 1, NN_TYPE_INT64, error))
    return FALSE;
  if (!nn_op_normalize_axis (&axis, from->rank, error))
    return FALSE;
  if (from->rank - 1 + indices->rank > NN_MAX_RANK) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "the output would have more than %d dimensions", NN_MAX_RANK);
    return FALSE;
  }
  for (int i = 0; i < axis; i++)
    gather.before *= shape.dims[shape.rank++] = from->dims[i];
  for (int i = 0; i < indices->rank; i++)
    shape.dims[shape.rank++] = indices->dims[i];
  for (int i = (int) axis + 1; i < from->rank; i++)
    gather.behind *= shape.dims[shape.rank++] = from->dims[i];
  gather.axis = from->dims[axis];
  if (!check_indices (call, &gather, error))
    return FALSE;
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  call->settings = g_memdup2 (&gather, sizeof gather);
  return TRUE;
}

static void
gather_forward (NnOpCall *call)
{
  const Gather *gather = call->settings;
  gsize bytes = gather->behind * nn_type_size (call->inputs[0].type);
  const char *from = call->inputs[0].data;
  char *to = call->outputs[0].data;

  for (gint64 b = 0; bytes > 0 && b < gather->before; b++)
    for (gint64 i = 0; i < gather->n_indices; i++, to += bytes)
      memcpy (to, from + (b * gather->axis + index_at (call, gather, i)) * bytes, bytes);
}

/* What was taken more than once adds up. */
static void
gather_backward (NnOpCall *call)
{
  const Gather *gather = call->settings;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;

  for (gint64 b = 0; b < gather->before; b++)
    for (gint64 i = 0; i < gather->n_indices; i++, dy += gather->behind)
      nn_add (gather->behind, dy,
              dx + (b * gather->axis + index_at (call, gather, i)) * gather->behind);
}

/* clang-format off */
const NnOp nn_op_gather = { "Gather", 2, 2, 1, 1, gather_prepare, gather_forward, gather_backward,
  .adds_to = 0x01 };
/* clang-format on */
