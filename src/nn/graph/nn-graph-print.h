/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/graph/nn-graph.h"

/* A graph for people: as text, as a picture for Graphviz, as a table of its layers. All are freed
 * with g_free(). */

/* One node a line: "probabilities = Softmax(logits) axis=1"; an input that is left out is "-". */
char *nn_graph_to_text (const NnGraph *graph);

/* A digraph in Graphviz's language, from top to bottom: inputs and outputs round, nodes as boxes
 * that name their parameters, values on the arrows. */
char *nn_graph_to_dot (const NnGraph *graph);

/* Layer, operator, output shape, parameters, multiply-adds for one picture, in aligned columns, and
 * a line of sums. NULL with an error where no plan can be made for a batch of one. */
char *nn_graph_to_table (NnGraph *graph, GError **error);
