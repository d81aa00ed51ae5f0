/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>

/*
 * Softmax: y = exp(x) / sum exp(x), and its logarithm: before operator set 13 over all dimensions
 * from `axis` on, since then along `axis`. Number i of a group lies at (outer n + i) inner + k; in
 * batch-last order the groups lie a batch apart.
 */

typedef struct {
  gint64 outer, n, inner;
} Softmax;

static gboolean
softmax_prepare (NnOpCall *call, GError **error)
{
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", call->opset < 13 ? 1 : -1);
  const NnShape *shape = &call->inputs[0].shape;
  Softmax softmax = { 1, 1, 1 };

  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error))
    return FALSE;
  /* In old operator sets the axis may be the rank itself: groups of one number. */
  if (!(call->opset < 13 && axis == shape->rank)
      && !nn_op_normalize_axis (&axis, MAX (1, shape->rank), error))
    return FALSE;
  for (int i = 0; i < shape->rank; i++)
    if (i < axis)
      softmax.outer *= shape->dims[i];
    else if (call->opset < 13 || i == axis)
      softmax.n *= shape->dims[i];
    else
      softmax.inner *= shape->dims[i];
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, shape);
  call->settings = g_memdup2 (&softmax, sizeof softmax);
  return TRUE;
}

static Softmax
groups_of (const NnOpCall *call)
{
  Softmax s = *(const Softmax *) call->settings;

  return call->batch_last ? (Softmax){ 1, s.n, s.outer } : s;
}

/* The batch must be what the groups are of. */
static gboolean
softmax_can_batch_last (const NnOpCall *call)
{
  const Softmax *s = call->settings;

  return call->inputs[0].shape.rank > 0 && s->outer == call->inputs[0].shape.dims[0]
         && s->inner == 1;
}

/* The largest of a group and the sum of exp (x - largest). */
static float
sum_group (const float *x, gint64 n, gint64 step, float *largest)
{
  float sum = 0;

  *largest = -INFINITY;
  for (gint64 i = 0; i < n; i++)
    *largest = MAX (*largest, x[i * step]);
  for (gint64 i = 0; i < n; i++)
    sum += expf (x[i * step] - *largest);
  return sum;
}

static void
forward (NnOpCall *call, gboolean logarithmic)
{
  Softmax s = groups_of (call);
  const float *x = call->inputs[0].data;
  float *y = call->outputs[0].data;

  for (gint64 o = 0; o < s.outer; o++, x += s.n * s.inner, y += s.n * s.inner)
    for (gint64 k = 0; k < s.inner; k++) {
      float largest, sum = sum_group (x + k, s.n, s.inner, &largest);

      for (gint64 i = k; i < s.n * s.inner; i += s.inner)
        y[i] = logarithmic ? x[i] - largest - logf (sum) : expf (x[i] - largest) / sum;
    }
}

/* Softmax: dx = y (dy - sum (y dy)); its logarithm: dx = dy - exp(y) sum (dy) */
static void
backward (NnOpCall *call, gboolean logarithmic)
{
  Softmax s = groups_of (call);
  const float *y = call->outputs[0].data, *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;

  for (gint64 o = 0; o < s.outer; o++)
    for (gint64 k = 0; k < s.inner; k++) {
      gint64 from = o * s.n * s.inner + k, to = from + s.n * s.inner;
      float sum = 0;

      for (gint64 i = from; i < to; i += s.inner)
        sum += logarithmic ? dy[i] : y[i] * dy[i];
      for (gint64 i = from; i < to; i += s.inner)
        dx[i] = logarithmic ? dy[i] - expf (y[i]) * sum : y[i] * (dy[i] - sum);
    }
}

static void
softmax_forward (NnOpCall *call)
{
  Softmax s = groups_of (call);

  if (s.inner == 1)
    nn_softmax_rows (s.outer, s.n, call->inputs[0].data, call->outputs[0].data);
  else
    forward (call, FALSE);
}

static void
softmax_backward (NnOpCall *call)
{
  backward (call, FALSE);
}

static void
log_softmax_forward (NnOpCall *call)
{
  forward (call, TRUE);
}

static void
log_softmax_backward (NnOpCall *call)
{
  backward (call, TRUE);
}

/* clang-format off */
const NnOp nn_op_softmax = { "Softmax", 1, 1, 1, 1, softmax_prepare, softmax_forward, softmax_backward,
  .kind = NN_OP_SOFTMAX, .can_batch_last = softmax_can_batch_last };
const NnOp nn_op_log_softmax = { "LogSoftmax", 1, 1, 1, 1, softmax_prepare, log_softmax_forward, log_softmax_backward,
  .kind = NN_OP_LOG_SOFTMAX, .can_batch_last = softmax_can_batch_last };
/* clang-format on */
