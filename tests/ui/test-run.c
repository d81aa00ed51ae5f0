/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ui/plot/tenfold-chart-draw.h"
#include "ui/plot/tenfold-chart-export.h"

static void
count_cb (guint *n)
{
  ++*n;
}

static void
test_order (void)
{
  g_autoptr (TenfoldRun) run = tenfold_run_new ("Fast CNN");
  const TenfoldStep *steps;
  const TenfoldEpoch *epochs;
  const TenfoldMark *marks;
  guint n, n_changes = 0;

  g_signal_connect_swapped (run, "changed", G_CALLBACK (count_cb), &n_changes);
  tenfold_run_add_step (run, 0.5, 2, 0.3, 0.1);
  tenfold_run_add_step (run, 0.4, 1, 0.4, 0.1);
  tenfold_run_add_step (run, 1.5, NAN, 0.5, 0.1);
  g_assert_cmpuint (n_changes, ==, 3);
  steps = tenfold_run_get_steps (run, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat (steps[1].epoch, ==, 0.5);
  g_assert_cmpuint (tenfold_run_find_step (run, 0.5), ==, 0);
  g_assert_cmpuint (tenfold_run_find_step (run, 0.6), ==, 2);
  g_assert_cmpuint (tenfold_run_find_step (run, 9), ==, 3);

  tenfold_run_add_epoch (run, 2, 1, 1, 1, 0.9);
  tenfold_run_add_epoch (run, 1, 1, 1, 1, 0.8);
  tenfold_run_add_epoch (run, 2, 1, 1, 1, 0.95);
  epochs = tenfold_run_get_epochs (run, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (epochs[0].epoch, ==, 1);
  g_assert_cmpfloat (epochs[1].validation_accuracy, ==, 0.95);
  g_assert_cmpfloat (tenfold_run_get_end (run), ==, 2);

  tenfold_run_add_mark (run, 2, "later");
  tenfold_run_add_mark (run, 1, "sooner");
  marks = tenfold_run_get_marks (run, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (marks[0].text, ==, "sooner");
}

/* Columns built as numbers come are those built from all at once. */
static void
test_incremental (void)
{
  g_autoptr (TenfoldRun) run = tenfold_run_new ("");
  g_autoptr (TenfoldTrace) grown = tenfold_trace_new (run);
  g_autoptr (TenfoldTrace) whole = tenfold_trace_new (run);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  const TenfoldColumn *a, *b;
  guint n_columns = 97, n = 0;

  tenfold_trace_set (grown, TENFOLD_QUANTITY_LOSS, 0.05);
  tenfold_trace_set_view (grown, 1, 3, n_columns);
  for (guint i = 0; i < 5000; i++) {
    tenfold_run_add_step (run, i / 1000.0, i % 50 == 7 ? NAN : g_rand_double (random), 0, 0);
    if (i % 77 == 0)
      tenfold_trace_get_raw (grown);
  }
  tenfold_trace_set (whole, TENFOLD_QUANTITY_LOSS, 0.05);
  tenfold_trace_set_view (whole, 1, 3, n_columns);
  a = tenfold_trace_get_raw (grown);
  b = tenfold_trace_get_raw (whole);
  g_assert_cmpmem (a, (n_columns + 2) * sizeof *a, b, (n_columns + 2) * sizeof *b);
  for (guint i = 0; i < n_columns + 2; i++) {
    g_assert_cmpuint (a[i].n, >, 0);
    g_assert_cmpfloat (a[i].low, <=, a[i].high);
    n += a[i].n;
  }
  g_assert_cmpuint (n, ==, 4900);
  a = tenfold_trace_get_smooth (grown);
  b = tenfold_trace_get_smooth (whole);
  g_assert_cmpmem (a, (n_columns + 2) * sizeof *a, b, (n_columns + 2) * sizeof *b);
}

/* The extremes of the columns are those of the numbers; nothing is lost between two columns. */
static void
test_extremes (void)
{
  g_autoptr (TenfoldRun) run = tenfold_run_new ("");
  g_autoptr (TenfoldTrace) trace = tenfold_trace_new (run);
  const TenfoldColumn *columns;

  for (guint i = 0; i <= 1000; i++)
    tenfold_run_add_step (run, i / 1000.0, i == 503 ? 9 : i == 504 ? -9 : 1, 0, 0);
  tenfold_trace_set_view (trace, 0, 1, 10);
  columns = tenfold_trace_get_raw (trace);
  g_assert_cmpfloat (columns[6].high, ==, 9);
  g_assert_cmpfloat (columns[6].low, ==, -9);
  g_assert_cmpfloat (columns[5].high, ==, 1);
  /* The number at the very end of the view is in it. */
  g_assert_cmpfloat (columns[10].last_x, ==, 1);
  g_assert_cmpuint (columns[11].n, ==, 0);
}

/* The smoothed curve of a line is that line, everywhere, however unevenly its numbers lie, however
 * far from the start, and wherever one looks at it while it grows. */
static void
test_line (void)
{
  g_autoptr (TenfoldRun) run = tenfold_run_new ("");
  g_autoptr (TenfoldTrace) trace = tenfold_trace_new (run);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  double epoch = 1000, raw, smooth;

  tenfold_trace_set (trace, TENFOLD_QUANTITY_LOSS, 0.05);
  for (guint i = 0; i < 5000; i++) {
    epoch += g_rand_double (random) * 0.002;
    tenfold_run_add_step (run, epoch, 3 + 0.5 * (epoch - 1000), 0, 0);
    if (i % 701 == 0)
      g_assert_true (tenfold_trace_read (trace, epoch, &raw, &smooth));
  }
  for (double x = 1000.01; x < epoch; x += 0.003) {
    g_assert_true (tenfold_trace_read (trace, x, &raw, &smooth));
    g_assert_cmpfloat_with_epsilon (smooth, raw, 2e-6);
  }
}

/* Noise is smoothed, and a step of the curve is where it is: not later. */
static void
test_smoothing (void)
{
  g_autoptr (TenfoldRun) run = tenfold_run_new ("");
  g_autoptr (TenfoldTrace) trace = tenfold_trace_new (run);
  double raw, smooth;

  tenfold_trace_set (trace, TENFOLD_QUANTITY_LOSS, 0.1);
  for (guint i = 1; i <= 2000; i++)
    tenfold_run_add_step (run, i / 1000.0, (i <= 1000 ? 3 : 5) + (i % 2 ? 0.5 : -0.5), 0, 0);
  g_assert_true (tenfold_trace_read (trace, 0.5, &raw, &smooth));
  g_assert_cmpfloat_with_epsilon (fabs (raw - 3), 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (smooth, 3, 0.02);
  g_assert_true (tenfold_trace_read (trace, 1, &raw, &smooth));
  g_assert_cmpfloat_with_epsilon (smooth, 4, 0.05);
  g_assert_true (tenfold_trace_read (trace, 2, &raw, &smooth));
  g_assert_cmpfloat_with_epsilon (smooth, 5, 0.05);
  g_assert_false (tenfold_trace_read (trace, 0.0005, &raw, &smooth));
}

/* However many steps there are, memory is bounded, extremes stay to be seen, and means and counts
 * are those of all steps. */
static void
test_bounds (void)
{
  g_autoptr (TenfoldRun) run = tenfold_run_new ("");
  g_autoptr (TenfoldTrace) trace = tenfold_trace_new (run);
  const guint n_all = 2000000;
  const TenfoldStep *steps;
  const TenfoldStepRange *ranges;
  const TenfoldColumn *columns;
  double sum = 0, expected = 0;
  guint n, count = 0, largest = 0;

  tenfold_trace_set_view (trace, 0, 20, 20);
  for (guint i = 1; i <= n_all; i++) {
    double loss = i == 700001 ? 9.0 : i == 1500001 ? -9.0 : 1.0 + i % 7;

    expected += loss;
    tenfold_run_add_step (run, i * 1e-5, loss, 0.5, 0);
    if (i % 300007 == 0)
      tenfold_trace_get_raw (trace);
  }
  steps = tenfold_run_get_steps (run, &n);
  ranges = tenfold_run_get_ranges (run);
  g_assert_cmpuint (n, <=, TENFOLD_RUN_MOST_STEPS);
  g_assert_cmpuint (n, >, TENFOLD_RUN_MOST_STEPS / 8);
  for (guint i = 0; i < n; i++) {
    count += ranges[i].count;
    largest = MAX (largest, ranges[i].count);
    sum += (double) steps[i].loss * ranges[i].count;
    g_assert_cmpfloat (ranges[i].loss_low, <=, steps[i].loss);
    g_assert_cmpfloat (ranges[i].loss_high, >=, steps[i].loss);
    if (i > 0)
      g_assert_cmpfloat (steps[i].epoch, >, steps[i - 1].epoch);
  }
  g_assert_cmpuint (count, ==, n_all);
  /* No part of the run is much coarser than the others. */
  g_assert_cmpuint (largest, <=, 8 * n_all / TENFOLD_RUN_MOST_STEPS);
  g_assert_cmpfloat_with_epsilon (sum / n_all, expected / n_all, 1e-4);
  g_assert_cmpfloat_with_epsilon (tenfold_run_get_end (run), 20, 1e-9);
  columns = tenfold_trace_get_raw (trace);
  g_assert_cmpfloat (columns[8].high, ==, 9);
  g_assert_cmpfloat (columns[16].low, ==, -9);

  for (guint e = 1; e <= 50000; e++)
    tenfold_run_add_epoch (run, e, 1, 0.5, 1, e == 333 ? 0.99 : 0.9);
  tenfold_run_get_epochs (run, &n);
  g_assert_cmpuint (n, <=, TENFOLD_RUN_MOST_EPOCHS);
  for (guint e = 0; e < 50000; e++)
    tenfold_run_add_estimate (run, e * 0.1, 1, 0.5);
  tenfold_run_get_estimates (run, &n);
  g_assert_cmpuint (n, <=, TENFOLD_RUN_MOST_EPOCHS);
}

static TenfoldChart *
make_chart (void)
{
  TenfoldChart *chart = tenfold_chart_new ();
  g_autoptr (TenfoldRun) first = tenfold_run_new ("Fast CNN");
  g_autoptr (TenfoldRun) second = tenfold_run_new ("a \"second\" one");

  tenfold_run_set_settings (first, "Adam 0.001");
  for (guint i = 1; i <= 400; i++) {
    tenfold_run_add_step (first, i / 100.0, 2.0 / i, 1 - 0.9 / i, 0.001);
    tenfold_run_add_step (second, i / 100.0, 3.0 / i, 1 - 0.8 / i, 0.001);
  }
  for (guint e = 1; e <= 4; e++) {
    tenfold_run_add_epoch (first, e, 0.02 / e, 0.9, 0.03 / e, 0.98 + (e == 3) * 0.01);
    tenfold_run_add_epoch (second, e, 0.02 / e, 0.9, NAN, NAN);
  }
  tenfold_run_add_mark (first, 2, "rate 0.0005");
  tenfold_chart_add_run (chart, first);
  tenfold_chart_add_run (chart, second);
  return chart;
}

static void
test_chart (void)
{
  g_autoptr (TenfoldChart) chart = make_chart ();
  g_autoptr (TenfoldRun) third = tenfold_run_new ("third");
  TenfoldScale x, y;
  TenfoldReading reading;
  g_autofree char *text = NULL;
  double value;
  guint epoch;

  tenfold_chart_set_quantity (chart, TENFOLD_QUANTITY_ERROR);
  tenfold_chart_get_scales (chart, 500, 8, 5, &x, &y);
  g_assert_cmpfloat (x.high, ==, 4);
  g_assert_true (y.is_log);
  g_assert_cmpfloat (y.low, <=, 0.0023);
  g_assert_cmpfloat (y.high, <=, 1);
  g_assert_true (tenfold_chart_get_best (chart, 0, &epoch, &value));
  g_assert_cmpuint (epoch, ==, 3);
  g_assert_cmpfloat_with_epsilon (value, 0.01, 1e-9);
  reading = tenfold_chart_read (chart, 0, 2.5);
  g_assert_cmpfloat (reading.validation_epoch, ==, 2);
  g_assert_cmpfloat_with_epsilon (reading.raw, 0.9 / 250, 1e-6);
  /* Beyond the end of a run there is nothing to be read, and no dot to be drawn. */
  reading = tenfold_chart_read (chart, 0, 4.01);
  g_assert_true (isnan (reading.raw) && isnan (reading.smooth) && isnan (reading.validation));
  /* The best epoch is one, whatever is shown. */
  for (guint quantity = 0; quantity < TENFOLD_QUANTITY_RATE; quantity++) {
    tenfold_chart_set_quantity (chart, quantity);
    g_assert_true (tenfold_chart_get_best (chart, 0, &epoch, &value));
    g_assert_cmpuint (epoch, ==, 3);
  }
  tenfold_chart_set_quantity (chart, TENFOLD_QUANTITY_ERROR);
  text = tenfold_chart_describe (chart);
  g_assert_nonnull (strstr (text, "Fast CNN: best validation 1.00\u00a0%, at the end of epoch 3"));

  /* A look stays a run's own; a free one is given again. */
  tenfold_chart_remove_run (chart, tenfold_chart_get_run (chart, 0));
  g_assert_cmpuint (tenfold_chart_get_look (chart, 0), ==, 1);
  tenfold_chart_add_run (chart, third);
  tenfold_chart_add_run (chart, third);
  g_assert_cmpuint (tenfold_chart_get_n_runs (chart), ==, 2);
  g_assert_cmpuint (tenfold_chart_get_look (chart, 1), ==, 0);
  tenfold_chart_set_shown (chart, 0, FALSE);
  g_assert_false (tenfold_chart_has_numbers (chart));
}

/* During a run the axis ends a little beyond now, however long other runs are; at the end it ends
 * with the run. The live run stands out, else the last one. */
static void
test_live (void)
{
  g_autoptr (TenfoldChart) chart = make_chart ();
  g_autoptr (TenfoldRun) live = tenfold_run_new ("3 live");
  TenfoldScale x, y;
  double before = 0;
  guint current;

  g_assert_true (tenfold_chart_get_current (chart, &current));
  g_assert_cmpuint (current, ==, 1);
  tenfold_run_set_length (live, 2);
  tenfold_run_set_live (live, TRUE);
  tenfold_chart_add_run (chart, live);
  for (guint i = 1; i < 200; i++) {
    tenfold_run_add_step (live, i * 0.01, 1, 0.5, 0);
    tenfold_chart_get_scales (chart, 100, 5, 5, &x, &y);
    g_assert_cmpfloat (x.high, >=, i * 0.01 - 1e-9);
    g_assert_cmpfloat (x.high, <=, MAX (0.02, i * 0.01 * 1.35));
    g_assert_cmpfloat (x.high, >=, before);
    before = x.high;
  }
  tenfold_run_add_step (live, 2, 1, 0.5, 0);
  tenfold_chart_get_scales (chart, 100, 5, 5, &x, &y);
  g_assert_cmpfloat (x.high, ==, 4);
  tenfold_chart_set_shown (chart, 0, FALSE);
  g_assert_true (tenfold_chart_get_current (chart, &current));
  g_assert_cmpuint (current, ==, 2);
  tenfold_run_set_live (live, FALSE);
  tenfold_run_set_live (tenfold_chart_get_run (chart, 1), TRUE);
  g_assert_true (tenfold_chart_get_current (chart, &current));
  g_assert_cmpuint (current, ==, 1);
}

/* Measurements within an epoch are read like those at its end. */
static void
test_estimates (void)
{
  g_autoptr (TenfoldChart) chart = tenfold_chart_new ();
  g_autoptr (TenfoldRun) run = tenfold_run_new ("");
  TenfoldReading reading;

  tenfold_chart_set_quantity (chart, TENFOLD_QUANTITY_ACCURACY);
  tenfold_chart_add_run (chart, run);
  tenfold_run_add_estimate (run, 0.25, 1, 0.7);
  tenfold_run_add_estimate (run, 0.5, 1, 0.8);
  tenfold_run_add_epoch (run, 1, 1, 0.9, 1, 0.85);
  tenfold_run_add_estimate (run, 1.25, 1, 0.9);
  reading = tenfold_chart_read (chart, 0, 0.6);
  g_assert_cmpfloat (reading.validation, ==, 0.8);
  g_assert_cmpfloat (reading.validation_epoch, ==, 0.5);
  reading = tenfold_chart_read (chart, 0, 1.1);
  g_assert_cmpfloat (reading.validation, ==, 0.85);
  reading = tenfold_chart_read (chart, 0, 1.25);
  g_assert_cmpfloat (reading.validation, ==, 0.9);
}

static void
test_view (void)
{
  g_autoptr (TenfoldChart) chart = make_chart ();
  TenfoldScale x, y;

  tenfold_chart_zoom (chart, 2, 0.25);
  tenfold_chart_get_scales (chart, 500, 8, 5, &x, &y);
  g_assert_cmpfloat_with_epsilon (x.low, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (x.high, 2.5, 1e-9);
  tenfold_chart_pan (chart, 5, 0);
  tenfold_chart_get_scales (chart, 500, 8, 5, &x, &y);
  g_assert_cmpfloat_with_epsilon (x.low, 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (x.high, 4, 1e-9);
  /* The height follows what is looked at. */
  g_assert_cmpfloat (y.high, <, 0.1);
  tenfold_chart_zoom (chart, 0.1, 0.5);
  g_assert_false (tenfold_chart_is_zoomed (chart));
  tenfold_chart_zoom (chart, 1e9, 0.5);
  tenfold_chart_get_scales (chart, 500, 8, 5, &x, &y);
  g_assert_cmpfloat_with_epsilon (x.high - x.low, 1e-3, 1e-9);
}

static void
assert_export (TenfoldChart *chart, const char *format, const char *start, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tenfold-test-plot", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  gsize size;

  tenfold_chart_export (chart, file, format, 640, 400, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &size, &error));
  g_assert_cmpuint (size, >, 1000);
  g_assert_cmpmem (text, length, start, length);
  g_assert_true (g_file_delete (file, NULL, NULL));
}

static void
test_export (void)
{
  g_autoptr (TenfoldChart) chart = make_chart ();
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nonexistent/plot.png");
  g_autoptr (GBytes) csv = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint quantity = 0; quantity < TENFOLD_N_QUANTITIES; quantity++) {
    tenfold_chart_set_quantity (chart, quantity);
    assert_export (chart, "png", "\x89PNG", 4);
    assert_export (chart, "svg", "<?xml", 5);
  }
  csv = tenfold_chart_export_bytes (chart, "csv", 1, 1, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_bytes_get_data (csv, NULL), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 2 * 404 + 1);
  g_assert_cmpstr (lines[1], ==, "\"Fast CNN\",step,0.01,2,0.1,,,0.001");
  g_assert_cmpstr (lines[403], ==, "\"Fast CNN\",epoch,3,0.006666667,0.9,0.01,0.99,");
  g_assert_cmpstr (lines[805], ==, "\"a \"\"second\"\" one\",epoch,1,0.02,0.9,,,");

  g_assert_false (tenfold_chart_export (chart, nowhere, "png", 640, 400, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nonexistent/plot.png"));
  g_clear_error (&error);
  g_assert_false (tenfold_chart_export (chart, nowhere, "pdf", 640, 400, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

/* No label touches another one or leaves the picture, whatever the size, the font and the numbers.
 */
static void
test_layout (void)
{
  g_autoptr (TenfoldChart) chart = make_chart ();
  g_autoptr (GObject) context
      = G_OBJECT (pango_font_map_create_context (pango_cairo_font_map_get_default ()));
  g_autoptr (PangoLayout) text = pango_layout_new (PANGO_CONTEXT (context));
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < 600; i++) {
    g_autofree char *name = g_strdup_printf ("Sans %d", g_rand_int_range (random, 6, 20));
    g_autoptr (PangoFontDescription) font = pango_font_description_from_string (name);
    double width = g_rand_int_range (random, 300, 1600);
    double height = g_rand_int_range (random, 140, 900);
    double before = -1;
    g_autoptr (TenfoldChartLayout) at = NULL;

    pango_layout_set_font_description (text, font);
    tenfold_chart_set_quantity (chart, i % TENFOLD_N_QUANTITIES);
    tenfold_chart_reset_view (chart);
    if (i % 3 == 0)
      tenfold_chart_zoom (chart, pow (10, g_rand_double_range (random, 0, 4)),
                          g_rand_double (random));
    at = tenfold_chart_layout_new (chart, text, width, height, 0);
    g_assert_cmpuint (at->x_ticks->len, >=, 1);
    g_assert_cmpuint (at->y_ticks->len, >=, 1);
    g_assert_cmpfloat (at->right - at->left, >, width / 3);
    for (guint t = 0; t < at->x_ticks->len; t++) {
      double x = tenfold_chart_layout_x (at, g_array_index (at->x_ticks, double, t));
      double half = tenfold_text_width (text, at->x_labels[t]) / 2;

      g_assert_cmpfloat (x - half, >, before);
      before = x + half;
    }
    g_assert_cmpfloat (before, <=, at->has_axis_line ? width : at->axis_title_x);
    for (guint t = 1; t < at->y_ticks->len; t++)
      g_assert_cmpfloat (tenfold_chart_layout_y (at, g_array_index (at->y_ticks, double, t - 1))
                             - tenfold_chart_layout_y (at, g_array_index (at->y_ticks, double, t)),
                         >=, at->line);
  }
}

/* A hundred thousand numbers and one more each time, as during training, in 1000x500 pixels. */
static void
test_speed (void)
{
  g_autoptr (TenfoldChart) chart = tenfold_chart_new ();
  g_autoptr (TenfoldRun) run = tenfold_run_new ("long");
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  TenfoldChartStyle style = { .foreground = { 0, 0, 0, 1 } };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1000, 500);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) text = pango_cairo_create_layout (cr);

  tenfold_run_set_length (run, 10);
  for (guint i = 1; i <= 100000; i++)
    tenfold_run_add_step (run, i * 1e-4, 2 * exp (-i * 1e-4) + g_rand_double (random) / 4,
                          1 - exp (-i * 1e-4) * g_rand_double (random), 0.001);
  for (guint e = 1; e <= 10; e++)
    tenfold_run_add_epoch (run, e, exp (-1.0 * e), 0.9, exp (-1.0 * e), 1 - 0.5 * exp (-1.0 * e));
  tenfold_chart_add_run (chart, run);
  for (guint quantity = 0; quantity < TENFOLD_QUANTITY_RATE; quantity++) {
    double worst = 0, sum = 0;

    tenfold_chart_set_quantity (chart, quantity);
    for (guint i = 0; i < 101; i++) {
      gint64 start = g_get_monotonic_time ();
      double ms;

      tenfold_chart_layout_free (tenfold_chart_draw (chart, cr, text, &style, 1000, 500));
      ms = (g_get_monotonic_time () - start) / 1e3;
      if (i > 0) {
        worst = MAX (worst, ms);
        sum += ms;
      }
      tenfold_run_add_step (run, 10, 0.1, 0.99, 0.001);
    }
    g_test_message ("%s: mean %.2f ms, worst %.2f ms", tenfold_quantity_get_id (quantity),
                    sum / 100, worst);
  }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/order", test_order);
  g_test_add_func ("/run/incremental", test_incremental);
  g_test_add_func ("/run/extremes", test_extremes);
  g_test_add_func ("/run/smoothing", test_smoothing);
  g_test_add_func ("/run/line", test_line);
  g_test_add_func ("/run/bounds", test_bounds);
  g_test_add_func ("/run/live", test_live);
  g_test_add_func ("/run/estimates", test_estimates);
  g_test_add_func ("/run/chart", test_chart);
  g_test_add_func ("/run/view", test_view);
  g_test_add_func ("/run/layout", test_layout);
  g_test_add_func ("/run/export", test_export);
  if (g_test_perf ())
    g_test_add_func ("/run/speed", test_speed);
  return g_test_run ();
}
