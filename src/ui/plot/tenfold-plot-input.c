/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-plot-private.h"

#include <math.h>

#define ZOOM_STEP 1.25
/* Pixels: a shorter drag is a click; a flatter one keeps the height automatic. */
#define SHORTEST_FRAME 8
#define LOWEST_FRAME 24

double
tenfold_plot_get_epoch (TenfoldPlot *self, double x)
{
  const TenfoldChartLayout *at = self->layout;

  x = CLAMP (x, at->left, at->right);
  return tenfold_scale_value (&at->x, (x - at->left) / (at->right - at->left));
}

gboolean
tenfold_plot_frame_is_flat (TenfoldPlot *self)
{
  return fabs (self->to_y - self->from_y) < LOWEST_FRAME;
}

static double
get_place (TenfoldPlot *self, double x)
{
  return CLAMP ((x - self->layout->left) / (self->layout->right - self->layout->left), 0, 1);
}

/* --- pointer --- */

static void
motion_cb (TenfoldPlot *self, double x, double y)
{
  if (self->layout == NULL || !tenfold_chart_has_numbers (self->chart))
    return;
  self->pointer = x;
  tenfold_plot_set_cursor (self, tenfold_plot_get_epoch (self, x));
}

static void
leave_cb (TenfoldPlot *self)
{
  self->pointer = NAN;
  tenfold_plot_set_cursor (self, NAN);
}

static gboolean
scroll_cb (TenfoldPlot *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean zoomed = tenfold_chart_is_zoomed (self->chart);

  if (self->layout == NULL || !tenfold_chart_has_numbers (self->chart))
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_SHIFT_MASK) {
    dx += dy;
    dy = 0;
  }
  /* What would change nothing is left to the page that the plot is on. */
  if (!zoomed && dy >= 0)
    return GDK_EVENT_PROPAGATE;
  if (dx != 0)
    tenfold_chart_pan (self->chart, dx * 0.1, 0);
  if (dy != 0)
    tenfold_chart_zoom (self->chart, pow (ZOOM_STEP, -dy),
                        isnan (self->pointer) ? 0.5 : get_place (self, self->pointer));
  return GDK_EVENT_STOP;
}

static void
click_cb (TenfoldPlot *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2)
    tenfold_chart_reset_view (self->chart);
}

static void
drag_begin_cb (TenfoldPlot *self, double x, double y, GtkGestureDrag *drag)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (drag));
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));
  gboolean touch = event != NULL && gdk_event_get_event_type (event) == GDK_TOUCH_BEGIN;
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag));

  if (self->layout == NULL || !tenfold_chart_has_numbers (self->chart) || button == 3) {
    gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  self->moving = touch || button == 2 || (state & GDK_SHIFT_MASK);
  self->from_x = self->to_x = x;
  self->from_y = self->to_y = y;
}

