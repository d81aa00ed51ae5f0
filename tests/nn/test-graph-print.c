/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/graph/nn-graph-print.h"
#include "nn/base/nn-error.h"

/* x [N][4] -> Gemm with bias -> Relu "y", and a Reshape of it whose shape is constant. */
static NnGraph *
build (gboolean fits)
{
  NnGraph *graph = nn_graph_new ("small \"graph\"", 17);
  g_autoptr (NnTensor) shape
      = nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (3), (gint64[]){ 0, 3, fits ? 1 : 7 });
  NnAttributes *attributes = nn_attributes_new ();
  guint inputs[3], y;

  inputs[0] = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 4));
  inputs[1] = nn_graph_add_parameter (graph, "w", &NN_SHAPE (3, 4), TRUE);
  inputs[2] = nn_graph_add_parameter (graph, "b", &NN_SHAPE (3), TRUE);
  nn_attributes_set_int (attributes, "transB", 1);
  nn_attributes_set_float (attributes, "alpha", 0.5);
  inputs[0] = nn_graph_add_op (graph, "Gemm", "dense", attributes, 3, inputs, "sum");
  y = nn_graph_add_op (graph, "Relu", "", NULL, 1, inputs, "y");
  inputs[0] = y;
  inputs[1] = nn_graph_add_constant (graph, "shape", shape);
  attributes = nn_attributes_new ();
  nn_attributes_set_int (attributes, "allowzero", 0);
  nn_graph_add_output (graph,
                       nn_graph_add_op (graph, "Reshape", "cut", attributes, 2, inputs, "z"));
  return graph;
}

static void
test_text (void)
{
  g_autoptr (NnGraph) graph = build (TRUE);
  g_autofree char *text = nn_graph_to_text (graph);

  g_assert_cmpstr (text, ==,
                   "sum = Gemm(x, w, b) transB=1 alpha=0.5\n"
                   "y = Relu(sum)\n"
                   "z = Reshape(y, shape) allowzero=0\n");
}

static void
test_attributes (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("attributes", 17);
  NnAttributes *attributes = nn_attributes_new ();
  g_autoptr (NnTensor) tensor = nn_tensor_new (NN_TYPE_INT64, &NN_SHAPE (2, 3));
  guint x = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (2));
  guint inputs[] = { x, NN_NO_VALUE, x };
  g_autofree char *text = NULL;

  nn_attributes_set_ints (attributes, "pads", (gint64[]){ 1, 0, -2 }, 3);
  nn_attributes_set_ints (attributes, "long", (gint64[]){ 0, 1, 2, 3, 4, 5, 6, 7, 8 }, 9);
  nn_attributes_set_floats (attributes, "steps", (float[]){ 0.25f, 2 }, 2);
  nn_attributes_set_strings (attributes, "names", (const char *[]){ "a", "b", NULL });
  nn_attributes_set_string (attributes, "mode", "edge");
  nn_attributes_set_tensor (attributes, "value", tensor);
  nn_graph_add_op (graph, "Gemm", "n", attributes, 3, inputs, "y");
  text = nn_graph_to_text (graph);
  g_assert_cmpstr (text, ==,
                   "y = Gemm(x, -, x) pads=[1,0,-2] long=[0,1,2,3,4,5,6,7,...] steps=[0.25,2] "
                   "names=[a,b] mode=edge value=int64 of 2x3\n");
}

static void
test_table (void)
{
  g_autoptr (NnGraph) graph = build (TRUE);
  g_autoptr (NnGraph) wrong = build (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *table = nn_graph_to_table (graph, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (table, ==,
                   "layer  operator  output  parameters  multiply-adds\n"
                   "dense  Gemm      1x3             15             12\n"
                   "y      Relu      1x3              0              0\n"
                   "cut    Reshape   1x3x1            0              0\n"
                   "total                            15             12\n");
  g_assert_null (nn_graph_to_table (wrong, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "'cut'"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph-print/text", test_text);
  g_test_add_func ("/graph-print/attributes", test_attributes);
  g_test_add_func ("/graph-print/table", test_table);
  return g_test_run ();
}
