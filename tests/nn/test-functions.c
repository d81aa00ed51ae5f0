/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "import-common.h"

/* Models that are made of functions, and of branches that are the same for every picture, as
 * PyTorch's exporter of 2.1 to 2.4 writes them; and those that are to do harm. */

#define LIBRARY "pkg.onnxscript.torch_lib"
#define TORCH "pkg.torch.2.2.0"

/* AttributeProto.AttributeType */
enum { FLOAT = 1, INT = 2, INTS = 7 };

static Maker *
make_model (gint64 batch)
{
  Maker *maker = maker_new (18);

  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (batch, 1, 28, 28));
  maker_add_output (maker, "y");
  import_add_weights (maker);
  return maker;
}

static void
add_window_tensor (Maker *maker)
{
  float window[49];

  for (int i = 0; i < 49; i++)
    window[i] = 1.0f / 49;
  maker_add_tensor (maker, "window", NN_TYPE_FLOAT32, NN_SHAPE (1, 1, 7, 7), window);
}

/* Whether the ranks of two values differ. */
static void
add_rank_question (Maker *maker, const char *a, const char *b, const char *answer)
{
  g_autofree char *same = g_strconcat (answer, "_same", NULL);

  maker_add_call (maker, LIBRARY ".common", "Rank", a, "rank_a");
  maker_add_call (maker, LIBRARY ".common", "Rank", b, "rank_b");
  maker_add_node (maker, "Equal", "rank_a rank_b", same);
  maker_add_node (maker, "Not", same, answer);
}

/* to = condition ? op (from, 0) : from */
static void
add_choice (Maker *maker, const char *condition, const char *op, const char *from, const char *to)
{
  g_autofree char *inputs = g_strconcat (from, " axis", NULL);
  Onnx__Node *node = maker_add_node (maker, "If", condition, to);

  maker_open_branch (maker, node, "then_branch", "changed");
  maker_set_ints (maker, maker_add_node (maker, "Constant", "", "axis"), "value_ints", 1,
                  (gint64[]){ 0 });
  maker_add_node (maker, op, inputs, "changed");
  maker_close (maker);
  maker_open_branch (maker, node, "else_branch", "same");
  maker_add_node (maker, "Identity", from, "same");
  maker_close (maker);
}

static void
add_library (Maker *maker)
{
  Onnx__Node *node;
  Onnx__Function *function;

  maker_open_function (maker, LIBRARY ".common", "Rank", "input", "return_val", "");
  maker_add_node (maker, "Shape", "input", "tmp");
  maker_add_node (maker, "Size", "tmp", "return_val");
  maker_close (maker);

  maker_open_function (maker, LIBRARY, "aten_convolution", "input weight bias", "result",
                       "strides pads unused");
  add_rank_question (maker, "input", "weight", "no_batch");
  add_choice (maker, "no_batch", "Unsqueeze", "input", "batched");
  node = maker_add_node (maker, "Conv", "batched weight bias", "convolved");
  maker_refer (maker, node, "strides", INTS, "strides");
  maker_refer (maker, node, "pads", INTS, "pads");
  maker_refer (maker, node, "dilations", INTS, "unused");
  add_choice (maker, "no_batch", "Squeeze", "convolved", "result");
  maker_close (maker);

  function
      = maker_open_function (maker, LIBRARY, "aten_addmm", "self mat1 mat2", "return_val", "beta");
  node = maker_add_node (maker, "Gemm", "mat1 mat2 self", "return_val");
  maker_refer (maker, node, "alpha", FLOAT, "alpha");
  maker_refer (maker, node, "beta", FLOAT, "beta");
  /* alpha has a default, which is written like an attribute of a node. */
  maker_set_float (maker, node, "alpha", 1);
  function->n_attribute_proto = 1;
  function->attribute_proto = &node->attribute[--node->n_attribute];
  maker_close (maker);
}

