/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-error.h"
#include "nn/tensor/nn-tensor.h"

/*
 * NumPy's files of one array (.npy), versions 1 to 3: little-endian numbers of the types that
 * tensors have, in C's order or Fortran's. Written as version 1 in C's order.
 */

/* name: what to call the file in errors. NN_ERROR_FORMAT, NN_ERROR_UNSUPPORTED (other types),
 * NN_ERROR_RANGE (too large); loading also NN_ERROR_MISSING, NN_ERROR_IO. */
NnTensor *nn_npy_parse (GBytes *bytes, const char *name, GError **error);
NnTensor *nn_npy_load (GFile *file, GError **error);

GBytes *nn_npy_to_bytes (const NnTensor *tensor);
