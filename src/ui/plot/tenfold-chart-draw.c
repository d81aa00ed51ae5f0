/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-chart-draw.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
  TenfoldChart *chart;
  cairo_t *cr;
  PangoLayout *text;
  const TenfoldChartStyle *style;
  const TenfoldChartLayout *at;
  guint current; /* the run that stands out; G_MAXUINT: none */
} Drawing;

/* How much of their colour other runs have. */
#define PALE 0.45

static void
set_color (Drawing *d, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (d->cr, color->red, color->green, color->blue, alpha);
}

static GdkRGBA
run_color (Drawing *d, guint i)
{
  return tenfold_look_get_color (tenfold_chart_get_look (d->chart, i),
                                 tenfold_is_light (&d->style->foreground));
}

static double
draw_text (Drawing *d, const char *string, double x, double y)
{
  double width = tenfold_text_width (d->text, string);

  cairo_move_to (d->cr, x, y);
  pango_cairo_show_layout (d->cr, d->text);
  return width;
}

/* --- axes --- */

static void
draw_grid (Drawing *d)
{
  const TenfoldChartLayout *at = d->at;

  cairo_save (d->cr);
  cairo_set_line_width (d->cr, 1);
  set_color (d, &d->style->foreground, d->style->high_contrast ? 0.4 : 0.12);
  for (guint i = 0; i < at->y_ticks->len; i++) {
    double y = floor (tenfold_chart_layout_y (at, g_array_index (at->y_ticks, double, i))) + 0.5;

    cairo_move_to (d->cr, at->left, y);
    cairo_line_to (d->cr, at->right, y);
  }
  cairo_stroke (d->cr);
  set_color (d, &d->style->foreground, d->style->high_contrast ? 1 : 0.5);
  cairo_move_to (d->cr, at->left, floor (at->bottom) + 0.5);
  cairo_line_to (d->cr, at->right, floor (at->bottom) + 0.5);
  for (guint i = 0; i < at->x_ticks->len; i++) {
    double x = floor (tenfold_chart_layout_x (at, g_array_index (at->x_ticks, double, i))) + 0.5;

    cairo_move_to (d->cr, x, floor (at->bottom) + 0.5);
    cairo_rel_line_to (d->cr, 0, 3);
  }
  cairo_stroke (d->cr);
  cairo_restore (d->cr);
}

static void
draw_labels (Drawing *d)
{
  const TenfoldChartLayout *at = d->at;
  double below = at->bottom + 4;

  set_color (d, &d->style->foreground, d->style->high_contrast ? 1 : 0.8);
  for (guint i = 0; i < at->y_ticks->len; i++) {
    double y = tenfold_chart_layout_y (at, g_array_index (at->y_ticks, double, i));
    double width = tenfold_text_width (d->text, at->y_labels[i]);

    draw_text (d, at->y_labels[i], at->left - 6 - width, y - at->line / 2);
  }
  for (guint i = 0; i < at->x_ticks->len; i++) {
    double x = tenfold_chart_layout_x (at, g_array_index (at->x_ticks, double, i));
    double width = tenfold_text_width (d->text, at->x_labels[i]);

    draw_text (d, at->x_labels[i], x - width / 2, below);
  }
  draw_text (d, _ ("Epoch"), at->axis_title_x, at->has_axis_line ? below + at->line : below);
}

/* --- curves --- */

static guint
count_shown (TenfoldChart *chart, guint *first)
{
  guint n = 0;

  for (guint i = tenfold_chart_get_n_runs (chart); i > 0; i--)
    if (tenfold_chart_get_shown (chart, i - 1)) {
      n++;
      *first = i - 1;
    }
  return n;
}

static void
add_point (Drawing *d, double x, double value, gboolean *started)
{
  double px = tenfold_chart_layout_x (d->at, x), py = tenfold_chart_layout_y (d->at, value);

  /* Cairo's coordinates are 24 bits wide. */
  px = CLAMP (px, -30000, 30000);
  if (*started)
    cairo_line_to (d->cr, px, py);
  else
    cairo_move_to (d->cr, px, py);
  *started = TRUE;
}

