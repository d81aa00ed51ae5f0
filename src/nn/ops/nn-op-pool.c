/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

#include "nn/ops/nn-pool-batch-last.h"
#include "nn/ops/nn-window.h"

/* The largest number under each window; which one it was is kept for the backward pass, as its
 * place in the window. */

#define MAX_PLACES 255

static gboolean
maxpool_prepare (NnOpCall *call, GError **error)
{
  NnWindow window;
  NnShape shape;
  guint n;
  const gint64 *kernel = nn_attributes_get_ints (call->attributes, "kernel_shape", &n);

  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error))
    return FALSE;
  if (n != 2 || kernel[0] < 1 || kernel[1] < 1 || kernel[0] > MAX_PLACES
      || kernel[0] * kernel[1] > MAX_PLACES) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "kernel_shape must be two numbers with a product of at most %d", MAX_PLACES);
    return FALSE;
  }
  if (nn_attributes_get_int (call->attributes, "ceil_mode", 0) != 0 || call->n_outputs > 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "ceil_mode and the output of indices are not supported");
    return FALSE;
  }
  if (!nn_window_init (&window, call, kernel[0], kernel[1], error))
    return FALSE;
  shape = NN_SHAPE (window.batch, window.channels, window.out_height, window.out_width);
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &shape);
  call->saved_size = nn_shape_count (&shape);
  call->settings = g_memdup2 (&window, sizeof window);
  return TRUE;
}

/* The place in the plane under window (y, x), or -1 in the padding. */
static inline gint64
input_place (const NnWindow *w, gint64 y, gint64 x, int place)
{
  gint64 row = y * w->stride[0] - w->pad[0] + place / w->kernel[1] * w->dilation[0];
  gint64 column = x * w->stride[1] - w->pad[1] + place % w->kernel[1] * w->dilation[1];

  return row >= 0 && row < w->height && column >= 0 && column < w->width ? row * w->width + column
                                                                         : -1;
}

static void
maxpool_forward (NnOpCall *call)
{
  const NnWindow *w = call->settings;
  int n_places = (int) (w->kernel[0] * w->kernel[1]);
  const float *in = call->inputs[0].data;
  float *out = call->outputs[0].data;
  guint8 *which = call->saved;

  if (call->batch_last) {
    nn_pool_batch_last_forward (w, in, out, which);
    return;
  }
  for (gint64 p = 0; p < w->batch * w->channels; p++, in += w->height * w->width)
    for (gint64 y = 0; y < w->out_height; y++)
      for (gint64 x = 0; x < w->out_width; x++, out++, which++) {
        *out = -INFINITY;
        *which = 0;
        for (int place = 0; place < n_places; place++) {
          gint64 at = input_place (w, y, x, place);

          if (at >= 0 && in[at] > *out) {
            *which = (guint8) place;
            *out = in[at];
          }
        }
      }
}

static void
maxpool_backward (NnOpCall *call)
{
  const NnWindow *w = call->settings;
  float *din = call->input_gradients[0].data;
  const float *dout = call->output_gradients[0].data;
  const guint8 *which = call->saved;

  if (call->batch_last) {
    nn_pool_batch_last_backward (w, dout, which, din);
    return;
  }
  memset (din, 0, nn_shape_count (&call->inputs[0].shape) * sizeof (float));
  for (gint64 p = 0; p < w->batch * w->channels; p++, din += w->height * w->width)
    for (gint64 y = 0; y < w->out_height; y++)
      for (gint64 x = 0; x < w->out_width; x++, dout++, which++) {
        gint64 at = input_place (w, y, x, *which);

        if (at >= 0)
          din[at] += *dout;
      }
}

static gboolean
maxpool_can_batch_last (const NnOpCall *call)
{
  return nn_pool_can_batch_last (call->settings);
}

const NnOp nn_op_maxpool = { "MaxPool",
                             0,
                             1,
                             1,
                             1,
                             2,
                             maxpool_prepare,
                             maxpool_forward,
                             maxpool_backward,
                             maxpool_can_batch_last,
                             NULL };
