/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
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

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/tooltips/widen", test_widen);
  g_test_add_func ("/tooltips/follow", test_follow);
  return g_test_run ();
}
