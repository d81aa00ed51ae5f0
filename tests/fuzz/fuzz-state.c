/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "nn/model/nn-preset.h"
#include "nn/train/nn-trainer.h"

/* What a model file says of the training that made it. Whatever it says, training begins - where it
 * stopped or anew - makes a step, and can be kept and taken up again. */

#define COUNT 40

static NnDataset *
make_data (void)
{
  guint8 *pixels = g_malloc0 (COUNT * 784), *labels = g_malloc (COUNT);

  for (guint i = 0; i < COUNT; i++) {
    labels[i] = (guint8) (i % 10);
    pixels[i * 784 + i] = 255;
  }
  return nn_dataset_new ("fuzz", g_bytes_new_take (pixels, COUNT * 784),
                         g_bytes_new_take (labels, COUNT), NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (NnDataset) dataset = make_data ();
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("linear"), 1);
  g_autoptr (NnModel) kept = NULL;
  g_autoptr (GBytes) state = g_bytes_new (data, length);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (NnTrainer) again = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ended;
  NnRecipe recipe;

  nn_recipe_init (&recipe, nn_preset_find ("linear"));
  recipe.optimizer = NN_OPTIMIZER_SGD;
  recipe.momentum = 0;
  recipe.average = 0;
  recipe.batch = 10;
  recipe.epochs = 3;
  recipe.seed = 1;
  recipe.threads = 1;
  recipe.validation = 10;
  nn_model_set_training_state (model, state);
  nn_trainer_epochs_of (model);
  nn_trainer_goes_on (model, dataset, &recipe);
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  if (!nn_trainer_is_done (trainer) && !nn_trainer_step (trainer, &ended, &error)) {
    g_assert_error (error, NN_ERROR, NN_ERROR_DIVERGED);
    return 0;
  }
  kept = nn_trainer_checkpoint (trainer);
  g_assert_true (nn_trainer_goes_on (kept, dataset, &recipe));
  again = nn_trainer_new (kept, dataset, &recipe, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nn_trainer_progress (again)->step, ==, nn_trainer_progress (trainer)->step);
  return 0;
}
