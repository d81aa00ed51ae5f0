/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-augment.h"
#include "nn/model/nn-preset.h"

/* NnRecipe: how a network is trained; everything that decides the result but the data and the
 * weights. */

typedef enum {
  NN_LOSS_CROSS_ENTROPY, /* of softmax over the logits */
  NN_LOSS_SQUARED_ERROR, /* half the sum over the ten outputs */
} NnLoss;

typedef enum {
  NN_OPTIMIZER_SGD,
  NN_OPTIMIZER_RMSPROP,
  NN_OPTIMIZER_ADAM,
  NN_OPTIMIZER_ADAMW,
  NN_OPTIMIZER_LBFGS,
} NnOptimizerKind;

typedef enum {
  NN_SCHEDULE_CONSTANT,
  NN_SCHEDULE_STEP,      /* x 0.1 after each third of the run */
  NN_SCHEDULE_COSINE,    /* to 0 over the run */
  NN_SCHEDULE_ONE_CYCLE, /* up for the first 30 %, then down to almost 0, half cosines */
} NnSchedule;

typedef struct {
  NnLoss loss;
  NnOptimizerKind optimizer;
  float rate;     /* learning rate */
  float momentum; /* SGD */
  gboolean nesterov;
  float beta1, beta2;      /* Adam; beta2 is RMSprop's rho */
  float epsilon;           /* keeps Adam and RMSprop from dividing by 0 */
  gboolean epsilon_inside; /* RMSprop: sqrt (v + epsilon), as Keras has it, instead of
                              sqrt (v) + epsilon, as PyTorch has it */
  float weight_decay;      /* added to the gradient, in AdamW decoupled */
  float label_smoothing;
  float clip;    /* longest gradient (Euclidean norm over all weights); 0: any */
  float average; /* decay a step of the moving average of the weights, which is what is validated
                    and kept; 0: no average */
  NnSchedule schedule;
  float warmup;                  /* epochs of linear warm-up */
  float target_low, target_high; /* squared error: targets for the nine others and for the one */
  guint batch;                   /* samples a step */
  guint epochs;                  /* from the beginning of the run */
  guint validation;  /* pictures kept back for validation; 5000 by default, at most a third of the
                        data */
  NnAugment augment; /* how pictures are changed while training; all 0: not */
  guint64 seed;      /* order of the samples, split, dropout */
  guint threads;     /* 0: as many as the machine has; never changes the result */
} NnRecipe;

/* The preset's own recipe, or a sensible one where preset is NULL. */
void nn_recipe_init (NnRecipe *recipe, const NnPreset *preset);

/* NN_ERROR_RANGE naming the field, its value and its range. */
gboolean nn_recipe_check (const NnRecipe *recipe, GError **error);

/* One field from text, or "augment", which sets seven (nn_augment_init): names as in the struct
 * with '-' for '_', "yes" or "no", "adam", "cosine". NN_ERROR_RANGE for a field that is not there,
 * or a value that is none or outside of its range. */
gboolean nn_recipe_set (NnRecipe *recipe, const char *field, const char *value, GError **error);

/* "optimizer=adam rate=0.001 ...": what differs from the usual, and always the main fields; without
 * seed and threads. Read again, it gives the same numbers. Free with g_free(). */
char *nn_recipe_to_string (const NnRecipe *recipe);
gboolean nn_recipe_from_string (NnRecipe *recipe, const char *text, GError **error);

const char *
nn_optimizer_name (NnOptimizerKind kind); /* "sgd", "rmsprop", "adam", "adamw", "lbfgs" */

/* The factor on the rate at a place of the run: step of n_steps, counted from 0. */
float nn_schedule_factor (const NnRecipe *recipe, guint64 step, guint64 steps_per_epoch);

/* The same for the steps, counted from 0, by which a run is made longer that had come to its end.
 * It must neither leave what has been found, as the schedule's beginning would, nor stand still, as
 * its end would: it falls once more, from a tenth of the rate. */
float nn_schedule_extension_factor (const NnRecipe *recipe, guint64 step, guint64 n_steps);
