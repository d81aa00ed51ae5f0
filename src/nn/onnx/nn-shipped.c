/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/onnx/nn-shipped.h"

#include <string.h>

char *
nn_shipped_folder (const char *installed)
{
  const gsize length = strlen (TENFOLD_PREFIX);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *bin = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *prefix = bin != NULL ? g_path_get_dirname (bin) : NULL;
  g_autofree char *moved = NULL;

  if (prefix == NULL || !g_str_has_suffix (bin, "/bin")
      || strncmp (installed, TENFOLD_PREFIX "/", length + 1) != 0)
    return g_strdup (installed);
  moved = g_build_filename (prefix, installed + length + 1, NULL);
  return g_file_test (moved, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&moved) : g_strdup (installed);
}

GFile *
nn_shipped_reader_file (void)
{
  const char *folder = g_getenv ("TENFOLD_DATADIR");
  g_autofree char *data = nn_shipped_folder (TENFOLD_DATADIR);
  g_autofree char *built = g_build_filename (TENFOLD_SOURCE_DATADIR, "models", "reader.onnx", NULL);
  g_autofree char *installed = g_build_filename (data, "models", "reader.onnx", NULL);

  if (folder != NULL && *folder != '\0')
    return g_file_new_build_filename (folder, "models", "reader.onnx", NULL);
  if (!g_file_test (installed, G_FILE_TEST_EXISTS) && g_file_test (built, G_FILE_TEST_EXISTS))
    return g_file_new_for_path (built);
  return g_file_new_for_path (installed);
}
