/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * NnRandom: a small, fast, seedable source of random numbers with its whole state in the open, so
 * that it can be an argument, be copied, and travel in a model file.
 *
 * Generator: xoshiro256** by D. Blackman and S. Vigna, seeded through splitmix64.
 */

typedef struct {
  guint64 state[4];
} NnRandom;

/* Different streams of one seed are independent: a shard or a picture takes its number as stream.
 */
void nn_random_init (NnRandom *random, guint64 seed, guint64 stream);

guint64 nn_random_next (NnRandom *random);

/* In [0, 1), 24 bits. */
float nn_random_uniform (NnRandom *random);

/* In [low, high). */
float nn_random_range (NnRandom *random, float low, float high);

/* Gaussian, mean 0, standard deviation 1 (Box-Muller, one value a call, no hidden state). */
float nn_random_normal (NnRandom *random);

/* In [0, bound), without bias; bound > 0. */
guint32 nn_random_below (NnRandom *random, guint32 bound);

/* Fisher-Yates. */
void nn_random_shuffle (NnRandom *random, guint32 *items, gsize n_items);
