/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "ui/model/tenfold-graph-layout-private.h"

#define PASSING_WIDTH 10.0
/* Of all edges together; what is beyond is drawn straight. */
#define MAX_PASSINGS 20000
/* How far apart the places are where edges leave or enter a box. */
#define PORT_GAP 18.0

/* --- ranks --- */

static void
find_ranks (TenfoldGraphLayout *layout)
{
  /* Boxes come in an order in which edges lead on, but edges come in any. */
  g_autofree guint *starts = g_new0 (guint, layout->n_boxes + 1);
  g_autofree guint *sorted = g_new (guint, MAX (layout->n_edges, 1));
  g_autofree guint *next = NULL;

  for (guint e = 0; e < layout->n_edges; e++)
    starts[layout->edges[e].from + 1]++;
  for (guint i = 0; i < layout->n_boxes; i++)
    starts[i + 1] += starts[i];
  next = g_memdup2 (starts, (layout->n_boxes + 1) * sizeof (guint));
  for (guint e = 0; e < layout->n_edges; e++)
    sorted[next[layout->edges[e].from]++] = e;
  for (guint i = 0; i < layout->n_boxes; i++)
    for (guint k = starts[i]; k < starts[i + 1]; k++) {
      TenfoldGraphBox *to = &layout->boxes[layout->edges[sorted[k]].to];

      to->rank = MAX (to->rank, layout->boxes[i].rank + 1);
    }
  for (guint i = 0; i < layout->n_boxes; i++)
    layout->n_ranks = MAX (layout->n_ranks, layout->boxes[i].rank + 1);
}

static void
add_vertex (TenfoldGraphWork *work, const TenfoldGraphVertex *new)
{
  GArray *rank = tenfold_graph_rank (work, new->rank);
  guint i = work->vertices->len;

  g_array_append_val (work->vertices, *new);
  tenfold_graph_vertex (work, i)->order = rank->len;
  g_array_append_val (rank, i);
}

static void
add_edge (TenfoldGraphWork *work, guint e)
{
  const TenfoldGraphEdge *edge = &work->layout->edges[e];
  guint from = work->layout->boxes[edge->from].rank, to = work->layout->boxes[edge->to].rank;
  guint n_passings = work->vertices->len - work->layout->n_boxes;
  TenfoldGraphPiece piece = { .upper = edge->from };

  if (n_passings + (to - from) > MAX_PASSINGS && to - from > 1)
    return;
  if (to - from > 1)
    work->first_passed[e] = work->vertices->len;
  for (guint rank = from + 1; rank < to; rank++) {
    TenfoldGraphVertex passing = { .rank = rank, .width = PASSING_WIDTH, .passing = TRUE };

    piece.lower = work->vertices->len;
    add_vertex (work, &passing);
    g_array_append_val (work->pieces, piece);
    piece.upper = piece.lower;
  }
  piece.lower = edge->to;
  g_array_append_val (work->pieces, piece);
}

static void
find_neighbours (TenfoldGraphWork *work, int side)
{
  guint n = work->vertices->len;
  guint *starts = g_new0 (guint, n + 1), *neighbours = g_new0 (guint, work->pieces->len + 1);
  g_autofree guint *next = NULL;

  for (guint p = 0; p < work->pieces->len; p++) {
    const TenfoldGraphPiece *piece = &g_array_index (work->pieces, TenfoldGraphPiece, p);

    starts[(side == TENFOLD_GRAPH_ABOVE ? piece->lower : piece->upper) + 1]++;
  }
  for (guint i = 0; i < n; i++)
    starts[i + 1] += starts[i];
  next = g_memdup2 (starts, (n + 1) * sizeof (guint));
  for (guint p = 0; p < work->pieces->len; p++) {
    const TenfoldGraphPiece *piece = &g_array_index (work->pieces, TenfoldGraphPiece, p);

    if (side == TENFOLD_GRAPH_ABOVE)
      neighbours[next[piece->lower]++] = piece->upper;
    else
      neighbours[next[piece->upper]++] = piece->lower;
  }
  work->starts[side] = starts;
  work->neighbours[side] = neighbours;
}

/* --- the result --- */

