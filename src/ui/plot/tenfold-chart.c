/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-chart.h"

#include <glib/gi18n.h>
#include <math.h>

/* The closest look, in epochs. */
#define CLOSEST 1e-3
/* The shortest axis of a run that has just begun, in epochs. */
#define LEAST_AXIS 0.02

static const struct {
  const char *id, *name, *axis;
  gboolean is_log;
  TenfoldUnit unit;
} quantities[TENFOLD_N_QUANTITIES] = {
  { "loss", N_ ("Loss"), N_ ("Loss"), FALSE, TENFOLD_UNIT_NUMBER },
  { "loss-log", N_ ("Loss (log)"), N_ ("Loss"), TRUE, TENFOLD_UNIT_NUMBER },
  { "accuracy", N_ ("Accuracy"), N_ ("Accuracy, %"), FALSE, TENFOLD_UNIT_PERCENT },
  { "error", N_ ("Error (log)"), N_ ("Error, %"), TRUE, TENFOLD_UNIT_PERCENT },
  { "rate", N_ ("Learning Rate"), N_ ("Learning rate"), FALSE, TENFOLD_UNIT_NUMBER },
};

typedef struct {
  TenfoldRun *run;
  TenfoldTrace *trace;
  guint look;
  gboolean hidden;
  gulong changed_id;
} Line;

struct _TenfoldChart {
  GObject parent_instance;

  GPtrArray *lines;
  TenfoldQuantity quantity;
  double smoothing;
  gboolean zoomed;
  double x0, x1, y0, y1; /* while zoomed */
};

G_DEFINE_FINAL_TYPE (TenfoldChart, tenfold_chart, G_TYPE_OBJECT)

