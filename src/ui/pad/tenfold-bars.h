/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/read/nn-reader.h"
#include "ui/pad/tenfold-bar.h"

/* TenfoldBars: what the network makes of the drawing: a TenfoldBar for each of the ten digits.
 * A bar is a button: it says that the drawing is its digit. */

#define TENFOLD_TYPE_BARS (tenfold_bars_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldBars, tenfold_bars, TENFOLD, BARS, GtkWidget)

GtkWidget *tenfold_bars_new (void);

/* verdict: NULL when nothing was read. */
void tenfold_bars_set_verdict (TenfoldBars *self, const NnVerdict *verdict, NnMaturity maturity);

/* Marks the bar of the digit that it really is; -1: not known. */
void tenfold_bars_set_truth (TenfoldBars *self, int digit);

/* How many own digits there are of each class; NULL: none. */
void tenfold_bars_set_counts (TenfoldBars *self, const guint *counts);

TenfoldBar *tenfold_bars_get_bar (TenfoldBars *self, int digit);

/* A moment's length on the way to a target: half of the rest every 25 ms. elapsed: microseconds. */
double tenfold_bars_approach (double length, double target, gint64 elapsed);
