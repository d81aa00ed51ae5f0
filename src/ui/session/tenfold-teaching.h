/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-own-digits.h"
#include "nn/train/nn-recipe.h"

/*
 * Teaching a network that reads the hand of one person: a short run over the user's own digits,
 * often repeated, among pictures of a dataset, so that it does not forget the others (rehearsal,
 * Robins 1995), at a tenth of the usual rate.
 */

/* Pictures of the dataset that are among them, and how many the own digits come to at most. */
#define TENFOLD_TEACHING_OTHERS 6000
#define TENFOLD_TEACHING_OWN 2000

/* NULL: there is no own digit to train on. */
NnDataset *tenfold_teaching_dataset (NnDataset *others, NnOwnDigits *own);

/* Makes of the usual recipe of a network the one by which it is taught. */
void tenfold_teaching_recipe (NnRecipe *recipe);
