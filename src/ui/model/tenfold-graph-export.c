/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-graph-export.h"

#include <string.h>

#include "nn/graph/nn-graph-print.h"
#include "ui/model/tenfold-graph-picture.h"
#include "ui/widgets/tenfold-paper.h"

#define PNG_SCALE 2.0
#define PNG_MAX_SIDE 16000.0

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

static void
draw (cairo_t *cr, gpointer data)
{
  TenfoldGraphStyle style = { .foreground = { 0.1f, 0.1f, 0.1f, 1 }, .background = { 1, 1, 1, 1 } };
  g_autoptr (PangoLayout) text = text_new (cr);

  tenfold_graph_picture_draw (data, cr, text, &style);
}

static GBytes *
export_picture (TenfoldModelSheet *sheet, const char *format, GError **error)
{
  g_autoptr (TenfoldGraphPicture) picture = picture_new (sheet);
  double scale = MIN (PNG_SCALE, PNG_MAX_SIDE / MAX (MAX (picture->width, picture->height), 1));

  return tenfold_paper_draw (format, picture->width, picture->height, scale, draw, picture, error);
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
    g_autofree char *line = g_markup_printf_escaped ("%s %s: %s\n", sheet->layers[n].op->name,
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
  g_return_val_if_fail (sheet != NULL && format != NULL, NULL);
  if (g_str_equal (format, "svg")) {
    g_autoptr (GBytes) svg = export_picture (sheet, format, error);

    return svg != NULL ? add_names (sheet, svg) : NULL;
  }
  return export_picture (sheet, format, error);
}

gboolean
tenfold_graph_export (TenfoldModelSheet *sheet, GFile *file, const char *format, GError **error)
{
  g_autoptr (GBytes) bytes = tenfold_graph_export_bytes (sheet, format, error);

  return tenfold_paper_write (bytes, file, error);
}