static void
drag_update_cb (TenfoldPlot *self, double dx, double dy, GtkGestureDrag *drag)
{
  const TenfoldChartLayout *at = self->layout;
  double x = self->from_x + dx, y = self->from_y + dy;

  if (self->moving) {
    tenfold_chart_pan (self->chart, (self->to_x - x) / (at->right - at->left),
                       (y - self->to_y) / (at->bottom - at->top));
    self->to_x = x;
    self->to_y = y;
    return;
  }
  self->to_x = CLAMP (x, at->left, at->right);
  self->to_y = CLAMP (y, at->top, at->bottom);
  self->frame = fabs (self->to_x - self->from_x) >= SHORTEST_FRAME;
  if (self->frame)
    gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static double
get_value (TenfoldPlot *self, double y)
{
  const TenfoldChartLayout *at = self->layout;

  return tenfold_scale_value (&at->y, (at->bottom - y) / (at->bottom - at->top));
}

static void
drag_end_cb (TenfoldPlot *self)
{
  double x0 = MIN (self->from_x, self->to_x), x1 = MAX (self->from_x, self->to_x);
  double y0 = NAN, y1 = NAN;

  if (!self->frame)
    return;
  self->frame = FALSE;
  if (!tenfold_plot_frame_is_flat (self)) {
    y0 = get_value (self, MAX (self->from_y, self->to_y));
    y1 = get_value (self, MIN (self->from_y, self->to_y));
  }
  tenfold_chart_set_view (self->chart, tenfold_plot_get_epoch (self, x0),
                          tenfold_plot_get_epoch (self, x1), y0, y1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_cancel_cb (TenfoldPlot *self)
{
  self->frame = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pinch_begin_cb (TenfoldPlot *self)
{
  self->zoom_before = 1;
}

static void
pinch_cb (TenfoldPlot *self, double scale, GtkGestureZoom *gesture)
{
  double x, y;

  if (self->layout == NULL || scale <= 0
      || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  tenfold_chart_zoom (self->chart, scale / self->zoom_before, get_place (self, x));
  self->zoom_before = scale;
}

/* --- keys --- */

static void
move_cursor (TenfoldPlot *self, double by)
{
  const TenfoldScale *x = &self->layout->x;
  double epoch = self->cursor;

  /* The first press shows the newest numbers. */
  if (isnan (epoch)) {
    epoch = 0;
    for (guint i = 0; i < tenfold_chart_get_n_runs (self->chart); i++)
      if (tenfold_chart_get_shown (self->chart, i))
        epoch = MAX (epoch, tenfold_run_get_end (tenfold_chart_get_run (self->chart, i)));
  } else {
    epoch += by;
  }
  tenfold_plot_set_cursor (self, CLAMP (epoch, x->low, x->high));
}

/* From one whole epoch to the next. */
static void
move_by_epoch (TenfoldPlot *self, int by)
{
  double whole = by > 0 ? floor (self->cursor + 1e-6) : ceil (self->cursor - 1e-6);

  move_cursor (self, isnan (self->cursor) ? 0 : whole + by - self->cursor);
}

static gboolean
key_cb (TenfoldPlot *self, guint key, guint code, GdkModifierType state)
{
  const TenfoldChartLayout *at = self->layout;
  gboolean control = state & GDK_CONTROL_MASK;
  double step;

  if (at == NULL || !tenfold_chart_has_numbers (self->chart) || (state & GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  step = (at->x.high - at->x.low) / 100;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    if (control)
      move_by_epoch (self, -1);
    else
      move_cursor (self, -step);
    break;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    if (control)
      move_by_epoch (self, 1);
    else
      move_cursor (self, step);
    break;
  case GDK_KEY_Page_Up:
    move_by_epoch (self, -1);
    break;
  case GDK_KEY_Page_Down:
    move_by_epoch (self, 1);
    break;
  case GDK_KEY_Home:
    tenfold_plot_set_cursor (self, at->x.low);
    break;
  case GDK_KEY_End:
    tenfold_plot_set_cursor (self, at->x.high);
    break;
  case GDK_KEY_plus:
  case GDK_KEY_equal:
  case GDK_KEY_KP_Add:
  case GDK_KEY_Up:
    tenfold_chart_zoom (
        self->chart, ZOOM_STEP * ZOOM_STEP,
        isnan (self->cursor) ? 0.5 : CLAMP (tenfold_scale_place (&at->x, self->cursor), 0, 1));
    break;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
  case GDK_KEY_Down:
    tenfold_chart_zoom (self->chart, 1 / (ZOOM_STEP * ZOOM_STEP), 0.5);
    break;
  case GDK_KEY_Escape:
    if (isnan (self->cursor) && !tenfold_chart_is_zoomed (self->chart))
      return GDK_EVENT_PROPAGATE;
    tenfold_plot_set_cursor (self, NAN);
    tenfold_chart_reset_view (self->chart);
    break;
  default:
    return GDK_EVENT_PROPAGATE;
  }
  return GDK_EVENT_STOP;
}

static void
connect (TenfoldPlot *self, gpointer controller, const char *signal, GCallback callback)
{
  g_signal_connect_object (controller, signal, callback, self, G_CONNECT_SWAPPED);
}

void
tenfold_plot_init_input (TenfoldPlot *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  connect (self, motion, "motion", G_CALLBACK (motion_cb));
  connect (self, motion, "enter", G_CALLBACK (motion_cb));
  connect (self, motion, "leave", G_CALLBACK (leave_cb));
  connect (self, scroll, "scroll", G_CALLBACK (scroll_cb));
  connect (self, keys, "key-pressed", G_CALLBACK (key_cb));
  connect (self, click, "pressed", G_CALLBACK (click_cb));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  connect (self, drag, "drag-begin", G_CALLBACK (drag_begin_cb));
  connect (self, drag, "drag-update", G_CALLBACK (drag_update_cb));
  connect (self, drag, "drag-end", G_CALLBACK (drag_end_cb));
  connect (self, drag, "cancel", G_CALLBACK (drag_cancel_cb));
  connect (self, pinch, "begin", G_CALLBACK (pinch_begin_cb));
  connect (self, pinch, "scale-changed", G_CALLBACK (pinch_cb));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}
