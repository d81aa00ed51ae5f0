/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-synthetic.h"

#include <math.h>
#include <string.h>

#include "nn/pen/nn-synthetic-styles.h"
#include "nn/pen/nn-rasterize.h"

/* Points on the way of one drawing, and how far apart they are, in heights of a digit. */
#define MAX_POINTS 320
#define STEP 0.045f

typedef struct {
  float x, y;
  gboolean down;
} Spot;

typedef struct {
  guint n;
  Spot spots[MAX_POINTS];
} Path;

/* Where a hand went instead of where it meant to go. */
static void
miss_knots (NnHand *hand)
{
  float miss = between (0, 0.028f);

  for (guint i = 0; i < hand->n_knots; i++) {
    hand->knots[i].x += about (0, miss);
    hand->knots[i].y += about (0, miss);
  }
}

/* Catmull-Rom from knot i to the next; a corner or an end has no tangent of its own. */
static void
follow (const NnHand *hand, guint i, Path *path)
{
  const NnKnot *a = &hand->knots[i], *b = a + 1;
  gboolean bends_at_a = !a->corner && !a->down;
  gboolean bends_at_b = !b->corner && i + 2 < hand->n_knots && !b[1].down;
  float length = hypotf (b->x - a->x, b->y - a->y);
  float ax = bends_at_a ? (b->x - a[-1].x) / 2 : b->x - a->x;
  float ay = bends_at_a ? (b->y - a[-1].y) / 2 : b->y - a->y;
  float bx = bends_at_b ? (b[1].x - a->x) / 2 : b->x - a->x;
  float by = bends_at_b ? (b[1].y - a->y) / 2 : b->y - a->y;
  int n = MAX (1, (int) ceilf (length / STEP));

  for (int k = 1; k <= n && path->n < MAX_POINTS; k++) {
    float t = (float) k / (float) n, t2 = t * t, t3 = t2 * t;
    float p = 2 * t3 - 3 * t2 + 1, q = t3 - 2 * t2 + t, r = -2 * t3 + 3 * t2, s = t3 - t2;

    path->spots[path->n++] = (Spot){ p * a->x + q * ax + r * b->x + s * bx,
                                     p * a->y + q * ay + r * b->y + s * by, FALSE };
  }
}

static void
follow_all (const NnHand *hand, Path *path)
{
  path->n = 0;
  for (guint i = 0; i < hand->n_knots && path->n < MAX_POINTS; i++) {
    if (hand->knots[i].down)
      path->spots[path->n++] = (Spot){ hand->knots[i].x, hand->knots[i].y, TRUE };
    if (i + 1 < hand->n_knots && !hand->knots[i + 1].down)
      follow (hand, i, path);
  }
}

/* A fast hand cuts its corners: each point moves towards the middle of its neighbours. */
static void
hurry (Path *path, int passes, float strength)
{
  for (int pass = 0; pass < passes; pass++) {
    Spot before = path->spots[0];

    for (guint i = 1; i + 1 < path->n; i++) {
      Spot here = path->spots[i], after = path->spots[i + 1];

      if (!here.down && !after.down) {
        path->spots[i].x += strength * ((before.x + after.x) / 2 - here.x);
        path->spots[i].y += strength * ((before.y + after.y) / 2 - here.y);
      }
      before = here;
    }
  }
}

/* Slow waves over the paper: no two parts of a digit have quite the same proportion. */
static void
warp (NnHand *hand, Path *path)
{
  float size = between (0, 0.045f);
  float fx = between (2, 6), fy = between (2, 6);
  float gx = between (2, 6), gy = between (2, 6);
  float a = between (0, 6.28f), b = between (0, 6.28f);

  for (guint i = 0; i < path->n; i++) {
    Spot *s = &path->spots[i];
    float dx = size * sinf (fx * s->x + fy * s->y + a),
          dy = size * sinf (gx * s->x - gy * s->y + b);

    s->x += dx;
    s->y += dy;
  }
}

/* Shake that has not forgotten where it was a moment ago. */
static void
tremble (NnHand *hand, Path *path, float size)
{
  float dx = 0, dy = 0;

  for (guint i = 0; i < path->n; i++) {
    dx = 0.8f * dx + size * nn_random_range (hand->random, -1, 1);
    dy = 0.8f * dy + size * nn_random_range (hand->random, -1, 1);
    path->spots[i].x += dx;
    path->spots[i].y += dy;
  }
}

/* Width, slant and turn of the hand. */
static void
lean (NnHand *hand, Path *path)
{
  float width = expf (about (0, 0.22f));
  float slant = about (0.12f, 0.25f);
  float turn = about (0, 0.09f);
  float c = cosf (turn), s = sinf (turn);

  for (guint i = 0; i < path->n; i++) {
    float x = width * path->spots[i].x - slant * path->spots[i].y, y = path->spots[i].y;

    path->spots[i].x = c * x - s * y;
    path->spots[i].y = s * x + c * y;
  }
}

