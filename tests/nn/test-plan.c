/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan-private.h"
#include "nn/model/nn-preset.h"

/* The memory of plans: nothing is overwritten before it is read for the last time. */

static void
check (NnGraph *graph, gint64 batch, NnPlanFlags flags)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnPlan) plan = nn_plan_new (graph, batch, flags, NULL, &error);

  g_assert_no_error (error);
  nn_plan_check_memory (plan, &error);
  g_assert_no_error (error);
}

static void
check_all_flags (NnGraph *graph)
{
  static const gint64 batches[] = { 1, 3, 16, 32 };

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    for (int flags = 0; flags < 16; flags++)
      check (graph, batches[i], (NnPlanFlags) flags);
}

static void
test_presets (void)
{
  guint n;
  const NnPreset *presets = nn_preset_list (&n);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++) {
    const NnNetworkFrame frame = nn_preset_frame (&presets[i]);
    g_autoptr (NnGraph) graph
        = nn_network_parse (presets[i].name, presets[i].network, &frame, NULL, NULL);

    check_all_flags (graph);
  }
}

/* A residual connection: the value lives on beside the way around it. */
static NnGraph *
residual_graph (void)
{
  NnGraph *graph = nn_graph_new ("residual", 17);
  guint x = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 64));
  guint a = nn_graph_add_op (graph, "Exp", "a", NULL, 1, &x, "a");
  guint b = nn_graph_add_op (graph, "Abs", "b", NULL, 1, &a, "b");
  guint c = nn_graph_add_op (graph, "Neg", "c", NULL, 1, &b, "c");

  nn_graph_add_output (graph,
                       nn_graph_add_op (graph, "Add", "sum", NULL, 2, (guint[]){ a, c }, "sum"));
  return graph;
}

static void
test_clash_is_found (void)
{
  g_autoptr (NnGraph) graph = residual_graph ();

  check_all_flags (graph);
  for (int training = 0; training < 2; training++) {
    g_autoptr (NnPlan) plan = nn_plan_new (graph, 2, training ? NN_PLAN_TRAINING : 0, NULL, NULL);
    guint a = nn_graph_find_value (graph, "a"), c = nn_graph_find_value (graph, "c");
    g_autoptr (GError) error = NULL;

    plan->values[c].place = plan->values[a].place;
    g_assert_false (nn_plan_check_memory (plan, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  }
}

static void
test_clash_of_gradients_is_found (void)
{
  g_autoptr (NnGraph) graph = residual_graph ();
  g_autoptr (NnPlan) plan
      = nn_plan_new (graph, 2, NN_PLAN_TRAINING | NN_PLAN_INPUT_GRADIENT, NULL, NULL);
  guint a = nn_graph_find_value (graph, "a"), b = nn_graph_find_value (graph, "b");
  g_autoptr (GError) error = NULL;

  plan->values[b].gradient_place = plan->values[a].gradient_place;
  g_assert_false (nn_plan_check_memory (plan, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/presets", test_presets);
  g_test_add_func ("/plan/clash-is-found", test_clash_is_found);
  g_test_add_func ("/plan/clash-of-gradients-is-found", test_clash_of_gradients_is_found);
  return g_test_run ();
}
