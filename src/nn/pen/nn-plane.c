/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-plane.h"

#include <math.h>
#include <string.h>

#define FAR_AWAY 1e12f

NnPlane *
nn_plane_new (int width, int height)
{
  NnPlane *plane = g_new0 (NnPlane, 1);

  plane->width = width;
  plane->height = height;
  plane->values = g_new0 (float, (gsize) width *height);
  return plane;
}

void
nn_plane_free (NnPlane *plane)
{
  g_free (plane->values);
  g_free (plane);
}

/* What lies under a transparent picture: white, or black if its ink is light. */
static float
find_ground (const NnPixels *pixels)
{
  int alpha = pixels->n_channels - 1, n_colours = pixels->n_channels > 2 ? 3 : 1;
  double opaque = 0, light = 0;

  for (int y = 0; y < pixels->height; y++) {
    const guint8 *p = pixels->bytes + (gsize) y * pixels->stride;

    for (int x = 0; x < pixels->width; x++, p += pixels->n_channels) {
      opaque += p[alpha];
      for (int c = 0; c < n_colours; c++)
        light += (double) p[alpha] * p[c] / n_colours;
    }
  }
  return opaque > 0 && light / opaque > 127.5 ? 0 : 255;
}

/* Adds one row of pixels to the sums of one row of the plane, for each colour. */
static void
add_row (const NnPixels *pixels, int y, float ground, NnPlane *const *planes, int row)
{
  const guint8 *p = pixels->bytes + (gsize) y * pixels->stride;
  int n_colours = pixels->n_channels > 2 ? 3 : 1;
  gboolean has_alpha = pixels->n_channels % 2 == 0;

  for (int x = 0; x < pixels->width; x++, p += pixels->n_channels) {
    gsize at = (gsize) row * planes[0]->width + (gsize) x * planes[0]->width / pixels->width;
    float cover = has_alpha ? p[n_colours] / 255.0f : 1;

    for (int c = 0; c < n_colours; c++)
      planes[c]->values[at] += cover * p[c] + (1 - cover) * ground;
  }
}

static double
variance (const NnPlane *plane)
{
  gsize n = (gsize) plane->width * plane->height;
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++) {
    sum += plane->values[i];
    squares += plane->values[i] * plane->values[i];
  }
  return squares / (double) n - (sum / (double) n) * (sum / (double) n);
}

/* Of the three colours the one that shows the most: blue ink is dark in red light. */
NnPlane *
nn_plane_from_pixels (const NnPixels *pixels, int longest_side)
{
  int n_colours = pixels->n_channels > 2 ? 3 : 1, best = 0;
  int longest = MAX (pixels->width, pixels->height);
  float scale = MIN (1.0f, (float) longest_side / (float) longest);
  int width = CLAMP ((int) (scale * (float) pixels->width), 1, longest_side);
  int height = CLAMP ((int) (scale * (float) pixels->height), 1, longest_side);
  float ground = pixels->n_channels % 2 == 0 ? find_ground (pixels) : 0;
  g_autofree guint32 *counts = g_new0 (guint32, width);
  NnPlane *planes[3] = { NULL };

  for (int c = 0; c < n_colours; c++)
    planes[c] = nn_plane_new (width, height);
  for (int x = 0; x < pixels->width; x++)
    counts[(gsize) x * width / pixels->width]++;
  for (int y = 0, row = 0, n_rows = 0; y < pixels->height; y++) {
    add_row (pixels, y, ground, planes, row);
    n_rows++;
    if ((int) ((gsize) (y + 1) * height / pixels->height) == row)
      continue;
    for (int c = 0; c < n_colours; c++)
      for (int x = 0; x < width; x++)
        planes[c]->values[(gsize) row * width + x] /= (float) n_rows * (float) counts[x];
    row++;
    n_rows = 0;
  }
  for (int c = 1; c < n_colours; c++)
    if (variance (planes[c]) > variance (planes[best]))
      best = c;
  for (int c = 0; c < n_colours; c++)
    if (c != best)
      nn_plane_free (planes[c]);
  return planes[best];
}

float
nn_plane_sample (const NnPlane *plane, float x, float y)
{
  float cx = CLAMP (x, 0, (float) plane->width - 1), cy = CLAMP (y, 0, (float) plane->height - 1);
  int x0 = (int) cx, y0 = (int) cy;
  int x1 = MIN (x0 + 1, plane->width - 1), y1 = MIN (y0 + 1, plane->height - 1);
  const float *above = plane->values + (gsize) y0 * plane->width;
  const float *below = plane->values + (gsize) y1 * plane->width;
  float fx = cx - (float) x0, fy = cy - (float) y0;

  return (1 - fy) * ((1 - fx) * above[x0] + fx * above[x1])
         + fy * ((1 - fx) * below[x0] + fx * below[x1]);
}

float
nn_plane_mean (const NnPlane *plane, float x, float y, float side)
{
  float left = x - side / 2, right = x + side / 2, top = y - side / 2, bottom = y + side / 2;
  int x0 = MAX (0, (int) ceilf (left - 0.5f)), y0 = MAX (0, (int) ceilf (top - 0.5f));
  int x1 = MIN (plane->width - 1, (int) floorf (right + 0.5f));
  int y1 = MIN (plane->height - 1, (int) floorf (bottom + 0.5f));
  float sum = 0;

  for (int j = y0; j <= y1; j++) {
    const float *row = plane->values + (gsize) j * plane->width;
    float high = fminf (bottom, (float) j + 0.5f) - fmaxf (top, (float) j - 0.5f);

    for (int i = x0; i <= x1; i++)
      sum += row[i] * high * (fminf (right, (float) i + 0.5f) - fmaxf (left, (float) i - 0.5f));
  }
  return sum / (side * side);
}

/* The lower envelope of the parabolas (x - i)^2 + f[i]; v and z are scratch of n and n + 1. */
static void
transform_line (const float *f, int n, int *v, float *z, float *d)
{
  int k = 0;

  v[0] = 0;
  z[0] = -INFINITY;
  z[1] = INFINITY;
  for (int q = 1; q < n; q++) {
    float s;

    do {
      int p = v[k];

      s = ((f[q] - f[p]) / (float) (q - p) + (float) (q + p)) / 2;
    } while (s <= z[k] && --k >= 0);
    k++;
    v[k] = q;
    z[k] = s;
    z[k + 1] = INFINITY;
  }
  k = 0;
  for (int q = 0; q < n; q++) {
    while (z[k + 1] < (float) q)
      k++;
    d[q] = (float) (q - v[k]) * (float) (q - v[k]) + f[v[k]];
  }
}

NnPlane *
nn_plane_squared_distance (const NnPlane *mask, float value)
{
  int w = mask->width, h = mask->height, longest = MAX (w, h);
  NnPlane *result = nn_plane_new (w, h);
  g_autofree float *line = g_new (float, longest);
  g_autofree float *out = g_new (float, longest);
  g_autofree float *z = g_new (float, longest + 1);
  g_autofree int *v = g_new (int, longest);

  for (int x = 0; x < w; x++) {
    for (int y = 0; y < h; y++)
      line[y] = mask->values[(gsize) y * w + x] == value ? 0 : FAR_AWAY;
    transform_line (line, h, v, z, out);
    for (int y = 0; y < h; y++)
      result->values[(gsize) y * w + x] = out[y];
  }
  for (int y = 0; y < h; y++) {
    memcpy (line, result->values + (gsize) y * w, w * sizeof (float));
    transform_line (line, w, v, z, result->values + (gsize) y * w);
  }
  return result;
}
