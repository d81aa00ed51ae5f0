/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-stroke.h"

#include <math.h>

struct _TenfoldStroke {
  double width;
  GArray *points; /* NnPoint */
};

TenfoldStroke *
tenfold_stroke_new (double width)
{
  TenfoldStroke *stroke = g_rc_box_new0 (TenfoldStroke);

  stroke->width = width;
  stroke->points = g_array_new (FALSE, FALSE, sizeof (NnPoint));
  return stroke;
}

TenfoldStroke *
tenfold_stroke_ref (TenfoldStroke *stroke)
{
  return g_rc_box_acquire (stroke);
}

static void
clear_stroke (gpointer data)
{
  g_array_unref (((TenfoldStroke *) data)->points);
}

void
tenfold_stroke_unref (TenfoldStroke *stroke)
{
  g_rc_box_release_full (stroke, clear_stroke);
}

void
tenfold_stroke_add_point (TenfoldStroke *stroke, NnPoint point)
{
  g_return_if_fail (isfinite (point.x) && isfinite (point.y));

  g_array_append_val (stroke->points, point);
}

double
tenfold_stroke_get_width (const TenfoldStroke *stroke)
{
  return stroke->width;
}

const NnPoint *
tenfold_stroke_get_points (const TenfoldStroke *stroke, guint *n_points)
{
  *n_points = stroke->points->len;
  return (const NnPoint *) (void *) stroke->points->data;
}

double
tenfold_stroke_pressed (double pressure)
{
  return 0.3 + 0.7 * CLAMP (pressure, 0.0, 1.0);
}

/* The distance of a place from the line on which the eraser moves. */
static double
distance_to_wipe (const TenfoldWipe *wipe, double x, double y)
{
  double dx = wipe->x1 - wipe->x0, dy = wipe->y1 - wipe->y0;
  double length = dx * dx + dy * dy;
  double t = length > 0 ? ((x - wipe->x0) * dx + (y - wipe->y0) * dy) / length : 0;

  t = CLAMP (t, 0.0, 1.0);
  return hypot (x - wipe->x0 - t * dx, y - wipe->y0 - t * dy);
}

gboolean
tenfold_wipe_covers (const TenfoldWipe *wipe, double x, double y)
{
  return distance_to_wipe (wipe, x, y) <= wipe->radius;
}

/* Whether the segment from a to b can come nearer than this to the eraser; cheap, may say yes. */
static gboolean
may_touch (const TenfoldWipe *wipe, const NnPoint *a, const NnPoint *b, double reach)
{
  return fmin (a->x, b->x) - reach <= fmax (wipe->x0, wipe->x1)
         && fmax (a->x, b->x) + reach >= fmin (wipe->x0, wipe->x1)
         && fmin (a->y, b->y) - reach <= fmax (wipe->y0, wipe->y1)
         && fmax (a->y, b->y) + reach >= fmin (wipe->y0, wipe->y1);
}

static NnPoint
between (const NnPoint *a, const NnPoint *b, float t)
{
  return (NnPoint){ a->x + t * (b->x - a->x), a->y + t * (b->y - a->y),
                    a->time + t * (b->time - a->time),
                    a->pressure + t * (b->pressure - a->pressure) };
}

/* In how many steps a segment is walked so that the eraser cannot jump over it. */
static guint
n_steps (const NnPoint *a, const NnPoint *b, double radius)
{
  double length = hypot (b->x - a->x, b->y - a->y);

  return 1 + (guint) fmin (length / fmax (radius / 8, 1e-4), 1e5);
}

gboolean
tenfold_stroke_touches (const TenfoldStroke *stroke, const TenfoldWipe *wipe)
{
  const double reach = wipe->radius + stroke->width / 2;
  guint n;
  const NnPoint *points = tenfold_stroke_get_points (stroke, &n);

  for (guint i = 0; i < n; i++) {
    const NnPoint *a = &points[i], *b = &points[MIN (i + 1, n - 1)];
    guint steps;

    if (!may_touch (wipe, a, b, reach))
      continue;
    steps = n_steps (a, b, reach);
    for (guint s = 0; s <= steps; s++) {
      NnPoint p = between (a, b, (float) s / (float) steps);

      if (distance_to_wipe (wipe, p.x, p.y) <= reach)
        return TRUE;
    }
  }
  return FALSE;
}

