/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/model/nn-fold.h"
#include "import-common.h"

/* Graphs as the world writes them. */

static void
test_dead_and_double (void)
{
  g_autoptr (Maker) maker = import_make_body (13, -1);
  g_autoptr (NnModel) model = NULL;

  import_add_weights (maker);
  maker_add_node (maker, "Hardmax", "flat", "dead");
  maker_add_node (maker, "Foo", "dead nowhere", "deader");
  maker_add_tensor (maker, "strings", 8, NN_SHAPE (3), NULL);
  maker_add_output (maker, "y");
  model = import_check (maker, "0..1");
  g_assert_cmpuint (nn_graph_n_outputs (nn_model_graph (model)), ==, 1);
  g_assert_cmpuint (nn_graph_n_nodes (nn_model_graph (model)), ==, 3);
}

/* Shape, Gather, Unsqueeze, Concat, Reshape: how PyTorch writes x.view (x.size (0), -1). */
static void
test_shape_arithmetic (void)
{
  g_autoptr (Maker) maker = maker_new (11);
  g_autoptr (NnModel) model = NULL;
  gint64 zero = 0, rest = -1;
  Onnx__Node *node;

  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 1, 28, 28));
  import_add_window (maker, "x");
  maker_add_node (maker, "Shape", "pooled", "shape");
  maker_add_tensor (maker, "zero", NN_TYPE_INT64, NN_SHAPE_SCALAR, &zero);
  node = maker_add_node (maker, "Gather", "shape zero", "n0");
  maker_set_int (maker, node, "axis", 0);
  maker_set_ints (maker, maker_add_node (maker, "Unsqueeze", "n0", "n"), "axes", 1, &zero);
  maker_add_ints (maker, "rest", 1, &rest);
  maker_set_int (maker, maker_add_node (maker, "Concat", "n rest", "to"), "axis", 0);
  maker_add_node (maker, "Reshape", "pooled to", "flat");
  maker_add_node (maker, "Gemm", "flat w b", "y");
  maker_add_output (maker, "y");
  import_add_weights (maker);
  model = import_check (maker, "0..1");
  g_assert_cmpuint (nn_model_fixed_batch (model), ==, 0);
}

/* A batch that the exporter wrote into the file, with and without a Reshape that holds it. */
static void
test_fixed_batch (void)
{
  static const gint64 batches[] = { 1, 10, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    for (int reshape = 0; reshape < 2; reshape++) {
      g_autoptr (Maker) maker = import_make_body (13, batches[i]);
      g_autoptr (NnModel) model = NULL;

      import_add_weights (maker);
      if (reshape) {
        maker->model.graph->node[1]->op_type = maker_text (maker, "Reshape");
        maker->model.graph->node[1]->n_input = 2;
        maker->model.graph->node[1]->input
            = maker_add_node (maker, "Neg", "pooled to", "unread")->input;
        maker_add_ints (maker, "to", 2, (gint64[]){ batches[i], 16 });
      }
      model = import_check (maker, "0..1");
      g_assert_cmpuint (nn_model_fixed_batch (model), ==, 0);
    }
}

/* Where the batch cannot be freed it stays, and three pictures are read all the same. */
static void
test_stubborn_batch (void)
{
  g_autoptr (Maker) maker = import_make_body (13, 2);
  g_autoptr (NnModel) model = NULL;
  float zeros[20] = { 0 };

  import_add_weights (maker);
  maker->model.graph->node[2]->output[0] = maker_text (maker, "y0");
  maker_add_tensor (maker, "zeros", NN_TYPE_FLOAT32, NN_SHAPE (2, 10), zeros);
  maker_add_node (maker, "Add", "y0 zeros", "y");
  model = import_check (maker, "0..1");
  g_assert_cmpuint (nn_model_fixed_batch (model), ==, 2);
}

static void
test_layouts (void)
{
  static const struct {
    NnShape shape;
    gint64 planes[4];
    const char *words;
  } cases[] = {
    { { 4, { -1, 28, 28, 1 } }, { -1, 1, 28, 28 }, "0..1" },
    { { 3, { -1, 28, 28 } }, { -1, 1, 28, 28 }, "0..1" },
    { { 2, { -1, 784 } }, { -1, 1, 28, 28 }, "0..1" },
    { { 2, { 28, 28 } }, { -1, 1, 28, 28 }, "0..1" },
    { { 1, { 784 } }, { -1, 1, 28, 28 }, "0..1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Maker) maker = maker_new (13);
    g_autoptr (NnModel) model = NULL;

    maker_add_input (maker, "x", NN_TYPE_FLOAT32, cases[i].shape);
    maker_add_ints (maker, "planes", 4, cases[i].planes);
    maker_add_node (maker, "Reshape", "x planes", "picture");
    import_add_window (maker, "picture");
    maker_add_node (maker, "Flatten", "pooled", "flat");
    maker_add_node (maker, "Gemm", "flat w b", "y");
    maker_add_output (maker, "y");
    import_add_weights (maker);
    model = import_check (maker, cases[i].words);
  }
}

/* Three channels alike, each a third of the weight. */
static void
test_three_channels (void)
{
  g_autoptr (Maker) maker = maker_new (13);
  g_autoptr (NnModel) model = NULL;
  float window[147];

  for (int i = 0; i < 147; i++)
    window[i] = 1.0f / 147;
  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 3, 28, 28));
  maker_add_tensor (maker, "window", NN_TYPE_FLOAT32, NN_SHAPE (1, 3, 7, 7), window);
  maker_set_ints (maker, maker_add_node (maker, "Conv", "x window", "pooled"), "strides", 2,
                  (gint64[]){ 7, 7 });
  maker_add_node (maker, "Flatten", "pooled", "flat");
  maker_add_node (maker, "Gemm", "flat w b", "y");
  maker_add_output (maker, "y");
  import_add_weights (maker);
  model = import_check (maker, "0..1");
}

