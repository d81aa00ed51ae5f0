/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
#include "ui/help/tenfold-help-text.h"
#include "ui/help/tenfold-help-window.h"

/* Calls visit for a widget and all below it. */
static void
walk (GtkWidget *widget, void (*visit) (GtkWidget *widget, gpointer data), gpointer data)
{
  visit (widget, data);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    walk (child, visit, data);
}

typedef struct {
  const char *page;
  int width;
  guint labels, pictures;
} Seen;

static void
see (GtkWidget *widget, gpointer data)
{
  Seen *seen = data;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_PICTURE (widget)) {
    seen->pictures++;
    g_assert_cmpint (gtk_widget_get_height (widget), >, 40);
  }
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0') {
    PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (widget));
    GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
    double x, y;

    seen->labels++;
    if (pango_layout_is_ellipsized (layout))
      g_error ("cut off on page %s, %d wide: %s", seen->page, seen->width,
               gtk_label_get_text (GTK_LABEL (widget)));
    g_assert_true (gtk_widget_translate_coordinates (widget, root, 0, 0, &x, &y));
    g_assert_cmpfloat (x, >=, 0);
    g_assert_cmpfloat (x + gtk_widget_get_width (widget), <=, gtk_widget_get_width (root));
  }
}

static GtkWindow *
find_help (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (TENFOLD_IS_HELP_WINDOW (window))
      return window;
  }
  return NULL;
}

/* Every page, at every width and in both directions of writing: nothing is cut off or outside, and
 * its pictures are there. */
static void
test_pages (gconstpointer data)
{
  static const int widths[] = { 880, 600, 360 };
  guint n_pages;
  const TenfoldHelpPage *pages = tenfold_help_pages (&n_pages);
  GtkWindow *parent, *help;

  gtk_widget_set_default_direction (GPOINTER_TO_INT (data));
  parent = test_ui_window (gtk_label_new ("parent"), 200, 200);
  g_assert_cmpuint (n_pages, >, 5);
  for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
    for (guint i = 0; i < n_pages; i++) {
      Seen seen = { pages[i].id, widths[w], 0, 0 };
      guint n_pictures = 0;
      g_autofree char *name = NULL;

      tenfold_help_show (parent, pages[i].id);
      help = find_help ();
      test_ui_settle (help);
      if (i == 0) {
        test_ui_resize (help, widths[w], 640);
        test_ui_run (0.3); /* it slides */
      }
      g_assert_cmpstr (tenfold_help_window_get_page (TENFOLD_HELP_WINDOW (help)), ==, pages[i].id);
      walk (GTK_WIDGET (help), see, &seen);
      for (guint k = 0; k < pages[i].n_blocks; k++)
        n_pictures += pages[i].blocks[k].kind == TENFOLD_HELP_PICTURE;
      g_assert_cmpuint (seen.pictures, ==, n_pictures);
      g_assert_cmpuint (seen.labels, >, pages[i].n_blocks);
      name = g_strdup_printf ("help-%s-%d", pages[i].id, widths[w]);
      test_ui_screenshot (name);
    }
  test_ui_destroy (find_help ());
  test_ui_destroy (parent);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* It belongs to its window: there is one, it goes with it, and Escape closes it. */
static void
test_belongs (void)
{
  GtkWindow *parent = test_ui_window (gtk_label_new ("parent"), 200, 200), *help;

  tenfold_help_show (parent, "keys");
  help = find_help ();
  tenfold_help_show (parent, "data");
  g_assert_true (find_help () == help);
  test_ui_settle (help);
  test_ui_xdotool ("windowfocus %lu", test_ui_xid (help));
  test_ui_keys ("Escape");
  test_ui_run (0.3);
  g_assert_null (find_help ());

  tenfold_help_show (parent, "keys");
  test_ui_destroy (parent);
  g_assert_null (find_help ());
}

/* Keys that are named can be pressed. */
static void
test_keys (void)
{
  guint n_pages, n_keys = 0;
  const TenfoldHelpPage *pages = tenfold_help_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    for (guint k = 0; k < pages[i].n_blocks; k++) {
      g_auto (GStrv) keys = NULL;

      if (pages[i].blocks[k].kind != TENFOLD_HELP_KEY)
        continue;
      keys = g_strsplit (pages[i].blocks[k].name, " ", -1);
      for (char **key = keys; *key != NULL; key++) {
        g_auto (GStrv) ends = g_strsplit (*key, "...", 2);
        guint value;
        GdkModifierType state;

        g_assert_true (gtk_accelerator_parse (ends[0], &value, &state));
        g_assert_cmpuint (value, !=, 0);
        n_keys++;
      }
    }
  g_assert_cmpuint (n_keys, >, 30);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_data_func ("/help/pages", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_pages);
  g_test_add_data_func ("/help/pages-from-right", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_pages);
  g_test_add_func ("/help/belongs", test_belongs);
  g_test_add_func ("/help/keys", test_keys);
  return g_test_run ();
}
