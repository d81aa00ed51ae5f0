/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-weights.h"

#include <math.h>

/* Tiles of whole pictures: as many as can be told apart side by side. */
#define MAX_UNITS 64
#define UNIT_COLUMNS 8
#define MAX_MATRIX 128
#define VECTOR_COLUMNS 32

/* --- all of them --- */

static void
measure (TenfoldWeights *self, const float *numbers)
{
  double sum = 0, squares = 0, minimum = INFINITY, maximum = -INFINITY;
  gint64 n = 0;

  for (gint64 i = 0; i < self->count; i++) {
    double number = numbers[i];

    if (!isfinite (number))
      continue;
    n++;
    sum += number;
    minimum = MIN (minimum, number);
    maximum = MAX (maximum, number);
  }
  self->n_broken = self->count - n;
  self->mean = n > 0 ? sum / (double) n : NAN;
  for (gint64 i = 0; i < self->count; i++)
    if (isfinite (numbers[i]))
      squares += (numbers[i] - self->mean) * (numbers[i] - self->mean);
  self->deviation = n > 0 ? sqrt (squares / (double) n) : NAN;
  self->minimum = n > 0 ? minimum : NAN;
  self->maximum = n > 0 ? maximum : NAN;
}

/* --- tiles --- */

/* Where number (y, x) of a tile lies. */
typedef struct {
  gint64 tile_step, y_step, x_step;
} Steps;

static void
make_cells (TenfoldWeights *self)
{
  gsize n = (gsize) self->width * self->height;

  self->cells = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    self->cells[i] = NAN;
}

static void
fill_tiles (TenfoldWeights *self, const float *numbers, const Steps *steps)
{
  self->kind = TENFOLD_WEIGHTS_TILES;
  self->width = self->columns * (self->tile_width + 1) - 1;
  self->height = self->rows * (self->tile_height + 1) - 1;
  make_cells (self);
  for (gint64 t = 0; t < self->n_shown; t++) {
    guint left = (guint) (t % self->columns) * (self->tile_width + 1);
    guint top = (guint) (t / self->columns) * (self->tile_height + 1);

    for (guint y = 0; y < self->tile_height; y++)
      for (guint x = 0; x < self->tile_width; x++)
        self->cells[(top + y) * self->width + left + x]
            = numbers[t * steps->tile_step + y * steps->y_step + x * steps->x_step];
  }
}

/* [out][in][height][width]: a row of tiles for each output, or one tile for each where there is one
 * input. */
static gboolean
try_filters (TenfoldWeights *self, const float *numbers, const NnShape *shape)
{
  gint64 height = shape->rank == 4 ? shape->dims[2] : 0;
  gint64 width = shape->rank == 4 ? shape->dims[3] : 0;
  gint64 out = shape->dims[0], in = shape->rank == 4 ? shape->dims[1] : 0;
  gint64 most_columns, most_rows, rows;
  Steps steps = { height * width, width, 1 };

  if (height * width <= 1 || height > 64 || width > 64)
    return FALSE;
  most_columns = TENFOLD_WEIGHTS_MAX_SIDE / (width + 1);
  most_rows = TENFOLD_WEIGHTS_MAX_SIDE / (height + 1);
  self->tile_width = (guint) width;
  self->tile_height = (guint) height;
  self->n_tiles = out * in;
  if (in > most_columns)
    return FALSE;
  if (in == 1) {
    self->columns = (guint) MIN (MIN (out, UNIT_COLUMNS), most_columns);
    rows = (out + self->columns - 1) / self->columns;
  } else {
    self->columns = (guint) in;
    rows = out;
  }
  self->rows = (guint) MIN (rows, most_rows);
  self->n_shown = MIN (self->n_tiles, (gint64) self->rows * self->columns);
  fill_tiles (self, numbers, &steps);
  return TRUE;
}

/* A matrix with one side as long as a picture has pixels: units that look at the picture. */
static gboolean
try_units (TenfoldWeights *self, const float *numbers, const NnShape *shape, int side)
{
  gint64 pixels = (gint64) side * side;
  gboolean columns = shape->rank == 2 && shape->dims[0] == pixels;
  Steps steps;

  if (side < 2 || side > 64 || shape->rank != 2 || (!columns && shape->dims[1] != pixels))
    return FALSE;
  self->n_tiles = shape->dims[columns ? 1 : 0];
  steps = columns ? (Steps){ 1, side * self->n_tiles, self->n_tiles } : (Steps){ pixels, side, 1 };
  self->tile_width = self->tile_height = (guint) side;
  self->n_shown = MIN (self->n_tiles, MAX_UNITS);
  self->columns = (guint) MIN (self->n_shown, UNIT_COLUMNS);
  self->rows = (guint) (self->n_shown + self->columns - 1) / self->columns;
  fill_tiles (self, numbers, &steps);
  return TRUE;
}

