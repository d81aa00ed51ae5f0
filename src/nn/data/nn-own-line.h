/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-drawing.h"

/*
 * NnOwnLine: one line of the file of the user's own digits, as it stands there and as what it
 * means. Immutable and reference-counted; it may cross threads.
 *
 * A line is one object of JSON: {"id": "...", "label": 7, "strokes": [[[x, y, seconds, pressure],
 * ...], ...], "widths": [...]}, places and widths of the pen in pads; or with "picture", 784 bytes
 * in Base64, ink 255, where there is no stroke to keep. Other members stay as they are.
 */

typedef struct {
  char *text;                       /* without a line feed */
  char *problem;                    /* why it cannot be read; NULL: it can */
  char *id;                         /* of a line that has none: from the SHA-256 of the line */
  int label;                        /* 0 to 9 */
  guint8 pixels[NN_PICTURE_PIXELS]; /* what a network sees: ink 255 */
} NnOwnLine;

/* text: taken; any, also nonsense. */
NnOwnLine *nn_own_line_new (char *text);
NnOwnLine *nn_own_line_ref (NnOwnLine *line);
void nn_own_line_unref (NnOwnLine *line);

/* One of five, by the id alone, is for the test and never trained on. */
gboolean nn_own_line_is_test (const NnOwnLine *line);

/* What was drawn: either strokes, each with the width of its pen (float, 0 where unknown), or a
 * picture of 784 bytes. FALSE for a line with a problem. */
gboolean
nn_own_line_unpack (const NnOwnLine *line, NnDrawing **drawing, GArray **widths, GBytes **picture);

/* A new line; its id is that of the drawing: the same one has the same id, whatever its label.
 * widths: one for each stroke; picture: 784 bytes or NULL; with it the strokes are not kept. */
char *
nn_own_line_write (const NnDrawing *drawing, const float *widths, const guint8 *picture, int label);

/* The same line, its id written out, with another label. Not of a line with a problem. */
char *nn_own_line_relabel (const NnOwnLine *line, int label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnOwnLine, nn_own_line_unref)
