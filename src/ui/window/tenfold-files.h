/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/session/tenfold-session.h"

/*
 * TenfoldFiles: opens and saves the network of one window, with the dialogs that this takes: for a
 * file, for a name, and before unsaved work would be lost. Folders of pictures open as data. The
 * window's actions "open", "open-recent", "open-folder", "save" and "save-as" are its.
 *
 * Signals:
 *   "opening" (NnModel *model)         - this network takes the place of the session's, unless the
 *                                        user is asked and keeps that; a handler may set another
 * session "folder-opened" (char *name)       - a folder is among the sources: the source's name
 *   "not-saved" ()                     - a file could not be written; the user has been told
 */

#define TENFOLD_TYPE_FILES (tenfold_files_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldFiles, tenfold_files, TENFOLD, FILES, GObject)

/* window: gets the actions and is the parent of the dialogs; not owned. sources: of
 * TenfoldDataSource. */
TenfoldFiles *
tenfold_files_new (GtkApplicationWindow *window, TenfoldSession *session, GListStore *sources);

/* The networks that were opened or saved last, to be opened again with "win.open-recent". */
GMenuModel *tenfold_files_get_recent (TenfoldFiles *self);

/* The session whose network is saved, and which takes the one that is opened next. */
void tenfold_files_set_session (TenfoldFiles *self, TenfoldSession *session);

/* Opens a network, or a folder as data, asking first where unsaved work would be lost. */
void tenfold_files_open (TenfoldFiles *self, GFile *file);
/* Calls then (object), at once or after the user has decided about unsaved work and training; never
 * if he wants to keep working on it. */
void tenfold_files_ask_then (TenfoldFiles *self, void (*then) (gpointer object), gpointer object);
