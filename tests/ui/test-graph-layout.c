/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ui/model/tenfold-graph-layout.h"

#define WIDTH 100.0
#define HEIGHT 40.0

/* Edges as pairs. */
static TenfoldGraphLayout *
lay_out (guint n_boxes, const guint (*pairs)[2], guint n_edges)
{
  g_autofree TenfoldGraphBox *boxes = g_new0 (TenfoldGraphBox, n_boxes);
  g_autofree TenfoldGraphEdge *edges = g_new0 (TenfoldGraphEdge, n_edges);

  for (guint i = 0; i < n_boxes; i++)
    boxes[i] = (TenfoldGraphBox){ .width = WIDTH, .height = HEIGHT };
  for (guint e = 0; e < n_edges; e++)
    edges[e] = (TenfoldGraphEdge){ .from = pairs[e][0], .to = pairs[e][1], .port = pairs[e][0] };
  return tenfold_graph_layout_new (n_boxes, boxes, n_edges, edges);
}

/* What must hold of every layout: edges lead down, boxes do not overlap, all lies within. */
static void
check (const TenfoldGraphLayout *layout)
{
  for (guint e = 0; e < layout->n_edges; e++) {
    const TenfoldGraphEdge *edge = &layout->edges[e];
    const TenfoldGraphBox *from = &layout->boxes[edge->from], *to = &layout->boxes[edge->to];

    g_assert_cmpuint (from->rank, <, to->rank);
    g_assert_cmpuint (edge->n_points, ==, 2 * (to->rank - from->rank));
    g_assert_cmpfloat (edge->points[0].y, ==, from->y + from->height / 2);
    g_assert_cmpfloat (edge->points[edge->n_points - 1].y, ==, to->y - to->height / 2);
    g_assert_cmpfloat (fabs (edge->points[0].x - from->x), <, from->width / 2);
    g_assert_cmpfloat (fabs (edge->points[edge->n_points - 1].x - to->x), <, to->width / 2);
    for (guint i = 1; i < edge->n_points; i++)
      g_assert_cmpfloat (edge->points[i].y, >=, edge->points[i - 1].y);
  }
  for (guint i = 0; i < layout->n_boxes; i++) {
    const TenfoldGraphBox *a = &layout->boxes[i];

    g_assert_cmpfloat (a->x - a->width / 2, >=, -1e-6);
    g_assert_cmpfloat (a->x + a->width / 2, <=, layout->width + 1e-6);
    g_assert_cmpfloat (a->y - a->height / 2, >=, -1e-6);
    g_assert_cmpfloat (a->y + a->height / 2, <=, layout->height + 1e-6);
    for (guint k = i + 1; k < layout->n_boxes; k++) {
      const TenfoldGraphBox *b = &layout->boxes[k];

      if (a->rank == b->rank)
        g_assert_cmpfloat (fabs (a->x - b->x), >=, (a->width + b->width) / 2 - 1e-6);
      else
        g_assert_cmpfloat (fabs (a->y - b->y), >=, (a->height + b->height) / 2);
    }
  }
}

static void
test_chain (void)
{
  static const guint pairs[][2] = { { 0, 1 }, { 1, 2 }, { 2, 3 } };
  g_autoptr (TenfoldGraphLayout) layout = lay_out (4, pairs, 3);

  check (layout);
  g_assert_cmpuint (layout->n_ranks, ==, 4);
  g_assert_cmpfloat (layout->width, ==, WIDTH);
  g_assert_cmpfloat (layout->height, ==, 4 * HEIGHT + 3 * TENFOLD_GRAPH_RANK_GAP);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (layout->boxes[i].x, ==, WIDTH / 2);
}

/* A shortcut past two layers goes beside them, and enters the sum on its side. */
static void
test_residual (void)
{
  static const guint pairs[][2] = { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 0, 3 }, { 3, 4 } };
  g_autoptr (TenfoldGraphLayout) layout = lay_out (5, pairs, 5);
  const TenfoldGraphEdge *way = &layout->edges[3];
  double side = way->points[1].x - layout->boxes[1].x;

  check (layout);
  g_assert_cmpuint (layout->boxes[3].rank, ==, 3);
  g_assert_cmpuint (way->n_points, ==, 6);
  for (guint i = 1; i < 5; i++)
    g_assert_cmpfloat (fabs (way->points[i].x - layout->boxes[i < 3 ? 1 : 2].x), >, WIDTH / 2);
  /* Straight on the way. */
  g_assert_cmpfloat_with_epsilon (way->points[1].x, way->points[4].x, 1);
  g_assert_cmpfloat ((way->points[5].x - layout->edges[2].points[1].x) * side, >, 0);
}

/* What follows one after the other stands straight below, also between two shortcuts. */
static void
test_straight (void)
{
  static const guint pairs[][2] = { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 3, 4 }, { 4, 5 }, { 0, 5 },
                                    { 5, 6 }, { 6, 7 }, { 7, 8 }, { 8, 9 }, { 6, 9 } };
  g_autoptr (TenfoldGraphLayout) layout = lay_out (10, pairs, 11);
  const TenfoldGraphEdge *way = &layout->edges[5];

  check (layout);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (layout->boxes[i].x, layout->boxes[i + 1].x, 2);
  for (guint i = 1; i + 2 < way->n_points; i++)
    g_assert_cmpfloat_with_epsilon (way->points[i].x, way->points[i + 1].x, 2);
}

