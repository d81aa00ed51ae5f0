/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/onnx/nn-model-file.h"

#include "nn/onnx/nn-onnx-private.h"
#include "nn/base/nn-save-file.h"

/* The largest model file that is read. */
#define MAX_BYTES ((goffset) 1 << 30)

NnModel *
nn_model_load (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, &reason);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) folder = NULL;

  if (info != NULL && g_file_info_get_size (info) > MAX_BYTES) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: the file has more than %d MiB", name,
                 (int) (MAX_BYTES >> 20));
    return NULL;
  }
  if (info != NULL)
    bytes = g_file_load_bytes (file, NULL, NULL, &reason);
  if (bytes == NULL) {
    gboolean missing = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

    g_set_error (error, NN_ERROR, missing ? NN_ERROR_MISSING : NN_ERROR_IO, "%s cannot be read: %s",
                 name, reason->message);
    return NULL;
  }
  folder = g_file_get_parent (file);
  return nn_onnx_read (bytes, name, folder, error);
}

gboolean
nn_model_save (const NnModel *model, GFile *file, GError **error)
{
  g_autoptr (GBytes) bytes = nn_model_to_bytes (model);

  return nn_save_file (file, bytes, error);
}
