/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-doubt.h"

#include <math.h>
#include <string.h>

#include "nn/pen/nn-rasterize.h"

#define SIDE NN_PICTURE_SIDE
#define PIXELS NN_PICTURE_PIXELS
#define MOST_SHIFT (NN_DOUBT_SHIFTS / 2)
/* Steps of the search for the worst disturbance, and by how much each goes over the border that a
 * plane through it would be. */
#define WORST_STEPS 40
#define OVERSHOOT 0.02f

float
nn_doubt_turn (int i)
{
  return 8 * (float) (i - NN_DOUBT_STEPS / 2);
}

float
nn_doubt_size (int i)
{
  return 1 + 0.1f * (float) (i - NN_DOUBT_STEPS / 2);
}

float
nn_doubt_width (int i)
{
  return 0.4f * (float) (i - NN_DOUBT_STEPS / 2);
}

/* --- pictures --- */

static void
shift_picture (const float *inks, int down, int right, float *to)
{
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++) {
      int from_y = y - down, from_x = x - right;

      to[y * SIDE + x] = from_y < 0 || from_x < 0 || from_y >= SIDE || from_x >= SIDE
                             ? 0
                             : inks[from_y * SIDE + from_x];
    }
}

static float
ink_at (const float *inks, int y, int x)
{
  return y < 0 || x < 0 || y >= SIDE || x >= SIDE ? 0 : inks[y * SIDE + x];
}

/* Turned clockwise about the middle of the ink, and made larger; linear between pixels. */
static void
turn_picture (const float *inks, float degrees, float size, float *to)
{
  float c = cosf (degrees * (float) (G_PI / 180)) / size;
  float s = sinf (degrees * (float) (G_PI / 180)) / size;

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++) {
      float dx = (float) x - NN_RASTER_MIDDLE, dy = (float) y - NN_RASTER_MIDDLE;
      float px = NN_RASTER_MIDDLE + c * dx + s * dy, py = NN_RASTER_MIDDLE - s * dx + c * dy;
      int x0 = (int) floorf (px), y0 = (int) floorf (py);
      float u = px - (float) x0, v = py - (float) y0;

      to[y * SIDE + x]
          = (1 - v) * ((1 - u) * ink_at (inks, y0, x0) + u * ink_at (inks, y0, x0 + 1))
            + v * ((1 - u) * ink_at (inks, y0 + 1, x0) + u * ink_at (inks, y0 + 1, x0 + 1));
    }
}

/* Half of the width goes to each side: each pixel moves towards the most, or the least, ink beside
 * it. */
static void
thicken_picture (const float *inks, float width, float *to)
{
  float share = fabsf (width) / 2;

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++) {
      const float here = ink_at (inks, y, x);
      const float beside[4] = { ink_at (inks, y - 1, x), ink_at (inks, y + 1, x),
                                ink_at (inks, y, x - 1), ink_at (inks, y, x + 1) };
      float end = here;

      for (int k = 0; k < 4; k++)
        end = width > 0 ? fmaxf (end, beside[k]) : fminf (end, beside[k]);
      to[y * SIDE + x] = here + share * (end - here);
    }
}

/* --- shifts, turns, sizes, pens --- */

