/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-strokes-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/understand/tenfold-map-draw.h"
#include "ui/widgets/tenfold-look.h"

#define STREAM_HEIGHT 150
#define LINE_HEIGHT 230
#define GAP 12.0
#define TROUGH 12     /* where that of a scale begins */
#define CAPTION 18    /* below a picture */
#define LEAST_BAND 13 /* pixels that have room for a digit */

struct _TenfoldStrokesView {
  TenfoldViewPane parent_instance;

  guint subject; /* what the scale is about */
  GtkWidget *stream, *scale, *line;
  GtkLabel *decided, *legend, *parts, *check;
};

G_DEFINE_FINAL_TYPE (TenfoldStrokesView, tenfold_strokes_view, TENFOLD_TYPE_VIEW_PANE)

static const TenfoldExplanation *
get (TenfoldStrokesView *self)
{
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (TENFOLD_VIEW_PANE (self));

  return e != NULL && e->has_strokes ? e : NULL;
}

static double
get_time (TenfoldStrokesView *self)
{
  return gtk_range_get_value (GTK_RANGE (self->scale));
}

static GdkRGBA
ink_of (gpointer area)
{
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (area), &ink);
  return ink;
}

/* --- the stream --- */

static void
set_band_color (cairo_t *cr, const TenfoldExplanation *e, int digit, const GdkRGBA *ink)
{
  gboolean on_dark = tenfold_is_light (ink);
  GdkRGBA color = *ink;

  if (digit == e->shapley.a || digit == e->shapley.b)
    color = tenfold_map_color (digit == e->shapley.b, on_dark);
  else
    color.alpha = digit % 2 == 0 ? 0.14f : 0.24f;
  gdk_cairo_set_source_rgba (cr, &color);
}

/* Which share of the height lies above the band of a digit at a moment. */
static double
above (const NnPenTime *pen, int moment, int digit)
{
  double sum = 0;

  for (int k = 0; k < digit; k++)
    sum += (double) pen->probabilities[moment][k];
  return sum;
}

static void
draw_band (cairo_t *cr, const TenfoldExplanation *e, int digit, double width, double height)
{
  const NnPenTime *pen = &e->pen_time;

  cairo_line_to (cr, 0, height * above (pen, 0, digit));
  for (int i = 0; i < NN_PEN_TIME_STEPS; i++)
    cairo_line_to (cr, width * (double) pen->times[i], height * above (pen, i, digit));
  for (int i = NN_PEN_TIME_STEPS - 1; i >= 0; i--)
    cairo_line_to (cr, width * (double) pen->times[i], height * above (pen, i, digit + 1));
  cairo_line_to (cr, 0, height * above (pen, 0, digit + 1));
  cairo_close_path (cr);
}

/* Lines across what is inside the path, so that B is told from A without colour. */
static void
hatch_path (cairo_t *cr, double width, double height)
{
  cairo_save (cr);
  cairo_clip (cr);
  for (double x = -height; x < width; x += 7) {
    cairo_move_to (cr, x, height);
    cairo_line_to (cr, x + height, 0);
  }
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* The digit where its band is widest. */
static void
name_band (cairo_t *cr,
           PangoLayout *text,
           const TenfoldExplanation *e,
           int digit,
           double width,
           double height,
           const GdkRGBA *ink)
{
  const char name[] = { (char) ('0' + digit), '\0' };
  const NnPenTime *pen = &e->pen_time;
  int widest = 2;

  for (int i = 2; i < NN_PEN_TIME_STEPS - 1; i++)
    if (pen->probabilities[i][digit] > pen->probabilities[widest][digit])
      widest = i;
  if (height * (double) pen->probabilities[widest][digit] >= LEAST_BAND)
    tenfold_map_draw_halo (
        cr, text, width * (double) pen->times[widest],
        height * (above (pen, widest, digit) + (double) pen->probabilities[widest][digit] / 2),
        name, ink);
}

static void
draw_mark (cairo_t *cr, double x, double height, gboolean dashed)
{
  const double dashes[] = { 4, 3 };

  cairo_save (cr);
  if (dashed)
    cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x, 0);
  cairo_line_to (cr, x, height);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_stream_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  TenfoldStrokesView *self = data;
  const TenfoldExplanation *e = get (self);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  GdkRGBA ink = ink_of (area);

  if (e == NULL)
    return;
  for (int digit = 0; digit < NN_N_CLASSES; digit++) {
    draw_band (cr, e, digit, width, height);
    set_band_color (cr, e, digit, &ink);
    cairo_fill_preserve (cr);
    if (digit == e->shapley.b) {
      cairo_set_source_rgba (cr, 0, 0, 0, 0.55);
      hatch_path (cr, width, height);
    }
    cairo_new_path (cr);
  }
  for (int digit = 0; digit < NN_N_CLASSES; digit++)
    name_band (cr, text, e, digit, width, height, &ink);
  gdk_cairo_set_source_rgba (cr, &ink);
  draw_mark (cr, CLAMP (width * e->decided, 1, width - 1), height, TRUE);
  if (get_time (self) < 1)
    draw_mark (cr, CLAMP (width * get_time (self), 1, width - 1), height, FALSE);
}

