/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-shapley.h"

#include <math.h>
#include <string.h>

#include "nn/pen/nn-rasterize.h"

/* A corner turns the pen by more than this, between the ways of this length before and after it, as
 * a share of the drawing's size. */
#define SHARP (G_PI / 3)
#define ARM 0.12
/* A part that has more than this share of the whole way is cut in halves. */
#define LONG 0.34

/* --- parts --- */

/* All points in the order of the pen. */
typedef struct {
  guint stroke, point;
  double x, y;
  double way; /* of the pen on paper up to here */
} Place;

static GArray *
list_places (const NnDrawing *drawing)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  double way = 0;

  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i < n; i++) {
      Place place = { s, i, points[i].x, points[i].y, 0 };

      if (i > 0)
        way += hypot ((double) points[i].x - points[i - 1].x,
                      (double) points[i].y - points[i - 1].y);
      place.way = way;
      g_array_append_val (places, place);
    }
  }
  return places;
}

#define PLACE(i) (&g_array_index (places, Place, i))

static double
size_of (const GArray *places)
{
  double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;

  for (guint i = 0; i < places->len; i++) {
    left = fmin (left, PLACE (i)->x);
    right = fmax (right, PLACE (i)->x);
    top = fmin (top, PLACE (i)->y);
    bottom = fmax (bottom, PLACE (i)->y);
  }
  return places->len > 0 ? fmax (right - left, bottom - top) : 0;
}

/* The place of the same stroke that lies an arm's way before or after; the stroke's end. */
static guint
at_arm (const GArray *places, guint i, double arm, int direction)
{
  guint at = i;

  while (fabs (PLACE (at)->way - PLACE (i)->way) < arm) {
    if ((direction < 0 && PLACE (at)->point == 0)
        || (direction > 0
            && (at + 1 == places->len || PLACE (at + 1)->stroke != PLACE (i)->stroke)))
      break;
    at = direction < 0 ? at - 1 : at + 1;
  }
  return at;
}

/* By how much the pen turns at a point, 0 to pi; 0 near the ends of a stroke. */
static double
turn_at (const GArray *places, guint i, double arm)
{
  guint before = at_arm (places, i, arm, -1), after = at_arm (places, i, arm, 1);
  double ax, ay, bx, by, product;

  if (PLACE (i)->way - PLACE (before)->way < 0.7 * arm
      || PLACE (after)->way - PLACE (i)->way < 0.7 * arm)
    return 0;
  ax = PLACE (i)->x - PLACE (before)->x;
  ay = PLACE (i)->y - PLACE (before)->y;
  bx = PLACE (after)->x - PLACE (i)->x;
  by = PLACE (after)->y - PLACE (i)->y;
  product = hypot (ax, ay) * hypot (bx, by);
  return product > 0 ? acos (CLAMP ((ax * bx + ay * by) / product, -1, 1)) : 0;
}

/* A part as places, both ends counted. */
typedef struct {
  guint first, last;
} Range;

static double
way_of (const GArray *places, const Range *range)
{
  return PLACE (range->last)->way - PLACE (range->first)->way;
}

static GArray *
list_strokes (const GArray *places)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (Range));

  for (guint i = 0; i < places->len; i++) {
    Range range = { i, i };

    while (range.last + 1 < places->len
           && PLACE (range.last + 1)->stroke == PLACE (range.first)->stroke)
      range.last++;
    i = range.last;
    g_array_append_val (ranges, range);
  }
  return ranges;
}

/* Joins the two neighbours that are shortest together. */
static void
join_shortest (const GArray *places, GArray *ranges)
{
  guint best = 0;
  double least = INFINITY;

  for (guint i = 0; i + 1 < ranges->len; i++) {
    double way = way_of (places, &g_array_index (ranges, Range, i))
                 + way_of (places, &g_array_index (ranges, Range, i + 1));

    if (way < least) {
      least = way;
      best = i;
    }
  }
  g_array_index (ranges, Range, best).last = g_array_index (ranges, Range, best + 1).last;
  g_array_remove_index (ranges, best + 1);
}

