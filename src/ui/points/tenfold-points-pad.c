/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/points/tenfold-points-pad.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/points/tenfold-point-answer.h"
#include "ui/widgets/tenfold-look.h"
#include "ui/widgets/tenfold-spoken.h"

/* In pixels. */
#define DOT 4.0
#define ERASER 16.0
#define STEP 14.0 /* between the points of a drag */
#define LEAST_SIDE 160
#define USUAL_SIDE 400

/* The cross moves by one part of so many of the view; with Shift by ten. */
#define CROSS_STEPS 50

struct _TenfoldPointsPad {
  GtkWidget parent_instance;

  TenfoldSession *session;
  TenfoldPointCloud *cloud;
  TenfoldSpoken *spoken;
  guint label;
  gboolean erases;
  gboolean erasing;        /* the gesture under way */
  double last_x, last_y;   /* of it, in pixels */
  double cross_x, cross_y; /* shares of the view, from the left and the bottom */
  gboolean has_cross;
  graphene_rect_t view;
  TenfoldPointAnswer *answer; /* the newest; NULL: none */
  NnModel *asked;             /* the newest that an answer was asked of */
  gboolean busy, again;       /* an answer is being computed; another one is wanted */
  guint n_answers;
  guint tick_id; /* while a run is under way; 0: none is */
};

static guint full_signal;

G_DEFINE_FINAL_TYPE (TenfoldPointsPad, tenfold_points_pad, GTK_TYPE_WIDGET)

/* --- the network's answer --- */

static gboolean
is_dark (TenfoldPointsPad *self)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  return tenfold_is_light (&color);
}

static void ask (TenfoldPointsPad *self);

static void
answer_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldPointsPad *self = TENFOLD_POINTS_PAD (object);
  TenfoldPointAnswer *answer = tenfold_point_answer_compute_finish (result);

  self->busy = FALSE;
  if (self->session == NULL) {
    g_clear_pointer (&answer, tenfold_point_answer_free);
    return;
  }
  g_clear_pointer (&self->answer, tenfold_point_answer_free);
  self->answer = answer;
  self->n_answers++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->again)
    ask (self);
}

/* Of the newest network, unless one is being asked: then again. */
static void
ask (TenfoldPointsPad *self)
{
  NnModel *model = self->session != NULL ? tenfold_session_get_model (self->session) : NULL;

  self->again = self->busy;
  if (model == NULL || self->busy)
    return;
  self->busy = TRUE;
  nn_model_ref (model);
  g_clear_pointer (&self->asked, nn_model_unref);
  self->asked = model;
  tenfold_point_answer_compute_async (model, &self->view, is_dark (self), self, answer_cb);
}

static void
ask_if_new (TenfoldPointsPad *self)
{
  if (tenfold_session_get_model (self->session) != self->asked)
    ask (self);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ask_if_new (TENFOLD_POINTS_PAD (widget));
  return G_SOURCE_CONTINUE;
}

/* During a run the network is another one in each frame. */
static void
state_cb (TenfoldPointsPad *self)
{
  gboolean runs = tenfold_session_get_state (self->session) != NN_WORKER_IDLE;

  if (runs && self->tick_id == 0) {
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  } else if (!runs && self->tick_id != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
    self->tick_id = 0;
  }
  ask (self);
}

static void
cloud_cb (TenfoldPointsPad *self)
{
  tenfold_point_cloud_get_view (self->cloud, &self->view);
  tenfold_spoken_changed (self->spoken);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  ask (self);
}

/* --- places --- */

static void
to_pixels (TenfoldPointsPad *self, double x, double y, double *px, double *py)
{
  *px = (x - self->view.origin.x) / self->view.size.width
        * gtk_widget_get_width (GTK_WIDGET (self));
  *py = (1 - (y - self->view.origin.y) / self->view.size.height)
        * gtk_widget_get_height (GTK_WIDGET (self));
}

/* A place in pixels; outside of the pad it is at its edge. */
static NnDataPoint
from_pixels (TenfoldPointsPad *self, double px, double py)
{
  double width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)));
  double height = MAX (1, gtk_widget_get_height (GTK_WIDGET (self)));
  gboolean plane = tenfold_point_cloud_get_points (self->cloud)->plane;
  NnDataPoint point = { 0 };

  point.x = (float) (self->view.origin.x + self->view.size.width * CLAMP (px / width, 0, 1));
  point.y
      = (float) (self->view.origin.y + self->view.size.height * (1 - CLAMP (py / height, 0, 1)));
  point.label = plane ? (guint) self->label : 0;
  return point;
}