/* Three ways out of three ports, in their order, and back together. */
static void
test_split (void)
{
  TenfoldGraphBox boxes[5] = { 0 };
  TenfoldGraphEdge edges[6] = { 0 };
  g_autoptr (TenfoldGraphLayout) layout = NULL;

  for (guint i = 0; i < 5; i++)
    boxes[i] = (TenfoldGraphBox){ .width = WIDTH, .height = HEIGHT };
  for (guint i = 0; i < 3; i++) {
    edges[i] = (TenfoldGraphEdge){ .from = 0, .to = 1 + i, .port = i };
    edges[3 + i] = (TenfoldGraphEdge){ .from = 1 + i, .to = 4, .port = 0 };
  }
  layout = tenfold_graph_layout_new (5, boxes, 6, edges);
  check (layout);
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpfloat (layout->boxes[1 + i].x, <, layout->boxes[2 + i].x);
    g_assert_cmpfloat (layout->edges[i].points[0].x, <, layout->edges[i + 1].points[0].x);
    g_assert_cmpfloat (layout->edges[3 + i].points[1].x, <, layout->edges[4 + i].points[1].x);
  }
  g_assert_cmpfloat_with_epsilon (layout->boxes[0].x, layout->boxes[4].x, 1);
  g_assert_cmpfloat_with_epsilon (layout->boxes[0].x, layout->boxes[2].x, 1);
}

/* One value that two read leaves at one place. */
static void
test_fan_out (void)
{
  static const guint pairs[][2] = { { 0, 1 }, { 0, 2 } };
  g_autoptr (TenfoldGraphLayout) layout = lay_out (3, pairs, 2);

  check (layout);
  g_assert_cmpfloat (layout->edges[0].points[0].x, ==, layout->edges[1].points[0].x);
}

/* Two crossed pairs are put right by ordering. */
static void
test_crossing (void)
{
  static const guint pairs[][2] = { { 0, 3 }, { 1, 2 }, { 2, 4 }, { 3, 5 }, { 4, 6 }, { 5, 6 } };
  g_autoptr (TenfoldGraphLayout) layout = lay_out (7, pairs, 6);

  check (layout);
  g_assert_cmpint (layout->boxes[0].x < layout->boxes[1].x, ==,
                   layout->boxes[3].x < layout->boxes[2].x);
  g_assert_cmpint (layout->boxes[3].x < layout->boxes[2].x, ==,
                   layout->boxes[5].x < layout->boxes[4].x);
}

/* Two hundred nodes with long ways, quickly. */
static void
test_large (void)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, 2 * sizeof (guint));
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (TenfoldGraphLayout) layout = NULL;
  gint64 start;

  for (guint i = 1; i < 200; i++) {
    guint n = 1 + (guint) g_rand_int_range (random, 0, 2);

    for (guint k = 0; k < n; k++) {
      guint pair[2]
          = { (guint) g_rand_int_range (random, (int) (i > 12 ? i - 12 : 0), (int) i), i };

      g_array_append_val (pairs, pair);
    }
  }
  start = g_get_monotonic_time ();
  layout = lay_out (200, (const guint (*)[2]) (gpointer) pairs->data, pairs->len);
  g_test_message ("%.1f ms", (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_TIME_SPAN_SECOND);
  check (layout);
}

/* More ways past ranks than are laid out: they are drawn straight, and nothing takes for ever. */
static void
test_too_many (void)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, 2 * sizeof (guint));
  g_autoptr (TenfoldGraphLayout) layout = NULL;

  for (guint i = 1; i < 400; i++) {
    guint next[2] = { i - 1, i };

    g_array_append_val (pairs, next);
    for (guint k = 0; k < 3 && i > 200; k++) {
      guint far[2] = { k, i };

      g_array_append_val (pairs, far);
    }
  }
  layout = lay_out (400, (const guint (*)[2]) (gpointer) pairs->data, pairs->len);
  g_assert_cmpuint (layout->n_ranks, ==, 400);
  g_assert_cmpuint (layout->edges[pairs->len - 1].n_points, ==, 2);
}

static void
test_nothing (void)
{
  g_autoptr (TenfoldGraphLayout) layout = tenfold_graph_layout_new (0, NULL, 0, NULL);
  g_autoptr (TenfoldGraphLayout) single = lay_out (1, NULL, 0);

  g_assert_cmpfloat (layout->width, ==, 0);
  g_assert_cmpfloat (layout->height, ==, 0);
  check (single);
  g_assert_cmpfloat (single->height, ==, HEIGHT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph-layout/chain", test_chain);
  g_test_add_func ("/graph-layout/residual", test_residual);
  g_test_add_func ("/graph-layout/straight", test_straight);
  g_test_add_func ("/graph-layout/split", test_split);
  g_test_add_func ("/graph-layout/fan-out", test_fan_out);
  g_test_add_func ("/graph-layout/crossing", test_crossing);
  g_test_add_func ("/graph-layout/large", test_large);
  g_test_add_func ("/graph-layout/too-many", test_too_many);
  g_test_add_func ("/graph-layout/nothing", test_nothing);
  return g_test_run ();
}
