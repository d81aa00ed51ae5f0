/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-window.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "ui/app/tenfold-application.h"
#include "ui/data/tenfold-own-bar.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/plot/tenfold-plot-pane.h"
#include "ui/train/tenfold-recipe-form.h"
#include "ui/train/tenfold-run-record.h"
#include "ui/train/tenfold-train-page.h"

/*
 * The whole window in every size, with small and large text, from the left and from the right:
 * nothing is wider or higher than the window, no text ends without saying so, no scroll bar is
 * inside another, and the pointer draws where it is.
 *
 * With TENFOLD_SCREENSHOTS=FOLDER every one of them is a picture.
 * With TENFOLD_LAYOUT_TRANSLATIONS=FOLDER (build/po) the language of the environment is taken from
 * there.
 */

#define N_RUNS 8

static const double one[][2] = { { 0.52, 0.2 }, { 0.51, 0.4 }, { 0.5, 0.6 }, { 0.49, 0.8 } };

static AdwApplication *application;

typedef struct {
  int width, height;
} Size;

static const Size usual[] = { { 1200, 800 }, { 800, 600 }, { 360, 640 }, { 360, 294 }, { 0, 0 } };
/* Text of twice the size needs some height. */
static const Size tall[] = { { 1200, 800 }, { 800, 600 }, { 360, 640 }, { 360, 450 }, { 0, 0 } };
static const Size extreme[] = { { 1200, 800 }, { 360, 294 }, { 0, 0 } };

/* A look at the window: what it is called, text by percent, the sizes, which way it is read. */
typedef struct {
  const char *name;
  int text;
  const Size *sizes;
  GtkTextDirection direction;
} Look;

typedef struct {
  TenfoldWindow *window;
  GtkWidget *pad;
  const Look *look;
  NnVerdict verdict;
  int width, height; /* of what is in the window now */
  const char *place;
  guint n_faults;
  char *folder; /* of pictures */
} Fixture;

static void
verdict_cb (TenfoldSession *session, const NnVerdict *verdict, Fixture *f)
{
  f->verdict = *verdict;
}

static gboolean
reads_a_one (gpointer data)
{
  Fixture *f = data;

  return f->verdict.kind == NN_VERDICT_DIGIT && f->verdict.digit == 1;
}

/* A few pictures to learn from and to test with, and digits of the user's own. */
static void
write_pictures (Fixture *f)
{
  static const char *const names[] = { "mnist_train.csv", "mnist_test.csv" };
  g_autoptr (GString) pictures = g_string_new (NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GFile) own = nn_own_digits_file ();
  g_autofree char *own_folder = g_path_get_dirname (g_file_peek_path (own));

  for (guint i = 0; i < 60; i++) {
    g_string_append_printf (pictures, "%u", i % 10);
    for (guint pixel = 0; pixel < NN_PICTURE_PIXELS; pixel++)
      g_string_append (pictures, pixel % 28 > 10 && pixel % 28 < 18 ? ",255" : ",0");
    g_string_append_c (pictures, '\n');
    g_string_append_printf (lines,
                            "{\"id\":\"digit-%u\",\"label\":1,\"strokes\":[[[0.5,0.1,0,1],"
                            "[0.5,0.9,0.25,0.5]]],\"widths\":[0.0625]}\n",
                            i);
  }
  f->folder = g_build_filename (g_get_user_data_dir (), "a folder with a long name", NULL);
  g_mkdir_with_parents (f->folder, 0777);
  g_mkdir_with_parents (own_folder, 0777);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

    g_assert_true (g_file_set_contents (path, pictures->str, -1, NULL));
  }
  g_assert_true (g_file_set_contents (g_file_peek_path (own), lines->str, -1, NULL));
}

static void
set_up (Fixture *f, gconstpointer look)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_autoptr (GFile) folder = NULL;

  write_pictures (f);
  f->look = look;
  gtk_widget_set_default_direction (f->look->direction);
  g_object_set (settings, "gtk-xft-dpi", 96 * 1024 * f->look->text / 100, "gtk-enable-animations",
                FALSE, NULL);
  f->window = tenfold_window_new (application);
  f->pad = tenfold_pad_pane_get_pad (test_window_pad_pane (f->window));
  g_signal_connect (test_window_session (f->window), "verdict", G_CALLBACK (verdict_cb), f);
  folder = g_file_new_for_path (f->folder);
  tenfold_data_sources_add_folder (test_window_object (f->window, "sources"), folder);
  /* What the page Train chooses is read for its preview. */
  tenfold_train_page_choose_source (test_window_train_page (f->window), f->folder);
  test_ui_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_ui_destroy (GTK_WINDOW (f->window));
  g_free (f->folder);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024, NULL);
}

