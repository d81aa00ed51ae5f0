/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/graph/nn-plan.h"

/* A graph for people: as text, as a table of its layers. Strings are
 * freed with g_free(). */

/* One node a line: "probabilities = Softmax(logits) axis=1"; an input that is left out is "-". */
char *nn_graph_to_text (const NnGraph *graph);

/* Layer, operator, output shape, parameters, multiply-adds for one picture, in aligned columns, and
 * a line of sums. NULL with an error where no plan can be made for a batch of one. */
char *nn_graph_to_table (NnGraph *graph, GError **error);

typedef struct {
  const char
      *layer;    /* the node's name, or that of its first output where it has none; the graph's */
  NnView output; /* type and shape of its first output; type UNDEFINED: it is not computed */
  gint64
      parameters; /* numbers that training changes; those that several nodes read count with each */
  gint64 multiply_adds; /* for the plan's batch */
} NnGraphRow;

/* A row for each node, in their order, as the plan of the graph has them. */
GArray *nn_graph_list_rows (const NnPlan *plan);

/* The value alone: "2", "[1,1]", "edge"; of long lists the beginning. */
char *nn_attribute_to_text (const NnAttribute *attribute);