static void
touch (TenfoldPointsPad *self, double px, double py, gboolean erases)
{
  NnDataPoint point = from_pixels (self, px, py);

  if (erases)
    tenfold_point_cloud_erase (
        self->cloud, point.x, point.y,
        ERASER / MAX (1, gtk_widget_get_width (GTK_WIDGET (self))) * self->view.size.width,
        ERASER / MAX (1, gtk_widget_get_height (GTK_WIDGET (self))) * self->view.size.height);
  else if (!tenfold_point_cloud_add (self->cloud, &point))
    g_signal_emit (self, full_signal, 0);
}

/* --- pointer and keys --- */

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, TenfoldPointsPad *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->has_cross = FALSE;
  self->erasing = self->erases
                  || gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture))
                         == GDK_BUTTON_SECONDARY;
  self->last_x = x;
  self->last_y = y;
  tenfold_point_cloud_begin (self->cloud);
  touch (self, x, y, self->erasing);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, TenfoldPointsPad *self)
{
  double x, y, length;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  x += dx;
  y += dy;
  length = hypot (x - self->last_x, y - self->last_y);
  /* However far the pointer has come since, points are as dense. */
  for (; length >= STEP; length -= STEP) {
    self->last_x += (x - self->last_x) * STEP / length;
    self->last_y += (y - self->last_y) * STEP / length;
    touch (self, self->last_x, self->last_y, self->erasing);
  }
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, TenfoldPointsPad *self)
{
  tenfold_point_cloud_end (self->cloud);
}

static void
move_cross (TenfoldPointsPad *self, double across, double up)
{
  self->has_cross = TRUE;
  self->cross_x = CLAMP (self->cross_x + across / CROSS_STEPS, 0, 1);
  self->cross_y = CLAMP (self->cross_y + up / CROSS_STEPS, 0, 1);
  tenfold_spoken_now (self->spoken);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        TenfoldPointsPad *self)
{
  double step = (state & GDK_SHIFT_MASK) != 0 ? 10 : 1;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    move_cross (self, -step, 0);
    return GDK_EVENT_STOP;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    move_cross (self, step, 0);
    return GDK_EVENT_STOP;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    move_cross (self, 0, step);
    return GDK_EVENT_STOP;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    move_cross (self, 0, -step);
    return GDK_EVENT_STOP;
  case GDK_KEY_space:
  case GDK_KEY_KP_Space:
    self->has_cross = TRUE;
    touch (self, self->cross_x * gtk_widget_get_width (GTK_WIDGET (self)),
           (1 - self->cross_y) * gtk_widget_get_height (GTK_WIDGET (self)), self->erases);
    tenfold_spoken_now (self->spoken);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

/* --- drawing --- */

static void
draw_points (TenfoldPointsPad *self, cairo_t *cr)
{
  const NnPoints *points = tenfold_point_cloud_get_points (self->cloud);
  gboolean dark = is_dark (self);

  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < points->points->len; i++) {
    const NnDataPoint *p = &g_array_index (points->points, NnDataPoint, i);
    GdkRGBA color = tenfold_look_get_color (p->label, dark);
    double x, y;

    to_pixels (self, p->x, p->y, &x, &y);
    cairo_new_path (cr);
    tenfold_look_add_dot (cr, p->label, x, y, DOT);
    gdk_cairo_set_source_rgba (cr, &color);
    cairo_fill_preserve (cr);
    /* On the field of its own colour, too, it is to be seen. */
    cairo_set_source_rgba (cr, dark ? 0 : 1, dark ? 0 : 1, dark ? 0 : 1, 0.9);
    cairo_stroke (cr);
  }
}

static void
draw_curve (TenfoldPointsPad *self, cairo_t *cr)
{
  const TenfoldPointAnswer *a = self->answer;
  GdkRGBA color = tenfold_look_get_color (1, is_dark (self));

  for (int i = 0; i < TENFOLD_ANSWER_PLACES; i++) {
    double x, y;

    to_pixels (self,
               a->view.origin.x + a->view.size.width * (double) i / (TENFOLD_ANSWER_PLACES - 1),
               isfinite (a->curve[i]) ? a->curve[i] : 0, &x, &y);
    /* Cairo's numbers end somewhere. */
    cairo_line_to (cr, x, CLAMP (y, -1e4, 1e4));
  }
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 3);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
}

static void
draw_cross (TenfoldPointsPad *self, cairo_t *cr)
{
  double x = self->cross_x * gtk_widget_get_width (GTK_WIDGET (self));
  double y = (1 - self->cross_y) * gtk_widget_get_height (GTK_WIDGET (self));
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x - 9, y);
  cairo_line_to (cr, x + 9, y);
  cairo_move_to (cr, x, y - 9);
  cairo_line_to (cr, x, y + 9);
  cairo_stroke (cr);
}

