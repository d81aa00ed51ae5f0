/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/pen/nn-plane.h"

/* Of 255: smaller differences are not ink. */
#define LEAST_CONTRAST 12.0f
/* Of the ink's own level: what is fainter is paper, a ruled line or a shadow. */
#define LEAST_SHARE 0.4f
#define N_BINS 256

/* One connected piece of what is dark enough. */
typedef struct {
  int left, top, right, bottom; /* inclusive */
  int area;
  gboolean at_border;
} Piece;

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* The outermost pixels: their middle value, and whether they are all alike, as on a drawing that
 * no camera saw. */
static float
border_level (const NnPlane *plane, float range, gboolean *even)
{
  int w = plane->width, h = plane->height;
  g_autofree float *border = g_new (float, 2 * (w + h));
  int n = 0;

  for (int x = 0; x < w; x++) {
    border[n++] = plane->values[x];
    border[n++] = plane->values[(gsize) (h - 1) * w + x];
  }
  for (int y = 0; y < h; y++) {
    border[n++] = plane->values[(gsize) y * w];
    border[n++] = plane->values[(gsize) y * w + w - 1];
  }
  qsort (border, n, sizeof (float), compare_floats);
  *even = border[n - 1 - n / 8] - border[n / 8] < 0.05f * range;
  return border[n / 2];
}

/* Least (or, of negated values, largest) value of the 2 radius + 1 around each place of a line. */
static void
slide_least (const float *line, int n, int radius, float *least)
{
  for (int i = 0; i < n; i++) {
    int from = MAX (0, i - radius), to = MIN (n - 1, i + radius);
    float value = line[from];

    for (int j = from + 1; j <= to; j++)
      value = fminf (value, line[j]);
    least[i] = value;
  }
}

static void
erode (NnPlane *plane, int radius, float sign)
{
  int w = plane->width, h = plane->height, longest = MAX (w, h);
  g_autofree float *line = g_new (float, longest);
  g_autofree float *least = g_new (float, longest);

  for (int y = 0; y < h; y++) {
    float *row = plane->values + (gsize) y * w;

    for (int x = 0; x < w; x++)
      line[x] = sign * row[x];
    slide_least (line, w, radius, least);
    for (int x = 0; x < w; x++)
      row[x] = sign * least[x];
  }
  for (int x = 0; x < w; x++) {
    for (int y = 0; y < h; y++)
      line[y] = sign * plane->values[(gsize) y * w + x];
    slide_least (line, h, radius, least);
    for (int y = 0; y < h; y++)
      plane->values[(gsize) y * w + x] = sign * least[y];
  }
}

/* The third moment about the surroundings' mean: positive if what stands out is light. */
static double
skewness (const NnPlane *plane)
{
  int w = plane->width, h = plane->height, radius = MAX (2, MAX (w, h) / 6);
  g_autofree double *sums = g_new0 (double, (gsize) (w + 1) * (h + 1));
  double result = 0;

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      sums[(gsize) (y + 1) * (w + 1) + x + 1]
          = plane->values[(gsize) y * w + x] + sums[(gsize) y * (w + 1) + x + 1]
            + sums[(gsize) (y + 1) * (w + 1) + x] - sums[(gsize) y * (w + 1) + x];
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      int x0 = MAX (0, x - radius), x1 = MIN (w, x + radius + 1);
      int y0 = MAX (0, y - radius), y1 = MIN (h, y + radius + 1);
      double mean = (sums[(gsize) y1 * (w + 1) + x1] - sums[(gsize) y0 * (w + 1) + x1]
                     - sums[(gsize) y1 * (w + 1) + x0] + sums[(gsize) y0 * (w + 1) + x0])
                    / ((x1 - x0) * (y1 - y0));

      result += pow (plane->values[(gsize) y * w + x] - mean, 3);
    }
  return result;
}

