/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-map-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "nn/explain/nn-digit-map.h"
#include "ui/understand/tenfold-map-draw.h"
#include "ui/widgets/tenfold-look.h"
#include "ui/widgets/tenfold-wrap.h"

#define MAP_HEIGHT 400
#define EDGE 22.0      /* around what 95 of 100 pictures lie in */
#define REACH 12.0     /* so near counts as meant, in pixels */
#define MOST_TRAIL 32  /* places of the drawing that are remembered */
#define TOUR_SPEED 0.1 /* radians a second */
#define KEY_TURN (G_PI / 36)
#define KEY_GROW 1.05f

/* The scores of the drawing on its way. */
typedef struct {
  float scores[NN_N_CLASSES];
} Place;

struct _TenfoldMapView {
  TenfoldViewPane parent_instance;

  NnDigitMap map;
  float scale;
  int axis;      /* that the keys move; -1: none is */
  int dragged;   /* -1: none is */
  GArray *trail; /* of Place, oldest first */
  guint tick;    /* of the tour; 0: it stands still */
  gint64 start;  /* of the tour */
  double toured; /* seconds before that */
  GtkWidget *area, *tour;
  GtkLabel *place, *legend, *check;
};

G_DEFINE_FINAL_TYPE (TenfoldMapView, tenfold_map_view, TENFOLD_TYPE_VIEW_PANE)

static const TenfoldExplanation *
get (TenfoldMapView *self)
{
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (TENFOLD_VIEW_PANE (self));

  return e != NULL && e->reading != NULL ? e : NULL;
}

/* --- places in the widget --- */

/* The middle, and how many pixels a 1 of the map is. */
typedef struct {
  double x, y, unit;
} Frame;

static Frame
frame_of (TenfoldMapView *self)
{
  double width = gtk_widget_get_width (self->area), height = gtk_widget_get_height (self->area);

  return (Frame){ width / 2, height / 2, MAX (MIN (width, height) / 2 - EDGE, 1) };
}

static void
place_of (TenfoldMapView *self, const Frame *frame, const float *scores, double *x, double *y)
{
  float mx, my;

  nn_digit_map_place (&self->map, scores, self->scale, &mx, &my);
  *x = frame->x + frame->unit * (double) mx;
  *y = frame->y + frame->unit * (double) my;
}

static void
end_of (TenfoldMapView *self, const Frame *frame, int axis, double *x, double *y)
{
  *x = frame->x + frame->unit * (double) self->map.axes[axis][0];
  *y = frame->y + frame->unit * (double) self->map.axes[axis][1];
}

/* How many of 100 pictures lie within the circle. */
static double
share_within (TenfoldMapView *self, const NnSampleReading *reading)
{
  gsize n = 0;

  for (gsize i = 0; i < reading->n; i++) {
    float x, y;

    nn_digit_map_place (&self->map, reading->scores + i * NN_N_CLASSES, self->scale, &x, &y);
    n += x * x + y * y <= 1.0001f;
  }
  return reading->n > 0 ? 100.0 * (double) n / (double) reading->n : 0;
}

static void
say_check (TenfoldMapView *self)
{
  const TenfoldExplanation *e = get (self);
  g_autofree char *text = NULL;

  if (e == NULL)
    return;
  /* Translators: a number of pictures */
  text = g_strdup_printf (
      _ ("Check: %.1f of 100 pictures lie within the circle; it is drawn so that "
         "95 do."),
      share_within (self, e->reading));
  gtk_label_set_text (self->check, text);
}

static void
axes_changed (TenfoldMapView *self)
{
  const TenfoldExplanation *e = get (self);

  if (e != NULL)
    self->scale = nn_digit_map_scale (&self->map, e->reading->scores, e->reading->n);
  gtk_widget_queue_draw (self->area);
}

/* --- painting --- */

/* Each picture is its digit: the drawing's in blue, the nearest other in orange and bold. */
static void
draw_pictures (TenfoldMapView *self, cairo_t *cr, const Frame *frame, const GdkRGBA *ink)
{
  const TenfoldExplanation *e = get (self);
  const guint8 *labels = nn_sample_labels (e->sample);
  gboolean on_dark = tenfold_is_light (ink);

  for (gsize i = 0; i < e->reading->n; i++) {
    const char text[] = { (char) ('0' + labels[i]), '\0' };
    gboolean is_first = !e->question.empty && labels[i] == e->first;
    gboolean is_nearest = !e->question.empty && labels[i] == e->nearest;
    GdkRGBA color = is_first || is_nearest ? tenfold_map_color (is_nearest, on_dark) : *ink;
    double x, y;

    if (!is_first && !is_nearest)
      color.alpha = 0.5f;
    place_of (self, frame, e->reading->scores + i * NN_N_CLASSES, &x, &y);
    gdk_cairo_set_source_rgba (cr, &color);
    cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                            is_nearest ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size (cr, 10);
    cairo_move_to (cr, x - 3, y + 3.5);
    cairo_show_text (cr, text);
  }
}

