/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-window.h"

#include <string.h>

#define MAX_DIMENSIONS 3

/* One dimension of the picture. */
typedef struct {
  gint64 size, out, kernel, stride, dilation, before, after;
} Axis;

/* A list attribute of `expected` numbers from low on; the default stays where there is none. */
static gboolean
read_list (const NnOpCall *call,
           const char *name,
           guint expected,
           gint64 low,
           gint64 *list,
           GError **error)
{
  guint n;
  const gint64 *items = nn_attributes_get_ints (call->attributes, name, &n);

  if (items == NULL || n == 0)
    return TRUE;
  if (n != expected) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "%s has %u numbers, but must have %u", name, n,
                 expected);
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    if (items[i] < low || items[i] > 1 << 16) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s contains %" G_GINT64_FORMAT, name,
                   items[i]);
      return FALSE;
    }
    list[i] = items[i];
  }
  return TRUE;
}

static gboolean
slide (Axis *axis, const char *auto_pad, gboolean ceil_mode, GError **error)
{
  gint64 extent = (axis->kernel - 1) * axis->dilation + 1;
  gint64 room;

  if (g_str_has_prefix (auto_pad, "SAME")) {
    gint64 wanted = (axis->size + axis->stride - 1) / axis->stride;
    gint64 pad = MAX (0, (wanted - 1) * axis->stride + extent - axis->size);

    axis->before = g_str_equal (auto_pad, "SAME_UPPER") ? pad / 2 : (pad + 1) / 2;
    axis->after = pad - axis->before;
  } else if (g_str_equal (auto_pad, "VALID")) {
    axis->before = axis->after = 0;
  }
  room = axis->size + axis->before + axis->after - extent;
  if (axis->kernel < 1 || axis->kernel > 1 << 16 || room < 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "a kernel of %" G_GINT64_FORMAT
                 " does not fit into a picture of %" G_GINT64_FORMAT,
                 axis->kernel, axis->size);
    return FALSE;
  }
  axis->out = (ceil_mode ? room + axis->stride - 1 : room) / axis->stride + 1;
  /* No window begins in the padding behind the picture. */
  if (ceil_mode && (axis->out - 1) * axis->stride >= axis->size + axis->before)
    axis->out--;
  return TRUE;
}

gboolean
nn_window_init (NnWindow *w, const NnOpCall *call, const gint64 *kernel, GError **error)
{
  const NnShape *shape = &call->inputs[0].shape;
  const char *auto_pad = nn_attributes_get_string (call->attributes, "auto_pad", "NOTSET");
  gboolean ceil_mode = nn_attributes_get_int (call->attributes, "ceil_mode", 0) != 0;
  int rank = shape->rank - 2, missing = MAX_DIMENSIONS - rank;
  gint64 strides[] = { 1, 1, 1 }, dilations[] = { 1, 1, 1 }, pads[2 * MAX_DIMENSIONS] = { 0 };
  Axis axes[MAX_DIMENSIONS];

  if (rank < 1 || rank > MAX_DIMENSIONS) {
    g_autofree char *text = nn_shape_to_string (shape);

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "input 0 has the shape %s, but must have rank 3, 4 or 5", text);
    return FALSE;
  }
  if (!read_list (call, "strides", rank, 1, strides, error)
      || !read_list (call, "dilations", rank, 1, dilations, error)
      || !read_list (call, "pads", 2 * rank, 0, pads, error))
    return FALSE;
  for (int i = 0; i < MAX_DIMENSIONS; i++) {
    int j = i - missing;

    axes[i] = (Axis){ 1, 1, 1, 1, 1, 0, 0 };
    if (j < 0)
      continue;
    axes[i] = (Axis){ .size = shape->dims[2 + j],
                      .kernel = kernel[j],
                      .stride = strides[j],
                      .dilation = dilations[j],
                      .before = pads[j],
                      .after = pads[rank + j] };
    if (!slide (&axes[i], auto_pad, ceil_mode, error))
      return FALSE;
  }
  *w = (NnWindow){ .batch = shape->dims[0],
                   .channels = shape->dims[1],
                   .rank = rank,
                   .depth = axes[0].size,
                   .height = axes[1].size,
                   .width = axes[2].size,
                   .out_depth = axes[0].out,
                   .out_height = axes[1].out,
                   .out_width = axes[2].out,
                   .kernel_depth = axes[0].kernel,
                   .kernel = { axes[1].kernel, axes[2].kernel },
                   .stride_depth = axes[0].stride,
                   .stride = { axes[1].stride, axes[2].stride },
                   .dilation_depth = axes[0].dilation,
                   .dilation = { axes[1].dilation, axes[2].dilation },
                   .pad_front = axes[0].before,
                   .pad_back = axes[0].after,
                   .pad = { axes[1].before, axes[2].before, axes[1].after, axes[2].after } };
  return TRUE;
}

gboolean
nn_window_init_pool (NnWindow *w, const NnOpCall *call, GError **error)
{
  guint n;
  const gint64 *kernel = nn_attributes_get_ints (call->attributes, "kernel_shape", &n);

  if ((int) n != call->inputs[0].shape.rank - 2) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "kernel_shape has %u numbers, but must have as many as the picture dimensions", n);
    return FALSE;
  }
  return nn_window_init (w, call, kernel, error);
}

NnShape
nn_window_out_shape (const NnWindow *w, gint64 channels)
{
  gint64 out[MAX_DIMENSIONS] = { w->out_depth, w->out_height, w->out_width };
  NnShape shape = { 2 + w->rank, { w->batch, channels } };

  memcpy (shape.dims + 2, out + MAX_DIMENSIONS - w->rank, w->rank * sizeof (gint64));
  return shape;
}

gint64
nn_window_source (const NnWindow *w, gint64 out, gint64 place)
{
  gint64 column
      = out % w->out_width * w->stride[1] - w->pad[1] + place % w->kernel[1] * w->dilation[1];
  gint64 row = out / w->out_width % w->out_height * w->stride[0] - w->pad[0]
               + place / w->kernel[1] % w->kernel[0] * w->dilation[0];
  gint64 slice = out / w->out_width / w->out_height * w->stride_depth - w->pad_front
                 + place / w->kernel[1] / w->kernel[0] * w->dilation_depth;

  if (column >= w->width + w->pad[3] || row >= w->height + w->pad[2]
      || slice >= w->depth + w->pad_back)
    return -2;
  if (column < 0 || column >= w->width || row < 0 || row >= w->height || slice < 0
      || slice >= w->depth)
    return -1;
  return (slice * w->height + row) * w->width + column;
}
