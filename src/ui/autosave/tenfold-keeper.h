/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/pad/tenfold-pad-pane.h"
#include "ui/autosave/tenfold-restore.h"
#include "ui/session/tenfold-session.h"
#include "ui/train/tenfold-train-page.h"

/*
 * TenfoldKeeper: looks every two seconds at what a window would lose if the program were killed,
 * and has what has changed written to the window's state folder. A window in which nothing has been
 * done leaves nothing.
 */

typedef struct _TenfoldKeeper TenfoldKeeper;

/* How often it looks, in seconds. */
#define TENFOLD_KEEPER_INTERVAL 2

/* What it is that can be lost; borrowed, outlives the keeper. */
typedef struct {
  TenfoldSession *session;
  GListStore *sources;
  TenfoldPadPane *pad_pane;
  TenfoldTrainPage *train_page;
} TenfoldWork;

/* As the window is now, there is nothing to be kept. failed: called when something cannot be
 * written, once until something can. */
TenfoldKeeper *tenfold_keeper_new (const TenfoldWork *work,
                                   void (*failed) (gpointer data, const char *why),
                                   gpointer data);

/* The window closes: there is nothing to be restored any more. */
void tenfold_keeper_free (TenfoldKeeper *self);

/* Brings back what was found and loaded, and goes on keeping it in the same folder. */
void tenfold_keeper_restore (TenfoldKeeper *self, TenfoldRestore *restore);

/* Whether nothing would be lost. */
gboolean tenfold_keeper_is_untouched (TenfoldKeeper *self);