static void
draw_axes (TenfoldMapView *self,
           cairo_t *cr,
           PangoLayout *layout,
           const Frame *frame,
           const GdkRGBA *ink)
{
  GdkRGBA faint = *ink, paper = { 1, 1, 1, 1 };

  faint.alpha = 0.3f;
  if (tenfold_is_light (ink))
    paper = (GdkRGBA){ 0.12f, 0.12f, 0.12f, 1 };
  cairo_set_line_width (cr, 1);
  gdk_cairo_set_source_rgba (cr, &faint);
  cairo_arc (cr, frame->x, frame->y, frame->unit, 0, 2 * G_PI);
  cairo_stroke (cr);
  for (int axis = 0; axis < NN_N_CLASSES; axis++) {
    const char text[] = { (char) ('0' + axis), '\0' };
    gboolean chosen = axis == self->axis && gtk_widget_has_focus (self->area);
    double x, y;

    end_of (self, frame, axis, &x, &y);
    gdk_cairo_set_source_rgba (cr, &faint);
    cairo_move_to (cr, frame->x, frame->y);
    cairo_line_to (cr, x, y);
    cairo_stroke (cr);
    gdk_cairo_set_source_rgba (cr, &paper);
    cairo_arc (cr, x, y, REACH, 0, 2 * G_PI);
    cairo_fill_preserve (cr);
    gdk_cairo_set_source_rgba (cr, chosen ? ink : &faint);
    cairo_set_line_width (cr, chosen ? 3 : 1);
    cairo_stroke (cr);
    cairo_set_line_width (cr, 1);
    gdk_cairo_set_source_rgba (cr, ink);
    tenfold_map_draw_text (cr, layout, x, y, 0.5, text);
  }
}

/* The way that the drawing has come, and where it is. */
static void
draw_trail (TenfoldMapView *self, cairo_t *cr, const Frame *frame, const GdkRGBA *ink)
{
  GdkRGBA color = tenfold_look_get_color (1, tenfold_is_light (ink));
  double x = 0, y = 0;

  gdk_cairo_set_source_rgba (cr, ink);
  cairo_set_line_width (cr, 1.5);
  for (guint i = 0; i < self->trail->len; i++) {
    place_of (self, frame, g_array_index (self->trail, Place, i).scores, &x, &y);
    cairo_line_to (cr, x, y);
  }
  cairo_stroke (cr);
  for (guint i = 0; i + 1 < self->trail->len; i++) {
    place_of (self, frame, g_array_index (self->trail, Place, i).scores, &x, &y);
    cairo_arc (cr, x, y, 2.5, 0, 2 * G_PI);
    cairo_fill (cr);
  }
  place_of (self, frame, g_array_index (self->trail, Place, self->trail->len - 1).scores, &x, &y);
  tenfold_look_add_star (cr, x, y, 11);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, ink);
  cairo_stroke (cr);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  TenfoldMapView *self = data;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  const TenfoldExplanation *e = get (self);
  Frame frame = frame_of (self);
  GdkRGBA ink;

  if (e == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (self->area), &ink);
  draw_axes (self, cr, layout, &frame, &ink);
  draw_pictures (self, cr, &frame, &ink);
  if (!e->question.empty && self->trail->len > 0)
    draw_trail (self, cr, &frame, &ink);
}

/* --- the tour --- */

static gboolean
tick_cb (GtkWidget *area, GdkFrameClock *clock, gpointer data)
{
  TenfoldMapView *self = data;
  double seconds = (double) (gdk_frame_clock_get_frame_time (clock) - self->start) * 1e-6;

  nn_digit_map_tour (&self->map, TOUR_SPEED * (self->toured + seconds), NN_SAMPLE_SEED);
  axes_changed (self);
  return G_SOURCE_CONTINUE;
}

/* Whether the desktop wants things to move. */
static gboolean
animates (TenfoldMapView *self)
{
  return adw_get_enable_animations (GTK_WIDGET (self));
}

static void
stop_tour (TenfoldMapView *self)
{
  if (self->tick == 0)
    return;
  gtk_widget_remove_tick_callback (self->area, self->tick);
  self->tick = 0;
  self->toured += (double) (g_get_monotonic_time () - self->start) * 1e-6;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->tour), FALSE);
  say_check (self);
}

