/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

/* Operators on two tensors whose shapes are broadcast to each other. */

static gboolean
add_prepare (NnOpCall *call, GError **error)
{
  NnShape shape;

  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error)
      || !nn_op_check_type (call, 1, NN_TYPE_FLOAT32, error)
      || !nn_shape_broadcast (&call->inputs[0].shape, &call->inputs[1].shape, &shape, error))
    return FALSE;
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &shape);
  return TRUE;
}

/* How far to step in an input of shape `from` for one step in each dimension of `to`. */
static void
broadcast_steps (const NnShape *from, const NnShape *to, gint64 *steps)
{
  gint64 step = 1;

  for (int i = to->rank - 1; i >= 0; i--) {
    int j = i - (to->rank - from->rank);

    steps[i] = j >= 0 && from->dims[j] != 1 ? step : 0;
    if (j >= 0)
      step *= from->dims[j];
  }
}

/* The place in an input that belongs to number i of the output. */
static gint64
place_in (const NnShape *to, const gint64 *steps, gint64 i)
{
  gint64 place = 0;

  for (int d = to->rank - 1; d >= 0; d--) {
    place += i % to->dims[d] * steps[d];
    i /= to->dims[d];
  }
  return place;
}

static void
add_forward (NnOpCall *call)
{
  const NnShape *shape = &call->outputs[0].shape;
  gint64 n = nn_shape_count (shape);
  const float *a = call->inputs[0].data, *b = call->inputs[1].data;
  float *y = call->outputs[0].data;
  gint64 a_steps[NN_MAX_RANK], b_steps[NN_MAX_RANK];

  if (nn_shape_equal (&call->inputs[0].shape, &call->inputs[1].shape)) {
    for (gint64 i = 0; i < n; i++)
      y[i] = a[i] + b[i];
    return;
  }
  broadcast_steps (&call->inputs[0].shape, shape, a_steps);
  broadcast_steps (&call->inputs[1].shape, shape, b_steps);
  for (gint64 i = 0; i < n; i++)
    y[i] = a[place_in (shape, a_steps, i)] + b[place_in (shape, b_steps, i)];
}

/* The gradient of a broadcast input is the sum over where it went. */
static void
add_backward (NnOpCall *call)
{
  const NnShape *shape = &call->outputs[0].shape;
  gint64 n = nn_shape_count (shape);
  const float *dy = call->output_gradients[0].data;

  for (guint k = 0; k < 2; k++) {
    float *dx = call->input_gradients[k].data;
    gint64 steps[NN_MAX_RANK];

    if (dx == NULL)
      continue;
    broadcast_steps (&call->inputs[k].shape, shape, steps);
    if (!call->accumulate[k])
      memset (dx, 0, nn_shape_count (&call->inputs[k].shape) * sizeof (float));
    for (gint64 i = 0; i < n; i++)
      dx[place_in (shape, steps, i)] += dy[i];
  }
}

const NnOp nn_op_add
    = { "Add", NN_OP_ACCUMULATES, 2, 2, 1, 1, add_prepare, add_forward, add_backward, NULL, NULL };
