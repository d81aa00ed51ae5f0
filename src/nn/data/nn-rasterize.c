/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-drawing.h"

#include <math.h>
#include <string.h>

/* Of MNIST's pictures: the longest side, and a pen whose edge is soft, in pixels. */
#define LONGEST_SIDE 20.0f
#define PEN_WIDTH 2.6f
#define EDGE 1.3f

/* Points of the drawing to pixels: x' = scale x + shift_x. */
typedef struct {
  float scale, shift_x, shift_y;
} Placement;

/* FALSE if there is no ink. */
static gboolean
bounds (const NnDrawing *drawing, float *left, float *top, float *right, float *bottom)
{
  *left = *top = INFINITY;
  *right = *bottom = -INFINITY;
  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i < n; i++) {
      *left = fminf (*left, points[i].x);
      *right = fmaxf (*right, points[i].x);
      *top = fminf (*top, points[i].y);
      *bottom = fmaxf (*bottom, points[i].y);
    }
  }
  return *left <= *right;
}

/* How much of a pixel at this distance from the middle of the pen is ink. */
static inline float
coverage (float distance)
{
  return CLAMP (0.5f + (PEN_WIDTH / 2 - distance) / EDGE, 0.0f, 1.0f);
}

/* Each pixel takes the most ink that any part of the stroke gives it, as one pen does. */
static void
draw_segment (float ax, float ay, float bx, float by, float *inks)
{
  const float reach = PEN_WIDTH / 2 + EDGE / 2;
  const float dx = bx - ax, dy = by - ay;
  const float length = dx * dx + dy * dy;
  const int first_x = MAX (0, (int) floorf (fminf (ax, bx) - reach));
  const int last_x = MIN (NN_PICTURE_SIDE - 1, (int) ceilf (fmaxf (ax, bx) + reach));
  const int first_y = MAX (0, (int) floorf (fminf (ay, by) - reach));
  const int last_y = MIN (NN_PICTURE_SIDE - 1, (int) ceilf (fmaxf (ay, by) + reach));

  for (int y = first_y; y <= last_y; y++)
    for (int x = first_x; x <= last_x; x++) {
      float px = (float) x - ax, py = (float) y - ay;
      float t = length > 0 ? CLAMP ((px * dx + py * dy) / length, 0.0f, 1.0f) : 0;
      float ex = px - t * dx, ey = py - t * dy;
      float ink = coverage (sqrtf (ex * ex + ey * ey));

      inks[y * NN_PICTURE_SIDE + x] = fmaxf (inks[y * NN_PICTURE_SIDE + x], ink);
    }
}

static void
draw (const NnDrawing *drawing, const Placement *p, float *inks)
{
  memset (inks, 0, NN_PICTURE_PIXELS * sizeof (float));
  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);
    float ax = p->scale * points[0].x + p->shift_x, ay = p->scale * points[0].y + p->shift_y;

    if (n == 1)
      draw_segment (ax, ay, ax, ay, inks);
    for (guint i = 1; i < n; i++) {
      float bx = p->scale * points[i].x + p->shift_x, by = p->scale * points[i].y + p->shift_y;

      /* Points closer than a quarter of a pixel change nothing; the last one counts. */
      if (i + 1 < n && fabsf (bx - ax) + fabsf (by - ay) < 0.25f)
        continue;
      draw_segment (ax, ay, bx, by, inks);
      ax = bx;
      ay = by;
    }
  }
}

/* Moves the placement so that the centre of mass of what was drawn comes to the middle. */
static void
centre (const float *inks, Placement *p)
{
  float mass = 0, x_sum = 0, y_sum = 0;

  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++) {
      float ink = inks[y * NN_PICTURE_SIDE + x];

      mass += ink;
      x_sum += ink * (float) x;
      y_sum += ink * (float) y;
    }
  if (mass > 0) {
    p->shift_x += NN_PICTURE_SIDE / 2 - x_sum / mass;
    p->shift_y += NN_PICTURE_SIDE / 2 - y_sum / mass;
  }
}

NnInk
nn_drawing_rasterize (const NnDrawing *drawing, float *inks)
{
  float left, top, right, bottom, extent;
  Placement p;

  memset (inks, 0, NN_PICTURE_PIXELS * sizeof (float));
  if (!bounds (drawing, &left, &top, &right, &bottom))
    return NN_INK_EMPTY;
  extent = fmaxf (right - left, bottom - top);
  if (!(extent
        > 1e-5f * fmaxf (fabsf (left), fmaxf (fabsf (right), fmaxf (fabsf (top), fabsf (bottom)))))
      || !isfinite (extent))
    return NN_INK_DOT;

  p.scale = (LONGEST_SIDE - PEN_WIDTH) / extent;
  p.shift_x = NN_PICTURE_SIDE / 2 - p.scale * (left + right) / 2;
  p.shift_y = NN_PICTURE_SIDE / 2 - p.scale * (top + bottom) / 2;
  draw (drawing, &p, inks);
  centre (inks, &p);
  draw (drawing, &p, inks);
  return NN_INK_DRAWING;
}
