/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"

#include <glib/gstdio.h>

#include "ui/pad/tenfold-ink-export.h"
#include "ui/pad/tenfold-pad-pane.h"
#include "ui/pad/tenfold-verdict.h"

/* A seven, on a pad. */
static const double seven[][2]
    = { { 0.25, 0.25 }, { 0.4, 0.24 }, { 0.6, 0.25 }, { 0.72, 0.25 }, { 0.6, 0.5 }, { 0.45, 0.8 } };
static const double bar[][2] = { { 0.4, 0.5 }, { 0.6, 0.5 }, { 0.75, 0.5 } };

typedef struct {
  TenfoldPadPane *pane;
  GtkWindow *window;
  GtkWidget *pad;
  TenfoldInk *ink;
  int changes, label;
  char *message;
} Fixture;

static void
changed_cb (gpointer pane, Fixture *f)
{
  f->changes++;
}

static void
labelled_cb (gpointer pane, int digit, Fixture *f)
{
  f->label = digit;
}

static void
failed_cb (gpointer pane, const char *message, Fixture *f)
{
  g_free (f->message);
  f->message = g_strdup (message);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->pane = TENFOLD_PAD_PANE (tenfold_pad_pane_new ());
  f->window = test_ui_window (GTK_WIDGET (f->pane), 420, 700);
  f->pad = tenfold_pad_pane_get_pad (f->pane);
  f->ink = tenfold_pad_pane_get_ink (f->pane);
  f->label = -1;
  g_signal_connect (f->pane, "drawing-changed", G_CALLBACK (changed_cb), f);
  g_signal_connect (f->pane, "labelled", G_CALLBACK (labelled_cb), f);
  g_signal_connect (f->pane, "failed", G_CALLBACK (failed_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_ui_destroy (f->window);
  g_clear_pointer (&f->message, g_free);
}

static gboolean
enabled (Fixture *f, const char *action)
{
  return g_action_group_get_action_enabled (tenfold_pad_pane_get_actions (f->pane), action);
}

static void
activate (Fixture *f, const char *action, GVariant *parameter)
{
  g_action_group_activate_action (tenfold_pad_pane_get_actions (f->pane), action, parameter);
}

static NnInk
ink_kind (Fixture *f)
{
  NnInk kind;

  tenfold_pad_pane_get_inks (f->pane, &kind);
  return kind;
}

static void
test_draw (Fixture *f, gconstpointer data)
{
  static const char *const with_ink[] = { "clear", "label", "copy", "cut", "export", "undo" };
  float first[784];

  g_assert_cmpint (ink_kind (f), ==, NN_INK_EMPTY);
  for (guint i = 0; i < G_N_ELEMENTS (with_ink); i++)
    g_assert_false (enabled (f, with_ink[i]));

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  test_ui_screenshot ("pad-seven");
  g_assert_cmpint (ink_kind (f), ==, NN_INK_DRAWING);
  memcpy (first, tenfold_pad_pane_get_inks (f->pane, NULL), sizeof first);
  g_assert_cmpint (f->changes, >=, 3);
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (with_ink); i++)
    g_assert_true (enabled (f, with_ink[i]));
  g_assert_false (enabled (f, "redo"));
  g_assert_true (gtk_widget_has_focus (f->pad));

  test_ui_keys ("7");
  g_assert_cmpint (f->label, ==, 7);
  test_ui_keys ("ctrl+z");
  g_assert_cmpint (ink_kind (f), ==, NN_INK_EMPTY);
  g_assert_true (enabled (f, "redo"));
  test_ui_keys ("ctrl+shift+z");
  g_assert_cmpmem (first, sizeof first, tenfold_pad_pane_get_inks (f->pane, NULL), sizeof first);
  test_ui_keys ("Delete");
  g_assert_true (tenfold_ink_is_empty (f->ink));
  f->label = -1;
  test_ui_keys ("3");
  g_assert_cmpint (f->label, ==, -1);
}

/* What the pointer passed while the window was busy is not lost. */
static void
test_history (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) command = g_string_new ("xdotool");
  guint n, x_places = 0;
  const NnPoint *points;
  int x, y;

  test_ui_place (f->pad, 60, 60, &x, &y);
  test_ui_xdotool ("mousemove --window %lu %d %d mousedown 1", test_ui_xid (f->pad), x, y);
  for (int i = 1; i <= 20; i++)
    g_string_append_printf (command, " mousemove --window %lu %d %d sleep 0.002",
                            test_ui_xid (f->pad), x + 10 * i, y + (i % 2 ? 40 : 0));
  g_assert_true (g_spawn_command_line_sync (command->str, NULL, NULL, NULL, NULL));
  test_ui_run (0.1);
  test_ui_xdotool ("mouseup 1");

  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
  points = tenfold_stroke_get_points (tenfold_ink_get_stroke (f->ink, 0), &n);
  for (guint i = 1; i < n; i++)
    if (fabsf (points[i].y - points[i - 1].y) > 0.05f)
      x_places++;
  /* All corners of the zigzag. */
  g_assert_cmpuint (x_places, >=, 19);
}

