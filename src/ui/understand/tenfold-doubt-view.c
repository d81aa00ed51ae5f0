/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-doubt-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/understand/tenfold-map-draw.h"
#include "ui/widgets/tenfold-look.h"
#include "ui/widgets/tenfold-wrap.h"

#define SHIFTS_SIDE 216
#define STRIPS_WIDTH 300
#define PICTURES_HEIGHT 140
#define CURVE_HEIGHT 220
#define CURVE_WIDTH 260
#define LINE 18.0 /* of text */
#define GAP 12.0

struct _TenfoldDoubtView {
  TenfoldViewPane parent_instance;

  GtkWidget *shifts, *strips, *pictures, *curve;
  GtkLabel *certainty, *weakest, *disturbed, *reliability, *check;
};

G_DEFINE_FINAL_TYPE (TenfoldDoubtView, tenfold_doubt_view, TENFOLD_TYPE_VIEW_PANE)

static const TenfoldExplanation *
get (gpointer self)
{
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (self);

  return e != NULL && e->has_doubt ? e : NULL;
}

static GdkRGBA
ink_of (gpointer area)
{
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (area), &ink);
  return ink;
}

/* --- painting --- */

/* One probability: the fuller, the surer; where something else is likelier, it is crossed. */
static void
draw_cell (cairo_t *cr, const TenfoldMapPlace *place, double probability, const GdkRGBA *ink)
{
  GdkRGBA color = tenfold_map_color (FALSE, tenfold_is_light (ink)), frame = *ink;

  color.alpha = (float) CLAMP (probability, 0, 1);
  frame.alpha = 0.25f;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_fill (cr);
  tenfold_map_draw_frame (cr, place, &frame);
  if (probability < 0.5) {
    color = tenfold_map_color (TRUE, tenfold_is_light (ink));
    gdk_cairo_set_source_rgba (cr, &color);
    cairo_set_line_width (cr, 1.25);
    cairo_move_to (cr, place->x + 4, place->y + 4);
    cairo_line_to (cr, place->x + place->width - 4, place->y + place->height - 4);
    cairo_move_to (cr, place->x + 4, place->y + place->height - 4);
    cairo_line_to (cr, place->x + place->width - 4, place->y + 4);
    cairo_stroke (cr);
  }
}

static void
draw_shifts_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  double cell = MIN (width, height) / (double) NN_DOUBT_SHIFTS;
  GdkRGBA ink = ink_of (area);
  TenfoldMapPlace middle = { 4 * cell - 1, 4 * cell - 1, cell + 2, cell + 2 };

  if (e == NULL)
    return;
  for (int y = 0; y < NN_DOUBT_SHIFTS; y++)
    for (int x = 0; x < NN_DOUBT_SHIFTS; x++) {
      TenfoldMapPlace place = { x * cell, y * cell, cell, cell };

      draw_cell (cr, &place, (double) e->doubt.shift[y][x], &ink);
    }
  tenfold_map_draw_frame (cr, &middle, &ink);
}

/* A row of cells with a title above, and its ends and middle named below. */
static void
draw_strip (cairo_t *cr,
            PangoLayout *text,
            const TenfoldMapPlace *place,
            const char *title,
            const char *const *names,
            const float *numbers,
            const GdkRGBA *ink)
{
  double cell = place->width / NN_DOUBT_STEPS;

  for (int i = 0; i < NN_DOUBT_STEPS; i++) {
    TenfoldMapPlace one = { place->x + i * cell, place->y + LINE, cell, place->height - 2 * LINE };

    draw_cell (cr, &one, (double) numbers[i], ink);
  }
  gdk_cairo_set_source_rgba (cr, ink);
  tenfold_map_draw_text (cr, text, place->x, place->y + LINE / 2, 0, title);
  for (int i = 0; i < 3; i++)
    tenfold_map_draw_text (cr, text, place->x + i * place->width / 2,
                           place->y + place->height - LINE / 2, i / 2.0, names[i]);
}

static void
draw_strips_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  GdkRGBA ink = ink_of (area);
  const char *const turns[] = { "−32°", "0°", "32°" };
  const char *const sizes[] = { "60 %", "100 %", "140 %" };
  const char *const widths[] = { _ ("thinner"), _ ("as it is"), _ ("thicker") };
  TenfoldMapPlace place = { 0, 0, MIN (width, 1.6 * STRIPS_WIDTH), height / 3.0 - 4 };

  if (e == NULL)
    return;
  draw_strip (cr, text, &place, _ ("Turned"), turns, e->doubt.turn, &ink);
  place.y += height / 3.0;
  draw_strip (cr, text, &place, _ ("Smaller and larger"), sizes, e->doubt.size, &ink);
  place.y += height / 3.0;
  draw_strip (cr, text, &place, _ ("With another pen"), widths, e->doubt.width, &ink);
}

