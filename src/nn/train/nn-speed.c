/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-speed.h"

#include "nn/pen/nn-synthetic.h"
#include "nn/train/nn-trainer.h"

#define LEAST_SECONDS 0.25
#define LEAST_STEPS 2
/* Larger batches are no faster. */
#define LARGEST_BATCH 1024
#define LEAST_PICTURES 512

static gboolean
measure_training (NnModel *model,
                  NnDataset *dataset,
                  const NnRecipe *recipe,
                  GCancellable *cancellable,
                  double *seconds,
                  GError **error)
{
  g_autoptr (NnTrainer) trainer = nn_trainer_new (model, dataset, recipe, error);
  const NnProgress *p;
  guint64 first_samples;
  double first_seconds;
  gboolean ended;

  if (trainer == NULL)
    return FALSE;
  nn_trainer_set_cancellable (trainer, cancellable);
  p = nn_trainer_progress (trainer);
  /* The first step wakes threads and memory. */
  if (!nn_trainer_step (trainer, &ended, error))
    return FALSE;
  first_samples = p->samples;
  first_seconds = p->seconds;
  for (guint i = 0; i < LEAST_STEPS || p->seconds - first_seconds < LEAST_SECONDS; i++)
    if (!nn_trainer_step (trainer, &ended, error))
      return FALSE;
  *seconds = (p->seconds - first_seconds) / (double) (p->samples - first_samples);
  return TRUE;
}

gboolean
nn_speed_measure (NnModel *model,
                  const NnRecipe *recipe,
                  GCancellable *cancellable,
                  NnSpeed *speed,
                  GError **error)
{
  NnRecipe measured = *recipe;
  g_autoptr (NnModel) fresh = NULL;
  g_autoptr (NnDataset) dataset = NULL;
  NnMeasure measure;

  /* As slow as with the real rate, and cannot diverge. */
  measured.rate = 1e-6f;
  measured.batch = MIN (recipe->batch, LARGEST_BATCH);
  measured.validation = 0;
  measured.epochs = 10000;
  measured.schedule = NN_SCHEDULE_CONSTANT;
  measured.warmup = 0;
  dataset = nn_dataset_new_synthetic_with ("penned", MAX (LEAST_PICTURES, measured.batch), 1);
  /* Without the state of a run. */
  fresh = nn_model_with_weights (model, nn_model_weights (model));
  if (!measure_training (fresh, dataset, &measured, cancellable, &speed->training, error))
    return FALSE;
  if (!nn_measure (fresh, dataset, NULL, 0, recipe->threads, cancellable, &measure, error))
    return FALSE;
  speed->reading = measure.seconds / (double) measure.count;
  return TRUE;
}

double
nn_speed_estimate (const NnSpeed *speed,
                   const NnRecipe *recipe,
                   gsize n_pictures,
                   gsize n_epochs,
                   gsize n_test)
{
  double n_validation = MIN (recipe->validation, n_pictures / 3);

  return (double) n_epochs
             * (((double) n_pictures - n_validation) * speed->training
                + n_validation * speed->reading)
         + (double) n_test * speed->reading;
}
