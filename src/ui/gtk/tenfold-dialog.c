/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-dialog.h"

void
tenfold_dialog_guard (GtkWindow *dialog)
{
  g_signal_connect (dialog, "unmap", G_CALLBACK (gtk_window_set_transient_for), NULL);
}

/* Pixels: less than any dialog is wide. */
#define HEADING_WIDTH 120

/* libadwaita has the heading twice, large in one line and small in several, and measures both for
 * what the one of them needs that needs less, of which newer GTK warns: with this, both need the
 * same. */
static void
even_headings (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget)
      && (gtk_widget_has_css_class (widget, "title-2")
          || gtk_widget_has_css_class (widget, "title-4"))) {
    gtk_widget_set_size_request (widget, HEADING_WIDTH, -1);
    g_object_set (widget, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    even_headings (child);
}

GtkWidget *
tenfold_dialog_new (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  tenfold_dialog_guard (GTK_WINDOW (dialog));
  even_headings (dialog);
  return dialog;
}