GPtrArray *
tenfold_stroke_cut (const TenfoldStroke *stroke, const TenfoldWipe *wipe)
{
  const double reach = wipe->radius;
  g_autoptr (GPtrArray) pieces = NULL;
  TenfoldStroke *piece = NULL;
  gboolean touched = FALSE;
  guint n;
  const NnPoint *points = tenfold_stroke_get_points (stroke, &n);

  pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) tenfold_stroke_unref);
  for (guint i = 0; i < n; i++) {
    const NnPoint *a = &points[i], *b = &points[MIN (i + 1, n - 1)];
    guint steps = may_touch (wipe, a, b, reach) ? n_steps (a, b, reach) : 1;

    /* The segment without its end, which begins the next one. */
    for (guint s = 0; s < steps; s++) {
      NnPoint p = between (a, b, (float) s / (float) steps);

      if (distance_to_wipe (wipe, p.x, p.y) <= reach) {
        touched = TRUE;
        piece = NULL;
        continue;
      }
      if (!piece) {
        piece = tenfold_stroke_new (stroke->width);
        g_ptr_array_add (pieces, piece);
      }
      tenfold_stroke_add_point (piece, p);
    }
  }
  return touched ? g_steal_pointer (&pieces) : NULL;
}

/* From the point before a segment to its end: a cubic Bezier curve. */
typedef struct {
  double x[4], y[4];
} Curve;

/*
 * The curve goes through every point. Its direction at a point is that from the point before to
 * the point after; its speed there is the length of the segment, so that points which lie close
 * together beside far ones cause no loops.
 */
static Curve
curve_at (const NnPoint *points, guint n, guint i)
{
  const NnPoint *p0 = &points[i > 0 ? i - 1 : i], *p1 = &points[i];
  const NnPoint *p2 = &points[i + 1], *p3 = &points[MIN (i + 2, n - 1)];
  double length = hypot (p2->x - p1->x, p2->y - p1->y);
  double before = length + hypot (p1->x - p0->x, p1->y - p0->y);
  double after = length + hypot (p3->x - p2->x, p3->y - p2->y);
  double a = before > 0 ? length / before / 3 : 0, b = after > 0 ? length / after / 3 : 0;

  return (Curve){ { p1->x, p1->x + a * (p2->x - p0->x), p2->x - b * (p3->x - p1->x), p2->x },
                  { p1->y, p1->y + a * (p2->y - p0->y), p2->y - b * (p3->y - p1->y), p2->y } };
}

static void
place_at (const Curve *c, double t, double *x, double *y)
{
  double u = 1 - t;
  double w[4] = { u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t };

  *x = *y = 0;
  for (int k = 0; k < 4; k++) {
    *x += w[k] * c->x[k];
    *y += w[k] * c->y[k];
  }
}

static gboolean
even_pressure (const NnPoint *points, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    if (fabsf (points[i].pressure - points[i + 1].pressure) > 1e-3f)
      return FALSE;
  return TRUE;
}

static void
add_disc (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_close_path (cr);
}

/* The area that a disc covers on its way, its radius changing; turned as discs are. */
static void
add_way (cairo_t *cr, double ax, double ay, double ar, double bx, double by, double br)
{
  double length = hypot (bx - ax, by - ay);
  double nx, ny;

  add_disc (cr, bx, by, br);
  if (length < 1e-9)
    return;
  nx = -(by - ay) / length;
  ny = (bx - ax) / length;
  cairo_move_to (cr, ax - nx * ar, ay - ny * ar);
  cairo_line_to (cr, bx - nx * br, by - ny * br);
  cairo_line_to (cr, bx + nx * br, by + ny * br);
  cairo_line_to (cr, ax + nx * ar, ay + ny * ar);
  cairo_close_path (cr);
}

