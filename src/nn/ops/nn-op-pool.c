/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

#include "nn/ops/nn-pool-batch-last.h"
#include "nn/ops/nn-window.h"

/* The largest number under each window; which one it was is kept for the backward pass, as its
 * place in the window: in a byte where there are at most 255. */

#define MAX_NARROW 255
#define MAX_PLACES 65535

/* Bytes for the places of one window. */
static gsize
list_bytes (const NnWindow *w)
{
  return (nn_window_places (w) * (sizeof (gint64) + sizeof (guint16)) + 63) & ~(gsize) 63;
}

static gboolean
maxpool_prepare (NnOpCall *call, GError **error)
{
  const NnView *x = &call->inputs[0];
  NnWindow window;
  NnShape shape;

  if (x->type != NN_TYPE_INT8 && x->type != NN_TYPE_UINT8
      && !nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error))
    return FALSE;
  if (!nn_window_init_pool (&window, call, error))
    return FALSE;
  if (nn_window_places (&window) > MAX_PLACES) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "a window has more than %d places",
                 MAX_PLACES);
    return FALSE;
  }
  shape = nn_window_out_shape (&window, window.channels);
  nn_op_set_output (call, 0, x->type, &shape);
  nn_op_set_output (call, 1, NN_TYPE_INT64, &shape);
  call->saved_size = nn_shape_count (&shape) * (nn_window_places (&window) > MAX_NARROW ? 2 : 1);
  call->scratch_size = list_bytes (&window);
  /* Small integers are computed as floats. */
  if (x->type != NN_TYPE_FLOAT32)
    call->scratch_size += (nn_shape_count (&x->shape) + nn_shape_count (&shape)) * sizeof (float);
  call->settings = g_memdup2 (&window, sizeof window);
  return TRUE;
}

static gint64
get_place (const NnOpCall *call, gboolean wide, gint64 i)
{
  return wide ? ((const guint16 *) call->saved)[i] : ((const guint8 *) call->saved)[i];
}

static void
set_place (NnOpCall *call, gboolean wide, gint64 i, gint64 place)
{
  if (wide)
    ((guint16 *) call->saved)[i] = (guint16) place;
  else
    ((guint8 *) call->saved)[i] = (guint8) place;
}

/* The places of window i that lie in the picture: their offsets in the plane and their numbers. */
static gint64
list_places (const NnWindow *w, gint64 i, gint64 *offsets, guint16 *numbers)
{
  gint64 n = 0;

  for (gint64 place = 0; place < nn_window_places (w); place++) {
    gint64 at = nn_window_source (w, i, place);

    if (at < 0)
      continue;
    offsets[n] = at;
    numbers[n++] = (guint16) place;
  }
  return n;
}

/* Whether every window of a picture lies in it as a whole: then all have the places of the first,
 * each from its own corner. */
static gboolean
all_inside (const NnWindow *w)
{
  return w->depth == 1 && w->kernel_depth == 1 && w->pad[0] == 0 && w->pad[1] == 0
         && (w->out_height - 1) * w->stride[0] + (w->kernel[0] - 1) * w->dilation[0] < w->height
         && (w->out_width - 1) * w->stride[1] + (w->kernel[1] - 1) * w->dilation[1] < w->width;
}

static void
find_largest_inside (const NnWindow *w,
                     const gint64 *offsets,
                     const float *in,
                     float *out,
                     guint8 *which)
{
  const int n = (int) nn_window_places (w);

  for (gint64 p = 0; p < w->batch * w->channels; p++, in += w->height * w->width)
    for (gint64 y = 0; y < w->out_height; y++)
      for (gint64 x = 0; x < w->out_width; x++) {
        const float *corner = in + y * w->stride[0] * w->width + x * w->stride[1];
        float largest = -INFINITY;
        int place = 0;

        for (int j = 0; j < n; j++) {
          float number = corner[offsets[j]];
          gboolean larger = number > largest;

          place = larger ? j : place;
          largest = larger ? number : largest;
        }
        *out++ = largest;
        *which++ = (guint8) place;
      }
}

/* Window by window, so that its places are found once for all planes. */
static void
find_largest (NnOpCall *call, const float *in, float *out)
{
  const NnWindow *w = call->settings;
  gint64 n_out = nn_window_out_size (w), n_in = nn_window_in_size (w);
  gboolean wide = nn_window_places (w) > MAX_NARROW;
  gint64 *offsets = call->scratch;
  guint16 *numbers = (guint16 *) (offsets + nn_window_places (w));

  if (!wide && all_inside (w)) {
    list_places (w, 0, offsets, numbers);
    find_largest_inside (w, offsets, in, out, call->saved);
    return;
  }
  for (gint64 i = 0; i < n_out; i++) {
    gint64 n = list_places (w, i, offsets, numbers);

    for (gint64 p = 0; p < w->batch * w->channels; p++) {
      const float *plane = in + p * n_in;
      float largest = -INFINITY;
      gint64 which = 0;

      for (gint64 j = 0; j < n; j++)
        if (plane[offsets[j]] > largest) {
          which = numbers[j];
          largest = plane[offsets[j]];
        }
      out[p * n_out + i] = largest;
      set_place (call, wide, p * n_out + i, which);
    }
  }
}

