/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-window.h"

/* The largest number under each window, in batch-last order: tensors lie as
 * [channels][height][width][batch]. */

/* Whether every window covers a part of the picture and has at most 255 places. */
gboolean nn_pool_can_batch_last (const NnWindow *window);

/* which: for each output the place in its window that was the largest. */
void nn_pool_batch_last_forward (const NnWindow *window,
                                 const float *input,
                                 float *output,
                                 guint8 *which);

/* Writes every number of input_gradient. */
void nn_pool_batch_last_backward (const NnWindow *window,
                                  const float *output_gradient,
                                  const guint8 *which,
                                  float *input_gradient);
