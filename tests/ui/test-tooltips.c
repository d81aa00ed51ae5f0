/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
#include "ui/gtk/tenfold-column-titles.h"
#include "ui/gtk/tenfold-tooltips.h"

static void
test_widen (void)
{
  static const struct {
    const char *text, *wide;
  } cases[] = {
    { "", "" },
    { "Undo (Ctrl+Z)", "Undo (Ctrl+Z)" },
    { "按宽度", "按\u200b宽\u200b度" },
    /* Not before a comma, not after a bracket. */
    { "图，（字", "图\u2060，\u2060（\u2060字" },
    { "撤销 (Ctrl+Z)", "撤\u200b销\u200b (Ctrl+Z)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *wide = tenfold_tooltip_widen (cases[i].text);
    g_autofree char *again = tenfold_tooltip_widen (wide);

    g_assert_cmpstr (wide, ==, cases[i].wide);
    g_assert_cmpstr (again, ==, wide);
  }
}

/* Also one that is set later, of a widget within. */
static void
test_follow (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *button = gtk_button_new ();

  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_tooltip_text (box, "宽度");
  tenfold_tooltips_follow (box);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (box), ==, "宽\u200b度");
  gtk_widget_set_tooltip_text (button, "数字");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "数\u200b字");
  gtk_widget_set_tooltip_text (button, NULL);
  g_assert_null (gtk_widget_get_tooltip_text (button));
  g_assert_finalize_object (box);
}

static gboolean
is_open (gpointer popover)
{
  return gtk_widget_get_mapped (popover);
}

static gboolean
is_closed (gpointer popover)
{
  return !gtk_widget_get_mapped (popover);
}

/* Nothing lies over a menu that is open; the tooltip is back after it. */
static void
test_menu (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWindow *window;

  gtk_popover_set_child (GTK_POPOVER (popover), gtk_label_new ("Menu"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, "Tooltip");
  tenfold_tooltips_follow (button);
  window = test_ui_window (button, 200, 200);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  test_ui_assert_wait (is_open, popover);
  g_assert_false (gtk_widget_get_has_tooltip (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Tooltip");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  test_ui_assert_wait (is_closed, popover);
  g_assert_true (gtk_widget_get_has_tooltip (button));
  test_ui_destroy (window);
}

/* The title of a column of numbers ends where they end. */
static void
test_column_titles (void)
{
  GtkWidget *view = gtk_column_view_new (NULL), *title;
  GtkWindow *window;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new ("Title", NULL);

    gtk_column_view_column_set_expand (column, TRUE);
    gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
  }
  tenfold_column_titles_at_end (GTK_COLUMN_VIEW (view), 1);
  window = test_ui_window (view, 400, 200);
  title = gtk_widget_get_first_child (gtk_widget_get_first_child (view));
  for (guint i = 0; i < 2; i++, title = gtk_widget_get_next_sibling (title)) {
    GtkWidget *label = test_ui_find_type (title, GTK_TYPE_LABEL);
    graphene_rect_t at;

    g_assert_true (gtk_widget_compute_bounds (label, title, &at));
    if (i == 0)
      g_assert_cmpfloat (at.origin.x + at.size.width, <, 100);
    else
      g_assert_cmpfloat (at.origin.x + at.size.width, >, 150);
  }
  test_ui_destroy (window);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/tooltips/widen", test_widen);
  g_test_add_func ("/tooltips/follow", test_follow);
  g_test_add_func ("/tooltips/menu", test_menu);
  g_test_add_func ("/tooltips/column-titles", test_column_titles);
  return g_test_run ();
}
