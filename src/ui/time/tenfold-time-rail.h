/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nn/explain/nn-film-reading.h"

/*
 * TenfoldTimeRail: a slider over the moments of a run, oldest on the left in every language, and
 * one place more on the right for now. Above it stands which digit the network of each moment
 * reads, with a triangle where it was right for the first time and a bold line at its last change
 * of mind.
 *
 * Signal "moved" (): by the user.
 */

#define TENFOLD_TYPE_TIME_RAIL (tenfold_time_rail_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldTimeRail, tenfold_time_rail, TENFOLD, TIME_RAIL, GtkScale)

GtkWidget *tenfold_time_rail_new (void);

/* Moments, without now. Does not move. */
void tenfold_time_rail_set_length (TenfoldTimeRail *self, guint n);

/* 0 to the length, which is now. Setting is no move. */
guint tenfold_time_rail_get_place (TenfoldTimeRail *self);
void tenfold_time_rail_set_place (TenfoldTimeRail *self, guint place);

/* A reading for each of the moments that there were when they were read; NULL: none. Borrowed for
 * as long as it takes. digit: which one is right. */
void tenfold_time_rail_set_readings (TenfoldTimeRail *self, GArray *readings, int digit);

/* What is said of the place. */
void tenfold_time_rail_set_words (TenfoldTimeRail *self, const char *words);
