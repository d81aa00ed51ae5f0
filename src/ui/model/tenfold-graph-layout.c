/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-graph-layout.h"

#include <stdlib.h>

#define PASSING_WIDTH 10.0
/* Of all edges together; what is beyond is drawn straight. */
#define MAX_PASSINGS 20000
/* How far apart the places are where edges leave or enter a box. */
#define PORT_GAP 18.0
#define N_ORDER_SWEEPS 12
/* Long chains come straight slowly: sweeps of small graphs cost nothing. */
#define MIN_PLACE_SWEEPS 12
#define MAX_PLACE_SWEEPS 240
#define PLACED_VERTICES 1000000

/* A box, or the place of an edge that passes a rank. Boxes come first, with their numbers. */
typedef struct {
  guint rank, order;
  double x, width;
  double key; /* barycentre, or the wanted place */
  double weight;
  gboolean passing;
} Vertex;

/* A piece of an edge, from one rank to the next. */
typedef struct {
  guint upper, lower; /* vertices */
} Piece;

typedef struct {
  TenfoldGraphLayout *layout;
  GArray *vertices;    /* Vertex */
  GArray *pieces;      /* Piece */
  guint *first_passed; /* by edge: its first passing vertex, the others follow; 0: none */
  GPtrArray *ranks;    /* GArray of guint: vertices from left to right */
  /* By vertex, the vertices of the rank above and below: starts and lists of neighbours. */
  guint *starts[2];
  guint *neighbours[2];
} Work;

enum { ABOVE, BELOW };

static Vertex *
vertex_at (const Work *work, guint i)
{
  return &g_array_index (work->vertices, Vertex, i);
}

static GArray *
rank_at (const Work *work, guint rank)
{
  return g_ptr_array_index (work->ranks, rank);
}

/* --- order --- */

/* Pairs of pieces from a rank to the next that cross: inversions, counted with a tree of sums. */
static guint64
count_crossings_below (const Work *work, guint rank)
{
  GArray *upper = rank_at (work, rank);
  guint n_lower = rank_at (work, rank + 1)->len, n_seen = 0;
  g_autofree guint *sums = g_new0 (guint, n_lower + 1);
  guint64 crossings = 0;

  for (guint i = 0; i < upper->len; i++) {
    guint v = g_array_index (upper, guint, i);
    guint first = work->starts[BELOW][v], end = work->starts[BELOW][v + 1];

    for (guint k = first; k < end; k++) {
      guint not_right = 0;

      for (guint at = vertex_at (work, work->neighbours[BELOW][k])->order + 1; at > 0; at &= at - 1)
        not_right += sums[at];
      crossings += n_seen - not_right;
    }
    for (guint k = first; k < end; k++, n_seen++)
      for (guint at = vertex_at (work, work->neighbours[BELOW][k])->order + 1; at <= n_lower;
           at += at & -at)
        sums[at]++;
  }
  return crossings;
}

static guint64
count_crossings (const Work *work)
{
  guint64 crossings = 0;

  for (guint rank = 0; rank + 1 < work->ranks->len; rank++)
    crossings += count_crossings_below (work, rank);
  return crossings;
}

static int
by_key (gconstpointer a, gconstpointer b, gpointer data)
{
  const Vertex *va = vertex_at (data, *(const guint *) a),
               *vb = vertex_at (data, *(const guint *) b);

  if (va->key != vb->key)
    return va->key < vb->key ? -1 : 1;
  return va->order < vb->order ? -1 : va->order > vb->order;
}

/* What has no neighbours on that side keeps its place. */
static void
order_rank (Work *work, guint rank, int side)
{
  GArray *members = rank_at (work, rank);

  for (guint i = 0; i < members->len; i++) {
    guint v = g_array_index (members, guint, i);
    guint first = work->starts[side][v], end = work->starts[side][v + 1];
    double sum = 0;

    for (guint k = first; k < end; k++)
      sum += vertex_at (work, work->neighbours[side][k])->order;
    vertex_at (work, v)->key = end > first ? sum / (end - first) : vertex_at (work, v)->order;
  }
  g_array_sort_with_data (members, by_key, work);
  for (guint i = 0; i < members->len; i++)
    vertex_at (work, g_array_index (members, guint, i))->order = i;
}

static int
by_order (gconstpointer a, gconstpointer b, gpointer data)
{
  guint oa = vertex_at (data, *(const guint *) a)->order,
        ob = vertex_at (data, *(const guint *) b)->order;

  return oa < ob ? -1 : oa > ob;
}

