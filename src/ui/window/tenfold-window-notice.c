/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/tenfold-window-private.h"

/* What the desktop says of a window that nobody looks at. */

/* It or a dialog of it has the keyboard. */
static gboolean
is_looked_at (GtkWindow *window)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) other = g_list_model_get_item (windows, i);

    if (gtk_window_is_active (other)
        && (other == window || gtk_window_get_transient_for (other) == window))
      return TRUE;
  }
  return FALSE;
}

/* Each window has one notice, its newest. */
static char *
notice_id (TenfoldWindow *self)
{
  return g_strdup_printf ("training-%u",
                          gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self)));
}

void
tenfold_window_notify (TenfoldWindow *self, const char *title, const char *body)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = NULL;

  if (application == NULL || is_looked_at (GTK_WINDOW (self)))
    return;
  id = notice_id (self);
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (
      notification, "app.show-window", "u",
      gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self)));
  g_application_send_notification (G_APPLICATION (application), id, notification);
  self->noticed = TRUE;
}

void
tenfold_window_withdraw_notice (TenfoldWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  g_autofree char *id = NULL;

  if (!self->noticed || application == NULL || !gtk_window_is_active (GTK_WINDOW (self)))
    return;
  id = notice_id (self);
  g_application_withdraw_notification (G_APPLICATION (application), id);
  self->noticed = FALSE;
}