static void
test_erasers (Fixture *f, gconstpointer data)
{
  const double across[][2] = { { 0.5, 0.35 }, { 0.5, 0.65 } };

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  test_ui_draw (f->pad, bar, G_N_ELEMENTS (bar));
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 2);
  test_ui_keys ("shift+e");
  test_ui_draw (f->pad, across, G_N_ELEMENTS (across));
  test_ui_screenshot ("pad-erased");
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), >=, 3);
  test_ui_keys ("ctrl+z");
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 2);
  test_ui_keys ("e");
  {
    g_autoptr (GVariant) tool
        = g_action_group_get_action_state (tenfold_pad_pane_get_actions (f->pane), "tool");

    g_assert_cmpstr (g_variant_get_string (tool, NULL), ==, "eraser");
  }
  test_ui_draw (f->pad, across, G_N_ELEMENTS (across));
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), <=, 1);
  test_ui_keys ("p");
  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), >=, 1);
}

static void
test_keyboard (Fixture *f, gconstpointer data)
{
  guint n;
  const NnPoint *points;

  gtk_widget_grab_focus (f->pad);
  test_ui_keys ("Left Left Up Up space Right Right Right Right Down Down Page_Down space");
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
  points = tenfold_stroke_get_points (tenfold_ink_get_stroke (f->ink, 0), &n);
  g_assert_cmpuint (n, ==, 8);
  g_assert_cmpfloat_with_epsilon (points[0].x, 0.5 - 2.0 / 28, 1e-5);
  g_assert_cmpfloat_with_epsilon (points[7].x, 0.5 + 3.0 / 28, 1e-5);
  g_assert_cmpfloat_with_epsilon (points[7].y, 0.5 + 1.0 / 28, 1e-5);
  g_assert_false (tenfold_ink_in_gesture (f->ink));

  /* Moving without ink, and leaving with the pen down. */
  test_ui_keys ("Down Down space Right");
  g_assert_true (tenfold_ink_in_gesture (f->ink));
  test_ui_keys ("Tab");
  g_assert_false (tenfold_ink_in_gesture (f->ink));
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 2);
}

static void
test_width_and_grid (Fixture *f, gconstpointer data)
{
  double before, after;

  gtk_widget_grab_focus (f->pad);
  g_object_get (f->pad, "width", &before, NULL);
  test_ui_keys ("bracketright bracketright bracketleft");
  g_object_get (f->pad, "width", &after, NULL);
  g_assert_cmpfloat (after, ==, before + 0.5);
  for (int i = 0; i < 20; i++)
    activate (f, "narrower", NULL);
  g_assert_false (enabled (f, "narrower"));
  g_assert_true (enabled (f, "wider"));
  test_ui_keys ("g");
  {
    g_autoptr (GVariant) grid
        = g_action_group_get_action_state (tenfold_pad_pane_get_actions (f->pane), "grid");

    g_assert_true (g_variant_get_boolean (grid));
  }
  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  test_ui_screenshot ("pad-grid-thin");
}

