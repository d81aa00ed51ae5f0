/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * The format of a picture file, recognized by its first bytes and never by its name. Only PNG,
 * JPEG, WebP, TIFF, BMP and GIF are decoded; others are named, so that an error can be helpful.
 */

typedef struct {
  const char *name;   /* "PNG" */
  const char *loader; /* of gdk-pixbuf; NULL: it is not decoded */

  /* FALSE: the file ends early, or its header cannot be right; NULL: the loader checks that. */
  gboolean (*is_whole) (const guint8 *data, gsize length);
} NnPictureKind;

/* NULL: unknown. */
const NnPictureKind *nn_picture_kind_of (const guint8 *data, gsize length);
