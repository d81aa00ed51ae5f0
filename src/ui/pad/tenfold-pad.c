/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long because one widget has many ways to be drawn on: mouse, finger, stylus and keys. */
#include "ui/pad/tenfold-pad.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/pad/tenfold-ink-layer.h"

/* One press of an arrow key moves the pen by a pixel of the 28x28 grid, with Shift by a quarter. */
#define KEY_STEP (1.0 / NN_PICTURE_SIDE)

struct _TenfoldPad {
  GtkWidget parent_instance;

  TenfoldInk *ink;
  TenfoldTool tool;
  double width;
  gboolean grid;
  GMenuModel *menu;
  GtkWidget *popover;

  TenfoldInkLayer *layer;
  GskRenderNode *painted; /* the layer's generation */
  guint generation;

  /* The pen. Places in pads, times in seconds. */
  TenfoldTool tool_down;   /* with which the open gesture began */
  double x, y;             /* where it is */
  gboolean hover;          /* the pointer is over the pad */
  double hover_x, hover_y; /* where it was last, in the widget */
  gboolean keys;           /* it is moved by keys and shows where it is */
  gboolean keys_down;      /* the keyboard holds it down */
  gint64 time_origin;      /* of the drawing, in microseconds */
};

enum { PROP_0, PROP_TOOL, PROP_WIDTH, PROP_GRID, PROP_MENU, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TenfoldPad, tenfold_pad, GTK_TYPE_WIDGET)

GType
tenfold_tool_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type)) {
    static const GEnumValue values[] = {
      { TENFOLD_TOOL_PEN, "TENFOLD_TOOL_PEN", "pen" },
      { TENFOLD_TOOL_ERASER, "TENFOLD_TOOL_ERASER", "eraser" },
      { TENFOLD_TOOL_POINT_ERASER, "TENFOLD_TOOL_POINT_ERASER", "point-eraser" },
      { 0, NULL, NULL },
    };

    g_once_init_leave (&type, g_enum_register_static ("TenfoldTool", values));
  }
  return type;
}

static void
get_square (TenfoldPad *self, double *x, double *y, double *side)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  *side = MAX (1, MIN (width, height));
  *x = (int) ((width - *side) / 2);
  *y = (int) ((height - *side) / 2);
}

static double
get_eraser_radius (TenfoldPad *self)
{
  return (self->width + 1) / 2 / NN_PICTURE_SIDE;
}

static void
wipe_to (TenfoldPad *self, double x, double y)
{
  TenfoldWipe wipe = { self->x, self->y, x, y, get_eraser_radius (self) };

  if (self->tool_down == TENFOLD_TOOL_ERASER)
    tenfold_ink_erase_strokes (self->ink, &wipe);
  else
    tenfold_ink_erase_points (self->ink, &wipe);
}

static void
pen_down (TenfoldPad *self, NnPoint point, TenfoldTool tool)
{
  self->tool_down = tool;
  self->x = point.x;
  self->y = point.y;
  if (tool == TENFOLD_TOOL_PEN) {
    tenfold_ink_begin_stroke (self->ink, point, self->width / NN_PICTURE_SIDE);
  } else {
    tenfold_ink_begin_erase (self->ink);
    wipe_to (self, point.x, point.y);
  }
}

