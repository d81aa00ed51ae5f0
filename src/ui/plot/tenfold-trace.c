/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-trace.h"

#include <math.h>

struct _TenfoldTrace {
  TenfoldRun *run;
  TenfoldQuantity quantity;
  double smoothing;
  double from, to;
  guint n_columns;

  GArray *smooth;   /* float: of the steps so far */
  guint n_settled;  /* of them, those that what comes does not change */
  guint generation; /* of the run, when its steps were read */

  /* n_columns + 2 each: numbers as they are, smoothed and settled ones, all smoothed ones. */
  TenfoldColumn *raw, *settled, *shown;
  guint n_raw, n_smooth; /* steps that are in raw and in settled */
};

static void
new_columns (TenfoldTrace *self)
{
  g_free (self->raw);
  self->raw = g_new0 (TenfoldColumn, 3 * (self->n_columns + 2));
  self->settled = self->raw + self->n_columns + 2;
  self->shown = self->settled + self->n_columns + 2;
}

TenfoldTrace *
tenfold_trace_new (TenfoldRun *run)
{
  TenfoldTrace *self = g_new0 (TenfoldTrace, 1);

  self->run = g_object_ref (run);
  self->smooth = g_array_new (FALSE, FALSE, sizeof (float));
  self->to = 1;
  self->n_columns = 1;
  new_columns (self);
  return self;
}

void
tenfold_trace_free (TenfoldTrace *self)
{
  g_object_unref (self->run);
  g_array_unref (self->smooth);
  g_free (self->raw);
  g_free (self);
}

double
tenfold_step_get (const TenfoldStep *step, TenfoldQuantity quantity)
{
  switch (quantity) {
  case TENFOLD_QUANTITY_LOSS:
  case TENFOLD_QUANTITY_LOSS_LOG:
    return step->loss;
  case TENFOLD_QUANTITY_ACCURACY:
    return step->accuracy;
  case TENFOLD_QUANTITY_ERROR:
    return 1 - (double) step->accuracy;
  case TENFOLD_QUANTITY_RATE:
    return step->rate;
  default:
    g_return_val_if_reached (NAN);
  }
}

double
tenfold_epoch_get (const TenfoldEpoch *epoch, TenfoldQuantity quantity, gboolean validation)
{
  switch (quantity) {
  case TENFOLD_QUANTITY_LOSS:
  case TENFOLD_QUANTITY_LOSS_LOG:
    return validation ? epoch->validation_loss : epoch->train_loss;
  case TENFOLD_QUANTITY_ACCURACY:
    return validation ? epoch->validation_accuracy : epoch->train_accuracy;
  case TENFOLD_QUANTITY_ERROR:
    return 1 - (validation ? epoch->validation_accuracy : epoch->train_accuracy);
  case TENFOLD_QUANTITY_RATE:
    return NAN;
  default:
    g_return_val_if_reached (NAN);
  }
}

double
tenfold_estimate_get (const TenfoldEstimate *estimate, TenfoldQuantity quantity)
{
  const TenfoldEpoch epoch = { 0, NAN, NAN, estimate->loss, estimate->accuracy };

  return tenfold_epoch_get (&epoch, quantity, TRUE);
}

static void
forget_columns (TenfoldTrace *self)
{
  self->n_raw = self->n_smooth = 0;
  memset (self->raw, 0, 3 * (self->n_columns + 2) * sizeof (TenfoldColumn));
}

static void
forget_numbers (TenfoldTrace *self)
{
  self->n_settled = 0;
  g_array_set_size (self->smooth, 0);
  forget_columns (self);
}

void
tenfold_trace_set (TenfoldTrace *self, TenfoldQuantity quantity, double smoothing)
{
  if (self->quantity == quantity && self->smoothing == smoothing)
    return;
  self->quantity = quantity;
  self->smoothing = smoothing;
  forget_numbers (self);
}

void
tenfold_trace_set_view (TenfoldTrace *self, double from, double to, guint n_columns)
{
  g_return_if_fail (from < to && n_columns > 0);
  if (self->from == from && self->to == to && self->n_columns == n_columns)
    return;
  self->from = from;
  self->to = to;
  if (self->n_columns != n_columns) {
    self->n_columns = n_columns;
    new_columns (self);
  }
  forget_columns (self);
}

static void
place (TenfoldColumn *column, double x, float y, float low, float high)
{
  if (!isfinite (y))
    return;
  if (column->n == 0) {
    *column = (TenfoldColumn){ 1, low, high, y, y, x, x };
    return;
  }
  column->n++;
  column->low = MIN (column->low, low);
  column->high = MAX (column->high, high);
  column->last = y;
  column->last_x = x;
}

/* --- smoothing --- */

/* Sums over a window of numbers, with places from an origin nearby. */
typedef struct {
  guint first, last; /* the window is first <= j < last */
  double origin;
  double w, x, y, xx, xy;
} Window;

static void
add (TenfoldTrace *self, Window *window, guint i, double sign)
{
  guint n;
  const TenfoldStep *step = &tenfold_run_get_steps (self->run, &n)[i];
  double y = tenfold_step_get (step, self->quantity);
  double w = sign * tenfold_run_get_ranges (self->run)[i].count, x = step->epoch - window->origin;

  if (!isfinite (y))
    return;
  window->w += w;
  window->x += w * x;
  window->y += w * y;
  window->xx += w * x * x;
  window->xy += w * x * y;
}

/* The window around step i. Sums are made anew at each BLOCK-th step, so that rounding errors do
 * not pile up; which ones depends on the step alone, and with it the result. */
#define BLOCK 1024

