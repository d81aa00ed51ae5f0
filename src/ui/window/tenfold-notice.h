/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Shows a notification of the desktop that leads back to the window, unless the window or a dialog
 * of it has the keyboard. Each window has one, its newest; it goes once the window is active. */
void tenfold_notice_show (GtkApplicationWindow *window, const char *title, const char *body);
