/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-ink-own.h"

#include <math.h>

/* The pen of strokes that do not say theirs, in pads. */
#define USUAL_WIDTH (2.0 / NN_PICTURE_SIDE)
/* The part of the pad that strokes in other units take. */
#define SHARE 0.7f

char *
tenfold_ink_to_own_line (TenfoldInk *self, int label)
{
  guint n = tenfold_ink_n_strokes (self);
  g_autofree float *widths = g_new (float, n);
  guint8 pixels[NN_PICTURE_PIXELS];
  float inks[NN_PICTURE_PIXELS];

  for (guint i = 0; i < n; i++)
    widths[i] = (float) tenfold_stroke_get_width (tenfold_ink_get_stroke (self, i));
  if (tenfold_ink_get_picture (self) == NULL)
    return nn_own_line_write (tenfold_ink_get_drawing (self), widths, NULL, label);
  tenfold_ink_rasterize (self, inks);
  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    pixels[i] = (guint8) (inks[i] * 255 + 0.5f);
  return nn_own_line_write (NULL, NULL, pixels, label);
}

/* From places of the drawing to places on the pad: p x + dx, p y + dy. */
typedef struct {
  float p, dx, dy;
} Fit;

static Fit
fit (const NnDrawing *drawing)
{
  float left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY, side;

  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i < n; i++) {
      left = MIN (left, points[i].x);
      right = MAX (right, points[i].x);
      top = MIN (top, points[i].y);
      bottom = MAX (bottom, points[i].y);
    }
  }
  /* What was drawn on a pad goes back to where it was. */
  if (left >= 0 && right <= 1 && top >= 0 && bottom <= 1)
    return (Fit){ 1, 0, 0 };
  side = MAX (right - left, bottom - top) / SHARE;
  return (Fit){ 1 / side, 0.5f - (left + right) / 2 / side, 0.5f - (top + bottom) / 2 / side };
}

gboolean
tenfold_ink_set_own_line (TenfoldInk *self, const NnOwnLine *line)
{
  g_autoptr (GPtrArray) strokes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) tenfold_stroke_unref);
  g_autoptr (NnDrawing) drawing = NULL;
  g_autoptr (GArray) widths = NULL;
  g_autoptr (GBytes) picture = NULL;
  Fit f;

  if (!nn_own_line_unpack (line, &drawing, &widths, &picture))
    return FALSE;
  if (picture != NULL) {
    tenfold_ink_set (self, NULL, picture);
    return TRUE;
  }
  f = fit (drawing);
  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    float width = g_array_index (widths, float, s);
    TenfoldStroke *stroke = tenfold_stroke_new (width > 0 ? width : USUAL_WIDTH);
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i < n; i++) {
      NnPoint point = points[i];

      point.x = CLAMP (f.p * point.x + f.dx, 0, 1);
      point.y = CLAMP (f.p * point.y + f.dy, 0, 1);
      tenfold_stroke_add_point (stroke, point);
    }
    g_ptr_array_add (strokes, stroke);
  }
  tenfold_ink_set (self, strokes, NULL);
  return TRUE;
}