/* --- the parts --- */

typedef struct {
  double x, y, scale; /* from places of the drawing to places of the picture */
} Fit;

static Fit
fit (const NnDrawing *drawing, const TenfoldMapPlace *place)
{
  double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
  Fit f;

  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i < n; i++) {
      left = fmin (left, (double) points[i].x);
      right = fmax (right, (double) points[i].x);
      top = fmin (top, (double) points[i].y);
      bottom = fmax (bottom, (double) points[i].y);
    }
  }
  f.scale = 0.74 * place->width / fmax (fmax (right - left, bottom - top), 1e-6);
  f.x = place->x + place->width / 2 - f.scale * (left + right) / 2;
  f.y = place->y + place->height / 2 - f.scale * (top + bottom) / 2;
  return f;
}

/* Adds a part to the path; the middle of its points comes back. */
static void
trace_part (cairo_t *cr,
            const NnDrawing *drawing,
            const NnInkPart *part,
            const Fit *f,
            double *x,
            double *y)
{
  guint count = 0, middle;

  for (int pass = 0; pass < 2; pass++) {
    middle = count / 2;
    count = 0;
    for (guint s = part->first_stroke; s <= part->last_stroke; s++) {
      guint n;
      const NnPoint *points = nn_drawing_stroke (drawing, s, &n);
      guint first = s == part->first_stroke ? part->first_point : 0;
      guint last = s == part->last_stroke ? part->last_point : n - 1;

      for (guint i = first; i <= MIN (last, n - 1); i++) {
        double px = f->x + f->scale * (double) points[i].x;
        double py = f->y + f->scale * (double) points[i].y;

        if (pass == 0 && i == first)
          cairo_move_to (cr, px, py);
        if (pass == 0)
          cairo_line_to (cr, px, py);
        if (pass == 1 && count == middle) {
          *x = px;
          *y = py;
        }
        count++;
      }
    }
  }
}

/* The drawing with the colours of its parts; values: one a part. */
static void
draw_parts (cairo_t *cr,
            PangoLayout *text,
            const TenfoldMapPlace *place,
            const TenfoldExplanation *e,
            const double *values,
            const GdkRGBA *ink)
{
  const NnDrawing *drawing = e->question.drawing;
  Fit f = fit (drawing, place);
  double most = 0, x = 0, y = 0;
  const double dashes[] = { place->width / 14, place->width / 10 };

  for (guint i = 0; i < e->shapley.n_parts; i++)
    most = fmax (most, fabs (values[i]));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, place->width / 13);
  for (guint i = 0; i < e->shapley.n_parts; i++) {
    GdkRGBA color = tenfold_map_color (values[i] < 0, tenfold_is_light (ink));

    color.alpha = most > 0 ? (float) (0.2 + 0.8 * fabs (values[i]) / most) : 0.2f;
    gdk_cairo_set_source_rgba (cr, &color);
    cairo_set_dash (cr, dashes, values[i] < 0 ? 2 : 0, 0);
    trace_part (cr, drawing, &e->shapley.parts[i], &f, &x, &y);
    cairo_stroke (cr);
  }
  cairo_set_dash (cr, NULL, 0, 0);
  for (guint i = 0; i < e->shapley.n_parts; i++) {
    const char name[] = { (char) ('1' + i), '\0' };

    trace_part (cr, drawing, &e->shapley.parts[i], &f, &x, &y);
    cairo_new_path (cr);
    tenfold_map_draw_halo (cr, text, x, y, name, ink);
  }
}

