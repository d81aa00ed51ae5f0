/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/model/tenfold-graph-layout.h"

/* What the steps of a layout work on: tenfold-graph-layout.c makes ranks and the result,
 * tenfold-graph-place.c order and places. */

/* A box, or the place of an edge that passes a rank. Boxes come first, with their numbers. */
typedef struct {
  guint rank, order;
  double x, width;
  double key; /* barycentre, or the wanted place */
  double weight;
  gboolean passing;
} TenfoldGraphVertex;

/* A piece of an edge, from one rank to the next. */
typedef struct {
  guint upper, lower; /* vertices */
} TenfoldGraphPiece;

typedef struct {
  TenfoldGraphLayout *layout;
  GArray *vertices;    /* TenfoldGraphVertex */
  GArray *pieces;      /* TenfoldGraphPiece */
  guint *first_passed; /* by edge: its first passing vertex, the others follow; 0: none */
  GPtrArray *ranks;    /* GArray of guint: vertices from left to right */
  /* By vertex, the vertices of the rank above and below: starts and lists of neighbours. */
  guint *starts[2];
  guint *neighbours[2];
} TenfoldGraphWork;

enum { TENFOLD_GRAPH_ABOVE, TENFOLD_GRAPH_BELOW };

static inline TenfoldGraphVertex *
tenfold_graph_vertex (const TenfoldGraphWork *work, guint i)
{
  return &g_array_index (work->vertices, TenfoldGraphVertex, i);
}

static inline GArray *
tenfold_graph_rank (const TenfoldGraphWork *work, guint rank)
{
  return g_ptr_array_index (work->ranks, rank);
}

/* The order in each rank with few crossings. */
void tenfold_graph_find_order (TenfoldGraphWork *work);

/* vertex.x, in that order. */
void tenfold_graph_find_places (TenfoldGraphWork *work);
