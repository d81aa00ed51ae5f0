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
