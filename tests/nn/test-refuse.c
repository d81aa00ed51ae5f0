/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/resource.h>

#include "nn/graph/nn-plan.h"
#include "nn/onnx/nn-model-file.h"
#include "onnx-maker.h"

/* Files that are no model, no model of ours, or meant to do harm: each gets a clear error. */

static void
assert_refused (GBytes *bytes, NnError code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (nn_model_from_bytes (bytes, "file.onnx", &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, NN_ERROR, (int) code);
  g_assert_true (g_str_has_prefix (error->message, "file.onnx: "));
  g_assert_nonnull (strstr (error->message, says));
}

static void
refuse (Maker *maker, NnError code, const char *says)
{
  g_autoptr (GBytes) bytes = maker_to_bytes (maker);

  assert_refused (bytes, code, says);
}

/* The reason why it is not a digit model; it is a model all the same. */
static void
refuse_digits (Maker *maker, NnError code, const char *says)
{
  g_autoptr (GBytes) bytes = maker_to_bytes (maker);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = nn_model_from_bytes (bytes, "file.onnx", &error);

  g_assert_no_error (error);
  g_assert_null (nn_model_for_digits (model, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, NN_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, says));
}

/* --- no model --- */

static void
test_kinds (void)
{
  static const struct {
    const char *bytes;
    gsize length;
    const char *says;
  } cases[] = {
    { "", 0, "empty" },
    { "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n", 64, "git-LFS" },
    { "<!DOCTYPE html>\n<html>", 22, "web page" },
    { "\357\273\277 \n<html>", 11, "web page" },
    { "Not Found", 9, "text file" },
    { "{\"a\": 1}\n", 9, "text file" },
    { "caf\303\251", 5, "text file" },
    { "PK\003\004abcdef", 10, "zip" },
    { "\211HDF\r\n\032\n", 8, "HDF5" },
    { "\034\000\000\000TFL3", 8, "TensorFlow Lite" },
    { "\037\213\010\000", 4, "gzip" },
    { "\211PNG\r\n\032\n", 8, "PNG" },
    { "\377\377\377\377\377", 5, "damaged" },
    { "\010\003", 2, "not an ONNX file" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].bytes, cases[i].length);

    assert_refused (bytes, NN_ERROR_FORMAT, cases[i].says);
  }
}

/* --- no model of ours --- */

static Maker *
picture (int opset)
{
  Maker *maker = maker_new (opset);

  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 784));
  maker_add_output (maker, "y");
  return maker;
}

static void
test_unsupported (void)
{
  g_autoptr (Maker) maker = picture (13);

  maker_add_node (maker, "Foo", "x", "a");
  maker_add_node (maker, "Relu", "a", "b");
  maker_add_node (maker, "Bar", "b", "c")->domain = maker_text (maker, "com.example");
  maker_add_node (maker, "Foo", "c", "y");
  refuse (maker, NN_ERROR_UNSUPPORTED,
          "2 operators are not supported: Foo ('a', 'y'), com.example.Bar ('c')");
}

static void
test_quantised (void)
{
  static const char *const ops[] = { "QLinearAdd", "QLinearSigmoid" };

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++) {
    g_autoptr (Maker) maker = picture (13);

    maker_add_node (maker, ops[i], "x", "y");
    refuse (maker, NN_ERROR_UNSUPPORTED, "quantised");
  }
}

static void
test_classical (void)
{
  g_autoptr (Maker) mixed = picture (13);
  g_autoptr (Maker) pure = picture (13);

  maker_add_node (mixed, "LinearClassifier", "x", "y")->domain = maker_text (mixed, "ai.onnx.ml");
  refuse (mixed, NN_ERROR_UNSUPPORTED, "ai.onnx.ml");
  maker_add_node (pure, "SVMClassifier", "x", "y")->domain = maker_text (pure, "ai.onnx.ml");
  pure->model.opset_import[0]->domain = maker_text (pure, "ai.onnx.ml");
  refuse (pure, NN_ERROR_UNSUPPORTED, "ai.onnx.ml");
}

static void
test_versions (void)
{
  static const struct {
    int opset;
    const char *says;
  } cases[] = { { 5, "too old" }, { 26, "too new" }, { 1000000, "too new" }, { -1, "too old" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Maker) maker = picture (cases[i].opset);

    maker_add_node (maker, "Relu", "x", "y");
    refuse (maker, NN_ERROR_UNSUPPORTED, cases[i].says);
  }
}

