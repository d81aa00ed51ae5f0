/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/autosave/tenfold-snapshot-store.h"

/* TenfoldWindow: one network with its drawing pad on the left and its pages on the right. */

#define TENFOLD_TYPE_WINDOW (tenfold_window_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldWindow, tenfold_window, TENFOLD, WINDOW, AdwApplicationWindow)

/* Starts with the shipped reader, so that the first drawing is read at once. */
TenfoldWindow *tenfold_window_new (AdwApplication *application);

/* Brings back what a window that was killed has left; it has been loaded. */
void tenfold_window_restore (TenfoldWindow *self, TenfoldSnapshotStore *store);

/* Whether nothing has been done in it yet. */
gboolean tenfold_window_is_untouched (TenfoldWindow *self);

/* Opens a network, or a folder as data, asking first where unsaved work would be lost. */
void tenfold_window_open (TenfoldWindow *self, GFile *file);
