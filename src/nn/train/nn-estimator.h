/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/model/nn-model.h"
#include "nn/base/nn-team.h"
#include "nn/train/nn-step-curve.h"

/*
 * NnEstimator: reads a fixed sample of pictures with the weights of a moment, many times in a run,
 * on a team that is there anyway. Changes nothing that training sees.
 */

/* Pictures of a whole sample, at most. */
#define NN_ESTIMATE_PICTURES 1000

typedef struct _NnEstimator NnEstimator;

/* The sample: of the n samples at these indices, in their order, in turn one of each class, up to
 * NN_ESTIMATE_PICTURES. So each beginning of it is balanced as well. The team is borrowed and
 * outlives the estimator. NULL with the reason where the model takes no samples. */
NnEstimator *nn_estimator_new (NnModel *model,
                               NnDataset *dataset,
                               const guint32 *indices,
                               gsize n,
                               NnTeam *team,
                               GError **error);
void nn_estimator_free (NnEstimator *estimator);

/* Pictures of the sample; 0 where there are none. */
gsize nn_estimator_size (const NnEstimator *estimator);

/* Reads the first n pictures of the sample, at least one; fills in count, loss, accuracy
 * and temperature. NN_ERROR_CANCELLED; cancellable may be NULL. */
gboolean nn_estimator_read (NnEstimator *estimator,
                            const float *weights,
                            gsize n,
                            GCancellable *cancellable,
                            NnHeldOut *held_out,
                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnEstimator, nn_estimator_free)