/* The network as functions within functions, whose names inside are those outside. */
static void
add_modules (Maker *maker)
{
  Onnx__Node *node;

  maker_open_function (maker, TORCH, "Conv2d", "x weight", "y", "stride");
  node = maker_add_call (maker, LIBRARY, "aten_convolution", "x weight", "y");
  maker_refer (maker, node, "strides", INTS, "stride");
  maker_set_ints (maker, node, "pads", 4, (gint64[]){ 0, 0, 0, 0 });
  maker_close (maker);

  maker_open_function (maker, TORCH, "Linear", "x weight bias", "y", "");
  node = maker_add_call (maker, LIBRARY, "aten_addmm", "bias x weight", "y");
  maker_set_float (maker, node, "beta", 1);
  maker_close (maker);

  maker_open_function (maker, TORCH, "Net", "x window w b", "y unasked", "");
  node = maker_add_call (maker, TORCH, "Conv2d", "x window", "w_1");
  maker_set_ints (maker, node, "stride", 2, (gint64[]){ 7, 7 });
  maker_add_node (maker, "Flatten", "w_1", "unasked");
  maker_add_call (maker, TORCH, "Linear", "unasked w b", "y");
  maker_close (maker);
}

static void
test_modules (void)
{
  static const gint64 batches[] = { -1, 1, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++) {
    g_autoptr (Maker) maker = make_model (batches[i]);
    g_autoptr (NnModel) model = NULL;
    NnGraph *graph;

    add_window_tensor (maker);
    add_library (maker);
    add_modules (maker);
    maker_add_call (maker, TORCH, "Net", "x window w b", "y");
    model = import_check (maker, "0..1");
    graph = nn_model_graph (model);
    /* Nothing is left of functions and branches but three layers and the names of the weights. */
    g_assert_cmpuint (nn_graph_n_nodes (graph), ==, 3);
    g_assert_cmpstr (nn_graph_node (graph, 0)->op->name, ==, "Conv");
    g_assert_cmpstr (nn_graph_node (graph, 1)->op->name, ==, "Flatten");
    g_assert_cmpstr (nn_graph_node (graph, 2)->op->name, ==, "Gemm");
    g_assert_cmpuint (nn_graph_n_trainable (graph), ==, 49 + 160 + 10);
    g_assert_cmpuint (nn_graph_find_value (graph, "window"), !=, NN_NO_VALUE);
    g_assert_cmpuint (nn_graph_find_value (graph, "w"), !=, NN_NO_VALUE);
    g_assert_cmpuint (nn_model_fixed_batch (model), ==, 0);
  }
}

/* Only the functions say which operator set it is. */
static void
test_opset (void)
{
  g_autoptr (Maker) maker = make_model (-1);
  g_autoptr (NnModel) model = NULL;
  Onnx__Function *function;

  add_window_tensor (maker);
  add_library (maker);
  add_modules (maker);
  maker_add_call (maker, TORCH, "Net", "x window w b", "y -");
  function = maker->model.functions[0];
  function->n_opset_import = maker->model.n_opset_import;
  function->opset_import = maker->model.opset_import;
  maker->model.n_opset_import = 0;
  model = import_check (maker, "0..1");
  g_assert_cmpint (nn_graph_opset (nn_model_graph (model)), ==, 18);
}

/* Inputs and outputs that are left out, handed on, or listed twice; one name in two domains. */
static void
test_odd_calls (void)
{
  g_autoptr (Maker) maker = make_model (-1);
  g_autoptr (NnModel) model = NULL;

  maker_open_function (maker, "one", "Layer", "x w b", "again y also", "");
  maker_add_node (maker, "Gemm", "x w b", "also");
  maker_add_node (maker, "Identity", "also", "y");
  maker_close (maker);
  maker->model.functions[0]->output[0] = maker->model.functions[0]->output[2];
  maker_open_function (maker, "two", "Layer", "x", "x", "");
  maker_close (maker);
  maker_open_function (maker, "", "Flatten", "x", "y", "");
  maker_add_node (maker, "Reshape", "x to", "y");
  maker_add_tensor (maker, "to", NN_TYPE_INT64, NN_SHAPE (2), (gint64[]){ -1, 16 });
  maker_set_tensor (maker, maker_add_node (maker, "Constant", "", "to"), "value",
                    maker_take_tensor (maker));
  maker_close (maker);

  import_add_window (maker, "x");
  maker_add_node (maker, "Flatten", "pooled", "flat");
  maker_add_call (maker, "two", "Layer", "flat", "same");
  maker_add_call (maker, "one", "Layer", "same w", "g - h");
  maker_add_call (maker, "two", "Layer", "g", "passed");
  maker_add_node (maker, "Add", "passed b", "y");
  model = import_check (maker, "0..1");
  g_assert_cmpstr (nn_graph_node (nn_model_graph (model), 1)->op->name, ==, "Reshape");
}