/* --- what must hold --- */

static void fault (Fixture *f, GtkWidget *widget, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
fault (Fixture *f, GtkWidget *widget, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  g_test_message ("%s, %s, %dx%d: %s: %s", f->look->name, f->place, f->width, f->height,
                  G_OBJECT_TYPE_NAME (widget), text);
  f->n_faults++;
}

static gboolean
scrolls (GtkWidget *widget, GtkOrientation orientation)
{
  GtkPolicyType across, down;

  GtkAdjustment *adjustment;

  if (!GTK_IS_SCROLLED_WINDOW (widget))
    return FALSE;
  /* What has nothing to scroll does not. */
  adjustment = orientation == GTK_ORIENTATION_HORIZONTAL
                   ? gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (widget))
                   : gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  if (gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment))
    return FALSE;
  gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (widget), &across, &down);
  return (orientation == GTK_ORIENTATION_HORIZONTAL ? across : down) != GTK_POLICY_NEVER;
}

static gboolean
has_tooltip (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget)) {
    const char *text = gtk_widget_get_tooltip_text (widget);

    if (text != NULL && *text != '\0')
      return TRUE;
  }
  return FALSE;
}

/* What is shown of a text is all of it, or a tooltip has the rest; but a title is as long as a
 * file's name. */
static void
check_label (Fixture *f, GtkLabel *label)
{
  GtkWidget *widget = GTK_WIDGET (label);
  PangoLayout *layout = gtk_label_get_layout (label);
  int width, height;

  if (pango_layout_is_ellipsized (layout)) {
    if (!has_tooltip (widget)
        && gtk_widget_get_ancestor (widget, ADW_TYPE_VIEW_SWITCHER_TITLE) == NULL)
      fault (f, widget, "“%s” is cut off", gtk_label_get_text (label));
    return;
  }
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > gtk_widget_get_width (widget) + 1 || height > gtk_widget_get_height (widget) + 1)
    fault (f, widget, "“%s” is %dx%d in %dx%d", gtk_label_get_text (label), width, height,
           gtk_widget_get_width (widget), gtk_widget_get_height (widget));
}

/* Everything is within the window, but what is scrolled and the padding at the lower edge. */
static void
check_place (Fixture *f, GtkWidget *widget, gboolean across, gboolean down)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (f->window));
  graphene_rect_t at;

  if (!gtk_widget_compute_bounds (widget, content, &at) || at.size.width <= 0)
    return;
  if (!across && (at.origin.x < -0.5f || at.origin.x + at.size.width > (float) f->width + 0.5f))
    fault (f, widget, "from %g to %g across", at.origin.x, at.origin.x + at.size.width);
  if (!down && (at.origin.y < -0.5f || at.origin.y + at.size.height > (float) f->height + 4))
    fault (f, widget, "from %g to %g down", at.origin.y, at.origin.y + at.size.height);
}

static void
check_widget (Fixture *f, GtkWidget *widget, gboolean across, gboolean down)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_mapped (widget)
      || GTK_IS_POPOVER (widget))
    return;
  if (down && scrolls (widget, GTK_ORIENTATION_VERTICAL))
    fault (f, widget, "scrolls inside of what scrolls");
  if (GTK_IS_LABEL (widget))
    check_label (f, GTK_LABEL (widget));
  if (GTK_IS_LABEL (widget) || GTK_IS_BUTTON (widget) || GTK_IS_DROP_DOWN (widget))
    check_place (f, widget, across, down);
  across |= scrolls (widget, GTK_ORIENTATION_HORIZONTAL);
  down |= scrolls (widget, GTK_ORIENTATION_VERTICAL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_widget (f, child, across, down);
}

/* The innermost widget that makes another one that long: three quarters of it at least. */
static GtkWidget *
find_longest (GtkWidget *widget, GtkOrientation orientation, int length)
{
  GtkWidget *longest = NULL;
  int most = length * 3 / 4;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int least = 0;

    if (gtk_widget_get_child_visible (child))
      gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
    if (least >= most) {
      most = least;
      longest = child;
    }
  }
  return longest != NULL ? find_longest (longest, orientation, most) : widget;
}

