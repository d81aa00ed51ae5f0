/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-teaching.h"

/* A few digits are not seen more often than this: they would be learned by heart. */
#define MOST_REPEATS 100
#define SHARE_OF_RATE 0.1f
#define BATCH 32

/* The first n pictures. */
static NnDataset *
beginning (NnDataset *dataset, gsize n)
{
  GBytes *pixels = g_bytes_new (nn_dataset_pixels (dataset), n * NN_PICTURE_PIXELS);
  GBytes *labels = g_bytes_new (nn_dataset_labels (dataset), n);

  return nn_dataset_new_open (nn_dataset_name (dataset), pixels, labels, NULL);
}

NnDataset *
tenfold_teaching_dataset (NnDataset *others, NnOwnDigits *own)
{
  g_autoptr (NnDataset) digits = nn_own_digits_make_dataset (own, NN_OWN_TRAINING, "mine");
  g_autoptr (NnDataset) first = NULL;
  g_autofree char *name = NULL;
  NnDataset *parts[1 + MOST_REPEATS];
  guint n;

  if (digits == NULL)
    return NULL;
  n = (guint) CLAMP (TENFOLD_TEACHING_OWN / nn_dataset_count (digits), 1, MOST_REPEATS);
  first = beginning (others, MIN (nn_dataset_count (others), TENFOLD_TEACHING_OTHERS));
  parts[0] = first;
  for (guint i = 1; i <= n; i++)
    parts[i] = digits;
  name = g_strdup_printf ("%s+mine:%u", nn_dataset_name (others), n);
  return nn_dataset_join (name, parts, n + 1, 1);
}

void
tenfold_teaching_recipe (NnRecipe *recipe)
{
  recipe->epochs = 1;
  recipe->batch = BATCH;
  recipe->rate *= SHARE_OF_RATE;
  recipe->schedule = NN_SCHEDULE_CONSTANT;
  recipe->warmup = 0;
  /* A run this short would hardly move the average. */
  recipe->average = 0;
}
