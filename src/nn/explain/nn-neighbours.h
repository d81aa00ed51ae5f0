/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/explain/nn-explainer.h"

/*
 * NnNeighbours: which pictures of a dataset a drawing is like: for the network, by the features of
 * its last hidden layer, and for the eye, by ink. Both distances are 1 - cosine: 0 the same
 * direction, 1 nothing in common.
 *
 * Features are kept as bytes, a row scaled by its largest number. They are those of the model that
 * they were last renewed with, piece by piece while a network trains. Belongs to one thread.
 *
 * Cost: renewing is a reading a picture, as nn_explainer_read(), and keeps a byte a feature: of the
 * 60 000 of MNIST with 256 features 15 MB. Finding is one pass over the rows with that label: 60
 * 000 of 256 bytes take some milliseconds.
 */

typedef struct _NnNeighbours NnNeighbours;

typedef enum {
  NN_NEIGHBOURS_FEATURES,
  NN_NEIGHBOURS_PIXELS,
} NnNeighbourSpace;

typedef struct {
  guint32 index; /* in the dataset */
  guint8 label;  /* 0 to 9, or NN_NO_DIGIT */
  float distance;
} NnNeighbour;

/* indices: n pictures of the dataset, copied; NULL: all. */
NnNeighbours *nn_neighbours_new (NnDataset *dataset, const guint32 *indices, gsize n);
void nn_neighbours_free (NnNeighbours *neighbours);

gsize nn_neighbours_count (const NnNeighbours *neighbours);

/* Computes the features of up to n pictures from this one on, and again from the first after the
 * last. *next, which may be NULL: where to go on. Where the network is another one, all features of
 * before are forgotten. */
gboolean nn_neighbours_renew (NnNeighbours *neighbours,
                              NnExplainer *explainer,
                              gsize first,
                              gsize n,
                              gsize *next,
                              GCancellable *cancellable,
                              GError **error);

/* Nearest first, at most n of them, which is also how many are written to found; the number there
 * were comes back, 0 on errors. label: only pictures with this label; -1: any. Pictures without
 * features yet are left out. */
guint nn_neighbours_find (NnNeighbours *neighbours,
                          NnExplainer *explainer,
                          NnNeighbourSpace space,
                          const float *inks,
                          int label,
                          guint n,
                          NnNeighbour *found,
                          GCancellable *cancellable,
                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnNeighbours, nn_neighbours_free)
