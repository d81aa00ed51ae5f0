/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/autosave/tenfold-snapshot.h"

/*
 * TenfoldSnapshotStore: the folder in which the newest snapshot of a window lies while it is open,
 * $XDG_STATE_HOME/tenfold/windows/ID. It is made when there is something to lose and removed when
 * the window closes; one whose lock nobody holds was left behind by a program that was killed.
 *
 *   lock         held (flock) by the program whose window it is, for as long as it lives
 *   state        tenfold_snapshot_to_bytes(); written last, so that what it names is there
 *   model-N.onnx the network, with the state of training where there is one
 *
 * Files are written on another thread, atomically, one after the other, and only where they have
 * changed. Signal "failed" (char *why): something could not be written; once until something can.
 */

#define TENFOLD_TYPE_SNAPSHOT_STORE (tenfold_snapshot_store_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldSnapshotStore,
                      tenfold_snapshot_store,
                      TENFOLD,
                      SNAPSHOT_STORE,
                      GObject)

/* Where the folders of all windows lie. Free with g_free(). */
char *tenfold_snapshot_store_root (void);

/* Nothing is made on the disk before the first write. */
TenfoldSnapshotStore *tenfold_snapshot_store_new (void);

/* What killed windows have left, oldest first, theirs alone from now on: no other program finds
 * them while these objects live. What cannot be read is renamed to NAME.damaged and described in
 * damaged (of char *), one sentence each. */
GPtrArray *tenfold_snapshot_store_find (GPtrArray *damaged);

/* Of one that was found; the model is there once it has been loaded. Borrowed. */
TenfoldSnapshot *tenfold_snapshot_store_get_snapshot (TenfoldSnapshotStore *self);

/* Reads the model. FALSE with the reason where it is damaged; then it is put aside as above. */
void tenfold_snapshot_store_load_async (TenfoldSnapshotStore *self,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean tenfold_snapshot_store_load_finish (TenfoldSnapshotStore *self,
                                             GAsyncResult *result,
                                             GError **error);

/* Where this is called faster than the disk writes, the newest counts. */
void tenfold_snapshot_store_write (TenfoldSnapshotStore *self, TenfoldSnapshot *snapshot);
gboolean tenfold_snapshot_store_is_busy (TenfoldSnapshotStore *self);

/* Nothing is to be restored: the folder goes, and nothing is written any more. Waits for a write
 * that is under way. */
void tenfold_snapshot_store_remove (TenfoldSnapshotStore *self);
