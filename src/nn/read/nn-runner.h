/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/graph/nn-plan.h"
#include "nn/model/nn-model.h"
#include "nn/base/nn-team.h"
#include "nn/data/nn-dataset.h"

/*
 * NnRunner: samples of a dataset through a graph, in chunks of a fixed size on the threads of a
 * team. The size of the chunk depends on the graph alone, so the result does not depend on the
 * team.
 */

typedef struct _NnRunner NnRunner;

/* NN_ERROR_UNSUPPORTED: in preparing, with NN_PLAN_TRAINING also where there is nothing to train;
 * NN_ERROR_RANGE: weights are NaN. */
NnRunner *nn_runner_new (const NnModel *model, NnPlanFlags flags, guint n_members, GError **error);
void nn_runner_free (NnRunner *runner);

/* The most samples that are computed together: more than the batch of any file. */
#define NN_RUNNER_LARGEST_CHUNK 256

/* Samples that are computed together; at most NN_RUNNER_LARGEST_CHUNK. */
gsize nn_runner_chunk (const NnRunner *runner);

/* Pictures are changed on their way in wherever nn_runner_forward() gets random numbers. */
void nn_runner_set_augment (NnRunner *runner, const NnAugment *augment);

/* Makes ready for chunks of this many samples, 1 to nn_runner_chunk(). */
gboolean nn_runner_prepare (NnRunner *runner, gsize size, GError **error);

/* Of output 0; once something is prepared. */
NnType nn_runner_output_type (const NnRunner *runner);

/* Whether plain SGD may add each gradient to the weights at once: see nn_plan_updates_in_place().
 */
gboolean nn_runner_updates_in_place (const NnRunner *runner);

/* Numbers that come out for each sample. */
guint nn_runner_n_outputs (const NnRunner *runner);

/* Fills the input with the samples at these indices and runs forward; the model takes samples of
 * this dataset (nn_dataset_check_model()). random:
 * for augmentation and dropout in training, else NULL. The workspace is the member's until its next
 * call. */
NnWorkspace *nn_runner_forward (NnRunner *runner,
                                guint member,
                                const NnDataset *dataset,
                                const guint32 *indices,
                                gsize n,
                                const float *weights,
                                NnRandom *random);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnRunner, nn_runner_free)
