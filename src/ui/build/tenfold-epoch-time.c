/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/build/tenfold-epoch-time.h"

#include <math.h>

#include "nn/model/nn-network-model.h"
#include "nn/pen/nn-synthetic.h"
#include "nn/train/nn-trainer.h"

#define LEAST_SECONDS 0.25
#define LEAST_STEPS 2
#define N_PICTURES 512

double
tenfold_epoch_time (const char *text,
                    const NnNetworkFrame *frame,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (NnModel) model = nn_network_create (text, frame, 1, error);
  g_autoptr (NnDataset) dataset = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  const NnProgress *p;
  guint64 first_samples;
  double first_seconds;
  NnRecipe recipe;
  gboolean ended;

  if (model == NULL)
    return NAN;
  nn_recipe_suggest (&recipe, nn_model_graph (model));
  /* As slow as with the real rate, and cannot diverge; and it does not end. */
  recipe.rate = 1e-6f;
  recipe.schedule = NN_SCHEDULE_CONSTANT;
  recipe.validation = 0;
  recipe.epochs = 10000;
  dataset = nn_dataset_new_synthetic_with ("penned", N_PICTURES, 1);
  trainer = nn_trainer_new (model, dataset, &recipe, error);
  if (trainer == NULL)
    return NAN;
  nn_trainer_set_cancellable (trainer, cancellable);
  p = nn_trainer_progress (trainer);
  /* The first step wakes threads and memory. */
  if (!nn_trainer_step (trainer, &ended, error))
    return NAN;
  first_samples = p->samples;
  first_seconds = p->seconds;
  for (guint i = 0; i < LEAST_STEPS || p->seconds - first_seconds < LEAST_SECONDS; i++)
    if (!nn_trainer_step (trainer, &ended, error))
      return NAN;
  return (p->seconds - first_seconds) / (double) (p->samples - first_samples)
         * TENFOLD_EPOCH_PICTURES;
}