/* A branch sees what is outside, brings numbers of its own, and may lie in a branch. */
static void
test_branches (void)
{
  g_autoptr (Maker) maker = make_model (-1);
  g_autoptr (NnModel) model = NULL;
  Onnx__Node *outer, *inner;
  guint8 truth = 1;

  import_add_window (maker, "x");
  maker_add_tensor (maker, "yes", NN_TYPE_BOOL, NN_SHAPE_SCALAR, &truth);
  maker_add_node (maker, "Not", "yes", "no");
  outer = maker_add_node (maker, "If", "yes", "flat");
  maker_open_branch (maker, outer, "then_branch", "flat_1");
  maker_add_ints (maker, "w", 2, (gint64[]){ -1, 16 });
  inner = maker_add_node (maker, "If", "no", "flat_1");
  maker_open_branch (maker, inner, "then_branch", "a");
  maker_add_node (maker, "Foo", "pooled", "a");
  maker_close (maker);
  maker_open_branch (maker, inner, "else_branch", "a");
  maker_add_node (maker, "Reshape", "pooled w", "a");
  maker_close (maker);
  maker_close (maker);
  maker_open_branch (maker, outer, "else_branch", "pooled");
  maker_close (maker);
  maker_add_node (maker, "Gemm", "flat w b", "y");
  model = import_check (maker, "0..1");
  g_assert_cmpuint (nn_graph_n_nodes (nn_model_graph (model)), ==, 3);
}

/* --- refused --- */

static void
refuse (Maker *maker, NnError code, const char *says)
{
  g_autoptr (GBytes) bytes = maker_to_bytes (maker);
  g_autoptr (GError) error = NULL;

  g_assert_null (nn_model_from_bytes (bytes, "file.onnx", &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, NN_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, says));
}

/* Which way it goes depends on the picture, or on how many there are. */
static void
test_undecided (void)
{
  for (int by_batch = 0; by_batch < 2; by_batch++) {
    g_autoptr (Maker) maker = make_model (-1);
    float limit = 0.5f;
    gint64 one = 1;
    Onnx__Node *node;

    if (by_batch) {
      maker_add_node (maker, "Shape", "x", "shape");
      maker_add_tensor (maker, "zero", NN_TYPE_INT64, NN_SHAPE_SCALAR, (gint64[]){ 0 });
      maker_add_tensor (maker, "one", NN_TYPE_INT64, NN_SHAPE_SCALAR, &one);
      maker_add_node (maker, "Gather", "shape zero", "n");
      maker_add_node (maker, "Equal", "n one", "lone");
    } else {
      maker_add_tensor (maker, "limit", NN_TYPE_FLOAT32, NN_SHAPE_SCALAR, &limit);
      maker_set_int (maker, maker_add_node (maker, "ReduceMax", "x", "most"), "keepdims", 0);
      maker_add_node (maker, "Greater", "most limit", "lone");
    }
    node = maker_add_node (maker, "If", "lone", "y");
    maker_open_branch (maker, node, "then_branch", "a");
    maker_add_node (maker, "Relu", "x", "a");
    maker_close (maker);
    maker_open_branch (maker, node, "else_branch", "a");
    maker_add_node (maker, "Tanh", "x", "a");
    maker_close (maker);
    refuse (maker, NN_ERROR_UNSUPPORTED, "1 operator is not supported: If ('y')");
  }
}

