/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * TenfoldGraphLayout: where the boxes of a graph without cycles go, and the ways between them, from
 * top to bottom. Pure: it knows sizes, not what is in a box.
 *
 * In layers, after Sugiyama, Tagawa and Toda (1981): a box stands below all that lead to it (its
 * rank is its longest way from a source); an edge over several ranks gets a place in each of them;
 * the order in a rank is that of the barycentres of the neighbours, swept down and up; places are
 * the least squares of the distances to the neighbours, in that order and without overlap.
 */

typedef struct {
  double width, height; /* given */
  guint rank;           /* found, and all below */
  guint order;          /* in its rank, the places of passing edges counted */
  double x, y;          /* of its middle */
} TenfoldGraphBox;

typedef struct {
  double x, y;
} TenfoldGraphPoint;

typedef struct {
  guint from, to; /* given: boxes, from < to */
  guint port;     /* given: edges of one box with the same port leave it at the same place */
  guint n_points; /* found, and all below */
  /* At the lower edge of one box, then for each rank on the way where it enters and leaves it, at
   * the upper edge of the other box. A pair from one rank to the next is a curve, one within a rank
   * a straight line down. */
  TenfoldGraphPoint *points;
} TenfoldGraphEdge;

typedef struct {
  guint n_boxes, n_edges, n_ranks;
  TenfoldGraphBox *boxes;
  TenfoldGraphEdge *edges;
  double width, height;
} TenfoldGraphLayout;

/* Room between ranks and between neighbours in one. */
#define TENFOLD_GRAPH_RANK_GAP 40.0
#define TENFOLD_GRAPH_BOX_GAP 20.0

/* The boxes in an order in which all edges lead on. Copies what is given. */
TenfoldGraphLayout *tenfold_graph_layout_new (guint n_boxes,
                                              const TenfoldGraphBox *boxes,
                                              guint n_edges,
                                              const TenfoldGraphEdge *edges);
void tenfold_graph_layout_free (TenfoldGraphLayout *layout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldGraphLayout, tenfold_graph_layout_free)
