/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/pen/nn-rasterize.h"

#define SIDE NN_PICTURE_SIDE
#define PIXELS NN_PICTURE_PIXELS
/* Weights of the L1 norm that are tried at once, rounds, and rounds where those find nothing. */
#define TRIES 16
#define ROUNDS 36
#define MOST_ROUNDS 108
/* How far the strongest dab moves in the first round and in the last. */
#define FIRST_STEP 0.35f
#define LAST_STEP 0.06f
/* The lead over the next that is required, as a share of A's lead over B before. */
#define LEAD 0.02f
/* How much stronger the dabs may become that are left without the weak ones. */
#define STRONGEST 8
/* Dabs that the plain gradient may place. */
#define MOST_PLAIN 64
/* Pixels that a dab reaches to each side. */
#define REACH 2

/* --- dabs --- */

/* What a pen leaves at this distance from its middle, as nn-rasterize.h draws it. */
static float
dab_at (int dx, int dy)
{
  float ink = ((NN_CHANGE_PEN + NN_RASTER_EDGE) / 2 - sqrtf ((float) (dx * dx + dy * dy)))
              / NN_RASTER_EDGE;

  return CLAMP (ink, 0, 1);
}

static void
fill_dab (float dab[2 * REACH + 1][2 * REACH + 1])
{
  for (int y = -REACH; y <= REACH; y++)
    for (int x = -REACH; x <= REACH; x++)
      dab[y + REACH][x + REACH] = dab_at (x, y);
}

/* to[p] = sum over dabs; a dab is symmetric, so this is also the way back of gradients. */
static void
spread (const float *from, float *to)
{
  float dab[2 * REACH + 1][2 * REACH + 1];

  fill_dab (dab);
  memset (to, 0, PIXELS * sizeof (float));
  for (int i = 0; i < PIXELS; i++) {
    int y0 = i / SIDE, x0 = i % SIDE;

    if (from[i] == 0)
      continue;
    for (int y = MAX (0, y0 - REACH); y <= MIN (SIDE - 1, y0 + REACH); y++)
      for (int x = MAX (0, x0 - REACH); x <= MIN (SIDE - 1, x0 + REACH); x++)
        to[y * SIDE + x] += from[i] * dab[y - y0 + REACH][x - x0 + REACH];
  }
}

double
nn_change_apply (const float *inks, const float *strengths, float *picture)
{
  float change[PIXELS];
  double cost = 0;

  spread (strengths, change);
  for (int p = 0; p < PIXELS; p++) {
    picture[p] = CLAMP (inks[p] + change[p], 0, 1);
    cost += fabsf (picture[p] - inks[p]);
  }
  return cost;
}

/* --- what is wanted --- */

typedef struct {
  int b;
  float lead;
} Wanted;

/* The likeliest other digit. */
static int
other_than (const float *scores, int b)
{
  int best = b == 0;

  for (int k = 0; k < 10; k++)
    if (k != b && scores[k] > scores[best])
      best = k;
  return best;
}

/* How far b is behind what is wanted; at most 0 where it is read as b. */
static float
shortfall (const Wanted *wanted, const float *scores)
{
  return scores[other_than (scores, wanted->b)] - scores[wanted->b] + wanted->lead;
}

static void
goal (gsize i, const float *scores, float *pull, gpointer data)
{
  const Wanted *wanted = data;

  pull[other_than (scores, wanted->b)] += 1;
  pull[wanted->b] -= 1;
}

/* --- the search --- */

typedef struct {
  NnExplainer *explainer;
  const float *inks;
  Wanted wanted;
  GCancellable *cancellable;
  float best[PIXELS]; /* strengths */
  double best_cost;   /* infinite: none is read as b yet */
  float nearest[PIXELS];
  float nearest_shortfall;
} Search;

