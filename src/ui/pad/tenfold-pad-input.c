/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-private.h"

/* One press of an arrow key moves the pen by a pixel of the 28x28 grid, with Shift by a quarter. */
#define KEY_STEP (1.0 / NN_PICTURE_SIDE)

/* Seconds since the drawing began, for an event's time in milliseconds. */
static float
drawing_time (TenfoldPad *self, gint64 milliseconds)
{
  return (float) ((double) (milliseconds * 1000 - self->time_origin) / G_USEC_PER_SEC);
}

/* A place in the widget as a point on the pad. */
static NnPoint
point_at (TenfoldPad *self, double x, double y, gint64 milliseconds, double pressure)
{
  double left, top, side;

  tenfold_pad_get_square (self, &left, &top, &side);
  return (NnPoint){ (float) ((x - left) / side), (float) ((y - top) / side),
                    drawing_time (self, milliseconds), (float) pressure };
}

/* A mouse and a finger press fully; a stylus says how much. */
static double
pressure_of (GdkEvent *event)
{
  double pressure;

  if (event && gdk_event_get_device_tool (event)
      && gdk_event_get_axis (event, GDK_AXIS_PRESSURE, &pressure))
    return CLAMP (pressure, 0.0, 1.0);
  return 1;
}

/* The other end of a stylus erases whatever tool is chosen. */
static TenfoldTool
tool_of (TenfoldPad *self, GdkEvent *event)
{
  GdkDeviceTool *tool = event ? gdk_event_get_device_tool (event) : NULL;

  if (tool && gdk_device_tool_get_tool_type (tool) == GDK_DEVICE_TOOL_TYPE_ERASER)
    return self->tool == TENFOLD_TOOL_PEN ? TENFOLD_TOOL_POINT_ERASER : self->tool;
  return self->tool;
}

/* The places that a mouse or a pen passed between two frames, which GDK puts into one event. Each
 * movement of a finger is an event. */
static void
append_history (TenfoldPad *self, GdkEvent *event, double pressure, GArray *points)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  double shift_x, shift_y;
  guint n = 0;
  g_autofree GdkTimeCoord *history = NULL;

  if (gdk_event_get_event_type (event) == GDK_MOTION_NOTIFY)
    history = gdk_event_get_history (event, &n);
  if (!history || !native)
    return;
  gtk_native_get_surface_transform (native, &shift_x, &shift_y);
  for (guint i = 0; i < n; i++) {
    const GdkTimeCoord *place = &history[i];
    double x, y, pressed = pressure;
    NnPoint point;

    if (!(place->flags & GDK_AXIS_FLAG_X) || !(place->flags & GDK_AXIS_FLAG_Y)
        || !gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self),
                                              place->axes[GDK_AXIS_X] - shift_x,
                                              place->axes[GDK_AXIS_Y] - shift_y, &x, &y))
      continue;
    if (gdk_event_get_device_tool (event) && (place->flags & GDK_AXIS_FLAG_PRESSURE))
      pressed = place->axes[GDK_AXIS_PRESSURE];
    point = point_at (self, x, y, place->time, pressed);
    g_array_append_val (points, point);
  }
}

static void
drag_begin_cb (TenfoldPad *self, double x, double y, GtkGesture *gesture)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  gint64 time = event ? gdk_event_get_time (event) : 0;
  double left, top, side;

  tenfold_pad_get_square (self, &left, &top, &side);
  if (x < left || y < top || x > left + side || y > top + side) {
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  /* Nothing behind the pad may take the pointer away: drawing never scrolls. */
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->keys = FALSE;
  if (tenfold_ink_is_empty (self->ink))
    self->time_origin = time * 1000;
  tenfold_pad_pen_down (self, point_at (self, x, y, time, pressure_of (event)),
                        tool_of (self, event));
}

static void
drag_update_cb (TenfoldPad *self, double dx, double dy, GtkGesture *gesture)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  gint64 time = event ? gdk_event_get_time (event) : 0;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NnPoint));
  double x, y, pressure = pressure_of (event);
  NnPoint point;

  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (gesture), &x, &y);
  if (event)
    append_history (self, event, pressure, points);
  point = point_at (self, x + dx, y + dy, time, pressure);
  g_array_append_val (points, point);
  tenfold_pad_pen_move (self, (const NnPoint *) (void *) points->data, points->len);
}

static void
drag_end_cb (TenfoldPad *self)
{
  tenfold_pad_pen_up (self);
}

static void
drag_cancel_cb (TenfoldPad *self)
{
  tenfold_ink_cancel (self->ink);
}

