/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/autosave/tenfold-kept.h"

/*
 * TenfoldRestore: the folder in which a window's work is kept up while it is open,
 * $XDG_STATE_HOME/tenfold/windows/ID. It is made when there is something to keep and removed when
 * the window closes; one that nobody holds the lock of was left behind by a program that was
 * killed.
 *
 *   lock         held (flock) by the program whose window it is, for as long as it lives
 *   state        of TenfoldKept; written last, so that what it names is there
 *   model-N.onnx the network, with the state of training where there is one
 *
 * Files are written on another thread, atomically, one after the other, and only where they have
 * changed. Signals "failed" (char *why): something could not be written; "written" (): it is there.
 */

#define TENFOLD_TYPE_RESTORE (tenfold_restore_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldRestore, tenfold_restore, TENFOLD, RESTORE, GObject)

TenfoldRestore *tenfold_restore_new (void);

/* What killed windows have left, oldest first, theirs alone from now on: no other program finds
 * them while these objects live. What cannot be read is renamed to NAME.damaged and described in
 * damaged (of char *), one sentence each. */
GPtrArray *tenfold_restore_find (GPtrArray *damaged);

/* Of one that was found; the model is there once it has been loaded. */
const TenfoldKept *tenfold_restore_get_kept (TenfoldRestore *self);

/* Reads the model. FALSE with the reason where it is damaged; then it is put aside as above. */
void tenfold_restore_load_async (TenfoldRestore *self, GAsyncReadyCallback callback, gpointer data);
gboolean tenfold_restore_load_finish (TenfoldRestore *self, GAsyncResult *result, GError **error);

/* Takes what is to be there; where it is called faster than the disk writes, the newest counts. */
void tenfold_restore_keep (TenfoldRestore *self, TenfoldKept *kept);
gboolean tenfold_restore_is_busy (TenfoldRestore *self);

/* Nothing is to be restored: the folder goes, and nothing is kept any more. */
void tenfold_restore_remove (TenfoldRestore *self);