/* The mean and the deviation taken off inside the graph are no weights. */
static void
test_preprocessing (void)
{
  g_autoptr (Maker) maker = maker_new (13);
  g_autoptr (NnModel) model = NULL;
  float scale[2] = { 1.0f / 255, 1.0f / 255 };

  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 1, 28, 28));
  maker_add_tensor (maker, "scale", NN_TYPE_FLOAT32, NN_SHAPE (1, 1, 1, 1), scale);
  maker_add_node (maker, "Mul", "x scale", "scaled");
  import_add_window (maker, "scaled");
  maker_add_node (maker, "Flatten", "pooled", "flat");
  maker_add_node (maker, "Gemm", "flat w b", "y");
  maker_add_output (maker, "y");
  import_add_weights (maker);
  model = import_check (maker, "0..255");
  g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (model)), ==, 49 + 160 + 10);
}

static void
test_outputs (void)
{
  static const struct {
    const char *op;
    NnOutputKind kind;
  } cases[] = { { "Softmax", NN_OUTPUT_PROBABILITIES },
                { "LogSoftmax", NN_OUTPUT_LOG_PROBABILITIES },
                { "Identity", NN_OUTPUT_LOGITS } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Maker) maker = import_make_body (13, -1);
    g_autoptr (NnModel) model = NULL;

    import_add_weights (maker);
    maker->model.graph->node[2]->output[0] = maker_text (maker, "logits");
    maker_add_node (maker, cases[i].op, "logits", "y");
    /* A second output of another size is left aside. */
    maker_add_output (maker, "flat");
    model = import_check (maker, "0..1");
    g_assert_cmpint (nn_model_get_convention (model)->output, ==, cases[i].kind);
  }
}

/* Ten answers of yes or no; expected by hand they are no softmax. */
static void
test_sigmoids (void)
{
  g_autoptr (Maker) plain = import_make_body (13, -1);
  g_autoptr (Maker) maker = import_make_body (13, -1);
  g_autoptr (NnModel) logits = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NnModel) raw = NULL;
  g_autoptr (NnModel) model = NULL;
  float inks[784], p[10], q[10], sum = 0;

  import_add_weights (plain);
  logits = import_check (plain, "0..1");
  import_add_weights (maker);
  maker->model.graph->node[2]->output[0] = maker_text (maker, "logits");
  maker_add_node (maker, "Sigmoid", "logits", "y");
  bytes = maker_to_bytes (maker);
  raw = nn_model_from_bytes (bytes, "made.onnx", NULL);
  model = nn_model_for_digits (raw, NULL);
  g_assert_cmpint (nn_model_get_convention (model)->output, ==, NN_OUTPUT_SIGMOIDS);
  import_fill_inks (inks);
  g_assert_true (nn_model_predict (logits, inks, 1, p, NULL));
  g_assert_true (nn_model_predict (model, inks, 1, q, NULL));
  for (int k = 0; k < 10; k++)
    sum += q[k];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
  /* The order is that of the logits. */
  for (int k = 1; k < 10; k++)
    g_assert_true ((p[k] > p[0]) == (q[k] > q[0]));
}

/* What is normalised after a layer goes into its weights for reading, and stays a node for
 * training.
 */
