/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/tenfold-window-private.h"

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
tenfold_window_replace_toast (TenfoldWindow *self, AdwToast **last, AdwToast *toast)
{
  /* It says the new words instead, and its time begins anew: to dismiss it could be too early
   * (tenfold-toasts.h). */
  if (*last != NULL) {
    copy (toast, *last);
    g_object_unref (toast);
    tenfold_window_add_toast (self, g_object_ref (*last));
    return;
  }
  g_set_weak_pointer (last, toast);
  g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed_cb), last);
  tenfold_window_add_toast (self, toast);
}
