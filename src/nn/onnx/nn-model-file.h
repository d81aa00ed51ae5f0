/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/model/nn-model.h"

/* Model files: ONNX, written as docs/model-file.md says and read as widely as the operators allow.
 */

/* name: what to call the file in errors.
 * Errors: NN_ERROR_FORMAT, NN_ERROR_UNSUPPORTED, NN_ERROR_RANGE; loading also NN_ERROR_MISSING,
 * NN_ERROR_IO. */
NnModel *nn_model_from_bytes (GBytes *bytes, const char *name, GError **error);
NnModel *nn_model_load (GFile *file, GError **error);

GBytes *nn_model_to_bytes (const NnModel *model);

/* Atomic and durable: afterwards the file is the old one or the new one, whole. NN_ERROR_IO. */
gboolean nn_model_save (const NnModel *model, GFile *file, GError **error);