static void
pen_move (TenfoldPad *self, const NnPoint *points, guint n_points)
{
  /* An action may have ended the gesture while the button is still down. */
  gboolean down = tenfold_ink_in_gesture (self->ink);

  if (down && self->tool_down == TENFOLD_TOOL_PEN) {
    tenfold_ink_add_points (self->ink, points, n_points);
  } else if (down) {
    for (guint i = 0; i < n_points; i++) {
      wipe_to (self, points[i].x, points[i].y);
      self->x = points[i].x;
      self->y = points[i].y;
    }
  }
  if (n_points > 0) {
    self->x = points[n_points - 1].x;
    self->y = points[n_points - 1].y;
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pen_up (TenfoldPad *self)
{
  self->keys_down = FALSE;
  tenfold_ink_end (self->ink);
}

static void
ink_changed_cb (TenfoldPad *self)
{
  if (!tenfold_ink_in_gesture (self->ink))
    self->keys_down = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- pointer --- */

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

  get_square (self, &left, &top, &side);
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

  get_square (self, &left, &top, &side);
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
  pen_down (self, point_at (self, x, y, time, pressure_of (event)), tool_of (self, event));
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
  pen_move (self, (const NnPoint *) (void *) points->data, points->len);
}

static void
drag_end_cb (TenfoldPad *self)
{
  pen_up (self);
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
    pen_up (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
init_input (TenfoldPad *self)
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

/* --- keys --- */

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
  pen_move (self, &point, self->keys_down || !tenfold_ink_in_gesture (self->ink));
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
    pen_up (self);
    return TRUE;
  }
  if (tenfold_ink_is_empty (self->ink))
    self->time_origin = now * 1000;
  pen_down (self, (NnPoint){ (float) self->x, (float) self->y, drawing_time (self, now), 1 },
            self->tool);
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
  pen_up (self);
  return TRUE;
}

static gboolean
key_menu (GtkWidget *widget, GVariant *args, gpointer data)
{
  TenfoldPad *self = TENFOLD_PAD (widget);
  double left, top, side;

  get_square (self, &left, &top, &side);
  show_menu (self, left + self->x * side, top + self->y * side);
  return self->menu != NULL;
}

static void
add_keys (GtkWidgetClass *klass)
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

/* --- drawing --- */

typedef struct {
  GdkRGBA ink, paper;
  double side;
} Look;

/* Ink is opaque, so that strokes that cross do not darken: its colour as seen on the paper. */
static void
find_colours (TenfoldPad *self, Look *look)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA ink;

  gtk_style_context_get_color (style, &ink);
  if (!gtk_style_context_lookup_color (style, "view_bg_color", &look->paper))
    look->paper = (GdkRGBA){ 1, 1, 1, 1 };
  look->ink = (GdkRGBA){ ink.alpha * ink.red + (1 - ink.alpha) * look->paper.red,
                         ink.alpha * ink.green + (1 - ink.alpha) * look->paper.green,
                         ink.alpha * ink.blue + (1 - ink.alpha) * look->paper.blue, 1 };
}

static GdkRGBA
faint (const Look *look, float alpha)
{
  GdkRGBA colour = look->ink;

  colour.alpha = alpha;
  return colour;
}

/* Lines between the pixels of the network's picture; every seventh a little stronger. */
static void
draw_grid (GtkSnapshot *snapshot, const Look *look)
{
  for (int i = 1; i < NN_PICTURE_SIDE; i++) {
    GdkRGBA colour = faint (look, i % 7 == 0 ? 0.22f : 0.09f);
    float place = floorf ((float) (i * look->side / NN_PICTURE_SIDE));

    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (place, 0, 1, (float) look->side));
    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (0, place, (float) look->side, 1));
  }
}

/* The end of the live stroke, which is not in the layer. */
static void
draw_rest (TenfoldPad *self, GtkSnapshot *snapshot, const Look *look, guint rest)
{
  TenfoldStroke *live = tenfold_ink_get_live_stroke (self->ink);
  double reach = tenfold_stroke_get_width (live) * look->side + 2;
  double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  guint n;
  const NnPoint *points = tenfold_stroke_get_points (live, &n);
  cairo_t *cr;

  for (guint i = rest > 0 ? rest - 1 : 0; i < n; i++) {
    left = fmin (left, points[i].x * look->side);
    right = fmax (right, points[i].x * look->side);
    top = fmin (top, points[i].y * look->side);
    bottom = fmax (bottom, points[i].y * look->side);
  }
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) floor (left - reach), (float) floor (top - reach),
                                     (float) ceil (right - left + 2 * reach),
                                     (float) ceil (bottom - top + 2 * reach)));
  gdk_cairo_set_source_rgba (cr, &look->ink);
  tenfold_stroke_draw (live, cr, look->side, rest, G_MAXUINT);
  cairo_destroy (cr);
}

