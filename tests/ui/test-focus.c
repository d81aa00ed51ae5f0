/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
#include "ui/gtk/tenfold-focus.h"

/* What had the focus is taken away, for good; the focus goes to text that can be selected. */
static void
test_removed (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *button = gtk_button_new_with_label ("Button");
  GtkWidget *text = gtk_label_new ("Text");
  GtkWindow *window = test_ui_window (box, 300, 200);
  GtkWidget *gone = button;

  tenfold_focus_follow (window);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), text);
  g_object_add_weak_pointer (G_OBJECT (gone), (gpointer *) &gone);
  gtk_widget_grab_focus (button);
  test_ui_settle (window);
  gtk_box_remove (GTK_BOX (box), button);
  test_ui_settle (window);
  test_ui_run (0.05);
  g_assert_true (gtk_window_get_focus (window) == text);
  g_assert_null (gone);
  test_ui_destroy (window);
}

/* What gets insensitive, alone or with what is around it, hands the focus on; an entry warns
 * otherwise when its cursor blinks. */
static void
test_insensitive (gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *first = g_str_equal (data, "button") ? gtk_button_new () : entry;
  GtkWidget *last = gtk_button_new_with_label ("Button");
  GtkWindow *window = test_ui_window (box, 300, 200);

  tenfold_focus_follow (window);
  gtk_box_append (GTK_BOX (box), inner);
  gtk_box_append (GTK_BOX (box), last);
  gtk_box_append (GTK_BOX (inner), first);
  if (first != entry)
    gtk_box_append (GTK_BOX (inner), entry);
  gtk_widget_grab_focus (first);
  test_ui_run (0.1);
  gtk_widget_set_sensitive (g_str_equal (data, "around") ? inner : first, FALSE);
  test_ui_run (1.5);
  if (first != entry)
    g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (window), entry));
  else
    g_assert_true (gtk_window_get_focus (window) == last);
  test_ui_destroy (window);
}

/* Arrows pass an expander that hides something, and reach what it shows. */
static void
test_expander (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_button_new_with_label ("First");
  GtkWidget *expander = gtk_expander_new ("More");
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *hidden = gtk_button_new_with_label ("Hidden");
  GtkWidget *last = gtk_button_new_with_label ("Last");
  GtkWindow *window;

  gtk_box_append (GTK_BOX (inner), hidden);
  gtk_expander_set_child (GTK_EXPANDER (expander), inner);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), expander);
  gtk_box_append (GTK_BOX (box), last);
  window = test_ui_window (box, 300, 200);
  tenfold_focus_follow (window);
  gtk_widget_grab_focus (first);
  test_ui_keys ("Down Down");
  g_assert_true (gtk_window_get_focus (window) == last);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  test_ui_run (0.5);
  gtk_widget_grab_focus (expander);
  test_ui_keys ("Down");
  g_assert_true (gtk_window_get_focus (window) == hidden);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), FALSE);
  test_ui_run (0.5);
  gtk_widget_grab_focus (first);
  test_ui_keys ("Down Down");
  g_assert_true (gtk_window_get_focus (window) == last);
  test_ui_destroy (window);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/focus/label", test_removed);
  g_test_add_data_func ("/focus/insensitive/entry", "entry", test_insensitive);
  g_test_add_data_func ("/focus/insensitive/around", "around", test_insensitive);
  g_test_add_data_func ("/focus/insensitive/button", "button", test_insensitive);
  g_test_add_func ("/focus/expander", test_expander);
  return g_test_run ();
}