static void
test_picture (Fixture *f, gconstpointer data)
{
  guint8 pixels[784];
  const float *inks;

  for (int i = 0; i < 784; i++)
    pixels[i] = (guint8) (i % 251);
  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  f->changes = 0;
  tenfold_pad_pane_set_picture (f->pane, pixels);
  g_assert_cmpint (f->changes, ==, 1);
  inks = tenfold_pad_pane_get_inks (f->pane, NULL);
  for (int i = 0; i < 784; i++)
    g_assert_cmpfloat (inks[i], ==, (float) pixels[i] / 255);
  activate (f, "undo", NULL);
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
}

static gboolean
has_strokes (gpointer ink)
{
  return tenfold_ink_n_strokes (ink) > 0;
}

static gboolean
has_picture (gpointer ink)
{
  return tenfold_ink_get_picture (ink) != NULL;
}

static gboolean
has_message (gpointer f)
{
  return ((Fixture *) f)->message != NULL;
}

static void
test_clipboard (Fixture *f, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (f->pad);
  g_autoptr (GVariant) before = NULL, after = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  before = tenfold_ink_save (f->ink);
  png = tenfold_ink_to_png (f->ink, 200);
  test_ui_keys ("ctrl+x");
  g_assert_true (tenfold_ink_is_empty (f->ink));
  g_assert_true (
      gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png"));
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                        "image/svg+xml"));
  test_ui_keys ("ctrl+v");
  test_ui_assert_wait (has_strokes, f->ink);
  after = tenfold_ink_save (f->ink);
  g_assert_true (g_variant_equal (before, after));

  texture = gdk_texture_new_from_bytes (png, NULL);
  gdk_clipboard_set_texture (clipboard, texture);
  test_ui_keys ("ctrl+v");
  test_ui_assert_wait (has_picture, f->ink);
  g_assert_cmpint (ink_kind (f), ==, NN_INK_DRAWING);
  g_assert_null (f->message);

  gdk_clipboard_set_text (clipboard, "seven");
  test_ui_keys ("ctrl+v");
  test_ui_assert_wait (has_message, f);
  g_assert_true (has_picture (f->ink));
}

static void
test_files (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("tenfold-XXXXXX", NULL);
  g_autofree char *name = g_build_filename (folder, "seven.png", NULL);
  g_autofree char *wrong = g_build_filename (folder, "wrong.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name), bad = g_file_new_for_path (wrong);
  g_autoptr (GBytes) png = NULL;

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  png = tenfold_ink_to_png (f->ink, 300);
  g_assert_true (g_file_set_contents (name, g_bytes_get_data (png, NULL),
                                      (gssize) g_bytes_get_size (png), NULL));
  g_assert_true (g_file_set_contents (wrong, "no picture", -1, NULL));
  tenfold_pad_pane_open_picture (f->pane, file);
  test_ui_assert_wait (has_picture, f->ink);
  g_assert_null (f->message);
  tenfold_pad_pane_open_picture (f->pane, bad);
  test_ui_assert_wait (has_message, f);
  g_assert_nonnull (strstr (f->message, "wrong.png"));
  g_unlink (name);
  g_unlink (wrong);
  g_rmdir (folder);
}

static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (GTK_IS_FILE_CHOOSER (window))
      return window;
  }
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

static gboolean
file_is_there (gpointer name)
{
  return g_file_test (name, G_FILE_TEST_EXISTS);
}