static void
test_recursion (void)
{
  g_autoptr (Maker) self = make_model (-1);
  g_autoptr (Maker) mutual = make_model (-1);
  g_autoptr (Maker) branch = make_model (-1);
  Onnx__Node *node;
  guint8 truth = 1;

  maker_open_function (self, "f", "A", "x", "y", "");
  maker_add_call (self, "f", "A", "x", "y");
  maker_close (self);
  maker_add_call (self, "f", "A", "x", "y");
  refuse (self, NN_ERROR_FORMAT, "function 'A' calls itself");

  maker_open_function (mutual, "f", "A", "x", "y", "");
  maker_add_call (mutual, "f", "B", "x", "y");
  maker_close (mutual);
  maker_open_function (mutual, "f", "B", "x", "y", "");
  maker_add_call (mutual, "f", "A", "x", "y");
  maker_close (mutual);
  maker_add_call (mutual, "f", "B", "x", "y");
  refuse (mutual, NN_ERROR_FORMAT, "calls itself");

  maker_add_tensor (branch, "yes", NN_TYPE_BOOL, NN_SHAPE_SCALAR, &truth);
  maker_open_function (branch, "f", "A", "x yes", "y", "");
  node = maker_add_node (branch, "If", "yes", "y");
  maker_open_branch (branch, node, "then_branch", "z");
  maker_add_call (branch, "f", "A", "x yes", "z");
  maker_close (branch);
  maker_close (branch);
  maker_add_call (branch, "f", "A", "x yes", "y");
  refuse (branch, NN_ERROR_FORMAT, "function 'A' calls itself");
}

/* Thirty functions, each of which calls the next one twice: 2^30 calls, of a node or of nothing; a
 * thousand of which each calls the next one; and one large constant in many calls. */
static void
test_blow_up (void)
{
  for (int nodes = 0; nodes < 2; nodes++) {
    g_autoptr (Maker) maker = make_model (-1);

    for (int i = 0; i < 30; i++) {
      g_autofree char *name = g_strdup_printf ("F%d", i);
      g_autofree char *next = g_strdup_printf ("F%d", i + 1);

      maker_open_function (maker, "f", name, "x", "y", "");
      maker_add_call (maker, "f", next, "x", "z");
      maker_add_call (maker, "f", next, "z", "y");
      maker_close (maker);
    }
    maker_open_function (maker, "f", "F30", "x", nodes ? "y" : "x", "");
    if (nodes)
      maker_add_node (maker, "Relu", "x", "y");
    maker_close (maker);
    maker_add_call (maker, "f", "F0", "x", "y");
    refuse (maker, NN_ERROR_RANGE, "more than");
  }
  {
    g_autoptr (Maker) maker = make_model (-1);

    for (int i = 0; i < 1000; i++) {
      g_autofree char *name = g_strdup_printf ("F%d", i);
      g_autofree char *next = g_strdup_printf ("F%d", i + 1);

      maker_open_function (maker, "f", name, "x", "y", "");
      maker_add_call (maker, i < 999 ? "f" : "", i < 999 ? next : "Relu", "x", "y");
      maker_close (maker);
    }
    maker_add_call (maker, "f", "F0", "x", "y");
    refuse (maker, NN_ERROR_RANGE, "deep");
  }
  {
    g_autoptr (Maker) maker = make_model (-1);

    Onnx__Tensor *value;

    maker_add_noise (maker, "value", NN_SHAPE (1 << 18), 1);
    value = maker_take_tensor (maker);
    maker_open_function (maker, "f", "Large", "x", "y", "");
    maker_set_tensor (maker, maker_add_node (maker, "Constant", "", "c"), "value", value);
    maker_add_node (maker, "Add", "x c", "y");
    maker_close (maker);
    for (int i = 0; i < 100; i++) {
      g_autofree char *from = i > 0 ? g_strdup_printf ("v%d", i) : g_strdup ("x");
      g_autofree char *to = i < 99 ? g_strdup_printf ("v%d", i + 1) : g_strdup ("y");

      maker_add_call (maker, "f", "Large", from, to);
    }
    refuse (maker, NN_ERROR_RANGE, "unfold to more than");
  }
}

