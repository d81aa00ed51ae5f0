/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-graph-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define ZOOM_STEP 1.25
/* Pixels for one step of a wheel. */
#define SCROLL_STEP 48.0
#define LEAST_SCALE 0.05
#define MOST_SCALE 4.0
/* At first a graph is readable rather than whole. */
#define READABLE_SCALE 0.75
/* Room around what is moved into view. */
#define ROOM 24.0

struct _TenfoldGraphView {
  GtkWidget parent_instance;

  TenfoldModelSheet *sheet;
  TenfoldGraphPicture *picture; /* NULL: to be laid out anew */
  GskRenderNode *node;          /* the picture drawn; NULL: to be drawn anew */
  PangoLayout *text;
  guint selected;

  gboolean placed;  /* scale and place are chosen */
  double scale;     /* pixels for a unit of the picture */
  double left, top; /* of the picture in the widget */
  int width;        /* when it was placed */
  double pointer_x, pointer_y;
  double from_left, from_top; /* where a drag began */
  gboolean moving;
  double zoom_before; /* of a pinch */
};

enum { PROP_SELECTED = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TenfoldGraphView, tenfold_graph_view, GTK_TYPE_WIDGET)

static double
get_width (TenfoldGraphView *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self));
}

static double
get_height (TenfoldGraphView *self)
{
  return gtk_widget_get_height (GTK_WIDGET (self));
}

/* --- words --- */

