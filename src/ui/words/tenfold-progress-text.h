/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/worker/nn-worker.h"

/* Text about a run in the user's language. Pure functions. */

/* "Epoch 4 of 10 · 48 000 pictures a second · 0:08 left"; what is not known is left out. Free with
 * g_free(). */
char *tenfold_progress_text (const NnReport *report);

/* What a run has come to: the validation, and the test with its interval. Free with g_free(). */
char *tenfold_finish_text (const NnReport *report);
/* The same in few words. */
char *tenfold_finish_short_text (const NnReport *report);

/* The large number: "97.3 %", and "3 of 4" where there are fewer than 100 pictures, which make no
 * percentage; "?" where accuracy is NaN. Free with g_free(). */
char *tenfold_score_text (double accuracy, gsize count);
/* What it was measured on, as a part of a sentence that it begins. count: 0 where it is not known.
 * Free with g_free(). */
char *tenfold_score_caption (double accuracy, gsize count);

/* "98.93 %". Free with g_free(). */
char *tenfold_percent_text (double share);
