/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ui/model/tenfold-weights.h"

static TenfoldWeights *
count_up (const NnShape *shape, int side)
{
  gint64 n = nn_shape_count (shape);
  g_autofree float *numbers = g_new (float, (gsize) n);

  for (gint64 i = 0; i < n; i++)
    numbers[i] = (float) i;
  return tenfold_weights_new (numbers, shape, side);
}

static float
cell (const TenfoldWeights *weights, guint x, guint y)
{
  g_assert_cmpuint (x, <, weights->width);
  g_assert_cmpuint (y, <, weights->height);
  return weights->cells[y * weights->width + x];
}

static void
test_numbers (void)
{
  static const float numbers[] = { 1, -3, NAN, 5, INFINITY };
  g_autoptr (TenfoldWeights) weights = tenfold_weights_new (numbers, &NN_SHAPE (5), 0);

  g_assert_cmpint (weights->count, ==, 5);
  g_assert_cmpint (weights->n_broken, ==, 2);
  g_assert_cmpfloat (weights->mean, ==, 1);
  g_assert_cmpfloat_with_epsilon (weights->deviation, sqrt (32 / 3.0), 1e-9);
  g_assert_cmpfloat (weights->minimum, ==, -3);
  g_assert_cmpfloat (weights->maximum, ==, 5);
  g_assert_cmpfloat (weights->largest, ==, 5);
}

/* Sixteen filters of one input: tiles side by side, a cell apart. */
static void
test_filters (void)
{
  g_autoptr (TenfoldWeights) weights = count_up (&NN_SHAPE (16, 1, 3, 5), 28);

  g_assert_cmpint (weights->kind, ==, TENFOLD_WEIGHTS_TILES);
  g_assert_cmpuint (weights->columns, ==, 8);
  g_assert_cmpuint (weights->rows, ==, 2);
  g_assert_cmpuint (weights->width, ==, 8 * 6 - 1);
  g_assert_cmpuint (weights->height, ==, 2 * 4 - 1);
  g_assert_cmpfloat (cell (weights, 0, 0), ==, 0);
  g_assert_cmpfloat (cell (weights, 4, 2), ==, 14);
  g_assert_true (isnan (cell (weights, 5, 0)));
  g_assert_cmpfloat (cell (weights, 6, 0), ==, 15);
  g_assert_true (isnan (cell (weights, 0, 3)));
  g_assert_cmpfloat (cell (weights, 0, 4), ==, 8 * 15);
}

/* Of several inputs, a row of tiles for each output. */
static void
test_many_filters (void)
{
  g_autoptr (TenfoldWeights) weights = count_up (&NN_SHAPE (100, 6, 5, 5), 28);
  g_autoptr (TenfoldWeights) deep = count_up (&NN_SHAPE (16, 512, 3, 3), 28);

  g_assert_cmpuint (weights->columns, ==, 6);
  g_assert_cmpint (weights->n_tiles, ==, 600);
  g_assert_cmpint (weights->n_shown, ==, 42 * 6);
  g_assert_cmpfloat (cell (weights, 0, 6), ==, 6 * 25);
  /* Too many to tell tiles apart: a matrix. */
  g_assert_cmpint (deep->kind, ==, TENFOLD_WEIGHTS_MATRIX);
  g_assert_cmpint (deep->n_lines, ==, 16);
  g_assert_cmpint (deep->n_columns, ==, 512 * 9);
  g_assert_cmpuint (deep->width, <=, TENFOLD_WEIGHTS_MAX_SIDE);
}

/* Units that look at a picture are pictures, whichever way the matrix lies. */
static void
test_units (void)
{
  g_autoptr (TenfoldWeights) columns = count_up (&NN_SHAPE (784, 512), 28);
  g_autoptr (TenfoldWeights) rows = count_up (&NN_SHAPE (10, 784), 28);
  g_autoptr (TenfoldWeights) other = count_up (&NN_SHAPE (10, 784), 14);

  g_assert_cmpint (columns->kind, ==, TENFOLD_WEIGHTS_TILES);
  g_assert_cmpint (columns->n_tiles, ==, 512);
  g_assert_cmpint (columns->n_shown, ==, 64);
  g_assert_cmpfloat (cell (columns, 1, 0), ==, 512);
  g_assert_cmpfloat (cell (columns, 29, 0), ==, 1);
  g_assert_cmpfloat (cell (columns, 0, 1), ==, 28 * 512);
  g_assert_cmpint (rows->n_shown, ==, 10);
  g_assert_cmpfloat (cell (rows, 1, 0), ==, 1);
  g_assert_cmpfloat (cell (rows, 29, 0), ==, 784);
  /* The last row of tiles is not full. */
  g_assert_true (isnan (cell (rows, 3 * 29, 29)));
  g_assert_cmpint (other->kind, ==, TENFOLD_WEIGHTS_MATRIX);
}

/* What is too large is averaged, and no number is left out. */
static void
test_average (void)
{
  g_autoptr (TenfoldWeights) weights = count_up (&NN_SHAPE (300, 1000), 0);
  g_autoptr (TenfoldWeights) gates = count_up (&NN_SHAPE (1, 512, 28), 28);
  g_autoptr (TenfoldWeights) vector = count_up (&NN_SHAPE (100), 0);

  g_assert_cmpuint (weights->width, ==, 128);
  g_assert_cmpuint (weights->height, ==, 128);
  /* Rows 0 and 1, columns 0 to 6. */
  g_assert_cmpfloat_with_epsilon (cell (weights, 0, 0), 3 + 500, 1e-3);
  g_assert_cmpint (gates->n_lines, ==, 512);
  g_assert_cmpint (gates->n_columns, ==, 28);
  g_assert_cmpuint (gates->width, ==, 28);
  g_assert_cmpuint (gates->height, ==, 128);
  g_assert_cmpuint (vector->width, ==, 32);
  g_assert_cmpuint (vector->height, ==, 4);
  g_assert_cmpfloat (cell (vector, 3, 3), ==, 99);
  g_assert_true (isnan (cell (vector, 4, 3)));
}

/* Nothing where it is zero, blue below, orange above, as strong as it is large. */
static void
test_colors (void)
{
  static const float numbers[] = { -2, 0, 1 };
  g_autoptr (TenfoldWeights) weights = tenfold_weights_new (numbers, &NN_SHAPE (1, 3), 0);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 3, 1);
  cairo_t *cr = cairo_create (surface);
  const guint8 *data;
  const guint32 *pixels;

  tenfold_weights_draw (weights, cr, 1, FALSE);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  pixels = (const guint32 *) (gconstpointer) data;
  g_assert_cmpuint (pixels[0] >> 24, ==, 255);
  g_assert_cmpuint (pixels[0] & 255, >, pixels[0] >> 16 & 255);
  g_assert_cmpuint (pixels[1], ==, 0);
  g_assert_cmpuint (pixels[2] >> 24, ==, 128);
  g_assert_cmpuint (pixels[2] & 255, <, pixels[2] >> 16 & 255);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/numbers", test_numbers);
  g_test_add_func ("/weights/filters", test_filters);
  g_test_add_func ("/weights/many-filters", test_many_filters);
  g_test_add_func ("/weights/units", test_units);
  g_test_add_func ("/weights/average", test_average);
  g_test_add_func ("/weights/colors", test_colors);
  return g_test_run ();
}
