/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/session/tenfold-session.h"

/*
 * TenfoldInputForm: how a picture becomes the input of the session's network, to be seen, changed
 * by hand and found by trying.
 *
 * Signals:
 *   "changed" (const char *text)                     - the session has the network with another
 *                                                      input, which an undo takes back
 */

#define TENFOLD_TYPE_INPUT_FORM (tenfold_input_form_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldInputForm, tenfold_input_form, TENFOLD, INPUT_FORM, AdwBin)

/* Once. */
void tenfold_input_form_connect (TenfoldInputForm *self, TenfoldSession *session);

/* Tries them all, on a thread of its own. */
void tenfold_input_form_search (TenfoldInputForm *self);
gboolean tenfold_input_form_is_searching (TenfoldInputForm *self);

/* The words of nn_convention_parse(), as if they had been chosen. */
void tenfold_input_form_set_words (TenfoldInputForm *self, const char *words);
