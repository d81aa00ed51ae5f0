/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-map-draw.h"

#include <math.h>

#include "ui/widgets/tenfold-look.h"

/* Numbers in the order of tenfold-look.c: blue first; orange is another one on dark. */
#define LOOK_BLUE 0
#define LOOK_ORANGE_ON_LIGHT 4
#define LOOK_ORANGE_ON_DARK 1

GdkRGBA
tenfold_map_color (gboolean below, gboolean on_dark)
{
  if (!below)
    return tenfold_look_get_color (LOOK_BLUE, on_dark);
  return tenfold_look_get_color (on_dark ? LOOK_ORANGE_ON_DARK : LOOK_ORANGE_ON_LIGHT, on_dark);
}

float
tenfold_map_most (const float *numbers, gsize n)
{
  float most = 0;

  for (gsize i = 0; i < n; i++)
    most = fmaxf (most, fabsf (numbers[i]));
  return most;
}

/* Cairo's pixels are multiplied by their alpha. */
static guint32
pixel (const GdkRGBA *color, double alpha)
{
  double a = CLAMP (alpha, 0, 1);

  return (guint32) (a * 255 + 0.5) << 24 | (guint32) (color->red * a * 255 + 0.5) << 16
         | (guint32) (color->green * a * 255 + 0.5) << 8 | (guint32) (color->blue * a * 255 + 0.5);
}

static void
paint (cairo_t *cr, const TenfoldMapPlace *place, cairo_surface_t *surface, int rows, int columns)
{
  cairo_surface_mark_dirty (surface);
  cairo_save (cr);
  cairo_translate (cr, place->x, place->y);
  cairo_scale (cr, place->width / columns, place->height / rows);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, columns, rows);
  cairo_fill (cr);
  cairo_restore (cr);
}

void
tenfold_map_draw_shades (cairo_t *cr,
                         const TenfoldMapPlace *place,
                         const float *numbers,
                         int rows,
                         int columns,
                         float low,
                         float high,
                         const GdkRGBA *ink)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, columns, rows);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; data != NULL && y < rows; y++)
    for (int x = 0; x < columns; x++) {
      float number = numbers[y * columns + x];

      ((guint32 *) (void *) (data + y * stride))[x]
          = pixel (ink, high > low && isfinite (number) ? (number - low) / (high - low) : 0);
    }
  paint (cr, place, surface, rows, columns);
  cairo_surface_destroy (surface);
}

static void
hatch (cairo_t *cr,
       const TenfoldMapPlace *place,
       const float *numbers,
       int rows,
       int columns,
       float most)
{
  double w = place->width / columns, h = place->height / rows;

  cairo_set_line_width (cr, MAX (0.75, w / 8));
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      if (numbers[y * columns + x] < -0.1f * most) {
        cairo_move_to (cr, place->x + x * w, place->y + (y + 1) * h);
        cairo_line_to (cr, place->x + (x + 1) * w, place->y + y * h);
      }
  cairo_stroke (cr);
}

void
tenfold_map_draw_signs (cairo_t *cr,
                        const TenfoldMapPlace *place,
                        const float *numbers,
                        int rows,
                        int columns,
                        float most,
                        gboolean on_dark)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, columns, rows);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const GdkRGBA colors[]
      = { tenfold_map_color (FALSE, on_dark), tenfold_map_color (TRUE, on_dark) };

  for (int y = 0; data != NULL && y < rows; y++)
    for (int x = 0; x < columns; x++) {
      float number = numbers[y * columns + x];

      ((guint32 *) (void *) (data + y * stride))[x] = pixel (
          &colors[number < 0], most > 0 && isfinite (number) ? sqrt (fabsf (number) / most) : 0);
    }
  paint (cr, place, surface, rows, columns);
  cairo_surface_destroy (surface);
  if (place->width / columns >= 4) {
    cairo_set_source_rgba (cr, on_dark, on_dark, on_dark, 0.55);
    hatch (cr, place, numbers, rows, columns, most);
  }
}

void
tenfold_map_draw_frame (cairo_t *cr, const TenfoldMapPlace *place, const GdkRGBA *color)
{
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, place->x + 0.5, place->y + 0.5, place->width - 1, place->height - 1);
  cairo_stroke (cr);
}

void
tenfold_map_draw_text (cairo_t *cr,
                       PangoLayout *layout,
                       double x,
                       double y,
                       double across,
                       const char *text)
{
  int width, height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, x - across * width, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

void
tenfold_map_draw_halo (cairo_t *cr,
                       PangoLayout *layout,
                       double x,
                       double y,
                       const char *text,
                       const GdkRGBA *ink)
{
  double paper = tenfold_is_light (ink) ? 0.1 : 1;
  int width, height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, x - width / 2.0, y - height / 2.0);
  pango_cairo_layout_path (cr, layout);
  cairo_set_source_rgb (cr, paper, paper, paper);
  cairo_set_line_width (cr, 4);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, ink);
  cairo_fill (cr);
}

void
tenfold_map_draw_bars (cairo_t *cr,
                       PangoLayout *layout,
                       const TenfoldMapPlace *place,
                       const float *before,
                       const float *after,
                       const GdkRGBA *ink)
{
  const double step = place->width / 10, foot = place->y + place->height - 20;
  const double bar = step * (after != NULL ? 0.36 : 0.6), most = place->height - 20;
  GdkRGBA color = tenfold_map_color (FALSE, tenfold_is_light (ink)), pale = *ink;

  pale.alpha = 0.35f;
  for (int digit = 0; digit < 10; digit++) {
    const char text[] = { (char) ('0' + digit), '\0' };
    double x = place->x + (digit + 0.5) * step - bar * (after != NULL ? 1 : 0.5);

    gdk_cairo_set_source_rgba (cr, after != NULL ? &pale : &color);
    cairo_rectangle (cr, x, foot, bar, -fmax (1, most * (double) before[digit]));
    cairo_fill (cr);
    if (after != NULL) {
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_rectangle (cr, x + bar, foot, bar, -fmax (1, most * (double) after[digit]));
      cairo_fill (cr);
    }
    gdk_cairo_set_source_rgba (cr, ink);
    tenfold_map_draw_text (cr, layout, place->x + (digit + 0.5) * step, foot + 10, 0.5, text);
  }
}
