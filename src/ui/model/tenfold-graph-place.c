/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-graph-layout-private.h"

#define N_ORDER_SWEEPS 12
/* Long chains come straight slowly: sweeps of small graphs cost nothing. */
#define MIN_PLACE_SWEEPS 12
#define MAX_PLACE_SWEEPS 240
#define PLACED_VERTICES 1000000

/* --- order --- */

/* Pairs of pieces from a rank to the next that cross: inversions, counted with a tree of sums. */
static guint64
count_crossings_below (const TenfoldGraphWork *work, guint rank)
{
  GArray *upper = tenfold_graph_rank (work, rank);
  guint n_lower = tenfold_graph_rank (work, rank + 1)->len, n_seen = 0;
  g_autofree guint *sums = g_new0 (guint, n_lower + 1);
  guint64 crossings = 0;

  for (guint i = 0; i < upper->len; i++) {
    guint v = g_array_index (upper, guint, i);
    guint first = work->starts[TENFOLD_GRAPH_BELOW][v],
          end = work->starts[TENFOLD_GRAPH_BELOW][v + 1];

    for (guint k = first; k < end; k++) {
      guint not_right = 0;

      for (guint at
           = tenfold_graph_vertex (work, work->neighbours[TENFOLD_GRAPH_BELOW][k])->order + 1;
           at > 0; at &= at - 1)
        not_right += sums[at];
      crossings += n_seen - not_right;
    }
    for (guint k = first; k < end; k++, n_seen++)
      for (guint at
           = tenfold_graph_vertex (work, work->neighbours[TENFOLD_GRAPH_BELOW][k])->order + 1;
           at <= n_lower; at += at & -at)
        sums[at]++;
  }
  return crossings;
}

static guint64
count_crossings (const TenfoldGraphWork *work)
{
  guint64 crossings = 0;

  for (guint rank = 0; rank + 1 < work->ranks->len; rank++)
    crossings += count_crossings_below (work, rank);
  return crossings;
}

static int
by_key (gconstpointer a, gconstpointer b, gpointer data)
{
  const TenfoldGraphVertex *va = tenfold_graph_vertex (data, *(const guint *) a),
                           *vb = tenfold_graph_vertex (data, *(const guint *) b);

  if (va->key != vb->key)
    return va->key < vb->key ? -1 : 1;
  return va->order < vb->order ? -1 : va->order > vb->order;
}

/* What has no neighbours on that side keeps its place. */
static void
order_rank (TenfoldGraphWork *work, guint rank, int side)
{
  GArray *members = tenfold_graph_rank (work, rank);

  for (guint i = 0; i < members->len; i++) {
    guint v = g_array_index (members, guint, i);
    guint first = work->starts[side][v], end = work->starts[side][v + 1];
    double sum = 0;

    for (guint k = first; k < end; k++)
      sum += tenfold_graph_vertex (work, work->neighbours[side][k])->order;
    tenfold_graph_vertex (work, v)->key
        = end > first ? sum / (end - first) : tenfold_graph_vertex (work, v)->order;
  }
  g_array_sort_with_data (members, by_key, work);
  for (guint i = 0; i < members->len; i++)
    tenfold_graph_vertex (work, g_array_index (members, guint, i))->order = i;
}

static int
by_order (gconstpointer a, gconstpointer b, gpointer data)
{
  guint oa = tenfold_graph_vertex (data, *(const guint *) a)->order,
        ob = tenfold_graph_vertex (data, *(const guint *) b)->order;

  return oa < ob ? -1 : oa > ob;
}

/* The best order that the sweeps come by. */
void
tenfold_graph_find_order (TenfoldGraphWork *work)
{
  guint n = work->vertices->len, n_ranks = work->ranks->len;
  g_autofree guint *best = g_new (guint, n);
  guint64 fewest = G_MAXUINT64;

  for (guint sweep = 0; sweep <= N_ORDER_SWEEPS && fewest > 0; sweep++) {
    guint64 crossings = count_crossings (work);

    if (crossings < fewest) {
      fewest = crossings;
      for (guint v = 0; v < n; v++)
        best[v] = tenfold_graph_vertex (work, v)->order;
    }
    if (sweep % 2 == 0)
      for (guint rank = 1; rank < n_ranks; rank++)
        order_rank (work, rank, TENFOLD_GRAPH_ABOVE);
    else
      for (guint rank = n_ranks - 1; rank-- > 0;)
        order_rank (work, rank, TENFOLD_GRAPH_BELOW);
  }
  for (guint v = 0; v < n; v++)
    tenfold_graph_vertex (work, v)->order = best[v];
  for (guint rank = 0; rank < n_ranks; rank++)
    g_array_sort_with_data (tenfold_graph_rank (work, rank), by_order, work);
}

/* --- places --- */

/* Members of a rank that touch each other, and their common place. */
typedef struct {
  guint first, n;
  double place, weight;
} Block;

/* How far the middles of two neighbours are at least apart. */
static double
distance (const TenfoldGraphVertex *left, const TenfoldGraphVertex *right)
{
  return (left->width + right->width) / 2 + TENFOLD_GRAPH_BOX_GAP;
}

/* The places nearest to the wanted ones (vertex.key) in the sense of least squares: isotonic
 * regression by joining neighbours that would overlap. */
static void
place_rank (TenfoldGraphWork *work, guint rank, GArray *blocks)
{
  GArray *members = tenfold_graph_rank (work, rank);
  g_autofree double *shifts = g_new0 (double, members->len);

  g_array_set_size (blocks, 0);
  for (guint i = 0; i < members->len; i++) {
    const TenfoldGraphVertex *v = tenfold_graph_vertex (work, g_array_index (members, guint, i));
    Block block = { i, 1, v->key, v->weight };

    if (i > 0)
      shifts[i]
          = shifts[i - 1]
            + distance (tenfold_graph_vertex (work, g_array_index (members, guint, i - 1)), v);
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
      tenfold_graph_vertex (work, g_array_index (members, guint, i))->x = block->place + shifts[i];
  }
}

/* Long edges want to be straight more than others. */
static double
pull (const TenfoldGraphVertex *a, const TenfoldGraphVertex *b)
{
  return a->passing && b->passing ? 16 : (a->passing || b->passing ? 2 : 1);
}

static void
want_places (TenfoldGraphWork *work, guint rank, gboolean above, gboolean below)
{
  GArray *members = tenfold_graph_rank (work, rank);

  for (guint i = 0; i < members->len; i++) {
    guint v = g_array_index (members, guint, i);
    TenfoldGraphVertex *self = tenfold_graph_vertex (work, v);
    double sum = 0, weight = 0;

    for (int side = TENFOLD_GRAPH_ABOVE; side <= TENFOLD_GRAPH_BELOW; side++)
      for (guint k = work->starts[side][v];
           (side == TENFOLD_GRAPH_ABOVE ? above : below) && k < work->starts[side][v + 1]; k++) {
        const TenfoldGraphVertex *other = tenfold_graph_vertex (work, work->neighbours[side][k]);

        sum += pull (self, other) * other->x;
        weight += pull (self, other);
      }
    self->key = weight > 0 ? sum / weight : self->x;
    self->weight = weight > 0 ? weight : 0.1;
  }
}

void
tenfold_graph_find_places (TenfoldGraphWork *work)
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
