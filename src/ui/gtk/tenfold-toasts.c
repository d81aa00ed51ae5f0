/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-toasts.h"

/* A little more than the longest that libadwaita's take, in time of frames, as theirs is. */
#define SLIDE (600 * G_TIME_SPAN_MILLISECOND)

/* When a toast's first frame was, a gint64. */
#define BEGUN "tenfold-begun"
/* Where a toast is shown. */
#define OVERLAY "tenfold-overlay"

static gboolean
frame_cb (GtkWidget *toast, GdkFrameClock *clock, gpointer data)
{
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  gint64 *begun = g_object_get_data (G_OBJECT (toast), BEGUN);

  if (*begun == 0)
    *begun = now;
  if (now - *begun < SLIDE)
    return G_SOURCE_CONTINUE;
  g_object_set_data (G_OBJECT (toast), BEGUN, NULL);
  gtk_widget_set_can_target (toast, TRUE);
  return G_SOURCE_REMOVE;
}

static void
children_cb (GListModel *children,
             guint at,
             guint n_removed,
             guint n_added,
             AdwToastOverlay *overlay)
{
  for (guint i = at; i < at + n_added; i++) {
    g_autoptr (GtkWidget) child = g_list_model_get_item (children, i);

    if (child == adw_toast_overlay_get_child (overlay))
      continue;
    g_object_set_data_full (G_OBJECT (child), BEGUN, g_new0 (gint64, 1), g_free);
    gtk_widget_set_can_target (child, FALSE);
    gtk_widget_add_tick_callback (child, frame_cb, NULL, NULL);
  }
}

/* Before the overlay's own binding. */
static gboolean
key_cb (GtkEventController *controller, guint key, guint code, GdkModifierType modifiers)
{
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  for (GtkWidget *child = gtk_widget_get_first_child (gtk_event_controller_get_widget (controller));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (g_object_get_data (G_OBJECT (child), BEGUN) != NULL)
      return GDK_EVENT_STOP;
  return GDK_EVENT_PROPAGATE;
}

void
tenfold_toasts_guard (AdwToastOverlay *overlay)
{
  GListModel *children = gtk_widget_observe_children (GTK_WIDGET (overlay));
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* The list lives as long as somebody holds it. */
  g_object_set_data_full (G_OBJECT (overlay), "tenfold-toasts", children, g_object_unref);
  g_signal_connect_object (children, "items-changed", G_CALLBACK (children_cb), overlay, 0);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (overlay), keys);
}

/* While it still fades, it must not get the words of the next one. */
static void
dismissed_cb (AdwToast *toast, AdwToast **last)
{
  if (*last == toast)
    g_clear_weak_pointer (last);
}

static void
copy (AdwToast *from, AdwToast *to)
{
  adw_toast_set_title (to, adw_toast_get_title (from));
  adw_toast_set_button_label (to, adw_toast_get_button_label (from));
  /* An action never meets another one's target. */
  adw_toast_set_action_name (to, NULL);
  adw_toast_set_action_target_value (to, adw_toast_get_action_target_value (from));
  adw_toast_set_action_name (to, adw_toast_get_action_name (from));
}

void
tenfold_toasts_replace (AdwToastOverlay *overlay, AdwToast **last, AdwToast *toast)
{
  /* A toast belongs to one overlay for ever. */
  if (*last != NULL && g_object_get_data (G_OBJECT (*last), OVERLAY) != overlay)
    adw_toast_dismiss (*last);
  /* The last one says the new words, and its time begins anew: to dismiss it could be too early. */
  if (*last != NULL) {
    copy (toast, *last);
    g_object_unref (toast);
    adw_toast_overlay_add_toast (overlay, g_object_ref (*last));
    return;
  }
  g_set_weak_pointer (last, toast);
  g_object_set_data (G_OBJECT (toast), OVERLAY, overlay);
  g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed_cb), last);
  adw_toast_overlay_add_toast (overlay, toast);
}
