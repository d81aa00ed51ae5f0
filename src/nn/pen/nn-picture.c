/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-picture.h"

#include <math.h>
#include <string.h>

#include "nn/pen/nn-plane.h"
#include "nn/pen/nn-rasterize.h"

/* Digits are looked at with at least this many pixels a side. */
#define FINE_SIDE 80.0f
/* Pens of these widths, in pixels of the result, are left as they are; others are drawn anew. */
#define THINNEST 1.5f
#define THICKEST 4.0f
/* A blot: the pen is almost as wide as everything it drew. */
#define BLOT 0.6f
/* Shorter than this, in pixels looked at, is a speck. */
#define LEAST_EXTENT 3.0f

/* Between the last pixel below the edge's level and the first above it. */
static float
edge (float outside, float inside)
{
  return inside > outside ? CLAMP ((inside - NN_PLANE_EDGE) / (inside - outside), 0, 1) : 0;
}

/* The box of what is at least half ink. */
gboolean
nn_plane_find_box (const NnPlane *ink, NnPlaneBox *box)
{
  int w = ink->width, h = ink->height, left = w, right = -1, top = h, bottom = -1;
  g_autofree float *columns = g_new0 (float, w + 2);
  g_autofree float *rows = g_new0 (float, h + 2);

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      float value = ink->values[(gsize) y * w + x];

      columns[x + 1] = fmaxf (columns[x + 1], value);
      rows[y + 1] = fmaxf (rows[y + 1], value);
      if (value >= NN_PLANE_EDGE) {
        left = MIN (left, x);
        right = MAX (right, x);
        top = MIN (top, y);
        bottom = MAX (bottom, y);
      }
    }
  if (right < 0)
    return FALSE;
  box->left = (float) left - edge (columns[left], columns[left + 1]);
  box->right = (float) right + edge (columns[right + 2], columns[right + 1]);
  box->top = (float) top - edge (rows[top], rows[top + 1]);
  box->bottom = (float) bottom + edge (rows[bottom + 2], rows[bottom + 1]);
  return TRUE;
}

static float
extent (const NnPlaneBox *box)
{
  return fmaxf (box->right - box->left, box->bottom - box->top);
}

/* The box and a margin, times a whole number, as 0 and 1. */
static NnPlane *
make_fine (const NnPlane *ink, const NnPlaneBox *box, int factor, int margin)
{
  int left = (int) floorf (box->left) - margin, top = (int) floorf (box->top) - margin;
  int w = ((int) ceilf (box->right) + margin + 1 - left) * factor;
  int h = ((int) ceilf (box->bottom) + margin + 1 - top) * factor;
  NnPlane *fine = nn_plane_new (w, h);

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      float sx = ((float) x + 0.5f) / (float) factor - 0.5f + (float) left;
      float sy = ((float) y + 0.5f) / (float) factor - 0.5f + (float) top;
      gboolean outside = sx < -0.5f || sy < -0.5f || sx > (float) ink->width - 0.5f
                         || sy > (float) ink->height - 0.5f;

      fine->values[(gsize) y * w + x] = !outside && nn_plane_sample (ink, sx, sy) >= NN_PLANE_EDGE;
    }
  return fine;
}

/* The width of a pen that makes strokes of this mean distance to their edges, in fine pixels. */
static float
pen_width (const NnPlane *mask, const NnPlane *to_paper)
{
  gsize n = (gsize) mask->width * mask->height;
  double sum = 0, count = 0;

  for (gsize i = 0; i < n; i++)
    if (mask->values[i] == 1) {
      sum += sqrtf (to_paper->values[i]);
      count++;
    }
  return count > 0 ? (float) (4 * (sum / count - 0.5)) : 0;
}

/* Ink as it is, scaled. */
static void
copy_ink (const NnPlane *ink, const NnPlaneBox *box, float scale, float *inks)
{
  float x_middle, y_middle, mass = 0, x_sum = 0, y_sum = 0;

  for (int y = 0; y < ink->height; y++)
    for (int x = 0; x < ink->width; x++) {
      float value = ink->values[(gsize) y * ink->width + x];

      mass += value;
      x_sum += value * (float) x;
      y_sum += value * (float) y;
    }
  x_middle = x_sum / mass;
  y_middle = y_sum / mass;
  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++)
      /* A mean of ones can be a little more than 1. */
      inks[y * NN_PICTURE_SIDE + x]
          = fminf (nn_plane_mean (ink, x_middle + ((float) x - NN_RASTER_MIDDLE) / scale,
                                  y_middle + ((float) y - NN_RASTER_MIDDLE) / scale, 1 / scale),
                   1);
}