static void
keep_best (Search *self, const float *strengths, double cost, float missing)
{
  if (missing <= 0 && cost < self->best_cost) {
    self->best_cost = cost;
    memcpy (self->best, strengths, sizeof self->best);
  }
  if (missing < self->nearest_shortfall) {
    self->nearest_shortfall = missing;
    memcpy (self->nearest, strengths, sizeof self->nearest);
  }
}

/* gradient by ink becomes gradient by strength: nothing where ink or paper can give no more. */
static float
gradient_of_dabs (const float *picture, const float *gradient, float *by_dab)
{
  float free[PIXELS], largest = 0;

  for (int p = 0; p < PIXELS; p++)
    free[p] = (picture[p] >= 1 && gradient[p] < 0) || (picture[p] <= 0 && gradient[p] > 0)
                  ? 0
                  : gradient[p];
  spread (free, by_dab);
  for (int p = 0; p < PIXELS; p++)
    largest = fmaxf (largest, fabsf (by_dab[p]));
  return largest;
}

/* One proximal step: down the gradient where there is one, then towards 0. */
static void
step (float *strengths, const float *by_dab, float largest, float length, float share)
{
  for (int p = 0; p < PIXELS; p++) {
    float s = strengths[p] - (largest > 0 ? length * by_dab[p] / largest : 0);
    float shrunk = fmaxf (fabsf (s) - length * share, 0);

    strengths[p] = CLAMP (copysignf (shrunk, s), -1, 1);
  }
}

static gboolean
search (Search *self, GError **error)
{
  g_autofree float *strengths = g_new0 (float, TRIES *PIXELS);
  g_autofree float *pictures = g_new (float, TRIES *PIXELS);
  g_autofree float *gradients = g_new (float, TRIES *PIXELS);
  float scores[TRIES * 10], by_dab[PIXELS];
  double costs[TRIES];
  NnPull pull = { pictures, TRIES, goal, &self->wanted };

  for (int round = 0; round < ROUNDS || (round < MOST_ROUNDS && !isfinite (self->best_cost));
       round++) {
    float along = (float) (round % ROUNDS) / (ROUNDS - 1);
    float length = FIRST_STEP * powf (LAST_STEP / FIRST_STEP, along);
    /* If the change was not enough, saving ink gets a smaller weight. */
    float thrift = 1 - 0.4f * (float) (round / ROUNDS);

    for (int i = 0; i < TRIES; i++)
      costs[i] = nn_change_apply (self->inks, strengths + i * PIXELS, pictures + i * PIXELS);
    if (!nn_explainer_pull (self->explainer, &pull, scores, gradients, self->cancellable, error))
      return FALSE;
    for (int i = 0; i < TRIES; i++) {
      float missing = shortfall (&self->wanted, scores + i * 10), largest = 0;
      float share = thrift * (0.30f + 0.68f * (float) i / (TRIES - 1));

      keep_best (self, strengths + i * PIXELS, costs[i], missing);
      if (missing > 0)
        largest = gradient_of_dabs (pictures + i * PIXELS, gradients + i * PIXELS, by_dab);
      step (strengths + i * PIXELS, by_dab, largest, length, missing > 0 ? share : 0.5f * share);
    }
  }
  return TRUE;
}

/* Reads TRIES candidates and keeps the best. */
static gboolean
try_all (Search *self, const float *candidates, GError **error)
{
  g_autofree float *pictures = g_new (float, TRIES *PIXELS);
  float scores[TRIES * 10];
  double costs[TRIES];

  for (int i = 0; i < TRIES; i++)
    costs[i] = nn_change_apply (self->inks, candidates + i * PIXELS, pictures + i * PIXELS);
  if (!nn_explainer_read (self->explainer, pictures, TRIES, scores, NULL, NULL, self->cancellable,
                          error))
    return FALSE;
  for (int i = 0; i < TRIES; i++)
    keep_best (self, candidates + i * PIXELS, costs[i], shortfall (&self->wanted, scores + i * 10));
  return TRUE;
}