/* How much each pixel stands out of the paper around it, ink upwards. */
static NnPlane *
flatten (const NnPlane *grey, float lowest, float highest, gboolean *even)
{
  int w = grey->width, h = grey->height;
  gsize n = (gsize) w * h;
  float paper = border_level (grey, highest - lowest, even);
  NnPlane *result = nn_plane_new (w, h);
  g_autoptr (NnPlane) ground = NULL;
  g_autofree float *sorted = NULL;
  float sign, middle;
  int radius;

  if (*even) {
    sign = highest - paper > paper - lowest ? 1 : -1;
    for (gsize i = 0; i < n; i++)
      result->values[i] = fmaxf (0, sign * (grey->values[i] - paper));
    return result;
  }
  /* Paper in uneven light is what is left when everything narrower than a pen could be is cut off;
   * an edge of a shadow stays where it is. */
  sign = skewness (grey) > 0 ? 1 : -1;
  radius = MAX (2, MAX (w, h) / 8);
  ground = nn_plane_new (w, h);
  for (gsize i = 0; i < n; i++)
    ground->values[i] = sign * grey->values[i];
  erode (ground, radius, 1);
  erode (ground, radius, -1);
  /* Dark ink takes a share of the light that falls on it, light ink adds to what is there. */
  for (gsize i = 0; i < n; i++)
    result->values[i] = (sign * grey->values[i] - ground->values[i])
                        * (sign < 0 ? 255 / fmaxf (-ground->values[i], 32) : 1);
  sorted = g_memdup2 (result->values, n * sizeof (float));
  qsort (sorted, n, sizeof (float), compare_floats);
  middle = sorted[n / 2];
  for (gsize i = 0; i < n; i++)
    result->values[i] = fmaxf (0, result->values[i] - middle);
  return result;
}

/* Otsu, 1979: the cut that leaves the two sides as alike in themselves as can be. */
static float
find_cut (const NnPlane *plane, float highest)
{
  gsize n = (gsize) plane->width * plane->height;
  double counts[N_BINS] = { 0 }, sum = 0, below = 0, below_sum = 0, best = -1;
  int cut = 0;

  for (gsize i = 0; i < n; i++) {
    int bin = MIN (N_BINS - 1, (int) (plane->values[i] / highest * N_BINS));

    counts[bin]++;
    sum += bin;
  }
  for (int i = 0; i < N_BINS - 1; i++) {
    double above, difference, between;

    below += counts[i];
    below_sum += i * counts[i];
    above = (double) n - below;
    if (below == 0 || above == 0)
      continue;
    difference = below_sum / below - (sum - below_sum) / above;
    between = below * above * difference * difference;
    if (between > best) {
      best = between;
      cut = i + 1;
    }
  }
  return highest * (float) cut / N_BINS;
}

/* The level that full ink has: most of what is above the cut. */
static float
find_level (const NnPlane *plane, float cut)
{
  gsize n = (gsize) plane->width * plane->height, n_ink = 0;
  g_autofree float *ink = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    if (plane->values[i] > cut)
      ink[n_ink++] = plane->values[i];
  if (n_ink == 0)
    return 0;
  qsort (ink, n_ink, sizeof (float), compare_floats);
  return ink[n_ink * 4 / 5];
}

/* Numbers the pieces from 1 in numbers, 0 is paper. */
static GArray *
find_pieces (const NnPlane *plane, float cut, int *numbers)
{
  int w = plane->width, h = plane->height;
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autofree int *stack = g_new (int, (gsize) w *h);

  for (int start = 0; start < w * h; start++) {
    Piece piece = { w, h, -1, -1, 0, FALSE };
    int n_stack = 0;

    if (numbers[start] != 0 || plane->values[start] <= cut)
      continue;
    numbers[start] = (int) pieces->len + 1;
    stack[n_stack++] = start;
    while (n_stack > 0) {
      int at = stack[--n_stack], x = at % w, y = at / w;

      piece.left = MIN (piece.left, x);
      piece.right = MAX (piece.right, x);
      piece.top = MIN (piece.top, y);
      piece.bottom = MAX (piece.bottom, y);
      piece.area++;
      piece.at_border |= x == 0 || y == 0 || x == w - 1 || y == h - 1;
      for (int j = MAX (0, y - 1); j <= MIN (h - 1, y + 1); j++)
        for (int i = MAX (0, x - 1); i <= MIN (w - 1, x + 1); i++)
          if (numbers[j * w + i] == 0 && plane->values[j * w + i] > cut) {
            numbers[j * w + i] = (int) pieces->len + 1;
            stack[n_stack++] = j * w + i;
          }
    }
    g_array_append_val (pieces, piece);
  }
  return pieces;
}

