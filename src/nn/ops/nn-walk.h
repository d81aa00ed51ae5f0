/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/tensor/nn-tensor.h"

/*
 * NnWalk: a way through a box of numbers that several tensors take together, each with its own
 * steps. Broadcasting (steps of 0), transposing, slicing, padding and reducing are all such walks,
 * so that the loops over dimensions are written once.
 *
 *   for (gboolean more = nn_walk_begin (&walk, &at); more; more = nn_walk_next (&walk, &at))
 *     for (gint64 i = 0; i < nn_walk_row (&walk); i++)
 *       y[at.places[0] + i * nn_walk_step (&walk, 0)] = ...
 */

#define NN_WALK_TENSORS 4

typedef struct {
  int rank; /* at least 1 */
  gint64 dims[NN_MAX_RANK];
  guint n_tensors;
  gint64 starts[NN_WALK_TENSORS]; /* in numbers, not bytes; steps likewise, and may be negative */
  gint64 steps[NN_WALK_TENSORS][NN_MAX_RANK];
} NnWalk;

typedef struct {
  gint64 index[NN_MAX_RANK];
  gint64 places[NN_WALK_TENSORS]; /* where the row begins in each tensor */
} NnWalkAt;

/* A walk through the box, without tensors yet. */
void nn_walk_init (NnWalk *walk, const NnShape *box);

/* Adds a tensor: its first place and a step for each dimension of the box. */
void nn_walk_add (NnWalk *walk, gint64 start, const gint64 *steps);

/* Adds a row-major tensor whose shape is broadcast to the box: it must fit. */
void nn_walk_add_broadcast (NnWalk *walk, const NnShape *shape);

/* After the last tensor: leaves out dimensions of 1 and joins those that lie behind each other in
 * every tensor, so that rows are as long as can be. */
void nn_walk_join (NnWalk *walk);

/* FALSE when there is nothing (more) to visit. */
gboolean nn_walk_begin (const NnWalk *walk, NnWalkAt *at);
gboolean nn_walk_next (const NnWalk *walk, NnWalkAt *at);

/* Numbers in a row, and how far apart they lie in a tensor. */
static inline gint64
nn_walk_row (const NnWalk *walk)
{
  return walk->dims[walk->rank - 1];
}

static inline gint64
nn_walk_step (const NnWalk *walk, guint tensor)
{
  return walk->steps[tensor][walk->rank - 1];
}

/* How far apart the numbers of a row-major tensor lie in each dimension. */
void nn_walk_row_major (const NnShape *shape, gint64 *steps);

/* tensor 0 = tensor 1, for numbers of 1, 2, 4 or 8 bytes. */
void nn_walk_copy (const NnWalk *walk, gsize size, void *to, const void *from);

/* tensor 0 += tensor 1 */
void nn_walk_add_up (const NnWalk *walk, float *to, const float *from);
