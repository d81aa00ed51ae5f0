/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/model/nn-model.h"

/* How a model of unknown origin wants its pictures: found by trying on digits that are known. */

typedef struct {
  NnInputConvention convention;
  guint n_tried;          /* conventions */
  gsize n_known, n_right; /* digits read, and read right, by the best of them */
} NnConventionSearch;

/* Tries range, dark and light ink, rows and columns exchanged, and for large pictures framed and
 * stretched; takes the one that reads most digits right, and of those that are about as good the
 * one that is least wrong. The convention is known afterwards where it reads at least half of the
 * digits right; otherwise the model is none that is trained on digits, and keeps its own. known
 * NULL: MNIST if it is there, else synthetic handwriting. */
gboolean nn_model_find_convention (NnModel *model,
                                   NnDataset *known,
                                   NnConventionSearch *search,
                                   GError **error);

/* A model from a file made ready for training. One of points is taken as it is; one of digits is
 * made ready for reading them: nn_model_for_digits(), then the
 * convention by words (see nn_convention_parse(); NULL: none), then what is still unknown by
 * trying. The fact "input_found" holds the result. */
NnModel *nn_model_adapt (NnModel *model, const char *words, NnDataset *known, GError **error);