/* A mouse reports whole steps, at a low rate. */
static void
jag (NnHand *hand, Path *path)
{
  float grid = between (0.01f, 0.045f);
  guint every = 1 + nn_random_below (hand->random, 4), kept = 0, since = 0;

  for (guint i = 0; i < path->n; i++) {
    gboolean last = i + 1 == path->n || path->spots[i + 1].down;

    since = path->spots[i].down ? 0 : since + 1;
    if (!path->spots[i].down && !last && since % every != 0)
      continue;
    path->spots[kept] = path->spots[i];
    path->spots[kept].x = grid * rintf (path->spots[i].x / grid);
    path->spots[kept].y = grid * rintf (path->spots[i].y / grid);
    kept++;
  }
  path->n = kept;
}

/* Pens catch the paper early and leave it late: a little hook where a digit begins
 * or ends. */
static void
hook_ends (NnHand *hand)
{
  NnKnot first = hand->knots[0], last = hand->knots[hand->n_knots - 1];

  if (chance (0.06f))
    pen_to (about (last.x, 0.06f), about (last.y, 0.05f));
  if (chance (0.06f) && hand->n_knots < NN_HAND_MAX_KNOTS) {
    memmove (hand->knots + 1, hand->knots, hand->n_knots++ * sizeof (NnKnot));
    hand->knots[0].x = about (first.x, 0.06f);
    hand->knots[0].y = about (first.y, 0.05f);
    hand->knots[1].down = FALSE;
  }
}

static const NnStyle *
styles_of (int digit, guint *n_styles)
{
  return digit == NN_NO_DIGIT ? nn_synthetic_strange_styles (n_styles)
         : digit < 3          ? nn_synthetic_low_styles (digit, n_styles)
         : digit < 7          ? nn_synthetic_middle_styles (digit, n_styles)
                              : nn_synthetic_high_styles (digit, n_styles);
}

guint
nn_synthetic_n_styles (int digit)
{
  guint n;

  styles_of (digit, &n);
  return n;
}

const char *
nn_synthetic_style_name (int digit, guint style)
{
  guint n;
  const NnStyle *styles = styles_of (digit, &n);

  g_return_val_if_fail (style < n, NULL);
  return styles[style].name;
}

guint
nn_synthetic_choose_style (NnRandom *random, int digit)
{
  guint n, style = 0;
  const NnStyle *styles = styles_of (digit, &n);
  float sum = 0, at;

  for (guint i = 0; i < n; i++)
    sum += styles[i].weight;
  at = sum * nn_random_uniform (random) - styles[0].weight;
  while (at >= 0 && style + 1 < n)
    at -= styles[++style].weight;
  return style;
}

gboolean
nn_synthetic_style_is_met (int digit, guint style)
{
  guint n;
  const NnStyle *styles = styles_of (digit, &n);

  return style < n && styles[style].weight > 0;
}

static void
write_path (NnRandom *random, int digit, guint style, Path *path)
{
  guint n;
  const NnStyle *styles = styles_of (digit, &n);
  NnHand writer = { .random = random }, *hand = &writer;

  g_return_if_fail (style < n);

  styles[style].write (hand);
  hook_ends (hand);
  miss_knots (hand);
  follow_all (hand, path);
  hurry (path, (int) nn_random_below (random, 4), 0.5f);
  warp (hand, path);
  lean (hand, path);
  if (chance (0.5f))
    tremble (hand, path, between (0, 0.009f));
  if (chance (0.15f))
    jag (hand, path);
}

void
nn_synthetic_draw (NnRandom *random, int digit, guint style, NnDrawing *drawing)
{
  Path path = { 0 };
  float time = 0;

  write_path (random, digit, style, &path);
  nn_drawing_clear (drawing);
  for (guint i = 0; i < path.n; i++) {
    NnPoint point = { 100 * path.spots[i].x, 100 * path.spots[i].y, time, 1 };

    if (path.spots[i].down)
      nn_drawing_begin_stroke (drawing, point);
    else
      nn_drawing_add_point (drawing, point);
    time += 0.012f;
  }
}

void
nn_synthetic_paint (NnRandom *random, int digit, guint style, float *inks)
{
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();
  float pen = NN_RASTER_PEN * expf (0.28f * CLAMP (nn_random_normal (random), -2.2f, 2.2f));

  nn_synthetic_draw (random, digit, style, drawing);
  nn_drawing_rasterize_pen (drawing, pen, inks);
}