enum { CHANGED, RUNS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
free_line (gpointer data)
{
  Line *line = data;

  g_signal_handler_disconnect (line->run, line->changed_id);
  tenfold_trace_free (line->trace);
  g_object_unref (line->run);
  g_free (line);
}

static void
tenfold_chart_finalize (GObject *object)
{
  g_ptr_array_unref (TENFOLD_CHART (object)->lines);
  G_OBJECT_CLASS (tenfold_chart_parent_class)->finalize (object);
}

static void
tenfold_chart_class_init (TenfoldChartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_chart_finalize;
  signals[CHANGED] = g_signal_new ("changed", TENFOLD_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[RUNS_CHANGED] = g_signal_new ("runs-changed", TENFOLD_TYPE_CHART, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tenfold_chart_init (TenfoldChart *self)
{
  self->quantity = TENFOLD_QUANTITY_ERROR;
  self->lines = g_ptr_array_new_with_free_func (free_line);
  self->smoothing = TENFOLD_SMOOTHING_DEFAULT;
}

TenfoldChart *
tenfold_chart_new (void)
{
  return g_object_new (TENFOLD_TYPE_CHART, NULL);
}

static void
changed (TenfoldChart *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
runs_changed (TenfoldChart *self)
{
  g_signal_emit (self, signals[RUNS_CHANGED], 0);
  changed (self);
}

static Line *
get_line (TenfoldChart *self, guint i)
{
  g_return_val_if_fail (i < self->lines->len, NULL);
  return g_ptr_array_index (self->lines, i);
}

/* --- runs --- */

static gboolean
find_run (TenfoldChart *self, TenfoldRun *run, guint *found)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (get_line (self, i)->run == run) {
      *found = i;
      return TRUE;
    }
  return FALSE;
}

static guint
free_look (TenfoldChart *self)
{
  for (guint look = 0;; look++) {
    gboolean taken = FALSE;

    for (guint i = 0; i < self->lines->len; i++)
      taken |= get_line (self, i)->look == look;
    if (!taken)
      return look;
  }
}

void
tenfold_chart_add_run (TenfoldChart *self, TenfoldRun *run)
{
  Line *line;
  guint found;

  g_return_if_fail (TENFOLD_IS_CHART (self) && TENFOLD_IS_RUN (run));
  if (find_run (self, run, &found))
    return;
  line = g_new0 (Line, 1);
  line->run = g_object_ref (run);
  line->trace = tenfold_trace_new (run);
  line->look = free_look (self);
  line->changed_id = g_signal_connect_swapped (run, "changed", G_CALLBACK (changed), self);
  g_ptr_array_add (self->lines, line);
  runs_changed (self);
}

void
tenfold_chart_remove_run (TenfoldChart *self, TenfoldRun *run)
{
  guint found;

  g_return_if_fail (TENFOLD_IS_CHART (self));
  if (!find_run (self, run, &found))
    return;
  g_ptr_array_remove_index (self->lines, found);
  runs_changed (self);
}

guint
tenfold_chart_get_n_runs (TenfoldChart *self)
{
  return self->lines->len;
}

TenfoldRun *
tenfold_chart_get_run (TenfoldChart *self, guint i)
{
  return get_line (self, i)->run;
}

guint
tenfold_chart_get_look (TenfoldChart *self, guint i)
{
  return get_line (self, i)->look;
}

gboolean
tenfold_chart_get_shown (TenfoldChart *self, guint i)
{
  return !get_line (self, i)->hidden;
}

void
tenfold_chart_set_shown (TenfoldChart *self, guint i, gboolean shown)
{
  Line *line = get_line (self, i);

  if (line->hidden == !shown)
    return;
  line->hidden = !shown;
  runs_changed (self);
}

TenfoldTrace *
tenfold_chart_get_trace (TenfoldChart *self, guint i)
{
  TenfoldTrace *trace = get_line (self, i)->trace;

  tenfold_trace_set (trace, self->quantity,
                     self->quantity == TENFOLD_QUANTITY_RATE ? 0 : self->smoothing);
  return trace;
}

gboolean
tenfold_chart_get_current (TenfoldChart *self, guint *i)
{
  gboolean found = FALSE;

  g_return_val_if_fail (TENFOLD_IS_CHART (self), FALSE);
  for (guint l = 0; l < self->lines->len; l++) {
    Line *line = get_line (self, l);

    if (line->hidden
        || (found && !tenfold_run_get_live (line->run)
            && tenfold_run_get_live (get_line (self, *i)->run)))
      continue;
    found = TRUE;
    *i = l;
  }
  return found;
}

static gboolean
run_has_numbers (TenfoldRun *run, TenfoldQuantity quantity)
{
  guint n_steps, n_epochs;
  const TenfoldStep *steps = tenfold_run_get_steps (run, &n_steps);
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n_epochs);

  for (guint i = 0; i < n_steps; i++)
    if (isfinite (tenfold_step_get (&steps[i], quantity)))
      return TRUE;
  for (guint i = 0; i < n_epochs; i++)
    if (isfinite (tenfold_epoch_get (&epochs[i], quantity, TRUE))
        || isfinite (tenfold_epoch_get (&epochs[i], quantity, FALSE)))
      return TRUE;
  return FALSE;
}

gboolean
tenfold_chart_has_numbers (TenfoldChart *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = get_line (self, i);

    if (!line->hidden && run_has_numbers (line->run, self->quantity))
      return TRUE;
  }
  return FALSE;
}

/* --- what is shown --- */

TenfoldQuantity
tenfold_chart_get_quantity (TenfoldChart *self)
{
  return self->quantity;
}

void
tenfold_chart_set_quantity (TenfoldChart *self, TenfoldQuantity quantity)
{
  g_return_if_fail (TENFOLD_IS_CHART (self) && quantity < TENFOLD_N_QUANTITIES);
  if (self->quantity == quantity)
    return;
  self->quantity = quantity;
  self->y0 = self->y1 = NAN;
  changed (self);
}

double
tenfold_chart_get_smoothing (TenfoldChart *self)
{
  return self->smoothing;
}

void
tenfold_chart_set_smoothing (TenfoldChart *self, double epochs)
{
  g_return_if_fail (TENFOLD_IS_CHART (self));
  epochs = CLAMP (epochs, 0, TENFOLD_SMOOTHING_MOST);
  if (self->smoothing == epochs)
    return;
  self->smoothing = epochs;
  changed (self);
}

/* --- what is looked at --- */

/* The end of an axis that grows with a run: a little beyond now, and in steps of a quarter, so that
 * the picture seldom moves. */
static double
growing_end (double now)
{
  static const double steps[] = { 1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10 };
  double end = MAX (now * 1.02, LEAST_AXIS), power = pow (10, floor (log10 (end)));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= end)
      return steps[i] * power;
  return 10 * power;
}

/* While a run is under way the axis is its own, however long others are. */
static double
get_whole (TenfoldChart *self)
{
  double end = 0;

  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = get_line (self, i);
    double length = tenfold_run_get_length (line->run), now = tenfold_run_get_end (line->run);

    if (line->hidden)
      continue;
    if (tenfold_run_get_live (line->run) && !(length > 0 && now >= length))
      return length > 0 ? MIN (growing_end (now), length) : growing_end (now);
    end = MAX (end, now);
  }
  return end > 0 ? MAX (tenfold_scale_round (0, end, FALSE, 10).high, LEAST_AXIS) : 1;
}

