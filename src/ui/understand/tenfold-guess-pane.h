/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/understand/tenfold-guess.h"

/*
 * TenfoldGuessPane: a question with a button for each answer.
 *
 * Signal "guessed" (gboolean right): an answer was chosen. The question goes by itself.
 */

#define TENFOLD_TYPE_GUESS_PANE (tenfold_guess_pane_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldGuessPane, tenfold_guess_pane, TENFOLD, GUESS_PANE, AdwBin)

GtkWidget *tenfold_guess_pane_new (void);

/* Taken; the same question as the one that is there only takes its place, so that the keyboard
 * stays where it is. */
void tenfold_guess_pane_ask (TenfoldGuessPane *self, TenfoldGuess *guess);

/* Borrowed; NULL: none is asked. */
const TenfoldGuess *tenfold_guess_pane_get_guess (TenfoldGuessPane *self);

/* Chooses answer number i, as its button does. */
void tenfold_guess_pane_answer (TenfoldGuessPane *self, guint i);