static void
fill_boxes (TenfoldGraphWork *work, double *tops, double *heights)
{
  TenfoldGraphLayout *layout = work->layout;
  double left = G_MAXDOUBLE, right = -G_MAXDOUBLE, y = 0;

  for (guint v = 0; v < work->vertices->len; v++) {
    left
        = MIN (left, tenfold_graph_vertex (work, v)->x - tenfold_graph_vertex (work, v)->width / 2);
    right = MAX (right,
                 tenfold_graph_vertex (work, v)->x + tenfold_graph_vertex (work, v)->width / 2);
  }
  for (guint v = 0; v < work->vertices->len; v++)
    tenfold_graph_vertex (work, v)->x -= left;
  for (guint i = 0; i < layout->n_boxes; i++)
    heights[layout->boxes[i].rank] = MAX (heights[layout->boxes[i].rank], layout->boxes[i].height);
  for (guint rank = 0; rank < layout->n_ranks; rank++) {
    tops[rank] = y;
    y += heights[rank] + TENFOLD_GRAPH_RANK_GAP;
  }
  for (guint i = 0; i < layout->n_boxes; i++) {
    TenfoldGraphBox *box = &layout->boxes[i];

    box->order = tenfold_graph_vertex (work, i)->order;
    box->x = tenfold_graph_vertex (work, i)->x;
    box->y = tops[box->rank] + heights[box->rank] / 2;
  }
  layout->width = layout->n_boxes > 0 ? right - left : 0;
  layout->height = MAX (y - TENFOLD_GRAPH_RANK_GAP, 0);
}

static void
fill_points (TenfoldGraphWork *work, const double *tops, const double *heights)
{
  TenfoldGraphLayout *layout = work->layout;

  for (guint e = 0; e < layout->n_edges; e++) {
    TenfoldGraphEdge *edge = &layout->edges[e];
    const TenfoldGraphBox *from = &layout->boxes[edge->from], *to = &layout->boxes[edge->to];
    guint n_passed = work->first_passed[e] != 0 ? to->rank - from->rank - 1 : 0;
    TenfoldGraphPoint *point;

    edge->n_points = 2 * n_passed + 2;
    point = edge->points = g_new (TenfoldGraphPoint, edge->n_points);
    *point++ = (TenfoldGraphPoint){ from->x, from->y + from->height / 2 };
    for (guint i = 0; i < n_passed; i++) {
      guint rank = from->rank + 1 + i;
      double x = tenfold_graph_vertex (work, work->first_passed[e] + i)->x;

      *point++ = (TenfoldGraphPoint){ x, tops[rank] };
      *point++ = (TenfoldGraphPoint){ x, tops[rank] + heights[rank] };
    }
    *point = (TenfoldGraphPoint){ to->x, to->y - to->height / 2 };
  }
}

/* An end of an edge at a box, and in which direction it goes on. */
typedef struct {
  guint box, edge, port;
  double toward;
} End;

static int
by_box_and_direction (gconstpointer a, gconstpointer b)
{
  const End *ea = a, *eb = b;

  if (ea->box != eb->box)
    return ea->box < eb->box ? -1 : 1;
  if (ea->toward != eb->toward)
    return ea->toward < eb->toward ? -1 : 1;
  return ea->edge < eb->edge ? -1 : ea->edge > eb->edge;
}

/* Edges that enter a box get places beside each other; of those that leave it, those of different
 * ports do. */
