/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nn/read/nn-reader.h"

/*
 * TenfoldVerdict: what the drawing is, in words: "Looks like 7" with a large number, "4 or 9?",
 * "Draw a digit". Its label is what a screen reader says.
 */

typedef enum {
  TENFOLD_WORDS_PLAIN,   /* a sentence without markup */
  TENFOLD_WORDS_LARGE,   /* Pango markup, the number large and on a line of its own */
  TENFOLD_WORDS_COMPACT, /* Pango markup, as short as possible */
} TenfoldWords;

/* verdict: NULL when nothing was read. */
char *tenfold_verdict_to_text (const NnVerdict *verdict, NnMaturity maturity, TenfoldWords words);

#define TENFOLD_TYPE_VERDICT (tenfold_verdict_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldVerdict, tenfold_verdict, TENFOLD, VERDICT, GtkWidget)

GtkWidget *tenfold_verdict_new (void);

void tenfold_verdict_set (TenfoldVerdict *self, const NnVerdict *verdict, NnMaturity maturity);

/* The size of its text beside the usual one, for large windows. */
void tenfold_verdict_set_scale (TenfoldVerdict *self, double scale);

/* Few words for little room. */
void tenfold_verdict_set_compact (TenfoldVerdict *self, gboolean compact);

/* The height that any of its texts needs at this width, at the usual size. */
int tenfold_verdict_height_for (TenfoldVerdict *self, int width, gboolean compact);

/* What it says now, as a sentence. */
const char *tenfold_verdict_get_text (TenfoldVerdict *self);