/* --- a matrix --- */

static float
mean_of (const float *numbers, gint64 n_columns, gint64 y0, gint64 y1, gint64 x0, gint64 x1)
{
  double sum = 0;

  for (gint64 y = y0; y < y1; y++)
    for (gint64 x = x0; x < x1; x++)
      sum += numbers[y * n_columns + x];
  return (float) (sum / (double) ((y1 - y0) * (x1 - x0)));
}

static void
fill_matrix (TenfoldWeights *self, const float *numbers, const NnShape *shape)
{
  gint64 lines, columns = shape->rank > 0 ? shape->dims[shape->rank - 1] : 1;

  /* A filter's or a gate's numbers stay together in a line. */
  if (shape->rank > 2)
    columns = self->count / MAX (shape->dims[0] * (shape->dims[0] == 1 ? shape->dims[1] : 1), 1);
  lines = self->count / columns;
  self->kind = TENFOLD_WEIGHTS_MATRIX;
  self->n_tiles = self->n_shown = 1;
  self->n_lines = lines;
  self->n_columns = columns;
  if (lines == 1 && columns > VECTOR_COLUMNS) {
    /* A long list is folded; what is missing in its last line stays empty. */
    gint64 shown = MIN (columns, (gint64) VECTOR_COLUMNS * MAX_MATRIX);

    self->width = VECTOR_COLUMNS;
    self->height = (guint) (shown + VECTOR_COLUMNS - 1) / VECTOR_COLUMNS;
    make_cells (self);
    for (gint64 i = 0; i < shown; i++)
      self->cells[i]
          = mean_of (numbers, columns, 0, 1, i * columns / shown, (i + 1) * columns / shown);
    return;
  }
  self->width = (guint) MIN (columns, MAX_MATRIX);
  self->height = (guint) MIN (lines, MAX_MATRIX);
  make_cells (self);
  for (gint64 y = 0; y < self->height; y++)
    for (gint64 x = 0; x < self->width; x++)
      self->cells[y * self->width + x]
          = mean_of (numbers, columns, y * lines / self->height, (y + 1) * lines / self->height,
                     x * columns / self->width, (x + 1) * columns / self->width);
}

TenfoldWeights *
tenfold_weights_new (const float *numbers, const NnShape *shape, int side)
{
  TenfoldWeights *self = g_new0 (TenfoldWeights, 1);

  self->count = nn_shape_count (shape);
  g_assert (self->count > 0);
  measure (self, numbers);
  if (!try_filters (self, numbers, shape) && !try_units (self, numbers, shape, side))
    fill_matrix (self, numbers, shape);
  for (gsize i = 0; i < (gsize) self->width * self->height; i++)
    if (isfinite (self->cells[i]))
      self->largest = MAX (self->largest, fabsf (self->cells[i]));
  return self;
}

void
tenfold_weights_free (TenfoldWeights *self)
{
  g_free (self->cells);
  g_free (self);
}

/* --- drawing --- */

/* Blue and vermillion of Okabe and Ito, lighter on dark. */
void
tenfold_weights_color (double number, gboolean on_dark, double rgba[4])
{
  static const double colors[2][2][3] = { { { 0, 0.45, 0.70 }, { 0.34, 0.71, 0.91 } },
                                          { { 0.84, 0.37, 0 }, { 0.93, 0.60, 0.10 } } };
  const double *color = colors[number > 0][on_dark ? 1 : 0];

  for (int i = 0; i < 3; i++)
    rgba[i] = color[i];
  rgba[3] = MIN (fabs (number), 1);
}

static guint32
pixel_of (double number, gboolean on_dark)
{
  double rgba[4];
  guint32 pixel;

  tenfold_weights_color (number, on_dark, rgba);
  pixel = (guint32) (rgba[3] * 255 + 0.5) << 24;
  for (int i = 0; i < 3; i++)
    pixel |= (guint32) (rgba[i] * rgba[3] * 255 + 0.5) << (16 - 8 * i);
  return pixel;
}

void
tenfold_weights_draw (const TenfoldWeights *self, cairo_t *cr, double cell, gboolean on_dark)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) self->width, (int) self->height);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  cairo_surface_flush (surface);
  for (guint y = 0; y < self->height; y++) {
    guint32 *line = (guint32 *) (gpointer) (data + (gsize) y * (gsize) stride);

    for (guint x = 0; x < self->width; x++) {
      float number = self->cells[y * self->width + x];

      line[x]
          = isfinite (number) && self->largest > 0 ? pixel_of (number / self->largest, on_dark) : 0;
    }
  }
  cairo_surface_mark_dirty (surface);
  cairo_save (cr);
  cairo_scale (cr, cell, cell);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}
