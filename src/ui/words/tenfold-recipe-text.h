/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-recipe.h"

/* Text about recipes in the user's language, made from the core's table of fields. Pure; free what
 * comes back with g_free(). */

/* "Adam": the title of a word of the table. */
const char *tenfold_recipe_word_title (const NnRecipeWord *word);

/* "0.01", "128", "Adam": a field's value. */
char *tenfold_recipe_value_text (const NnRecipe *recipe, const NnRecipeField *field);

/* "Learning rate 0.01 · Batch 64": what is not the same in all of them, as recipes[i] has it; ""
 * where nothing is. Seeds and threads count too. */
char *tenfold_recipe_difference (const NnRecipe *const *recipes, guint n, guint i);

/* "MNIST · Adam 0.001 · batch 128": what a run was made with. */
char *tenfold_run_text (const char *data, const NnRecipe *recipe);
