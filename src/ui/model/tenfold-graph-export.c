/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-graph-export.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "nn/graph/nn-graph-print.h"
#include "ui/model/tenfold-graph-picture.h"

#define PNG_SCALE 2.0
#define PNG_MAX_SIDE 16000.0

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static PangoLayout *
text_new (cairo_t *cr)
{
  PangoLayout *text = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans 10");

  pango_layout_set_font_description (text, font);
  return text;
}

/* The layout of a font that no screen has a say in. */
static TenfoldGraphPicture *
picture_new (TenfoldModelSheet *sheet)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR, NULL);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) text = text_new (cr);
  TenfoldGraphPicture *picture = tenfold_graph_picture_new (sheet, text);

  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return picture;
}

static cairo_surface_t *
surface_new (const TenfoldGraphPicture *picture, const char *format, GByteArray *bytes)
{
  double scale = MIN (PNG_SCALE, PNG_MAX_SIDE / MAX (MAX (picture->width, picture->height), 1));
  cairo_surface_t *surface;

  if (g_str_equal (format, "svg"))
    return cairo_svg_surface_create_for_stream (write_cb, bytes, picture->width, picture->height);
  if (g_str_equal (format, "pdf"))
    return cairo_pdf_surface_create_for_stream (write_cb, bytes, picture->width, picture->height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (picture->width * scale),
                                        (int) ceil (picture->height * scale));
  cairo_surface_set_device_scale (surface, scale, scale);
  return surface;
}

static GBytes *
export_picture (TenfoldModelSheet *sheet, const char *format, GError **error)
{
  TenfoldGraphStyle style = { .foreground = { 0.1f, 0.1f, 0.1f, 1 }, .background = { 1, 1, 1, 1 } };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TenfoldGraphPicture) picture = picture_new (sheet);
  cairo_surface_t *surface = surface_new (picture, format, bytes);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) text = text_new (cr);
  cairo_status_t status;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  tenfold_graph_picture_draw (picture, cr, text, &style);
  cairo_show_page (cr);
  cairo_destroy (cr);
  status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS && g_str_equal (format, "png"))
    status = cairo_surface_write_to_png_stream (surface, write_cb, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The graph could not be drawn: %s"),
                 cairo_status_to_string (status));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* Names stay text in an SVG, for search and screen readers: cairo draws glyphs, so they follow as
 * descriptions. */
static GBytes *
add_names (TenfoldModelSheet *sheet, GBytes *svg)
{
  gsize size;
  const char *data = g_bytes_get_data (svg, &size);
  g_autofree char *text = g_strndup (data, size);
  char *at = strstr (text, "<svg");
  GString *named;

  at = at != NULL ? strchr (at, '>') : NULL;
  if (at == NULL)
    return g_bytes_ref (svg);
  named = g_string_new_len (text, at + 1 - text);
  g_string_append (named, "\n<desc>");
  for (guint n = 0; n < sheet->n_layers; n++) {
    g_autofree char *line = g_markup_printf_escaped ("%s %s: %s\n", sheet->layers[n].op,
                                                     sheet->layers[n].name, sheet->layers[n].shape);

    g_string_append (named, line);
  }
  g_string_append (named, "</desc>");
  g_string_append (named, at + 1);
  return g_string_free_to_bytes (named);
}

GBytes *
tenfold_graph_export_bytes (TenfoldModelSheet *sheet, const char *format, GError **error)
{
  static const char *const formats[] = { "png", "pdf", NULL };

  g_return_val_if_fail (sheet != NULL && format != NULL, NULL);
  if (g_str_equal (format, "dot")) {
    char *dot = nn_graph_to_dot (sheet->graph);

    return g_bytes_new_take (dot, strlen (dot));
  }
  if (g_str_equal (format, "svg")) {
    g_autoptr (GBytes) svg = export_picture (sheet, format, error);

    return svg != NULL ? add_names (sheet, svg) : NULL;
  }
  if (g_strv_contains (formats, format))
    return export_picture (sheet, format, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("There is no export to “%s”"),
               format);
  return NULL;
}

gboolean
tenfold_graph_export (TenfoldModelSheet *sheet, GFile *file, const char *format, GError **error)
{
  g_autoptr (GBytes) bytes = tenfold_graph_export_bytes (sheet, format, error);

  if (bytes == NULL)
    return FALSE;
  if (g_file_replace_contents (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL,
                               FALSE, G_FILE_CREATE_NONE, NULL, NULL, error))
    return TRUE;
  g_prefix_error (error, _ ("“%s” could not be written: "),
                  g_file_peek_path (file) != NULL ? g_file_peek_path (file) : "");
  return FALSE;
}