/* Places of the largest in the whole input; storage_order 1 counts columns first. */
static void
write_indices (NnOpCall *call)
{
  const NnWindow *w = call->settings;
  gint64 n = nn_window_out_size (w), size = nn_window_in_size (w);
  gboolean wide = nn_window_places (w) > MAX_NARROW;
  gboolean by_columns = nn_attributes_get_int (call->attributes, "storage_order", 0) != 0;
  gint64 *indices = call->outputs[1].data;

  for (gint64 i = 0; i < w->batch * w->channels * n; i++) {
    gint64 at = nn_window_source (w, i % n, get_place (call, wide, i));

    if (by_columns)
      at = (at % w->width * w->height + at / w->width % w->height) * w->depth
           + at / w->width / w->height;
    indices[i] = i / n * size + at;
  }
}

static void
maxpool_forward (NnOpCall *call)
{
  const NnWindow *w = call->settings;
  const NnView *x = &call->inputs[0], *y = &call->outputs[0];
  gint64 n_in = nn_shape_count (&x->shape);
  float *in = (float *) ((char *) call->scratch + list_bytes (w));

  if (call->batch_last) {
    nn_pool_batch_last_forward (w, x->data, y->data, call->saved);
    return;
  }
  if (x->type == NN_TYPE_FLOAT32) {
    find_largest (call, x->data, y->data);
  } else {
    nn_convert (NN_TYPE_FLOAT32, in, x->type, x->data, n_in);
    find_largest (call, in, in + n_in);
    nn_convert (y->type, y->data, NN_TYPE_FLOAT32, in + n_in, nn_shape_count (&y->shape));
  }
  if (call->n_outputs > 1 && call->outputs[1].data != NULL)
    write_indices (call);
}

static void
maxpool_backward (NnOpCall *call)
{
  const NnWindow *w = call->settings;
  gint64 n = nn_window_out_size (w);
  gboolean wide = nn_window_places (w) > MAX_NARROW;
  float *din = call->input_gradients[0].data;
  const float *dout = call->output_gradients[0].data;

  if (call->batch_last) {
    nn_pool_batch_last_backward (w, dout, call->saved, din);
    return;
  }
  memset (din, 0, nn_shape_count (&call->inputs[0].shape) * sizeof (float));
  for (gint64 p = 0; p < w->batch * w->channels; p++, din += nn_window_in_size (w))
    for (gint64 i = 0; i < n; i++) {
      gint64 at = nn_window_source (w, i, get_place (call, wide, p * n + i));

      if (at >= 0)
        din[at] += dout[p * n + i];
    }
}

static gboolean
maxpool_can_batch_last (const NnOpCall *call)
{
  const NnWindow *w = call->settings;

  return call->inputs[0].type == NN_TYPE_FLOAT32 && call->n_outputs == 1 && w->depth == 1
         && w->kernel_depth == 1 && nn_attributes_get_int (call->attributes, "ceil_mode", 0) == 0
         && nn_pool_can_batch_last (w);
}

/* clang-format off */
const NnOp nn_op_maxpool = { "MaxPool", 1, 1, 1, 2, maxpool_prepare, maxpool_forward, maxpool_backward,
  .flags = NN_OP_KEEPS_SIGN, .can_batch_last = maxpool_can_batch_last };
/* clang-format on */

/* The mean of the numbers under each window: with the padding in it where count_include_pad is 1,
 * but never what ceil_mode has beyond. In batch-last order `inner` samples lie together. */

static gboolean
average_prepare (NnOpCall *call, GError **error)
{
  NnWindow window;
  NnShape shape;

  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error)
      || !nn_window_init_pool (&window, call, error))
    return FALSE;
  shape = nn_window_out_shape (&window, window.channels);
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &shape);
  call->settings = g_memdup2 (&window, sizeof window);
  return TRUE;
}

/* How much of the sum under window i is its mean. */
static float
share_of (const NnWindow *w, gint64 i, gboolean with_padding)
{
  gint64 n = 0;

  for (gint64 place = 0; place < nn_window_places (w); place++)
    n += nn_window_source (w, i, place) >= (with_padding ? -1 : 0);
  return n > 0 ? 1 / (float) n : 0;
}

static void
average (const NnOpCall *call, const float *from, float *to, gboolean back)
{
  const NnWindow *w = call->settings;
  gboolean with_padding = nn_attributes_get_int (call->attributes, "count_include_pad", 0) != 0;
  gint64 inner = call->batch_last ? w->batch : 1;
  gint64 planes = call->batch_last ? w->channels : w->batch * w->channels;
  gint64 n_in = nn_window_in_size (w), n_out = nn_window_out_size (w);

  for (gint64 i = 0; i < n_out; i++) {
    float share = share_of (w, i, with_padding);

    for (gint64 place = 0; place < nn_window_places (w); place++) {
      gint64 at = nn_window_source (w, i, place);

      for (gint64 p = 0; at >= 0 && p < planes; p++) {
        const float *x = from + (back ? p * n_out + i : p * n_in + at) * inner;
        float *y = to + (back ? p * n_in + at : p * n_out + i) * inner;

        for (gint64 k = 0; k < inner; k++)
          y[k] += share * x[k];
      }
    }
  }
}

static void
average_forward (NnOpCall *call)
{
  memset (call->outputs[0].data, 0, nn_shape_count (&call->outputs[0].shape) * sizeof (float));
  average (call, call->inputs[0].data, call->outputs[0].data, FALSE);
}

static void
average_backward (NnOpCall *call)
{
  average (call, call->output_gradients[0].data, call->input_gradients[0].data, TRUE);
}

static gboolean
average_can_batch_last (const NnOpCall *call)
{
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_average_pool = { "AveragePool", 1, 1, 1, 1, average_prepare, average_forward, average_backward,
  .flags = NN_OP_KEEPS_SIGN, .adds_to = 0x01, .can_batch_last = average_can_batch_last };
/* clang-format on */