static void
tour_cb (TenfoldMapView *self)
{
  gboolean moves = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tour));

  if (!moves) {
    stop_tour (self);
  } else if (self->tick == 0) {
    self->start = g_get_monotonic_time ();
    self->tick = gtk_widget_add_tick_callback (self->area, tick_cb, self, NULL);
  }
}

static void
reset (TenfoldMapView *self)
{
  stop_tour (self);
  self->toured = 0;
  nn_digit_map_init (&self->map);
  axes_changed (self);
  say_check (self);
}

/* --- moving axes --- */

static int
axis_at (TenfoldMapView *self, double x, double y)
{
  Frame frame = frame_of (self);

  for (int axis = 0; axis < NN_N_CLASSES; axis++) {
    double ax, ay;

    end_of (self, &frame, axis, &ax, &ay);
    if (hypot (x - ax, y - ay) <= REACH)
      return axis;
  }
  return -1;
}

/* The picture that lies nearest to where was pressed goes onto the pad. */
static void
choose_picture_at (TenfoldMapView *self, double x, double y)
{
  const TenfoldExplanation *e = get (self);
  Frame frame = frame_of (self);
  double least = REACH;
  gsize found = 0;

  for (gsize i = 0; e != NULL && i < e->reading->n; i++) {
    double px, py;

    place_of (self, &frame, e->reading->scores + i * NN_N_CLASSES, &px, &py);
    if (hypot (x - px, y - py) < least) {
      least = hypot (x - px, y - py);
      found = i;
    }
  }
  if (least < REACH)
    tenfold_view_pane_choose_picture (TENFOLD_VIEW_PANE (self),
                                      nn_dataset_pixels (nn_sample_dataset (e->sample))
                                          + (gsize) nn_sample_indices (e->sample)[found]
                                                * NN_PICTURE_PIXELS,
                                      nn_sample_labels (e->sample)[found]);
}

static void
drag_begin_cb (TenfoldMapView *self, double x, double y)
{
  gtk_widget_grab_focus (self->area);
  self->dragged = axis_at (self, x, y);
  if (self->dragged >= 0) {
    self->axis = self->dragged;
    stop_tour (self);
    gtk_widget_queue_draw (self->area);
  }
}

static void
drag_update_cb (TenfoldMapView *self, double dx, double dy, GtkGestureDrag *drag)
{
  Frame frame = frame_of (self);
  double x, y;

  if (self->dragged < 0 || !gtk_gesture_drag_get_start_point (drag, &x, &y))
    return;
  self->map.axes[self->dragged][0] = (float) CLAMP ((x + dx - frame.x) / frame.unit, -1.05, 1.05);
  self->map.axes[self->dragged][1] = (float) CLAMP ((y + dy - frame.y) / frame.unit, -1.05, 1.05);
  axes_changed (self);
}

static void
drag_end_cb (TenfoldMapView *self, double dx, double dy, GtkGestureDrag *drag)
{
  double x, y;

  if (self->dragged >= 0)
    say_check (self);
  else if (hypot (dx, dy) < 4 && gtk_gesture_drag_get_start_point (drag, &x, &y))
    choose_picture_at (self, x, y);
  self->dragged = -1;
}

/* An axis, turned by an angle and made longer. */
static void
move_axis (TenfoldMapView *self, double turn, float grow)
{
  float *axis = self->map.axes[MAX (self->axis, 0)];
  float x = axis[0], y = axis[1], c = cosf ((float) turn), s = sinf ((float) turn);
  float length = hypotf (x, y) * grow;

  if (length > 1.05f || length < 0.05f)
    grow = 1;
  self->axis = MAX (self->axis, 0);
  axis[0] = grow * (c * x - s * y);
  axis[1] = grow * (s * x + c * y);
  stop_tour (self);
  axes_changed (self);
  say_check (self);
}

/* A digit takes hold of its axis, arrows turn it and make it longer or shorter, Home puts all back.
 */
static gboolean
key_cb (TenfoldMapView *self, guint key, guint code, GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key >= GDK_KEY_0 && key <= GDK_KEY_9)
    self->axis = (int) (key - GDK_KEY_0);
  else if (key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_9)
    self->axis = (int) (key - GDK_KEY_KP_0);
  else if (key == GDK_KEY_Left)
    move_axis (self, -KEY_TURN, 1);
  else if (key == GDK_KEY_Right)
    move_axis (self, KEY_TURN, 1);
  else if (key == GDK_KEY_Up)
    move_axis (self, 0, KEY_GROW);
  else if (key == GDK_KEY_Down)
    move_axis (self, 0, 1 / KEY_GROW);
  else if (key == GDK_KEY_Home)
    reset (self);
  else
    return GDK_EVENT_PROPAGATE;
  gtk_widget_queue_draw (self->area);
  return GDK_EVENT_STOP;
}

