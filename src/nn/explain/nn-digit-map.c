/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-digit-map.h"

#include <math.h>
#include <stdlib.h>

#include "nn/base/nn-random.h"

void
nn_digit_map_init (NnDigitMap *map)
{
  for (int k = 0; k < 10; k++) {
    double angle = 2 * G_PI * k / 10;

    map->axes[k][0] = (float) sin (angle);
    map->axes[k][1] = (float) -cos (angle);
  }
}

void
nn_digit_map_place (const NnDigitMap *map, const float *scores, float scale, float *x, float *y)
{
  float mean = 0;

  for (int k = 0; k < 10; k++)
    mean += scores[k] / 10;
  *x = *y = 0;
  for (int k = 0; k < 10; k++) {
    *x += scale * (scores[k] - mean) * map->axes[k][0];
    *y += scale * (scores[k] - mean) * map->axes[k][1];
  }
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

float
nn_digit_map_scale (const NnDigitMap *map, const float *scores, gsize n)
{
  g_autofree float *distances = g_new (float, n + 1);
  float limit;

  for (gsize i = 0; i < n; i++) {
    float x, y;

    nn_digit_map_place (map, scores + i * 10, 1, &x, &y);
    distances[i] = hypotf (x, y);
  }
  qsort (distances, n, sizeof (float), compare_floats);
  limit = n > 0 ? distances[MIN (n - 1, n * 95 / 100)] : 0;
  return limit > 0 ? 1 / limit : 1;
}

/* Turns of all pairs of dimensions, each at a speed of its own. */
void
nn_digit_map_tour (NnDigitMap *map, double moment, guint64 seed)
{
  double frame[10][2] = { { 0 } };
  NnRandom random;

  nn_random_init (&random, seed, 17);
  nn_digit_map_init (map);
  /* The two axes of the plane, orthogonal and of one length already. */
  for (int k = 0; k < 10; k++)
    for (int c = 0; c < 2; c++)
      frame[k][c] = map->axes[k][c];
  for (int i = 0; i < 10; i++)
    for (int j = i + 1; j < 10; j++) {
      double angle = moment * nn_random_range (&random, -0.5f, 0.5f);

      for (int c = 0; c < 2; c++) {
        double a = frame[i][c], b = frame[j][c];

        frame[i][c] = cos (angle) * a - sin (angle) * b;
        frame[j][c] = sin (angle) * a + cos (angle) * b;
      }
    }
  for (int k = 0; k < 10; k++)
    for (int c = 0; c < 2; c++)
      map->axes[k][c] = (float) frame[k][c];
}
