/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "compositor.h"
#include "test-window.h"

#include "ui/app/tenfold-application.h"
#include "ui/pad/tenfold-pad.h"

/* The pad under a finger and under a pen. */

#define SIDE 280

typedef struct {
  Compositor *compositor;
  GtkWidget *pad;
  TenfoldInk *ink;
  GtkWindow *window;
} Fixture;

static gboolean
has_devices (gpointer data)
{
  return compositor_has_devices (data);
}

static void
set_up (Fixture *f, gconstpointer compositor)
{
  f->compositor = (Compositor *) compositor;
  f->pad = tenfold_pad_new ();
  f->ink = tenfold_pad_get_ink (TENFOLD_PAD (f->pad));
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_decorated (f->window, FALSE);
  gtk_window_set_default_size (f->window, SIDE, SIDE);
  gtk_window_set_child (f->window, f->pad);
  gtk_window_present (f->window);
  test_ui_settle (f->window);
  test_ui_assert_wait (has_devices, f->compositor);
}

static void
tear_down (Fixture *f, gconstpointer compositor)
{
  test_ui_destroy (f->window);
}

/* x and y: 0..1 of the widget. */
static void
finger (Fixture *f, FingerAction action, int number, double x, double y)
{
  int left, top;

  test_ui_place (f->pad, x * SIDE, y * SIDE, &left, &top);
  compositor_finger (f->compositor, action, number, left, top);
  test_ui_run (0.03);
}

static void
pen (Fixture *f, PenAction action, gboolean eraser, double x, double y, double pressure)
{
  int left, top;

  test_ui_place (f->pad, x * SIDE, y * SIDE, &left, &top);
  compositor_pen (f->compositor, action, eraser, left, top, pressure);
}

/* Brings one of its ends near, and down. */
static void
put_pen (Fixture *f, gboolean eraser, double x, double y, double pressure)
{
  pen (f, PEN_NEAR, eraser, x, y, 0);
  pen (f, PEN_DOWN, eraser, x, y, pressure);
  test_ui_run (0.03);
}

static void
lift_pen (Fixture *f)
{
  pen (f, PEN_UP, FALSE, 0, 0, 0);
  pen (f, PEN_AWAY, FALSE, 0, 0, 0);
  test_ui_run (0.05);
}

static const NnPoint *
points_of (Fixture *f, guint stroke, guint *n)
{
  return tenfold_stroke_get_points (tenfold_ink_get_stroke (f->ink, stroke), n);
}

static void
assert_at (const NnPoint *point, double x, double y)
{
  g_assert_cmpfloat_with_epsilon (point->x, x, 1.0 / SIDE);
  g_assert_cmpfloat_with_epsilon (point->y, y, 1.0 / SIDE);
}

static void
test_finger_draws (Fixture *f, gconstpointer data)
{
  const NnPoint *points;
  guint n;

  finger (f, FINGER_DOWN, 0, 0.5, 0.9);
  for (int i = 1; i <= 8; i++)
    finger (f, FINGER_MOVE, 0, 0.5, 0.9 - 0.1 * i);
  g_assert_true (tenfold_ink_in_gesture (f->ink));
  finger (f, FINGER_UP, 0, 0, 0);
  g_assert_false (tenfold_ink_in_gesture (f->ink));

  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
  points = points_of (f, 0, &n);
  g_assert_cmpuint (n, >=, 9);
  assert_at (&points[0], 0.5, 0.9);
  assert_at (&points[n - 1], 0.5, 0.1);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (points[i].pressure, ==, 1);
  g_assert_cmpfloat (points[n - 1].time, >, 0.1);
}

