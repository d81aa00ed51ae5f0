/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/base/nn-digit.h"
#include "nn/tensor/nn-tensor.h"

/*
 * Arrays of numbers as pictures or labels, whatever their type and shape: what files of arrays have
 * in common.
 */

/* How a number becomes a byte: number * factor + offset, rounded. */
typedef struct {
  float factor, offset;
} NnByteScale;

/* From the least and the largest number: 0 to 255 stay, 0 to 1 and -1 to 1 are spread. FALSE: they
 * are none of these. */
gboolean nn_byte_scale_find (NnByteScale *scale, double least, double most);
guint8 nn_byte_scale_apply (const NnByteScale *scale, float number);

/* Whether the array holds pictures: N x 28 x 28, N x 1 x 28 x 28, N x 28 x 28 x 1, N x 784. */
gboolean nn_array_holds_pictures (const NnTensor *array);

/* Whether it holds labels: N, N x 1, N x 10 (one is the largest), or QMNIST's N x 8, whose first
 * column they are. */
gboolean nn_array_holds_labels (const NnTensor *array);

/* count x 784 bytes; count bytes. name is for errors. NN_ERROR_RANGE, NN_ERROR_SHAPE. */
GBytes *nn_array_to_pictures (const NnTensor *array, const char *name, GError **error);
GBytes *nn_array_to_labels (const NnTensor *array, const char *name, GError **error);
