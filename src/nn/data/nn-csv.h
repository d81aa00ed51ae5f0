/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "nn/base/nn-error.h"

/*
 * Pictures as text: a line a picture of 784 numbers, with a label before or after them, or without
 * one. Separated by comma, semicolon, tab, bar or spaces; a header line, quotes, a column that
 * counts, a separator at the end, and a mark of UTF-8 may be there.
 */

typedef struct {
  GBytes *pixels; /* count x 784 */
  GBytes *labels; /* count; NULL: there are none */
  char *note;     /* what was decided by the content; or NULL */
} NnCsvPictures;

void nn_csv_pictures_clear (NnCsvPictures *pictures);

/* Whether the first bytes of a file are text whose lines are long enough to be pictures. */
gboolean nn_csv_is_pictures (const guint8 *head, gsize length);

/* Whether they are UTF-16, which is refused. */
gboolean nn_csv_is_utf16 (const guint8 *head, gsize length);

/* most: the largest label. name is for errors, which name the line. NN_ERROR_FORMAT. */
gboolean
nn_csv_parse (GBytes *bytes, const char *name, guint most, NnCsvPictures *pictures, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NnCsvPictures, nn_csv_pictures_clear)