static void
check (Fixture *f, const char *place)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (f->window));
  g_autofree char *name
      = g_strdup_printf ("%s-%dx%d-%s", f->look->name, f->width, f->height, place);
  int least;

  f->place = place;
  test_ui_settle (f->window);
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (least > f->width)
    fault (f, find_longest (content, GTK_ORIENTATION_HORIZONTAL, least), "makes the window %d wide",
           least);
  gtk_widget_measure (content, GTK_ORIENTATION_VERTICAL, f->width, &least, NULL, NULL, NULL);
  if (least > f->height)
    fault (f, find_longest (content, GTK_ORIENTATION_VERTICAL, least), "makes the window %d high",
           least);
  check_widget (f, content, FALSE, FALSE);
  test_ui_screenshot (name);
}

/* --- what is looked at --- */

static void
show_page (Fixture *f, const char *name)
{
  adw_view_stack_set_visible_child_name (test_window_child (f->window, "stack"), name);
  test_ui_run (0.05);
}

static void
change_state (GActionGroup *actions, const char *name, GVariant *state)
{
  g_action_group_change_action_state (actions, name, state);
}

static gboolean
has_pictures (gpointer data)
{
  return gtk_widget_get_visible (data);
}

static void
check_data (Fixture *f)
{
  GtkWidget *page = GTK_WIDGET (test_window_child (f->window, "data_page"));

  show_page (f, "data");
  tenfold_data_page_choose_source (test_window_child (f->window, "data_page"), f->folder);
  test_ui_assert_wait (has_pictures,
                       gtk_widget_get_next_sibling (test_ui_find_type (page, TENFOLD_TYPE_CHOICE)));
  check (f, "data");
  tenfold_data_page_choose_source (test_window_child (f->window, "data_page"), "mine");
  test_ui_assert_wait (has_pictures, test_ui_find_type (page, TENFOLD_TYPE_OWN_BAR));
  check (f, "data-own");
}

static void
check_model (Fixture *f)
{
  static const char *const views[] = { "overview", "layers", "graph" };
  GActionGroup *actions
      = tenfold_model_page_get_actions (test_window_child (f->window, "model_page"));

  show_page (f, "model");
  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    g_autofree char *place = g_strconcat ("model-", views[i], NULL);

    change_state (actions, "view", g_variant_new_string (views[i]));
    test_ui_run (0.05);
    check (f, place);
  }
}

static void
check_train (Fixture *f, const char *name)
{
  g_autofree char *table = g_strconcat (name, "-table", NULL);
  GActionGroup *plot = tenfold_train_page_get_plot_actions (test_window_train_page (f->window));

  show_page (f, "train");
  check (f, name);
  change_state (plot, "table", g_variant_new_boolean (TRUE));
  check (f, table);
  change_state (plot, "table", g_variant_new_boolean (FALSE));
}

/* More runs than there is room for at once. */
static void
add_runs (Fixture *f)
{
  for (guint i = 0; i < N_RUNS; i++) {
    g_autofree char *title = g_strdup_printf ("Run %u", i + 1);
    g_autoptr (TenfoldRun) run = NULL;
    NnRecipe recipe;

    nn_recipe_init (&recipe, NULL);
    recipe.rate = 0.001 * (i + 1);
    recipe.batch = 32 + i;
    recipe.seed = i;
    run = tenfold_run_record_new (title, &recipe, "MNIST");
    for (guint epoch = 1; epoch <= 5; epoch++) {
      double loss = 0.4 / epoch + 0.02 * i;

      tenfold_run_add_step (run, epoch, loss, 1 - loss / 3, 0.01);
      tenfold_run_add_epoch (run, epoch, loss, 1 - loss / 3, loss + 0.01, 1 - loss / 3);
    }
    tenfold_plot_pane_add_run (
        test_train_page_child (test_window_train_page (f->window), "plot_pane"), run);
  }
  test_ui_run (0.05);
}

