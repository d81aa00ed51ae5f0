/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pad-pane-fixture.h"

#include "ui/pad/tenfold-bars.h"
#include "ui/pad/tenfold-verdict.h"

/* Drawing, what the pane says, and its places. */

static const double bar[][2] = { { 0.4, 0.5 }, { 0.6, 0.5 }, { 0.75, 0.5 } };

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
  tenfold_pad_pane_set_maturity (f->pane, NN_MATURITY_UNTRAINED, 1);
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

static TenfoldBar *
get_bar (Fixture *f, int digit)
{
  return tenfold_bars_get_bar (
      TENFOLD_BARS (test_ui_find_type (GTK_WIDGET (f->pane), TENFOLD_TYPE_BARS)), digit);
}

/* Whatever random weights say, the bars of a network that has learned nothing are level; those of a
 * young one lean as far as it is right. */
static void
test_level (Fixture *f, gconstpointer data)
{
  NnVerdict verdict = { NN_VERDICT_DIGIT, 7, 9, NN_INK_DRAWING, { 0 } };

  for (int digit = 0; digit < 10; digit++)
    verdict.probabilities[digit] = digit == 7 ? 0.91f : 0.01f;
  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  tenfold_pad_pane_set_verdict (f->pane, &verdict);
  tenfold_pad_pane_set_maturity (f->pane, NN_MATURITY_UNTRAINED, 1);
  for (int digit = 0; digit < 10; digit++)
    g_assert_cmpfloat_with_epsilon (tenfold_bar_get_probability (get_bar (f, digit)), 0.1, 1e-6);
  tenfold_pad_pane_set_maturity (f->pane, NN_MATURITY_YOUNG, 4);
  g_assert_cmpfloat (tenfold_bar_get_probability (get_bar (f, 7)), <, 0.5);
  g_assert_cmpfloat (tenfold_bar_get_probability (get_bar (f, 7)), >, 0.15);
  g_assert_cmpstr (words (f), ==, "Not sure yet: 7?");
  tenfold_pad_pane_set_maturity (f->pane, NN_MATURITY_GROWN, 4);
  g_assert_cmpfloat_with_epsilon (tenfold_bar_get_probability (get_bar (f, 7)), 0.91, 1e-6);
  g_assert_cmpstr (words (f), ==, "Looks like 7");
}

/* What it is has been said: its bar stays marked, it can be said again, and the next stroke is
 * another drawing, which one undo takes back. */
static void
test_answer (Fixture *f, gconstpointer data)
{
  float first[784];

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  memcpy (first, tenfold_pad_pane_get_inks (f->pane, NULL), sizeof first);
  test_ui_keys ("7");
  g_assert_cmpint (f->label, ==, 7);
  g_assert_true (tenfold_bar_get_true (get_bar (f, 7)));
  test_ui_click (get_bar (f, 1), 1);
  g_assert_cmpint (f->label, ==, 1);
  g_assert_true (tenfold_bar_get_true (get_bar (f, 1)));
  g_assert_false (tenfold_bar_get_true (get_bar (f, 7)));
  test_ui_draw (f->pad, bar, G_N_ELEMENTS (bar));
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
  g_assert_false (tenfold_bar_get_true (get_bar (f, 1)));
  test_ui_keys ("ctrl+z");
  g_assert_cmpmem (first, sizeof first, tenfold_pad_pane_get_inks (f->pane, NULL), sizeof first);
  /* It has changed since, so that it is drawn on. */
  test_ui_draw (f->pad, bar, G_N_ELEMENTS (bar));
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 2);
}

/* How many there are stands beside each digit, and the bars give it room. */
static void
test_counts (Fixture *f, gconstpointer data)
{
  GtkWidget *bars = test_ui_find_type (GTK_WIDGET (f->pane), TENFOLD_TYPE_BARS);
  const guint counts[10] = { [3] = 12, [7] = 1 };
  int before, after;

  gtk_widget_measure (bars, GTK_ORIENTATION_HORIZONTAL, -1, &before, NULL, NULL, NULL);
  tenfold_pad_pane_set_counts (f->pane, counts);
  gtk_widget_measure (bars, GTK_ORIENTATION_HORIZONTAL, -1, &after, NULL, NULL, NULL);
  g_assert_cmpint (after, >, before);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (get_bar (f, 3))), "12"));
  g_assert_null (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (get_bar (f, 2))), "12"));
  test_ui_settle (f->window);
  test_ui_screenshot ("pad-counts");
  tenfold_pad_pane_set_counts (f->pane, NULL);
  gtk_widget_measure (bars, GTK_ORIENTATION_HORIZONTAL, -1, &after, NULL, NULL, NULL);
  g_assert_cmpint (after, ==, before);
}

static gboolean
set_cb (gpointer done)
{
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

/* The verdict is written anew before the next frame, in the size that the room wants. */
static void
give_room (GtkWidget *pane, int width, int height)
{
  gboolean done = FALSE;

  gtk_widget_allocate (pane, width, height, -1, NULL);
  g_idle_add_full (GTK_PRIORITY_RESIZE - 1, set_cb, &done, NULL);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_allocate (pane, width, height, -1, NULL);
}

/* Every part is inside the pane, with room for what it says, and none lies over another. */
static void
check_sizes (Fixture *f, int width, int height)
{
  GtkWidget *pane = GTK_WIDGET (f->pane);
  graphene_rect_t places[8];
  guint n = 0;

  give_room (pane, width, height);
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
  add ("verdict", test_verdict);
  add ("level", test_level);
  add ("answer", test_answer);
  add ("counts", test_counts);
  add ("sizes", test_sizes);
  add ("accessible", test_accessible);
  add ("latency", test_latency);
  return g_test_run ();
}
