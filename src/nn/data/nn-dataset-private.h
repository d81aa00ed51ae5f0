/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"

/* What the two kinds of data do in their own way: bytes (pictures, nn-dataset-pictures.c) and
 * floats (points, nn-dataset-points.c). */

typedef struct {
  const char *noun; /* "picture": of what there are so many, for errors */
  /* Whether the model takes such samples; n_outputs numbers come out of it. */
  gboolean (*check_model) (const NnDataset *dataset,
                           const NnModel *model,
                           guint n_outputs,
                           GError **error);
  /* sample: as it lies in the dataset, or all 0; input: the place of one sample. */
  void (*feed) (const NnFeed *feed, const void *sample, NnRandom *random, void *input);
  guint64 (*mark) (const NnDataset *dataset);
  /* The most samples that may be held out, of those that are there once. */
  gsize (*most_validation) (const NnDataset *dataset, gsize n_once);
  /* order: all indices, ascending; those to be held out come first. */
  void (*draw) (const NnDataset *dataset, guint64 seed, guint32 *order, gsize n_once);
} NnDatasetKind;

struct _NnDataset {
  gatomicrefcount references;
  const NnDatasetKind *kind;
  char *name;
  GBytes *samples;
  gsize sample_size; /* bytes */
  GBytes *labels;    /* count bytes; NULL: the targets are numbers */
  GBytes *numbers;   /* count floats; NULL: they are classes */
  guint n_classes;   /* 0: the targets are numbers */
  gsize count;
  gsize n_repeated; /* the last ones */
  double share;     /* of points: how many of them are held out */
  char **notes;
};

/* Takes the bytes. Everything else is as for a dataset with samples that are there once. */
NnDataset *nn_dataset_new_of_kind (const NnDatasetKind *kind,
                                   const char *name,
                                   GBytes *samples,
                                   gsize sample_size,
                                   GBytes *targets,
                                   guint n_classes);

/* Adds to them; notes: char *. Only while nobody else has the dataset. */
void nn_dataset_set_notes (NnDataset *dataset, const GPtrArray *notes);

/* FNV-1a: the hash with n more bytes, of which each step-th counts. */
#define NN_FNV_START G_GUINT64_CONSTANT (0xcbf29ce484222325)
guint64 nn_fnv_add (guint64 hash, const void *bytes, gsize n, gsize step);
