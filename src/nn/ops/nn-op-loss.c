/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

/*
 * NegativeLogLikelihoodLoss of log-probabilities, and SoftmaxCrossEntropyLoss of scores:
 *   loss[n][d] = -weight[t] p[n][t][d], where t = target[n][d] and p are log-probabilities
 * or its sum, or its sum divided by that of the weights. A target that is ignored, or that is no
 * class, has the weight 0.
 */

typedef enum { NONE, SUM, MEAN } Reduction;

typedef struct {
  gint64 batch, classes, places; /* [N][C][D] */
  gboolean ignores, softmax;
  gint64 ignored;
  Reduction reduction;
} Loss;

static gboolean
prepare (NnOpCall *call, gboolean softmax, GError **error)
{
  const char *reduction = nn_attributes_get_string (call->attributes, "reduction", "mean");
  const NnShape *x = &call->inputs[0].shape;
  Loss loss = { .batch = x->dims[0],
                .classes = x->dims[1],
                .places = 1,
                .softmax = softmax,
                .ignores = nn_attributes_find (call->attributes, "ignore_index") != NULL,
                .ignored = nn_attributes_get_int (call->attributes, "ignore_index", 0),
                .reduction = g_str_equal (reduction, "none")  ? NONE
                             : g_str_equal (reduction, "sum") ? SUM
                                                              : MEAN };
  NnShape shape = { .rank = x->rank - 1 };

  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error)
      || (call->inputs[1].type != NN_TYPE_INT32
          && !nn_op_check_type (call, 1, NN_TYPE_INT64, error))
      || (nn_op_has_input (call, 2) && !nn_op_check_type (call, 2, NN_TYPE_FLOAT32, error)))
    return FALSE;
  for (int i = 0; i < x->rank - 1; i++) {
    shape.dims[i] = x->dims[i == 0 ? 0 : i + 1];
    loss.places *= i == 0 ? 1 : shape.dims[i];
  }
  if (x->rank < 2 || !nn_shape_equal (&shape, &call->inputs[1].shape)
      || (nn_op_has_input (call, 2) && nn_shape_count (&call->inputs[2].shape) != loss.classes)) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "scores, targets and weights do not fit");
    return FALSE;
  }
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, loss.reduction == NONE ? &shape : &NN_SHAPE_SCALAR);
  nn_op_set_output (call, 1, NN_TYPE_FLOAT32, x);
  if (softmax)
    call->saved_size = (gsize) MAX (0, nn_shape_count (x)) * sizeof (float);
  call->settings = g_memdup2 (&loss, sizeof loss);
  return TRUE;
}

/* The class that place i of the targets names, or -1; its weight is 0 then. */
static gint64
target_at (const NnOpCall *call, gint64 i, float *weight)
{
  const Loss *loss = call->settings;
  gint64 target = call->inputs[1].type == NN_TYPE_INT64
                      ? ((const gint64 *) call->inputs[1].data)[i]
                      : ((const gint32 *) call->inputs[1].data)[i];

  *weight = 0;
  if (target < 0 || target >= loss->classes || (loss->ignores && target == loss->ignored))
    return -1;
  *weight = nn_op_has_input (call, 2) ? ((const float *) call->inputs[2].data)[target] : 1;
  return target;
}

static const float *
log_probabilities (const NnOpCall *call)
{
  return ((const Loss *) call->settings)->softmax ? call->saved : call->inputs[0].data;
}

static void
find_log_probabilities (NnOpCall *call)
{
  const Loss *loss = call->settings;
  gint64 step = loss->places;

  for (gint64 n = 0; n < loss->batch; n++)
    for (gint64 d = 0; d < loss->places; d++) {
      gint64 from = n * loss->classes * step + d;
      const float *x = (const float *) call->inputs[0].data + from;
      float *p = (float *) call->saved + from;
      float largest = -INFINITY, sum = 0;

      for (gint64 c = 0; c < loss->classes; c++)
        largest = MAX (largest, x[c * step]);
      for (gint64 c = 0; c < loss->classes; c++)
        sum += expf (x[c * step] - largest);
      for (gint64 c = 0; c < loss->classes; c++)
        p[c * step] = x[c * step] - largest - logf (sum);
    }
}