static void
get_x (TenfoldChart *self, double *x0, double *x1)
{
  *x0 = self->zoomed ? self->x0 : 0;
  *x1 = self->zoomed ? self->x1 : get_whole (self);
}

void
tenfold_chart_set_view (TenfoldChart *self, double x0, double x1, double y0, double y1)
{
  double whole;

  g_return_if_fail (TENFOLD_IS_CHART (self));
  whole = get_whole (self);
  x0 = CLAMP (x0, 0, whole - CLOSEST);
  x1 = CLAMP (x1, x0 + CLOSEST, whole);
  if (x0 <= 0 && x1 >= whole && isnan (y0)) {
    tenfold_chart_reset_view (self);
    return;
  }
  self->zoomed = TRUE;
  self->x0 = x0;
  self->x1 = x1;
  self->y0 = y0;
  self->y1 = y1;
  changed (self);
}

void
tenfold_chart_reset_view (TenfoldChart *self)
{
  g_return_if_fail (TENFOLD_IS_CHART (self));
  if (!self->zoomed)
    return;
  self->zoomed = FALSE;
  changed (self);
}

gboolean
tenfold_chart_is_zoomed (TenfoldChart *self)
{
  return self->zoomed;
}

void
tenfold_chart_zoom (TenfoldChart *self, double factor, double at)
{
  double x0, x1, whole, width, fixed;

  g_return_if_fail (TENFOLD_IS_CHART (self) && factor > 0);
  whole = get_whole (self);
  get_x (self, &x0, &x1);
  width = CLAMP ((x1 - x0) / factor, CLOSEST, whole);
  fixed = x0 + at * (x1 - x0);
  x0 = CLAMP (fixed - at * width, 0, whole - width);
  tenfold_chart_set_view (self, x0, x0 + width, self->zoomed ? self->y0 : NAN,
                          self->zoomed ? self->y1 : NAN);
}

void
tenfold_chart_pan (TenfoldChart *self, double dx, double dy)
{
  double x0, width, whole, y0, y1;

  g_return_if_fail (TENFOLD_IS_CHART (self));
  if (!self->zoomed)
    return;
  whole = get_whole (self);
  width = self->x1 - self->x0;
  x0 = CLAMP (self->x0 + dx * width, 0, MAX (whole - width, 0));
  y0 = self->y0;
  y1 = self->y1;
  if (!isnan (y0)) {
    TenfoldScale y = tenfold_scale_exact (y0, y1, tenfold_quantity_is_log (self->quantity));

    y0 = tenfold_scale_value (&y, dy);
    y1 = tenfold_scale_value (&y, 1 + dy);
  }
  tenfold_chart_set_view (self, x0, x0 + width, y0, y1);
}

static void
widen (double value, gboolean is_log, double *low, double *high)
{
  if (!isfinite (value) || (is_log && value <= 0))
    return;
  *low = MIN (*low, value);
  *high = MAX (*high, value);
}

