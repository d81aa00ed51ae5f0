/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/session/tenfold-session.h"

/* What the session's files share: the network (tenfold-session.c) and its runs
 * (tenfold-session-run.c). */

/* What an undo brings back. */
typedef struct {
  NnModel *model;
  GFile *file;
  gboolean modified;
  gboolean untrained;
} TenfoldSessionState;

struct _TenfoldSession {
  GObject parent_instance;

  NnWorker *worker;
  TenfoldSessionState now;
  gboolean was_untrained;     /* before the newest run */
  TenfoldSessionState before; /* the last create, forget or set_convention; no model: nothing
                            to undo */
  guint n_epochs;             /* of the newest run, from its beginning */
  guint interrupted_epochs;   /* of the run that a crash has interrupted; 0: none */
};
