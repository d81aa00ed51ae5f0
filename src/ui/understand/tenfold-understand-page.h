/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nn/read/nn-reader.h"
#include "ui/session/tenfold-session.h"
#include "ui/understand/tenfold-guess.h"

/*
 * TenfoldUnderstandPage: what the newest network makes of the drawing on the pad, and why: a view
 * at a time, renewed with each drawing and, during a run, with the network, ten times a second at
 * most. Nothing is computed while the page is not mapped.
 *
 * Signals:
 * "picture-chosen" (const guint8 *pixels, int label): a picture for the pad.
 * "rewound" (double time): the pad is to show its ink up to this moment of the pen's way; 1: all.
 *
 * Actions "understand": export (string: svg, png, csv) and guess-first (boolean).
 */

#define TENFOLD_TYPE_UNDERSTAND_PAGE (tenfold_understand_page_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldUnderstandPage,
                      tenfold_understand_page,
                      TENFOLD,
                      UNDERSTAND_PAGE,
                      AdwBin)

GtkWidget *tenfold_understand_page_new (void);

/* sources: of TenfoldDataSource; the sample of a network that has no run here is of the first. */
void tenfold_understand_page_connect (TenfoldUnderstandPage *self,
                                      TenfoldSession *session,
                                      GListStore *sources);

/* The 784 inks on the pad; drawing: the strokes that they are of, copied, or NULL where there is a
 * picture. Not what is seen of rewound ink. */
void tenfold_understand_page_set_drawing (TenfoldUnderstandPage *self,
                                          const float *inks,
                                          NnInk ink,
                                          const NnDrawing *drawing);

void tenfold_understand_page_set_view (TenfoldUnderstandPage *self, TenfoldView view);

/* Whether a question is asked before an answer is shown follows the key "guess-first". */
void tenfold_understand_page_bind_settings (TenfoldUnderstandPage *self, GSettings *settings);

/* What is to be guessed before the view is seen, borrowed; NULL: nothing. */
const TenfoldGuess *tenfold_understand_page_get_guess (TenfoldUnderstandPage *self);
void tenfold_understand_page_guess (TenfoldUnderstandPage *self, guint answer);

/* Writes what is shown in a format of the action "export". */
gboolean tenfold_understand_page_export (TenfoldUnderstandPage *self,
                                         GFile *file,
                                         const char *format,
                                         GError **error);

/* The page of the help on the view that is shown. */
const char *tenfold_understand_page_get_help (TenfoldUnderstandPage *self);

/* What is shown, borrowed; NULL: words, or nothing yet. */
const TenfoldExplanation *tenfold_understand_page_get_explanation (TenfoldUnderstandPage *self);
/* The words where nothing is shown; "" where something is. */
const char *tenfold_understand_page_get_words (TenfoldUnderstandPage *self);
