/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdlib.h>

#include "nn/pen/nn-synthetic.h"

/* contact-sheet FILE.png [SEED]: every style of the penman, a row a style, as the network sees it.
 */

#define COLUMNS 30
#define ZOOM 2
#define CELL (NN_PICTURE_SIDE * ZOOM + 2)

static void
paint_cell (GdkPixbuf *sheet, int column, int row, const float *inks)
{
  guchar *pixels = gdk_pixbuf_get_pixels (sheet);
  int stride = gdk_pixbuf_get_rowstride (sheet);

  for (int y = 0; y < NN_PICTURE_SIDE * ZOOM; y++)
    for (int x = 0; x < NN_PICTURE_SIDE * ZOOM; x++) {
      guchar *pixel = pixels + (row * CELL + y) * stride + (column * CELL + x) * 3;

      pixel[0] = pixel[1] = pixel[2]
          = (guchar) (255 - 255 * inks[y / ZOOM * NN_PICTURE_SIDE + x / ZOOM]);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GdkPixbuf) sheet = NULL;
  g_autoptr (GError) error = NULL;
  guint64 seed = argc > 2 ? strtoull (argv[2], NULL, 10) : 1;
  int n_rows = 0, row = 0;

  if (argc < 2) {
    g_printerr ("usage: contact-sheet FILE.png [SEED]\n");
    return 2;
  }
  for (int digit = 0; digit <= NN_NO_DIGIT; digit++)
    n_rows += (int) nn_synthetic_n_styles (digit);
  sheet = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, COLUMNS * CELL, n_rows * CELL);
  gdk_pixbuf_fill (sheet, 0xd0d8e0ff);
  for (int digit = 0; digit <= NN_NO_DIGIT; digit++)
    for (guint style = 0; style < nn_synthetic_n_styles (digit); style++, row++) {
      g_print ("row %d: %d, %s\n", row + 1, digit, nn_synthetic_style_name (digit, style));
      for (int column = 0; column < COLUMNS; column++) {
        float inks[NN_PICTURE_PIXELS];
        NnRandom random;

        nn_random_init (&random, seed, (guint64) row * COLUMNS + column);
        nn_synthetic_paint (&random, digit, style, inks);
        paint_cell (sheet, column, row, inks);
      }
    }
  if (!gdk_pixbuf_save (sheet, argv[1], "png", &error, NULL)) {
    g_printerr ("contact-sheet: %s\n", error->message);
    return 1;
  }
  return 0;
}