/* The pointer takes over from the keys when it moves, not when GTK only says where it is. */
static void
hover_cb (TenfoldPad *self, double x, double y)
{
  gboolean moved = x != self->hover_x || y != self->hover_y;

  self->hover = TRUE;
  self->hover_x = x;
  self->hover_y = y;
  if (!moved || tenfold_ink_in_gesture (self->ink))
    return;
  if (self->keys || self->tool != TENFOLD_TOOL_PEN) {
    NnPoint point = point_at (self, x, y, 0, 1);

    self->keys = FALSE;
    self->x = point.x;
    self->y = point.y;
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

static void
enter_cb (TenfoldPad *self, double x, double y)
{
  self->hover = TRUE;
  self->hover_x = x;
  self->hover_y = y;
}

static void
leave_cb (TenfoldPad *self)
{
  self->hover = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
popover_closed_cb (TenfoldPad *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
show_menu (TenfoldPad *self, double x, double y)
{
  if (!self->menu)
    return;
  if (!self->popover) {
    self->popover = gtk_popover_menu_new_from_model (self->menu);
    gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
    gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
    gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (popover_closed_cb), self);
  }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
menu_pressed_cb (TenfoldPad *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self, x, y);
}

static void
focus_leave_cb (TenfoldPad *self)
{
  if (self->keys_down)
    tenfold_pad_pen_up (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tenfold_pad_init_input (TenfoldPad *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  /* While a finger draws, another one, or the palm, does nothing. */
  gtk_gesture_single_set_exclusive (GTK_GESTURE_SINGLE (drag), TRUE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (hover_cb), self);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (enter_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_leave_cb), self);
  gtk_widget_add_controller (widget, focus);
}

/* From now on the keyboard has the pen, and the pad shows that it has the focus. */
static void
take_keys (TenfoldPad *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  self->keys = TRUE;
  if (GTK_IS_WINDOW (root))
    gtk_window_set_focus_visible (GTK_WINDOW (root), TRUE);
}

/* Moves the pen by so many pixels of the grid. */
static gboolean
key_move (GtkWidget *widget, GVariant *args, gpointer data)
{
  TenfoldPad *self = TENFOLD_PAD (widget);
  double dx, dy;
  NnPoint point;

  g_variant_get (args, "(dd)", &dx, &dy);
  take_keys (self);
  point = (NnPoint){ (float) CLAMP (self->x + dx * KEY_STEP, 0.0, 1.0),
                     (float) CLAMP (self->y + dy * KEY_STEP, 0.0, 1.0),
                     drawing_time (self, g_get_monotonic_time () / 1000), 1 };
  tenfold_pad_pen_move (self, &point, self->keys_down || !tenfold_ink_in_gesture (self->ink));
  return TRUE;
}

/* Puts the pen down, or lifts it. */
static gboolean
key_pen (GtkWidget *widget, GVariant *args, gpointer data)
{
  TenfoldPad *self = TENFOLD_PAD (widget);
  gint64 now = g_get_monotonic_time () / 1000;

  if (tenfold_ink_in_gesture (self->ink) && !self->keys_down)
    return TRUE;
  take_keys (self);
  if (self->keys_down) {
    tenfold_pad_pen_up (self);
    return TRUE;
  }
  if (tenfold_ink_is_empty (self->ink))
    self->time_origin = now * 1000;
  tenfold_pad_pen_down (
      self, (NnPoint){ (float) self->x, (float) self->y, drawing_time (self, now), 1 }, self->tool);
  self->keys_down = TRUE;
  return TRUE;
}

/* Lifts the pen; without a pen that is down, the key is somebody else's. */
static gboolean
key_escape (GtkWidget *widget, GVariant *args, gpointer data)
{
  TenfoldPad *self = TENFOLD_PAD (widget);

  if (!self->keys_down)
    return FALSE;
  tenfold_pad_pen_up (self);
  return TRUE;
}

static gboolean
key_menu (GtkWidget *widget, GVariant *args, gpointer data)
{
  TenfoldPad *self = TENFOLD_PAD (widget);
  double left, top, side;

  tenfold_pad_get_square (self, &left, &top, &side);
  show_menu (self, left + self->x * side, top + self->y * side);
  return self->menu != NULL;
}

void
tenfold_pad_class_add_keys (GtkWidgetClass *klass)
{
  /* The keys around the arrows go diagonally, as they lie on a number pad. */
  static const struct {
    guint key, pad_key;
    double dx, dy;
  } moves[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1 },
    { GDK_KEY_Home, GDK_KEY_KP_Home, -1, -1 },
    { GDK_KEY_End, GDK_KEY_KP_End, -1, 1 },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, 1, -1 },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, 1, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++) {
    double dx = moves[i].dx, dy = moves[i].dy;

    gtk_widget_class_add_binding (klass, moves[i].key, 0, key_move, "(dd)", dx, dy);
    gtk_widget_class_add_binding (klass, moves[i].pad_key, 0, key_move, "(dd)", dx, dy);
    gtk_widget_class_add_binding (klass, moves[i].key, GDK_SHIFT_MASK, key_move, "(dd)", dx / 4,
                                  dy / 4);
  }
  gtk_widget_class_add_binding (klass, GDK_KEY_space, 0, key_pen, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, key_escape, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, key_menu, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, key_menu, NULL);

  for (int digit = 0; digit < NN_N_CLASSES; digit++) {
    gtk_widget_class_add_binding_action (klass, GDK_KEY_0 + digit, 0, "pad.label", "i", digit);
    gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_0 + digit, 0, "pad.label", "i", digit);
  }
  gtk_widget_class_add_binding_action (klass, GDK_KEY_n, 0, "pad.next", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_r, 0, "pad.mistake", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_p, 0, "pad.tool", "s", "pen");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_e, 0, "pad.tool", "s", "eraser");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_e, GDK_SHIFT_MASK, "pad.tool", "s",
                                       "point-eraser");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_bracketleft, 0, "pad.narrower", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_bracketright, 0, "pad.wider", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Delete, 0, "pad.clear", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_Delete, 0, "pad.clear", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_g, 0, "pad.grid", NULL);
}
