/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * GTK 4.8 makes a tooltip as many Latin letters wide as it has characters, up to fifty. Chinese and
 * Japanese ones are twice as wide, so that short tooltips break into columns. A character without
 * width after each of them is counted too.
 */

/* Free with g_free(). */
char *tenfold_tooltip_widen (const char *text);

/* Does so with the tooltips of a widget and of all that is in it, now and when they change; and a
 * popover that is open keeps the tooltips of what it belongs to from lying over it. */
void tenfold_tooltips_follow (GtkWidget *root);
