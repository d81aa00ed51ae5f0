/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-drawing.h"

/* What the pictures that networks see are like, in pixels; measured on MNIST. */

/* The longest side of the ink, from edge to edge. */
#define NN_RASTER_SIDE 20.0f

/* The pen, and the width of its soft edge. */
#define NN_RASTER_PEN 2.6f
#define NN_RASTER_EDGE 1.3f

/* Where the centre of mass lies, both ways; pixel i has its middle at i. */
#define NN_RASTER_MIDDLE 14.0f

/* nn_drawing_rasterize() with a pen of another width, 1 to 6 pixels. */
NnInk nn_drawing_rasterize_pen (const NnDrawing *drawing, float pen, float *inks);

/* The same for a part of a drawing that keeps the size and the place which it has in the whole. */
NnInk
nn_drawing_rasterize_framed (const NnDrawing *part, const NnDrawing *whole, float pen, float *inks);
