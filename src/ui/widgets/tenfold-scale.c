/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-scale.h"

#include <glib/gi18n.h>
#include <math.h>

#define LOWEST 1e-9

TenfoldScale
tenfold_scale_exact (double low, double high, gboolean is_log)
{
  if (!isfinite (low))
    low = isfinite (high) ? MIN (high, 0) : 0;
  if (!isfinite (high))
    high = low + 1;
  if (low > high) {
    double swap = low;

    low = high;
    high = swap;
  }
  if (is_log) {
    low = MAX (low, LOWEST);
    if (high < low * 1.0001)
      high = low * 2;
  } else if (high - low <= fabs (high) * 1e-9 || high == low) {
    double half = high != 0 ? fabs (high) * 0.05 : 0.5;

    low -= half;
    high += half;
  }
  return (TenfoldScale){ low, high, is_log };
}

/* The smallest of 1, 2, 5 times a power of ten that is not below x. */
static double
round_step (double x)
{
  double power = pow (10, floor (log10 (x)));
  double fraction = x / power * (1 - 1e-9);

  return power * (fraction <= 1 ? 1 : fraction <= 2 ? 2 : fraction <= 5 ? 5 : 10);
}

/* Moves a number out to 1, 2 or 5 times a power of ten. */
static double
round_decade (double x, gboolean up)
{
  static const double marks[] = { 1, 2, 5, 10 };
  double power = pow (10, floor (log10 (x) + 1e-9));
  double fraction = x / power;

  if (up) {
    for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
      if (marks[i] >= fraction * (1 - 1e-9))
        return marks[i] * power;
  } else {
    for (guint i = G_N_ELEMENTS (marks); i > 0; i--)
      if (marks[i - 1] <= fraction * (1 + 1e-9))
        return marks[i - 1] * power;
  }
  return x;
}

TenfoldScale
tenfold_scale_round (double low, double high, gboolean is_log, guint n_ticks)
{
  TenfoldScale scale = tenfold_scale_exact (low, high, is_log);

  if (is_log) {
    scale.low = round_decade (scale.low, FALSE);
    scale.high = round_decade (scale.high, TRUE);
  } else {
    double step = round_step ((scale.high - scale.low) / MAX (n_ticks, 1));

    scale.low = floor (scale.low / step + 1e-6) * step;
    scale.high = ceil (scale.high / step - 1e-6) * step;
  }
  return scale;
}

double
tenfold_scale_place (const TenfoldScale *scale, double value)
{
  if (!scale->is_log)
    return (value - scale->low) / (scale->high - scale->low);
  if (!(value > 0))
    return isnan (value) ? NAN : -1e3;
  return log (value / scale->low) / log (scale->high / scale->low);
}

double
tenfold_scale_value (const TenfoldScale *scale, double place)
{
  if (!scale->is_log)
    return scale->low + place * (scale->high - scale->low);
  return scale->low * pow (scale->high / scale->low, place);
}

static GArray *
linear_ticks (const TenfoldScale *scale, guint n)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (double));
  /* n ticks have n - 1 steps between them: a wider one is tried where the ends add one too many. */
  double step = round_step ((scale->high - scale->low) / n);

  for (guint try = 0; try < 4; try++) {
    double first = ceil (scale->low / step - 1e-6), last = floor (scale->high / step + 1e-6);

    if (last - first + 1 <= n) {
      for (double i = first; i <= last; i++) {
        /* No -0, which would be written with its sign. */
        double tick = i == 0 ? 0 : i * step;

        g_array_append_val (ticks, tick);
      }
      return ticks;
    }
    step = round_step (step * 1.5);
  }
  return ticks;
}

/* Every every-th decade, and within a decade these digits. */
static GArray *
decade_ticks (const TenfoldScale *scale, int every, const double *digits, guint n_digits)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (double));
  int first = floor (log10 (scale->low) + 1e-9), last = ceil (log10 (scale->high) - 1e-9);

  for (int decade = first; decade <= last; decade++) {
    if (decade % every != 0)
      continue;
    for (guint i = 0; i < n_digits; i++) {
      double tick = digits[i] * pow (10, decade);

      if (tick >= scale->low * (1 - 1e-6) && tick <= scale->high * (1 + 1e-6))
        g_array_append_val (ticks, tick);
    }
  }
  return ticks;
}

GArray *
tenfold_scale_ticks (const TenfoldScale *scale, guint n)
{
  static const double digits[] = { 1, 2, 5 };

  n = MAX (n, 2);
  if (!scale->is_log || scale->high / scale->low < 10)
    return linear_ticks (scale, n);
  for (int every = 0;; every++) {
    GArray *ticks = decade_ticks (scale, MAX (every, 1), digits, every == 0 ? 3 : 1);

    if (ticks->len <= n)
      return ticks;
    g_array_unref (ticks);
  }
}

static int
decimals_for (double resolution)
{
  return CLAMP ((int) ceil (-log10 (resolution) - 1e-6), 0, 12);
}

char *
tenfold_scale_format (double value, double resolution, TenfoldUnit unit)
{
  double factor = unit == TENFOLD_UNIT_PERCENT ? 100 : 1;
  g_autofree char *number = NULL;

  if (isnan (value))
    return g_strdup ("–");
  value *= factor;
  resolution *= factor;
  if (resolution > 0) {
    int decimals = decimals_for (resolution);

    /* What rounds to 0 is written without a sign. */
    if (fabs (value) < 0.5 * pow (10, -decimals))
      value = 0;
    number = g_strdup_printf ("%.*f", decimals, value);
  } else {
    number = g_strdup_printf ("%.6g", value);
  }
  if (unit == TENFOLD_UNIT_PERCENT)
    /* Translators: a number of percent, such as 98.5 %; the space is one that does not break. */
    return g_strdup_printf (_ ("%s\u00a0%%"), number);
  return g_steal_pointer (&number);
}

GStrv
tenfold_scale_labels (const TenfoldScale *scale, const GArray *ticks, TenfoldUnit unit)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean linear = !scale->is_log || scale->high / scale->low < 10;

  for (guint i = 0; i < ticks->len; i++) {
    double tick = g_array_index (ticks, double, i);
    double resolution;
    g_autofree char *label = NULL;

    if (!linear)
      resolution = pow (10, floor (log10 (tick) + 1e-9));
    else if (ticks->len > 1)
      resolution = pow (
          10, floor (log10 (g_array_index (ticks, double, 1) - g_array_index (ticks, double, 0))
                     + 1e-6));
    else
      resolution = tick != 0 ? pow (10, floor (log10 (fabs (tick))) - 1) : 1;
    label = tenfold_scale_format (tick, resolution, unit);
    g_strv_builder_add (builder, label);
  }
  return g_strv_builder_end (builder);
}