static void
test_no_digits (void)
{
  g_autoptr (Maker) two = picture (13);
  g_autoptr (Maker) classes = picture (13);
  g_autoptr (Maker) size = maker_new (13);
  g_autoptr (Maker) label = picture (13);

  maker_add_input (two, "z", NN_TYPE_FLOAT32, NN_SHAPE (-1, 784));
  maker_add_node (two, "Add", "x z", "y");
  refuse_digits (two, NN_ERROR_SHAPE, "2 inputs");

  maker_add_noise (classes, "w", NN_SHAPE (784, 26), 1);
  maker_add_node (classes, "MatMul", "x w", "y");
  refuse_digits (classes, NN_ERROR_SHAPE, "'y' is float32 of the shape 1x26 instead of ten");

  maker_add_input (size, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 1, -1, -1));
  maker_add_node (size, "Relu", "x", "y");
  maker_add_output (size, "y");
  refuse_digits (size, NN_ERROR_SHAPE, "Nx1xNxN");

  maker_add_noise (label, "w", NN_SHAPE (784, 10), 1);
  maker_add_node (label, "MatMul", "x w", "z");
  maker_set_int (label, maker_add_node (label, "Cast", "z", "y"), "to", NN_TYPE_INT64);
  refuse_digits (label, NN_ERROR_SHAPE, "int64");
}

/* --- harm --- */

static void
test_names (void)
{
  g_autoptr (Maker) circle = picture (13);
  g_autoptr (Maker) self = picture (13);
  g_autoptr (Maker) dangling = picture (13);
  g_autoptr (Maker) twice = picture (13);
  g_autoptr (Maker) tensors = picture (13);
  g_autoptr (Maker) input = picture (13);
  g_autoptr (Maker) nothing = maker_new (13);
  g_autoptr (Maker) nameless = picture (13);

  maker_add_node (circle, "Add", "x b", "a");
  maker_add_node (circle, "Relu", "a", "b");
  maker_add_node (circle, "Relu", "b", "y");
  refuse (circle, NN_ERROR_FORMAT, "circle");

  maker_add_node (self, "Add", "x y", "y");
  refuse (self, NN_ERROR_FORMAT, "circle");

  maker_add_node (dangling, "Add", "x nowhere", "y");
  refuse (dangling, NN_ERROR_FORMAT, "'nowhere'");

  maker_add_node (twice, "Relu", "x", "y");
  maker_add_node (twice, "Tanh", "x", "y");
  refuse (twice, NN_ERROR_FORMAT, "'y'");

  maker_add_noise (tensors, "w", NN_SHAPE (2), 1);
  maker_add_noise (tensors, "w", NN_SHAPE (2), 1);
  maker_add_node (tensors, "Relu", "x", "y");
  refuse (tensors, NN_ERROR_FORMAT, "'w'");

  maker_add_node (input, "Relu", "y", "x");
  refuse (input, NN_ERROR_FORMAT, "'x'");

  maker_add_input (nothing, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 784));
  refuse (nothing, NN_ERROR_FORMAT, "no output");

  maker_add_node (nameless, "Relu", "-", "y");
  refuse (nameless, NN_ERROR_FORMAT, "no input 0");
}

static void
test_dimensions (void)
{
  static const struct {
    NnShape shape;
    NnError code;
  } cases[] = {
    { { 2, { (gint64) 1 << 40, (gint64) 1 << 40 } }, NN_ERROR_RANGE },
    { { 2, { (gint64) 1 << 62, 8 } }, NN_ERROR_RANGE },
    { { 1, { -5 } }, NN_ERROR_RANGE },
    { { 1, { (gint64) 1 << 38 } }, NN_ERROR_FORMAT },
    { { 2, { G_MAXINT64, 0 } }, NN_ERROR_RANGE },
    { { 1, { 3 } }, NN_ERROR_FORMAT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Maker) maker = picture (13);
    Onnx__Tensor *tensor
        = maker_add_tensor (maker, "w", NN_TYPE_FLOAT32, NN_SHAPE (2), (float[]){ 1, 2 });

    tensor->n_dims = cases[i].shape.rank;
    memcpy (tensor->dims, cases[i].shape.dims, sizeof (gint64) * 2);
    maker_add_node (maker, "Add", "x w", "y");
    refuse (maker, cases[i].code, "'w'");
  }
}

/* Small files that ask for a lot: refused, or left for a run that is refused, and the memory does
 * not grow meanwhile. */
