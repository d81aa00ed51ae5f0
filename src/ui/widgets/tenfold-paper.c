/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-paper.h"

#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
surface_new (const char *format, double width, double height, double scale, GByteArray *bytes)
{
  cairo_surface_t *surface;

  if (g_str_equal (format, "svg"))
    return cairo_svg_surface_create_for_stream (write_cb, bytes, width, height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale),
                                        (int) ceil (height * scale));
  cairo_surface_set_device_scale (surface, scale, scale);
  return surface;
}

GBytes *
tenfold_paper_draw (const char *format,
                    double width,
                    double height,
                    double scale,
                    TenfoldPaperDraw draw,
                    gpointer data,
                    GError **error)
{
  static const char *const formats[] = { "png", "svg", NULL };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (!g_strv_contains (formats, format)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("There is no export to “%s”"),
                 format);
    return NULL;
  }
  surface = surface_new (format, width, height, scale, bytes);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw (cr, data);
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
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The picture could not be drawn: %s"),
                 cairo_status_to_string (status));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
tenfold_paper_write (GBytes *bytes, GFile *file, GError **error)
{
  if (bytes == NULL)
    return FALSE;
  if (g_file_replace_contents (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL,
                               FALSE, G_FILE_CREATE_NONE, NULL, NULL, error))
    return TRUE;
  g_prefix_error (error, _ ("“%s” could not be written: "),
                  g_file_peek_path (file) != NULL ? g_file_peek_path (file) : "");
  return FALSE;
}
