/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-seams.h"

#include <math.h>
#include <string.h>

/* Seams are looked for in a picture of this many rows at most. */
#define MOST_ROWS 40
/* How far a seam leaves its column, and how close two of them are, of the height of the row. */
#define MOST_LEAN 0.3f
#define LEAST_SPACE 0.1f
/* What a step to the side costs, in ink of one pixel. */
#define SIDE_COST 0.04f
/* A seam that crosses more, of the height of the row, runs along a stroke. */
#define MOST_COST 0.5f
/* Seams with less ink between them, of the height of the row, part it alike. */
#define ALIKE 0.04f

struct _NnSeams {
  const NnPlane *ink;
  NnPlaneBox box;
  float scale; /* pixels of the ink to one of the rows */
  int n_rows;
  guint n;
  float costs[NN_SEAMS_MOST];
  float columns[NN_SEAMS_MOST][MOST_ROWS]; /* where it passes, in the ink */
  guint8 *parts; /* of each pixel of the ink, how many seams are left of it */
};

/* The cheapest way through the rows that begins and ends anywhere within reach of a column. */
static float
find_seam (const NnPlane *rows, int column, int reach, int *way)
{
  int w = rows->width, h = rows->height;
  int from = MAX (0, column - reach), to = MIN (w - 1, column + reach), n = to - from + 1, best = 0;
  g_autofree float *costs = g_new (float, (gsize) n *h);
  g_autofree gint8 *steps = g_new0 (gint8, (gsize) n * h);

  for (int y = 0; y < h; y++)
    for (int i = 0; i < n; i++) {
      float *cost = &costs[y * n + i], before = 0;

      if (y > 0) {
        const float *above = &costs[(y - 1) * n];

        before = above[i];
        for (int step = -1; step <= 1; step += 2)
          if (i + step >= 0 && i + step < n && above[i + step] + SIDE_COST < before) {
            before = above[i + step] + SIDE_COST;
            steps[y * n + i] = (gint8) step;
          }
      }
      /* Near its own column, where all else is equal. */
      *cost = before + rows->values[y * w + from + i] + 5e-4f * fabsf ((float) (from + i - column));
    }
  for (int i = 1; i < n; i++)
    if (costs[(h - 1) * n + i] < costs[(h - 1) * n + best])
      best = i;
  for (int y = h - 1, i = best; y >= 0; i += steps[y * n + i], y--)
    way[y] = from + i;
  return costs[(h - 1) * n + best];
}

/* The ink's box in at most MOST_ROWS rows. */
static NnPlane *
make_rows (NnSeams *seams)
{
  const NnPlaneBox *box = &seams->box;
  float height = box->bottom - box->top;
  NnPlane *rows;
  int w;

  seams->scale = fmaxf (1, height / MOST_ROWS);
  seams->n_rows = CLAMP ((int) lrintf (height / seams->scale), 1, MOST_ROWS);
  w = MAX (1, (int) lrintf ((box->right - box->left) / seams->scale));
  rows = nn_plane_new (w, seams->n_rows);
  for (int y = 0; y < rows->height; y++)
    for (int x = 0; x < w; x++)
      rows->values[y * w + x]
          = nn_plane_mean (seams->ink, box->left + ((float) x + 0.5f) * seams->scale,
                           box->top + ((float) y + 0.5f) * seams->scale, seams->scale);
  return rows;
}

/* One seam for each column, and those next to it that part the ink alike. */
typedef struct {
  int first, last, best; /* columns */
  float cost;            /* of the best */
} Group;

/* The ink between two ways. */
static float
ink_between (const NnPlane *rows, const int *a, const int *b)
{
  float sum = 0;

  for (int y = 0; y < rows->height; y++)
    for (int x = MIN (a[y], b[y]) + 1; x <= MAX (a[y], b[y]); x++)
      sum += rows->values[y * rows->width + x];
  return sum;
}

