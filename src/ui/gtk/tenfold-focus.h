/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The keyboard's focus in a window, of which GTK 4.8 loses hold in three ways.
 *
 * What has lost the focus is looked at once more where a label or an entry gets it, although it may
 * have been the focus alone that held what has been taken out of the window. It is held for longer.
 *
 * Where what has the focus gets insensitive, nothing has it, an entry is not told and warns, and so
 * does a menu that is opened then. The next one gets it.
 *
 * An arrow looks for the next one also in what an expander hides, which is in no window then, and
 * warns. What is hidden is not to be looked at; expanders have to be there already. */
void tenfold_focus_follow (GtkWindow *window);