/* The pixels as they are now. A texture would do as well, but without OpenGL GTK converts all of a
 * texture whenever it draws a part of it. */
static GskRenderNode *
node_of_surface (cairo_surface_t *surface, float side)
{
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, side, side));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  double scale = (double) side / cairo_image_surface_get_width (surface);

  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

static void
draw_ink (TenfoldPad *self, GtkSnapshot *snapshot, const Look *look)
{
  const double colour[4] = { look->ink.red, look->ink.green, look->ink.blue, 1 };
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  guint generation, rest;
  cairo_surface_t *surface = tenfold_ink_layer_update (
      self->layer, self->ink, (int) look->side * scale, colour, &generation, &rest);

  if (!self->painted || generation != self->generation) {
    g_clear_pointer (&self->painted, gsk_render_node_unref);
    self->painted = node_of_surface (surface, (float) look->side);
    self->generation = generation;
  }
  gtk_snapshot_append_node (snapshot, self->painted);
  if (rest != G_MAXUINT)
    draw_rest (self, snapshot, look, rest);
}

static void
draw_invitation (TenfoldPad *self, GtkSnapshot *snapshot, const Look *look)
{
  g_autoptr (PangoLayout) layout
      = gtk_widget_create_pango_layout (GTK_WIDGET (self), _ ("Draw a digit"));
  PangoAttrList *larger = pango_attr_list_new ();
  GdkRGBA colour = faint (look, 0.65f);
  int height;

  pango_attr_list_insert (larger, pango_attr_scale_new (1.3));
  pango_layout_set_attributes (layout, larger);
  pango_attr_list_unref (larger);
  pango_layout_set_width (layout, (int) (look->side * 0.8) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) floor (look->side * 0.1),
                                                (float) floor ((look->side - height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

/* A ring as large as what the tool does; filled where the keyboard holds the pen down. */
static void
draw_tool (TenfoldPad *self, GtkSnapshot *snapshot, const Look *look)
{
  gboolean pen = self->tool == TENFOLD_TOOL_PEN;
  double radius = (pen ? self->width / 2 / NN_PICTURE_SIDE : get_eraser_radius (self));
  double x = self->x * look->side, y = self->y * look->side;
  cairo_t *cr;

  radius = fmax (3, radius * look->side);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) floor (x - radius - 10),
                                                                 (float) floor (y - radius - 10),
                                                                 (float) ceil (2 * radius + 21),
                                                                 (float) ceil (2 * radius + 21)));
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &look->paper);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &look->ink);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  if (self->keys) {
    const double in = radius + 3, out = radius + 8;

    for (int i = 0; i < 4; i++) {
      double dx = i % 2 ? 0 : 1 - i, dy = i % 2 ? 2 - i : 0;

      cairo_move_to (cr, x + dx * in, y + dy * in);
      cairo_line_to (cr, x + dx * out, y + dy * out);
    }
    cairo_stroke (cr);
    if (self->keys_down) {
      cairo_arc (cr, x, y, 2.5, 0, 2 * G_PI);
      gdk_cairo_set_source_rgba (cr, pen ? &look->paper : &look->ink);
      cairo_fill (cr);
    }
  }
  cairo_destroy (cr);
}

static void
tenfold_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldPad *self = TENFOLD_PAD (widget);
  double x, y;
  Look look;

  get_square (self, &x, &y, &look.side);
  find_colours (self, &look);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  if (self->grid)
    draw_grid (snapshot, &look);
  if (!tenfold_ink_is_empty (self->ink))
    draw_ink (self, snapshot, &look);
  else if (!self->keys || !gtk_widget_has_focus (widget))
    draw_invitation (self, snapshot, &look);
  if (self->keys ? gtk_widget_has_focus (widget) : self->hover && self->tool != TENFOLD_TOOL_PEN)
    draw_tool (self, snapshot, &look);
  gtk_snapshot_restore (snapshot);
}

/* --- the widget --- */

static void
tenfold_pad_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  *minimum = 84;
  *natural = 336;
  *minimum_baseline = *natural_baseline = -1;
}

static void
tenfold_pad_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TenfoldPad *self = TENFOLD_PAD (widget);

  if (self->popover)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