static void
test_dangling (void)
{
  g_autoptr (Maker) function = make_model (-1);
  g_autoptr (Maker) attribute = make_model (-1);
  g_autoptr (Maker) graph = make_model (-1);
  g_autoptr (Maker) name = make_model (-1);
  g_autoptr (Maker) output = make_model (-1);
  g_autoptr (Maker) twice = make_model (-1);
  g_autoptr (Maker) inputs = make_model (-1);
  g_autoptr (Maker) values = make_model (-1);

  maker_open_function (function, "f", "A", "x", "y", "");
  maker_add_call (function, "g", "Missing", "x", "y");
  maker_close (function);
  maker_add_call (function, "f", "A", "x", "y");
  refuse (function, NN_ERROR_UNSUPPORTED, "g.Missing ('y/y')");

  maker_open_function (attribute, "f", "A", "x", "y", "other");
  maker_refer (attribute, maker_add_node (attribute, "Elu", "x", "y"), "alpha", FLOAT, "nothing");
  maker_close (attribute);
  maker_add_call (attribute, "f", "A", "x", "y");
  refuse (attribute, NN_ERROR_FORMAT, "'alpha' refers to 'nothing'");

  maker_refer (graph, maker_add_node (graph, "Elu", "x", "y"), "alpha", FLOAT, "nothing");
  refuse (graph, NN_ERROR_FORMAT, "stands in none");

  maker_open_function (name, "f", "A", "x", "y", "");
  maker_add_node (name, "Add", "x w", "y");
  maker_close (name);
  maker_add_call (name, "f", "A", "x", "y");
  refuse (name, NN_ERROR_FORMAT, "'w'");

  maker_open_function (output, "f", "A", "x", "y", "");
  maker_add_node (output, "Relu", "x", "z");
  maker_close (output);
  maker_add_call (output, "f", "A", "x", "y");
  refuse (output, NN_ERROR_FORMAT, "'y'");

  for (int i = 0; i < 2; i++) {
    maker_open_function (twice, "f", "A", "x", "y", "");
    maker_add_node (twice, "Relu", "x", "y");
    maker_close (twice);
  }
  maker_add_call (twice, "f", "A", "x", "y");
  refuse (twice, NN_ERROR_FORMAT, "two functions");

  maker_open_function (inputs, "f", "A", "x", "y", "");
  maker_add_node (inputs, "Relu", "x", "y");
  maker_close (inputs);
  maker_add_call (inputs, "f", "A", "x w", "y");
  refuse (inputs, NN_ERROR_FORMAT, "has 2 inputs");

  maker_open_function (values, "f", "A", "x", "y", "");
  maker_add_node (values, "Relu", "x", "y");
  maker_add_node (values, "Tanh", "x", "y");
  maker_close (values);
  maker_add_call (values, "f", "A", "x", "y");
  refuse (values, NN_ERROR_FORMAT, "two things");
}

static void
test_broken_branches (void)
{
  static const struct {
    const char *branch, *outputs;
    gsize length;
    const char *says;
  } cases[] = {
    { "else_branch", "a", 0, "no then_branch" },
    { "then_branch", "a b", 0, "outputs" },
    { "then_branch", "a", 5, "damaged" },
    { "then_branch", "nothing", 0, "'nothing'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Maker) maker = make_model (-1);
    guint8 truth = 1;
    Onnx__Node *node;

    maker_add_tensor (maker, "yes", NN_TYPE_BOOL, NN_SHAPE_SCALAR, &truth);
    maker_open_function (maker, "f", "A", "x yes", "y", "");
    node = maker_add_node (maker, "If", "yes", "y");
    maker_open_branch (maker, node, cases[i].branch, cases[i].outputs);
    maker_add_node (maker, "Relu", "x", "a");
    maker_close (maker);
    if (cases[i].length > 0)
      node->attribute[0]->g.len = cases[i].length;
    maker_close (maker);
    maker_add_call (maker, "f", "A", "x yes", "y");
    refuse (maker, NN_ERROR_FORMAT, cases[i].says);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/functions/modules", test_modules);
  g_test_add_func ("/functions/opset", test_opset);
  g_test_add_func ("/functions/odd-calls", test_odd_calls);
  g_test_add_func ("/functions/branches", test_branches);
  g_test_add_func ("/functions/undecided", test_undecided);
  g_test_add_func ("/functions/recursion", test_recursion);
  g_test_add_func ("/functions/blow-up", test_blow_up);
  g_test_add_func ("/functions/dangling", test_dangling);
  g_test_add_func ("/functions/broken-branches", test_broken_branches);
  return g_test_run ();
}