static void
spread_ends (TenfoldGraphLayout *layout, gboolean enter)
{
  g_autofree End *ends = g_new (End, MAX (layout->n_edges, 1));

  for (guint e = 0; e < layout->n_edges; e++) {
    const TenfoldGraphEdge *edge = &layout->edges[e];

    ends[e] = enter ? (End){ edge->to, e, e, edge->points[edge->n_points - 2].x }
                    : (End){ edge->from, e, edge->port, edge->points[1].x };
  }
  qsort (ends, layout->n_edges, sizeof (End), by_box_and_direction);
  for (guint first = 0, end; first < layout->n_edges; first = end) {
    const TenfoldGraphBox *box = &layout->boxes[ends[first].box];
    g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (guint));
    double gap;

    for (end = first; end < layout->n_edges && ends[end].box == ends[first].box; end++) {
      gboolean seen = FALSE;

      for (guint p = 0; p < ports->len; p++)
        seen |= g_array_index (ports, guint, p) == ends[end].port;
      if (!seen)
        g_array_append_val (ports, ends[end].port);
    }
    gap = MIN (PORT_GAP, box->width / (ports->len + 1));
    for (guint k = first; k < end; k++) {
      TenfoldGraphEdge *edge = &layout->edges[ends[k].edge];
      guint p = 0;

      while (g_array_index (ports, guint, p) != ends[k].port)
        p++;
      edge->points[enter ? edge->n_points - 1 : 0].x
          += gap * ((double) p - (double) (ports->len - 1) / 2);
    }
  }
}

static void
work_init (TenfoldGraphWork *work, TenfoldGraphLayout *layout)
{
  work->layout = layout;
  work->vertices = g_array_new (FALSE, FALSE, sizeof (TenfoldGraphVertex));
  work->pieces = g_array_new (FALSE, FALSE, sizeof (TenfoldGraphPiece));
  work->first_passed = g_new0 (guint, MAX (layout->n_edges, 1));
  work->ranks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint rank = 0; rank < layout->n_ranks; rank++)
    g_ptr_array_add (work->ranks, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < layout->n_boxes; i++) {
    TenfoldGraphVertex box = { .rank = layout->boxes[i].rank, .width = layout->boxes[i].width };

    add_vertex (work, &box);
  }
  for (guint e = 0; e < layout->n_edges; e++)
    add_edge (work, e);
  find_neighbours (work, TENFOLD_GRAPH_ABOVE);
  find_neighbours (work, TENFOLD_GRAPH_BELOW);
}

static void
work_clear (TenfoldGraphWork *work)
{
  g_array_unref (work->vertices);
  g_array_unref (work->pieces);
  g_free (work->first_passed);
  g_ptr_array_unref (work->ranks);
  for (int side = TENFOLD_GRAPH_ABOVE; side <= TENFOLD_GRAPH_BELOW; side++) {
    g_free (work->starts[side]);
    g_free (work->neighbours[side]);
  }
}

TenfoldGraphLayout *
tenfold_graph_layout_new (guint n_boxes,
                          const TenfoldGraphBox *boxes,
                          guint n_edges,
                          const TenfoldGraphEdge *edges)
{
  TenfoldGraphLayout *layout = g_new0 (TenfoldGraphLayout, 1);
  g_autofree double *tops = NULL, *heights = NULL;
  TenfoldGraphWork work = { 0 };

  for (guint e = 0; e < n_edges; e++)
    g_assert (edges[e].from < edges[e].to && edges[e].to < n_boxes);
  layout->n_boxes = n_boxes;
  layout->n_edges = n_edges;
  layout->boxes = g_new0 (TenfoldGraphBox, MAX (n_boxes, 1));
  layout->edges = g_new0 (TenfoldGraphEdge, MAX (n_edges, 1));
  for (guint i = 0; i < n_boxes; i++)
    layout->boxes[i] = (TenfoldGraphBox){ .width = boxes[i].width, .height = boxes[i].height };
  for (guint e = 0; e < n_edges; e++)
    layout->edges[e]
        = (TenfoldGraphEdge){ .from = edges[e].from, .to = edges[e].to, .port = edges[e].port };
  find_ranks (layout);
  tops = g_new0 (double, layout->n_ranks + 1);
  heights = g_new0 (double, layout->n_ranks + 1);
  work_init (&work, layout);
  tenfold_graph_find_order (&work);
  tenfold_graph_find_places (&work);
  fill_boxes (&work, tops, heights);
  fill_points (&work, tops, heights);
  spread_ends (layout, TRUE);
  spread_ends (layout, FALSE);
  work_clear (&work);
  return layout;
}

void
tenfold_graph_layout_free (TenfoldGraphLayout *layout)
{
  for (guint e = 0; e < layout->n_edges; e++)
    g_free (layout->edges[e].points);
  g_free (layout->edges);
  g_free (layout->boxes);
  g_free (layout);
}
