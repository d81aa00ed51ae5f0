/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-pen-time.h"

#include <math.h>

/* What a dot counts, as a share of the drawing's size. */
#define DOT 0.01

static double
way_between (const NnPoint *a, const NnPoint *b)
{
  return hypot ((double) b->x - a->x, (double) b->y - a->y);
}

/* The longer side of the ink. */
static double
size_of (const NnDrawing *drawing)
{
  double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;

  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i < n; i++) {
      left = fmin (left, points[i].x);
      right = fmax (right, points[i].x);
      top = fmin (top, points[i].y);
      bottom = fmax (bottom, points[i].y);
    }
  }
  return left <= right ? fmax (right - left, bottom - top) : 0;
}

/* A stroke begins with the way of a dot, so that a dot takes its time too. */
static double
way_of (const NnDrawing *drawing, double dot)
{
  double way = 0;

  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    way += dot;
    for (guint i = 1; i < n; i++)
      way += way_between (&points[i - 1], &points[i]);
  }
  return way;
}

/* Goes on with a stroke until the way is used up; returns what is left of it. */
static double
copy_stroke (NnDrawing *to, const NnPoint *points, guint n, double left)
{
  nn_drawing_begin_stroke (to, points[0]);
  for (guint i = 1; i < n; i++) {
    double way = way_between (&points[i - 1], &points[i]);

    if (way > left) {
      float t = (float) (left / way);
      NnPoint end = points[i];

      end.x = points[i - 1].x + t * (points[i].x - points[i - 1].x);
      end.y = points[i - 1].y + t * (points[i].y - points[i - 1].y);
      end.time = points[i - 1].time + t * (points[i].time - points[i - 1].time);
      nn_drawing_add_point (to, end);
      return -1;
    }
    nn_drawing_add_point (to, points[i]);
    left -= way;
  }
  return left;
}

NnDrawing *
nn_pen_prefix (const NnDrawing *drawing, double time)
{
  double dot = DOT * size_of (drawing), left = time * way_of (drawing, dot);
  NnDrawing *prefix;

  if (time >= 1)
    return nn_drawing_copy (drawing);
  prefix = nn_drawing_new ();
  for (guint s = 0; s < nn_drawing_n_strokes (drawing) && left > 0; s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    left = copy_stroke (prefix, points, n, fmax (left - dot, 0));
  }
  return prefix;
}

gboolean
nn_pen_time (NnExplainer *explainer,
             const NnDrawing *drawing,
             NnPenTime *result,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree float *inks = g_new (float, NN_PEN_TIME_STEPS *NN_PICTURE_PIXELS);
  gboolean is_ink[NN_PEN_TIME_STEPS];

  if (nn_drawing_n_strokes (drawing) == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "This needs a drawing with strokes");
    return FALSE;
  }
  for (int i = 0; i < NN_PEN_TIME_STEPS; i++) {
    g_autoptr (NnDrawing) prefix = NULL;

    result->times[i] = (float) (i + 1) / NN_PEN_TIME_STEPS;
    prefix = nn_pen_prefix (drawing, (double) (i + 1) / NN_PEN_TIME_STEPS);
    is_ink[i] = nn_drawing_rasterize (prefix, inks + i * NN_PICTURE_PIXELS) == NN_INK_DRAWING;
  }
  if (!nn_explainer_read (explainer, inks, NN_PEN_TIME_STEPS, NULL, result->probabilities[0], NULL,
                          cancellable, error))
    return FALSE;
  for (int i = 0; i < NN_PEN_TIME_STEPS; i++)
    for (int k = 0; k < 10 && !is_ink[i]; k++)
      result->probabilities[i][k] = 0.1f;
  return TRUE;
}
