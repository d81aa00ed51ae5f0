/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/data/nn-drawing.h"

/* The user's own labelled drawings: a line of JSON each (nn-strokes.h) with its "label", in
 * my-digits.jsonl in the user's data folder. */

GFile *tenfold_own_digits_file (void);

/* Appends a drawing. Errors are GIO's, naming the file. */
gboolean tenfold_own_digits_add (const NnDrawing *drawing, int label, GError **error);
