/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-convention.h"

/*
 * NnModel: a graph with its weights and facts. Immutable and reference-counted once it is shared:
 * it may cross threads freely. A snapshot of training is a new model with the same graph.
 */

/* What is known of a model, as strings that travel in the file: "preset", "recipe", "seed", "date",
 * "validation_accuracy", "test_accuracy", "test_data", ... */
typedef struct _NnModel NnModel;

/* weights: nn_graph_n_weights() numbers, copied; NULL for all zero. */
NnModel *nn_model_new (NnGraph *graph, const float *weights);
NnModel *nn_model_ref (NnModel *model);
void nn_model_unref (NnModel *model);

/* The same graph, facts and convention with other weights. */
NnModel *nn_model_with_weights (const NnModel *model, const float *weights);

NnGraph *nn_model_graph (const NnModel *model);
const float *nn_model_weights (const NnModel *model); /* 64-byte aligned */

/* Whether what training changes has no NaN in it. NN_ERROR_RANGE, with the weights' name. */
gboolean nn_model_check_weights (const NnModel *model, GError **error);

/* Facts; only before the model is shared. value NULL removes. */
void nn_model_set_fact (NnModel *model, const char *name, const char *value);
const char *nn_model_get_fact (const NnModel *model, const char *name); /* NULL if unknown */
GList *nn_model_list_facts (const NnModel *model); /* names, sorted; free the list only */

/* Only before the model is shared. Where the layout is NN_LAYOUT_NONE, everything that the graph
 * determines is filled in. */
void nn_model_set_convention (NnModel *model, const NnInputConvention *convention);
const NnInputConvention *nn_model_get_convention (const NnModel *model);

/* The same model with its pictures made otherwise. */
NnModel *nn_model_with_convention (const NnModel *model, const NnInputConvention *convention);

/* The batch that the graph is made for; 0: any. */
gsize nn_model_fixed_batch (const NnModel *model);

/* The state of training that a checkpoint needs (optimizer moments, place, random state, history),
 * opaque to the model; NULL if there is none. */
void nn_model_set_training_state (NnModel *model, GBytes *state);
GBytes *nn_model_get_training_state (const NnModel *model);

/* Whether it takes one picture and gives ten numbers: FALSE with the reason in error. */
gboolean nn_model_check_digits (const NnModel *model, GError **error);

/* The same network as Tenfold reads and trains it: one output of ten numbers, nothing beside it,
 * and any number of pictures at once where the graph can be made to take them. A reference to the
 * model itself where it is like that already; NULL with the reason where it is not a digit model.
 */
NnModel *nn_model_for_digits (NnModel *model, GError **error);

/* n numbers of the output, at most ten, of a float type, become as many probabilities. */
void nn_model_read_output (const NnModel *model,
                           guint n,
                           NnType type,
                           const void *outputs,
                           float *probabilities);

/* Reads n pictures of 784 inks (0..1, row-major) into n x 10 probabilities. Not for hot loops over
 * one picture: use an NnReader. */
gboolean nn_model_predict (const NnModel *model,
                           const float *inks,
                           gsize n,
                           float *probabilities,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnModel, nn_model_unref)
