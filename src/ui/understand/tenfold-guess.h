/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-explanation.h"

/* TenfoldGuess: what can be asked before an explanation is shown, so that one thinks first. Plain
 * values, without widgets. */

#define TENFOLD_GUESS_MOST 10

typedef struct {
  char *question;
  guint n; /* answers */
  char *answers[TENFOLD_GUESS_MOST];
  guint right; /* which of them it is */
} TenfoldGuess;

/* NULL: there is nothing in it that can be guessed. */
TenfoldGuess *tenfold_guess_new (const TenfoldExplanation *explanation);
void tenfold_guess_free (TenfoldGuess *guess);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldGuess, tenfold_guess_free)