static void
test_export (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("tenfold-XXXXXX", NULL);
  g_autofree char *name = g_build_filename (folder, "mine.svg", NULL);
  g_autoptr (GFile) where = g_file_new_for_path (folder);
  g_autofree char *text = NULL;

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  activate (f, "export", NULL);
  test_ui_assert_wait (has_dialog, NULL);
  test_ui_run (0.3);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (find_dialog ()), where, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (find_dialog ()), "mine.svg");
  test_ui_run (0.3);
  gtk_dialog_response (GTK_DIALOG (find_dialog ()), GTK_RESPONSE_ACCEPT);
  test_ui_assert_wait (file_is_there, name);
  test_ui_run (0.1);
  g_assert_true (g_file_get_contents (name, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_null (f->message);
  g_unlink (name);
  g_rmdir (folder);
}

/* What the verdict says. */
static const char *
words (Fixture *f)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (f->pane)); child;
       child = gtk_widget_get_next_sibling (child))
    if (TENFOLD_IS_VERDICT (child))
      return tenfold_verdict_get_text (TENFOLD_VERDICT (child));
  return NULL;
}

static void
test_verdict (Fixture *f, gconstpointer data)
{
  NnVerdict verdict = { NN_VERDICT_DIGIT, 7, 9, NN_INK_DRAWING, { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0 } };

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  tenfold_pad_pane_set_verdict (f->pane, &verdict);
  test_ui_settle (f->window);
  test_ui_screenshot ("pad-verdict");
  g_assert_cmpstr (words (f), ==, "Looks like 7");
  tenfold_pad_pane_set_untrained (f->pane, TRUE);
  g_assert_cmpstr (words (f), ==, "Untrained: guessing");
  test_ui_settle (f->window);
  /* An empty pad says so at once, whatever was read before and whatever arrives late. */
  activate (f, "clear", NULL);
  tenfold_pad_pane_set_verdict (f->pane, &verdict);
  g_assert_cmpstr (words (f), ==, "Draw a digit");
  test_ui_click (f->pad, 1);
  g_assert_cmpint (ink_kind (f), ==, NN_INK_DOT);
  g_assert_cmpstr (words (f), ==, "Draw a little bigger");
  activate (f, "undo", NULL);
  g_assert_cmpstr (words (f), ==, "Draw a digit");
  test_ui_settle (f->window);
  test_ui_screenshot ("pad-empty");
}

/* Every part is inside the pane, with room for what it says, and none lies over another. */
static void
check_sizes (Fixture *f, int width, int height)
{
  GtkWidget *pane = GTK_WIDGET (f->pane);
  graphene_rect_t places[8];
  guint n = 0;

  gtk_widget_allocate (pane, width, height, -1, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (pane); child;
       child = gtk_widget_get_next_sibling (child)) {
    graphene_rect_t *r = &places[n];
    int least;

    if (!gtk_widget_get_child_visible (child) || GTK_IS_NATIVE (child))
      continue;
    g_assert_true (gtk_widget_compute_bounds (child, pane, r));
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, (int) r->size.width, &least, NULL, NULL,
                        NULL);
    g_assert_cmpfloat (r->size.height, >=, least);
    g_assert_cmpfloat (r->origin.x, >=, 0);
    g_assert_cmpfloat (r->origin.y, >=, 0);
    g_assert_cmpfloat (r->origin.x + r->size.width, <=, width);
    g_assert_cmpfloat (r->origin.y + r->size.height, <=, height);
    for (guint i = 0; i < n; i++)
      g_assert_false (graphene_rect_intersection (r, &places[i], NULL));
    n++;
  }
}

static void
test_sizes (Fixture *f, gconstpointer data)
{
  static const struct {
    double text;
    int least_height;
  } scales[] = { { 0.75, 190 }, { 1, 190 }, { 1.5, 247 }, { 2, 247 } };
  GtkSettings *settings = gtk_settings_get_default ();
  NnVerdict verdict = { NN_VERDICT_NOT_A_DIGIT, 8, 3, NN_INK_DRAWING, { 0 } };
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  tenfold_pad_pane_set_verdict (f->pane, &verdict);
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    g_object_set (settings, "gtk-xft-dpi", (int) (96 * 1024 * scales[i].text), NULL);
    test_ui_settle (f->window);
    for (int width = 340; width <= 600; width += 20)
      for (int height = scales[i].least_height; height <= 800; height += 17)
        check_sizes (f, width, height);
  }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

