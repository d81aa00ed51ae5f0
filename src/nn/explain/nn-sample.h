/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/explain/nn-explainer.h"

/*
 * NnSample: the pictures that explanations are made with: 1000 of those that a run holds out, as
 * many of each digit, always the same for one seed. Never of the test set. Immutable and
 * reference-counted; it may cross threads.
 */

#define NN_SAMPLE_SIZE 1000
#define NN_SAMPLE_SEED 1

typedef struct _NnSample NnSample;

/* held_out: n indices of the dataset; NULL: all of it. Of a digit that has too few pictures all are
 * taken; what shows no digit is left out. NN_ERROR_MISSING where nothing is left. */
NnSample *nn_sample_new (NnDataset *dataset,
                         const guint32 *held_out,
                         gsize n,
                         gsize size,
                         guint64 seed,
                         GError **error);
NnSample *nn_sample_ref (NnSample *sample);
void nn_sample_unref (NnSample *sample);

gsize nn_sample_count (const NnSample *sample);
NnDataset *nn_sample_dataset (const NnSample *sample);     /* borrowed */
const guint32 *nn_sample_indices (const NnSample *sample); /* count, in the dataset; ascending */
const guint8 *nn_sample_labels (const NnSample *sample);   /* count, 0 to 9 */
const float *nn_sample_inks (const NnSample *sample);      /* count x 784 */

/* --- how a model reads it --- */

/* Immutable and reference-counted. */
typedef struct {
  NnSample *sample;
  gsize n; /* pictures */
  gsize n_features;
  float *scores;        /* n x 10 */
  float *probabilities; /* n x 10 */
  float *losses;        /* n: - log of the label's probability */
  guint8 *read;         /* n: the most probable digit */
  float *features;      /* n x n_features, of the last hidden layer */
} NnSampleReading;

NnSampleReading *nn_sample_read (NnSample *sample,
                                 NnExplainer *explainer,
                                 GCancellable *cancellable,
                                 GError **error);
NnSampleReading *nn_sample_reading_ref (NnSampleReading *reading);
void nn_sample_reading_unref (NnSampleReading *reading);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnSample, nn_sample_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnSampleReading, nn_sample_reading_unref)
