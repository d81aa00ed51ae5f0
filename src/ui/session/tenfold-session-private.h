/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/session/tenfold-session.h"

/* What the session's files share: the network (tenfold-session.c) and its runs
 * (tenfold-session-run.c). */

/* A network with what belongs to it, as an undo brings it back. */
typedef struct {
  NnModel *model;
  GFile *file;
  gboolean modified;
  gboolean untrained;
  gboolean shipped; /* the reader that comes with Tenfold, as it came */
  gint64 time;      /* in a pile: when it was replaced, monotonic */
} TenfoldSessionState;

struct _TenfoldSession {
  GObject parent_instance;

  NnWorker *worker;
  TenfoldSessionState now;
  gboolean was_untrained;   /* before the newest run */
  GArray *undo, *redo;      /* TenfoldSessionState, oldest first: what undo and redo bring back */
  NnModel *reader;          /* the shipped one; NULL: it is not there */
  guint n_saving;           /* files that are being written */
  guint n_epochs;           /* of the newest run, from its beginning */
  guint interrupted_epochs; /* of the run that a crash has interrupted; 0: none */
};