static void
add_columns (Drawing *d, const TenfoldColumn *columns, guint n)
{
  gboolean started = FALSE;

  for (guint i = 0; i < n; i++) {
    const TenfoldColumn *c = &columns[i];

    if (c->n == 0)
      continue;
    /* The last one before the view and the first one after it lead to the edges. */
    if (i == 0) {
      add_point (d, c->last_x, c->last, &started);
      continue;
    }
    add_point (d, c->first_x, c->first, &started);
    if (c->n == 1 || i == n - 1)
      continue;
    if (c->n > 2 && c->first <= c->last) {
      add_point (d, c->first_x, c->low, &started);
      add_point (d, c->last_x, c->high, &started);
    } else if (c->n > 2) {
      add_point (d, c->first_x, c->high, &started);
      add_point (d, c->last_x, c->low, &started);
    }
    add_point (d, c->last_x, c->last, &started);
  }
}

/* From the highest to the lowest number of each column: much faster than a line through them. */
static void
add_band (Drawing *d, const TenfoldColumn *columns, guint n)
{
  double width = (d->at->x.high - d->at->x.low) / (n - 2);
  double pixels = (d->at->right - d->at->left) / (n - 2);

  for (guint i = 1; i + 1 < n; i++) {
    const TenfoldColumn *c = &columns[i];
    double x, high, low;

    if (c->n == 0)
      continue;
    x = tenfold_chart_layout_x (d->at, d->at->x.low + (i - 1) * width);
    high = floor (tenfold_chart_layout_y (d->at, c->high));
    low = ceil (tenfold_chart_layout_y (d->at, c->low));
    cairo_rectangle (d->cr, x, high, pixels, MAX (low - high, 1));
  }
}

static void
draw_raw (Drawing *d, guint i)
{
  guint n = MAX (ceil (d->at->width), 1) + 2, n_numbers = 0, n_columns = 0;
  const TenfoldColumn *columns = tenfold_trace_get_raw (tenfold_chart_get_trace (d->chart, i));
  GdkRGBA color = run_color (d, i);

  for (guint c = 1; c + 1 < n; c++) {
    n_numbers += columns[c].n;
    n_columns += columns[c].n > 0;
  }
  set_color (d, &color, d->style->high_contrast ? 0.4 : 0.25);
  if (n_numbers > 3 * n_columns) {
    add_band (d, columns, n);
    cairo_fill (d->cr);
  } else {
    tenfold_look_set_training (d->cr, 1);
    add_columns (d, columns, n);
    cairo_stroke (d->cr);
  }
}

/* The run under way, or the last one, is bold; the others are thin and pale. */
static double
begin_run (Drawing *d, guint i)
{
  GdkRGBA color = run_color (d, i);
  gboolean pale = i != d->current && !d->style->high_contrast;

  set_color (d, &color, pale ? PALE : 1);
  return (i == d->current ? 2.5 : 1.5) + (d->style->high_contrast ? 0.5 : 0);
}

/* The number that a run's title begins with, at the end of its curve. */
static void
draw_number (Drawing *d, guint i, const TenfoldColumn *columns, guint n)
{
  const char *title = tenfold_run_get_title (tenfold_chart_get_run (d->chart, i));
  g_autofree char *number = g_strndup (title, strspn (title, "0123456789"));

  for (guint c = n - 2; c > 0 && *number != '\0'; c--) {
    double x, y, width;

    if (columns[c].n == 0)
      continue;
    width = tenfold_text_width (d->text, number);
    x = MIN (tenfold_chart_layout_x (d->at, columns[c].last_x) + 4, d->at->right - width);
    y = tenfold_chart_layout_y (d->at, columns[c].last) - d->at->line;
    draw_text (d, number, x, CLAMP (y, d->at->top, d->at->bottom - d->at->line));
    return;
  }
}

