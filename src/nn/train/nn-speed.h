/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"
#include "nn/train/nn-recipe.h"

/* NnSpeed: how fast this machine trains and reads, measured in a moment. */

typedef struct {
  double training; /* seconds a picture, all threads together */
  double reading;  /* likewise, with many pictures at once */
} NnSpeed;

/* Trains the model for a quarter of a second or two steps, whichever is more, on digits made for
 * it, and throws the result away. NN_ERROR_CANCELLED within a part of a step where the cancellable,
 * which may be NULL, says so; NN_ERROR_SHAPE and NN_ERROR_RANGE as nn_trainer_new(). */
gboolean nn_speed_measure (NnModel *model,
                           const NnRecipe *recipe,
                           GCancellable *cancellable,
                           NnSpeed *speed,
                           GError **error);

/* The seconds that a recipe's run takes on n_pictures, with its validations, and then n_test. */
double nn_speed_estimate (const NnSpeed *speed,
                          const NnRecipe *recipe,
                          gsize n_pictures,
                          gsize n_epochs,
                          gsize n_test);
