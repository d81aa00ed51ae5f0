/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-explainer.h"
#include "nn/pen/nn-drawing.h"

/*
 * NnPenTime: when a network made up its mind while one drew: what it reads in 48 beginnings of the
 * ink, each placed and sized anew as the pad would have shown it. Time is the way that the pen has
 * gone on the paper, 0 to 1; a dot counts as a hundredth of the drawing's size.
 */

#define NN_PEN_TIME_STEPS 48

typedef struct {
  float times[NN_PEN_TIME_STEPS];             /* 1/48 to 1 */
  float probabilities[NN_PEN_TIME_STEPS][10]; /* all 0.1 while there is only a dot */
} NnPenTime;

/* NN_ERROR_MISSING where there are no strokes. */
gboolean nn_pen_time (NnExplainer *explainer,
                      const NnDrawing *drawing,
                      NnPenTime *result,
                      GCancellable *cancellable,
                      GError **error);

/* The ink up to this time, 0 to 1; at 1 all of it, at 0 none. */
NnDrawing *nn_pen_prefix (const NnDrawing *drawing, double time);