static void
draw_training (Drawing *d, guint i, gboolean numbered)
{
  guint n = MAX (ceil (d->at->width), 1) + 2;
  const TenfoldColumn *columns = tenfold_trace_get_smooth (tenfold_chart_get_trace (d->chart, i));

  tenfold_look_set_training (d->cr, begin_run (d, i));
  add_columns (d, columns, n);
  cairo_stroke (d->cr);
  if (numbered)
    draw_number (d, i, columns, n);
}

/* Estimates within epochs and the measurements at their ends, in order. */
static void
draw_validation (Drawing *d, guint i)
{
  TenfoldQuantity quantity = tenfold_chart_get_quantity (d->chart);
  TenfoldRun *run = tenfold_chart_get_run (d->chart, i);
  guint look = tenfold_chart_get_look (d->chart, i), n_epochs, n_estimates;
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n_epochs);
  const TenfoldEstimate *estimates = tenfold_run_get_estimates (run, &n_estimates);
  double width = begin_run (d, i), before = -INFINITY;
  gboolean started = FALSE;

  for (guint e = 0, s = 0; e < n_epochs || s < n_estimates;) {
    gboolean estimate = s < n_estimates && (e == n_epochs || estimates[s].epoch <= epochs[e].epoch);
    double value = estimate ? tenfold_estimate_get (&estimates[s], quantity)
                            : tenfold_epoch_get (&epochs[e], quantity, TRUE);

    if (isfinite (value))
      add_point (d, estimate ? estimates[s].epoch : epochs[e].epoch, value, &started);
    if (estimate)
      s++;
    else
      e++;
  }
  tenfold_look_set_validation (d->cr, width);
  cairo_stroke (d->cr);
  for (guint e = 0; e < n_epochs; e++) {
    double value = tenfold_epoch_get (&epochs[e], quantity, TRUE);
    double x = tenfold_chart_layout_x (d->at, epochs[e].epoch);

    if (!isfinite (value) || x - before < 10)
      continue;
    tenfold_look_add_dot (d->cr, look, x, tenfold_chart_layout_y (d->at, value), 3.5);
    before = x;
  }
  cairo_fill (d->cr);
}

static void
draw_best (Drawing *d, guint i)
{
  GdkRGBA color = run_color (d, i);
  guint epoch;
  double value, x, y;

  if (!tenfold_chart_get_best (d->chart, i, &epoch, &value))
    return;
  x = tenfold_chart_layout_x (d->at, epoch);
  y = tenfold_chart_layout_y (d->at, value);
  if (x < d->at->left - 1 || x > d->at->right + 1 || y < d->at->top - 1 || y > d->at->bottom + 1)
    return;
  tenfold_look_add_star (d->cr, x, y, 8);
  set_color (d, &color, 1);
  cairo_fill_preserve (d->cr);
  set_color (d, &d->style->foreground, 1);
  cairo_set_dash (d->cr, NULL, 0, 0);
  cairo_set_line_width (d->cr, 1);
  cairo_stroke (d->cr);
}

/* A thin line where something happened, and what, where there is room for the words. */
static void
draw_marks (Drawing *d, guint i)
{
  static const double dash[] = { 1, 3 };
  guint n;
  const TenfoldMark *marks = tenfold_run_get_marks (tenfold_chart_get_run (d->chart, i), &n);
  double free_from = d->at->left;

  set_color (d, &d->style->foreground, d->style->high_contrast ? 1 : 0.7);
  cairo_set_line_width (d->cr, 1);
  cairo_set_dash (d->cr, dash, 2, 0);
  for (guint m = 0; m < n; m++) {
    double x = floor (tenfold_chart_layout_x (d->at, marks[m].epoch)) + 0.5;
    double width = tenfold_text_width (d->text, marks[m].text);

    if (x < d->at->left || x > d->at->right)
      continue;
    cairo_move_to (d->cr, x, d->at->top);
    cairo_line_to (d->cr, x, d->at->bottom);
    cairo_stroke (d->cr);
    if (x < free_from || x + 4 + width > d->at->right)
      continue;
    draw_text (d, marks[m].text, x + 4, d->at->top);
    free_from = x + width + 12;
  }
}

