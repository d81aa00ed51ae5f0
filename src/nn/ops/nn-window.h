/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-op.h"

/* NnWindow: how a kernel slides over a picture in convolution and pooling. A row is a picture of
 * height 1; a volume has a depth, which is 1 for everything else. */

typedef struct {
  gint64 batch, channels, height, width; /* of the input */
  gint64 out_height, out_width;
  gint64 kernel[2], stride[2], dilation[2]; /* vertical, horizontal */
  gint64 pad[4];                            /* top, left, bottom, right */
  gint64 depth, out_depth, kernel_depth, stride_depth, dilation_depth;
  gint64 pad_front, pad_back;
  int rank; /* dimensions of the picture: 1 to 3 */
} NnWindow;

/* Reads strides, dilations, pads, auto_pad and ceil_mode for an input of [N][C] and one to three
 * dimensions, and a kernel of as many. */
gboolean
nn_window_init (NnWindow *window, const NnOpCall *call, const gint64 *kernel, GError **error);

/* Reads kernel_shape, which must be there, and the rest. */
gboolean nn_window_init_pool (NnWindow *window, const NnOpCall *call, GError **error);

/* [N][channels] and the dimensions of the output. */
NnShape nn_window_out_shape (const NnWindow *window, gint64 channels);

/* Numbers of a plane of the input and of the output, and places of a window. */
static inline gint64
nn_window_in_size (const NnWindow *w)
{
  return w->depth * w->height * w->width;
}

static inline gint64
nn_window_out_size (const NnWindow *w)
{
  return w->out_depth * w->out_height * w->out_width;
}

static inline gint64
nn_window_places (const NnWindow *w)
{
  return w->kernel_depth * w->kernel[0] * w->kernel[1];
}

/* Where in the input's plane a place of the window for number `out` of the output's plane lies, or
 * -1 in the padding, or -2 where ceil_mode has it beyond that too. */
gint64 nn_window_source (const NnWindow *window, gint64 out, gint64 place);
