/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/understand/tenfold-explanation.h"

/*
 * TenfoldMistakesView: how often a digit is read as which, and the pictures of a cell.
 * Signal "picture-chosen" (const guint8 *pixels, int label): a picture for the pad.
 */

#define TENFOLD_TYPE_MISTAKES_VIEW (tenfold_mistakes_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldMistakesView, tenfold_mistakes_view, TENFOLD, MISTAKES_VIEW, AdwBin)

GtkWidget *tenfold_mistakes_view_new (void);

void tenfold_mistakes_view_show (TenfoldMistakesView *self, TenfoldExplanation *explanation);