/* The drawing, the disturbance, and both together. */
static void
draw_pictures_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  const double side = MIN (height - LINE, (width - 2 * GAP) / 3);
  GdkRGBA ink = ink_of (area), frame = ink;
  float disturbance[NN_PICTURE_PIXELS];
  const char *const names[] = { _ ("yours"), _ ("disturbance"), _ ("both") };

  if (e == NULL || !e->doubt.has_worst_case)
    return;
  frame.alpha = 0.3f;
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    disturbance[i] = e->doubt.worst_picture[i] - e->question.inks[i];
  for (int i = 0; i < 3; i++) {
    TenfoldMapPlace place = { i * (side + GAP), 0, side, side };

    if (i == 1)
      tenfold_map_draw_signs (cr, &place, disturbance, NN_PICTURE_SIDE, NN_PICTURE_SIDE,
                              tenfold_map_most (disturbance, NN_PICTURE_PIXELS),
                              tenfold_is_light (&ink));
    else
      tenfold_map_draw_shades (cr, &place, i == 0 ? e->question.inks : e->doubt.worst_picture,
                               NN_PICTURE_SIDE, NN_PICTURE_SIDE, 0, 1, &ink);
    tenfold_map_draw_frame (cr, &place, &frame);
    gdk_cairo_set_source_rgba (cr, &ink);
    tenfold_map_draw_text (cr, text, place.x + side / 2, side + LINE / 2, 0.5, names[i]);
  }
}

/* Bars of how often it is right, by how sure it is; on the dashed line it would be as right as it
 * is sure. */
static void
draw_curve_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  const double dashes[] = { 4, 3 }, left = 46, side = MIN (width - left, height - 2 * LINE);
  GdkRGBA ink = ink_of (area), color = tenfold_map_color (FALSE, tenfold_is_light (&ink));
  TenfoldMapPlace place = { left, 4, side, side };
  GdkRGBA frame = ink;

  if (e == NULL || !e->has_reliability)
    return;
  frame.alpha = 0.3f;
  gdk_cairo_set_source_rgba (cr, &color);
  for (int i = 0; i < NN_RELIABILITY_BINS; i++)
    if (e->reliability.count[i] > 0)
      cairo_rectangle (cr, left + i * side / NN_RELIABILITY_BINS + 1, place.y + side,
                       side / NN_RELIABILITY_BINS - 2,
                       -fmax (1, side * (double) e->reliability.accuracy[i]));
  cairo_fill (cr);
  tenfold_map_draw_frame (cr, &place, &frame);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, 1.5);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_move_to (cr, left, place.y + side);
  cairo_line_to (cr, left + side, place.y);
  cairo_stroke (cr);
  tenfold_map_draw_text (cr, text, left - 4, place.y + LINE / 2, 1, "100 %");
  tenfold_map_draw_text (cr, text, left - 4, place.y + side - LINE / 2, 1, "0 %");
  tenfold_map_draw_text (cr, text, left, place.y + side + LINE / 2, 0, "0 %");
  /* xgettext:no-c-format */
  tenfold_map_draw_text (cr, text, left + side, place.y + side + LINE / 2, 1, _ ("100 % sure"));
}

/* --- words --- */

static float
least_of (const float *numbers, int n)
{
  float least = numbers[0];

  for (int i = 1; i < n; i++)
    least = fminf (least, numbers[i]);
  return least;
}

static void
say_disturbance (TenfoldDoubtView *self, const NnDoubt *doubt)
{
  g_autofree char *text
      = doubt->has_worst_case
            /* Translators: a length, a digit, and shares in percent */
            ? g_strdup_printf (
                _ ("A disturbance of length %.2f, made for this drawing, turns it "
                   "into a %d (%.0f %% are left for what it is). Random noise of "
                   "that length leaves %.0f %% and turns it in %.0f of 100 tries."),
                (double) doubt->worst_norm, doubt->worst_digit, 100 * (double) doubt->worst_case,
                100 * (double) doubt->random_same_size, 100 * (double) doubt->random_flips)
            : g_strdup (_ ("No small disturbance was found that turns it into another digit."));

  gtk_label_set_text (self->disturbed, text);
  gtk_widget_set_visible (self->pictures, doubt->has_worst_case);
  tenfold_view_pane_update_area (self->pictures,
                                 _ ("The drawing, the disturbance, and both together"), text);
}