static void
tell (TenfoldGraphView *self)
{
  const TenfoldGraphPicture *picture = tenfold_graph_view_get_picture (self);
  g_autofree char *text = NULL;

  if (picture == NULL)
    text = g_strdup ("");
  else if (self->selected != TENFOLD_NO_ITEM)
    text = tenfold_graph_picture_describe (picture, self->selected);
  else
    text = g_strdup_printf (ngettext ("%u node; the arrow keys go along the ways",
                                      "%u nodes; the arrow keys go along the ways",
                                      self->sheet->n_layers),
                            self->sheet->n_layers);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static gboolean
tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  TenfoldGraphView *self = TENFOLD_GRAPH_VIEW (widget);
  g_autofree char *text = NULL;
  guint item;

  if (self->picture == NULL || keyboard)
    return FALSE;
  item = tenfold_graph_picture_find (self->picture, (x - self->left) / self->scale,
                                     (y - self->top) / self->scale);
  if (item == TENFOLD_NO_ITEM)
    return FALSE;
  text = tenfold_graph_picture_describe (self->picture, item);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- the place --- */

/* Where it fits it stays in view, else its edges stay within. */
static double
limit (double place, double size, double room)
{
  return size <= room ? CLAMP (place, 0, room - size) : CLAMP (place, room - size, 0);
}

static void
move_to (TenfoldGraphView *self, double left, double top)
{
  if (self->picture == NULL)
    return;
  self->left = limit (left, self->picture->width * self->scale, get_width (self));
  self->top = limit (top, self->picture->height * self->scale, get_height (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
zoom_at (TenfoldGraphView *self, double factor, double x, double y)
{
  double scale = CLAMP (self->scale * factor, LEAST_SCALE, MOST_SCALE), left, top;

  if (self->picture == NULL)
    return;
  left = x - (x - self->left) * scale / self->scale;
  top = y - (y - self->top) * scale / self->scale;
  self->scale = scale;
  move_to (self, left, top);
}

static void
place (TenfoldGraphView *self, double scale)
{
  self->placed = TRUE;
  self->scale = CLAMP (scale, LEAST_SCALE, MOST_SCALE);
  move_to (self, (get_width (self) - self->picture->width * self->scale) / 2, 0);
}

static double
fitting_scale (TenfoldGraphView *self)
{
  return MIN (
      1, MIN (get_width (self) / self->picture->width, get_height (self) / self->picture->height));
}

static void
place_first (TenfoldGraphView *self)
{
  double whole = fitting_scale (self);

  place (self, whole >= READABLE_SCALE
                   ? whole
                   : CLAMP (get_width (self) / self->picture->width, READABLE_SCALE, 1));
}

static void
move_into_view (TenfoldGraphView *self)
{
  graphene_rect_t box;
  double left = self->left, top = self->top, x0, y0, x1, y1;

  if (!self->placed || self->picture == NULL || self->selected == TENFOLD_NO_ITEM)
    return;
  box = tenfold_graph_picture_get_box (self->picture, self->selected);
  x0 = left + box.origin.x * self->scale - ROOM;
  y0 = top + box.origin.y * self->scale - ROOM;
  x1 = x0 + box.size.width * self->scale + 2 * ROOM;
  y1 = y0 + box.size.height * self->scale + 2 * ROOM;
  if (x1 > get_width (self))
    left -= x1 - get_width (self);
  if (x0 < 0)
    left -= x0;
  if (y1 > get_height (self))
    top -= y1 - get_height (self);
  if (y0 < 0)
    top -= y0;
  move_to (self, left, top);
}

/* --- drawing --- */

static void
forget_node (TenfoldGraphView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
forget_picture (TenfoldGraphView *self)
{
  g_clear_pointer (&self->picture, tenfold_graph_picture_free);
  g_clear_object (&self->text);
  forget_node (self);
}

const TenfoldGraphPicture *
tenfold_graph_view_get_picture (TenfoldGraphView *self)
{
  g_return_val_if_fail (TENFOLD_IS_GRAPH_VIEW (self), NULL);
  if (self->picture == NULL && self->sheet != NULL) {
    self->text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    self->picture = tenfold_graph_picture_new (self->sheet, self->text);
  }
  return self->picture;
}

static GdkRGBA
look_up (TenfoldGraphView *self, const char *name, GdkRGBA fallback)
{
  GdkRGBA color;
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  return gtk_style_context_lookup_color (context, name, &color) ? color : fallback;
}

static void
draw_node (TenfoldGraphView *self)
{
  TenfoldGraphStyle style = { 0 };
  cairo_t *cr;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &style.foreground);
  style.background = look_up (self, "view_bg_color", (GdkRGBA){ 1, 1, 1, 1 });
  style.high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  self->node = gsk_cairo_node_new (
      &GRAPHENE_RECT_INIT (0, 0, (float) self->picture->width, (float) self->picture->height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  tenfold_graph_picture_draw (self->picture, cr, self->text, &style);
  cairo_destroy (cr);
}

static void
tenfold_graph_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldGraphView *self = TENFOLD_GRAPH_VIEW (widget);

  if (tenfold_graph_view_get_picture (self) == NULL || get_width (self) <= 0
      || get_height (self) <= 0)
    return;
  if (!self->placed) {
    place_first (self);
    move_into_view (self);
  }
  if (self->node == NULL)
    draw_node (self);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float) round (self->left), (float) round (self->top)));
  gtk_snapshot_scale (snapshot, (float) self->scale, (float) self->scale);
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->selected != TENFOLD_NO_ITEM) {
    GdkRGBA accent = look_up (self, "accent_color", (GdkRGBA){ 0.1f, 0.4f, 0.8f, 1 });
    cairo_t *cr = gtk_snapshot_append_cairo (
        snapshot,
        &GRAPHENE_RECT_INIT (0, 0, (float) self->picture->width, (float) self->picture->height));

    tenfold_graph_picture_draw_selected (self->picture, cr, &accent, self->selected);
    cairo_destroy (cr);
  }
  gtk_snapshot_restore (snapshot);
}

static void
tenfold_graph_view_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 80;
  *natural = 400;
  *minimum_baseline = *natural_baseline = -1;
}

/* What is in the middle stays there. */
static void
tenfold_graph_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TenfoldGraphView *self = TENFOLD_GRAPH_VIEW (widget);

  if (self->placed) {
    move_to (self, self->left + (width - self->width) / 2.0, self->top);
    move_into_view (self);
  }
  self->width = width;
}