tenfold_pad_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TenfoldPad *self = TENFOLD_PAD (object);

  switch (id) {
  case PROP_TOOL:
    g_value_set_enum (value, self->tool);
    break;
  case PROP_WIDTH:
    g_value_set_double (value, self->width);
    break;
  case PROP_GRID:
    g_value_set_boolean (value, self->grid);
    break;
  case PROP_MENU:
    g_value_set_object (value, self->menu);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
set_tool (TenfoldPad *self, TenfoldTool tool)
{
  if (self->tool == tool)
    return;
  self->tool = tool;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   tool == TENFOLD_TOOL_PEN ? "crosshair" : "none");
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOOL]);
}

static void
tenfold_pad_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TenfoldPad *self = TENFOLD_PAD (object);

  switch (id) {
  case PROP_TOOL:
    set_tool (self, g_value_get_enum (value));
    break;
  case PROP_WIDTH:
    tenfold_pad_set_width (self, g_value_get_double (value));
    break;
  case PROP_GRID:
    if (self->grid == g_value_get_boolean (value))
      break;
    self->grid = g_value_get_boolean (value);
    gtk_widget_queue_draw (GTK_WIDGET (self));
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_MENU:
    if (g_set_object (&self->menu, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tenfold_pad_dispose (GObject *object)
{
  TenfoldPad *self = TENFOLD_PAD (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->painted, gsk_render_node_unref);
  g_clear_pointer (&self->layer, tenfold_ink_layer_free);
  if (self->ink)
    g_signal_handlers_disconnect_by_data (self->ink, self);
  g_clear_object (&self->ink);
  G_OBJECT_CLASS (tenfold_pad_parent_class)->dispose (object);
}

static void
tenfold_pad_class_init (TenfoldPadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tenfold_pad_get_property;
  object_class->set_property = tenfold_pad_set_property;
  object_class->dispose = tenfold_pad_dispose;
  widget_class->measure = tenfold_pad_measure;
  widget_class->size_allocate = tenfold_pad_size_allocate;
  widget_class->snapshot = tenfold_pad_snapshot;

  props[PROP_TOOL] = g_param_spec_enum ("tool", NULL, NULL, TENFOLD_TYPE_TOOL, 0, flags);
  props[PROP_WIDTH] = g_param_spec_double ("width", NULL, NULL, TENFOLD_PAD_MIN_WIDTH,
                                           TENFOLD_PAD_MAX_WIDTH, TENFOLD_PAD_DEFAULT_WIDTH, flags);
  props[PROP_GRID] = g_param_spec_boolean ("grid", NULL, NULL, FALSE, flags);
  props[PROP_MENU] = g_param_spec_object ("menu", NULL, NULL, G_TYPE_MENU_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "pad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_keys (widget_class);
}

static void
tenfold_pad_init (TenfoldPad *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->width = TENFOLD_PAD_DEFAULT_WIDTH;
  self->x = self->y = 0.5;
  self->layer = tenfold_ink_layer_new ();
  self->ink = tenfold_ink_new ();
  g_signal_connect_swapped (self->ink, "changed", G_CALLBACK (ink_changed_cb), self);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_cursor_from_name (widget, "crosshair");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Drawing pad"),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("Draw a digit with the pointer, or with the keyboard: arrow keys move the pen, Space "
         "puts it down and lifts it, Delete clears the pad."),
      -1);
  init_input (self);
}

GtkWidget *
tenfold_pad_new (void)
{
  return g_object_new (TENFOLD_TYPE_PAD, NULL);
}

TenfoldInk *
tenfold_pad_get_ink (TenfoldPad *self)
{
  return self->ink;
}

double
tenfold_pad_get_width (TenfoldPad *self)
{
  return self->width;
}

void
tenfold_pad_set_width (TenfoldPad *self, double width)
{
  width = CLAMP (width, TENFOLD_PAD_MIN_WIDTH, TENFOLD_PAD_MAX_WIDTH);
  if (self->width == width)
    return;
  self->width = width;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WIDTH]);
}