/* One fill of the union of all discs, so that no seam shows. */
static void
draw_pressed (const TenfoldStroke *stroke, cairo_t *cr, double scale, guint from, guint to)
{
  const double radius = tenfold_stroke_get_width (stroke) / 2;
  guint n;
  const NnPoint *points = tenfold_stroke_get_points (stroke, &n);
  double ax = points[from].x * scale, ay = points[from].y * scale;
  double ar = radius * tenfold_stroke_pressed (points[from].pressure) * scale;

  cairo_new_path (cr);
  add_disc (cr, ax, ay, ar);
  for (guint i = from; i < to; i++) {
    Curve c = curve_at (points, n, i);
    double length = hypot (c.x[3] - c.x[0], c.y[3] - c.y[0]) * scale;
    guint steps = 1 + (guint) fmin (length / 3, 200);

    for (guint s = 1; s <= steps; s++) {
      double t = (double) s / steps, bx, by, br;

      place_at (&c, t, &bx, &by);
      bx *= scale;
      by *= scale;
      br = points[i].pressure + t * (points[i + 1].pressure - points[i].pressure);
      br = radius * tenfold_stroke_pressed (br) * scale;
      add_way (cr, ax, ay, ar, bx, by, br);
      ax = bx;
      ay = by;
      ar = br;
    }
  }
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  cairo_fill (cr);
}

void
tenfold_stroke_draw (const TenfoldStroke *stroke, cairo_t *cr, double scale, guint from, guint to)
{
  guint n;
  const NnPoint *points = tenfold_stroke_get_points (stroke, &n);

  if (n == 0 || from > to)
    return;
  to = MIN (to, n - 1);
  from = MIN (from, to);
  if (!even_pressure (points, from, to)) {
    draw_pressed (stroke, cr, scale, from, to);
    return;
  }

  cairo_new_path (cr);
  cairo_move_to (cr, points[from].x * scale, points[from].y * scale);
  if (from == to)
    cairo_close_path (cr);
  for (guint i = from; i < to; i++) {
    Curve c = curve_at (points, n, i);

    cairo_curve_to (cr, c.x[1] * scale, c.y[1] * scale, c.x[2] * scale, c.y[2] * scale,
                    c.x[3] * scale, c.y[3] * scale);
  }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, tenfold_stroke_get_width (stroke) * scale
                                * tenfold_stroke_pressed (points[from].pressure));
  cairo_stroke (cr);
}

static void
append_number (GString *svg, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (svg, g_ascii_formatd (text, sizeof text, "%.2f", value));
}

static void
append_place (GString *svg, const char *command, double x, double y)
{
  g_string_append (svg, command);
  append_number (svg, x);
  g_string_append_c (svg, ' ');
  append_number (svg, y);
}

/* One path of the curve from one point to another, as wide as the pen was at its first point. */
static void
append_path (const TenfoldStroke *stroke, double scale, guint from, guint to, GString *svg)
{
  guint n;
  const NnPoint *points = tenfold_stroke_get_points (stroke, &n);
  double width = tenfold_stroke_get_width (stroke) * scale;

  if (from < to)
    width *= (tenfold_stroke_pressed (points[from].pressure)
              + tenfold_stroke_pressed (points[to].pressure))
             / 2;
  else
    width *= tenfold_stroke_pressed (points[from].pressure);
  g_string_append (svg, "    <path stroke-width=\"");
  append_number (svg, width);
  g_string_append (svg, "\" d=\"");
  append_place (svg, "M", points[from].x * scale, points[from].y * scale);
  if (from == to)
    append_place (svg, " L", points[from].x * scale, points[from].y * scale);
  for (guint i = from; i < to; i++) {
    Curve c = curve_at (points, n, i);

    append_place (svg, " C", c.x[1] * scale, c.y[1] * scale);
    append_place (svg, " ", c.x[2] * scale, c.y[2] * scale);
    append_place (svg, " ", c.x[3] * scale, c.y[3] * scale);
  }
  g_string_append (svg, "\"/>\n");
}

void
tenfold_stroke_append_svg (const TenfoldStroke *stroke, double scale, GString *svg)
{
  guint n;
  const NnPoint *points = tenfold_stroke_get_points (stroke, &n);

  if (n == 0)
    return;
  if (even_pressure (points, 0, n - 1)) {
    append_path (stroke, scale, 0, n - 1, svg);
    return;
  }
  /* SVG has no path of changing width: a path for each segment. */
  for (guint i = 0; i + 1 < n; i++)
    append_path (stroke, scale, i, i + 1, svg);
}
