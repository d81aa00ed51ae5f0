/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-why.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The completeness error that is good enough. */
#define GOOD 0.008
/* Points on the way whose gradients are computed in one call. */
#define AT_ONCE 16

/* The picture of this digit that is nearest in ink; G_MAXSIZE. */
static gsize
find_baseline (const NnSample *sample, const float *inks, int digit)
{
  const guint8 *labels = nn_sample_labels (sample);
  gsize nearest = G_MAXSIZE;
  float least = INFINITY;

  for (gsize i = 0; i < nn_sample_count (sample); i++) {
    const float *other = nn_sample_inks (sample) + i * NN_PICTURE_PIXELS;
    float distance = 0;

    if (labels[i] != digit)
      continue;
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      distance += (inks[p] - other[p]) * (inks[p] - other[p]);
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}

/* Adds the gradients at (i + 1/2) / n of the way for the i that were not there yet: with thrice as
 * many points each third one was. */
static gboolean
add_points (NnExplainer *explainer,
            const NnWhy *why,
            const float *inks,
            guint n,
            gboolean finer,
            double *sums,
            GCancellable *cancellable,
            GError **error)
{
  int pair[2] = { why->a, why->b };
  g_autofree float *points = g_new (float, AT_ONCE *NN_PICTURE_PIXELS);
  g_autofree float *gradients = g_new (float, AT_ONCE *NN_PICTURE_PIXELS);
  NnPull pull = { points, 0, nn_goal_difference, pair };

  for (guint i = 0; i < n; i++) {
    if (!finer || i % 3 != 1) {
      float t = ((float) i + 0.5f) / (float) n;
      float *point = points + pull.n++ * NN_PICTURE_PIXELS;

      for (int p = 0; p < NN_PICTURE_PIXELS; p++)
        point[p] = why->baseline[p] + t * (inks[p] - why->baseline[p]);
    }
    if (pull.n < AT_ONCE && i + 1 < n)
      continue;
    if (!nn_explainer_pull (explainer, &pull, NULL, gradients, cancellable, error))
      return FALSE;
    for (gsize k = 0; k < pull.n; k++)
      for (int p = 0; p < NN_PICTURE_PIXELS; p++)
        sums[p] += gradients[k * NN_PICTURE_PIXELS + p];
    pull.n = 0;
  }
  return TRUE;
}

static void
add_up (NnWhy *why, const float *inks, const double *sums, guint n)
{
  why->n_points = n;
  why->sum = 0;
  for (int p = 0; p < NN_PICTURE_PIXELS; p++) {
    double part = (inks[p] - why->baseline[p]) * sums[p] / n;

    why->attribution[p] = (float) part;
    why->sum += part;
  }
  why->error = fabs (why->sum - why->difference) / fabs (why->difference);
}

/* a, b, baseline and scores of the picture are there. */
static gboolean
follow (NnExplainer *explainer,
        const float *inks,
        NnWhy *why,
        GCancellable *cancellable,
        GError **error)
{
  g_autofree double *sums = g_new0 (double, NN_PICTURE_PIXELS);
  guint n = NN_WHY_FEWEST_POINTS;

  if (!nn_explainer_read (explainer, why->baseline, 1, why->baseline_scores, NULL, NULL,
                          cancellable, error))
    return FALSE;
  why->difference = ((double) why->scores[why->a] - why->scores[why->b])
                    - ((double) why->baseline_scores[why->a] - why->baseline_scores[why->b]);
  if (why->difference == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "The network gives the same answer to this picture and to its nearest %d, so no "
                 "ink speaks for either",
                 why->b);
    return FALSE;
  }
  if (!add_points (explainer, why, inks, n, FALSE, sums, cancellable, error))
    return FALSE;
  add_up (why, inks, sums, n);
  while (why->error > GOOD && n < NN_WHY_MOST_POINTS) {
    n *= 3;
    if (!add_points (explainer, why, inks, n, TRUE, sums, cancellable, error))
      return FALSE;
    add_up (why, inks, sums, n);
  }
  return TRUE;
}

gboolean
nn_why (NnExplainer *explainer,
        const NnSample *sample,
        const float *inks,
        int a,
        int b,
        NnWhy *why,
        GCancellable *cancellable,
        GError **error)
{
  int first, second;

  g_return_val_if_fail (a >= -1 && a < 10 && b >= -1 && b < 10 && (a < 0 || a != b), FALSE);

  if (!nn_explainer_read (explainer, inks, 1, why->scores, NULL, NULL, cancellable, error))
    return FALSE;
  nn_two_likeliest (why->scores, &first, &second);
  why->a = a >= 0 ? a : first == b ? second : first;
  why->b = b >= 0 ? b : why->a == first ? second : first;
  why->baseline_place = find_baseline (sample, inks, why->b);
  if (why->baseline_place == G_MAXSIZE) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
                 "The pictures that explanations are made with have no %d to compare with", why->b);
    return FALSE;
  }
  memcpy (why->baseline, nn_sample_inks (sample) + why->baseline_place * NN_PICTURE_PIXELS,
          sizeof why->baseline);
  return follow (explainer, inks, why, cancellable, error);
}

gboolean
nn_why_again (NnExplainer *explainer,
              const NnWhy *like,
              const float *inks,
              NnWhy *why,
              GCancellable *cancellable,
              GError **error)
{
  why->a = like->a;
  why->b = like->b;
  why->baseline_place = like->baseline_place;
  memcpy (why->baseline, like->baseline, sizeof why->baseline);
  if (!nn_explainer_read (explainer, inks, 1, why->scores, NULL, NULL, cancellable, error))
    return FALSE;
  return follow (explainer, inks, why, cancellable, error);
}

/* --- ranks --- */

typedef struct {
  float value;
  guint32 place;
} Ranked;

static int
compare_values (gconstpointer a, gconstpointer b)
{
  float x = ((const Ranked *) a)->value, y = ((const Ranked *) b)->value;

  return (x > y) - (x < y);
}

static double *
ranks_of (const float *x, gsize n)
{
  g_autofree Ranked *sorted = g_new (Ranked, n + 1);
  double *ranks = g_new (double, n + 1);

  for (gsize i = 0; i < n; i++)
    sorted[i] = (Ranked){ x[i], (guint32) i };
  qsort (sorted, n, sizeof *sorted, compare_values);
  for (gsize from = 0, to; from < n; from = to) {
    for (to = from + 1; to < n && sorted[to].value == sorted[from].value; to++)
      ;
    for (gsize i = from; i < to; i++)
      ranks[sorted[i].place] = ((double) from + (double) to - 1) / 2;
  }
  return ranks;
}

double
nn_rank_correlation (const float *x, const float *y, gsize n)
{
  g_autofree double *a = ranks_of (x, n);
  g_autofree double *b = ranks_of (y, n);
  double mean = ((double) n - 1) / 2, ab = 0, aa = 0, bb = 0;

  for (gsize i = 0; i < n; i++) {
    ab += (a[i] - mean) * (b[i] - mean);
    aa += (a[i] - mean) * (a[i] - mean);
    bb += (b[i] - mean) * (b[i] - mean);
  }
  return aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : 0;
}
