/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-dataset.h"

#include "nn/base/nn-team.h"
#include "nn/pen/nn-synthetic.h"

#define N_TRAINING 60000
#define N_TEST 10000
#define PICTURES_A_TASK 500

typedef struct {
  guint64 seed;
  gboolean strange;
  gsize count;
  guint8 *pixels, *labels;
} Job;

static void
paint_some (guint task, guint member, gpointer data)
{
  Job *job = data;
  gsize first = (gsize) task * PICTURES_A_TASK, end = MIN (job->count, first + PICTURES_A_TASK);
  float inks[NN_PICTURE_PIXELS];

  for (gsize i = first; i < end; i++) {
    guint8 *pixels = job->pixels + i * NN_PICTURE_PIXELS;
    NnRandom random;
    int digit;

    nn_random_init (&random, job->seed, i);
    digit = job->strange ? NN_NO_DIGIT : (int) nn_random_below (&random, NN_N_CLASSES);
    nn_synthetic_paint (&random, digit, nn_synthetic_choose_style (&random, digit), inks);
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      pixels[p] = (guint8) (255 * inks[p] + 0.5f);
    job->labels[i] = (guint8) digit;
  }
}

static NnDataset *
paint_all (const char *name, gsize count, guint64 seed, gboolean strange)
{
  g_autoptr (NnTeam) team = nn_team_new (0);
  Job job = { seed, strange, count, g_malloc (count * NN_PICTURE_PIXELS), g_malloc (count) };

  nn_team_run (team, (guint) ((count + PICTURES_A_TASK - 1) / PICTURES_A_TASK), paint_some, &job);
  return nn_dataset_new_open (name, g_bytes_new_take (job.pixels, count * NN_PICTURE_PIXELS),
                              g_bytes_new_take (job.labels, count), NULL);
}

NnDataset *
nn_dataset_new_synthetic_with (const char *name, gsize count, guint64 seed)
{
  return paint_all (name, count, seed, FALSE);
}

NnDataset *
nn_dataset_new_strange (const char *name, gsize count, guint64 seed)
{
  return paint_all (name, count, seed, TRUE);
}

NnDataset *
nn_dataset_new_synthetic (gboolean test)
{
  return test ? nn_dataset_new_synthetic_with ("penned, test", N_TEST, NN_SYNTHETIC_SEED + 1)
              : nn_dataset_new_synthetic_with ("penned", N_TRAINING, NN_SYNTHETIC_SEED);
}
