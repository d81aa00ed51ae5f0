/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-drawing.h"

/*
 * Drawings as lines of JSON, one object a line: {"strokes": [[[x, y], ...], ...]}, in any unit, y
 * down. A third number of a point is taken as its time in seconds, a fourth as its pressure, where
 * they can be; further ones and other keys are ignored; strokes may be empty.
 */

/* The longest line that is taken, in bytes. */
#define NN_STROKES_MAX_LINE (16 << 20)

/* length -1: up to the terminating NUL. name and number (counted from 1) identify the line in
 * errors. label, unless NULL: the value of "label", -1 where it is not a digit. NN_ERROR_FORMAT;
 * NN_ERROR_RANGE for lines that are too long and coordinates that are not finite floats. */
NnDrawing *nn_strokes_parse (const char *line,
                             gssize length,
                             const char *name,
                             guint number,
                             int *label,
                             GError **error);
