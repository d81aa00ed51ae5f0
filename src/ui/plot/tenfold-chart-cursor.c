/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-chart-draw.h"

#include <glib/gi18n.h>
#include <math.h>

/* The line and the numbers under the pointer. */

static char *
describe_run (TenfoldChart *chart, guint i, double epoch)
{
  TenfoldReading reading = tenfold_chart_read (chart, i, epoch);
  GString *line = g_string_new (NULL);

  if (tenfold_chart_get_n_runs (chart) > 1)
    g_string_append_printf (line, "%s: ", tenfold_run_get_title (tenfold_chart_get_run (chart, i)));
  if (isfinite (reading.smooth)) {
    g_autofree char *number = tenfold_chart_format (chart, reading.smooth);

    /* Translators: a number of the training, under the pointer. */
    g_string_append_printf (line, _ ("training %s"), number);
  }
  if (isfinite (reading.validation)) {
    double place = reading.validation_epoch;
    g_autofree char *number = tenfold_chart_format (chart, reading.validation);
    g_autofree char *when
        = tenfold_scale_format (place, place == floor (place) ? 1 : 0.01, TENFOLD_UNIT_NUMBER);

    if (isfinite (reading.smooth))
      g_string_append (line, ", ");
    /* Translators: a number of the validation, and the place in epochs where it was measured. */
    g_string_append_printf (line, _ ("validation %s (epoch %s)"), number, when);
  }
  if (!isfinite (reading.smooth) && !isfinite (reading.validation))
    g_string_append (line, "–");
  return g_string_free (line, FALSE);
}

char *
tenfold_chart_get_cursor_text (TenfoldChart *chart, double epoch)
{
  g_autofree char *place = tenfold_scale_format (epoch, 0.01, TENFOLD_UNIT_NUMBER);
  GString *text = g_string_new (NULL);

  /* Translators: a place in a run, such as 2.50. */
  g_string_append_printf (text, _ ("Epoch %s"), place);
  for (guint i = 0; i < tenfold_chart_get_n_runs (chart); i++)
    if (tenfold_chart_get_shown (chart, i)) {
      g_autofree char *line = describe_run (chart, i, epoch);

      g_string_append_printf (text, "\n%s", line);
    }
  return g_string_free (text, FALSE);
}

static void
add_box (cairo_t *cr, double x, double y, double width, double height, double r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

void
tenfold_chart_draw_cursor (TenfoldChart *chart,
                           cairo_t *cr,
                           PangoLayout *text,
                           const TenfoldChartStyle *style,
                           const TenfoldChartLayout *at,
                           double epoch)
{
  const GdkRGBA *ink = &style->foreground;
  gboolean on_dark = tenfold_is_light (ink);
  double x = tenfold_chart_layout_x (at, epoch), box_x, box_y;
  g_autofree char *words = NULL;
  int width, height;

  if (x < at->left - 1 || x > at->right + 1)
    return;
  cairo_save (cr);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, style->high_contrast ? 1 : 0.6);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, floor (x) + 0.5, at->top);
  cairo_line_to (cr, floor (x) + 0.5, at->bottom);
  cairo_stroke (cr);
  for (guint i = 0; i < tenfold_chart_get_n_runs (chart); i++) {
    TenfoldReading reading = tenfold_chart_read (chart, i, epoch);
    GdkRGBA color = tenfold_look_get_color (tenfold_chart_get_look (chart, i), on_dark);
    double y = tenfold_chart_layout_y (at, reading.smooth);

    if (!tenfold_chart_get_shown (chart, i) || !(y >= at->top - 1 && y <= at->bottom + 1))
      continue;
    cairo_arc (cr, x, y, 4, 0, 2 * G_PI);
    gdk_cairo_set_source_rgba (cr, &color);
    cairo_fill_preserve (cr);
    gdk_cairo_set_source_rgba (cr, ink);
    cairo_stroke (cr);
  }
  words = tenfold_chart_get_cursor_text (chart, epoch);
  pango_layout_set_text (text, words, -1);
  pango_layout_get_pixel_size (text, &width, &height);
  /* Beside the line, on the side with more room, and never outside of the widget. */
  box_x = x + 10 + width + 12 <= at->width ? x + 10 : x - 10 - width - 12;
  box_x = CLAMP (box_x, 0, MAX (at->width - width - 12, 0));
  box_y = CLAMP (at->top + 4, 0, MAX (at->height - height - 8, 0));
  add_box (cr, box_x, box_y, width + 12, height + 8, 6);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.92);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, on_dark ? 0.1 : 1, on_dark ? 0.1 : 1, on_dark ? 0.1 : 1);
  cairo_move_to (cr, box_x + 6, box_y + 4);
  pango_cairo_show_layout (cr, text);
  cairo_restore (cr);
}
