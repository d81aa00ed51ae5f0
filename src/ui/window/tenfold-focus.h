/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The keyboard's focus in a window, of which GTK 4.8 loses hold in two ways.
 *
 * What has lost the focus is looked at once more where a label or an entry gets it, although it may
 * have been the focus alone that held what has been taken out of the window. It is held for longer.
 *
 * Where what has the focus gets insensitive, nothing has it, an entry is not told and warns, and so
 * does a menu that is opened then. The next one gets it. */
void tenfold_focus_follow (GtkWindow *window);
