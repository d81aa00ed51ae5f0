/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"

#include <math.h>
#include <string.h>

#include "nn/pen/nn-synthetic.h"
#include "nn/pen/nn-picture.h"

const PageKind page_kinds[N_PAGES]
    = { { 120, 5 }, { 120, 10 }, { 120, 15 }, { 120, 20 }, { 36, 3 }, { 360, 30 } };

/* One drawing, dark on light, right of the middle. */
static guint8 *
paint_page (const NnDrawing *drawing, const PageKind *kind, int side)
{
  guint8 *bytes = g_malloc ((gsize) side * side);
  float left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY, scale;

  memset (bytes, 255, (gsize) side * side);
  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *p = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i < n; i++) {
      left = fminf (left, p[i].x);
      right = fmaxf (right, p[i].x);
      top = fminf (top, p[i].y);
      bottom = fmaxf (bottom, p[i].y);
    }
  }
  scale = kind->size / fmaxf (right - left, bottom - top);
  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *p = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i + 1 < MAX (n, 2); i++) {
      NnPoint a = p[i], b = p[MIN (i + 1, n - 1)];
      float ax = (float) side * 0.6f + scale * (a.x - (left + right) / 2);
      float ay = (float) side * 0.5f + scale * (a.y - (top + bottom) / 2);
      float bx = ax + scale * (b.x - a.x), by = ay + scale * (b.y - a.y);
      float length = (bx - ax) * (bx - ax) + (by - ay) * (by - ay), reach = kind->pen / 2 + 1;
      int x1 = MIN (side - 1, (int) (fmaxf (ax, bx) + reach));
      int y1 = MIN (side - 1, (int) (fmaxf (ay, by) + reach));

      for (int y = MAX (0, (int) (fminf (ay, by) - reach)); y <= y1; y++)
        for (int x = MAX (0, (int) (fminf (ax, bx) - reach)); x <= x1; x++) {
          float t = ((float) x - ax) * (bx - ax) + ((float) y - ay) * (by - ay);
          float ink;

          t = length > 0 ? CLAMP (t / length, 0, 1) : 0;
          ink = CLAMP (
              0.5f + kind->pen / 2
                  - hypotf ((float) x - ax - t * (bx - ax), (float) y - ay - t * (by - ay)),
              0.0f, 1.0f);
          bytes[y * side + x] = MIN (bytes[y * side + x], (guint8) (255 - 255 * ink));
        }
    }
  }
  return bytes;
}

void
page_count_changes (NnReader *reader, guint n, guint changed[N_PAGES])
{
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();

  memset (changed, 0, N_PAGES * sizeof *changed);
  for (guint i = 0; i < n; i++) {
    float inks[NN_PICTURE_PIXELS];
    int digit = (int) (i % 10);
    NnVerdict strokes, page;
    NnRandom random;
    NnInk ink;

    nn_random_init (&random, 99, i);
    nn_synthetic_draw (&random, digit, nn_synthetic_choose_style (&random, digit), drawing);
    ink = nn_drawing_rasterize (drawing, inks);
    nn_reader_read (reader, inks, ink, &strokes);
    for (guint k = 0; k < N_PAGES; k++) {
      int side = (int) (1.6f * page_kinds[k].size);
      g_autofree guint8 *bytes = paint_page (drawing, &page_kinds[k], side);

      ink = nn_picture_rasterize (&(NnPixels){ bytes, side, side, (gsize) side, 1 }, inks);
      nn_reader_read (reader, inks, ink, &page);
      changed[k] += page.digit != strokes.digit;
    }
  }
}