/* A visible strength: weak ones are left out, or raised to the smallest that is allowed. */
static float
without_dust (float strength, gboolean raises)
{
  float size = fabsf (strength);

  if (size >= NN_CHANGE_WEAKEST)
    return CLAMP (strength, -1, 1);
  return raises && size > NN_CHANGE_WEAKEST / 5 ? copysignf (NN_CHANGE_WEAKEST, strength) : 0;
}

/* The best without dust, as strong as that needs. */
static gboolean
remove_dust (Search *self, GError **error)
{
  g_autofree float *candidates = g_new (float, TRIES *PIXELS);
  g_autofree float *dusty = g_memdup2 (self->best, sizeof self->best);
  float scale = 0.9f;

  /* Only what is clean counts from here on. */
  self->best_cost = INFINITY;
  while (scale < STRONGEST && !isfinite (self->best_cost)) {
    for (int i = 0; i < TRIES; i++) {
      for (int p = 0; p < PIXELS; p++)
        candidates[i * PIXELS + p] = without_dust (dusty[p] * scale, i % 2 == 1);
      if (i % 2 == 1)
        scale *= 1.12f;
    }
    if (!try_all (self, candidates, error))
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  int place;
  float strength;
} Dab;

static int
compare_dabs (gconstpointer a, gconstpointer b)
{
  float x = fabsf (((const Dab *) a)->strength), y = fabsf (((const Dab *) b)->strength);

  return (x > y) - (x < y);
}

/* Leaves out, one after the other and weakest first, every dab without which it is still read as
 * b. */
static gboolean
remove_needless (Search *self, GError **error)
{
  g_autofree float *candidates = g_new (float, TRIES *PIXELS);
  Dab dabs[PIXELS];
  int n = 0;

  for (int p = 0; p < PIXELS; p++)
    if (self->best[p] != 0)
      dabs[n++] = (Dab){ p, self->best[p] };
  qsort (dabs, n, sizeof *dabs, compare_dabs);
  for (int from = 0; from < n; from += TRIES) {
    for (int i = 0; i < TRIES; i++) {
      memcpy (candidates + i * PIXELS, self->best, sizeof self->best);
      if (from + i < n)
        candidates[i * PIXELS + dabs[from + i].place] = 0;
    }
    if (!try_all (self, candidates, error))
      return FALSE;
  }
  return TRUE;
}

/* Places dabs at full strength in the order of the plain gradient, at most n of them, until it is
 * read as b; returns the cost, infinite where it is not, negative on errors. */
static double
place_in_order (Search *self, int n, float *strengths, GError **error)
{
  NnPull pull = { self->inks, 1, goal, &self->wanted };
  g_autofree float *pictures = g_new (float, TRIES *PIXELS);
  g_autofree float *candidates = g_new0 (float, TRIES *PIXELS);
  float gradient[PIXELS], by_dab[PIXELS], scores[TRIES * 10];
  double costs[TRIES];
  Dab dabs[PIXELS];

  if (!nn_explainer_pull (self->explainer, &pull, NULL, gradient, self->cancellable, error))
    return -1;
  gradient_of_dabs (self->inks, gradient, by_dab);
  for (int p = 0; p < PIXELS; p++)
    dabs[p] = (Dab){ p, -by_dab[p] };
  qsort (dabs, PIXELS, sizeof *dabs, compare_dabs);
  memset (strengths, 0, PIXELS * sizeof (float));
  for (int from = 0; from + TRIES <= n; from += TRIES) {
    for (int i = 0; i < TRIES; i++) {
      const Dab *dab = &dabs[PIXELS - 1 - from - i];

      strengths[dab->place] = dab->strength > 0 ? 1 : dab->strength < 0 ? -1 : 0;
      memcpy (candidates + i * PIXELS, strengths, PIXELS * sizeof (float));
      costs[i] = nn_change_apply (self->inks, strengths, pictures + i * PIXELS);
    }
    if (!nn_explainer_read (self->explainer, pictures, TRIES, scores, NULL, NULL, self->cancellable,
                            error))
      return -1;
    for (int i = 0; i < TRIES; i++)
      if (shortfall (&self->wanted, scores + i * 10) <= 0) {
        memcpy (strengths, candidates + i * PIXELS, PIXELS * sizeof (float));
        return costs[i];
      }
  }
  return INFINITY;
}

/* What the plain gradient finds may be cheaper where the network is almost linear. */
static gboolean
try_plain (Search *self, GError **error)
{
  float strengths[PIXELS];
  double cost = place_in_order (self, MOST_PLAIN, strengths, error);

  if (cost >= 0 && isfinite (cost))
    keep_best (self, strengths, cost, 0);
  return cost >= 0;
}

/* --- the view --- */

static void
describe (const Search *self, NnChange *change)
{
  for (int p = 0; p < PIXELS; p++)
    change->strengths[p]
        = isfinite (self->best_cost) ? self->best[p] : without_dust (self->nearest[p], FALSE);
  nn_change_apply (self->inks, change->strengths, change->picture);
  change->n_dabs = 0;
  change->ink = change->added = change->rubbed = 0;
  for (int p = 0; p < PIXELS; p++) {
    float difference = change->picture[p] - self->inks[p];

    change->n_dabs += change->strengths[p] != 0;
    change->ink += self->inks[p];
    change->added += fmaxf (difference, 0);
    change->rubbed += fmaxf (-difference, 0);
  }
  change->changed_ink = (change->added + change->rubbed) / change->ink;
}

static gboolean
choose_digits (const float *scores, double ink, int a, int b, NnChange *change, GError **error)
{
  int first, second;

  nn_two_likeliest (scores, &first, &second);
  change->digit_before = first;
  change->b = b >= 0 ? b : a == second ? first : second;
  change->a = a >= 0 ? a : first == change->b ? second : first;
  if (first == change->b) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "The picture is read as %d already", change->b);
    return FALSE;
  }
  if (ink == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "There is no ink to change");
    return FALSE;
  }
  return TRUE;
}

