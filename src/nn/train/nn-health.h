/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * NnHealth: detects that the network of a run has collapsed: it gives the same answer for every
 * picture, and further steps do not change that. Steps are examined in blocks of some thousand
 * pictures. A network that has learned nothing yet has not collapsed: its answers still differ a
 * little.
 */

typedef enum {
  NN_HEALTH_GOOD,
  NN_HEALTH_DEAD,      /* exactly the same outputs for every picture: no unit passes anything on */
  NN_HEALTH_COLLAPSED, /* it has read pictures before, or never, and is at chance for long */
} NnHealthState;

typedef struct {
  double chance; /* share of the commonest digit: what the same answer to everything gets right */
  double best;   /* largest accuracy of a block */
  guint n_chance, n_dead, n_flat; /* blocks in succession, up to the last one */
  /* The block under way. */
  gsize n_pictures, n_correct;
  guint n_steps;
  gboolean dead, flat;
} NnHealth;

/* labels of the pictures at these n indices; those above 9 are not digits. NULL: the
 * targets are numbers, and nothing can be told. */
void nn_health_init (NnHealth *health, const guint8 *labels, const guint32 *indices, gsize n);

/* What a step over n pictures has measured. range: how far the outputs of its pictures were apart
 * at most, as a share of the largest output; NaN where there was one picture only. */
NnHealthState nn_health_add (NnHealth *health, gsize n, gsize n_correct, double range);

/* Whether the last block was at chance although an earlier one was not. */
gboolean nn_health_is_worse (const NnHealth *health);
