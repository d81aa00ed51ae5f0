/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-private.h"

#include <glib/gi18n.h>

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

void
tenfold_pad_get_square (TenfoldPad *self, double *x, double *y, double *side)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  *side = MAX (1, MIN (width, height));
  *x = (int) ((width - *side) / 2);
  *y = (int) ((height - *side) / 2);
}

double
tenfold_pad_get_eraser_radius (TenfoldPad *self)
{
  return (self->width + 1) / 2 / NN_PICTURE_SIDE;
}

static void
wipe_to (TenfoldPad *self, double x, double y)
{
  TenfoldWipe wipe = { self->x, self->y, x, y, tenfold_pad_get_eraser_radius (self) };

  if (self->tool_down == TENFOLD_TOOL_ERASER)
    tenfold_ink_erase_strokes (self->ink, &wipe);
  else
    tenfold_ink_erase_points (self->ink, &wipe);
}

void
tenfold_pad_pen_down (TenfoldPad *self, NnPoint point, TenfoldTool tool)
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

void
tenfold_pad_pen_move (TenfoldPad *self, const NnPoint *points, guint n_points)
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

void
tenfold_pad_pen_up (TenfoldPad *self)
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
  tenfold_pad_class_add_keys (widget_class);
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
  tenfold_pad_init_input (self);
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
