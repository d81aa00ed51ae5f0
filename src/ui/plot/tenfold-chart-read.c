/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-chart.h"

#include <glib/gi18n.h>
#include <math.h>

/* What a chart says in words and numbers. */

static const struct {
  const char *id, *name, *axis;
  gboolean is_log, more_is_better;
  TenfoldUnit unit;
} quantities[TENFOLD_N_QUANTITIES] = {
  { "loss", N_ ("Loss"), N_ ("Loss"), FALSE, FALSE, TENFOLD_UNIT_NUMBER },
  { "loss-log", N_ ("Loss (log)"), N_ ("Loss"), TRUE, FALSE, TENFOLD_UNIT_NUMBER },
  { "accuracy", N_ ("Accuracy"), N_ ("Accuracy, %"), FALSE, TRUE, TENFOLD_UNIT_PERCENT },
  { "error", N_ ("Error (log)"), N_ ("Error, %"), TRUE, FALSE, TENFOLD_UNIT_PERCENT },
  { "rate", N_ ("Learning Rate"), N_ ("Learning rate"), FALSE, FALSE, TENFOLD_UNIT_NUMBER },
};

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

static gboolean
find_best (TenfoldRun *run,
           TenfoldQuantity quantity,
           gboolean validation,
           guint *epoch,
           double *value)
{
  guint n;
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n);
  gboolean found = FALSE;

  for (guint i = 0; i < n; i++) {
    double number = tenfold_epoch_get (&epochs[i], quantity, validation);

    if (!isfinite (number))
      continue;
    if (!found || (quantities[quantity].more_is_better ? number > *value : number < *value)) {
      found = TRUE;
      *epoch = epochs[i].epoch;
      *value = number;
    }
  }
  return found;
}

gboolean
tenfold_chart_get_best (TenfoldChart *self, guint i, guint *epoch, double *value)
{
  TenfoldRun *run = tenfold_chart_get_run (self, i);
  TenfoldQuantity quantity = tenfold_chart_get_quantity (self);

  return find_best (run, quantity, TRUE, epoch, value)
         || find_best (run, quantity, FALSE, epoch, value);
}

TenfoldReading
tenfold_chart_read (TenfoldChart *self, guint i, double epoch)
{
  TenfoldReading reading = { NAN, NAN, NAN, 0 };
  guint n;
  const TenfoldEpoch *epochs = tenfold_run_get_epochs (tenfold_chart_get_run (self, i), &n);

  tenfold_trace_read (tenfold_chart_get_trace (self, i), epoch, &reading.raw, &reading.smooth);
  for (guint e = 0; e < n && epochs[e].epoch <= epoch + 1e-9; e++) {
    double number = tenfold_epoch_get (&epochs[e], tenfold_chart_get_quantity (self), TRUE);

    if (isfinite (number)) {
      reading.validation = number;
      reading.validation_epoch = epochs[e].epoch;
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