/* The best order that the sweeps come by. */
/* The order in each rank with few crossings. */
static void
find_order (Work *work)
{
  guint n = work->vertices->len, n_ranks = work->ranks->len;
  g_autofree guint *best = g_new (guint, n);
  guint64 fewest = G_MAXUINT64;

  for (guint sweep = 0; sweep <= N_ORDER_SWEEPS && fewest > 0; sweep++) {
    guint64 crossings = count_crossings (work);

    if (crossings < fewest) {
      fewest = crossings;
      for (guint v = 0; v < n; v++)
        best[v] = vertex_at (work, v)->order;
    }
    if (sweep % 2 == 0)
      for (guint rank = 1; rank < n_ranks; rank++)
        order_rank (work, rank, ABOVE);
    else
      for (guint rank = n_ranks - 1; rank-- > 0;)
        order_rank (work, rank, BELOW);
  }
  for (guint v = 0; v < n; v++)
    vertex_at (work, v)->order = best[v];
  for (guint rank = 0; rank < n_ranks; rank++)
    g_array_sort_with_data (rank_at (work, rank), by_order, work);
}

/* --- places --- */

/* Members of a rank that touch each other, and their common place. */
typedef struct {
  guint first, n;
  double place, weight;
} Block;

/* How far the middles of two neighbours are at least apart. */
static double
distance (const Vertex *left, const Vertex *right)
{
  return (left->width + right->width) / 2 + TENFOLD_GRAPH_BOX_GAP;
}

/* The places nearest to the wanted ones (vertex.key) in the sense of least squares: isotonic
 * regression by joining neighbours that would overlap. */
static void
place_rank (Work *work, guint rank, GArray *blocks)
{
  GArray *members = rank_at (work, rank);
  g_autofree double *shifts = g_new0 (double, members->len);

  g_array_set_size (blocks, 0);
  for (guint i = 0; i < members->len; i++) {
    const Vertex *v = vertex_at (work, g_array_index (members, guint, i));
    Block block = { i, 1, v->key, v->weight };

    if (i > 0)
      shifts[i]
          = shifts[i - 1] + distance (vertex_at (work, g_array_index (members, guint, i - 1)), v);
    block.place -= shifts[i];
    while (blocks->len > 0 && g_array_index (blocks, Block, blocks->len - 1).place > block.place) {
      const Block *last = &g_array_index (blocks, Block, blocks->len - 1);

      block = (Block){ last->first, last->n + block.n,
                       (last->place * last->weight + block.place * block.weight)
                           / (last->weight + block.weight),
                       last->weight + block.weight };
      g_array_set_size (blocks, blocks->len - 1);
    }
    g_array_append_val (blocks, block);
  }
  for (guint b = 0; b < blocks->len; b++) {
    const Block *block = &g_array_index (blocks, Block, b);

    for (guint i = block->first; i < block->first + block->n; i++)
      vertex_at (work, g_array_index (members, guint, i))->x = block->place + shifts[i];
  }
}

/* Long edges want to be straight more than others. */
static double
pull (const Vertex *a, const Vertex *b)
{
  return a->passing && b->passing ? 16 : (a->passing || b->passing ? 2 : 1);
}

static void
want_places (Work *work, guint rank, gboolean above, gboolean below)
{
  GArray *members = rank_at (work, rank);

  for (guint i = 0; i < members->len; i++) {
    guint v = g_array_index (members, guint, i);
    Vertex *self = vertex_at (work, v);
    double sum = 0, weight = 0;

    for (int side = ABOVE; side <= BELOW; side++)
      for (guint k = work->starts[side][v];
           (side == ABOVE ? above : below) && k < work->starts[side][v + 1]; k++) {
        const Vertex *other = vertex_at (work, work->neighbours[side][k]);

        sum += pull (self, other) * other->x;
        weight += pull (self, other);
      }
    self->key = weight > 0 ? sum / weight : self->x;
    self->weight = weight > 0 ? weight : 0.1;
  }
}

/* vertex.x, in that order. */
static void
find_places (Work *work)
{
  guint n_ranks = work->ranks->len;
  guint n_sweeps
      = CLAMP (PLACED_VERTICES / MAX (work->vertices->len, 1), MIN_PLACE_SWEEPS, MAX_PLACE_SWEEPS);
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));

  for (guint rank = 0; rank < n_ranks; rank++) {
    want_places (work, rank, TRUE, FALSE);
    place_rank (work, rank, blocks);
  }
  for (guint sweep = 0; sweep < n_sweeps; sweep++) {
    gboolean last = sweep + 2 >= n_sweeps;

    for (guint i = 0; i < n_ranks; i++) {
      guint rank = sweep % 2 == 0 ? n_ranks - 1 - i : i;

      want_places (work, rank, sweep % 2 == 1 || last, sweep % 2 == 0 || last);
      place_rank (work, rank, blocks);
    }
  }
}

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
add_vertex (Work *work, const Vertex *new)
{
  GArray *rank = rank_at (work, new->rank);
  guint i = work->vertices->len;

  g_array_append_val (work->vertices, *new);
  vertex_at (work, i)->order = rank->len;
  g_array_append_val (rank, i);
}

