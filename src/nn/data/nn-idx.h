/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "nn/base/nn-error.h"
#include "nn/tensor/nn-tensor.h"

/*
 * IDX, the format of MNIST's files: one array of bytes, integers or floats, big-endian.
 */

#define NN_IDX_MAX_RANK 4

/* By the first bytes of a file. */
gboolean nn_idx_is (const guint8 *data, gsize length);

/* name is for errors. NN_ERROR_FORMAT, NN_ERROR_RANGE (too large). */
NnTensor *nn_idx_parse (GBytes *bytes, const char *name, GError **error);