/* --- words --- */

static void
remember_place (TenfoldMapView *self, const TenfoldExplanation *e)
{
  const Place *last
      = self->trail->len > 0 ? &g_array_index (self->trail, Place, self->trail->len - 1) : NULL;

  if (e->question.empty) {
    g_array_set_size (self->trail, 0);
    return;
  }
  if (last != NULL && memcmp (last->scores, e->scores, sizeof last->scores) == 0)
    return;
  if (self->trail->len == MOST_TRAIL)
    g_array_remove_index (self->trail, 0);
  g_array_append_vals (self->trail, e->scores, 1);
}

static void
tenfold_map_view_show (TenfoldViewPane *pane)
{
  TenfoldMapView *self = TENFOLD_MAP_VIEW (pane);
  const TenfoldExplanation *e = get (self);
  g_autofree char *text = NULL;

  if (e == NULL)
    return;
  remember_place (self, e);
  if (e->question.empty)
    text = g_strdup (_ ("Draw a digit: a star will show where it lies."));
  else if (e->nearest < 0)
    /* Translators: a digit */
    text = g_strdup_printf (_ ("Your drawing lies among the %ds."), e->first);
  else
    /* Translators: two digits */
    text = g_strdup_printf (_ ("Your drawing is read as a %d; of the others, the %ds lie nearest."),
                            e->first, e->nearest);
  gtk_label_set_text (self->place, text);
  tenfold_view_pane_update_area (self->area, _ ("Map of the ten scores"), text);
  gtk_widget_set_visible (self->tour, animates (self));
  if (!animates (self))
    stop_tour (self);
  axes_changed (self);
  if (self->tick == 0)
    say_check (self);
}

/* --- the widget --- */

static void
tenfold_map_view_unmap (GtkWidget *widget)
{
  stop_tour (TENFOLD_MAP_VIEW (widget));
  GTK_WIDGET_CLASS (tenfold_map_view_parent_class)->unmap (widget);
}

static void
tenfold_map_view_finalize (GObject *object)
{
  g_array_unref (TENFOLD_MAP_VIEW (object)->trail);
  G_OBJECT_CLASS (tenfold_map_view_parent_class)->finalize (object);
}

static void
tenfold_map_view_class_init (TenfoldMapViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_map_view_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = tenfold_map_view_unmap;
  TENFOLD_VIEW_PANE_CLASS (klass)->show = tenfold_map_view_show;
}

static void
tenfold_map_view_init (TenfoldMapView *self)
{
  TenfoldViewPane *pane = TENFOLD_VIEW_PANE (self);
  GtkWidget *buttons = g_object_new (TENFOLD_TYPE_WRAP, NULL);
  GtkWidget *back = gtk_button_new_with_label (_ ("Put the Axes Back"));
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->axis = self->dragged = -1;
  self->scale = 1;
  self->trail = g_array_new (FALSE, FALSE, sizeof (Place));
  nn_digit_map_init (&self->map);
  self->place = tenfold_view_pane_add_label (pane, "heading");
  self->area = tenfold_view_pane_add_squares (pane, 1, MAP_HEIGHT, 0, draw_cb);
  gtk_widget_set_focusable (self->area, TRUE);
  gtk_widget_add_css_class (self->area, "strip");
  tenfold_view_pane_update_area (self->area, _ ("Map of the ten scores"), "");
  self->tour = gtk_toggle_button_new_with_label (_ ("Turn through All Directions"));
  gtk_widget_add_css_class (buttons, "control");
  gtk_widget_set_parent (self->tour, buttons);
  gtk_widget_set_parent (back, buttons);
  gtk_box_append (GTK_BOX (tenfold_view_pane_get_box (pane)), buttons);
  self->legend = tenfold_view_pane_add_label (pane, "body");
  gtk_label_set_text (self->legend,
                      _ ("Each picture is written as what it is: what your drawing is read as in "
                         "blue, the nearest other digit in orange and bold. The star is your "
                         "drawing, the line behind it where it has been. Drag the end of an axis, "
                         "or take hold of it with the key of its digit and use the arrows. Press a "
                         "picture to put it on the pad."));
  self->check = tenfold_view_pane_add_label (pane, "caption");
  g_signal_connect_object (self->tour, "toggled", G_CALLBACK (tour_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (back, "clicked", G_CALLBACK (reset), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (self->area, keys);
}
