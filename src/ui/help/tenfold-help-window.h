/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* TenfoldHelpWindow: the help, a list of pages and the page that is read. It is a part of the
 * program, so it is there without a browser of help and without a network. */

#define TENFOLD_TYPE_HELP_WINDOW (tenfold_help_window_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldHelpWindow, tenfold_help_window, TENFOLD, HELP_WINDOW, AdwWindow)

/* Shows a page by its id, in the help window that belongs to a window or in a new one. */
void tenfold_help_show (GtkWindow *parent, const char *id);

/* The id of the page that is shown. */
const char *tenfold_help_window_get_page (TenfoldHelpWindow *self);
