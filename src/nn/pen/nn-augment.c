/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-augment.h"

#include <math.h>
#include <string.h>

/* The picture with paper around it, so that what comes from outside of it needs no question. */
#define MARGIN 2
#define ROW (NN_PICTURE_SIDE + 2 * MARGIN)
#define MIDDLE 14.0f
/* Nodes of the grid that elastic distortion moves, a side, and the pixels between them. */
#define NODES 5
#define SPACING 7

/* Where a pixel of the result comes from: x = x0 + xx column + xy row, and likewise y. */
typedef struct {
  float x0, xx, xy;
  float y0, yx, yy;
} Map;

void
nn_augment_init (NnAugment *augment, float strength)
{
  *augment = (NnAugment){ .shift = strength,
                          .rotate = 9 * strength,
                          .scale = 0.1f * strength,
                          .shear = 0.15f * strength,
                          .elastic = 0.9f * strength,
                          .thickness = MIN (1, 0.6f * strength),
                          .contrast = MIN (0.9f, 0.3f * strength) };
}

gboolean
nn_augment_is_on (const NnAugment *a)
{
  return a->shift > 0 || a->rotate > 0 || a->scale > 0 || a->shear > 0 || a->elastic > 0
         || a->thickness > 0 || a->contrast > 0;
}

static Map
choose_map (const NnAugment *a, NnRandom *random)
{
  float angle = nn_random_range (random, -a->rotate, a->rotate) * (float) (G_PI / 180);
  float size = 1 + nn_random_range (random, -a->scale, a->scale);
  float width = size * (1 + 0.5f * nn_random_range (random, -a->scale, a->scale));
  float shear = nn_random_range (random, -a->shear, a->shear);
  float right = nn_random_range (random, -a->shift, a->shift);
  float down = nn_random_range (random, -a->shift, a->shift);
  float c = cosf (angle), s = sinf (angle);
  Map map = {
    .xx = c / width, .xy = (s + shear * c) / size, .yx = -s / width, .yy = (c - shear * s) / size
  };

  map.x0 = MIDDLE - map.xx * (MIDDLE + right) - map.xy * (MIDDLE + down);
  map.y0 = MIDDLE - map.yx * (MIDDLE + right) - map.yy * (MIDDLE + down);
  return map;
}

/* Each pixel moves towards the most (or least) ink beside, above and below it. */
static void
change_thickness (float amount, float *padded)
{
  float before[ROW * ROW];

  memcpy (before, padded, sizeof before);
  for (int i = ROW; i < ROW * (ROW - 1); i++) {
    float here = before[i], most = here, least = here, other;
    const int beside[4] = { i - 1, i + 1, i - ROW, i + ROW };

    for (int k = 0; k < 4; k++) {
      other = before[beside[k]];
      most = other > most ? other : most;
      least = other < least ? other : least;
    }
    padded[i] = here + (amount > 0 ? amount * (most - here) : -amount * (least - here));
  }
}

/* Moves of the grid's nodes. */
static void
choose_moves (float elastic, NnRandom *random, float (*moves)[NODES][2])
{
  for (int j = 0; j < NODES; j++)
    for (int i = 0; i < NODES; i++)
      for (int k = 0; k < 2; k++)
        moves[j][i][k] = elastic > 0 ? nn_random_range (random, -elastic, elastic) : 0;
}

/* One row of places in the padded picture: the map, and between the nodes their moves. */
static void
place_row (const Map *map, int y, float (*moves)[NODES][2], float *xs, float *ys)
{
  int j = MIN (y / SPACING, NODES - 2);
  float t = (float) (y - j * SPACING) / SPACING;

  for (int i = 0; i < NODES - 1; i++) {
    float ax = (1 - t) * moves[j][i][0] + t * moves[j + 1][i][0];
    float bx = (1 - t) * moves[j][i + 1][0] + t * moves[j + 1][i + 1][0];
    float ay = (1 - t) * moves[j][i][1] + t * moves[j + 1][i][1];
    float by = (1 - t) * moves[j][i + 1][1] + t * moves[j + 1][i + 1][1];

    for (int k = 0; k < SPACING; k++) {
      float x = (float) (i * SPACING + k), s = (float) k / SPACING;
      float px = map->x0 + map->xx * x + map->xy * (float) y + ax + s * (bx - ax) + MARGIN;
      float py = map->y0 + map->yx * x + map->yy * (float) y + ay + s * (by - ay) + MARGIN;

      px = px > 0 ? px : 0;
      py = py > 0 ? py : 0;
      xs[i * SPACING + k] = px < ROW - 1.01f ? px : ROW - 1.01f;
      ys[i * SPACING + k] = py < ROW - 1.01f ? py : ROW - 1.01f;
    }
  }
}

void
nn_augment_apply (const NnAugment *a, NnRandom *random, const guint8 *pixels, float *inks)
{
  Map map = choose_map (a, random);
  float thickness = nn_random_range (random, -a->thickness, a->thickness);
  /* Ink around its middle, times this: above 1 harder, below 1 softer. */
  float hardness = expf (nn_random_range (random, -a->contrast, a->contrast) * 2);
  float moves[NODES][NODES][2];
  float padded[ROW * ROW] = { 0 };
  float xs[NN_PICTURE_SIDE], ys[NN_PICTURE_SIDE];

  choose_moves (a->elastic, random, moves);
  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++)
      padded[(y + MARGIN) * ROW + x + MARGIN]
          = (float) pixels[y * NN_PICTURE_SIDE + x] * (1 / 255.0f);
  if (fabsf (thickness) > 0.02f)
    change_thickness (thickness, padded);
  for (int y = 0; y < NN_PICTURE_SIDE; y++) {
    float *row = inks + y * NN_PICTURE_SIDE;

    place_row (&map, y, moves, xs, ys);
    for (int x = 0; x < NN_PICTURE_SIDE; x++) {
      int px = (int) xs[x], py = (int) ys[x];
      const float *p = padded + py * ROW + px;
      float fx = xs[x] - (float) px, fy = ys[x] - (float) py;
      float above = p[0] + fx * (p[1] - p[0]), below = p[ROW] + fx * (p[ROW + 1] - p[ROW]);

      row[x] = above + fy * (below - above);
    }
  }
  /* Paper stays paper and ink ink: the curve goes through 0 and 1. */
  for (int i = 0; i < NN_PICTURE_PIXELS; i++) {
    float ink = inks[i] * hardness / (1 + (hardness - 1) * inks[i]);

    inks[i] = ink < 1 ? ink : 1;
  }
}
