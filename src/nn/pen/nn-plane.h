/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-picture.h"

/* NnPlane: one float a pixel, row-major; what a picture is while its ink is looked for. Only for
 * nn-picture.c and its parts, and for what reads a row of digits. */

typedef struct {
  int width, height;
  float *values; /* height x width */
} NnPlane;

NnPlane *nn_plane_new (int width, int height);
void nn_plane_free (NnPlane *plane);

/* Each value is the mean of the area of pixels it covers; the longest side is at most this. */
NnPlane *nn_plane_from_pixels (const NnPixels *pixels, int longest_side);

/* Between the middles of the pixels, linear; outside of the plane as at its edge. */
float nn_plane_sample (const NnPlane *plane, float x, float y);

/* The mean over the square with these sides around (x, y), pixels being squares; outside is 0. */
float nn_plane_mean (const NnPlane *plane, float x, float y, float side);

/* Squared distance of each pixel to the nearest one with this value (0 or 1) in mask; a large
 * number where there is none. Felzenszwalb and Huttenlocher, 2012. */
NnPlane *nn_plane_squared_distance (const NnPlane *mask, float value);

/* The ink of a picture: 1 where the pen was pressed, in between at its edges, 0 on paper and on
 * everything that is not the digit. NULL if there is none. all: where there is ink as well that is
 * too far away to belong to the same digit, all the ink that is no speck; NULL otherwise. */
NnPlane *nn_plane_find_ink (const NnPlane *grey, NnPlane **all);

/* The edges of what is ink, between pixels whose middles are at whole numbers; FALSE if there is
 * none. */
typedef struct {
  float left, top, right, bottom;
} NnPlaneBox;

gboolean nn_plane_find_box (const NnPlane *ink, NnPlaneBox *box);

/* What nn_picture_rasterize() makes of the ink that it has found. */
NnInk nn_plane_rasterize (const NnPlane *ink, float *inks);

/* Pictures are looked at with at most this many pixels a side. */
#define NN_PLANE_SIDE 384

/* Ink is at least this in the middle of a stroke's edge. */
#define NN_PLANE_EDGE 0.5f

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnPlane, nn_plane_free)
