/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/build/tenfold-draft.h"

/*
 * TenfoldBuilderRow: a layer of a network that is being put together: its words, which can be
 * changed where they stand, what it makes and costs, and what is wrong with it. It can be taken by
 * its handle and dropped elsewhere in the list.
 *
 * Signal "edited" (const char *words): by the user.
 */

#define TENFOLD_TYPE_BUILDER_ROW (tenfold_builder_row_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldBuilderRow, tenfold_builder_row, TENFOLD, BUILDER_ROW, GtkListBoxRow)

/* groups: one for each of the three columns of numbers. */
GtkWidget *tenfold_builder_row_new (GtkSizeGroup *const groups[3]);

/* Shows a row of a draft. narrow: the numbers stand below the words. */
void tenfold_builder_row_set (TenfoldBuilderRow *self,
                              const TenfoldDraft *draft,
                              guint row,
                              gboolean narrow);

/* The keyboard goes to the words. at_end: with nothing marked. */
void tenfold_builder_row_edit (TenfoldBuilderRow *self, gboolean at_end);

/* What the row shows, for tests and screen readers. */
const char *tenfold_builder_row_get_words (TenfoldBuilderRow *self);
const char *tenfold_builder_row_get_spoken (TenfoldBuilderRow *self);
