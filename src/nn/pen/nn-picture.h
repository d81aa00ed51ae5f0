/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/pen/nn-drawing.h"

/*
 * Pictures of a digit - a scan, a photo, a file of a drawing program - and how they become the
 * 28x28 picture that a network sees: ink is found on paper, dark on light or light on dark, in
 * uneven light, on transparent ground; specks, ruled lines and the table around the sheet are left
 * out; then size, pen and place are made what nn_drawing_rasterize() makes them.
 */

/* The largest file that is read, and the most pixels that are unpacked from it. */
#define NN_PICTURE_MAX_BYTES ((gsize) 64 << 20)
#define NN_PICTURE_MAX_PIXELS ((gint64) 100 << 20)

/* Rows of bytes: 1 channel is grey, 2 grey and alpha, 3 red, green, blue, 4 with alpha; alpha is
 * not multiplied in. */
typedef struct {
  const guint8 *bytes;
  int width, height;
  gsize stride; /* bytes from one row to the next */
  int n_channels;
} NnPixels;

/* Writes 784 inks, 0 (paper) to 1 (ink), row-major. All 0 unless NN_INK_DRAWING comes back. */
NnInk nn_picture_rasterize (const NnPixels *pixels, float *inks);

/* The same for a PNG, a JPEG or what else gdk-pixbuf reads, turned as its EXIF tag says. name is
 * what errors call it. NN_ERROR_FORMAT, NN_ERROR_RANGE (too large), and for files NN_ERROR_MISSING
 * and NN_ERROR_IO. */
gboolean
nn_picture_read_bytes (GBytes *bytes, const char *name, NnInk *ink, float *inks, GError **error);
gboolean nn_picture_read (GFile *file, NnInk *ink, float *inks, GError **error);
