/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/understand/tenfold-explanation.h"

/*
 * TenfoldWhyView: which ink speaks for A and which for B, as a map over the picture, with the
 * choice of A and B. Signal "asked" (): the choice is another one.
 */

#define TENFOLD_TYPE_WHY_VIEW (tenfold_why_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldWhyView, tenfold_why_view, TENFOLD, WHY_VIEW, AdwBin)

GtkWidget *tenfold_why_view_new (void);

/* Writes what is chosen into a question. */
void tenfold_why_view_choose (TenfoldWhyView *self, TenfoldQuestion *question);

void tenfold_why_view_show (TenfoldWhyView *self, TenfoldExplanation *explanation);