static void
resize (Fixture *f, const Size *size)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (f->window));

  /* Folding changes what the window needs, and so does the frame around it. */
  for (guint i = 0; i < 2; i++) {
    GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (f->window));
    int frame = gdk_surface_get_width (surface) - gtk_widget_get_width (content);

    test_ui_resize (f->window, size->width + frame, size->height + frame);
  }
  f->width = size->width;
  f->height = size->height;
  f->place = "resized";
  if (gtk_widget_get_width (content) != f->width || gtk_widget_get_height (content) != f->height)
    fault (f, content, "is %dx%d", gtk_widget_get_width (content), gtk_widget_get_height (content));
}

/* A presentation has pad, bars, number and curve, and nothing of it is cut off. */
static void
check_presentation (Fixture *f)
{
  g_action_group_change_action_state (G_ACTION_GROUP (f->window), "present",
                                      g_variant_new_boolean (TRUE));
  check (f, "presenting");
  g_action_group_change_action_state (G_ACTION_GROUP (f->window), "present",
                                      g_variant_new_boolean (FALSE));
  test_ui_run (0.05);
}

static void
test_layout (Fixture *f, gconstpointer data)
{
  const Size *sizes = f->look->sizes;
  GtkToggleButton *more = test_train_page_child (test_window_train_page (f->window), "more_button");

  for (guint i = 0; sizes[i].width > 0; i++) {
    resize (f, &sizes[i]);
    if (adw_leaflet_get_folded (test_window_child (f->window, "leaflet"))) {
      show_page (f, "draw");
      check (f, "draw");
    }
    check_train (f, "train");
    check_data (f);
    check_model (f);
    if (sizes[i].width > 1000)
      check_presentation (f);
  }
  add_runs (f);
  gtk_toggle_button_set_active (more, TRUE);
  for (guint i = 0; sizes[i].width > 0; i++) {
    resize (f, &sizes[i]);
    check_train (f, "runs");
  }
  g_assert_cmpuint (f->n_faults, ==, 0);
}

/* Real strokes are where the pointer was, whichever way the window is read. */
static void
test_stroke (Fixture *f, gconstpointer data)
{
  static const Size sizes[] = { { 1200, 800 }, { 360, 294 } };
  TenfoldInk *ink = tenfold_pad_pane_get_ink (test_window_pad_pane (f->window));
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (f->window));

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    graphene_rect_t at;
    float inks[NN_PICTURE_PIXELS];

    resize (f, &sizes[i]);
    g_assert_true (gtk_widget_compute_bounds (f->pad, content, &at));
    if (f->look->direction == GTK_TEXT_DIR_RTL)
      g_assert_cmpfloat (at.origin.x + at.size.width, >, (float) f->width * 0.6f);
    else
      g_assert_cmpfloat (at.origin.x, <, (float) f->width * 0.4f);
    f->verdict = (NnVerdict){ 0 };
    test_ui_draw (f->pad, one, G_N_ELEMENTS (one));
    test_ui_assert_wait (reads_a_one, f);
    g_assert_cmpint (tenfold_ink_rasterize (ink, inks), ==, NN_INK_DRAWING);
    g_action_group_activate_action (tenfold_pad_pane_get_actions (test_window_pad_pane (f->window)),
                                    "clear", NULL);
  }
}

static const Look looks[] = {
  { "plain", 100, usual, GTK_TEXT_DIR_LTR },
  { "small", 75, extreme, GTK_TEXT_DIR_LTR },
  { "large", 200, tall, GTK_TEXT_DIR_LTR },
  { "from-the-right", 100, extreme, GTK_TEXT_DIR_RTL },
};

int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("tenfold-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", data);
  const char *translations = g_getenv ("TENFOLD_LAYOUT_TRANSLATIONS");
  g_autoptr (GError) error = NULL;
  int result;

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  if (translations != NULL) {
    setlocale (LC_ALL, "");
    bindtextdomain (GETTEXT_PACKAGE, translations);
    bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
    textdomain (GETTEXT_PACKAGE);
  }
  test_ui_init (&argc, &argv);
  application = ADW_APPLICATION (tenfold_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    g_autofree char *path = g_strdup_printf ("/layout/%s", looks[i].name);
    g_autofree char *stroke = g_strdup_printf ("/layout/stroke/%s", looks[i].name);

    g_test_add (path, Fixture, &looks[i], set_up, test_layout, tear_down);
    if (looks[i].text == 100)
      g_test_add (stroke, Fixture, &looks[i], set_up, test_stroke, tear_down);
  }
  result = g_test_run ();
  g_object_unref (application);
  test_ui_command (command);
  return result;
}