/* A palm, or a finger that only rests there. */
static void
test_second_finger (Fixture *f, gconstpointer data)
{
  const NnPoint *points;
  guint n;

  finger (f, FINGER_DOWN, 0, 0.2, 0.2);
  finger (f, FINGER_MOVE, 0, 0.3, 0.2);
  finger (f, FINGER_DOWN, 1, 0.8, 0.8);
  finger (f, FINGER_MOVE, 1, 0.8, 0.6);
  finger (f, FINGER_MOVE, 0, 0.5, 0.2);
  finger (f, FINGER_UP, 1, 0, 0);
  finger (f, FINGER_MOVE, 0, 0.6, 0.2);
  finger (f, FINGER_UP, 0, 0, 0);

  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
  points = points_of (f, 0, &n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (points[i].y, 0.2, 1.0 / SIDE);
  assert_at (&points[n - 1], 0.6, 0.2);
  g_assert_false (tenfold_ink_in_gesture (f->ink));
  /* One step. */
  tenfold_ink_undo (f->ink);
  g_assert_true (tenfold_ink_is_empty (f->ink));
}

/* The desktop took the finger for a gesture of its own: there was no stroke. */
static void
test_cancelled (Fixture *f, gconstpointer data)
{
  finger (f, FINGER_DOWN, 0, 0.2, 0.2);
  finger (f, FINGER_MOVE, 0, 0.5, 0.5);
  g_assert_false (tenfold_ink_is_empty (f->ink));
  finger (f, FINGERS_CANCEL, 0, 0, 0);
  g_assert_true (tenfold_ink_is_empty (f->ink));
  g_assert_false (tenfold_ink_in_gesture (f->ink));
  g_assert_false (tenfold_ink_can_undo (f->ink));

  finger (f, FINGER_DOWN, 0, 0.2, 0.2);
  finger (f, FINGER_MOVE, 0, 0.5, 0.5);
  finger (f, FINGER_UP, 0, 0, 0);
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
}

/* A pen says how much it is pressed, also at the places between two frames. */
static void
test_pen (Fixture *f, gconstpointer data)
{
  const NnPoint *points;
  guint n;

  pen (f, PEN_NEAR, FALSE, 0.1, 0.1, 0);
  test_ui_run (0.03);
  pen (f, PEN_MOVE, FALSE, 0.2, 0.5, 0);
  test_ui_run (0.03);
  g_assert_true (tenfold_ink_is_empty (f->ink));
  pen (f, PEN_DOWN, FALSE, 0.2, 0.5, 0.2);
  test_ui_run (0.03);
  for (int i = 1; i <= 12; i++)
    pen (f, PEN_MOVE, FALSE, 0.2 + 0.05 * i, 0.5, 0.2 + 0.05 * i);
  test_ui_run (0.1);
  lift_pen (f);

  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
  points = points_of (f, 0, &n);
  g_assert_cmpuint (n, ==, 13);
  for (guint i = 0; i < n; i++) {
    assert_at (&points[i], 0.2 + 0.05 * i, 0.5);
    g_assert_cmpfloat_with_epsilon (points[i].pressure, 0.2 + 0.05 * i, 1e-3);
  }
}

/* The other end erases, and the tool that is chosen stays the pen. */
static void
test_eraser_end (Fixture *f, gconstpointer data)
{
  TenfoldTool tool;
  const NnPoint *points;
  guint n;

  put_pen (f, FALSE, 0.2, 0.5, 1);
  pen (f, PEN_MOVE, FALSE, 0.8, 0.5, 1);
  test_ui_run (0.03);
  lift_pen (f);
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);

  put_pen (f, TRUE, 0.5, 0.3, 0.5);
  for (int i = 1; i <= 4; i++)
    pen (f, PEN_MOVE, TRUE, 0.5, 0.3 + 0.1 * i, 0.5);
  test_ui_run (0.1);
  pen (f, PEN_UP, TRUE, 0, 0, 0);
  pen (f, PEN_AWAY, TRUE, 0, 0, 0);
  test_ui_run (0.03);
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 2);
  points = points_of (f, 0, &n);
  g_assert_cmpfloat (points[n - 1].x, <, 0.5);
  points = points_of (f, 1, &n);
  g_assert_cmpfloat (points[0].x, >, 0.5);
  g_object_get (f->pad, "tool", &tool, NULL);
  g_assert_cmpint (tool, ==, TENFOLD_TOOL_PEN);

  put_pen (f, FALSE, 0.5, 0.8, 1);
  lift_pen (f);
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 3);
}

