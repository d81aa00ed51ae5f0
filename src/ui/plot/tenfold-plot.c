/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-plot.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/plot/tenfold-chart-draw.h"
#include "ui/widgets/tenfold-spoken.h"

#define ZOOM_STEP 1.25
/* Pixels: a shorter drag is a click; a flatter one keeps the height automatic. */
#define SHORTEST_FRAME 8
#define LOWEST_FRAME 24

struct _TenfoldPlot {
  GtkWidget parent_instance;

  TenfoldChart *chart;
  char *empty_text;
  GskRenderNode *node;        /* the chart as it was drawn last; NULL: to be drawn again */
  TenfoldChartLayout *layout; /* of the node; NULL before the first */
  PangoLayout *text;
  TenfoldSpoken *spoken;

  double cursor;   /* NaN: none */
  double moment;   /* NaN: none */
  double pointer;  /* where the pointer is in x; NaN: elsewhere */
  gboolean frame;  /* a frame is being dragged */
  gboolean moving; /* the drag moves along */
  double from_x, from_y, to_x, to_y;
  double zoom_before; /* of a pinch */
};

G_DEFINE_FINAL_TYPE (TenfoldPlot, tenfold_plot, GTK_TYPE_WIDGET)

static void
forget_node (TenfoldPlot *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static char *
summary (GtkWidget *widget)
{
  TenfoldPlot *self = TENFOLD_PLOT (widget);

  return isnan (self->cursor) || !tenfold_chart_has_numbers (self->chart)
             ? tenfold_chart_describe (self->chart)
             : tenfold_chart_get_cursor_text (self->chart, self->cursor);
}

static void
chart_changed_cb (TenfoldPlot *self)
{
  forget_node (self);
  tenfold_spoken_changed (self->spoken);
}

/* --- drawing --- */

static gboolean
frame_is_flat (TenfoldPlot *self)
{
  return fabs (self->to_y - self->from_y) < LOWEST_FRAME;
}

static void
tenfold_plot_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = across ? 160 : 170;
  *natural = across ? 480 : 260;
}

static void
tenfold_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_node (TENFOLD_PLOT (widget));
}

static void
tenfold_plot_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  TenfoldPlot *self = TENFOLD_PLOT (widget);

  GTK_WIDGET_CLASS (tenfold_plot_parent_class)->css_changed (widget, change);
  if (self->text != NULL)
    pango_layout_context_changed (self->text);
  forget_node (self);
}

static void
tenfold_plot_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  TenfoldPlot *self = TENFOLD_PLOT (widget);

  GTK_WIDGET_CLASS (tenfold_plot_parent_class)->system_setting_changed (widget, setting);
  g_clear_object (&self->text);
  forget_node (self);
}

static TenfoldChartStyle
get_style (TenfoldPlot *self)
{
  TenfoldChartStyle style = { 0 };

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &style.foreground);
  style.high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  return style;
}

static PangoLayout *
get_text (TenfoldPlot *self)
{
  if (self->text == NULL)
    self->text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  return self->text;
}

static void
snapshot_empty (TenfoldPlot *self, GtkSnapshot *snapshot, const TenfoldChartStyle *style)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), text_height;
  g_autoptr (PangoLayout) text
      = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->empty_text);

  pango_layout_set_width (text, MAX (width - 48, 48) * PANGO_SCALE);
  pango_layout_set_wrap (text, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (text, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (text, NULL, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (
                    24, MAX ((gtk_widget_get_height (GTK_WIDGET (self)) - text_height) / 2, 0)));
  gtk_snapshot_append_layout (snapshot, text, &style->foreground);
  gtk_snapshot_restore (snapshot);
}

static void
draw_node (TenfoldPlot *self, const TenfoldChartStyle *style)
{
  float width = gtk_widget_get_width (GTK_WIDGET (self));
  float height = gtk_widget_get_height (GTK_WIDGET (self));
  cairo_t *cr;

  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, width, height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  g_clear_pointer (&self->layout, tenfold_chart_layout_free);
  self->layout = tenfold_chart_draw (self->chart, cr, get_text (self), style, width, height);
  cairo_destroy (cr);
}

static void
draw_frame (TenfoldPlot *self, cairo_t *cr, const TenfoldChartStyle *style)
{
  const GdkRGBA *ink = &style->foreground;
  gboolean flat = frame_is_flat (self);
  double top = flat ? self->layout->top : MIN (self->from_y, self->to_y);
  double bottom = flat ? self->layout->bottom : MAX (self->from_y, self->to_y);

  cairo_rectangle (cr, MIN (self->from_x, self->to_x), top, fabs (self->to_x - self->from_x),
                   bottom - top);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.1);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.8);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* A line with a handle, as the slider has one. */