/* Draws what lies within half a pen of the middle of the strokes, by the distance to their edge
 * (negative in ink); scale: pixels of the result to one of distance. */
static void
draw_anew (const NnPlane *distance, float pen, float scale, float *inks)
{
  float x_middle = (float) distance->width / 2, y_middle = (float) distance->height / 2;
  float more = (NN_RASTER_PEN - pen * scale) / 2;

  for (int pass = 0; pass < 2; pass++) {
    float mass = 0, x_sum = 0, y_sum = 0;

    for (int y = 0; y < NN_PICTURE_SIDE; y++)
      for (int x = 0; x < NN_PICTURE_SIDE; x++) {
        float sx = x_middle + ((float) x - NN_RASTER_MIDDLE) / scale;
        float sy = y_middle + ((float) y - NN_RASTER_MIDDLE) / scale;
        /* Outside of the plane it only gets farther. */
        float beyond = fmaxf (fmaxf (-sx, sx - (float) distance->width + 1),
                              fmaxf (-sy, sy - (float) distance->height + 1));
        float d = scale * (nn_plane_sample (distance, sx, sy) + fmaxf (0, beyond));
        float value = CLAMP (0.5f + (more - d) / NN_RASTER_EDGE, 0.0f, 1.0f);

        inks[y * NN_PICTURE_SIDE + x] = value;
        mass += value;
        x_sum += value * (float) x;
        y_sum += value * (float) y;
      }
    if (mass > 0) {
      x_middle += (x_sum / mass - NN_RASTER_MIDDLE) / scale;
      y_middle += (y_sum / mass - NN_RASTER_MIDDLE) / scale;
    }
  }
}

NnInk
nn_plane_rasterize (const NnPlane *ink, float *inks)
{
  g_autoptr (NnPlane) fine = NULL;
  g_autoptr (NnPlane) inside = NULL;
  g_autoptr (NnPlane) outside = NULL;
  float size, pen, scale, natural_pen;
  int factor;
  NnPlaneBox box;

  memset (inks, 0, NN_PICTURE_PIXELS * sizeof (float));
  if (!nn_plane_find_box (ink, &box))
    return NN_INK_EMPTY;
  size = extent (&box);
  if (size < LEAST_EXTENT)
    return NN_INK_DOT;

  factor = MAX (1, (int) ceilf (FINE_SIDE / size));
  fine = make_fine (ink, &box, factor, 2);
  inside = nn_plane_squared_distance (fine, 0);
  pen = pen_width (fine, inside) / (float) factor;
  if (pen > BLOT * size)
    return NN_INK_DOT;
  scale = NN_RASTER_SIDE / size;
  natural_pen = pen * scale;
  if (natural_pen >= THINNEST && natural_pen <= THICKEST) {
    copy_ink (ink, &box, scale, inks);
    return NN_INK_DRAWING;
  }
  outside = nn_plane_squared_distance (fine, 1);
  for (gsize i = 0; i < (gsize) fine->width * fine->height; i++)
    outside->values[i] = fine->values[i] == 1 ? 0.5f - sqrtf (inside->values[i])
                                              : sqrtf (outside->values[i]) - 0.5f;
  draw_anew (outside, pen * (float) factor,
             (NN_RASTER_SIDE - NN_RASTER_PEN) / ((size - pen) * (float) factor), inks);
  return NN_INK_DRAWING;
}

NnInk
nn_picture_rasterize (const NnPixels *pixels, float *inks)
{
  g_autoptr (NnPlane) grey = NULL;
  g_autoptr (NnPlane) ink = NULL;

  g_return_val_if_fail (pixels->width > 0 && pixels->height > 0, NN_INK_EMPTY);
  g_return_val_if_fail (pixels->n_channels >= 1 && pixels->n_channels <= 4, NN_INK_EMPTY);

  grey = nn_plane_from_pixels (pixels, NN_PLANE_SIDE);
  ink = nn_plane_find_ink (grey, NULL);
  if (ink != NULL)
    return nn_plane_rasterize (ink, inks);
  memset (inks, 0, NN_PICTURE_PIXELS * sizeof (float));
  return NN_INK_EMPTY;
}
