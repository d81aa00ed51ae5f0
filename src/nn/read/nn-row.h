/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-picture.h"
#include "nn/read/nn-reader.h"

/*
 * NnRow: the digits of a picture or a drawing, from left to right. One digit is read as ever. Where
 * there is more ink than one digit has, or what there is makes no digit, it is cut into a lattice
 * of parts, the network reads each of them, and the most probable way through the lattice is the
 * number; a part that is no digit says that its cuts are wrong.
 */

typedef struct {
  float left, top, width, height; /* of its ink, in pixels of the picture or units of the drawing */
  NnVerdict verdict;
} NnRowDigit;

/* One digit where nothing was found that reads better as several; its verdict says what it is. */
typedef struct {
  guint n; /* 1..NN_ROW_MOST */
  NnRowDigit *digits;
} NnRow;

#define NN_ROW_MOST 48

void nn_row_clear (NnRow *row);

void nn_row_read_picture (NnReader *reader, const NnPixels *pixels, NnRow *row);

/* Strokes are not cut: a digit has whole ones. */
void nn_row_read_drawing (NnReader *reader, const NnDrawing *drawing, NnRow *row);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NnRow, nn_row_clear)
