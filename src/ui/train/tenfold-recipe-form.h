/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nn/train/nn-recipe.h"
#include "ui/session/tenfold-data-source.h"

/*
 * TenfoldRecipeForm: how a network is trained, as fields; what is rarely changed is a widget of its
 * own, for another place.
 *
 * Property: "valid" (gboolean, notify: every field can be taken).
 * Signals:
 *   "changed" ()      - the recipe is another one, by the user or by
 * tenfold_recipe_form_set_recipe() "rate-changed" () - a learning rate that can be taken was typed
 * or stepped to
 */

#define TENFOLD_TYPE_RECIPE_FORM (tenfold_recipe_form_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldRecipeForm, tenfold_recipe_form, TENFOLD, RECIPE_FORM, GtkBox)

/* The fields that are rarely changed, in groups; the caller shows them. Borrowed. */
GtkWidget *tenfold_recipe_form_get_rest (TenfoldRecipeForm *self);

/* Puts a field of the caller's at the end of the caller's fields, before those of the recipe. */
void tenfold_recipe_form_add_field (TenfoldRecipeForm *self, GtkWidget *field);

/* The data whose pictures show what augmentation does. */
void tenfold_recipe_form_set_source (TenfoldRecipeForm *self, TenfoldDataSource *source);

void tenfold_recipe_form_set_recipe (TenfoldRecipeForm *self, const NnRecipe *recipe);
void tenfold_recipe_form_get_recipe (TenfoldRecipeForm *self, NnRecipe *recipe);

/* What tips call usual and what reset brings back: the recipe of the network's preset. */
void tenfold_recipe_form_set_usual (TenfoldRecipeForm *self, const NnRecipe *usual);
gboolean tenfold_recipe_form_is_usual (TenfoldRecipeForm *self);
void tenfold_recipe_form_reset (TenfoldRecipeForm *self);

gboolean tenfold_recipe_form_get_valid (TenfoldRecipeForm *self);

/* During a run everything but the learning rate is locked. */
void tenfold_recipe_form_set_locked (TenfoldRecipeForm *self, gboolean locked);
