/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * A network's text (nn-network.h) as a list of rows that can be changed one by one: a row a layer,
 * those in brackets behind the row that the brackets belong to. Only commas and brackets count, so
 * that a text with mistakes can be put right in the same way. What is said of places holds until
 * the first change; then the rows are made anew from the text.
 *
 * To change a text: make its rows, change them, and make the text again.
 */

typedef struct {
  char *words;      /* "conv 5x5 24"; "" where a layer is missing */
  guint depth;      /* in how many brackets it stands */
  gboolean is_list; /* brackets follow, with the rows in them */
  guint from, to;   /* where the words stand: bytes of the text */
} NnNetworkRow;

/* Array of NnNetworkRow, which owns their words. It has no row where the text is blank. */
GArray *nn_network_rows_new (const char *text);

/* "conv 5x5 24, residual (relu), dense 10". Free with g_free(). */
char *nn_network_rows_to_text (const GArray *rows);

/* The row behind this one and all that is in its brackets. */
guint nn_network_rows_end (const GArray *rows, guint row);

/* Puts layers, "relu" or "residual (relu), relu", before the row `at`, which may be the one behind
 * the last, at a depth that is possible there. */
void nn_network_rows_insert (GArray *rows, guint at, guint depth, const char *layers);

/* With what is in its brackets. */
void nn_network_rows_remove (GArray *rows, guint row);

/* Puts brackets around a row: "residual" makes "residual (relu)" of "relu". */
void nn_network_rows_wrap (GArray *rows, guint row, const char *words);

/* One place up or down, into brackets and out of them, with what is in its own. Returns where the
 * row is then. */
guint nn_network_rows_move_up (GArray *rows, guint row);
guint nn_network_rows_move_down (GArray *rows, guint row);

/* To the place before another row, or behind it: behind a row with brackets is the first place in
 * them. Returns where the row is then; nothing moves into itself. */
guint nn_network_rows_move_to (GArray *rows, guint row, guint other, gboolean behind);
