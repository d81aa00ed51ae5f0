/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/autosave/tenfold-kept.h"

/*
 * TenfoldStateFolder: the files of TenfoldRestore: their names, their lock, writing and reading.
 * Reference-counted; its functions may be called from any thread, and wait for each other.
 */

typedef struct _TenfoldStateFolder TenfoldStateFolder;

/* A name that is not there yet; nothing is made before the first write. */
TenfoldStateFolder *tenfold_state_folder_new (void);

/* Takes over a folder that is there. NULL: it belongs to somebody alive, or holds no state (then it
 * goes). */
TenfoldStateFolder *tenfold_state_folder_claim (const char *path);

/* The last one gives up the lock. */
void tenfold_state_folder_unref (TenfoldStateFolder *self);

/* Where all of them lie. Free with g_free(). */
char *tenfold_state_folder_root (void);

/* Fills in the name and the checksum of the model. NN_ERROR_IO; what was there before stays. */
gboolean tenfold_state_folder_write (TenfoldStateFolder *self, TenfoldKept *kept, GError **error);

TenfoldKept *tenfold_state_folder_read (TenfoldStateFolder *self, GError **error);
gboolean
tenfold_state_folder_read_model (TenfoldStateFolder *self, TenfoldKept *kept, GError **error);

/* With everything in it; nothing is written any more. */
void tenfold_state_folder_remove (TenfoldStateFolder *self);

/* Renames it to NAME.damaged and gives that path; free with g_free(). */
char *tenfold_state_folder_put_aside (TenfoldStateFolder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldStateFolder, tenfold_state_folder_unref)