/* What the pen had not reached yet is veiled. */
static void
draw_rewound (cairo_t *cr,
              const TenfoldMapPlace *place,
              const NnDrawing *drawing,
              double time,
              const GdkRGBA *ink)
{
  g_autoptr (NnDrawing) prefix = nn_pen_prefix (drawing, time);
  Fit f = fit (drawing, place);

  cairo_set_line_width (cr, place->width / 40);
  gdk_cairo_set_source_rgba (cr, ink);
  for (guint s = 0; s < nn_drawing_n_strokes (prefix); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (prefix, s, &n);

    for (guint i = 0; i < n; i++)
      cairo_line_to (cr, f.x + f.scale * (double) points[i].x,
                     f.y + f.scale * (double) points[i].y);
    cairo_stroke (cr);
  }
}

static void
draw_line_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  TenfoldStrokesView *self = data;
  const TenfoldExplanation *e = get (self);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  const char *const names[] = { _ ("frame made anew"), _ ("frame held still") };
  const double side = MIN (height - CAPTION, (width - GAP) / 2);
  GdkRGBA ink = ink_of (area), frame = ink;

  if (e == NULL)
    return;
  frame.alpha = 0.3f;
  for (int i = 0; i < 2; i++) {
    TenfoldMapPlace place = { i * (side + GAP), 0, side, side };

    draw_parts (cr, text, &place, e, i == 0 ? e->shapley.values : e->shapley.values_frame_held,
                &ink);
    if (get_time (self) < 1)
      draw_rewound (cr, &place, e->question.drawing, get_time (self), &ink);
    tenfold_map_draw_frame (cr, &place, &frame);
    gdk_cairo_set_source_rgba (cr, &ink);
    tenfold_map_draw_text (cr, text, place.x + side / 2, side + CAPTION / 2.0, 0.5, names[i]);
  }
}

/* --- words --- */

static char *
describe_parts (const NnShapley *shapley)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shapley->n_parts; i++) {
    if (i > 0)
      g_string_append_c (text, '\n');
    /* Translators: the number of a part of the line, and what it adds to a score, twice */
    g_string_append_printf (text, _ ("Part %u: %+.2f, with the frame held still %+.2f"), i + 1,
                            shapley->values[i], shapley->values_frame_held[i]);
  }
  return g_string_free (text, FALSE);
}

static char *
describe_check (const NnShapley *shapley)
{
  double sum = 0, held = 0;

  for (guint i = 0; i < shapley->n_parts; i++) {
    sum += shapley->values[i];
    held += shapley->values_frame_held[i];
  }
  /* Translators: three numbers that should be the same */
  return g_strdup_printf (_ ("Check: all parts together are %.4f, with the frame held still %.4f; "
                             "from blank paper to the whole drawing the lead grows by %.4f."),
                          sum, held, shapley->difference);
}

