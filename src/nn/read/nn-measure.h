/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/model/nn-model.h"

/* How well a model does on samples whose targets are known. */

typedef struct {
  gsize count, correct;
  gboolean numbers; /* the targets are numbers: nothing is correct */
  double loss;      /* mean cross-entropy of the probabilities; of numbers, mean squared error */
  double seconds;
  guint confusion[NN_N_CLASSES][NN_N_CLASSES]; /* [label][read as]; of numbers 0 */
} NnMeasure;

/* indices NULL: the whole dataset. threads 0: all. cancellable: NN_ERROR_CANCELLED. */
gboolean nn_measure (NnModel *model,
                     NnDataset *dataset,
                     const guint32 *indices,
                     gsize n_indices,
                     guint threads,
                     GCancellable *cancellable,
                     NnMeasure *measure,
                     GError **error);

/* Wilson's 95 % confidence interval of the accuracy. 0..1; all of it where count is 0. */
void nn_measure_interval (gsize correct, gsize count, double *low, double *high);

/* Facts "test_accuracy" (of numbers "test_rmse", the root of the mean squared error), "test_count"
 * and "test_data" of a model that is not shared yet. */
void nn_measure_add_facts (const NnMeasure *measure, const NnDataset *test, NnModel *model);

/* Removes every fact of how well pictures are read, the calibration included: weights or input have
 * changed, and they do not hold any more. */
void nn_measure_remove_facts (NnModel *model);
