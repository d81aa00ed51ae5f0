/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "nn/data/nn-data-files.h"

/* An archive is unpacked, and of each file in it the beginning and all of it are read. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = NULL;

  if (!nn_data_is_archive (data, length))
    return 0;
  files = nn_data_files_of_archive (bytes, "fuzz", &error);
  g_assert_true ((files == NULL) == (error != NULL));
  for (guint i = 0; files != NULL && i < files->len; i++) {
    const NnDataFile *file = files->pdata[i];
    g_autoptr (GBytes) head = nn_data_file_peek (file, 256);
    g_autoptr (GBytes) whole = nn_data_file_load (file, NULL);

    g_assert_nonnull (head);
    g_assert_true (g_utf8_validate (file->path, -1, NULL));
    if (whole != NULL)
      g_assert_cmpuint (g_bytes_get_size (head), <=, 256);
  }
  return 0;
}
