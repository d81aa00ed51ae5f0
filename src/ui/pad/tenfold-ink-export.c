/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-ink-export.h"

#include "ui/pad/tenfold-ink-layer.h"

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
tenfold_ink_to_png (TenfoldInk *self, int side)
{
  const double black[4] = { 0, 0, 0, 1 };
  const guint8 *picture = tenfold_ink_get_picture (self);
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  if (picture)
    tenfold_ink_draw_picture (cr, picture, side, black);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < tenfold_ink_n_strokes (self); i++)
    tenfold_stroke_draw (tenfold_ink_get_stroke (self, i), cr, side, 0, G_MAXUINT);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, write_cb, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

/* A square for each pixel that has ink. */
static void
append_picture (const guint8 *pixels, GString *svg)
{
  for (int i = 0; i < NN_PICTURE_PIXELS; i++) {
    char opacity[G_ASCII_DTOSTR_BUF_SIZE];

    if (pixels[i] == 0)
      continue;
    g_ascii_formatd (opacity, sizeof opacity, "%.3f", pixels[i] / 255.0);
    g_string_append_printf (svg,
                            "    <rect x=\"%d\" y=\"%d\" width=\"1\" height=\"1\" "
                            "fill-opacity=\"%s\"/>\n",
                            i % NN_PICTURE_SIDE, i / NN_PICTURE_SIDE, opacity);
  }
}

GBytes *
tenfold_ink_to_svg (TenfoldInk *self, int side)
{
  const guint8 *picture = tenfold_ink_get_picture (self);
  GString *svg = g_string_new (NULL);

  g_string_append_printf (svg,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                          "viewBox=\"0 0 %d %d\">\n"
                          "  <rect width=\"28\" height=\"28\" fill=\"white\"/>\n",
                          side, side, NN_PICTURE_SIDE, NN_PICTURE_SIDE);
  if (picture) {
    g_string_append (svg, "  <g fill=\"black\" shape-rendering=\"crispEdges\">\n");
    append_picture (picture, svg);
    g_string_append (svg, "  </g>\n");
  }
  g_string_append (svg, "  <g fill=\"none\" stroke=\"black\" stroke-linecap=\"round\" "
                        "stroke-linejoin=\"round\">\n");
  for (guint i = 0; i < tenfold_ink_n_strokes (self); i++)
    tenfold_stroke_append_svg (tenfold_ink_get_stroke (self, i), NN_PICTURE_SIDE, svg);
  g_string_append (svg, "  </g>\n</svg>\n");
  return g_string_free_to_bytes (svg);
}
