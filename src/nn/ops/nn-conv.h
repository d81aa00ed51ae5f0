/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-window.h"
#include "nn/tensor/nn-kernels.h"

/* What the forms of the convolution share. */

typedef struct {
  NnWindow window;
  gint64 groups;
  gint64 channels_out;
  gint64 columns_height; /* weights of one output channel */
  gint64 columns_width;  /* places of one output plane */
  gboolean direct;       /* one group of a picture, stride 1: needs no matrix of columns */
  gboolean winograd;     /* and is cheaper by Winograd's tiles */
} NnConv;

/* Sets `direct` and `winograd`. */
void nn_conv_choose (NnConv *conv);

/* nn-conv-batch-last.c: tensors lie as [channels][height][width][batch]; where `direct` and the
 * batch is a multiple of 16. */
gboolean nn_conv_can_batch_last (const NnConv *conv);
gsize nn_conv_batch_last_scratch (const NnConv *conv);
void nn_conv_batch_last_forward (NnOpCall *call);
/* Adds to the gradients that are wanted. */
void nn_conv_batch_last_backward (NnOpCall *call);

/* nn-conv-picture.c: ONNX's order, one picture after the other; where `direct`. */
gsize nn_conv_picture_scratch (const NnConv *conv);
void nn_conv_picture_forward (NnOpCall *call);

/* nn-conv-winograd.c */

/* Tiles of 2x2 that cover n places. */
static inline gint64
nn_winograd_tiles (gint64 n)
{
  return (n + 1) / 2;
}

/* G g G^T of each filter: from [channels_out][channels_in][3][3] to
 * [16][channels_out][channels_in]. */
void
nn_winograd_filters (gint64 channels_out, gint64 channels_in, const float *weights, float *filters);

/* The way back: adds G^T g G to the gradient of each filter. */
void nn_winograd_weight_gradient (gint64 channels_out,
                                  gint64 channels_in,
                                  const float *filter_gradient,
                                  float *weight_gradient);
