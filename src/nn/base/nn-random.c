/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-random.h"

#include <math.h>

static guint64
splitmix64 (guint64 *x)
{
  guint64 z = (*x += 0x9e3779b97f4a7c15u);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void
nn_random_init (NnRandom *random, guint64 seed, guint64 stream)
{
  guint64 x = seed;
  guint64 mixed = splitmix64 (&x) ^ (stream * 0xd1342543de82ef95u);

  for (int i = 0; i < 4; i++)
    random->state[i] = splitmix64 (&mixed);
}

static inline guint64
rotate_left (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

guint64
nn_random_next (NnRandom *random)
{
  guint64 *s = random->state;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

float
nn_random_uniform (NnRandom *random)
{
  return (float) (nn_random_next (random) >> 40) * 0x1p-24f;
}

float
nn_random_range (NnRandom *random, float low, float high)
{
  return low + (high - low) * nn_random_uniform (random);
}

float
nn_random_normal (NnRandom *random)
{
  float u = 1.0f - nn_random_uniform (random);
  float v = nn_random_uniform (random);

  return sqrtf (-2.0f * logf (u)) * cosf (2.0f * (float) G_PI * v);
}

guint32
nn_random_below (NnRandom *random, guint32 bound)
{
  guint32 threshold, x;

  g_return_val_if_fail (bound > 0, 0);

  /* Values below 2^32 mod bound would make the first results likelier than the last. */
  threshold = -bound % bound;
  do
    x = (guint32) (nn_random_next (random) >> 32);
  while (x < threshold);
  return x % bound;
}

void
nn_random_shuffle (NnRandom *random, guint32 *items, gsize n_items)
{
  for (gsize i = n_items; i > 1; i--) {
    gsize j = nn_random_below (random, (guint32) i);
    guint32 item = items[i - 1];

    items[i - 1] = items[j];
    items[j] = item;
  }
}
