/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
#include "ui/gtk/tenfold-ask.h"

static const TenfoldAnswer answer = { "close", "_Close" };

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* Somebody holds a dialog for longer than its parent, and nothing asks for that. */
static void
test_outlives (void)
{
  GtkWindow *parent = test_ui_window (gtk_label_new ("Parent"), 300, 200);
  GtkWidget *dialog = g_object_ref (tenfold_ask (parent, "Heading", "Body", &answer, 1));

  test_ui_settle (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  test_ui_destroy (parent);
  g_assert_finalize_object (dialog);
}

/* One that is open goes with its parent. */
static void
test_goes_along (void)
{
  GtkWindow *parent = test_ui_window (gtk_label_new ("Parent"), 300, 200);
  GtkWidget *dialog = tenfold_ask (parent, "Heading", "Body", &answer, 1);

  test_ui_settle (dialog);
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (dialog)) == parent);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (parent);
  test_ui_assert_wait (is_gone, &dialog);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/dialog/outlives", test_outlives);
  g_test_add_func ("/dialog/goes-along", test_goes_along);
  return g_test_run ();
}
