/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/tenfold-window-private.h"

/* When a toast was added, in milliseconds of the monotonic clock. */
#define ADDED "tenfold-added"

static int
now (void)
{
  return (int) (g_get_monotonic_time () / 1000 % G_MAXINT);
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
  adw_toast_set_action_name (to, adw_toast_get_action_name (from));
  adw_toast_set_action_target_value (to, adw_toast_get_action_target_value (from));
}

void
tenfold_window_replace_toast (TenfoldWindow *self, AdwToast **last, AdwToast *toast)
{
  int half = (int) adw_toast_get_timeout (toast) * 500;

  /* libadwaita 1.2 uses freed memory where a toast is dismissed while it slides in. A young one
   * says the new words instead, and still long enough. */
  if (*last != NULL
      && now () - GPOINTER_TO_INT (g_object_get_data (G_OBJECT (*last), ADDED)) < half) {
    copy (toast, *last);
    g_object_unref (toast);
    return;
  }
  if (*last != NULL)
    adw_toast_dismiss (*last);
  g_object_set_data (G_OBJECT (toast), ADDED, GINT_TO_POINTER (now ()));
  g_set_weak_pointer (last, toast);
  g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed_cb), last);
  adw_toast_overlay_add_toast (self->toasts, toast);
}
