/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

#include "nn/ops/nn-map.h"

/* The functions that networks have between their layers: in vectors where they are float32. */

static gboolean
always (const NnOpCall *call)
{
  return TRUE;
}

static void
apply (NnOpCall *call, const NnMap *map, NnActivation activation)
{
  gint64 n = nn_shape_count (&call->outputs[0].shape);

  if (call->inputs[0].type != NN_TYPE_FLOAT32) {
    nn_map_forward (call, map, NULL);
    return;
  }
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
relu_doubles (gint64 n, const double *p, const double *x, double *y)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : 0;
}

static void
relu_integers (gint64 n, const double *p, const gint64 *x, gint64 *y)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = MAX (x[i], 0);
}

static const NnMap relu_map = { NULL, relu_doubles, relu_integers };

static gboolean
relu_prepare (NnOpCall *call, GError **error)
{
  return nn_map_prepare (call, &relu_map, error);
}

static void
relu_forward (NnOpCall *call)
{
  apply (call, &relu_map, NN_ACTIVATION_RELU);
}

static void
relu_backward (NnOpCall *call)
{
  differentiate (call, NN_ACTIVATION_RELU);
}

/* clang-format off */
const NnOp nn_op_relu = { "Relu", 1, 1, 1, 1, relu_prepare, relu_forward, relu_backward,
  .kind = NN_OP_RECTIFIER, .activation = NN_ACTIVATION_RELU, .can_batch_last = always };
/* clang-format on */

/* 1 / (1 + exp(-x)) */
static void
sigmoid_doubles (gint64 n, const double *p, const double *x, double *y)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = 1 / (1 + exp (-x[i]));
}

static const NnMap sigmoid_map = { NULL, sigmoid_doubles, NULL };

static gboolean
sigmoid_prepare (NnOpCall *call, GError **error)
{
  return nn_map_prepare (call, &sigmoid_map, error);
}

static void
sigmoid_forward (NnOpCall *call)
{
  apply (call, &sigmoid_map, NN_ACTIVATION_SIGMOID);
}

static void
sigmoid_backward (NnOpCall *call)
{
  differentiate (call, NN_ACTIVATION_SIGMOID);
}

/* clang-format off */
const NnOp nn_op_sigmoid = { "Sigmoid", 1, 1, 1, 1, sigmoid_prepare, sigmoid_forward, sigmoid_backward,
  .kind = NN_OP_SIGMOID, .activation = NN_ACTIVATION_SIGMOID, .can_batch_last = always };
/* clang-format on */

static void
tanh_doubles (gint64 n, const double *p, const double *x, double *y)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = tanh (x[i]);
}

static const NnMap tanh_map = { NULL, tanh_doubles, NULL };

static gboolean
tanh_prepare (NnOpCall *call, GError **error)
{
  return nn_map_prepare (call, &tanh_map, error);
}

static void
tanh_forward (NnOpCall *call)
{
  apply (call, &tanh_map, NN_ACTIVATION_TANH);
}

static void
tanh_backward (NnOpCall *call)
{
  differentiate (call, NN_ACTIVATION_TANH);
}

/* clang-format off */
const NnOp nn_op_tanh = { "Tanh", 1, 1, 1, 1, tanh_prepare, tanh_forward, tanh_backward,
  .activation = NN_ACTIVATION_TANH, .can_batch_last = always };
/* clang-format on */
