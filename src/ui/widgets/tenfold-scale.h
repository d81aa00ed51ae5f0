/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * TenfoldScale: from numbers to places on an axis, and the ticks on it. Pure functions of plain
 * values.
 */

typedef struct {
  double low, high; /* low < high; a logarithmic scale has low > 0 */
  gboolean is_log;
} TenfoldScale;

typedef enum {
  TENFOLD_UNIT_NUMBER,
  TENFOLD_UNIT_PERCENT, /* 0.25 reads as 25 % */
} TenfoldUnit;

/* A scale that holds low..high. Ranges that are empty, reversed or not finite become ones that can
 * be drawn; a logarithmic scale starts at 1e-9 at the lowest. */
TenfoldScale tenfold_scale_exact (double low, double high, gboolean is_log);

/* The same, with its ends moved out to round numbers of a scale with about n_ticks ticks. */
TenfoldScale tenfold_scale_round (double low, double high, gboolean is_log, guint n_ticks);

/* 0 at the low end, 1 at the high one; goes on outside. Numbers that a logarithm does not have are
 * far below 0. */
double tenfold_scale_place (const TenfoldScale *scale, double value);
double tenfold_scale_value (const TenfoldScale *scale, double place);

/* Round numbers within the scale, ascending, at most n: steps of 1, 2 or 5 times a power of ten, or
 * whole decades and 1, 2, 5 in them. A logarithmic scale over less than a decade has linear steps.
 * n: at least 2. Returns a GArray of double. */
GArray *tenfold_scale_ticks (const TenfoldScale *scale, guint n);

/* A number written as the locale writes it, with as many digits as tell it from its neighbours at
 * the distance resolution (0: six significant digits). */
char *tenfold_scale_format (double value, double resolution, TenfoldUnit unit);

/* The labels of all ticks, in the same number of digits where the scale is linear; NULL-terminated.
 */
GStrv tenfold_scale_labels (const TenfoldScale *scale, const GArray *ticks, TenfoldUnit unit);
