/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/data/tenfold-picture-grid.h"
#include "ui/session/tenfold-own-digits.h"

/*
 * TenfoldOwnBar: what can be done with the user's own digits that are selected in the grid: saying
 * what they are, deleting and exporting them. Its actions are the group "own": label (int), remove,
 * export (string: idx, csv, png, jsonl).
 */

#define TENFOLD_TYPE_OWN_BAR (tenfold_own_bar_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldOwnBar, tenfold_own_bar, TENFOLD, OWN_BAR, AdwBin)

/* Once. The grid gets keys: 0 to 9, Delete. */
void tenfold_own_bar_connect (TenfoldOwnBar *self, TenfoldOwnDigits *own, TenfoldPictureGrid *grid);

/* Whether the grid shows the own digits, all of them in their order: only then is there anything to
 * do. */
void tenfold_own_bar_set_active (TenfoldOwnBar *self, gboolean active);

GActionGroup *tenfold_own_bar_get_actions (TenfoldOwnBar *self);

/* Writes them there, as if the user had chosen that place. */
void tenfold_own_bar_export_to (TenfoldOwnBar *self, const char *format, GFile *target);