static void
test_greed (void)
{
  static const char *const chains[] = { "Reshape", "Expand", "Tile" };
  struct rusage before, after;

  getrusage (RUSAGE_SELF, &before);
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    for (int constant = 0; constant < 2; constant++) {
      g_autoptr (Maker) maker = picture (13);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (NnModel) model = NULL;

      if (nn_op_find (chains[i]) == NULL)
        continue;
      maker_add_ints (maker, "to", 2, (gint64[]){ (gint64) 1 << 30, (gint64) 1 << 30 });
      maker_add_noise (maker, "w", NN_SHAPE (1, 1), 1);
      maker_add_node (maker, chains[i], constant ? "w to" : "x to", "y");
      bytes = maker_to_bytes (maker);
      model = nn_model_from_bytes (bytes, "file.onnx", &error);
      if (model != NULL)
        g_assert_null (nn_model_for_digits (model, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
    }
  {
    g_autoptr (Maker) maker = picture (13);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (NnModel) model = NULL;

    /* Each doubles the one before it: 2^60 numbers after sixty nodes. */
    maker_add_noise (maker, "v0", NN_SHAPE (1, 2), 1);
    for (int i = 0; i < 60; i++) {
      g_autofree char *from = g_strdup_printf ("v%d v%d", i, i);
      g_autofree char *to = g_strdup_printf ("v%d", i + 1);

      maker_set_int (maker, maker_add_node (maker, "Concat", from, to), "axis", 1);
    }
    maker_add_node (maker, "MatMul", "x v60", "y");
    bytes = maker_to_bytes (maker);
    if (nn_op_find ("Concat") != NULL) {
      model = nn_model_from_bytes (bytes, "file.onnx", &error);
      if (model != NULL)
        g_assert_null (nn_model_for_digits (model, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
    }
  }
  getrusage (RUSAGE_SELF, &after);
  /* Kilobytes: 512 MiB over what there was. */
  g_assert_cmpint (after.ru_maxrss, <, before.ru_maxrss + (512 << 10));
}

/* A million empty nodes in two megabytes would be messages of a hundred. */
static void
test_many (void)
{
  const gsize n = 1 << 20;
  g_autoptr (GByteArray) graph = g_byte_array_new ();
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  guint8 head[8] = { 0x3a }; /* field 7, a length follows */
  gsize length = 2 * n, at = 1;

  for (gsize i = 0; i < n; i++)
    g_byte_array_append (graph, (const guint8 *) "\012\000", 2);
  for (; length > 0x7f; length >>= 7)
    head[at++] = (guint8) (length & 0x7f) | 0x80;
  head[at++] = (guint8) length;
  g_byte_array_append (file, head, (guint) at);
  g_byte_array_append (file, graph->data, graph->len);
  bytes = g_bytes_new (file->data, file->len);
  assert_refused (bytes, NN_ERROR_FORMAT, "");
}

/* Reading one picture may take some time, not an hour. */
static void
test_slow (void)
{
  g_autoptr (Maker) maker = maker_new (13);
  Onnx__Node *conv;

  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (-1, 1, 28, 28));
  maker_add_noise (maker, "w", NN_SHAPE (16, 1, 3, 3), 1);
  maker_add_noise (maker, "v", NN_SHAPE (16, 16, 3, 3), 1);
  conv = maker_add_node (maker, "Conv", "x w", "c0");
  maker_set_ints (maker, conv, "pads", 4, (gint64[]){ 240, 240, 240, 240 });
  for (int i = 0; i < 20; i++) {
    g_autofree char *from = g_strdup_printf ("c%d v", i);
    g_autofree char *to = i < 19 ? g_strdup_printf ("c%d", i + 1) : g_strdup ("y");

    conv = maker_add_node (maker, "Conv", from, to);
    maker_set_ints (maker, conv, "pads", 4, (gint64[]){ 1, 1, 1, 1 });
  }
  maker_add_output (maker, "y");
  refuse_digits (maker, NN_ERROR_RANGE, "multiply-adds");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/refuse/kinds", test_kinds);
  g_test_add_func ("/refuse/unsupported", test_unsupported);
  g_test_add_func ("/refuse/quantised", test_quantised);
  g_test_add_func ("/refuse/classical", test_classical);
  g_test_add_func ("/refuse/versions", test_versions);
  g_test_add_func ("/refuse/no-digits", test_no_digits);
  g_test_add_func ("/refuse/names", test_names);
  g_test_add_func ("/refuse/dimensions", test_dimensions);
  g_test_add_func ("/refuse/greed", test_greed);
  g_test_add_func ("/refuse/many", test_many);
  g_test_add_func ("/refuse/slow", test_slow);
  return g_test_run ();
}