/* Space between the boxes of two pieces, the larger of both directions. */
static int
gap (const Piece *a, const Piece *b)
{
  int across = MAX (a->left - b->right, b->left - a->right);
  int down = MAX (a->top - b->bottom, b->top - a->bottom);

  return MAX (0, MAX (across, down));
}

/* Pieces that are not specks, by their number; in near, only the largest and those close to it. In
 * a photo what reaches the border is the table or a shadow, unless there is nothing else. */
static gboolean *
choose_pieces (const GArray *pieces, gboolean even, gboolean *near)
{
  const Piece *piece = (const Piece *) (void *) pieces->data, *largest = NULL;
  gboolean *chosen = g_new0 (gboolean, pieces->len + 1);
  gboolean inside_only = FALSE;
  int reach;

  for (guint i = 0; i < pieces->len && !even; i++)
    inside_only |= !piece[i].at_border
                   && MAX (piece[i].right - piece[i].left, piece[i].bottom - piece[i].top) >= 8;
  for (guint i = 0; i < pieces->len; i++)
    if (!(inside_only && piece[i].at_border) && (largest == NULL || piece[i].area > largest->area))
      largest = &piece[i];
  reach = MAX (largest->right - largest->left, largest->bottom - largest->top) / 2 + 1;
  for (guint i = 0; i < pieces->len; i++) {
    chosen[i + 1] = !(inside_only && piece[i].at_border) && piece[i].area * 50 >= largest->area;
    near[i + 1] = chosen[i + 1] && gap (&piece[i], largest) <= reach;
  }
  return chosen;
}

/* Whether a chosen piece is within two pixels: its soft edge. */
static gboolean
is_near (const gboolean *chosen, const int *numbers, int w, int h, int x, int y)
{
  for (int j = MAX (0, y - 2); j <= MIN (h - 1, y + 2); j++)
    for (int i = MAX (0, x - 2); i <= MIN (w - 1, x + 2); i++)
      if (chosen[numbers[j * w + i]])
        return TRUE;
  return FALSE;
}

/* The ink of the chosen pieces, with their soft edges. */
static NnPlane *
take_pieces (const NnPlane *flat, float level, const gboolean *chosen, const int *numbers)
{
  int w = flat->width, h = flat->height;
  NnPlane *ink = nn_plane_new (w, h);

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      gsize at = (gsize) y * w + x;

      if (chosen[numbers[at]] || (numbers[at] == 0 && is_near (chosen, numbers, w, h, x, y)))
        ink->values[at] = fminf (1, flat->values[at] / level);
    }
  return ink;
}

NnPlane *
nn_plane_find_ink (const NnPlane *grey, NnPlane **all)
{
  int w = grey->width, h = grey->height;
  gsize n = (gsize) w * h;
  float lowest = INFINITY, highest = -INFINITY, top = 0, cut, level;
  gboolean even;
  g_autoptr (NnPlane) flat = NULL;
  g_autoptr (GArray) pieces = NULL;
  g_autofree int *numbers = NULL;
  g_autofree gboolean *chosen = NULL, *near = NULL;

  if (all != NULL)
    *all = NULL;
  for (gsize i = 0; i < n; i++) {
    lowest = fminf (lowest, grey->values[i]);
    highest = fmaxf (highest, grey->values[i]);
  }
  if (highest - lowest < LEAST_CONTRAST)
    return NULL;
  flat = flatten (grey, lowest, highest, &even);
  for (gsize i = 0; i < n; i++)
    top = fmaxf (top, flat->values[i]);
  if (top < LEAST_CONTRAST)
    return NULL;
  cut = find_cut (flat, top);
  level = find_level (flat, cut);
  cut = fmaxf (cut, LEAST_SHARE * level);
  if (level < LEAST_CONTRAST)
    return NULL;

  numbers = g_new0 (int, n);
  pieces = find_pieces (flat, cut, numbers);
  if (pieces->len == 0)
    return NULL;
  near = g_new0 (gboolean, pieces->len + 1);
  chosen = choose_pieces (pieces, even, near);
  if (all != NULL && memcmp (chosen, near, (pieces->len + 1) * sizeof *near) != 0)
    *all = take_pieces (flat, level, chosen, numbers);
  return take_pieces (flat, level, near, numbers);
}
