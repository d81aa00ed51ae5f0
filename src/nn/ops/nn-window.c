/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-window.h"

#include <string.h>

/* A list attribute of `expected` numbers between low and high; the default stays where there is
 * none. */
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

  if (items == NULL)
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

gboolean
nn_window_init (NnWindow *w,
                const NnOpCall *call,
                gint64 kernel_height,
                gint64 kernel_width,
                GError **error)
{
  const gint64 *dims = call->inputs[0].shape.dims;
  const char *auto_pad = nn_attributes_get_string (call->attributes, "auto_pad", "NOTSET");
  gint64 out[2];

  if (!nn_op_check_rank (call, 0, 4, error))
    return FALSE;
  *w = (NnWindow){ .batch = dims[0],
                   .channels = dims[1],
                   .height = dims[2],
                   .width = dims[3],
                   .kernel = { kernel_height, kernel_width },
                   .stride = { 1, 1 },
                   .dilation = { 1, 1 } };
  if (!read_list (call, "strides", 2, 1, w->stride, error)
      || !read_list (call, "dilations", 2, 1, w->dilation, error)
      || !read_list (call, "pads", 4, 0, w->pad, error))
    return FALSE;

  for (int i = 0; i < 2; i++) {
    gint64 size = dims[2 + i];
    gint64 extent = (w->kernel[i] - 1) * w->dilation[i] + 1;

    if (g_str_has_prefix (auto_pad, "SAME")) {
      gint64 wanted = (size + w->stride[i] - 1) / w->stride[i];
      gint64 pad = MAX (0, (wanted - 1) * w->stride[i] + extent - size);
      gboolean upper = g_str_equal (auto_pad, "SAME_UPPER");

      w->pad[i] = upper ? pad / 2 : (pad + 1) / 2;
      w->pad[2 + i] = pad - w->pad[i];
    } else if (g_str_equal (auto_pad, "VALID")) {
      w->pad[i] = w->pad[2 + i] = 0;
    }
    out[i] = size + w->pad[i] + w->pad[2 + i] - extent;
    if (w->kernel[i] < 1 || out[i] < 0) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                   "a kernel of %" G_GINT64_FORMAT "x%" G_GINT64_FORMAT
                   " does not fit into a picture of %" G_GINT64_FORMAT "x%" G_GINT64_FORMAT,
                   kernel_height, kernel_width, w->height, w->width);
      return FALSE;
    }
    out[i] = out[i] / w->stride[i] + 1;
  }
  w->out_height = out[0];
  w->out_width = out[1];
  return TRUE;
}