static void
say (TenfoldStrokesView *self, const TenfoldExplanation *e)
{
  /* Translators: a digit and a share of the line in percent */
  g_autofree char *decided = g_strdup_printf (
      _ ("It had decided for %d after %.0f %% of the line."), e->first, 100 * e->decided);
  /* Translators: both numbers are digits */
  g_autofree char *legend
      = g_strdup_printf (_ ("Blue speaks for %d, orange and hatched or dashed for %d; the paler, "
                            "the less. Where the two pictures differ, it is placing and sizing the "
                            "drawing anew that speaks, not the part."),
                         e->shapley.a, e->shapley.b);
  g_autofree char *parts = describe_parts (&e->shapley);
  g_autofree char *check = describe_check (&e->shapley);

  gtk_label_set_text (self->decided, decided);
  gtk_label_set_text (self->legend, legend);
  gtk_label_set_text (self->parts, parts);
  gtk_label_set_text (self->check, check);
  tenfold_view_pane_update_area (self->stream, _ ("Ten probabilities over the way of the pen"),
                                 decided);
  tenfold_view_pane_update_area (self->line, legend, parts);
}

static char *
format_time_cb (GtkScale *scale, double value, gpointer data)
{
  if (value >= 1)
    return g_strdup (_ ("all of it"));
  /* Translators: a share of the line */
  return g_strdup_printf (_ ("%.0f %% of the line"), 100 * value);
}

/* For screen readers, which are told no formatted value by GTK 4.8. */
static void
say_time (TenfoldStrokesView *self)
{
  g_autofree char *text = format_time_cb (NULL, get_time (self), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text, -1);
  gtk_widget_queue_draw (self->stream);
  gtk_widget_queue_draw (self->line);
}

static void
moved_cb (TenfoldStrokesView *self)
{
  say_time (self);
  if (get (self) != NULL)
    tenfold_view_pane_rewind (TENFOLD_VIEW_PANE (self), get_time (self));
}

/* Another drawing is seen whole. */
static void
tenfold_strokes_view_show (TenfoldViewPane *pane)
{
  TenfoldStrokesView *self = TENFOLD_STROKES_VIEW (pane);
  const TenfoldExplanation *e = get (self);

  if (e == NULL || e->question.subject != self->subject) {
    g_signal_handlers_block_by_func (self->scale, moved_cb, self);
    gtk_range_set_value (GTK_RANGE (self->scale), 1);
    say_time (self);
    g_signal_handlers_unblock_by_func (self->scale, moved_cb, self);
  }
  if (e == NULL)
    return;
  self->subject = e->question.subject;
  say (self, e);
}

static void
tenfold_strokes_view_class_init (TenfoldStrokesViewClass *klass)
{
  TENFOLD_VIEW_PANE_CLASS (klass)->show = tenfold_strokes_view_show;
}

static void
tenfold_strokes_view_init (TenfoldStrokesView *self)
{
  TenfoldViewPane *pane = TENFOLD_VIEW_PANE (self);

  self->decided = tenfold_view_pane_add_label (pane, "heading");
  self->stream = tenfold_view_pane_add_area (pane, STREAM_HEIGHT, FALSE, draw_stream_cb);
  gtk_widget_set_margin_start (self->stream, TROUGH);
  gtk_widget_set_margin_end (self->stream, TROUGH);
  self->scale
      = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1.0 / NN_PEN_TIME_STEPS);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), TRUE);
  gtk_scale_set_value_pos (GTK_SCALE (self->scale), GTK_POS_TOP);
  gtk_scale_set_format_value_func (GTK_SCALE (self->scale), format_time_cb, NULL, NULL);
  gtk_range_set_value (GTK_RANGE (self->scale), 1);
  gtk_widget_add_css_class (self->scale, "control");
  gtk_widget_set_tooltip_text (self->scale, _ ("Rewind the ink on the pad"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rewind the ink on the pad"), -1);
  g_signal_connect_object (self->scale, "value-changed", G_CALLBACK (moved_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (tenfold_view_pane_get_box (pane)), self->scale);
  self->line = tenfold_view_pane_add_squares (pane, 2, LINE_HEIGHT, CAPTION, draw_line_cb);
  self->legend = tenfold_view_pane_add_label (pane, "body");
  self->parts = tenfold_view_pane_add_label (pane, "numeric");
  self->check = tenfold_view_pane_add_label (pane, "caption");
}