static void
draw_curves (Drawing *d)
{
  const TenfoldChartLayout *at = d->at;
  guint n = tenfold_chart_get_n_runs (d->chart), first, n_shown = count_shown (d->chart, &first);
  gboolean smoothed = tenfold_chart_get_smoothing (d->chart) > 0;

  cairo_save (d->cr);
  cairo_rectangle (d->cr, at->left, at->top - 1, at->right - at->left, at->bottom - at->top + 2);
  cairo_clip (d->cr);
  if (smoothed && d->current < n)
    draw_raw (d, d->current);
  for (guint i = 0; i < n; i++)
    if (tenfold_chart_get_shown (d->chart, i) && i != d->current)
      draw_training (d, i, n_shown > 1);
  if (d->current < n) {
    draw_marks (d, d->current);
    draw_training (d, d->current, n_shown > 1);
  }
  /* Dots and stars at the edge of the frame are whole. */
  cairo_reset_clip (d->cr);
  cairo_rectangle (d->cr, at->left - 8, at->top - 8, at->right - at->left + 16,
                   at->bottom - at->top + 16);
  cairo_clip (d->cr);
  for (guint i = 0; i < n; i++)
    if (tenfold_chart_get_shown (d->chart, i) && i != d->current)
      draw_validation (d, i);
  if (d->current < n) {
    draw_validation (d, d->current);
    draw_best (d, d->current);
  }
  cairo_restore (d->cr);
}

/* --- titles --- */

/* What solid, dashed and starred mean, from the right; the words are left out where there is no
 * room for all. */
static void
draw_key (Drawing *d, double free_from)
{
  const char *words[] = { _ ("training"), _ ("validation"), _ ("best") };
  const double samples[] = { 24, 24, 14 };
  double x = d->at->right, y = d->at->line / 2, width = 0;
  guint first = 0, look;
  guint n_shown = count_shown (d->chart, &first);
  guint n = tenfold_chart_get_quantity (d->chart) == TENFOLD_QUANTITY_RATE ? 1 : 3;
  GdkRGBA color = d->style->foreground;

  if (n_shown == 0)
    return;
  look = n_shown == 1 ? tenfold_chart_get_look (d->chart, first) : 0;
  if (n_shown == 1)
    color = run_color (d, first);
  for (guint i = 0; i < n; i++)
    width += samples[i] + 4 + tenfold_text_width (d->text, words[i]) + 12;
  x -= width - 12;
  if (x < free_from + 12)
    return;
  for (guint i = 0; i < n; i++) {
    set_color (d, &color, 1);
    if (i == 0)
      tenfold_look_set_training (d->cr, 2);
    else
      tenfold_look_set_validation (d->cr, 2);
    if (i < 2) {
      cairo_move_to (d->cr, x, y);
      cairo_rel_line_to (d->cr, samples[i], 0);
      cairo_stroke (d->cr);
    }
    if (i == 1)
      tenfold_look_add_dot (d->cr, look, x + samples[i] / 2, y, 3.5);
    else if (i == 2)
      tenfold_look_add_star (d->cr, x + 7, y, 7);
    cairo_fill (d->cr);
    x += samples[i] + 4;
    set_color (d, &d->style->foreground, d->style->high_contrast ? 1 : 0.8);
    x += draw_text (d, words[i], x, 0) + 12;
  }
}

