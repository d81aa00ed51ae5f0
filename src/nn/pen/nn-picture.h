/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
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

/* Decodes a PNG, JPEG, WebP, TIFF, BMP or GIF, recognized by its content, and applies its EXIF
 * orientation: the one way to decode picture files. name is for errors. NN_ERROR_FORMAT (no
 * picture, damaged, cut short), NN_ERROR_UNSUPPORTED (a kind that is not read, or whose loader is
 * not installed), NN_ERROR_RANGE (too large). */
GdkPixbuf *nn_picture_decode (GBytes *bytes, const char *name, GError **error);

/* The pixels of a picture, which has to stay. */
NnPixels nn_picture_pixels (const GdkPixbuf *pixbuf);

/* nn_picture_rasterize() of what nn_picture_decode() makes; of files also NN_ERROR_MISSING and
 * NN_ERROR_IO. */
gboolean
nn_picture_read_bytes (GBytes *bytes, const char *name, NnInk *ink, float *inks, GError **error);
gboolean nn_picture_read (GFile *file, NnInk *ink, float *inks, GError **error);