static void
test_normalization (void)
{
  for (int dense = 0; dense < 2; dense++) {
    g_autoptr (Maker) maker = maker_new (13);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (NnModel) model = NULL;
    g_autoptr (NnModel) folded = NULL;
    gint64 channels = dense ? 10 : 3;
    float variance[10], inks[784], p[10], q[10];

    for (int i = 0; i < 10; i++)
      variance[i] = 0.01f * (float) (i + 1);
    maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 1, 28, 28));
    maker_add_noise (maker, "window", NN_SHAPE (3, 1, 7, 7), 1);
    maker_set_ints (maker, maker_add_node (maker, "Conv", "x window", "c"), "strides", 2,
                    (gint64[]){ 7, 7 });
    maker_add_noise (maker, "w", NN_SHAPE (48, 10), 2);
    if (!dense)
      maker_add_node (maker, "BatchNormalization", "c scale shift mean variance", "n");
    maker_add_node (maker, "Flatten", dense ? "c" : "n", "flat");
    maker_add_node (maker, "Gemm", "flat w", dense ? "g" : "y");
    if (dense)
      maker_add_node (maker, "BatchNormalization", "g scale shift mean variance", "y");
    maker_add_output (maker, "y");
    maker_add_noise (maker, "scale", NN_SHAPE (channels), 3);
    maker_add_noise (maker, "shift", NN_SHAPE (channels), 4);
    maker_add_noise (maker, "mean", NN_SHAPE (channels), 5);
    maker_add_tensor (maker, "variance", NN_TYPE_FLOAT32, NN_SHAPE (channels), variance);
    bytes = maker_to_bytes (maker);
    model = nn_model_from_bytes (bytes, "made.onnx", NULL);
    g_assert_nonnull (model);
    folded = nn_model_fold (model);
    g_assert_cmpuint (nn_graph_n_nodes (nn_model_graph (model)), ==, 4);
    g_assert_cmpuint (nn_graph_n_nodes (nn_model_graph (folded)), ==, 3);
    g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (model)), ==,
                      147 + 480 + 2 * (gsize) channels);
    import_fill_inks (inks);
    g_assert_true (nn_model_predict (model, inks, 1, p, NULL));
    g_assert_true (nn_model_predict (folded, inks, 1, q, NULL));
    for (int k = 0; k < 10; k++)
      g_assert_cmpfloat_with_epsilon (p[k], q[k], 1e-5);
  }
}

/* As scikit-learn's networks are exported: the digit by classical operators, and the probabilities
 * with a label each. */
static void
test_scikit_learn (void)
{
  for (int zipped = 0; zipped < 2; zipped++) {
    g_autoptr (Maker) maker = import_make_body (13, -1);
    g_autoptr (NnModel) model = NULL;
    gint64 digits[10];
    Onnx__Node *node;

    for (int i = 0; i < 10; i++)
      digits[i] = i;
    import_add_weights (maker);
    maker->model.graph->node[2]->output[0] = maker_text (maker, "logits");
    maker->model.graph->output[0]->name = maker_text (maker, "label");
    maker_add_node (maker, "Softmax", "logits", "p");
    maker_set_int (maker, maker_add_node (maker, "ArgMax", "p", "best"), "axis", 1);
    maker_add_ints (maker, "classes", 10, digits);
    maker_add_call (maker, "ai.onnx.ml", "ArrayFeatureExtractor", "classes best", "label");
    if (zipped) {
      node = maker_add_call (maker, "ai.onnx.ml", "ZipMap", "p", "zipped");
      maker_set_ints (maker, node, "classlabels_int64s", 10, digits);
    }
    maker_add_output (maker, zipped ? "zipped" : "p");
    model = import_check (maker, "0..1");
    g_assert_cmpuint (nn_graph_n_nodes (nn_model_graph (model)), ==, 4);
  }
}

/* A list of operators in the form that each of their operator sets gives them: axes as an attribute
 * or an input, lengths, slices, the window of pooling. */
