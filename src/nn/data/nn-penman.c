/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-penman.h"

#include <math.h>
#include <string.h>

#include "nn/data/nn-penman-styles.h"
#include "nn/data/nn-rasterize.h"
#include "nn/tensor/nn-team.h"

/* Points on the way of one drawing, and how far apart they are, in heights of a digit. */
#define MAX_POINTS 320
#define STEP 0.045f
#define N_TRAINING 60000
#define N_TEST 10000
#define PICTURES_A_TASK 500

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

/* A mouse says whole steps, and not often. */
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
  return digit == NN_NO_DIGIT ? nn_penman_strange_styles (n_styles)
         : digit < 3          ? nn_penman_low_styles (digit, n_styles)
         : digit < 7          ? nn_penman_middle_styles (digit, n_styles)
                              : nn_penman_high_styles (digit, n_styles);
}

guint
nn_penman_n_styles (int digit)
{
  guint n;

  styles_of (digit, &n);
  return n;
}

const char *
nn_penman_style_name (int digit, guint style)
{
  guint n;
  const NnStyle *styles = styles_of (digit, &n);

  g_return_val_if_fail (style < n, NULL);
  return styles[style].name;
}

guint
nn_penman_choose_style (NnRandom *random, int digit)
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
nn_penman_style_is_met (int digit, guint style)
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
nn_penman_draw (NnRandom *random, int digit, guint style, NnDrawing *drawing)
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
nn_penman_paint (NnRandom *random, int digit, guint style, float *inks)
{
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();
  float pen = NN_RASTER_PEN * expf (0.28f * CLAMP (nn_random_normal (random), -2.2f, 2.2f));

  nn_penman_draw (random, digit, style, drawing);
  nn_drawing_rasterize_pen (drawing, pen, inks);
}

typedef struct {
  guint64 seed;
  gboolean strange;
  gsize count;
  guint8 *pixels, *labels;
} Job;

static void
paint_some (guint task, guint member, gpointer data)
{
  Job *job = data;
  gsize first = (gsize) task * PICTURES_A_TASK, end = MIN (job->count, first + PICTURES_A_TASK);
  float inks[NN_PICTURE_PIXELS];

  for (gsize i = first; i < end; i++) {
    guint8 *pixels = job->pixels + i * NN_PICTURE_PIXELS;
    NnRandom random;
    int digit;

    nn_random_init (&random, job->seed, i);
    digit = job->strange ? NN_NO_DIGIT : (int) nn_random_below (&random, NN_N_CLASSES);
    nn_penman_paint (&random, digit, nn_penman_choose_style (&random, digit), inks);
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      pixels[p] = (guint8) (255 * inks[p] + 0.5f);
    job->labels[i] = (guint8) digit;
  }
}

static NnDataset *
paint_all (const char *name, gsize count, guint64 seed, gboolean strange)
{
  g_autoptr (NnTeam) team = nn_team_new (0);
  Job job = { seed, strange, count, g_malloc (count * NN_PICTURE_PIXELS), g_malloc (count) };

  nn_team_run (team, (guint) ((count + PICTURES_A_TASK - 1) / PICTURES_A_TASK), paint_some, &job);
  return nn_dataset_new_open (name, g_bytes_new_take (job.pixels, count * NN_PICTURE_PIXELS),
                              g_bytes_new_take (job.labels, count), NULL);
}

NnDataset *
nn_dataset_new_penned_with (const char *name, gsize count, guint64 seed)
{
  return paint_all (name, count, seed, FALSE);
}

NnDataset *
nn_dataset_new_strange (const char *name, gsize count, guint64 seed)
{
  return paint_all (name, count, seed, TRUE);
}

NnDataset *
nn_dataset_new_penned (gboolean test)
{
  return test ? nn_dataset_new_penned_with ("penned, test", N_TEST, NN_PENNED_SEED + 1)
              : nn_dataset_new_penned_with ("penned", N_TRAINING, NN_PENNED_SEED);
}
