/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* GTK 4.8 puts the titles of columns at the beginning, whatever is below them. Puts those of the
 * columns from number first on at the end, over numbers; once all columns are there. */
void tenfold_column_titles_at_end (GtkColumnView *view, guint first);