static void
cut (GArray *ranges, guint index, guint at)
{
  Range second = { at, g_array_index (ranges, Range, index).last };

  g_array_index (ranges, Range, index).last = at;
  g_array_insert_val (ranges, index + 1, second);
}

/* Cuts at the sharpest corner that is left; FALSE where there is none. */
static gboolean
cut_sharpest (const GArray *places, GArray *ranges, double arm)
{
  guint best = 0, at = 0;
  double sharpest = SHARP;

  for (guint r = 0; r < ranges->len; r++) {
    const Range *range = &g_array_index (ranges, Range, r);

    for (guint i = range->first + 1; i < range->last; i++) {
      double turn = turn_at (places, i, arm);

      /* Not a second time beside a cut. */
      if (turn <= sharpest || PLACE (i)->way - PLACE (range->first)->way < arm
          || PLACE (range->last)->way - PLACE (i)->way < arm)
        continue;
      sharpest = turn;
      best = r;
      at = i;
    }
  }
  if (at > 0)
    cut (ranges, best, at);
  return at > 0;
}

/* Cuts the longest part in the middle of its way; FALSE where none is long. */
static gboolean
halve_longest (const GArray *places, GArray *ranges)
{
  double whole = PLACE (places->len - 1)->way, longest = LONG * whole;
  guint best = G_MAXUINT, at;

  for (guint r = 0; r < ranges->len; r++) {
    const Range *range = &g_array_index (ranges, Range, r);

    if (way_of (places, range) > longest && range->last - range->first > 1
        && PLACE (range->first)->stroke == PLACE (range->last)->stroke) {
      longest = way_of (places, range);
      best = r;
    }
  }
  if (best == G_MAXUINT)
    return FALSE;
  at = g_array_index (ranges, Range, best).first + 1;
  while (at + 1 < g_array_index (ranges, Range, best).last
         && PLACE (at)->way < PLACE (g_array_index (ranges, Range, best).first)->way + longest / 2)
    at++;
  cut (ranges, best, at);
  return TRUE;
}

guint
nn_ink_parts (const NnDrawing *drawing, NnInkPart *parts)
{
  g_autoptr (GArray) places = list_places (drawing);
  g_autoptr (GArray) ranges = list_strokes (places);
  double arm = ARM * size_of (places);

  while (ranges->len > NN_SHAPLEY_MOST_PARTS)
    join_shortest (places, ranges);
  while (ranges->len > 0 && ranges->len < NN_SHAPLEY_MOST_PARTS
         && cut_sharpest (places, ranges, arm))
    ;
  while (ranges->len > 0 && ranges->len < NN_SHAPLEY_MOST_PARTS && halve_longest (places, ranges))
    ;
  for (guint r = 0; r < ranges->len; r++) {
    const Place *first = PLACE (g_array_index (ranges, Range, r).first);
    const Place *last = PLACE (g_array_index (ranges, Range, r).last);

    parts[r] = (NnInkPart){ first->stroke, first->point, last->stroke, last->point };
  }
  return ranges->len;
}

NnDrawing *
nn_ink_parts_draw (const NnDrawing *drawing, const NnInkPart *parts, guint n_parts, guint subset)
{
  NnDrawing *result = nn_drawing_new ();

  for (guint r = 0; r < n_parts; r++)
    for (guint s = parts[r].first_stroke; (subset & (1u << r)) != 0 && s <= parts[r].last_stroke;
         s++) {
      guint n, from = s == parts[r].first_stroke ? parts[r].first_point : 0;
      const NnPoint *points = nn_drawing_stroke (drawing, s, &n);
      guint to = s == parts[r].last_stroke ? parts[r].last_point : n - 1;

      nn_drawing_begin_stroke (result, points[from]);
      for (guint i = from + 1; i <= to; i++)
        nn_drawing_add_point (result, points[i]);
    }
  return result;
}

