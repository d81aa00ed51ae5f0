/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-drawing.h"
#include "nn/base/nn-random.h"

/*
 * Synthetic handwriting: digits as they are written around the world, drawn without end and without
 * a file: paths with parameters for each style, and a hand that varies them - proportion, slant,
 * curvature, tremor, corners that speed rounds off, the steps of a mouse. The same random state
 * gives the same drawing.
 */

/* The ways a digit, 0 to 9, is written, and what each is called; NN_NO_DIGIT is drawn too: letters,
 * faces, grids, scribbles. */
guint nn_synthetic_n_styles (int digit);
const char *nn_synthetic_style_name (int digit, guint style);

/* A style, as often as it is met; FALSE from the other: it is kept out of data to train on. */
guint nn_synthetic_choose_style (NnRandom *random, int digit);
gboolean nn_synthetic_style_is_met (int digit, guint style);

/* Makes drawing one digit, about 100 high. */
void nn_synthetic_draw (NnRandom *random, int digit, guint style, NnDrawing *drawing);

/* One drawing as the network sees it, with a pen as wide as some are: 784 inks. */
void nn_synthetic_paint (NnRandom *random, int digit, guint style, float *inks);
