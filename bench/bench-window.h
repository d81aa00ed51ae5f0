/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../tests/ui/test-ui.h"
#include "ui/session/tenfold-session-private.h"
#include "ui/window/tenfold-window-private.h"

/* What the parts of bench-window share. Times are monotonic milliseconds. */

double bench_now (void);

GArray *bench_times_new (void); /* of double */
void bench_add_time (GArray *times, double milliseconds);
/* Median, 99th percentile, largest, how many; the times get sorted. */
void bench_print_times (const char *what, GArray *milliseconds);

TenfoldWindow *bench_open_window (void);
/* On MNIST, or on penned digits where there is none. batch 0: the preset's own. */
void bench_train (TenfoldWindow *window, const char *preset, guint batch);
void bench_stop (TenfoldWindow *window);

/* preset: what trains meanwhile, NULL for nothing. */
void bench_measure_pen (const char *preset);
