/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-rasterize.h"

#include <math.h>
#include <string.h>

/* Rows are as long as vectors like them. */
#define ROW 32
#define FAR_AWAY 1e6f

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

/* Each pixel keeps the squared distance to the nearest part of all strokes: one pen drew them. */
static void
draw_segment (float ax, float ay, float bx, float by, float reach, float *distances)
{
  const float dx = bx - ax, dy = by - ay;
  const float length = dx * dx + dy * dy, per_length = length > 0 ? 1 / length : 0;
  /* Casts, not floorf(): what is outside of the picture is cut off anyway. */
  const int first_x = MAX (0, (int) (MIN (ax, bx) - reach)) & ~3;
  const int last_x = MIN (NN_PICTURE_SIDE - 1, (int) (MAX (ax, bx) + reach));
  const int first_y = MAX (0, (int) (MIN (ay, by) - reach));
  const int last_y = MIN (NN_PICTURE_SIDE - 1, (int) (MAX (ay, by) + reach));

  for (int y = first_y; y <= last_y; y++) {
    const float py = (float) y - ay;

    for (int block = first_x; block <= last_x; block += 4) {
      float *row = distances + y * ROW + block;

      for (int i = 0; i < 4; i++) {
        float px = (float) (block + i) - ax;
        float t = (px * dx + py * dy) * per_length;
        float ex, ey, d;

        t = t > 0 ? t : 0;
        t = t < 1 ? t : 1;
        ex = px - t * dx;
        ey = py - t * dy;
        d = ex * ex + ey * ey;
        row[i] = d < row[i] ? d : row[i];
      }
    }
  }
}

static void
draw_strokes (const NnDrawing *drawing, const Placement *p, float reach, float *distances)
{
  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);
    float ax = p->scale * points[0].x + p->shift_x, ay = p->scale * points[0].y + p->shift_y;

    if (n == 1)
      draw_segment (ax, ay, ax, ay, reach, distances);
    for (guint i = 1; i < n; i++) {
      float bx = p->scale * points[i].x + p->shift_x, by = p->scale * points[i].y + p->shift_y;

      /* Points closer than a quarter of a pixel change nothing; the last one counts. */
      if (i + 1 < n && fabsf (bx - ax) + fabsf (by - ay) < 0.25f)
        continue;
      draw_segment (ax, ay, bx, by, reach, distances);
      ax = bx;
      ay = by;
    }
  }
}

static void
draw (const NnDrawing *drawing, const Placement *p, float pen, float *inks)
{
  const float reach = (pen + NN_RASTER_EDGE) / 2;
  float distances[NN_PICTURE_SIDE * ROW];

  for (int i = 0; i < NN_PICTURE_SIDE * ROW; i++)
    distances[i] = FAR_AWAY;
  draw_strokes (drawing, p, reach, distances);
  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++) {
      float ink = (reach - sqrtf (distances[y * ROW + x])) * (1 / NN_RASTER_EDGE);

      ink = ink > 0 ? ink : 0;
      inks[y * NN_PICTURE_SIDE + x] = ink < 1 ? ink : 1;
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
    p->shift_x += NN_RASTER_MIDDLE - x_sum / mass;
    p->shift_y += NN_RASTER_MIDDLE - y_sum / mass;
  }
}

/* Where a drawing goes; its picture is drawn on the way. */
static NnInk
place (const NnDrawing *drawing, float pen, Placement *p, float *inks)
{
  float left, top, right, bottom, extent;

  if (!bounds (drawing, &left, &top, &right, &bottom))
    return NN_INK_EMPTY;
  extent = fmaxf (right - left, bottom - top);
  /* Too small to be distinguished from a dot. */
  if (!(extent
        > 1e-5f * fmaxf (fabsf (left), fmaxf (fabsf (right), fmaxf (fabsf (top), fabsf (bottom)))))
      || extent < 1e-30f || !isfinite (extent))
    return NN_INK_DOT;

  p->scale = (NN_RASTER_SIDE - pen) / extent;
  /* Halves before the sum, which could be too large for a float. */
  p->shift_x = NN_RASTER_MIDDLE - p->scale * (left / 2 + right / 2);
  p->shift_y = NN_RASTER_MIDDLE - p->scale * (top / 2 + bottom / 2);
  draw (drawing, p, pen, inks);
  centre (inks, p);
  return NN_INK_DRAWING;
}

NnInk
nn_drawing_rasterize_framed (const NnDrawing *part, const NnDrawing *whole, float pen, float *inks)
{
  NnInk ink;
  Placement p;

  memset (inks, 0, NN_PICTURE_PIXELS * sizeof (float));
  ink = place (whole, pen, &p, inks);
  if (ink == NN_INK_DRAWING)
    draw (part, &p, pen, inks);
  return ink;
}

NnInk
nn_drawing_rasterize_pen (const NnDrawing *drawing, float pen, float *inks)
{
  return nn_drawing_rasterize_framed (drawing, drawing, pen, inks);
}

NnInk
nn_drawing_rasterize (const NnDrawing *drawing, float *inks)
{
  return nn_drawing_rasterize_pen (drawing, NN_RASTER_PEN, inks);
}