static void
test_forms (void)
{
  for (int opset = 7; opset <= 25; opset++) {
    g_autoptr (Maker) maker = maker_new (opset);
    g_autoptr (NnModel) model = NULL;
    Onnx__Node *node;
    gint64 one = 1, ends[2] = { 28, 28 };

    maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 1, 28, 28));
    maker_add_ints (maker, "axis1", 1, &one);
    maker_add_ints (maker, "from", 2, (gint64[]){ 0, 0 });
    maker_add_ints (maker, "to", 2, ends);
    maker_add_ints (maker, "axes23", 2, (gint64[]){ 2, 3 });
    /* The channel goes and comes back. */
    if (opset < 13) {
      maker_set_ints (maker, maker_add_node (maker, "Squeeze", "x", "s"), "axes", 1, &one);
      maker_set_ints (maker, maker_add_node (maker, "Unsqueeze", "s", "u"), "axes", 1, &one);
    } else {
      maker_add_node (maker, "Squeeze", "x axis1", "s");
      maker_add_node (maker, "Unsqueeze", "s axis1", "u");
    }
    if (opset < 10) {
      node = maker_add_node (maker, "Slice", "u", "c");
      maker_set_ints (maker, node, "starts", 2, (gint64[]){ 0, 0 });
      maker_set_ints (maker, node, "ends", 2, ends);
      maker_set_ints (maker, node, "axes", 2, (gint64[]){ 2, 3 });
    } else {
      maker_add_node (maker, "Slice", "u from to axes23", "c");
    }
    node = maker_add_node (maker, "AveragePool", "c", "pooled");
    maker_set_ints (maker, node, "kernel_shape", 2, (gint64[]){ 7, 7 });
    maker_set_ints (maker, node, "strides", 2, (gint64[]){ 7, 7 });
    /* The mean over one channel. */
    if (opset < 18)
      node = maker_add_node (maker, "ReduceMean", "pooled", "mean");
    else
      node = maker_add_node (maker, "ReduceMean", "pooled axis1", "mean");
    if (opset < 18)
      maker_set_ints (maker, node, "axes", 1, &one);
    maker_set_int (maker, node, "keepdims", 0);
    node = maker_add_node (maker, "Flatten", "mean", "flat");
    node = maker_add_node (maker, "Cast", "flat", "cast");
    maker_set_int (maker, node, "to", NN_TYPE_FLOAT32);
    if (opset >= 19)
      maker_set_int (maker, node, "saturate", 1);
    maker_add_node (maker, "Dropout", "cast", "kept");
    maker_add_node (maker, "Gemm", "kept w b", "logits");
    node = maker_add_node (maker, "Softmax", "logits", "y");
    maker_set_int (maker, node, "axis", opset < 13 ? 1 : -1);
    maker_add_output (maker, "y");
    import_add_weights (maker);
    model = import_check (maker, "0..1");
    g_assert_cmpint (nn_graph_opset (nn_model_graph (model)), ==, opset);
  }
}

/* Padding by word: 28 pixels and a stride of 8 make four windows of 7 with one row of paper above
 * and two below. */
static void
test_same_padding (void)
{
  g_autoptr (Maker) maker = maker_new (13);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NnModel) raw = NULL;
  g_autoptr (NnModel) model = NULL;
  float ones[49], inks[784], p[10], q[10];
  double logits[10] = { 0 }, sum = 0;
  Onnx__Node *node;

  for (int i = 0; i < 49; i++)
    ones[i] = 0.02f;
  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 1, 28, 28));
  maker_add_tensor (maker, "window", NN_TYPE_FLOAT32, NN_SHAPE (1, 1, 7, 7), ones);
  node = maker_add_node (maker, "Conv", "x window", "c");
  maker_set_ints (maker, node, "strides", 2, (gint64[]){ 8, 8 });
  maker_set_string (maker, node, "auto_pad", "SAME_UPPER");
  maker_add_node (maker, "Flatten", "c", "flat");
  maker_add_node (maker, "MatMul", "flat w", "y");
  maker_add_output (maker, "y");
  import_add_weights (maker);
  bytes = maker_to_bytes (maker);
  raw = nn_model_from_bytes (bytes, "made.onnx", NULL);
  model = nn_model_for_digits (raw, NULL);
  import_fill_inks (inks);
  g_assert_true (nn_model_predict (model, inks, 1, p, NULL));
  {
    float w[160];

    import_noise (IMPORT_SEED_W, 160, w);
    /* (4 - 1) x 8 + 7 - 28 = 3 rows are missing: one above, two below. */
    for (int y = 0; y < 28; y++)
      for (int x = 0; x < 28; x++)
        if ((y + 1) % 8 < 7 && (x + 1) % 8 < 7)
          for (int k = 0; k < 10; k++)
            logits[k] += 0.02 * inks[y * 28 + x] * w[((y + 1) / 8 * 4 + (x + 1) / 8) * 10 + k];
  }
  for (int k = 0; k < 10; k++)
    sum += exp (logits[k]);
  for (int k = 0; k < 10; k++)
    q[k] = (float) (exp (logits[k]) / sum);
  for (int k = 0; k < 10; k++)
    g_assert_cmpfloat_with_epsilon (p[k], q[k], 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/dead-and-double", test_dead_and_double);
  g_test_add_func ("/import/shape-arithmetic", test_shape_arithmetic);
  g_test_add_func ("/import/fixed-batch", test_fixed_batch);
  g_test_add_func ("/import/stubborn-batch", test_stubborn_batch);
  g_test_add_func ("/import/layouts", test_layouts);
  g_test_add_func ("/import/three-channels", test_three_channels);
  g_test_add_func ("/import/preprocessing", test_preprocessing);
  g_test_add_func ("/import/outputs", test_outputs);
  g_test_add_func ("/import/sigmoids", test_sigmoids);
  g_test_add_func ("/import/normalization", test_normalization);
  g_test_add_func ("/import/scikit-learn", test_scikit_learn);
  g_test_add_func ("/import/forms", test_forms);
  g_test_add_func ("/import/same-padding", test_same_padding);
  return g_test_run ();
}