gboolean
nn_change_find (NnExplainer *explainer,
                const float *inks,
                int a,
                int b,
                NnChange *change,
                GCancellable *cancellable,
                GError **error)
{
  Search self = { explainer, inks, .cancellable = cancellable, .best_cost = INFINITY,
                  .nearest_shortfall = INFINITY };
  float scores[10];
  double ink = 0;
  int second;

  g_return_val_if_fail (a >= -1 && a < 10 && b >= -1 && b < 10 && (a < 0 || a != b), FALSE);

  for (int p = 0; p < PIXELS; p++)
    ink += inks[p];
  if (!nn_explainer_read (explainer, inks, 1, scores, change->probabilities_before, NULL,
                          cancellable, error)
      || !choose_digits (scores, ink, a, b, change, error))
    return FALSE;
  self.wanted.b = change->b;
  self.wanted.lead = LEAD * (scores[change->digit_before] - scores[change->b]);
  if (!search (&self, error))
    return FALSE;
  if (isfinite (self.best_cost) && !remove_dust (&self, error))
    return FALSE;
  if (!try_plain (&self, error) || (isfinite (self.best_cost) && !remove_needless (&self, error)))
    return FALSE;
  describe (&self, change);
  if (!nn_explainer_read (explainer, change->picture, 1, scores, change->probabilities_after, NULL,
                          cancellable, error))
    return FALSE;
  nn_two_likeliest (scores, &change->digit_after, &second);
  change->found = change->digit_after == change->b;
  return TRUE;
}

/* --- for comparing --- */

double
nn_change_by_plain_gradient (NnExplainer *explainer,
                             const float *inks,
                             int b,
                             GCancellable *cancellable,
                             GError **error)
{
  Search self = { explainer, inks, .wanted = { b, 0 }, .cancellable = cancellable };
  float strengths[PIXELS];
  double cost = place_in_order (&self, PIXELS, strengths, error);

  return isfinite (cost) ? cost : -1;
}
