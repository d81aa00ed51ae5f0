/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/model/nn-model.h"

/*
 * Calibration: one number, the temperature T, that makes a model as sure as it is right: its
 * probabilities become p^(1/T), scaled to sum 1. It travels in the model as the fact
 * "temperature"; an NnReader applies it (C. Guo et al., 2017).
 */

#define NN_FACT_TEMPERATURE "temperature"

/* The temperature that makes the labels of n pictures likeliest. Pictures without a digit are left
 * out; 1 where none is left. NN_ERROR_CANCELLED; cancellable may be NULL. */
gboolean nn_calibrate (NnModel *model,
                       const NnDataset *dataset,
                       const guint32 *indices,
                       gsize n,
                       GCancellable *cancellable,
                       float *temperature,
                       GError **error);

/* The same by the n_validation pictures that a run with this seed holds out (nn_dataset_split());
 * sets the fact of the model, which must not be shared yet. Does nothing where none are held out,
 * or the samples are no pictures. */
gboolean nn_calibrate_by_validation (NnModel *model,
                                     const NnDataset *dataset,
                                     gsize n_validation,
                                     guint64 seed,
                                     GCancellable *cancellable,
                                     GError **error);

/* The same of n * 10 probabilities, row by row; labels: n digits. Between 0.2 and 5. */
float nn_find_temperature (const float *probabilities, const guint8 *labels, gsize n);

/* The fact "temperature" of the model; 1 where it is missing or out of range. */
float nn_model_temperature (const NnModel *model);

/* Ten probabilities, in place. INFINITY makes them all the same. */
void nn_apply_temperature (float temperature, float *probabilities);
