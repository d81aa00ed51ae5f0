/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/read/nn-reader.h"

/* Penned digits as pictures of a page: pens from thin to four times as wide, sizes from a third to
 * three times. */

typedef struct {
  float size; /* of the digit, its longest side, in pixels */
  float pen;  /* its width in pixels */
} PageKind;

#define N_PAGES 6

extern const PageKind page_kinds[N_PAGES];

/* Of n penned digits, how many are read as another one when they come as a page of each kind, and
 * not as strokes. */
void page_count_changes (NnReader *reader, guint n, guint changed[N_PAGES]);