static void
widen_by_line (Line *line,
               TenfoldQuantity quantity,
               guint n_columns,
               double x0,
               double x1,
               double *low,
               double *high)
{
  const TenfoldColumn *columns = tenfold_trace_get_smooth (line->trace);
  gboolean is_log = tenfold_quantity_is_log (quantity);
  guint n;
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (line->run, &n);
  const TenfoldEstimate *estimates;

  for (guint i = 1; i <= n_columns; i++)
    if (columns[i].n > 0) {
      widen (columns[i].low, is_log, low, high);
      widen (columns[i].high, is_log, low, high);
    }
  for (guint i = 0; i < n; i++)
    if (epochs[i].epoch >= x0 && epochs[i].epoch <= x1)
      widen (tenfold_epoch_get (&epochs[i], quantity, TRUE), is_log, low, high);
  estimates = tenfold_run_get_estimates (line->run, &n);
  for (guint i = 0; i < n; i++)
    if (estimates[i].epoch >= x0 && estimates[i].epoch <= x1)
      widen (tenfold_estimate_get (&estimates[i], quantity), is_log, low, high);
}

static TenfoldScale
get_automatic_y (TenfoldChart *self, guint n_columns, guint n_ticks, double x0, double x1)
{
  gboolean is_log = tenfold_quantity_is_log (self->quantity);
  double low = INFINITY, high = -INFINITY;
  TenfoldScale scale;

  for (guint i = 0; i < self->lines->len; i++)
    if (!get_line (self, i)->hidden)
      widen_by_line (get_line (self, i), self->quantity, n_columns, x0, x1, &low, &high);
  if (low > high) {
    low = is_log ? 0.01 : 0;
    high = 1;
  }
  /* 0 is part of the axis unless that would press the curve flat. */
  if (!is_log && self->quantity != TENFOLD_QUANTITY_ACCURACY && low > 0 && low < 0.5 * high)
    low = 0;
  scale = tenfold_scale_round (low, high, is_log, n_ticks);
  if (tenfold_quantity_get_unit (self->quantity) == TENFOLD_UNIT_PERCENT && high <= 1)
    scale.high = MIN (scale.high, 1);
  return scale;
}

void
tenfold_chart_get_scales (TenfoldChart *self,
                          guint n_columns,
                          guint n_x_ticks,
                          guint n_y_ticks,
                          TenfoldScale *x,
                          TenfoldScale *y)
{
  double x0, x1;

  g_return_if_fail (TENFOLD_IS_CHART (self));
  get_x (self, &x0, &x1);
  for (guint i = 0; i < self->lines->len; i++)
    tenfold_trace_set_view (tenfold_chart_get_trace (self, i), x0, x1, n_columns);
  *x = tenfold_scale_exact (x0, x1, FALSE);
  if (self->zoomed && !isnan (self->y0))
    *y = tenfold_scale_exact (self->y0, self->y1, tenfold_quantity_is_log (self->quantity));
  else
    *y = get_automatic_y (self, n_columns, n_y_ticks, x0, x1);
}

/* --- quantities --- */

TenfoldUnit
tenfold_quantity_get_unit (TenfoldQuantity quantity)
{
  return quantities[quantity].unit;
}

gboolean
tenfold_quantity_is_log (TenfoldQuantity quantity)
{
  return quantities[quantity].is_log;
}

const char *
tenfold_quantity_get_name (TenfoldQuantity quantity)
{
  return _ (quantities[quantity].name);
}

const char *
tenfold_quantity_get_axis (TenfoldQuantity quantity)
{
  return _ (quantities[quantity].axis);
}

const char *
tenfold_quantity_get_id (TenfoldQuantity quantity)
{
  return quantities[quantity].id;
}

gboolean
tenfold_quantity_from_id (const char *id, TenfoldQuantity *quantity)
{
  for (guint i = 0; i < TENFOLD_N_QUANTITIES; i++)
    if (g_strcmp0 (quantities[i].id, id) == 0) {
      *quantity = i;
      return TRUE;
    }
  return FALSE;
}

/* --- in words and numbers --- */

static gboolean
find_best (TenfoldRun *run, gboolean validation, guint *best)
{
  guint n;
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n);
  double most = -INFINITY;
  gboolean found = FALSE;

  for (guint i = 0; i < n; i++) {
    double accuracy = tenfold_epoch_get (&epochs[i], TENFOLD_QUANTITY_ACCURACY, validation);

    if (isfinite (accuracy) && accuracy > most) {
      found = TRUE;
      most = accuracy;
      *best = i;
    }
  }
  return found;
}

