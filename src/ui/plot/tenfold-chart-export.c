/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-chart-export.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/plot/tenfold-chart-draw.h"

#define PNG_SCALE 2
#define MARGIN 12.0

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Files are paper: dark on white, whatever the window looks like. */
static void
draw (TenfoldChart *chart, cairo_surface_t *surface, double width, double height)
{
  TenfoldChartStyle style
      = { .foreground = { 0.1, 0.1, 0.1, 1 }, .background = { 1, 1, 1, 1 }, .list_runs = TRUE };
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) text = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans 9");
  g_autoptr (TenfoldChartLayout) layout = NULL;

  pango_layout_set_font_description (text, font);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  layout = tenfold_chart_draw (chart, cr, text, &style, width - 2 * MARGIN, height - 2 * MARGIN);
  cairo_show_page (cr);
  cairo_destroy (cr);
}

static GBytes *
export_picture (TenfoldChart *chart,
                const char *format,
                double width,
                double height,
                GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;

  if (g_str_equal (format, "svg")) {
    surface = cairo_svg_surface_create_for_stream (write_cb, bytes, width, height);
  } else if (g_str_equal (format, "pdf")) {
    surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, width, height);
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR,
                                    "Tenfold " TENFOLD_VERSION);
  } else {
    surface
        = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * PNG_SCALE, height * PNG_SCALE);
    cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
  }
  draw (chart, surface, width, height);
  status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS && g_str_equal (format, "png"))
    status = cairo_surface_write_to_png_stream (surface, write_cb, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The plot could not be drawn: %s"),
                 cairo_status_to_string (status));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* A text in quotes, with its own quotes doubled. */
static void
add_text (GString *csv, const char *text)
{
  g_string_append_c (csv, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *text);
  }
  g_string_append_c (csv, '"');
}

/* A comma and the number; nothing where it is not known. */
static void
add_number (GString *csv, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (isfinite (number))
    g_string_append (csv, g_ascii_formatd (digits, sizeof digits, "%.7g", number));
}

static void
add_run (GString *csv, TenfoldRun *run)
{
  guint n_steps, n_epochs;
  const TenfoldStep *steps = tenfold_run_get_steps (run, &n_steps);
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n_epochs);

  for (guint i = 0; i < n_steps; i++) {
    add_text (csv, tenfold_run_get_title (run));
    g_string_append (csv, ",step");
    add_number (csv, steps[i].epoch);
    add_number (csv, steps[i].loss);
    add_number (csv, steps[i].accuracy);
    g_string_append (csv, ",,");
    add_number (csv, steps[i].rate);
    g_string_append_c (csv, '\n');
  }
  for (guint i = 0; i < n_epochs; i++) {
    add_text (csv, tenfold_run_get_title (run));
    g_string_append (csv, ",epoch");
    add_number (csv, epochs[i].epoch);
    add_number (csv, epochs[i].train_loss);
    add_number (csv, epochs[i].train_accuracy);
    add_number (csv, epochs[i].validation_loss);
    add_number (csv, epochs[i].validation_accuracy);
    g_string_append (csv, ",\n");
  }
}

static GBytes *
export_csv (TenfoldChart *chart)
{
  GString *csv = g_string_new (
      "run,kind,epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate\n");

  for (guint i = 0; i < tenfold_chart_get_n_runs (chart); i++)
    if (tenfold_chart_get_shown (chart, i))
      add_run (csv, tenfold_chart_get_run (chart, i));
  return g_string_free_to_bytes (csv);
}

GBytes *
tenfold_chart_export_bytes (TenfoldChart *chart,
                            const char *format,
                            double width,
                            double height,
                            GError **error)
{
  static const char *const formats[] = { "png", "svg", "pdf", NULL };

  g_return_val_if_fail (TENFOLD_IS_CHART (chart) && width > 0 && height > 0, NULL);
  if (g_strcmp0 (format, "csv") == 0)
    return export_csv (chart);
  if (g_strv_contains (formats, format))
    return export_picture (chart, format, width, height, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("There is no export to “%s”"),
               format);
  return NULL;
}

gboolean
tenfold_chart_export (TenfoldChart *chart,
                      GFile *file,
                      const char *format,
                      double width,
                      double height,
                      GError **error)
{
  g_autoptr (GBytes) bytes = tenfold_chart_export_bytes (chart, format, width, height, error);

  if (bytes == NULL)
    return FALSE;
  if (g_file_replace_contents (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL,
                               FALSE, G_FILE_CREATE_NONE, NULL, NULL, error))
    return TRUE;
  g_prefix_error (error, _ ("“%s” could not be written: "),
                  g_file_peek_path (file) != NULL ? g_file_peek_path (file) : "");
  return FALSE;
}
