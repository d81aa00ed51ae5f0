/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/train/nn-trainer.h"

/* How a network reads the user's own test digits, and another test set beside them. */

typedef struct {
  NnMeasure own;   /* count 0: there are none */
  NnMeasure other; /* likewise */
} TenfoldOwnScore;

/* Measures on one thread of its own, so that training and drawing keep theirs. own and other may be
 * NULL. */
void tenfold_own_score_async (NnModel *model,
                              NnDataset *own,
                              NnDataset *other,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean tenfold_own_score_finish (GAsyncResult *result, TenfoldOwnScore *score, GError **error);
