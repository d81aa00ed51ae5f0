/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-recipe.h"

/* A value of a field that is allowed and not the usual one, as nn_recipe_set() reads it; of a seed
 * the largest, which no double holds. Free with g_free(). */
static inline char *
another_value (const NnRecipeField *field)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double number;

  switch (field->kind) {
  case NN_FIELD_WORD:
    return g_strdup (field->words[field->usual == 0 ? 1 : 0].name);
  case NN_FIELD_SEED:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, G_MAXUINT64);
  case NN_FIELD_COUNT:
    return g_strdup_printf ("%.0f", field->high);
  default:
    /* Rounded to what a float can tell apart. */
    number = field->low + (field->high - field->low) * 0.77;
    g_ascii_formatd (text, sizeof text, "%.3g", number);
    return g_strdup (g_ascii_formatd (text, sizeof text, "%.9g", g_ascii_strtod (text, NULL)));
  }
}