/* --- values --- */

/* value of i = sum over S without i of |S|! (n - |S| - 1)! / n! x (worth (S + i) - worth (S)) */
void
nn_shapley_values (const double *worths, guint n, double *values)
{
  double factorials[NN_SHAPLEY_MOST_PARTS + 1] = { 1 };

  g_return_if_fail (n <= NN_SHAPLEY_MOST_PARTS);

  for (guint i = 1; i <= n; i++)
    factorials[i] = factorials[i - 1] * i;
  for (guint i = 0; i < n; i++) {
    values[i] = 0;
    for (guint subset = 0; subset < 1u << n; subset++) {
      guint size = (guint) __builtin_popcount (subset);

      if ((subset & (1u << i)) == 0)
        values[i] += factorials[size] * factorials[n - size - 1] / factorials[n]
                     * (worths[subset | (1u << i)] - worths[subset]);
    }
  }
}

/* z_a - z_b of every subset. */
static gboolean
read_subsets (NnExplainer *explainer,
              const NnDrawing *drawing,
              const NnShapley *result,
              gboolean held,
              double *worths,
              GCancellable *cancellable,
              GError **error)
{
  guint n = 1u << result->n_parts;
  g_autofree float *inks = g_new0 (float, n *NN_PICTURE_PIXELS);
  g_autofree float *scores = g_new (float, n * 10);

  for (guint subset = 1; subset < n; subset++) {
    g_autoptr (NnDrawing) part
        = nn_ink_parts_draw (drawing, result->parts, result->n_parts, subset);
    float *picture = inks + (gsize) subset * NN_PICTURE_PIXELS;

    if (!nn_explain_go_on (cancellable, error))
      return FALSE;
    /* The whole is the drawing itself, point by point. */
    if (subset == n - 1)
      nn_drawing_rasterize (drawing, picture);
    else if (held)
      nn_drawing_rasterize_framed (part, drawing, NN_RASTER_PEN, picture);
    else
      nn_drawing_rasterize (part, picture);
  }
  if (!nn_explainer_read (explainer, inks, n, scores, NULL, NULL, cancellable, error))
    return FALSE;
  for (guint subset = 0; subset < n; subset++)
    worths[subset] = (double) scores[subset * 10 + (guint) result->a]
                     - (double) scores[subset * 10 + (guint) result->b];
  return TRUE;
}

gboolean
nn_shapley (NnExplainer *explainer,
            const NnDrawing *drawing,
            int a,
            int b,
            NnShapley *result,
            GCancellable *cancellable,
            GError **error)
{
  float inks[NN_PICTURE_PIXELS], scores[10];
  double worths[1 << NN_SHAPLEY_MOST_PARTS];
  int first, second;

  g_return_val_if_fail (a >= -1 && a < 10 && b >= -1 && b < 10 && (a < 0 || a != b), FALSE);

  if (nn_drawing_rasterize (drawing, inks) != NN_INK_DRAWING) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "This needs a drawing with strokes");
    return FALSE;
  }
  if (!nn_explainer_read (explainer, inks, 1, scores, NULL, NULL, cancellable, error))
    return FALSE;
  nn_two_likeliest (scores, &first, &second);
  result->a = a >= 0 ? a : first == b ? second : first;
  result->b = b >= 0 ? b : result->a == first ? second : first;
  result->n_parts = nn_ink_parts (drawing, result->parts);
  if (!read_subsets (explainer, drawing, result, TRUE, worths, cancellable, error))
    return FALSE;
  nn_shapley_values (worths, result->n_parts, result->values_frame_held);
  if (!read_subsets (explainer, drawing, result, FALSE, worths, cancellable, error))
    return FALSE;
  nn_shapley_values (worths, result->n_parts, result->values);
  result->difference = worths[(1u << result->n_parts) - 1] - worths[0];
  return TRUE;
}
