/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-ink-layer.h"

#include <math.h>
#include <string.h>

/* So many points of the live stroke are drawn anew each frame before they go into the layer. */
#define LIVE_POINTS 256

struct _TenfoldInkLayer {
  cairo_surface_t *surface;
  double colour[4];
  guint generation;

  GPtrArray *painted;   /* TenfoldStroke, whole ones */
  TenfoldStroke *begun; /* painted up to point number begun_to; NULL: none */
  guint begun_to;
  guint8 *picture; /* painted under them; NULL: none */
};

TenfoldInkLayer *
tenfold_ink_layer_new (void)
{
  TenfoldInkLayer *layer = g_new0 (TenfoldInkLayer, 1);

  layer->painted = g_ptr_array_new_with_free_func ((GDestroyNotify) tenfold_stroke_unref);
  return layer;
}

static void
forget (TenfoldInkLayer *layer)
{
  g_ptr_array_set_size (layer->painted, 0);
  g_clear_pointer (&layer->begun, tenfold_stroke_unref);
  layer->begun_to = 0;
  g_clear_pointer (&layer->picture, g_free);
}

void
tenfold_ink_layer_free (TenfoldInkLayer *layer)
{
  forget (layer);
  g_clear_pointer (&layer->surface, cairo_surface_destroy);
  g_ptr_array_unref (layer->painted);
  g_free (layer);
}

void
tenfold_ink_draw_picture (cairo_t *cr, const guint8 *pixels, double side, const double *colour)
{
  cairo_surface_t *mask;
  unsigned char *data;
  int stride;

  mask = cairo_image_surface_create (CAIRO_FORMAT_A8, NN_PICTURE_SIDE, NN_PICTURE_SIDE);
  data = cairo_image_surface_get_data (mask);
  stride = cairo_image_surface_get_stride (mask);
  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    memcpy (data + y * stride, pixels + y * NN_PICTURE_SIDE, NN_PICTURE_SIDE);
  cairo_surface_mark_dirty (mask);

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, side, side);
  cairo_clip (cr);
  cairo_scale (cr, side / NN_PICTURE_SIDE, side / NN_PICTURE_SIDE);
  {
    cairo_pattern_t *pattern = cairo_pattern_create_for_surface (mask);

    cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
    cairo_set_source_rgba (cr, colour[0], colour[1], colour[2], colour[3]);
    cairo_mask (cr, pattern);
    cairo_pattern_destroy (pattern);
  }
  cairo_restore (cr);
  cairo_surface_destroy (mask);
}

static gboolean
same_picture (const guint8 *a, const guint8 *b)
{
  return a == b || (a && b && memcmp (a, b, NN_PICTURE_PIXELS) == 0);
}

/* Whether what is painted is the beginning of what is there now. */
static gboolean
is_beginning (const TenfoldInkLayer *layer, TenfoldInk *ink)
{
  guint n = tenfold_ink_n_strokes (ink);

  if (layer->painted->len + (layer->begun ? 1 : 0) > n
      || !same_picture (layer->picture, tenfold_ink_get_picture (ink)))
    return FALSE;
  for (guint i = 0; i < layer->painted->len; i++)
    if (layer->painted->pdata[i] != tenfold_ink_get_stroke (ink, i))
      return FALSE;
  return !layer->begun || layer->begun == tenfold_ink_get_stroke (ink, layer->painted->len);
}

static void
start_anew (TenfoldInkLayer *layer, TenfoldInk *ink, int side, const double *colour)
{
  const guint8 *picture = tenfold_ink_get_picture (ink);
  cairo_t *cr;

  forget (layer);
  if (!layer->surface || cairo_image_surface_get_width (layer->surface) != side) {
    g_clear_pointer (&layer->surface, cairo_surface_destroy);
    layer->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, side, side);
  }
  memcpy (layer->colour, colour, sizeof layer->colour);
  layer->generation++;
  cr = cairo_create (layer->surface);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  if (picture) {
    layer->picture = g_memdup2 (picture, NN_PICTURE_PIXELS);
    tenfold_ink_draw_picture (cr, picture, side, colour);
  }
  cairo_destroy (cr);
}

/* Paints a stroke from where it was left up to point number `to`. */
static void
paint (TenfoldInkLayer *layer, TenfoldStroke *stroke, guint to)
{
  const double *colour = layer->colour;
  cairo_t *cr = cairo_create (layer->surface);

  cairo_set_source_rgba (cr, colour[0], colour[1], colour[2], colour[3]);
  tenfold_stroke_draw (stroke, cr, cairo_image_surface_get_width (layer->surface),
                       layer->begun ? layer->begun_to : 0, to);
  cairo_destroy (cr);
  layer->generation++;
}

/* The live stroke: all but its end, in pieces, since the end still bends with the next point. */
static guint
paint_live (TenfoldInkLayer *layer, TenfoldStroke *live)
{
  guint n;

  tenfold_stroke_get_points (live, &n);
  if (n > layer->begun_to + LIVE_POINTS) {
    paint (layer, live, n - 3);
    if (!layer->begun)
      layer->begun = tenfold_stroke_ref (live);
    layer->begun_to = n - 3;
  }
  return layer->begun_to;
}

cairo_surface_t *
tenfold_ink_layer_update (TenfoldInkLayer *layer,
                          TenfoldInk *ink,
                          int side,
                          const double *colour,
                          guint *generation,
                          guint *rest)
{
  TenfoldStroke *live = tenfold_ink_get_live_stroke (ink);

  *rest = G_MAXUINT;
  if (!layer->surface || cairo_image_surface_get_width (layer->surface) != side
      || memcmp (layer->colour, colour, sizeof layer->colour) != 0 || !is_beginning (layer, ink))
    start_anew (layer, ink, side, colour);
  for (guint i = layer->painted->len; i < tenfold_ink_n_strokes (ink); i++) {
    TenfoldStroke *stroke = tenfold_ink_get_stroke (ink, i);

    if (stroke == live) {
      *rest = paint_live (layer, live);
      break;
    }
    paint (layer, stroke, G_MAXUINT);
    g_ptr_array_add (layer->painted, tenfold_stroke_ref (stroke));
    g_clear_pointer (&layer->begun, tenfold_stroke_unref);
    layer->begun_to = 0;
  }
  *generation = layer->generation;
  return layer->surface;
}