static void
tenfold_graph_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tenfold_graph_view_parent_class)->css_changed (widget, change);
  forget_picture (TENFOLD_GRAPH_VIEW (widget));
}

static void
tenfold_graph_view_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tenfold_graph_view_parent_class)->system_setting_changed (widget, setting);
  forget_picture (TENFOLD_GRAPH_VIEW (widget));
}

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
    zoom_at (self, pow (ZOOM_STEP, -dy * step / SCROLL_STEP), self->pointer_x, self->pointer_y);
    return GDK_EVENT_STOP;
  }
  if (state & GDK_SHIFT_MASK) {
    dx += dy;
    dy = 0;
  }
  move_to (self, self->left - dx * step, self->top - dy * step);
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
  move_to (self, self->from_left + dx, self->from_top + dy);
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
  zoom_at (self, scale / self->zoom_before, x, y);
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

static void
init_input (TenfoldGraphView *self)
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

/* --- the widget --- */

static void
tenfold_graph_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED)
    g_value_set_uint (value, TENFOLD_GRAPH_VIEW (object)->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_graph_view_dispose (GObject *object)
{
  TenfoldGraphView *self = TENFOLD_GRAPH_VIEW (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->picture, tenfold_graph_picture_free);
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  g_clear_object (&self->text);
  G_OBJECT_CLASS (tenfold_graph_view_parent_class)->dispose (object);
}

static void
tenfold_graph_view_class_init (TenfoldGraphViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = tenfold_graph_view_get_property;
  G_OBJECT_CLASS (klass)->dispose = tenfold_graph_view_dispose;
  props[PROP_SELECTED] = g_param_spec_uint ("selected", NULL, NULL, 0, G_MAXUINT, TENFOLD_NO_ITEM,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  widget_class->measure = tenfold_graph_view_measure;
  widget_class->size_allocate = tenfold_graph_view_size_allocate;
  widget_class->snapshot = tenfold_graph_view_snapshot;
  widget_class->css_changed = tenfold_graph_view_css_changed;
  widget_class->system_setting_changed = tenfold_graph_view_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "graph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tenfold_graph_view_init (TenfoldGraphView *self)
{
  self->selected = TENFOLD_NO_ITEM;
  self->scale = 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Graph of the network"), -1);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (forget_node),
                           self, G_CONNECT_SWAPPED);
  init_input (self);
}

void
tenfold_graph_view_set_sheet (TenfoldGraphView *self, TenfoldModelSheet *sheet)
{
  g_return_if_fail (TENFOLD_IS_GRAPH_VIEW (self));
  if (sheet != NULL)
    tenfold_model_sheet_ref (sheet);
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  self->sheet = sheet;
  self->placed = FALSE;
  forget_picture (self);
  tenfold_graph_view_set_selected (self, TENFOLD_NO_ITEM);
  tell (self);
}

guint
tenfold_graph_view_get_selected (TenfoldGraphView *self)
{
  g_return_val_if_fail (TENFOLD_IS_GRAPH_VIEW (self), TENFOLD_NO_ITEM);
  return self->selected;
}

void
tenfold_graph_view_set_selected (TenfoldGraphView *self, guint item)
{
  g_return_if_fail (TENFOLD_IS_GRAPH_VIEW (self));
  if (self->selected == item)
    return;
  self->selected = item;
  move_into_view (self);
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}

void
tenfold_graph_view_zoom (TenfoldGraphView *self, double factor)
{
  g_return_if_fail (TENFOLD_IS_GRAPH_VIEW (self));
  zoom_at (self, factor, get_width (self) / 2, get_height (self) / 2);
}

void
tenfold_graph_view_fit (TenfoldGraphView *self)
{
  g_return_if_fail (TENFOLD_IS_GRAPH_VIEW (self));
  if (self->picture != NULL)
    place (self, fitting_scale (self));
}

double
tenfold_graph_view_get_scale (TenfoldGraphView *self)
{
  g_return_val_if_fail (TENFOLD_IS_GRAPH_VIEW (self), 1);
  return self->scale;
}
