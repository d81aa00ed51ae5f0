/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-explainer.h"
#include "nn/graph/nn-plan.h"

/* NnOpened: a model whose every value on the way from the picture can be looked at. Only for
 * nn/explain. */

typedef struct {
  guint value;        /* in the model's graph */
  guint node_index;   /* of the node that makes it */
  const NnNode *node; /* likewise */
  NnShape shape;      /* of one picture: without a first dimension that counts pictures */
  gsize count;        /* numbers of one picture */
} NnOpenedLayer;

typedef struct {
  NnGraph *graph; /* with the layers as outputs, in their order; values and weights lie as in the
                     model's */
  gsize chunk;    /* pictures that run at once; 1 where the model takes one picture only */
  gboolean fixed;
  NnPlan *plan; /* of the values, for one picture where the model leaves the choice */
  guint n_layers;
  NnOpenedLayer *layers;
  NnWorkspace *one, *many; /* NULL until needed */
} NnOpened;

NnOpened *nn_opened_new (const NnModel *model, GError **error);
void nn_opened_free (NnOpened *opened);

/* Runs n pictures, at most opened->chunk; layer i of picture k then begins at number k x count of
 * nn_workspace_output() i. */
NnWorkspace *
nn_opened_run (NnOpened *opened, const NnModel *model, const float *inks, gsize n, GError **error);

/* The explainer's own, made when first needed and kept while the graph stays the same. */
NnOpened *nn_explainer_open (NnExplainer *explainer, GError **error);

/* The layer of a value; NULL. */
const NnOpenedLayer *nn_opened_layer (const NnOpened *opened, guint value, guint *index);
