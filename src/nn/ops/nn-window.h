/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-op.h"

/* NnWindow: how a kernel slides over a picture in convolution and pooling, two-dimensional. */

typedef struct {
  gint64 batch, channels, height, width; /* of the input */
  gint64 out_height, out_width;
  gint64 kernel[2], stride[2], dilation[2]; /* vertical, horizontal */
  gint64 pad[4];                            /* top, left, bottom, right */
} NnWindow;

/* Reads strides, dilations, pads and auto_pad for an input of [N][C][H][W] and a kernel size. */
gboolean nn_window_init (NnWindow *window,
                         const NnOpCall *call,
                         gint64 kernel_height,
                         gint64 kernel_width,
                         GError **error);
