/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "fuzz.h"
#include "nn/pen/nn-strokes.h"

/* A line of strokes is read, becomes a picture, and is written and read again. */

static void
write_again (const NnDrawing *drawing)
{
  g_autofree char *line = nn_strokes_to_line (drawing);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDrawing) again = nn_strokes_parse (line, -1, "again", 1, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (nn_drawing_n_strokes (again), ==, nn_drawing_n_strokes (drawing));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autofree char *line = g_memdup2 (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDrawing) drawing = NULL;
  float inks[784];
  int label;

  drawing = nn_strokes_parse (line != NULL ? line : "", (gssize) length, "fuzz", 1, &label, &error);
  g_assert_true ((drawing == NULL) == (error != NULL));
  if (drawing == NULL)
    return 0;
  g_assert_true (label >= -1 && label <= 9);
  nn_drawing_rasterize (drawing, inks);
  for (int i = 0; i < 784; i++)
    g_assert_true (inks[i] >= 0 && inks[i] <= 1);
  write_again (drawing);
  return 0;
}