static void
add_edge (Work *work, guint e)
{
  const TenfoldGraphEdge *edge = &work->layout->edges[e];
  guint from = work->layout->boxes[edge->from].rank, to = work->layout->boxes[edge->to].rank;
  guint n_passings = work->vertices->len - work->layout->n_boxes;
  Piece piece = { .upper = edge->from };

  if (n_passings + (to - from) > MAX_PASSINGS && to - from > 1)
    return;
  if (to - from > 1)
    work->first_passed[e] = work->vertices->len;
  for (guint rank = from + 1; rank < to; rank++) {
    Vertex passing = { .rank = rank, .width = PASSING_WIDTH, .passing = TRUE };

    piece.lower = work->vertices->len;
    add_vertex (work, &passing);
    g_array_append_val (work->pieces, piece);
    piece.upper = piece.lower;
  }
  piece.lower = edge->to;
  g_array_append_val (work->pieces, piece);
}

static void
find_neighbours (Work *work, int side)
{
  guint n = work->vertices->len;
  guint *starts = g_new0 (guint, n + 1), *neighbours = g_new0 (guint, work->pieces->len + 1);
  g_autofree guint *next = NULL;

  for (guint p = 0; p < work->pieces->len; p++) {
    const Piece *piece = &g_array_index (work->pieces, Piece, p);

    starts[(side == ABOVE ? piece->lower : piece->upper) + 1]++;
  }
  for (guint i = 0; i < n; i++)
    starts[i + 1] += starts[i];
  next = g_memdup2 (starts, (n + 1) * sizeof (guint));
  for (guint p = 0; p < work->pieces->len; p++) {
    const Piece *piece = &g_array_index (work->pieces, Piece, p);

    if (side == ABOVE)
      neighbours[next[piece->lower]++] = piece->upper;
    else
      neighbours[next[piece->upper]++] = piece->lower;
  }
  work->starts[side] = starts;
  work->neighbours[side] = neighbours;
}

/* --- the result --- */

static void
fill_boxes (Work *work, double *tops, double *heights)
{
  TenfoldGraphLayout *layout = work->layout;
  double left = G_MAXDOUBLE, right = -G_MAXDOUBLE, y = 0;

  for (guint v = 0; v < work->vertices->len; v++) {
    left = MIN (left, vertex_at (work, v)->x - vertex_at (work, v)->width / 2);
    right = MAX (right, vertex_at (work, v)->x + vertex_at (work, v)->width / 2);
  }
  for (guint v = 0; v < work->vertices->len; v++)
    vertex_at (work, v)->x -= left;
  for (guint i = 0; i < layout->n_boxes; i++)
    heights[layout->boxes[i].rank] = MAX (heights[layout->boxes[i].rank], layout->boxes[i].height);
  for (guint rank = 0; rank < layout->n_ranks; rank++) {
    tops[rank] = y;
    y += heights[rank] + TENFOLD_GRAPH_RANK_GAP;
  }
  for (guint i = 0; i < layout->n_boxes; i++) {
    TenfoldGraphBox *box = &layout->boxes[i];

    box->order = vertex_at (work, i)->order;
    box->x = vertex_at (work, i)->x;
    box->y = tops[box->rank] + heights[box->rank] / 2;
  }
  layout->width = layout->n_boxes > 0 ? right - left : 0;
  layout->height = MAX (y - TENFOLD_GRAPH_RANK_GAP, 0);
}

static void
fill_points (Work *work, const double *tops, const double *heights)
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
      double x = vertex_at (work, work->first_passed[e] + i)->x;

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
work_init (Work *work, TenfoldGraphLayout *layout)
{
  work->layout = layout;
  work->vertices = g_array_new (FALSE, FALSE, sizeof (Vertex));
  work->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  work->first_passed = g_new0 (guint, MAX (layout->n_edges, 1));
  work->ranks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint rank = 0; rank < layout->n_ranks; rank++)
    g_ptr_array_add (work->ranks, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < layout->n_boxes; i++) {
    Vertex box = { .rank = layout->boxes[i].rank, .width = layout->boxes[i].width };

    add_vertex (work, &box);
  }
  for (guint e = 0; e < layout->n_edges; e++)
    add_edge (work, e);
  find_neighbours (work, ABOVE);
  find_neighbours (work, BELOW);
}

static void
work_clear (Work *work)
{
  g_array_unref (work->vertices);
  g_array_unref (work->pieces);
  g_free (work->first_passed);
  g_ptr_array_unref (work->ranks);
  for (int side = ABOVE; side <= BELOW; side++) {
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
  Work work = { 0 };

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
  find_order (&work);
  find_places (&work);
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