static void
say_reliability (TenfoldDoubtView *self, const TenfoldExplanation *e)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->curve, e->has_reliability);
  if (e->has_reliability)
    /* Translators: a number of pictures and a share in percent */
    text = g_strdup_printf (_ ("How often it is right, by how sure it is, for %u held-out "
                               "pictures. On the dashed line it would be as right as it is sure; "
                               "it is off by %.1f points on average."),
                            (guint) e->reading->n, 100 * (double) e->reliability.error);
  gtk_label_set_text (self->reliability, text != NULL ? text : "");
  if (text != NULL)
    tenfold_view_pane_update_area (self->curve, _ ("Certainty against accuracy"), text);
}

static void
tenfold_doubt_view_show (TenfoldViewPane *pane)
{
  TenfoldDoubtView *self = TENFOLD_DOUBT_VIEW (pane);
  const TenfoldExplanation *e = get (self);
  g_autofree char *certainty = NULL, *weakest = NULL, *check = NULL;

  if (e == NULL)
    return;
  /* Translators: a digit and a share in percent */
  certainty = g_strdup_printf (_ ("Read as %d with %.1f %%"), e->doubt.winner,
                               100 * (double) e->doubt.certainty);
  weakest = g_strdup_printf (
      /* Translators: a digit and four shares in percent */
      _ ("Each field is the probability of %d: the fuller, the surer; crossed below a half. On the "
         "left the drawing is moved by up to 4 pixels, the middle is where it is. At worst: moved "
         "%.0f %%, turned %.0f %%, sized %.0f %%, with another pen %.0f %%."),
      e->doubt.winner,
      100 * (double) least_of (e->doubt.shift[0], NN_DOUBT_SHIFTS * NN_DOUBT_SHIFTS),
      100 * (double) least_of (e->doubt.turn, NN_DOUBT_STEPS),
      100 * (double) least_of (e->doubt.size, NN_DOUBT_STEPS),
      100 * (double) least_of (e->doubt.width, NN_DOUBT_STEPS));
  check = g_strdup_printf (_ ("Check: in the middle of the field stands %.2f %%, the network says "
                              "%.2f %%."),
                           100 * (double) e->doubt.shift[4][4], 100 * (double) e->doubt.certainty);
  gtk_label_set_text (self->certainty, certainty);
  gtk_label_set_text (self->weakest, weakest);
  gtk_label_set_text (self->check, check);
  tenfold_view_pane_update_area (self->shifts, _ ("Certainty when the drawing is moved"), weakest);
  tenfold_view_pane_update_area (self->strips,
                                 _ ("Certainty when it is turned, sized, and written "
                                    "with another pen"),
                                 weakest);
  say_disturbance (self, &e->doubt);
  say_reliability (self, e);
}

static void
tenfold_doubt_view_class_init (TenfoldDoubtViewClass *klass)
{
  TENFOLD_VIEW_PANE_CLASS (klass)->show = tenfold_doubt_view_show;
}

static void
tenfold_doubt_view_init (TenfoldDoubtView *self)
{
  TenfoldViewPane *pane = TENFOLD_VIEW_PANE (self);
  GtkBox *box = GTK_BOX (tenfold_view_pane_get_box (pane));
  GtkWidget *around = g_object_new (TENFOLD_TYPE_WRAP, NULL);

  self->certainty = tenfold_view_pane_add_label (pane, "heading");
  self->shifts = tenfold_view_pane_area_new (pane, SHIFTS_SIDE, FALSE, draw_shifts_cb);
  self->strips = tenfold_view_pane_area_new (pane, SHIFTS_SIDE, FALSE, draw_strips_cb);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->shifts), SHIFTS_SIDE);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->strips), STRIPS_WIDTH);
  gtk_widget_set_hexpand (self->strips, TRUE);
  gtk_widget_set_parent (self->shifts, around);
  gtk_widget_set_parent (self->strips, around);
  gtk_box_append (box, around);
  self->weakest = tenfold_view_pane_add_label (pane, "body");
  self->pictures
      = tenfold_view_pane_add_squares (pane, 3, PICTURES_HEIGHT, (int) LINE, draw_pictures_cb);
  self->disturbed = tenfold_view_pane_add_label (pane, "body");
  self->curve = tenfold_view_pane_add_area (pane, CURVE_HEIGHT, FALSE, draw_curve_cb);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->curve), CURVE_WIDTH);
  self->reliability = tenfold_view_pane_add_label (pane, "body");
  self->check = tenfold_view_pane_add_label (pane, "caption");
}
