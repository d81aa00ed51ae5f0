/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-trace.h"

#include <math.h>

struct _TenfoldTrace {
  TenfoldRun *run;
  TenfoldQuantity quantity;
  double smoothing;
  double from, to;
  guint n_columns;

  GArray *smooth;         /* float: of the steps so far */
  double sum, weight;     /* of the running mean */
  guint n_placed;         /* steps that are in the columns */
  TenfoldColumn *columns; /* n_columns + 2 raw ones, then as many smoothed ones */
};

TenfoldTrace *
tenfold_trace_new (TenfoldRun *run)
{
  TenfoldTrace *self = g_new0 (TenfoldTrace, 1);

  self->run = g_object_ref (run);
  self->smooth = g_array_new (FALSE, FALSE, sizeof (float));
  self->to = 1;
  self->n_columns = 1;
  self->columns = g_new0 (TenfoldColumn, 2 * 3);
  return self;
}

void
tenfold_trace_free (TenfoldTrace *self)
{
  g_object_unref (self->run);
  g_array_unref (self->smooth);
  g_free (self->columns);
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

static void
forget_columns (TenfoldTrace *self)
{
  self->n_placed = 0;
  memset (self->columns, 0, 2 * (self->n_columns + 2) * sizeof (TenfoldColumn));
}

void
tenfold_trace_set (TenfoldTrace *self, TenfoldQuantity quantity, double smoothing)
{
  if (self->quantity == quantity && self->smoothing == smoothing)
    return;
  self->quantity = quantity;
  self->smoothing = smoothing;
  self->sum = self->weight = 0;
  g_array_set_size (self->smooth, 0);
  forget_columns (self);
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
    g_free (self->columns);
    self->columns = g_new (TenfoldColumn, 2 * (n_columns + 2));
  }
  forget_columns (self);
}

static void
place (TenfoldColumn *column, double x, float y)
{
  if (!isfinite (y))
    return;
  if (column->n == 0) {
    *column = (TenfoldColumn){ 1, y, y, y, y, x, x };
    return;
  }
  column->n++;
  column->low = MIN (column->low, y);
  column->high = MAX (column->high, y);
  column->last = y;
  column->last_x = x;
}

/* mean = sum of y_i w_i / sum of w_i, w_i = (x_i - x_(i-1)) exp (-(x - x_i) / smoothing) */
static void
smooth_more (TenfoldTrace *self, const TenfoldStep *steps, guint n)
{
  for (guint i = self->smooth->len; i < n; i++) {
    float y = tenfold_step_get (&steps[i], self->quantity);

    if (self->smoothing > 0 && isfinite (y)) {
      double distance = MAX (steps[i].epoch - (i > 0 ? steps[i - 1].epoch : 0), 1e-9);
      double keep = exp (-distance / self->smoothing);

      self->sum = self->sum * keep + y * distance;
      self->weight = self->weight * keep + distance;
      y = self->sum / self->weight;
    }
    g_array_append_val (self->smooth, y);
  }
}

static void
update (TenfoldTrace *self)
{
  guint n;
  const TenfoldStep *steps = tenfold_run_get_steps (self->run, &n);
  TenfoldColumn *raw = self->columns, *smooth = self->columns + self->n_columns + 2;
  double factor = self->n_columns / (self->to - self->from);

  smooth_more (self, steps, n);
  for (guint i = self->n_placed; i < n; i++) {
    double x = steps[i].epoch;
    double at = floor ((x - self->from) * factor);
    guint c = at < 0                                  ? 0
              : at >= self->n_columns && x > self->to ? self->n_columns + 1
                                                      : MIN ((guint) at, self->n_columns - 1) + 1;

    place (&raw[c], x, tenfold_step_get (&steps[i], self->quantity));
    place (&smooth[c], x, g_array_index (self->smooth, float, i));
  }
  self->n_placed = n;
}

const TenfoldColumn *
tenfold_trace_get_raw (TenfoldTrace *self)
{
  update (self);
  return self->columns;
}

const TenfoldColumn *
tenfold_trace_get_smooth (TenfoldTrace *self)
{
  update (self);
  return self->columns + self->n_columns + 2;
}

gboolean
tenfold_trace_read (TenfoldTrace *self, double epoch, double *raw, double *smooth)
{
  guint n, i;
  const TenfoldStep *steps = tenfold_run_get_steps (self->run, &n);

  smooth_more (self, steps, n);
  i = tenfold_run_find_step (self->run, nextafter (epoch, INFINITY));
  if (i == 0)
    return FALSE;
  *raw = tenfold_step_get (&steps[i - 1], self->quantity);
  *smooth = g_array_index (self->smooth, float, i - 1);
  return isfinite (*raw);
}
