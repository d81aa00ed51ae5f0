/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-column-titles.h"

static void
move_labels (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget)) {
    gtk_label_set_xalign (GTK_LABEL (widget), 1);
    gtk_widget_set_hexpand (widget, TRUE);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    move_labels (child);
}

void
tenfold_column_titles_at_end (GtkColumnView *view, guint first)
{
  /* The header is the first child, and its children are the titles. */
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  guint i = 0;

  for (GtkWidget *title = gtk_widget_get_first_child (header); title != NULL;
       title = gtk_widget_get_next_sibling (title))
    if (i++ >= first)
      move_labels (title);
}
