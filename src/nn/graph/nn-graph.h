/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-op.h"

/*
 * NnGraph: values and the ONNX nodes that compute them, in topological order.
 *
 * A graph is built once and then only read; models that share its structure share the graph. It
 * holds no weights: a parameter's numbers lie in the model's flat block at the parameter's offset.
 */

typedef enum {
  NN_VALUE_INPUT,     /* given at each run */
  NN_VALUE_PARAMETER, /* float32 numbers in the model's flat block, changed by training */
  NN_VALUE_CONSTANT,  /* any type, never changed */
  NN_VALUE_COMPUTED,  /* written by a node */
} NnValueKind;

typedef struct {
  char *name;
  NnValueKind kind;
  NnType type;   /* UNDEFINED for computed values until a plan infers it */
  NnShape shape; /* -1 for free dimensions; of computed values unknown (rank 0) until a plan infers
                    it */
  NnTensor *constant; /* CONSTANT */
  gsize offset;       /* PARAMETER: index of its first number in the flat block, a multiple of 16 */
  gboolean trainable; /* PARAMETER: FALSE for running statistics, which are kept, not descended */
} NnValue;

#define NN_NO_VALUE G_MAXUINT

typedef struct {
  char *name;
  const NnOp *op;
  NnAttributes *attributes; /* may be NULL */
  guint n_inputs, n_outputs;
  guint *inputs;  /* value indices; NN_NO_VALUE for an optional input that is left out */
  guint *outputs; /* value indices; NN_NO_VALUE likewise */
} NnNode;

typedef struct _NnGraph NnGraph;

NnGraph *nn_graph_new (const char *name, int opset);
NnGraph *nn_graph_ref (NnGraph *graph);
void nn_graph_unref (NnGraph *graph);

/* --- building: each returns the index of the new value. Names must be new, non-empty. --- */

guint nn_graph_add_input (NnGraph *graph, const char *name, NnType type, const NnShape *shape);
guint
nn_graph_add_parameter (NnGraph *graph, const char *name, const NnShape *shape, gboolean trainable);
guint nn_graph_add_constant (NnGraph *graph, const char *name, NnTensor *constant);
guint nn_graph_add_computed (NnGraph *graph, const char *name);

/* Adds a node whose inputs exist already and whose outputs are computed values without a node.
 * attributes: takes the reference, may be NULL. */
void nn_graph_add_node (NnGraph *graph,
                        const char *name,
                        const NnOp *op,
                        NnAttributes *attributes,
                        guint n_inputs,
                        const guint *inputs,
                        guint n_outputs,
                        const guint *outputs);

/* Shorthand for one output: creates the value, named output_name, and returns its index. */
guint nn_graph_add_op (NnGraph *graph,
                       const char *op,
                       const char *node_name,
                       NnAttributes *attributes,
                       guint n_inputs,
                       const guint *inputs,
                       const char *output_name);

void nn_graph_add_output (NnGraph *graph, guint value);

/* --- reading --- */

const char *nn_graph_name (const NnGraph *graph);
int nn_graph_opset (const NnGraph *graph);
guint nn_graph_n_values (const NnGraph *graph);
const NnValue *nn_graph_value (const NnGraph *graph, guint i);
guint nn_graph_n_nodes (const NnGraph *graph);
const NnNode *nn_graph_node (const NnGraph *graph, guint i);
guint nn_graph_n_inputs (const NnGraph *graph);
guint nn_graph_input (const NnGraph *graph, guint i); /* value index */
guint nn_graph_n_outputs (const NnGraph *graph);
guint nn_graph_output (const NnGraph *graph, guint i); /* value index */

/* The node that computes a value; NULL for a value that is given. */
const NnNode *nn_graph_producer (const NnGraph *graph, guint value);

/* Whether a node is of that kind. */
gboolean nn_graph_has_kind (const NnGraph *graph, NnOpKind kind);

/* NN_NO_VALUE if there is none of that name. */
guint nn_graph_find_value (const NnGraph *graph, const char *name);

/* Numbers in the flat block, padding included; a multiple of 16. */
gsize nn_graph_n_weights (const NnGraph *graph);

/* Numbers that training changes, padding not counted: what people call the parameters. */
gsize nn_graph_n_trainable (const NnGraph *graph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnGraph, nn_graph_unref)