static void
snapshot_moment (TenfoldPlot *self, GtkSnapshot *snapshot, const TenfoldChartStyle *style)
{
  const TenfoldChartLayout *at = self->layout;
  double x = floor (tenfold_chart_layout_x (at, self->moment));
  float top = (float) at->top, radius = 4;
  GskRoundedRect handle;

  if (!(x >= at->left - 1 && x <= at->right + 1))
    return;
  gsk_rounded_rect_init_from_rect (
      &handle, &GRAPHENE_RECT_INIT ((float) x + 1 - radius, top - radius, 2 * radius, 2 * radius),
      radius);
  gtk_snapshot_append_color (
      snapshot, &style->foreground,
      &GRAPHENE_RECT_INIT ((float) x, top, 2, (float) (at->bottom - at->top)));
  gtk_snapshot_push_rounded_clip (snapshot, &handle);
  gtk_snapshot_append_color (snapshot, &style->foreground, &handle.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
tenfold_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldPlot *self = TENFOLD_PLOT (widget);
  TenfoldChartStyle style = get_style (self);

  if (gtk_widget_get_width (widget) <= 0 || gtk_widget_get_height (widget) <= 0)
    return;
  if (!tenfold_chart_has_numbers (self->chart)) {
    snapshot_empty (self, snapshot, &style);
    return;
  }
  if (self->node == NULL)
    draw_node (self, &style);
  gtk_snapshot_append_node (snapshot, self->node);
  snapshot_moment (self, snapshot, &style);
  if (!isnan (self->cursor) || self->frame) {
    cairo_t *cr = gtk_snapshot_append_cairo (
        snapshot, &GRAPHENE_RECT_INIT (0, 0, self->layout->width, self->layout->height));

    if (self->frame)
      draw_frame (self, cr, &style);
    else
      tenfold_chart_draw_cursor (self->chart, cr, get_text (self), &style, self->layout,
                                 self->cursor);
    cairo_destroy (cr);
  }
}

static double
get_epoch (TenfoldPlot *self, double x)
{
  const TenfoldChartLayout *at = self->layout;

  x = CLAMP (x, at->left, at->right);
  return tenfold_scale_value (&at->x, (x - at->left) / (at->right - at->left));
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
  tenfold_plot_set_cursor (self, get_epoch (self, x));
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
  if (!frame_is_flat (self)) {
    y0 = get_value (self, MAX (self->from_y, self->to_y));
    y1 = get_value (self, MIN (self->from_y, self->to_y));
  }
  tenfold_chart_set_view (self->chart, get_epoch (self, x0), get_epoch (self, x1), y0, y1);
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

static void
init_input (TenfoldPlot *self)
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

/* --- the widget --- */

static void
tenfold_plot_dispose (GObject *object)
{
  TenfoldPlot *self = TENFOLD_PLOT (object);

  g_clear_pointer (&self->spoken, tenfold_spoken_free);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->layout, tenfold_chart_layout_free);
  g_clear_pointer (&self->empty_text, g_free);
  g_clear_object (&self->text);
  g_clear_object (&self->chart);
  G_OBJECT_CLASS (tenfold_plot_parent_class)->dispose (object);
}

static void
tenfold_plot_class_init (TenfoldPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_plot_dispose;
  widget_class->measure = tenfold_plot_measure;
  widget_class->size_allocate = tenfold_plot_size_allocate;
  widget_class->snapshot = tenfold_plot_snapshot;
  widget_class->css_changed = tenfold_plot_css_changed;
  widget_class->system_setting_changed = tenfold_plot_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tenfold_plot_init (TenfoldPlot *self)
{
  self->cursor = self->pointer = self->moment = NAN;
  self->chart = tenfold_chart_new ();
  self->empty_text = g_strdup ("");
  g_signal_connect_object (self->chart, "changed", G_CALLBACK (chart_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (forget_node),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Training plot"), -1);
  self->spoken = tenfold_spoken_new (GTK_WIDGET (self), summary);
  tenfold_spoken_now (self->spoken);
  init_input (self);
}

TenfoldChart *
tenfold_plot_get_chart (TenfoldPlot *self)
{
  g_return_val_if_fail (TENFOLD_IS_PLOT (self), NULL);
  return self->chart;
}

void
tenfold_plot_set_empty_text (TenfoldPlot *self, const char *text)
{
  g_return_if_fail (TENFOLD_IS_PLOT (self));
  g_free (self->empty_text);
  self->empty_text = g_strdup (text != NULL ? text : "");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
tenfold_plot_get_cursor (TenfoldPlot *self)
{
  g_return_val_if_fail (TENFOLD_IS_PLOT (self), NAN);
  return self->cursor;
}

void
tenfold_plot_set_cursor (TenfoldPlot *self, double epoch)
{
  g_return_if_fail (TENFOLD_IS_PLOT (self));
  if (self->cursor == epoch || (isnan (self->cursor) && isnan (epoch)))
    return;
  self->cursor = epoch;
  tenfold_spoken_now (self->spoken);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tenfold_plot_set_moment (TenfoldPlot *self, double epoch)
{
  g_return_if_fail (TENFOLD_IS_PLOT (self));
  if (self->moment == epoch || (isnan (self->moment) && isnan (epoch)))
    return;
  self->moment = epoch;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
