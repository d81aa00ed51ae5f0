/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-estimator.h"

#include <math.h>
#include <string.h>

#include "nn/read/nn-calibrate.h"
#include "nn/read/nn-judge.h"
#include "nn/read/nn-reader.h"

/* Pictures by which the temperature is found: one number needs few. */
#define CALIBRATION_PICTURES 200

struct _NnEstimator {
  NnModel *model;
  NnDataset *dataset;
  NnTeam *team;
  NnRunner *runner;
  guint32 *sample;
  gsize n_sample;
  NnJudgement *judgements; /* by place in the sample */
  float probabilities[CALIBRATION_PICTURES][NN_N_CLASSES];
};

/* One of each class in turn; where a class has no more samples, the others go on. Numbers in their
 * order. */
static void
draw_sample (NnEstimator *self, const guint32 *indices, gsize n)
{
  const guint8 *labels = nn_dataset_labels (self->dataset);
  gsize next[NN_N_CLASSES] = { 0 };
  gboolean found = TRUE;

  self->sample = g_new (guint32, MIN (n, NN_ESTIMATE_PICTURES) + 1);
  if (labels == NULL) {
    self->n_sample = MIN (n, NN_ESTIMATE_PICTURES);
    memcpy (self->sample, indices, self->n_sample * sizeof (guint32));
    return;
  }
  while (found && self->n_sample < NN_ESTIMATE_PICTURES) {
    found = FALSE;
    for (guint k = 0; k < NN_N_CLASSES && self->n_sample < NN_ESTIMATE_PICTURES; k++) {
      while (next[k] < n && labels[indices[next[k]]] != k)
        next[k]++;
      if (next[k] == n)
        continue;
      self->sample[self->n_sample++] = indices[next[k]++];
      found = TRUE;
    }
  }
}

NnEstimator *
nn_estimator_new (NnModel *model,
                  NnDataset *dataset,
                  const guint32 *indices,
                  gsize n,
                  NnTeam *team,
                  GError **error)
{
  NnRunner *runner = nn_runner_new (model, NN_PLAN_INFERENCE, nn_team_n_members (team), error);
  NnEstimator *self;

  if (runner == NULL)
    return NULL;
  self = g_new0 (NnEstimator, 1);
  self->model = nn_model_ref (model);
  self->dataset = nn_dataset_ref (dataset);
  self->team = team;
  self->runner = runner;
  draw_sample (self, indices, n);
  self->judgements = g_new (NnJudgement, self->n_sample + 1);
  return self;
}

void
nn_estimator_free (NnEstimator *self)
{
  nn_runner_free (self->runner);
  nn_dataset_unref (self->dataset);
  nn_model_unref (self->model);
  g_free (self->sample);
  g_free (self->judgements);
  g_free (self);
}

gsize
nn_estimator_size (const NnEstimator *self)
{
  return self->n_sample;
}

static float
find_temperature (const NnEstimator *self, gsize n)
{
  guint8 labels[CALIBRATION_PICTURES];

  n = MIN (n, CALIBRATION_PICTURES);
  for (gsize i = 0; i < n; i++)
    labels[i] = nn_dataset_labels (self->dataset)[self->sample[i]];
  return nn_find_temperature (self->probabilities[0], labels, n);
}

gboolean
nn_estimator_read (NnEstimator *self,
                   const float *weights,
                   gsize n,
                   GCancellable *cancellable,
                   NnHeldOut *held_out,
                   GError **error)
{
  const NnJudgeJob job = { .team = self->team,
                           .runner = self->runner,
                           .model = self->model,
                           .weights = weights,
                           .dataset = self->dataset,
                           .indices = self->sample,
                           .n = n,
                           .cancellable = cancellable,
                           .judgements = self->judgements,
                           .probabilities = self->probabilities,
                           .n_probabilities = CALIBRATION_PICTURES };
  gsize n_right = 0;
  double loss = 0;

  g_return_val_if_fail (n > 0 && n <= self->n_sample, FALSE);

  if (!nn_judge_all (&job, error))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    n_right += self->judgements[i].right != 0;
    loss += self->judgements[i].loss;
  }
  held_out->count = n;
  held_out->accuracy = nn_dataset_n_classes (self->dataset) > 0 ? (float) n_right / (float) n : NAN;
  held_out->loss = (float) (loss / (double) n);
  held_out->temperature
      = nn_dataset_pixels (self->dataset) != NULL && held_out->accuracy < (float) NN_GROWN_ACCURACY
            ? find_temperature (self, n)
            : 1;
  return TRUE;
}