static gboolean
read_winner (NnExplainer *explainer,
             const float *pictures,
             gsize n,
             int winner,
             float *certainties,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree float *probabilities = g_new (float, n * 10);

  if (!nn_explainer_read (explainer, pictures, n, NULL, probabilities, NULL, cancellable, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    certainties[i] = probabilities[i * 10 + (gsize) winner];
  return TRUE;
}

static gboolean
find_winner (NnExplainer *explainer,
             const float *inks,
             NnDoubt *doubt,
             GCancellable *cancellable,
             GError **error)
{
  float probabilities[10];
  int second;

  if (!nn_explainer_read (explainer, inks, 1, NULL, probabilities, NULL, cancellable, error))
    return FALSE;
  nn_two_likeliest (probabilities, &doubt->winner, &second);
  doubt->certainty = probabilities[doubt->winner];
  return TRUE;
}

/* The middle one is the picture itself, which makes the others whole chunks. */
gboolean
nn_doubt_shifts (NnExplainer *explainer,
                 const float *inks,
                 NnDoubt *doubt,
                 GCancellable *cancellable,
                 GError **error)
{
  enum { N = NN_DOUBT_SHIFTS * NN_DOUBT_SHIFTS, MIDDLE = N / 2 };
  g_autofree float *pictures = g_new (float, N *PIXELS);
  float *all = &doubt->shift[0][0];

  if (!find_winner (explainer, inks, doubt, cancellable, error))
    return FALSE;
  for (int i = 0; i < N; i++)
    if (i != MIDDLE)
      shift_picture (inks, i / NN_DOUBT_SHIFTS - MOST_SHIFT, i % NN_DOUBT_SHIFTS - MOST_SHIFT,
                     pictures + (i - (i > MIDDLE)) * PIXELS);
  if (!read_winner (explainer, pictures, N - 1, doubt->winner, all, cancellable, error))
    return FALSE;
  memmove (all + MIDDLE + 1, all + MIDDLE, (N - 1 - MIDDLE) * sizeof (float));
  all[MIDDLE] = doubt->certainty;
  return TRUE;
}

static gboolean
read_grids (NnExplainer *explainer,
            const float *inks,
            const NnDrawing *drawing,
            NnDoubt *doubt,
            GCancellable *cancellable,
            GError **error)
{
  enum { N = NN_DOUBT_STEPS };
  g_autofree float *pictures = g_new (float, 3 * N * PIXELS);
  float certainties[3 * N];

  for (int i = 0; i < N; i++) {
    float *pen = pictures + (2 * N + i) * PIXELS;

    turn_picture (inks, nn_doubt_turn (i), 1, pictures + i * PIXELS);
    turn_picture (inks, 0, nn_doubt_size (i), pictures + (N + i) * PIXELS);
    if (drawing != NULL)
      nn_drawing_rasterize_pen (drawing, NN_RASTER_PEN + nn_doubt_width (i), pen);
    else
      thicken_picture (inks, nn_doubt_width (i), pen);
  }
  if (!read_winner (explainer, pictures, 3 * N, doubt->winner, certainties, cancellable, error))
    return FALSE;
  memcpy (doubt->turn, certainties, sizeof doubt->turn);
  memcpy (doubt->size, certainties + N, sizeof doubt->size);
  memcpy (doubt->width, certainties + 2 * N, sizeof doubt->width);
  return TRUE;
}

/* --- disturbances --- */

static void
goal_of_pairs (gsize i, const float *scores, float *pull, gpointer data)
{
  const int *winner = data;
  int other = (int) i + ((int) i >= *winner);

  pull[other] += 1;
  pull[*winner] -= 1;
}

/* Steps to the nearest of the nine planes that the borders to the other digits would be, if the
 * network were linear, until one is crossed. */
static gboolean
find_worst (NnExplainer *explainer,
            const float *inks,
            NnDoubt *doubt,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree float *pictures = g_new (float, 9 * PIXELS);
  g_autofree float *gradients = g_new (float, 9 * PIXELS);
  NnPull pull = { pictures, 9, goal_of_pairs, &doubt->winner };
  float *x = doubt->worst_picture, scores[90];
  int first, second;

  memcpy (x, inks, PIXELS * sizeof (float));
  for (int round = 0; round < WORST_STEPS; round++) {
    int best = -1;
    double least = INFINITY, factor = 0;

    for (int i = 0; i < 9; i++)
      memcpy (pictures + i * PIXELS, x, PIXELS * sizeof (float));
    if (!nn_explainer_pull (explainer, &pull, scores, gradients, cancellable, error))
      return FALSE;
    nn_two_likeliest (scores, &first, &second);
    if (first != doubt->winner)
      break;
    for (int i = 0; i < 9; i++) {
      const float *g = gradients + i * PIXELS;
      double lead = scores[doubt->winner] - scores[i + (i >= doubt->winner)], square = 0;

      /* What is at its end already goes no further. */
      for (int p = 0; p < PIXELS; p++)
        if ((x[p] < 1 || g[p] < 0) && (x[p] > 0 || g[p] > 0))
          square += (double) g[p] * g[p];
      if (square > 0 && lead / sqrt (square) < least) {
        least = lead / sqrt (square);
        factor = (lead + 1e-4) / square;
        best = i;
      }
    }
    if (best < 0)
      return TRUE;
    for (int p = 0; p < PIXELS; p++)
      x[p] = CLAMP (x[p] + (float) factor * (1 + OVERSHOOT) * gradients[best * PIXELS + p], 0, 1);
  }
  doubt->has_worst_case = first != doubt->winner;
  doubt->worst_digit = first;
  return TRUE;
}

static double
norm_between (const float *x, const float *y)
{
  double square = 0;

  for (int p = 0; p < PIXELS; p++)
    square += ((double) x[p] - y[p]) * ((double) x[p] - y[p]);
  return sqrt (square);
}

/* Noise of the norm that the worst disturbance has, kept to what ink can be. */
static gboolean
read_noise (NnExplainer *explainer,
            const float *inks,
            NnDoubt *doubt,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree float *pictures = g_new (float, (NN_DOUBT_NOISES + 1) * PIXELS);
  float probabilities[(NN_DOUBT_NOISES + 1) * 10];
  NnRandom random;

  nn_random_init (&random, 1, 18);
  for (int i = 0; i < NN_DOUBT_NOISES; i++) {
    float *picture = pictures + i * PIXELS, noise[PIXELS];
    double square = 0;

    for (int p = 0; p < PIXELS; p++) {
      noise[p] = nn_random_normal (&random);
      square += noise[p] * noise[p];
    }
    /* Half of the noise on paper would be less than paper: it is turned over. */
    for (int p = 0; p < PIXELS; p++) {
      float n = noise[p] * doubt->worst_norm / (float) sqrt (square);

      n = inks[p] + n < 0 || inks[p] + n > 1 ? -n : n;
      picture[p] = CLAMP (inks[p] + n, 0, 1);
    }
  }
  memcpy (pictures + NN_DOUBT_NOISES * PIXELS, doubt->worst_picture, PIXELS * sizeof (float));
  if (!nn_explainer_read (explainer, pictures, NN_DOUBT_NOISES + 1, NULL, probabilities, NULL,
                          cancellable, error))
    return FALSE;
  doubt->random_same_size = doubt->random_flips = 0;
  for (int i = 0; i < NN_DOUBT_NOISES; i++) {
    int first, second;

    nn_two_likeliest (probabilities + i * 10, &first, &second);
    doubt->random_same_size += probabilities[i * 10 + doubt->winner] / NN_DOUBT_NOISES;
    doubt->random_flips += (float) (first != doubt->winner) / NN_DOUBT_NOISES;
  }
  doubt->worst_case = probabilities[NN_DOUBT_NOISES * 10 + doubt->winner];
  return TRUE;
}

gboolean
nn_doubt (NnExplainer *explainer,
          const float *inks,
          const NnDrawing *drawing,
          NnDoubt *doubt,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GError) reason = NULL;

  doubt->has_worst_case = FALSE;
  if (!nn_doubt_shifts (explainer, inks, doubt, cancellable, error)
      || !read_grids (explainer, inks, drawing, doubt, cancellable, error))
    return FALSE;
  if (!find_worst (explainer, inks, doubt, cancellable, &reason)) {
    if (g_error_matches (reason, NN_ERROR, NN_ERROR_UNSUPPORTED))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  if (!doubt->has_worst_case)
    return TRUE;
  doubt->worst_norm = (float) norm_between (inks, doubt->worst_picture);
  return read_noise (explainer, inks, doubt, cancellable, error);
}

/* --- reliability --- */

void
nn_reliability (const guint8 *labels, const float *probabilities, gsize n, NnReliability *result)
{
  double certainty[NN_RELIABILITY_BINS] = { 0 }, right[NN_RELIABILITY_BINS] = { 0 };
  gsize all = 0;

  *result = (NnReliability){ 0 };
  for (gsize i = 0; i < n; i++) {
    const float *p = probabilities + i * 10;
    int first, second, bin;

    if (labels[i] >= NN_N_CLASSES)
      continue;
    nn_two_likeliest (p, &first, &second);
    bin = CLAMP ((int) (p[first] * NN_RELIABILITY_BINS), 0, NN_RELIABILITY_BINS - 1);
    result->count[bin]++;
    certainty[bin] += p[first];
    right[bin] += first == labels[i];
    all++;
  }
  for (int i = 0; i < NN_RELIABILITY_BINS; i++) {
    double count = (double) result->count[i];

    if (count == 0)
      continue;
    result->certainty[i] = (float) (certainty[i] / count);
    result->accuracy[i] = (float) (right[i] / count);
    result->error += (float) (fabs (certainty[i] - right[i]) / (double) all);
  }
}
