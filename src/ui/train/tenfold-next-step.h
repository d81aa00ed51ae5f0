/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/session/tenfold-session.h"

/* The one blue button of the window is the next step; a function of what the session does. */

typedef enum {
  TENFOLD_NEXT_NONE,
  TENFOLD_NEXT_START, /* from nothing: the network that comes with the program has learned already
                       */
  TENFOLD_NEXT_TRAIN, /* or resume */
  TENFOLD_NEXT_PAUSE,
  TENFOLD_NEXT_SAVE,
} TenfoldNextStep;

/* Pure. */
TenfoldNextStep
tenfold_next_step (NnWorkerState state, gboolean shipped, gboolean untrained, gboolean modified);

TenfoldNextStep tenfold_next_step_of (TenfoldSession *session);