/* The hand that holds the pen lies on the screen. */
static void
test_palm (Fixture *f, gconstpointer data)
{
  const NnPoint *points;
  guint n;

  put_pen (f, FALSE, 0.2, 0.2, 0.5);
  pen (f, PEN_MOVE, FALSE, 0.3, 0.2, 0.5);
  test_ui_run (0.03);
  finger (f, FINGER_DOWN, 0, 0.8, 0.8);
  finger (f, FINGER_MOVE, 0, 0.8, 0.7);
  pen (f, PEN_MOVE, FALSE, 0.5, 0.2, 0.5);
  test_ui_run (0.03);
  finger (f, FINGER_UP, 0, 0, 0);
  pen (f, PEN_MOVE, FALSE, 0.6, 0.2, 0.5);
  test_ui_run (0.03);
  lift_pen (f);

  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
  points = points_of (f, 0, &n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (points[i].y, 0.2, 1.0 / SIDE);
  assert_at (&points[n - 1], 0.6, 0.2);
  g_assert_false (tenfold_ink_in_gesture (f->ink));
}

/* Across the whole of a narrow window, whose pages lie beside each other. */
static void
test_in_window (gconstpointer data)
{
  Compositor *compositor = (Compositor *) data;
  g_autoptr (AdwApplication) application = ADW_APPLICATION (tenfold_application_new ());
  g_autoptr (GError) error = NULL;
  GtkWindow *window;
  GtkWidget *pad;
  TenfoldInk *ink;
  int side, x, y;

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  window = GTK_WINDOW (tenfold_window_new (application));
  gtk_window_set_default_size (window, 360, 500);
  gtk_window_present (window);
  test_ui_settle (window);
  test_ui_assert_wait (has_devices, compositor);
  test_ui_run (0.3);
  pad = tenfold_pad_pane_get_pad (test_window_pad_pane (TENFOLD_WINDOW (window)));
  ink = tenfold_pad_pane_get_ink (test_window_pad_pane (TENFOLD_WINDOW (window)));
  side = gtk_widget_get_width (pad);
  g_assert_true (gtk_widget_get_mapped (pad) && gtk_widget_get_width (GTK_WIDGET (window)) <= 400);

  for (int stroke = 0; stroke < 2; stroke++) {
    for (int i = 1; i < 10; i++) {
      double across = 0.1 * (stroke == 0 ? i : 10 - i);

      test_ui_place (pad, across * side, gtk_widget_get_height (pad) / 2.0, &x, &y);
      compositor_finger (compositor, i == 1 ? FINGER_DOWN : FINGER_MOVE, 0, x, y);
      test_ui_run (0.02);
    }
    compositor_finger (compositor, FINGER_UP, 0, 0, 0);
    test_ui_run (0.3);
    g_assert_true (gtk_widget_get_mapped (pad));
    g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, stroke + 1);
  }
  test_ui_destroy (window);
}

int
main (int argc, char **argv)
{
  Compositor *compositor = compositor_start ();

  test_ui_init (&argc, &argv);
  g_test_add ("/touch/finger-draws", Fixture, compositor, set_up, test_finger_draws, tear_down);
  g_test_add ("/touch/second-finger", Fixture, compositor, set_up, test_second_finger, tear_down);
  g_test_add ("/touch/cancelled", Fixture, compositor, set_up, test_cancelled, tear_down);
  g_test_add ("/touch/pen", Fixture, compositor, set_up, test_pen, tear_down);
  g_test_add ("/touch/eraser-end", Fixture, compositor, set_up, test_eraser_end, tear_down);
  g_test_add ("/touch/palm", Fixture, compositor, set_up, test_palm, tear_down);
  g_test_add_data_func ("/touch/in-window", compositor, test_in_window);
  return g_test_run ();
}
