/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

/* Functions of one tensor that keep its shape. */

static gboolean
same_shape (NnOpCall *call, GError **error)
{
  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error))
    return FALSE;
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &call->inputs[0].shape);
  return TRUE;
}

static gboolean
always (const NnOpCall *call)
{
  return TRUE;
}

static void
apply (NnOpCall *call, NnActivation activation)
{
  gint64 n = nn_shape_count (&call->outputs[0].shape);

  if (call->outputs[0].data != call->inputs[0].data)
    memcpy (call->outputs[0].data, call->inputs[0].data, n * sizeof (float));
  nn_activation_forward (activation, n, call->outputs[0].data);
}

static void
differentiate (NnOpCall *call, NnActivation activation)
{
  gint64 n = nn_shape_count (&call->outputs[0].shape);

  memcpy (call->input_gradients[0].data, call->output_gradients[0].data, n * sizeof (float));
  nn_activation_backward (activation, n, call->outputs[0].data, call->input_gradients[0].data);
}

/* max(x, 0) */
static void
relu_forward (NnOpCall *call)
{
  apply (call, NN_ACTIVATION_RELU);
}

static void
relu_backward (NnOpCall *call)
{
  differentiate (call, NN_ACTIVATION_RELU);
}

const NnOp nn_op_relu
    = { "Relu", NN_OP_IN_PLACE, 1, 1, 1, 1, same_shape, relu_forward, relu_backward, always, NULL };

/* 1 / (1 + exp(-x)) */
static void
sigmoid_forward (NnOpCall *call)
{
  apply (call, NN_ACTIVATION_SIGMOID);
}

static void
sigmoid_backward (NnOpCall *call)
{
  differentiate (call, NN_ACTIVATION_SIGMOID);
}

const NnOp nn_op_sigmoid = { "Sigmoid",       NN_OP_IN_PLACE,   1,      1,   1, 1, same_shape,
                             sigmoid_forward, sigmoid_backward, always, NULL };

static void
tanh_forward (NnOpCall *call)
{
  apply (call, NN_ACTIVATION_TANH);
}

static void
tanh_backward (NnOpCall *call)
{
  differentiate (call, NN_ACTIVATION_TANH);
}

const NnOp nn_op_tanh
    = { "Tanh", NN_OP_IN_PLACE, 1, 1, 1, 1, same_shape, tanh_forward, tanh_backward, always, NULL };

/* exp(x) / sum exp(x). Before operator set 13 over all dimensions from `axis` on, since then along
 * `axis`; only where that is the last dimension (or all that follow it), so that rows lie together.
 */
static gboolean
softmax_prepare (NnOpCall *call, GError **error)
{
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", call->opset < 13 ? 1 : -1);
  const NnShape *shape = &call->inputs[0].shape;
  gint64 *row;

  if (!same_shape (call, error) || !nn_op_normalize_axis (&axis, MAX (1, shape->rank), error))
    return FALSE;
  if (call->opset >= 13 && axis != shape->rank - 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "softmax along axis %" G_GINT64_FORMAT " of %d; only the last is supported", axis,
                 shape->rank);
    return FALSE;
  }
  row = g_new (gint64, 1);
  *row = 1;
  for (int i = (int) axis; i < shape->rank; i++)
    *row *= shape->dims[i];
  call->settings = row;
  return TRUE;
}

/* In batch-last order the numbers of one row lie a batch apart. */
static gboolean
softmax_can_batch_last (const NnOpCall *call)
{
  gint64 n = *(gint64 *) call->settings;
  const NnShape *shape = &call->inputs[0].shape;

  return shape->rank > 0 && n * shape->dims[0] == nn_shape_count (shape);
}

static void
softmax_columns (gint64 n, gint64 batch, const float *x, float *y)
{
  for (gint64 b = 0; b < batch; b++) {
    float largest = -INFINITY, sum = 0;

    for (gint64 i = 0; i < n; i++)
      largest = MAX (largest, x[i * batch + b]);
    for (gint64 i = 0; i < n; i++)
      sum += y[i * batch + b] = expf (x[i * batch + b] - largest);
    for (gint64 i = 0; i < n; i++)
      y[i * batch + b] /= sum;
  }
}

static void
softmax_forward (NnOpCall *call)
{
  gint64 n = *(gint64 *) call->settings;
  gint64 count = nn_shape_count (&call->inputs[0].shape);

  if (call->batch_last) {
    softmax_columns (n, count / n, call->inputs[0].data, call->outputs[0].data);
    return;
  }
  nn_softmax_rows (n > 0 ? count / n : 0, n, call->inputs[0].data, call->outputs[0].data);
}

/* dx = y (dy - sum (y dy)) */
static void
softmax_backward (NnOpCall *call)
{
  gint64 n = *(gint64 *) call->settings;
  gint64 count = nn_shape_count (&call->inputs[0].shape);
  const float *y = call->outputs[0].data;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;
  gint64 n_rows = n > 0 ? count / n : 0;
  gint64 step = call->batch_last ? n_rows : 1;

  for (gint64 r = 0; r < n_rows; r++) {
    gint64 at = call->batch_last ? r : r * n;
    float sum = 0;

    for (gint64 i = 0; i < n; i++)
      sum += y[at + i * step] * dy[at + i * step];
    for (gint64 i = 0; i < n; i++)
      dx[at + i * step] = y[at + i * step] * (dy[at + i * step] - sum);
  }
}

const NnOp nn_op_softmax = { "Softmax",
                             0,
                             1,
                             1,
                             1,
                             1,
                             softmax_prepare,
                             softmax_forward,
                             softmax_backward,
                             softmax_can_batch_last,
                             NULL };
