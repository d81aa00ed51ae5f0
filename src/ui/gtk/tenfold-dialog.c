/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-dialog.h"

void
tenfold_dialog_guard (GtkWindow *dialog)
{
  g_signal_connect (dialog, "unmap", G_CALLBACK (gtk_window_set_transient_for), NULL);
}

GtkWidget *
tenfold_dialog_new (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  tenfold_dialog_guard (GTK_WINDOW (dialog));
  return dialog;
}