static void
draw_titles (Drawing *d)
{
  const char *title = tenfold_quantity_get_axis (tenfold_chart_get_quantity (d->chart));

  if (!d->at->has_title)
    return;
  set_color (d, &d->style->foreground, 1);
  draw_key (d, draw_text (d, title, 0, 0));
}

static void
draw_list (Drawing *d)
{
  double y = d->at->height;
  guint n = tenfold_chart_get_n_runs (d->chart), n_shown = 0, first;

  n_shown = count_shown (d->chart, &first);
  y -= n_shown * d->at->line;
  for (guint i = 0; i < n; i++) {
    TenfoldRun *run = tenfold_chart_get_run (d->chart, i);
    GdkRGBA color = run_color (d, i);
    const char *settings = tenfold_run_get_settings (run);
    g_autofree char *words = NULL;

    if (!tenfold_chart_get_shown (d->chart, i))
      continue;
    words = *settings == '\0' ? g_strdup (tenfold_run_get_title (run))
                              : g_strdup_printf ("%s: %s", tenfold_run_get_title (run), settings);
    set_color (d, &color, 1);
    tenfold_look_set_training (d->cr, 2);
    cairo_move_to (d->cr, d->at->left, y + d->at->line / 2);
    cairo_rel_line_to (d->cr, 30, 0);
    cairo_stroke (d->cr);
    tenfold_look_add_dot (d->cr, tenfold_chart_get_look (d->chart, i), d->at->left + 15,
                          y + d->at->line / 2, 3.5);
    cairo_fill (d->cr);
    set_color (d, &d->style->foreground, 1);
    draw_text (d, words, d->at->left + 38, y);
    y += d->at->line;
  }
}

/* What a file shows: the quantity, of which runs. */
static double
draw_heading (Drawing *d, double width)
{
  GString *words = g_string_new (tenfold_quantity_get_name (tenfold_chart_get_quantity (d->chart)));
  PangoAttrList *bold = pango_attr_list_new ();
  int height;

  for (guint i = 0, n = 0; i < tenfold_chart_get_n_runs (d->chart); i++)
    if (tenfold_chart_get_shown (d->chart, i))
      g_string_append_printf (words, "%s%s", n++ == 0 ? " · " : ", ",
                              tenfold_run_get_title (tenfold_chart_get_run (d->chart, i)));
  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (d->text, bold);
  pango_layout_set_width (d->text, (int) width * PANGO_SCALE);
  pango_layout_set_ellipsize (d->text, PANGO_ELLIPSIZE_END);
  set_color (d, &d->style->foreground, 1);
  draw_text (d, words->str, 0, 0);
  pango_layout_get_pixel_size (d->text, NULL, &height);
  pango_layout_set_width (d->text, -1);
  pango_layout_set_attributes (d->text, NULL);
  pango_attr_list_unref (bold);
  g_string_free (words, TRUE);
  return height + 8;
}

TenfoldChartLayout *
tenfold_chart_draw (TenfoldChart *chart,
                    cairo_t *cr,
                    PangoLayout *text,
                    const TenfoldChartStyle *style,
                    double width,
                    double height)
{
  guint first, n_lines = style->for_file ? count_shown (chart, &first) : 0;
  Drawing d = { chart, cr, text, style, NULL, G_MAXUINT };
  TenfoldChartLayout *at;

  tenfold_chart_get_current (chart, &d.current);
  cairo_save (cr);
  if (style->background.alpha > 0) {
    set_color (&d, &style->background, style->background.alpha);
    cairo_paint (cr);
  }
  if (style->for_file) {
    double used = draw_heading (&d, width);

    cairo_translate (cr, 0, used);
    height -= used;
  }
  at = tenfold_chart_layout_new (chart, text, width, height, n_lines);
  d.at = at;
  draw_grid (&d);
  draw_labels (&d);
  draw_titles (&d);
  draw_curves (&d);
  if (style->for_file)
    draw_list (&d);
  cairo_restore (cr);
  return at;
}

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
