/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nn/pen/nn-drawing.h"
#include "ui/plot/tenfold-plot.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldTimeBar: the moments of a run as a slider, which puts the network of then before the pad
 * and every view (tenfold_session_look_at()); at its right end it is now, and what trains is
 * followed. It is there where a run on the plot has a film, and shows the newest of those or the
 * one that is chosen in its menu. All films together take NN_FILM_BYTES; the film of a run that has
 * been removed from the plot is given up.
 *
 * Actions, which the window inserts as "time": play (boolean), speed (string: slow, normal, fast),
 * run (int: its number among those with a film), now, first-right, last-change, continue.
 *
 * Signal "continue" (TenfoldRun *run, NnModel *model, double epoch): a run is to begin with the
 * network of that moment.
 */

#define TENFOLD_TYPE_TIME_BAR (tenfold_time_bar_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldTimeBar, tenfold_time_bar, TENFOLD, TIME_BAR, AdwBin)

GtkWidget *tenfold_time_bar_new (void);

/* The plot marks the moment. */
void tenfold_time_bar_connect (TenfoldTimeBar *self, TenfoldSession *session, TenfoldPlot *plot);

GActionGroup *tenfold_time_bar_get_actions (TenfoldTimeBar *self);

/* Whether the page that is seen has a use for it. */
void tenfold_time_bar_set_wanted (TenfoldTimeBar *self, gboolean wanted);

/* The 784 inks on the pad, copied. Which digit it is is not known then. */
void tenfold_time_bar_set_drawing (TenfoldTimeBar *self, const float *inks, NnInk ink);
/* The digit that the drawing is known to be; -1: what the newest network reads counts as right. */
void tenfold_time_bar_set_truth (TenfoldTimeBar *self, int digit);
