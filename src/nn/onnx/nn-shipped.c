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

/* The folder "data" of the build that the program is in, up to three folders higher; or NULL. */
static char *
find_built_data (void)
{
  g_autofree char *folder = g_file_read_link ("/proc/self/exe", NULL);

  for (int i = 0; i < 4 && folder != NULL; i++) {
    char *higher = g_path_get_dirname (folder);
    g_autofree char *ninja = g_build_filename (higher, "build.ninja", NULL);

    g_free (folder);
    folder = higher;
    if (g_file_test (ninja, G_FILE_TEST_EXISTS))
      return g_build_filename (folder, "data", NULL);
  }
  return NULL;
}

GFile *
nn_shipped_reader_file (void)
{
  const char *folder = g_getenv ("TENFOLD_DATADIR");
  g_autofree char *data = nn_shipped_folder (TENFOLD_DATADIR);
  g_autofree char *built = find_built_data ();

  if (folder != NULL && *folder != '\0')
    return g_file_new_build_filename (folder, "models", "reader.onnx", NULL);
  return g_file_new_build_filename (built != NULL ? built : data, "models", "reader.onnx", NULL);
}
