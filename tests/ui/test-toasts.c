/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
#include "ui/gtk/tenfold-toasts.h"

static void
dismissed_cb (AdwToast *toast, guint *n_dismissed)
{
  (*n_dismissed)++;
}

/* Escape, pressed quickly, dismisses the first toast, and the second one only once it is there. */
static void
test_escape (void)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  GtkWidget *button = gtk_button_new_with_label ("Button");
  GtkWindow *window;
  guint n_dismissed = 0;

  tenfold_toasts_guard (ADW_TOAST_OVERLAY (overlay));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), button);
  window = test_ui_window (overlay, 300, 200);
  for (int i = 0; i < 2; i++) {
    AdwToast *toast = adw_toast_new ("Toast");

    g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed_cb), &n_dismissed);
    adw_toast_set_timeout (toast, 0);
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  }
  gtk_widget_grab_focus (button);
  test_ui_run (1);
  test_ui_keys ("Escape Escape");
  test_ui_run (1.5);
  g_assert_cmpuint (n_dismissed, ==, 1);
  test_ui_keys ("Escape");
  test_ui_run (1);
  g_assert_cmpuint (n_dismissed, ==, 2);
  test_ui_destroy (window);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/toasts/escape", test_escape);
  return g_test_run ();
}
