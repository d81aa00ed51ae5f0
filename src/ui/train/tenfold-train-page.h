/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/plot/tenfold-plot.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/session/tenfold-own-networks.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldTrainPage: chooses network, data and recipe, trains, and shows how it goes.
 *
 * Property "threads" (int): that the recipe of a network begins with; 0: as many as there are.
 * Signals:
 *   "forgot" (char *what)   - the network was replaced; tenfold_session_undo() brings it back
 *   "finished" (char *what) - a run came to its end; one sentence
 *   "worse" (char *what)    - it ended worse than it has been: "train.take-best" brings that back
 */

#define TENFOLD_TYPE_TRAIN_PAGE (tenfold_train_page_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldTrainPage, tenfold_train_page, TENFOLD, TRAIN_PAGE, AdwBin)

/* Once, before it is shown. sources: of TenfoldDataSource. */
void
tenfold_train_page_connect (TenfoldTrainPage *self, TenfoldSession *session, GListStore *sources);

/* Once: networks of the user's own, which are in the list below the others. */
void tenfold_train_page_set_own_networks (TenfoldTrainPage *self, TenfoldOwnNetworks *own);

/* Networks come from elsewhere: the page offers none. */
void tenfold_train_page_hide_networks (TenfoldTrainPage *self);

/* What the plot shows: "loss", "error" ... */
void tenfold_train_page_set_quantity (TenfoldTrainPage *self, const char *quantity);

/* Shows a hint above the settings, with which it scrolls. */
void tenfold_train_page_set_tip (TenfoldTrainPage *page, GtkWidget *tip);

/* Without fields and tools, for a projector. */
void tenfold_train_page_set_presenting (TenfoldTrainPage *self, gboolean presenting);

/* The network that a slow one gives way to when it starts from nothing. */
void tenfold_train_page_set_quick (TenfoldTrainPage *page, const NnPreset *quick);

/* Actions "toggle" (train, pause, go on), "stop", "step", "step-epoch", "forget", "take-best",
 * "reset", "teach" (the user's own digits). */
GActionGroup *tenfold_train_page_get_actions (TenfoldTrainPage *self);

/* The plot's own actions. */
GActionGroup *tenfold_train_page_get_plot_actions (TenfoldTrainPage *self);

TenfoldPlot *tenfold_train_page_get_plot (TenfoldTrainPage *self); /* borrowed */

/* Trains on from a moment of a run that is being looked back to: the network of then becomes the
 * current one, and what comes of it is a run of its own that begins there. The settings are those
 * of the form; where it is not the newest run, the form gets that run's. */
void
tenfold_train_page_branch (TenfoldTrainPage *self, TenfoldRun *run, NnModel *model, double epoch);

/* What the form says. */
void tenfold_train_page_get_recipe (TenfoldTrainPage *self, NnRecipe *recipe);

/* Brings back the form of a window that was killed; interrupted: a run was under way, which Train
 * goes on with. */
void
tenfold_train_page_restore (TenfoldTrainPage *self, const NnRecipe *recipe, gboolean interrupted);

/* The dataset that is chosen. */
TenfoldDataSource *tenfold_train_page_get_source (TenfoldTrainPage *self);
gboolean tenfold_train_page_choose_source (TenfoldTrainPage *self, const char *name);
