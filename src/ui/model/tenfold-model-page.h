/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/build/tenfold-builder.h"
#include "ui/model/tenfold-graph-view.h"
#include "ui/model/tenfold-input-form.h"
#include "ui/model/tenfold-layer-table.h"
#include "ui/model/tenfold-node-details.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldModelPage: what the session's network is: what is known of it and how pictures go in, its
 * layers as a table, and its graph; and where another one is put together. It follows the newest
 * weights of a run.
 *
 * Actions ("model"): view ('overview', 'layers', 'graph', 'build'), copy-layers, find-input,
 * deselect, zoom-in, zoom-out, zoom-fit, export ('svg', 'png').
 * Signals:
 *   "changed" (const char *text)                  - the network was changed; an undo takes it back
 */

#define TENFOLD_TYPE_MODEL_PAGE (tenfold_model_page_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldModelPage, tenfold_model_page, TENFOLD, MODEL_PAGE, AdwBin)

/* Once. */
void tenfold_model_page_connect (TenfoldModelPage *self,
                                 TenfoldSession *session,
                                 TenfoldOwnNetworks *own);

GActionGroup *tenfold_model_page_get_actions (TenfoldModelPage *self);

TenfoldBuilder *tenfold_model_page_get_builder (TenfoldModelPage *self);
