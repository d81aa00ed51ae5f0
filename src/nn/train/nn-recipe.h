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
  guint validation;              /* pictures held out for validation: at most a third of the data */
  NnAugment augment;             /* how pictures are changed while training; all 0: not */
  guint64 seed;                  /* order of the samples, split, dropout */
  guint threads;                 /* 0: as many as the machine has; never changes the result */
} NnRecipe;

/* One row of the table of fields. The core checks, reads and writes recipes by it; the command
 * line's options and its manual, the form in the window and the legend of the plot are made from
 * it. A new field is one row and the code that uses it. Texts for people are in English and marked
 * for translation; the window translates them, the titles of words with the context "setting". */

typedef enum {
  NN_FIELD_FLOAT, /* float */
  NN_FIELD_COUNT, /* guint */
  NN_FIELD_SEED,  /* guint64, all of them */
  NN_FIELD_WORD,  /* an enumeration or a gboolean: the index of a word */
} NnFieldKind;

typedef enum {
  NN_FIELDS_MAIN,
  NN_FIELDS_OPTIMIZER,
  NN_FIELDS_LOSS,
  NN_FIELDS_AUGMENT,
  NN_FIELDS_RUN,
  NN_N_FIELD_GROUPS,
} NnFieldGroup;

typedef struct {
  const char *name;  /* "one-cycle": in files and on the command line */
  const char *title; /* "One cycle" */
} NnRecipeWord;

typedef struct {
  const char *name; /* "label-smoothing": in files and on the command line */
  char letter;      /* of the command line's short option; 0: none */
  NnFieldKind kind;
  gsize offset;              /* in NnRecipe */
  double low, high;          /* of NN_FIELD_FLOAT and NN_FIELD_COUNT: both allowed */
  double usual;              /* without a preset; of NN_FIELD_WORD the index */
  const NnRecipeWord *words; /* of NN_FIELD_WORD: ends with a name of NULL */
  NnFieldGroup group;
  guint optimizers, losses; /* bits of those that look at it; 0: all */
  gboolean always;          /* written to text even where it is usual */
  const char *unit;         /* "pixels"; NULL: none */
  const char *title;        /* "Label smoothing" */
  const char *summary;      /* what it does: one sentence without a full stop */
} NnRecipeField;

const NnRecipeField *nn_recipe_fields (guint *n_fields);

/* "Optimizer and schedule"; NULL for NN_FIELDS_MAIN. */
const char *nn_recipe_group_title (NnFieldGroup group);

/* By name; NULL if unknown. "augment" is found too, though it is not a field: it sets the
 * seven fields of augmentation together (nn_augment_init). */
const NnRecipeField *nn_recipe_find (const char *name);

/* Whether the recipe's optimizer and loss look at the field. */
gboolean nn_recipe_uses (const NnRecipe *recipe, const NnRecipeField *field);

/* "How a gradient becomes a step: sgd, rmsprop, adam, adamw or lbfgs": the summary, the range or
 * the words, and which optimizers or losses use the field. Free with g_free(). */
char *nn_recipe_field_help (const NnRecipeField *field);

/* The word that the recipe has for a field of words. */
const NnRecipeWord *nn_recipe_word (const NnRecipe *recipe, const NnRecipeField *field);

/* The preset's own recipe, or the usual one where preset is NULL. */
void nn_recipe_init (NnRecipe *recipe, const NnPreset *preset);

/* A recipe that suits a user's own network, by rule of thumb: Adam and one
 * cycle over 3 epochs; gradients clipped to 1 through recurrent layers; and the rate:
 *
 *   0.01    for one or two dense layers alone
 *   0.005   with convolutions, in up to four layers with weights
 *   0.001   in more than six layers with weights, without normalization or residuals
 *   0.003   else
 *
 * What twenty networks reach by it stands in docs/measurements.md (bench/twenty). */
void nn_recipe_suggest (NnRecipe *recipe, const NnGraph *graph);

/* The recipe that a network comes with: that of the preset which the model names, the suggested one
 * where its fact "network" says that somebody has put it together, else the usual one. */
void nn_recipe_of_network (NnRecipe *recipe, const NnModel *model);

/* The recipe of the run that the model can go on with, its seed included, or, of points,
 * the one that it was made with; where there is none, that of the preset, or where preset is NULL,
 * nn_recipe_of_network(). */
void nn_recipe_of_model (NnRecipe *recipe, const NnModel *model, const NnPreset *preset);

/* NN_ERROR_RANGE naming the field, its value and its range. */
gboolean nn_recipe_check (const NnRecipe *recipe, GError **error);

/* A field's value as text: a word's name, a whole number, or the shortest number (with a point)
 * that is the same float. nn_recipe_set() reads it. Free with g_free(). */
char *nn_recipe_get (const NnRecipe *recipe, const NnRecipeField *field);

/* One field from text, by its name, or "augment". NN_ERROR_RANGE for a field that does not exist,
 * or a value that cannot be read or is outside its range; the recipe is then as it was. */
gboolean nn_recipe_set (NnRecipe *recipe, const char *name, const char *value, GError **error);

/* "epochs=5 rate=0.001 ...": the main fields, and what differs from the usual; without seed and
 * threads. Read again, it gives the same numbers. Free with g_free(). */
char *nn_recipe_to_string (const NnRecipe *recipe);
gboolean nn_recipe_from_string (NnRecipe *recipe, const char *text, GError **error);

/* "sgd", "rmsprop", "adam", "adamw", "lbfgs" */
const char *nn_optimizer_name (NnOptimizerKind kind);

/* The factor on the rate at a step of the run, counted from 0: never above 1. */
float nn_schedule_factor (const NnRecipe *recipe, guint64 step, guint64 steps_per_epoch);

/* The same for the steps, counted from 0, by which a run is made longer that had come to its end.
 * It must neither leave what has been found, as the schedule's beginning would, nor stand still, as
 * its end would: it falls once more, from a tenth of the rate. */
float nn_schedule_extension_factor (const NnRecipe *recipe, guint64 step, guint64 n_steps);
