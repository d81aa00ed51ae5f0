/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Accessible names. */

/* Gives a name to everything at or below a widget that can be pressed, shows no words and has no
 * name of its own: its tooltip. GTK 4.8 passes tooltips on as descriptions only. */
void tenfold_names_from_tooltips (GtkWidget *widget);