static void
test_accessible (Fixture *f, gconstpointer data)
{
  GtkWidget *tools = NULL;

  g_assert_true (gtk_test_accessible_has_role (GTK_ACCESSIBLE (f->pad), GTK_ACCESSIBLE_ROLE_IMG));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->pad), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Drawing pad");
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (f->pad),
                                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (f->pane)); child;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_test_accessible_has_role (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_ROLE_TOOLBAR))
      tools = child;
  g_assert_nonnull (tools);
  for (GtkWidget *button = gtk_widget_get_first_child (tools); button;
       button = gtk_widget_get_next_sibling (button))
    g_assert_true (
        gtk_test_accessible_has_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL));
}

typedef struct {
  guint32 event_time; /* of the newest event, in the server's milliseconds */
  GArray *waits;      /* double, milliseconds */
} Latency;

static gboolean
event_cb (GtkEventController *controller, GdkEvent *event, Latency *latency)
{
  latency->event_time = gdk_event_get_time (event);
  return GDK_EVENT_PROPAGATE;
}

static void
measure_cb (gpointer pane, Latency *latency)
{
  /* Both count from the machine's start. */
  double now = (double) g_get_monotonic_time () / 1e3;
  double wait = fmod (now, 4294967296.0) - latency->event_time;

  g_array_append_val (latency->waits, wait);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* From the server's time of a movement to the new inks; the server counts whole milliseconds, and
 * GTK delivers movements once a frame. */
static void
test_latency (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GArray) waits = g_array_new (FALSE, FALSE, sizeof (double));
  GtkEventController *events = gtk_event_controller_legacy_new ();
  Latency latency = { 0, waits };

  if (!g_test_perf ()) {
    g_object_unref (events);
    g_test_skip ("only with -m perf");
    return;
  }
  {
    g_autoptr (GTimer) timer = g_timer_new ();

    for (int i = 0; i < 100; i++)
      gtk_widget_allocate (GTK_WIDGET (f->pane), 400 + i % 2, 700, -1, NULL);
    g_test_message ("laying out the pane: %.2f ms", g_timer_elapsed (timer, NULL) * 10);
  }
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), &latency);
  gtk_widget_add_controller (f->pad, events);
  g_signal_connect (f->pane, "drawing-changed", G_CALLBACK (measure_cb), &latency);
  for (int i = 0; i < 300; i++) {
    int x, y;

    test_ui_place (f->pad, 170 + 100 * sin (i / 20.0), 170 - 100 * cos (i / 14.0), &x, &y);
    g_string_append_printf (words, "mousemove --window %lu %d %d sleep 0.01 ", test_ui_xid (f->pad),
                            x, y);
    if (i == 0)
      g_string_append (words, "mousedown 1 ");
  }
  test_ui_xdotool ("%smouseup 1", words->str);
  g_array_sort (waits, compare);
  g_assert_cmpuint (waits->len, >, 100);
  g_test_message ("%u changes; movement to inks: median %.1f ms, 99th percentile %.1f ms",
                  waits->len, g_array_index (waits, double, waits->len / 2),
                  g_array_index (waits, double, waits->len * 99 / 100));
}

#define add(name, function)                                                                        \
  g_test_add ("/pad-pane/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  add ("draw", test_draw);
  add ("history", test_history);
  add ("erasers", test_erasers);
  add ("keyboard", test_keyboard);
  add ("width-and-grid", test_width_and_grid);
  add ("picture", test_picture);
  add ("clipboard", test_clipboard);
  add ("files", test_files);
  add ("export", test_export);
  add ("verdict", test_verdict);
  add ("sizes", test_sizes);
  add ("accessible", test_accessible);
  add ("latency", test_latency);
  return g_test_run ();
}
