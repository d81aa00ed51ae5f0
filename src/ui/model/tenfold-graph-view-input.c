/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ui/model/tenfold-graph-view-private.h"

#define ZOOM_STEP 1.25
/* Pixels for one step of a wheel. */
#define SCROLL_STEP 48.0

/* --- pointer --- */

static void
motion_cb (TenfoldGraphView *self, double x, double y)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

/* Wheels tell steps, touchpads pixels. */
static gboolean
scroll_cb (TenfoldGraphView *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean pixels = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  double step = pixels ? 1 : SCROLL_STEP;

  if (self->picture == NULL)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK) {
    tenfold_graph_view_zoom_at (self, pow (ZOOM_STEP, -dy * step / SCROLL_STEP), self->pointer_x,
                                self->pointer_y);
    return GDK_EVENT_STOP;
  }
  if (state & GDK_SHIFT_MASK) {
    dx += dy;
    dy = 0;
  }
  tenfold_graph_view_move_to (self, self->left - dx * step, self->top - dy * step);
  return GDK_EVENT_STOP;
}

static void
drag_begin_cb (TenfoldGraphView *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->from_left = self->left;
  self->from_top = self->top;
  self->moving = FALSE;
}

static void
drag_update_cb (TenfoldGraphView *self, double dx, double dy, GtkGestureDrag *drag)
{
  if (!self->moving
      && !gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) round (dx), (int) round (dy)))
    return;
  if (!self->moving) {
    self->moving = TRUE;
    gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
  }
  tenfold_graph_view_move_to (self, self->from_left + dx, self->from_top + dy);
}

/* A press that did not move is a click. */
static void
drag_end_cb (TenfoldGraphView *self, double dx, double dy, GtkGestureDrag *drag)
{
  double x, y;

  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  if (!self->moving && self->picture != NULL && gtk_gesture_drag_get_start_point (drag, &x, &y))
    tenfold_graph_view_set_selected (
        self, tenfold_graph_picture_find (self->picture, (x - self->left) / self->scale,
                                          (y - self->top) / self->scale));
  self->moving = FALSE;
}

static void
drag_cancel_cb (TenfoldGraphView *self)
{
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  self->moving = TRUE;
}

static void
pinch_begin_cb (TenfoldGraphView *self)
{
  self->zoom_before = 1;
}

static void
pinch_cb (TenfoldGraphView *self, double scale, GtkGestureZoom *gesture)
{
  double x, y;

  if (scale <= 0 || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  tenfold_graph_view_zoom_at (self, scale / self->zoom_before, x, y);
  self->zoom_before = scale;
}

/* --- keys --- */

static void
step (TenfoldGraphView *self, GtkDirectionType direction)
{
  tenfold_graph_view_set_selected (
      self, tenfold_graph_picture_step (self->picture, self->selected, direction));
}

static gboolean
key_cb (TenfoldGraphView *self, guint key, guint code, GdkModifierType state)
{
  if (self->picture == NULL || (state & (GDK_ALT_MASK | GDK_CONTROL_MASK)))
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    step (self, GTK_DIR_UP);
    break;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    step (self, GTK_DIR_DOWN);
    break;
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    step (self, GTK_DIR_LEFT);
    break;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    step (self, GTK_DIR_RIGHT);
    break;
  case GDK_KEY_Page_Up:
    step (self, GTK_DIR_TAB_BACKWARD);
    break;
  case GDK_KEY_Page_Down:
    step (self, GTK_DIR_TAB_FORWARD);
    break;
  case GDK_KEY_Home:
    if (self->picture->n_items > 0)
      tenfold_graph_view_set_selected (self, 0);
    break;
  case GDK_KEY_End:
    if (self->picture->n_items > 0)
      tenfold_graph_view_set_selected (self, self->picture->n_items - 1);
    break;
  case GDK_KEY_plus:
  case GDK_KEY_equal:
  case GDK_KEY_KP_Add:
    tenfold_graph_view_zoom (self, ZOOM_STEP);
    break;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    tenfold_graph_view_zoom (self, 1 / ZOOM_STEP);
    break;
  case GDK_KEY_0:
  case GDK_KEY_KP_0:
    tenfold_graph_view_fit (self);
    break;
  case GDK_KEY_Escape:
    if (self->selected == TENFOLD_NO_ITEM)
      return GDK_EVENT_PROPAGATE;
    tenfold_graph_view_set_selected (self, TENFOLD_NO_ITEM);
    break;
  default:
    return GDK_EVENT_PROPAGATE;
  }
  return GDK_EVENT_STOP;
}

static void
connect (TenfoldGraphView *self, gpointer controller, const char *signal, GCallback callback)
{
  g_signal_connect_object (controller, signal, callback, self, G_CONNECT_SWAPPED);
}

void
tenfold_graph_view_init_input (TenfoldGraphView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  connect (self, motion, "motion", G_CALLBACK (motion_cb));
  connect (self, motion, "enter", G_CALLBACK (motion_cb));
  connect (self, scroll, "scroll", G_CALLBACK (scroll_cb));
  connect (self, keys, "key-pressed", G_CALLBACK (key_cb));
  connect (self, drag, "drag-begin", G_CALLBACK (drag_begin_cb));
  connect (self, drag, "drag-update", G_CALLBACK (drag_update_cb));
  connect (self, drag, "drag-end", G_CALLBACK (drag_end_cb));
  connect (self, drag, "cancel", G_CALLBACK (drag_cancel_cb));
  connect (self, pinch, "begin", G_CALLBACK (pinch_begin_cb));
  connect (self, pinch, "scale-changed", G_CALLBACK (pinch_cb));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}
