/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"

/* Pictures that are easy to tell apart: digit d is a bar in rows 2 d and 2 d + 1, with noise. */
static inline NnDataset *
bars (gsize n, guint64 seed)
{
  guint8 *pixels = g_malloc0 (n * 784), *labels = g_malloc (n);
  NnRandom random;

  nn_random_init (&random, seed, 0);
  for (gsize i = 0; i < n; i++) {
    labels[i] = (guint8) nn_random_below (&random, 10);
    for (int p = 0; p < 56; p++)
      pixels[i * 784 + labels[i] * 56 + p] = (guint8) (100 + nn_random_below (&random, 156));
    for (int p = 0; p < 40; p++)
      pixels[i * 784 + nn_random_below (&random, 784)] = (guint8) nn_random_below (&random, 256);
  }
  return nn_dataset_new ("bars", g_bytes_new_take (pixels, n * 784), g_bytes_new_take (labels, n),
                         NULL);
}
