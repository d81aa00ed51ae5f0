/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/graph/nn-plan.h"
#include "nn/model/nn-model.h"

/* What explanations look for in a graph, and the same graph with other outputs. Only for
 * nn/explain. */

/* How the numbers that are explained ("scores") come from the value that is found for them. */
typedef struct {
  guint scores; /* value: ten numbers a picture; what goes into the softmax, if there is one */
  gboolean logarithm; /* of them is taken: no softmax was found, and they are probabilities */
  guint features;     /* value: what the last layer with weights reads; the input if it is one */
} NnExplainPlaces;

/* plan: of the model's graph, for this many pictures. NN_ERROR_UNSUPPORTED where the output is not
 * ten float32 numbers. */
gboolean nn_explain_places_find (const NnModel *model,
                                 const NnPlan *plan,
                                 gsize batch,
                                 NnExplainPlaces *places,
                                 GError **error);

/* The same values at the same indices, the weights at the same offsets, but these outputs; weights
 * that are frozen get no gradients; an input of another type becomes float32. */
NnGraph *nn_explain_graph_copy (const NnGraph *graph,
                                const guint *outputs,
                                guint n_outputs,
                                gboolean frozen);

/* By value: whether it depends on the picture. Free with g_free(). */
gboolean *nn_explain_depends (const NnGraph *graph);

/* Whether a change of the picture reaches this value through operators that have a derivative, and
 * through float32 alone. */
gboolean nn_explain_has_derivative (const NnPlan *plan, guint value);

/* NN_ERROR_RANGE: the scores are NaN or infinite. */
void nn_explain_refuse_numbers (GError **error);
