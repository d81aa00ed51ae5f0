/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"

/* NnEdit: changes to a model, from which another one is made; graphs themselves never change. All
 * tables go by the index of the model's graph and may be written to until nn_edit_finish(). */

typedef struct {
  const NnModel *model;
  guint *alias;         /* by value: the value to be read in its place; itself */
  NnTensor **constants; /* by value: other numbers for a constant; NULL: the same */
  float **weights;      /* by value: other numbers for a parameter; NULL: the same */
  guint (*inputs)[3];   /* by node: its first three inputs; only used where changed */
  gboolean *changed;    /* by node: takes three inputs from the table */
  NnShape *shapes;      /* by value: of an input; rank -1: the same */
  GArray *outputs;      /* guint: values */
} NnEdit;

/* Everything as it is, the outputs too. */
NnEdit *nn_edit_new (const NnModel *model);
void nn_edit_free (NnEdit *edit);

/* Facts, convention and weights are kept; nodes, inputs and weights that lead to no output are
 * not. */
NnModel *nn_edit_finish (NnEdit *edit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnEdit, nn_edit_free)
