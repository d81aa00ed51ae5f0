/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-recipe.h"
#include "ui/widgets/tenfold-field.h"

/* The fields of a recipe as people see them: captions, units, ranges, explanations, and for which
 * optimizers and losses they mean anything. Pure. */

typedef enum {
  TENFOLD_FIELDS_COMMON,
  TENFOLD_FIELDS_OPTIMIZER,
  TENFOLD_FIELDS_LOSS,
  TENFOLD_FIELDS_AUGMENTATION,
  TENFOLD_FIELDS_RUN,
  TENFOLD_N_FIELD_GROUPS,
} TenfoldFieldGroup;

typedef enum {
  TENFOLD_NUMBER_FLOAT,
  TENFOLD_NUMBER_UINT,
  TENFOLD_NUMBER_UINT64,
  TENFOLD_NUMBER_CHOICE, /* one of names; a switch is a choice of no and yes */
} TenfoldNumberType;

typedef struct {
  gsize offset; /* in NnRecipe */
  TenfoldNumberType type;
  TenfoldFieldGroup group;
  TenfoldFieldSpec spec; /* its texts are not translated yet; of a choice only they count */
  const char *const *(*names) (void); /* of a choice: translated, NULL-terminated */
  guint optimizers, losses;           /* bits of those that it means something for; 0: all */
} TenfoldRecipeField;

const TenfoldRecipeField *tenfold_recipe_fields (guint *n);

/* "Optimizer and schedule"; translated. NULL for the common ones. */
const char *tenfold_field_group_title (TenfoldFieldGroup group);

double tenfold_recipe_field_get (const TenfoldRecipeField *field, const NnRecipe *recipe);
void tenfold_recipe_field_set (const TenfoldRecipeField *field, NnRecipe *recipe, double value);
gboolean tenfold_recipe_field_applies (const TenfoldRecipeField *field, const NnRecipe *recipe);

/* "Learning rate 0.01 · Batch 64": what is not the same in all of them, as recipes[i] has it; ""
 * where nothing is. Seeds and threads count too. Free with g_free(). */
char *tenfold_recipe_difference (const NnRecipe *const *recipes, guint n, guint i);
