/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/onnx/nn-model-file.h"

#include "nn/base/nn-load-file.h"
#include "nn/base/nn-save-file.h"
#include "nn/onnx/nn-onnx-private.h"

NnModel *
nn_model_load (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_file (file, NN_LOAD_MAX_BYTES, error);
  g_autoptr (GFile) folder = g_file_get_parent (file);

  return bytes != NULL ? nn_onnx_read (bytes, name, folder, error) : NULL;
}

gboolean
nn_model_save (const NnModel *model, GFile *file, GError **error)
{
  g_autoptr (GBytes) bytes = nn_model_to_bytes (model);

  return nn_save_file (file, bytes, error);
}