static void
tenfold_points_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldPointsPad *self = TENFOLD_POINTS_PAD (widget);
  const graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                  (float) gtk_widget_get_height (widget));
  gboolean fits;
  cairo_t *cr;

  if (self->cloud == NULL)
    return;
  fits = self->answer != NULL
         && self->answer->plane == tenfold_point_cloud_get_points (self->cloud)->plane;
  gtk_snapshot_push_clip (snapshot, &all);
  if (fits && self->answer->texture != NULL) {
    double left, top, right, bottom;
    const graphene_rect_t *of = &self->answer->view;

    to_pixels (self, of->origin.x, of->origin.y + of->size.height, &left, &top);
    to_pixels (self, of->origin.x + of->size.width, of->origin.y, &right, &bottom);
    gtk_snapshot_append_texture (snapshot, self->answer->texture,
                                 &GRAPHENE_RECT_INIT ((float) left, (float) top,
                                                      (float) (right - left),
                                                      (float) (bottom - top)));
  }
  cr = gtk_snapshot_append_cairo (snapshot, &all);
  draw_points (self, cr);
  if (fits && self->answer->curve != NULL)
    draw_curve (self, cr);
  if (self->has_cross && gtk_widget_has_focus (widget))
    draw_cross (self, cr);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}

static void
tenfold_points_pad_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = LEAST_SIDE;
  *natural = USUAL_SIDE;
}

/* For screen readers: what there is, and where the cross is. */
static char *
words (GtkWidget *widget)
{
  TenfoldPointsPad *self = TENFOLD_POINTS_PAD (widget);
  guint n = self->cloud != NULL ? tenfold_point_cloud_get_points (self->cloud)->points->len : 0;
  /* Translators: points of data */
  g_autofree char *count = g_strdup_printf (ngettext ("%u point", "%u points", n), n);

  if (!self->has_cross)
    return g_steal_pointer (&count);
  /* Translators: how many points there are, and the place of a cross */
  return g_strdup_printf (_ ("%s, cross at %.3g and %.3g"), count,
                          self->view.origin.x + self->cross_x * self->view.size.width,
                          self->view.origin.y + self->cross_y * self->view.size.height);
}

/* --- the widget --- */

static void
tenfold_points_pad_dispose (GObject *object)
{
  TenfoldPointsPad *self = TENFOLD_POINTS_PAD (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->cloud != NULL)
    g_signal_handlers_disconnect_by_data (self->cloud, self);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_object (&self->session);
  g_clear_object (&self->cloud);
  g_clear_pointer (&self->spoken, tenfold_spoken_free);
  g_clear_pointer (&self->answer, tenfold_point_answer_free);
  g_clear_pointer (&self->asked, nn_model_unref);
  G_OBJECT_CLASS (tenfold_points_pad_parent_class)->dispose (object);
}

static void
tenfold_points_pad_class_init (TenfoldPointsPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_points_pad_dispose;
  widget_class->snapshot = tenfold_points_pad_snapshot;
  widget_class->measure = tenfold_points_pad_measure;
  gtk_widget_class_set_css_name (widget_class, "points-pad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  full_signal = g_signal_new ("full", TENFOLD_TYPE_POINTS_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

static void
tenfold_points_pad_init (TenfoldPointsPad *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cross_x = self->cross_y = 0.5;
  self->spoken = tenfold_spoken_new (widget, words);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Points, and what the network says of their place"), -1);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (widget, keys);
}

void
tenfold_points_pad_connect (TenfoldPointsPad *self,
                            TenfoldSession *session,
                            TenfoldPointCloud *cloud)
{
  g_return_if_fail (TENFOLD_IS_POINTS_PAD (self) && self->session == NULL);
  self->session = g_object_ref (session);
  self->cloud = g_object_ref (cloud);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (ask), self);
  g_signal_connect_swapped (session, "report", G_CALLBACK (ask_if_new), self);
  g_signal_connect_swapped (cloud, "changed", G_CALLBACK (cloud_cb), self);
  cloud_cb (self);
}

void
tenfold_points_pad_set_label (TenfoldPointsPad *self, guint label)
{
  g_return_if_fail (TENFOLD_IS_POINTS_PAD (self) && label < NN_POINT_CLASSES);
  self->label = label;
}

void
tenfold_points_pad_set_erases (TenfoldPointsPad *self, gboolean erases)
{
  g_return_if_fail (TENFOLD_IS_POINTS_PAD (self));
  self->erases = erases;
}

guint
tenfold_points_pad_get_n_answers (TenfoldPointsPad *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINTS_PAD (self), 0);
  return self->n_answers;
}
