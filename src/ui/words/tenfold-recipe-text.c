/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/words/tenfold-recipe-text.h"

#include <glib/gi18n.h>

const char *
tenfold_recipe_word_title (const NnRecipeWord *word)
{
  return g_dpgettext2 (NULL, "setting", word->title);
}

char *
tenfold_recipe_value_text (const NnRecipe *recipe, const NnRecipeField *field)
{
  g_autofree char *text = nn_recipe_get (recipe, field);

  switch (field->kind) {
  case NN_FIELD_WORD:
    return g_strdup (tenfold_recipe_word_title (nn_recipe_word (recipe, field)));
  case NN_FIELD_FLOAT:
    /* As the locale writes it. */
    return g_strdup_printf ("%.9g", g_ascii_strtod (text, NULL));
  default:
    return g_steal_pointer (&text);
  }
}

static gboolean
differs (const NnRecipeField *field, const NnRecipe *const *recipes, guint n)
{
  g_autofree char *first = nn_recipe_get (recipes[0], field);

  for (guint i = 1; i < n; i++) {
    g_autofree char *other = nn_recipe_get (recipes[i], field);

    if (!g_str_equal (first, other))
      return TRUE;
  }
  return FALSE;
}

char *
tenfold_recipe_difference (const NnRecipe *const *recipes, guint n, guint i)
{
  GString *text = g_string_new (NULL);
  guint n_fields;
  const NnRecipeField *fields = nn_recipe_fields (&n_fields);

  for (guint f = 0; f < n_fields; f++) {
    g_autofree char *value = NULL;

    if (!nn_recipe_uses (recipes[i], &fields[f]) || !differs (&fields[f], recipes, n))
      continue;
    value = tenfold_recipe_value_text (recipes[i], &fields[f]);
    /* Translators: a setting and its value, as "Learning rate 0.01" */
    g_string_append_printf (text, C_ ("setting", "%s %s"), _ (fields[f].title), value);
    g_string_append (text, " · ");
  }
  if (text->len > 0)
    g_string_truncate (text, text->len - strlen (" · "));
  return g_string_free (text, FALSE);
}

char *
tenfold_run_text (const char *data, const NnRecipe *recipe)
{
  g_autofree char *optimizer = tenfold_recipe_value_text (recipe, nn_recipe_find ("optimizer"));

  /* Translators: a dataset, an optimizer and its learning rate, the size of a batch */
  return g_strdup_printf (_ ("%s · %s %g · batch %u"), data, optimizer, (double) recipe->rate,
                          recipe->batch);
}