static double
sum_weights (const NnOpCall *call)
{
  const Loss *loss = call->settings;
  double sum = 0;

  for (gint64 i = 0; i < loss->batch * loss->places; i++) {
    float weight;

    target_at (call, i, &weight);
    sum += weight;
  }
  return sum;
}

static void
forward (NnOpCall *call)
{
  const Loss *loss = call->settings;
  const float *p = log_probabilities (call);
  float *y = call->outputs[0].data;
  gsize bytes = (gsize) (loss->batch * loss->classes * loss->places) * sizeof (float);
  double sum = 0;

  if (loss->softmax)
    find_log_probabilities (call);
  if (call->n_outputs > 1 && call->outputs[1].data != NULL && bytes > 0)
    memcpy (call->outputs[1].data, p, bytes);
  for (gint64 i = 0; i < loss->batch * loss->places; i++) {
    float weight, value = 0;
    gint64 target = target_at (call, i, &weight);

    if (target >= 0)
      value = -weight
              * p[(i / loss->places * loss->classes + target) * loss->places + i % loss->places];
    if (loss->reduction == NONE)
      y[i] = value;
    sum += value;
  }
  if (loss->reduction != NONE)
    *y = (float) (loss->reduction == MEAN ? sum / sum_weights (call) : sum);
}

/* With s = exp (p): dx[c] += factor (s[c] - (c is the target)), and from output 1
 * dp[c] - s[c] sum (dp). Without a softmax s is 0. */
static void
backward (NnOpCall *call)
{
  const Loss *loss = call->settings;
  const float *p = log_probabilities (call), *dy = call->output_gradients[0].data;
  const float *dp = call->n_outputs > 1 ? call->output_gradients[1].data : NULL;
  float *dx = call->input_gradients[0].data;
  float *dw = call->n_inputs > 2 ? call->input_gradients[2].data : NULL;
  double weights = loss->reduction == MEAN ? sum_weights (call) : 1;
  gint64 step = loss->places;

  for (gint64 i = 0; i < loss->batch * loss->places; i++) {
    gint64 from = i / step * loss->classes * step + i % step;
    float weight, gradient = 0, sum = 0;
    gint64 target = target_at (call, i, &weight);

    if (dy != NULL)
      gradient = (float) (loss->reduction == NONE ? dy[i] : dy[0] / weights);
    for (gint64 c = 0; dp != NULL && c < loss->classes; c++)
      sum += dp[from + c * step];
    for (gint64 c = 0; dx != NULL && c < loss->classes; c++) {
      gint64 at = from + c * step;
      float s = loss->softmax ? expf (p[at]) : 0;

      dx[at] += weight * gradient * (s - (c == target)) + (dp != NULL ? dp[at] - s * sum : 0);
    }
    if (dw != NULL && target >= 0) {
      float mean = loss->reduction == MEAN ? *(const float *) call->outputs[0].data : 0;

      dw[target] += gradient * (-p[from + target * step] - mean);
    }
  }
}

static gboolean
likelihood_prepare (NnOpCall *call, GError **error)
{
  return prepare (call, FALSE, error);
}

static gboolean
entropy_prepare (NnOpCall *call, GError **error)
{
  return prepare (call, TRUE, error);
}

/* clang-format off */
const NnOp nn_op_negative_log_likelihood_loss = { "NegativeLogLikelihoodLoss", 2, 3, 1, 1, likelihood_prepare, forward, backward,
  .adds_to = 0x05 };
const NnOp nn_op_softmax_cross_entropy_loss = { "SoftmaxCrossEntropyLoss", 2, 3, 1, 2, entropy_prepare, forward, backward,
  .adds_to = 0x05 };
/* clang-format on */