static void
move_window (TenfoldTrace *self, Window *window, const TenfoldStep *steps, guint n, guint i)
{
  guint first = window->first, last = window->last;

  while (first < i && steps[first].epoch < steps[i].epoch - self->smoothing)
    first++;
  while (last < n && steps[last].epoch <= steps[i].epoch + self->smoothing)
    last++;
  if (i % BLOCK == 0) {
    *window = (Window){ first, first, steps[i].epoch, 0, 0, 0, 0, 0 };
  } else {
    for (guint j = window->first; j < first; j++)
      add (self, window, j, -1);
    window->first = first;
  }
  for (guint j = window->last; j < last; j++)
    add (self, window, j, 1);
  window->last = last;
}

/* The fitted line's value at a place: with b the slope, (y - b x) / w + b place, sums as above. */
static float
fit (const Window *window, double place)
{
  double mean = window->y / window->w;
  double spread = window->w * window->xx - window->x * window->x;
  double value, b;

  if (!(spread > 1e-9 * window->w * window->xx) || !(window->w > 0))
    return (float) mean;
  b = (window->w * window->xy - window->x * window->y) / spread;
  value = mean + b * (place - window->origin - window->x / window->w);
  /* At the ends a line through few numbers may fall below 0, which no loss and no share does. */
  return (float) (value <= 0 && mean > 0 ? mean : value);
}

/* Of all steps that are new or were too near the end. */
static void
smooth_more (TenfoldTrace *self, const TenfoldStep *steps, guint n)
{
  guint start = self->n_settled - self->n_settled % BLOCK;
  Window window = { 0 };
  float *smooth;

  if (self->smooth->len == n)
    return;
  g_array_set_size (self->smooth, n);
  smooth = (float *) (gpointer) self->smooth->data;
  if (self->smoothing > 0) {
    window.first = window.last
        = tenfold_run_find_step (self->run, steps[start].epoch - self->smoothing);
    for (guint i = start; i < n; i++) {
      float y = tenfold_step_get (&steps[i], self->quantity);

      move_window (self, &window, steps, n, i);
      if (i >= self->n_settled)
        smooth[i] = isfinite (y) ? fit (&window, steps[i].epoch) : y;
    }
    self->n_settled = tenfold_run_find_step (self->run, steps[n - 1].epoch - self->smoothing);
  } else {
    for (guint i = self->n_settled; i < n; i++)
      smooth[i] = tenfold_step_get (&steps[i], self->quantity);
    self->n_settled = n;
  }
}

/* --- columns --- */

static guint
find_column (const TenfoldTrace *self, double x)
{
  double at = floor ((x - self->from) * self->n_columns / (self->to - self->from));

  if (at < 0)
    return 0;
  if (at >= self->n_columns && x > self->to)
    return self->n_columns + 1;
  return MIN ((guint) at, self->n_columns - 1) + 1;
}

static void
place_smooth (TenfoldTrace *self, TenfoldColumn *columns, const TenfoldStep *steps, guint i)
{
  float y = g_array_index (self->smooth, float, i);

  place (&columns[find_column (self, steps[i].epoch)], steps[i].epoch, y, y, y);
}

static void
place_raw (TenfoldTrace *self, const TenfoldStep *step, const TenfoldStepRange *range)
{
  float y = tenfold_step_get (step, self->quantity), low = y, high = y;

  switch (self->quantity) {
  case TENFOLD_QUANTITY_LOSS:
  case TENFOLD_QUANTITY_LOSS_LOG:
    low = range->loss_low;
    high = range->loss_high;
    break;
  case TENFOLD_QUANTITY_ACCURACY:
    low = range->accuracy_low;
    high = range->accuracy_high;
    break;
  case TENFOLD_QUANTITY_ERROR:
    low = 1 - range->accuracy_high;
    high = 1 - range->accuracy_low;
    break;
  default:
    break;
  }
  place (&self->raw[find_column (self, step->epoch)], step->epoch, y, low, high);
}

static void
update (TenfoldTrace *self)
{
  guint n;
  const TenfoldStep *steps = tenfold_run_get_steps (self->run, &n);
  const TenfoldStepRange *ranges = tenfold_run_get_ranges (self->run);

  if (self->generation != tenfold_run_get_generation (self->run)) {
    self->generation = tenfold_run_get_generation (self->run);
    forget_numbers (self);
  }
  smooth_more (self, steps, n);
  for (guint i = self->n_raw; i < n; i++)
    place_raw (self, &steps[i], &ranges[i]);
  self->n_raw = n;
  for (guint i = self->n_smooth; i < self->n_settled; i++)
    place_smooth (self, self->settled, steps, i);
  self->n_smooth = self->n_settled;
  memcpy (self->shown, self->settled, (self->n_columns + 2) * sizeof (TenfoldColumn));
  for (guint i = self->n_settled; i < n; i++)
    place_smooth (self, self->shown, steps, i);
}

const TenfoldColumn *
tenfold_trace_get_raw (TenfoldTrace *self)
{
  update (self);
  return self->raw;
}

const TenfoldColumn *
tenfold_trace_get_smooth (TenfoldTrace *self)
{
  update (self);
  return self->shown;
}

gboolean
tenfold_trace_read (TenfoldTrace *self, double epoch, double *raw, double *smooth)
{
  guint n, i;
  const TenfoldStep *steps = tenfold_run_get_steps (self->run, &n);

  update (self);
  i = tenfold_run_find_step (self->run, nextafter (epoch, INFINITY));
  if (i == 0)
    return FALSE;
  *raw = tenfold_step_get (&steps[i - 1], self->quantity);
  *smooth = g_array_index (self->smooth, float, i - 1);
  return isfinite (*raw);
}