static GArray *
find_groups (const NnPlane *rows, int *ways)
{
  int w = rows->width, h = rows->height, reach = MAX (1, (int) (MOST_LEAN * (float) h));
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));
  Group *group = NULL;

  for (int x = 1; x < w - 1; x++) {
    int *way = &ways[x * h];
    float cost = find_seam (rows, x, MIN (reach, MIN (x, w - 1 - x)), way);

    if (group != NULL && ink_between (rows, way, &ways[group->best * h]) < ALIKE * (float) h) {
      group->last = x;
      /* In a gap, where all cost the same, the one in the middle. */
      if (cost < group->cost - 0.01f) {
        group->best = x;
        group->cost = cost;
      } else if (cost < group->cost + 0.01f) {
        group->best = (group->first + x) / 2;
      }
      continue;
    }
    g_array_append_vals (groups, &(Group){ x, x, x, cost }, 1);
    group = &g_array_index (groups, Group, groups->len - 1);
  }
  return groups;
}

static void
find_seams (NnSeams *seams, const NnPlane *rows)
{
  int h = rows->height, space = MAX (1, (int) (LEAST_SPACE * (float) h));
  g_autofree int *ways = g_new (int, (gsize) rows->width *h);
  g_autoptr (GArray) groups = find_groups (rows, ways);
  const Group *group = (const Group *) (void *) groups->data;

  for (guint i = 0; i < groups->len && seams->n < NN_SEAMS_MOST; i++) {
    gboolean least = group[i].cost < MOST_COST * (float) h;

    for (guint k = 0; least && k < groups->len; k++)
      least = k == i || group[k].cost > group[i].cost || (group[k].cost == group[i].cost && k > i)
              || ABS (group[k].best - group[i].best) >= space;
    if (!least)
      continue;
    seams->costs[seams->n] = group[i].cost / (float) h;
    for (int y = 0; y < h; y++)
      seams->columns[seams->n][y]
          = seams->box.left + ((float) ways[group[i].best * h + y] + 0.5f) * seams->scale;
    seams->n++;
  }
}

static void
number_parts (NnSeams *seams)
{
  int w = seams->ink->width, h = seams->ink->height;

  seams->parts = g_new (guint8, (gsize) w * h);
  for (int y = 0; y < h; y++) {
    int row = CLAMP ((int) (((float) y - seams->box.top) / seams->scale), 0, seams->n_rows - 1);

    for (int x = 0; x < w; x++) {
      guint8 part = 0;

      for (guint seam = 0; seam < seams->n; seam++)
        part += seams->columns[seam][row] < (float) x;
      seams->parts[y * w + x] = part;
    }
  }
}

NnSeams *
nn_seams_new (const NnPlane *ink)
{
  NnSeams *seams = g_new0 (NnSeams, 1);
  g_autoptr (NnPlane) rows = NULL;

  seams->ink = ink;
  if (!nn_plane_find_box (ink, &seams->box)) {
    g_free (seams);
    g_return_val_if_reached (NULL);
  }
  rows = make_rows (seams);
  find_seams (seams, rows);
  number_parts (seams);
  return seams;
}

void
nn_seams_free (NnSeams *seams)
{
  g_free (seams->parts);
  g_free (seams);
}

guint
nn_seams_count (const NnSeams *seams)
{
  return seams->n;
}

float
nn_seams_cost (const NnSeams *seams, guint seam)
{
  g_return_val_if_fail (seam < seams->n, 0);

  return seams->costs[seam];
}

NnPlane *
nn_seams_part (const NnSeams *seams, guint from, guint to, int *left, int *top)
{
  const NnPlane *ink = seams->ink;
  int w = ink->width, h = ink->height, x0 = w, y0 = h, x1 = -1, y1 = -1;
  NnPlane *part;

  g_return_val_if_fail (from < to && to <= seams->n + 1, NULL);

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      guint number = seams->parts[y * w + x];

      if (number < from || number >= to || ink->values[y * w + x] <= 0)
        continue;
      x0 = MIN (x0, x);
      x1 = MAX (x1, x);
      y0 = MIN (y0, y);
      y1 = MAX (y1, y);
    }
  if (x1 < 0)
    return NULL;
  *left = x0;
  *top = y0;
  part = nn_plane_new (x1 - x0 + 1, y1 - y0 + 1);
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++)
      if (seams->parts[y * w + x] >= from && seams->parts[y * w + x] < to)
        part->values[(y - y0) * part->width + x - x0] = ink->values[y * w + x];
  return part;
}
