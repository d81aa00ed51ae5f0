/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-ink.h"

#include <math.h>

/* What is drawn over a picture, where it is: the pad as 28x28, with the pen as it was. */
static void
draw_over (TenfoldInk *self, float *inks)
{
  cairo_surface_t *surface;
  cairo_t *cr;
  const guint8 *pixels;
  int stride;

  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, NN_PICTURE_SIDE, NN_PICTURE_SIDE);
  cr = cairo_create (surface);
  for (guint i = 0; i < tenfold_ink_n_strokes (self); i++)
    tenfold_stroke_draw (tenfold_ink_get_stroke (self, i), cr, NN_PICTURE_SIDE, 0, G_MAXUINT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++) {
      float *ink = &inks[y * NN_PICTURE_SIDE + x];

      *ink = fmaxf (*ink, (float) pixels[y * stride + x] / 255);
    }
  cairo_surface_destroy (surface);
}

/* A hand shakes: ink that is no longer than its pen is wide is a dot. Blown up to a whole picture
 * it would be a shape that nobody drew. */
static NnInk
rasterize_strokes (TenfoldInk *self, float *inks)
{
  guint n_strokes = tenfold_ink_n_strokes (self);
  TenfoldStroke *live = tenfold_ink_get_live_stroke (self);
  float left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  NnInk ink = nn_drawing_rasterize (tenfold_ink_get_drawing (self), inks);
  double width = 0;

  for (guint s = 0; s < n_strokes + (live != NULL); s++) {
    TenfoldStroke *stroke = s < n_strokes ? tenfold_ink_get_stroke (self, s) : live;
    guint n;
    const NnPoint *points = tenfold_stroke_get_points (stroke, &n);

    width = MAX (width, tenfold_stroke_get_width (stroke));
    for (guint i = 0; i < n; i++) {
      left = MIN (left, points[i].x);
      right = MAX (right, points[i].x);
      top = MIN (top, points[i].y);
      bottom = MAX (bottom, points[i].y);
    }
  }
  if (ink != NN_INK_DRAWING || right - left > width || bottom - top > width)
    return ink;
  memset (inks, 0, NN_PICTURE_PIXELS * sizeof (float));
  return NN_INK_DOT;
}

NnInk
tenfold_ink_rasterize (TenfoldInk *self, float *inks)
{
  const guint8 *picture = tenfold_ink_get_picture (self);
  float most = 0;

  if (!picture)
    return rasterize_strokes (self, inks);
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    inks[i] = (float) picture[i] / 255;
  if (tenfold_ink_n_strokes (self) > 0)
    draw_over (self, inks);
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    most = fmaxf (most, inks[i]);
  return most > 0 ? NN_INK_DRAWING : NN_INK_EMPTY;
}

GVariant *
tenfold_ink_save (TenfoldInk *self)
{
  const guint8 *pixels = tenfold_ink_get_picture (self);
  const GPtrArray *kept = tenfold_ink_get_kept (self);
  GVariantBuilder strokes;
  GVariant *picture;

  g_variant_builder_init (&strokes, G_VARIANT_TYPE ("a(da(dddd))"));
  for (guint s = 0; s < kept->len; s++) {
    const TenfoldStroke *stroke = kept->pdata[s];
    guint n;
    const NnPoint *points = tenfold_stroke_get_points (stroke, &n);

    g_variant_builder_open (&strokes, G_VARIANT_TYPE ("(da(dddd))"));
    g_variant_builder_add (&strokes, "d", tenfold_stroke_get_width (stroke));
    g_variant_builder_open (&strokes, G_VARIANT_TYPE ("a(dddd)"));
    for (guint i = 0; i < n; i++)
      g_variant_builder_add (&strokes, "(dddd)", (double) points[i].x, (double) points[i].y,
                             (double) points[i].time, (double) points[i].pressure);
    g_variant_builder_close (&strokes);
    g_variant_builder_close (&strokes);
  }
  picture
      = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, pixels, pixels ? NN_PICTURE_PIXELS : 0, 1);
  return g_variant_ref_sink (
      g_variant_new ("(@a(da(dddd))@ay)", g_variant_builder_end (&strokes), picture));
}

/* A stroke from its saved form; NULL if that cannot be one. */
static TenfoldStroke *
restore_stroke (double width, GVariantIter *points)
{
  g_autoptr (TenfoldStroke) stroke = NULL;
  double x, y, time, pressure;
  guint n;

  if (!(width > 0 && width <= 1))
    return NULL;
  stroke = tenfold_stroke_new (width);
  while (g_variant_iter_next (points, "(dddd)", &x, &y, &time, &pressure)) {
    NnPoint point = { (float) x, (float) y, (float) time, (float) pressure };

    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1 && isfinite (time) && pressure >= 0
          && pressure <= 1))
      return NULL;
    tenfold_stroke_add_point (stroke, point);
  }
  tenfold_stroke_get_points (stroke, &n);
  return n > 0 ? g_steal_pointer (&stroke) : NULL;
}

gboolean
tenfold_ink_restore (TenfoldInk *self, GVariant *saved)
{
  g_autoptr (GPtrArray) strokes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) tenfold_stroke_unref);
  g_autoptr (GVariantIter) iter = NULL;
  g_autoptr (GVariant) picture = NULL;
  g_autoptr (GBytes) pixels = NULL;
  GVariantIter *points;
  gsize n_pixels;
  double width;
  gconstpointer data;

  if (!g_variant_is_of_type (saved, G_VARIANT_TYPE (TENFOLD_INK_SAVED_TYPE)))
    return FALSE;
  g_variant_get (saved, "(a(da(dddd))@ay)", &iter, &picture);
  while (g_variant_iter_next (iter, "(da(dddd))", &width, &points)) {
    TenfoldStroke *stroke = restore_stroke (width, points);

    g_variant_iter_free (points);
    if (!stroke)
      return FALSE;
    g_ptr_array_add (strokes, stroke);
  }
  data = g_variant_get_fixed_array (picture, &n_pixels, 1);
  if (n_pixels != 0 && n_pixels != NN_PICTURE_PIXELS)
    return FALSE;
  if (n_pixels > 0)
    pixels = g_bytes_new (data, n_pixels);
  tenfold_ink_set (self, strokes, pixels);
  return TRUE;
}
