/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-chart-export.h"

#include "ui/widgets/tenfold-paper.h"
#include "ui/plot/tenfold-chart-draw.h"
#include "ui/widgets/tenfold-csv.h"

#define PNG_SCALE 2
#define MARGIN 12.0

typedef struct {
  TenfoldChart *chart;
  double width, height;
} Page;

/* Files are paper: dark on white, whatever the window looks like. */
static void
draw (cairo_t *cr, gpointer data)
{
  const Page *page = data;
  TenfoldChartStyle style
      = { .foreground = { 0.1, 0.1, 0.1, 1 }, .background = { 1, 1, 1, 1 }, .for_file = TRUE };
  g_autoptr (PangoLayout) text = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans 9");
  g_autoptr (TenfoldChartLayout) layout = NULL;

  pango_layout_set_font_description (text, font);
  cairo_translate (cr, MARGIN, MARGIN);
  layout = tenfold_chart_draw (page->chart, cr, text, &style, page->width - 2 * MARGIN,
                               page->height - 2 * MARGIN);
}

static void
add_run (GString *csv, TenfoldRun *run)
{
  guint n_steps, n_epochs;
  const TenfoldStep *steps = tenfold_run_get_steps (run, &n_steps);
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n_epochs);

  for (guint i = 0; i < n_steps; i++) {
    tenfold_csv_add_text (csv, tenfold_run_get_title (run));
    g_string_append (csv, ",step");
    tenfold_csv_add_number (csv, steps[i].epoch);
    tenfold_csv_add_number (csv, steps[i].loss);
    tenfold_csv_add_number (csv, steps[i].accuracy);
    g_string_append (csv, ",,");
    tenfold_csv_add_number (csv, steps[i].rate);
    g_string_append_c (csv, '\n');
  }
  for (guint i = 0; i < n_epochs; i++) {
    tenfold_csv_add_text (csv, tenfold_run_get_title (run));
    g_string_append (csv, ",epoch");
    tenfold_csv_add_number (csv, epochs[i].epoch);
    tenfold_csv_add_number (csv, epochs[i].train_loss);
    tenfold_csv_add_number (csv, epochs[i].train_accuracy);
    tenfold_csv_add_number (csv, epochs[i].validation_loss);
    tenfold_csv_add_number (csv, epochs[i].validation_accuracy);
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
  Page page = { chart, width, height };

  g_return_val_if_fail (TENFOLD_IS_CHART (chart) && width > 0 && height > 0, NULL);
  if (g_strcmp0 (format, "csv") == 0)
    return export_csv (chart);
  return tenfold_paper_draw (format, width, height, PNG_SCALE, draw, &page, error);
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

  return tenfold_paper_write (bytes, file, error);
}
