/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A row of a boxed list: a caption, and below it what it is, which can be marked and copied. */
GtkWidget *tenfold_fact_row_new (const char *caption, const char *value); /* floating */

/* A line of a table of facts: a caption in column 0, and in column 1 what it is, which can be
 * marked and copied. */
void tenfold_fact_row_attach (GtkGrid *grid, int row, const char *caption, const char *value);
