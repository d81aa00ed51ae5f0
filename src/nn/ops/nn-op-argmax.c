/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include "nn/ops/nn-map.h"

/* ArgMax and ArgMin: where along an axis the largest or smallest number is; of several the first,
 * or the last. */

typedef struct {
  gint64 before, axis, behind;
  gboolean last;
} ArgMax;

static gboolean
argmax_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", 0);
  gboolean keep = nn_attributes_get_int (call->attributes, "keepdims", 1) != 0;
  ArgMax settings
      = { 1, 1, 1, nn_attributes_get_int (call->attributes, "select_last_index", 0) != 0 };
  NnShape shape = { 0 };

  if (!nn_op_normalize_axis (&axis, from->rank, error))
    return FALSE;
  for (int i = 0; i < from->rank; i++) {
    if (i < axis)
      settings.before *= from->dims[i];
    else if (i > axis)
      settings.behind *= from->dims[i];
    if (i != axis || keep)
      shape.dims[shape.rank++] = i == axis ? 1 : from->dims[i];
  }
  settings.axis = from->dims[axis];
  if (settings.axis == 0 && nn_shape_count (&shape) > 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the largest of an empty tensor is not defined");
    return FALSE;
  }
  nn_op_set_output (call, 0, NN_TYPE_INT64, &shape);
  call->settings = g_memdup2 (&settings, sizeof settings);
  return TRUE;
}

/* -1, 0, 1: how number a compares to number b */
static int
compare (const NnView *x, gint64 a, gint64 b)
{
  gsize size = nn_type_size (x->type);
  const char *data = x->data;

  if (nn_type_is_float (x->type)) {
    double u, v;

    nn_convert (NN_TYPE_FLOAT64, &u, x->type, data + a * size, 1);
    nn_convert (NN_TYPE_FLOAT64, &v, x->type, data + b * size, 1);
    return (u > v) - (u < v);
  } else {
    gint64 u, v;

    nn_convert (NN_TYPE_INT64, &u, x->type, data + a * size, 1);
    nn_convert (NN_TYPE_INT64, &v, x->type, data + b * size, 1);
    return (u > v) - (u < v);
  }
}

/* sign: 1 for the largest, -1 for the smallest */
static void
find (NnOpCall *call, int sign)
{
  const ArgMax *s = call->settings;
  gint64 *y = call->outputs[0].data;

  for (gint64 b = 0; b < s->before; b++)
    for (gint64 k = 0; k < s->behind; k++, y++) {
      gint64 first = b * s->axis * s->behind + k;

      *y = 0;
      for (gint64 i = 1; i < s->axis; i++) {
        int order
            = sign * compare (&call->inputs[0], first + i * s->behind, first + *y * s->behind);

        if (order > 0 || (order == 0 && s->last))
          *y = i;
      }
    }
}

static void
argmax_forward (NnOpCall *call)
{
  find (call, 1);
}

static void
argmin_forward (NnOpCall *call)
{
  find (call, -1);
}

/* clang-format off */
const NnOp nn_op_argmax = { "ArgMax", 1, 1, 1, 1, argmax_prepare, argmax_forward, NULL };
const NnOp nn_op_argmin = { "ArgMin", 1, 1, 1, 1, argmax_prepare, argmin_forward, NULL };
/* clang-format on */
