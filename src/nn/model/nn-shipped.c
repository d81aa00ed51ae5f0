/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-shipped.h"

GFile *
nn_shipped_reader_file (void)
{
  const char *folder = g_getenv ("TENFOLD_DATADIR");
  g_autofree char *built = g_build_filename (TENFOLD_SOURCE_DATADIR, "models", "reader.onnx", NULL);
  g_autofree char *installed = g_build_filename (TENFOLD_DATADIR, "models", "reader.onnx", NULL);

  if (folder != NULL && *folder != '\0')
    return g_file_new_build_filename (folder, "models", "reader.onnx", NULL);
  if (!g_file_test (installed, G_FILE_TEST_EXISTS) && g_file_test (built, G_FILE_TEST_EXISTS))
    return g_file_new_for_path (built);
  return g_file_new_for_path (installed);
}
