/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-own-line.h"
#include "ui/pad/tenfold-ink.h"

/* The ink as one of the user's own digits, and back. */

/* A line for the file; free with g_free(). Strokes are kept as strokes; where there is a picture
 * under them, what the network sees of all is kept instead. */
char *tenfold_ink_to_own_line (TenfoldInk *self, int label);

/* Shows it, as one step that can be undone. FALSE: the line has a problem. */
gboolean tenfold_ink_set_own_line (TenfoldInk *self, const NnOwnLine *line);
