/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-window.h"

/* What the two forms of the convolution share. */

typedef struct {
  NnWindow window;
  gint64 groups;
  gint64 channels_out;
  gint64 columns_height; /* weights of one output channel */
  gint64 columns_width;  /* places of one output plane */
} NnConv;

/* Batch-last order: tensors lie as [channels][height][width][batch]; stride 1, one group. */
gboolean nn_conv_can_batch_last (const NnOpCall *call);
gsize nn_conv_batch_last_scratch (const NnConv *conv);
void nn_conv_batch_last_forward (NnOpCall *call);

/* Adds to the gradients that are wanted. */
void nn_conv_batch_last_backward (NnOpCall *call);
