/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-chart-layout.h"

#include <glib/gi18n.h>
#include <math.h>

#define GAP 6.0

double
tenfold_text_width (PangoLayout *text, const char *string)
{
  int width;

  pango_layout_set_text (text, string, -1);
  pango_layout_get_pixel_size (text, &width, NULL);
  return width;
}

static double
line_height (PangoLayout *text)
{
  int height;

  pango_layout_set_text (text, "0", -1);
  pango_layout_get_pixel_size (text, NULL, &height);
  return height;
}

double
tenfold_chart_layout_x (const TenfoldChartLayout *self, double epoch)
{
  return self->left + tenfold_scale_place (&self->x, epoch) * (self->right - self->left);
}

double
tenfold_chart_layout_y (const TenfoldChartLayout *self, double value)
{
  double place = CLAMP (tenfold_scale_place (&self->y, value), -2, 3);

  return self->bottom - place * (self->bottom - self->top);
}

static void
keep_first_tick (GArray *ticks, GStrv labels)
{
  g_array_set_size (ticks, MIN (ticks->len, 1));
  for (guint i = 1; labels[0] != NULL && labels[i] != NULL; i++)
    g_clear_pointer (&labels[i], g_free);
}

static gboolean
y_labels_fit (const TenfoldChartLayout *self)
{
  for (guint i = 1; i < self->y_ticks->len; i++) {
    double below = tenfold_chart_layout_y (self, g_array_index (self->y_ticks, double, i - 1));
    double above = tenfold_chart_layout_y (self, g_array_index (self->y_ticks, double, i));

    if (below - above < self->line)
      return FALSE;
  }
  return TRUE;
}

static void
lay_y (TenfoldChartLayout *self, TenfoldUnit unit, PangoLayout *text, guint n)
{
  double widest = 0;

  for (;; n--) {
    self->y_ticks = tenfold_scale_ticks (&self->y, n);
    self->y_labels = tenfold_scale_labels (&self->y, self->y_ticks, unit);
    if (n <= 2 || y_labels_fit (self))
      break;
    g_array_unref (self->y_ticks);
    g_strfreev (self->y_labels);
  }
  if (!y_labels_fit (self))
    keep_first_tick (self->y_ticks, self->y_labels);
  for (guint i = 0; self->y_labels[i] != NULL; i++)
    widest = MAX (widest, tenfold_text_width (text, self->y_labels[i]));
  self->left = MIN (widest + GAP, self->width / 2);
}

/* Whether the labels keep their distance from each other, and lie before the end. */
static gboolean
x_labels_fit (const TenfoldChartLayout *self, PangoLayout *text, double end)
{
  double before = -GAP;

  for (guint i = 0; i < self->x_ticks->len; i++) {
    double x = tenfold_chart_layout_x (self, g_array_index (self->x_ticks, double, i));
    double width = tenfold_text_width (text, self->x_labels[i]);

    if (x - width / 2 < before + GAP || x + width / 2 > end)
      return FALSE;
    before = x + width / 2;
  }
  return TRUE;
}

static void
drop_last_x_tick (TenfoldChartLayout *self)
{
  guint last = self->x_ticks->len - 1;

  g_array_set_size (self->x_ticks, last);
  g_clear_pointer (&self->x_labels[last], g_free);
}

static void
lay_x (TenfoldChartLayout *self, PangoLayout *text)
{
  double title = tenfold_text_width (text, _ ("Epoch"));
  double end = self->width;
  guint n = CLAMP ((self->right - self->left) / (self->line * 2), 2, 20);

  if (self->has_axis_line) {
    self->axis_title_x = (self->left + self->right - title) / 2;
  } else {
    self->axis_title_x = self->width - title;
    end = self->axis_title_x - GAP;
  }
  for (;; n--) {
    self->x_ticks = tenfold_scale_ticks (&self->x, n);
    self->x_labels = tenfold_scale_labels (&self->x, self->x_ticks, TENFOLD_UNIT_NUMBER);
    /* The title stands in the place of the labels at the end. */
    while (!self->has_axis_line && self->x_ticks->len > 1
           && tenfold_chart_layout_x (self,
                                      g_array_index (self->x_ticks, double, self->x_ticks->len - 1))
                      + tenfold_text_width (text, self->x_labels[self->x_ticks->len - 1]) / 2
                  > end)
      drop_last_x_tick (self);
    if (n <= 2 || x_labels_fit (self, text, end))
      break;
    g_array_unref (self->x_ticks);
    g_strfreev (self->x_labels);
  }
  while (self->x_ticks->len > 0 && !x_labels_fit (self, text, end))
    drop_last_x_tick (self);
}

TenfoldChartLayout *
tenfold_chart_layout_new (TenfoldChart *chart,
                          PangoLayout *text,
                          double width,
                          double height,
                          guint n_lines)
{
  TenfoldChartLayout *self = g_new0 (TenfoldChartLayout, 1);
  TenfoldQuantity quantity = tenfold_chart_get_quantity (chart);
  guint n_y;

  self->width = width;
  self->height = height;
  self->line = line_height (text);
  self->has_title = height >= self->line * 6;
  self->has_axis_line = height >= self->line * 14;
  self->top = self->has_title ? self->line + GAP * 1.5 : self->line / 2;
  self->bottom = height - self->line * (n_lines + (self->has_axis_line ? 2 : 1)) - GAP;
  self->bottom = MAX (self->bottom, self->top + 1);
  n_y = CLAMP ((self->bottom - self->top) / (self->line * 1.9), 2, 10);
  tenfold_chart_get_scales (chart, MAX (ceil (width), 1), 10, n_y, &self->x, &self->y);
  lay_y (self, tenfold_quantity_get_unit (quantity), text, n_y + 1);
  self->right = MAX (width - self->line, self->left + 1);
  lay_x (self, text);
  return self;
}

void
tenfold_chart_layout_free (TenfoldChartLayout *self)
{
  g_array_unref (self->x_ticks);
  g_array_unref (self->y_ticks);
  g_strfreev (self->x_labels);
  g_strfreev (self->y_labels);
  g_free (self);
}
