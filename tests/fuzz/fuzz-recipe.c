/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "fuzz.h"
#include "nn/train/nn-recipe.h"

/* The text of a recipe is read; one that is taken can be run, never at more than its rate, and says
 * the same when it is written and read again. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autofree char *text = g_strndup ((const char *) data, length);
  g_autofree char *written = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  NnRecipe recipe, read;

  nn_recipe_init (&recipe, NULL);
  if (!nn_recipe_from_string (&recipe, text, &error)) {
    g_assert_nonnull (error);
    return 0;
  }
  g_assert_no_error (error);
  g_assert_true (nn_recipe_check (&recipe, NULL));
  for (guint64 step = 0; step < 2000; step += step < 16 ? 1 : 97) {
    float factor = nn_schedule_factor (&recipe, step, 469);

    g_assert_true (isfinite (factor) && factor >= 0 && factor <= 1);
  }
  written = nn_recipe_to_string (&recipe);
  nn_recipe_init (&read, NULL);
  g_assert_true (nn_recipe_from_string (&read, written, &error));
  g_assert_no_error (error);
  again = nn_recipe_to_string (&read);
  g_assert_cmpstr (again, ==, written);
  return 0;
}
