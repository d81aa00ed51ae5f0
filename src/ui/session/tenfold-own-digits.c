/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-own-digits.h"

#include <string.h>

#include "nn/data/nn-strokes.h"

GFile *
tenfold_own_digits_file (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "tenfold", "my-digits.jsonl", NULL);
}

gboolean
tenfold_own_digits_add (const NnDrawing *drawing, int label, GError **error)
{
  g_autoptr (GFile) file = tenfold_own_digits_file ();
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *strokes = nn_strokes_to_line (drawing);
  g_autofree char *line = NULL;

  g_return_val_if_fail (label >= 0 && label <= 9, FALSE);
  /* {"strokes": ...} with one more member in front. */
  line = g_strdup_printf ("{\"label\":%d,%s\n", label, strokes + 1);
  if (!g_file_make_directory_with_parents (folder, NULL, &local)
      && !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_EXISTS)) {
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", g_file_peek_path (folder));
    return FALSE;
  }
  g_clear_error (&local);
  stream = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, &local);
  if (stream == NULL
      || !g_output_stream_write_all (G_OUTPUT_STREAM (stream), line, strlen (line), NULL, NULL,
                                     &local)
      || !g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &local)) {
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", g_file_peek_path (file));
    return FALSE;
  }
  return TRUE;
}
