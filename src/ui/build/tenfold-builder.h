/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/session/tenfold-own-networks.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldBuilder: where a network is put together: its text (nn-network.h) and the same as a list
 * of layers, always in step; what each layer makes and costs, at every change; mistakes at the
 * layer where they are. It begins with the session's network, and nothing happens to that one until
 * Create.
 *
 * Actions ("build"): create; add (string: layers, behind the selected one), remove, move-up,
 * move-down, wrap (string: "residual" around the selected layer); begin (string: a network); undo,
 * redo (of the text); keep-weights (boolean); name (string: keeps the network in the user's list),
 * forget-name (string); copy (string: PyTorch, Keras or NumPy).
 *
 * Signal "changed" (const char *what): another network is the session's; its undo takes it back.
 */

#define TENFOLD_TYPE_BUILDER (tenfold_builder_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldBuilder, tenfold_builder, TENFOLD, BUILDER, AdwBin)

/* Once. */
void
tenfold_builder_connect (TenfoldBuilder *self, TenfoldSession *session, TenfoldOwnNetworks *own);

GActionGroup *tenfold_builder_get_actions (TenfoldBuilder *self);

/* The text as it is shown. Borrowed until it changes. */
const char *tenfold_builder_get_text (TenfoldBuilder *self);

/* What is said below the text: sizes, or the mistake; and of time and recipe. */
const char *tenfold_builder_get_sum (TenfoldBuilder *self);
const char *tenfold_builder_get_outlook (TenfoldBuilder *self);
