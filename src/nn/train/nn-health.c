/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-health.h"

#include <math.h>

#include "nn/base/nn-digit.h"

/* The least pictures and steps of a block. */
#define BLOCK_PICTURES 3200
#define BLOCK_STEPS 50

/* Where one digit is so common, an accuracy means nothing. */
#define MOST_COMMON 0.4

/* At chance is what is at most so many standard deviations above it. */
#define DEVIATIONS 4.0

/* A block that has read so many times as much as chance has read. */
#define HAS_READ 2.5

/* Blocks in succession, all at chance: with exactly the same outputs; after a block that has read;
 * with almost the same outputs. */
#define DEAD_BLOCKS 2
#define CHANCE_BLOCKS 4
#define FLAT_BLOCKS 8

/* Outputs that differ by less count as the same: some hundred rounding errors. */
#define FLAT 1e-5

void
nn_health_init (NnHealth *self, const guint8 *labels, const guint32 *indices, gsize n)
{
  gsize counts[NN_N_CLASSES] = { 0 }, most = labels == NULL ? n : 0;

  for (gsize i = 0; labels != NULL && i < n; i++)
    if (labels[indices[i]] < NN_N_CLASSES)
      most = MAX (most, ++counts[labels[indices[i]]]);
  *self = (NnHealth){ .chance = (double) most / (double) MAX (n, 1), .dead = TRUE, .flat = TRUE };
}

static void
end_block (NnHealth *self)
{
  double n = (double) self->n_pictures, accuracy = (double) self->n_correct / n;
  gboolean at_chance
      = accuracy <= self->chance + DEVIATIONS * sqrt (self->chance * (1 - self->chance) / n);

  self->best = MAX (self->best, accuracy);
  self->n_chance = at_chance ? self->n_chance + 1 : 0;
  self->n_dead = at_chance && self->dead ? self->n_dead + 1 : 0;
  self->n_flat = at_chance && self->flat ? self->n_flat + 1 : 0;
  self->n_pictures = self->n_correct = self->n_steps = 0;
  self->dead = self->flat = TRUE;
}

NnHealthState
nn_health_add (NnHealth *self, gsize n, gsize n_correct, double range)
{
  if (self->chance > MOST_COMMON)
    return NN_HEALTH_GOOD;
  self->n_pictures += n;
  self->n_correct += n_correct;
  self->n_steps++;
  self->dead &= range == 0;
  self->flat &= range <= FLAT;
  if (self->n_pictures >= BLOCK_PICTURES && self->n_steps >= BLOCK_STEPS)
    end_block (self);
  if (self->n_dead >= DEAD_BLOCKS)
    return NN_HEALTH_DEAD;
  if (self->n_flat >= FLAT_BLOCKS
      || (self->n_chance >= CHANCE_BLOCKS && self->best >= HAS_READ * self->chance))
    return NN_HEALTH_COLLAPSED;
  return NN_HEALTH_GOOD;
}

gboolean
nn_health_is_worse (const NnHealth *self)
{
  return self->n_dead > 0 || (self->n_chance > 0 && self->best >= HAS_READ * self->chance);
}
