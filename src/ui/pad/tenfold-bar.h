/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* TenfoldBar: one digit with its probability as a bar and as a number. A row of TenfoldBars, and
 * a button: a click, Return or Space say that it is this digit (action "pad.label"). */

typedef enum {
  TENFOLD_BAR_NONE,   /* nothing is read: no bar, no number */
  TENFOLD_BAR_DIM,    /* read, and not believed */
  TENFOLD_BAR_PLAIN,  /* believed, another digit won */
  TENFOLD_BAR_WINNER, /* the answer, or one of two */
} TenfoldBarState;

#define TENFOLD_TYPE_BAR (tenfold_bar_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldBar, tenfold_bar, TENFOLD, BAR, GtkWidget)

GtkWidget *tenfold_bar_new (int digit);

/* probability: 0..1; the number shows it at once. */
void tenfold_bar_set (TenfoldBar *self, TenfoldBarState state, double probability);

/* Whether the drawing is known to be this digit. */
gboolean tenfold_bar_get_true (TenfoldBar *self);
void tenfold_bar_set_true (TenfoldBar *self, gboolean is_true);

/* How many of the user's own digits are of this class, as a small number between digit and bar;
 * most: the largest count of all rows, for which there is room in each. */
void tenfold_bar_set_count (TenfoldBar *self, guint count, guint most);

double tenfold_bar_get_probability (TenfoldBar *self);
TenfoldBarState tenfold_bar_get_state (TenfoldBar *self);

/* The number as it stands beside the bar; "" when nothing is read. */
const char *tenfold_bar_get_text (TenfoldBar *self);

/* How long the bar is drawn, 0..1: on its way to the probability. */
double tenfold_bar_get_length (TenfoldBar *self);
void tenfold_bar_set_length (TenfoldBar *self, double length);

/* A probability in words of the user's language: "0 %", "37 %", ">99 %". */
char *tenfold_bar_format (double probability);
