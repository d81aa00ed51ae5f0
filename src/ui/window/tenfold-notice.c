/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/tenfold-notice.h"

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

static char *
notice_id (GtkApplicationWindow *window)
{
  return g_strdup_printf ("training-%u", gtk_application_window_get_id (window));
}

static void
active_cb (GtkWindow *window)
{
  GtkApplication *application = gtk_window_get_application (window);
  g_autofree char *id = NULL;

  if (application == NULL || !gtk_window_is_active (window))
    return;
  id = notice_id (GTK_APPLICATION_WINDOW (window));
  g_application_withdraw_notification (G_APPLICATION (application), id);
  g_signal_handlers_disconnect_by_func (window, active_cb, NULL);
}

void
tenfold_notice_show (GtkApplicationWindow *window, const char *title, const char *body)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = NULL;

  if (application == NULL || is_looked_at (GTK_WINDOW (window)))
    return;
  id = notice_id (window);
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show-window", "u",
                                                gtk_application_window_get_id (window));
  g_application_send_notification (G_APPLICATION (application), id, notification);
  g_signal_handlers_disconnect_by_func (window, active_cb, NULL);
  g_signal_connect (window, "notify::is-active", G_CALLBACK (active_cb), NULL);
}