gboolean
tenfold_chart_get_best (TenfoldChart *self, guint i, guint *epoch, double *value)
{
  TenfoldRun *run = tenfold_chart_get_run (self, i);
  guint n, best;
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n);

  if (!find_best (run, TRUE, &best) && !find_best (run, FALSE, &best))
    return FALSE;
  *epoch = epochs[best].epoch;
  *value = tenfold_epoch_get (&epochs[best], self->quantity, TRUE);
  if (!isfinite (*value))
    *value = tenfold_epoch_get (&epochs[best], self->quantity, FALSE);
  return isfinite (*value);
}

TenfoldReading
tenfold_chart_read (TenfoldChart *self, guint i, double epoch)
{
  TenfoldReading reading = { NAN, NAN, NAN, 0 };
  TenfoldRun *run = tenfold_chart_get_run (self, i);
  guint n;
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n);
  const TenfoldEstimate *estimates;

  if (epoch > tenfold_run_get_end (run) + 1e-9)
    return reading;
  tenfold_trace_read (tenfold_chart_get_trace (self, i), epoch, &reading.raw, &reading.smooth);
  for (guint e = 0; e < n && epochs[e].epoch <= epoch + 1e-9; e++) {
    double number = tenfold_epoch_get (&epochs[e], self->quantity, TRUE);

    if (isfinite (number)) {
      reading.validation = number;
      reading.validation_epoch = epochs[e].epoch;
    }
  }
  estimates = tenfold_run_get_estimates (run, &n);
  for (guint e = 0; e < n && estimates[e].epoch <= epoch + 1e-9; e++) {
    double number = tenfold_estimate_get (&estimates[e], self->quantity);

    if (isfinite (number) && estimates[e].epoch > reading.validation_epoch) {
      reading.validation = number;
      reading.validation_epoch = estimates[e].epoch;
    }
  }
  return reading;
}

char *
tenfold_chart_format (TenfoldChart *self, double value)
{
  TenfoldUnit unit = tenfold_quantity_get_unit (tenfold_chart_get_quantity (self));

  if (unit == TENFOLD_UNIT_PERCENT)
    return tenfold_scale_format (value, 1e-4, unit);
  if (tenfold_chart_get_quantity (self) == TENFOLD_QUANTITY_RATE || !(fabs (value) > 1e-9))
    return tenfold_scale_format (value, 0, unit);
  /* Three digits that count. */
  return tenfold_scale_format (value, pow (10, floor (log10 (fabs (value))) - 2), unit);
}

static void
describe_run (TenfoldChart *self, guint i, GString *text)
{
  TenfoldRun *run = tenfold_chart_get_run (self, i);
  const char *title = tenfold_run_get_title (run);
  double end = tenfold_run_get_end (run), best;
  TenfoldReading reading = tenfold_chart_read (self, i, end);
  guint n, epoch;
  const TenfoldStep *steps = tenfold_run_get_steps (run, &n);
  g_autofree char *epochs = tenfold_scale_format (end, 0.01, TENFOLD_UNIT_NUMBER);

  if (isfinite (reading.smooth)) {
    g_autofree char *first = tenfold_chart_format (
        self, tenfold_step_get (&steps[0], tenfold_chart_get_quantity (self)));
    g_autofree char *now = tenfold_chart_format (self, reading.smooth);

    /* Translators: a run's title, its first and newest number, and for how many epochs it ran. */
    g_string_append_printf (text, _ (" %s: training from %s to %s in %s epochs."), title, first,
                            now, epochs);
  }
  if (tenfold_chart_get_best (self, i, &epoch, &best)) {
    g_autofree char *value = tenfold_chart_format (self, best);

    g_string_append_printf (text, _ (" %s: best validation %s, at the end of epoch %u."), title,
                            value, epoch);
  }
}

char *
tenfold_chart_describe (TenfoldChart *self)
{
  GString *text;

  if (!tenfold_chart_has_numbers (self))
    return g_strdup (_ ("No numbers yet."));
  text = g_string_new (NULL);
  g_string_append_printf (text, "%s.",
                          tenfold_quantity_get_name (tenfold_chart_get_quantity (self)));
  for (guint i = 0; i < tenfold_chart_get_n_runs (self); i++)
    if (tenfold_chart_get_shown (self, i))
      describe_run (self, i, text);
  return g_string_free (text, FALSE);
}
