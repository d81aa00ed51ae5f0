/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/model/nn-fold.h"
#include "nn/model/nn-model-file.h"
#include "onnx-maker.h"

/* Files as the world writes them. Most hold the same small network: the picture, pooled 7x7 to 4x4
 * numbers, times w, plus b; expected() computes it by hand. */

#define SEED_W 3
#define SEED_B 4

static void
fill_inks (float *inks)
{
  NnRandom random;

  nn_random_init (&random, 9, 0);
  for (int i = 0; i < 784; i++)
    inks[i] = nn_random_below (&random, 3) == 0 ? nn_random_uniform (&random) : 0;
}

static void
noise (guint64 seed, guint n, float *numbers)
{
  NnRandom random;

  nn_random_init (&random, seed, 0);
  for (guint i = 0; i < n; i++)
    numbers[i] = nn_random_range (&random, -1, 1);
}

/* Logits from inks. */
static void
expected (double *logits)
{
  float inks[784], w[160], b[10];

  fill_inks (inks);
  noise (SEED_W, 160, w);
  noise (SEED_B, 10, b);
  for (int k = 0; k < 10; k++)
    logits[k] = b[k];
  for (int y = 0; y < 28; y++)
    for (int x = 0; x < 28; x++)
      for (int k = 0; k < 10; k++)
        logits[k] += inks[y * 28 + x] / 49.0 * w[(y / 7 * 4 + x / 7) * 10 + k];
}

static void
check_probabilities (const float *p, double tolerance)
{
  double logits[10], sum = 0;

  expected (logits);
  for (int k = 0; k < 10; k++)
    sum += exp (logits[k]);
  for (int k = 0; k < 10; k++)
    g_assert_cmpfloat_with_epsilon (p[k], exp (logits[k]) / sum, tolerance);
}

/* Read, made a reader of digits, written and read again: each time the same outputs. */
static NnModel *
check_bytes (GBytes *bytes, const char *words, double tolerance)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) raw = nn_model_from_bytes (bytes, "made.onnx", &error);
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnModel) set = NULL;
  g_autoptr (NnModel) again = NULL;
  g_autoptr (GBytes) written = NULL;
  NnInputConvention convention;
  float inks[784 * 3], p[30];

  g_assert_no_error (error);
  model = nn_model_for_digits (raw, &error);
  g_assert_no_error (error);
  convention = *nn_model_get_convention (model);
  g_assert_true (nn_convention_parse (&convention, words, NULL));
  set = nn_model_with_convention (model, &convention);
  for (int i = 0; i < 3; i++)
    fill_inks (inks + i * 784);
  g_assert_true (nn_model_predict (set, inks, 3, p, &error));
  g_assert_no_error (error);
  for (int i = 0; i < 3; i++)
    check_probabilities (p + i * 10, tolerance);

  written = nn_model_to_bytes (set);
  again = nn_model_from_bytes (written, "again.onnx", &error);
  g_assert_no_error (error);
  g_assert_true (nn_model_predict (again, inks, 3, p, &error));
  g_assert_no_error (error);
  check_probabilities (p, tolerance);
  return g_steal_pointer (&set);
}

static NnModel *
check (Maker *maker, const char *words)
{
  g_autoptr (GBytes) bytes = maker_to_bytes (maker);

  return check_bytes (bytes, words, 1e-5);
}

/* A convolution with a constant window is the pooling. */
static void
add_window (Maker *maker, const char *from)
{
  g_autofree char *inputs = g_strconcat (from, " window", NULL);
  float window[49];
  Onnx__Node *conv;

  for (int i = 0; i < 49; i++)
    window[i] = 1.0f / 49;
  maker_add_tensor (maker, "window", NN_TYPE_FLOAT32, NN_SHAPE (1, 1, 7, 7), window);
  conv = maker_add_node (maker, "Conv", inputs, "pooled");
  maker_set_ints (maker, conv, "strides", 2, (gint64[]){ 7, 7 });
}

static void
add_weights (Maker *maker)
{
  maker_add_noise (maker, "w", NN_SHAPE (16, 10), SEED_W);
  maker_add_noise (maker, "b", NN_SHAPE (10), SEED_B);
}

/* Input [batch, 1, 28, 28], then everything but w and b; output y. */
static Maker *
make_body (int opset, gint64 batch)
{
  Maker *maker = maker_new (opset);

  maker_add_input (maker, "x", NN_TYPE_FLOAT32, NN_SHAPE (batch, 1, 28, 28));
  add_window (maker, "x");
  maker_add_node (maker, "Flatten", "pooled", "flat");
  maker_add_node (maker, "Gemm", "flat w b", "y");
  maker_add_output (maker, "y");
  return maker;
}

/* --- where weights lie --- */

static void
test_versions (void)
{
  for (int opset = 6; opset <= 21; opset++)
    for (int ir = 3; ir <= 10; ir++) {
      g_autoptr (Maker) maker = make_body (opset, -1);
      g_autoptr (NnModel) model = NULL;

      add_weights (maker);
      maker->model.ir_version = ir;
      model = check (maker, "0..1");
      g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (model)), ==, 49 + 160 + 10);
      g_assert_cmpint (nn_model_get_convention (model)->output, ==, NN_OUTPUT_LOGITS);
      g_assert_cmpstr (nn_model_get_fact (model, "imported"), ==, "maker");
    }
}

static void
test_float_data (void)
{
  g_autoptr (Maker) maker = make_body (13, -1);
  g_autoptr (NnModel) model = NULL;
  Onnx__Tensor *tensor;

  add_weights (maker);
  tensor = maker->model.graph->initializer[1];
  tensor->has_raw_data = FALSE;
  tensor->n_float_data = 160;
  tensor->float_data = (float *) (void *) tensor->raw_data.data;
  model = check (maker, "0..1");
}

static void
test_constant_nodes (void)
{
  g_autoptr (Maker) maker = make_body (13, -1);
  g_autoptr (NnModel) model = NULL;

  maker_add_noise (maker, "value", NN_SHAPE (16, 10), SEED_W);
  maker_set_tensor (maker, maker_add_node (maker, "Constant", "", "w"), "value",
                    maker_take_tensor (maker));
  maker_add_noise (maker, "value", NN_SHAPE (10), SEED_B);
  maker_set_tensor (maker, maker_add_node (maker, "Constant", "", "b"), "value",
                    maker_take_tensor (maker));
  /* The nodes come behind those that read them. */
  model = check (maker, "0..1");
  g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (model)), ==, 49 + 160 + 10);
}

static void
test_listed_as_inputs (void)
{
  g_autoptr (Maker) maker = make_body (8, -1);
  g_autoptr (NnModel) model = NULL;

  add_weights (maker);
  maker_add_input (maker, "w", NN_TYPE_FLOAT32, NN_SHAPE (16, 10));
  maker_add_input (maker, "b", NN_TYPE_FLOAT32, NN_SHAPE (10));
  maker->model.ir_version = 3;
  model = check (maker, "0..1");
}

/* w and b of another type, given as they are or through Cast. */
static void
test_other_floats (void)
{
  static const NnType types[] = { NN_TYPE_FLOAT16, NN_TYPE_FLOAT64 };
  float w[160], b[10];

  noise (SEED_W, 160, w);
  noise (SEED_B, 10, b);
  for (guint t = 0; t < 2; t++)
    for (int cast = 0; cast < 2; cast++) {
      g_autoptr (Maker) maker = make_body (13, -1);
      g_autoptr (NnModel) model = NULL;
      g_autoptr (GBytes) bytes = NULL;
      guint8 numbers[160 * 8];

      nn_convert (types[t], numbers, NN_TYPE_FLOAT32, w, 160);
      maker_add_tensor (maker, cast ? "w0" : "w", types[t], NN_SHAPE (16, 10), numbers);
      nn_convert (types[t], numbers, NN_TYPE_FLOAT32, b, 10);
      maker_add_tensor (maker, cast ? "b0" : "b", types[t], NN_SHAPE (10), numbers);
      if (cast) {
        maker_set_int (maker, maker_add_node (maker, "Cast", "w0", "w"), "to", 1);
        maker_set_int (maker, maker_add_node (maker, "Cast", "b0", "b"), "to", 1);
      } else {
        maker->model.graph->input[0]->type->tensor_type->elem_type = types[t];
      }
      bytes = maker_to_bytes (maker);
      model = check_bytes (bytes, "0..1", t == 0 ? 2e-3 : 1e-5);
      g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (model)), ==, 49 + 160 + 10);
    }
}

static void
test_double_input (void)
{
  g_autoptr (Maker) maker = maker_new (13);
  g_autoptr (NnModel) model = NULL;

  maker_add_input (maker, "x", NN_TYPE_FLOAT64, NN_SHAPE (-1, 1, 28, 28));
  maker_set_int (maker, maker_add_node (maker, "Cast", "x", "x32"), "to", 1);
  add_window (maker, "x32");
  maker_add_node (maker, "Flatten", "pooled", "flat");
  maker_add_node (maker, "Gemm", "flat w b", "y");
  maker_add_output (maker, "y");
  add_weights (maker);
  model = check (maker, "0..1");
  g_assert_cmpint (nn_model_get_convention (model)->type, ==, NN_TYPE_FLOAT64);
}

static void
test_transposed_weights (void)
{
  g_autoptr (Maker) maker = make_body (13, -1);
  g_autoptr (NnModel) model = NULL;
  float w[160], turned[160];

  noise (SEED_W, 160, w);
  for (int i = 0; i < 16; i++)
    for (int k = 0; k < 10; k++)
      turned[k * 16 + i] = w[i * 10 + k];
  maker_add_tensor (maker, "fc.weight", NN_TYPE_FLOAT32, NN_SHAPE (10, 16), turned);
  maker_add_noise (maker, "b", NN_SHAPE (10), SEED_B);
  maker_set_ints (maker, maker_add_node (maker, "Transpose", "fc.weight", "w"), "perm", 2,
                  (gint64[]){ 1, 0 });
  model = check (maker, "0..1");
  /* Turned round once, when the file is read, and still known by its name. */
  g_assert_cmpuint (nn_graph_n_nodes (nn_model_graph (model)), ==, 3);
  g_assert_cmpuint (nn_graph_find_value (nn_model_graph (model), "fc.weight"), !=, NN_NO_VALUE);
}

/* --- graphs --- */

static void
test_dead_and_double (void)
{
  g_autoptr (Maker) maker = make_body (13, -1);
  g_autoptr (NnModel) model = NULL;

  add_weights (maker);
  maker_add_node (maker, "Hardmax", "flat", "dead");
  maker_add_node (maker, "Foo", "dead nowhere", "deader");
  maker_add_tensor (maker, "strings", 8, NN_SHAPE (3), NULL);
  maker_add_output (maker, "y");
  model = check (maker, "0..1");
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
  add_window (maker, "x");
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
  add_weights (maker);
  model = check (maker, "0..1");
  g_assert_cmpuint (nn_model_fixed_batch (model), ==, 0);
}

/* A batch that the exporter wrote into the file, with and without a Reshape that holds it. */
static void
test_fixed_batch (void)
{
  static const gint64 batches[] = { 1, 10, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    for (int reshape = 0; reshape < 2; reshape++) {
      g_autoptr (Maker) maker = make_body (13, batches[i]);
      g_autoptr (NnModel) model = NULL;

      add_weights (maker);
      if (reshape) {
        maker->model.graph->node[1]->op_type = maker_text (maker, "Reshape");
        maker->model.graph->node[1]->n_input = 2;
        maker->model.graph->node[1]->input
            = maker_add_node (maker, "Neg", "pooled to", "unread")->input;
        maker_add_ints (maker, "to", 2, (gint64[]){ batches[i], 16 });
      }
      model = check (maker, "0..1");
      g_assert_cmpuint (nn_model_fixed_batch (model), ==, 0);
    }
}

/* Where the batch cannot be freed it stays, and three pictures are read all the same. */
static void
test_stubborn_batch (void)
{
  g_autoptr (Maker) maker = make_body (13, 2);
  g_autoptr (NnModel) model = NULL;
  float zeros[20] = { 0 };

  add_weights (maker);
  maker->model.graph->node[2]->output[0] = maker_text (maker, "y0");
  maker_add_tensor (maker, "zeros", NN_TYPE_FLOAT32, NN_SHAPE (2, 10), zeros);
  maker_add_node (maker, "Add", "y0 zeros", "y");
  model = check (maker, "0..1");
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
    add_window (maker, "picture");
    maker_add_node (maker, "Flatten", "pooled", "flat");
    maker_add_node (maker, "Gemm", "flat w b", "y");
    maker_add_output (maker, "y");
    add_weights (maker);
    model = check (maker, cases[i].words);
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
  add_weights (maker);
  model = check (maker, "0..1");
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
  add_window (maker, "scaled");
  maker_add_node (maker, "Flatten", "pooled", "flat");
  maker_add_node (maker, "Gemm", "flat w b", "y");
  maker_add_output (maker, "y");
  add_weights (maker);
  model = check (maker, "0..255");
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
    g_autoptr (Maker) maker = make_body (13, -1);
    g_autoptr (NnModel) model = NULL;

    add_weights (maker);
    maker->model.graph->node[2]->output[0] = maker_text (maker, "logits");
    maker_add_node (maker, cases[i].op, "logits", "y");
    /* A second output of another size is left aside. */
    maker_add_output (maker, "flat");
    model = check (maker, "0..1");
    g_assert_cmpint (nn_model_get_convention (model)->output, ==, cases[i].kind);
  }
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
    fill_inks (inks);
    g_assert_true (nn_model_predict (model, inks, 1, p, NULL));
    g_assert_true (nn_model_predict (folded, inks, 1, q, NULL));
    for (int k = 0; k < 10; k++)
      g_assert_cmpfloat_with_epsilon (p[k], q[k], 1e-5);
  }
}

/* --- weights beside the model --- */

typedef struct {
  char *folder;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  float w[160];

  place->folder = g_dir_make_tmp ("tenfold-import-XXXXXX", NULL);
  noise (SEED_W, 160, w);
  {
    g_autofree char *sub = g_build_filename (place->folder, "sub", NULL);
    g_autofree char *path = g_build_filename (sub, "weights.bin", NULL);
    g_autofree char *bytes = g_malloc0 (64 + sizeof w);

    memcpy (bytes + 64, w, sizeof w);
    g_assert_cmpint (g_mkdir (sub, 0700), ==, 0);
    g_assert_true (g_file_set_contents (path, bytes, 64 + sizeof w, NULL));
  }
}

static void
tear_down (Place *place, gconstpointer data)
{
  static const char *const names[]
      = { "sub/weights.bin", "sub/pipe", "sub", "link", "linked", "model.onnx" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (place->folder, names[i], NULL);

    g_remove (path);
  }
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
}

static NnModel *
load_outside (Place *place,
              const char *location,
              const char *offset,
              const char *length,
              GError **error)
{
  g_autoptr (Maker) maker = make_body (13, -1);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = g_build_filename (place->folder, "model.onnx", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  maker_place_outside (maker,
                       maker_add_tensor (maker, "w", NN_TYPE_FLOAT32, NN_SHAPE (16, 10), NULL),
                       location, offset, length);
  maker_add_noise (maker, "b", NN_SHAPE (10), SEED_B);
  bytes = maker_to_bytes (maker);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  return nn_model_load (file, error);
}

static void
test_outside (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = load_outside (place, "sub/weights.bin", "64", "640", &error);
  g_autoptr (NnModel) open_end = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NnModel) checked = NULL;

  g_assert_no_error (error);
  bytes = nn_model_to_bytes (model);
  checked = check_bytes (bytes, "0..1", 1e-5);
  open_end = load_outside (place, "./sub//weights.bin", "64", NULL, &error);
  g_assert_no_error (error);
}

static void
test_outside_refused (Place *place, gconstpointer data)
{
  g_autofree char *link = g_build_filename (place->folder, "link", NULL);
  g_autofree char *linked = g_build_filename (place->folder, "linked", NULL);
  g_autofree char *pipe = g_build_filename (place->folder, "sub/pipe", NULL);
  const struct {
    const char *location, *offset, *length;
    NnError code;
    const char *says;
  } cases[] = {
    { "sub/missing.bin", NULL, NULL, NN_ERROR_MISSING, "sub/missing.bin" },
    { "/etc/passwd", NULL, NULL, NN_ERROR_UNSUPPORTED, "outside" },
    { "../weights.bin", NULL, NULL, NN_ERROR_UNSUPPORTED, "outside" },
    { "sub/../../x", NULL, NULL, NN_ERROR_UNSUPPORTED, "outside" },
    { "..\\x", NULL, NULL, NN_ERROR_UNSUPPORTED, "outside" },
    { "link", NULL, NULL, NN_ERROR_UNSUPPORTED, "link" },
    { "linked/weights.bin", "64", NULL, NN_ERROR_UNSUPPORTED, "link" },
    { "sub", NULL, NULL, NN_ERROR_IO, "ordinary" },
    { "sub/pipe", NULL, NULL, NN_ERROR_IO, "ordinary" },
    { "sub/weights.bin", "65", "640", NN_ERROR_FORMAT, "beyond" },
    { "sub/weights.bin", "99999", NULL, NN_ERROR_FORMAT, "beyond" },
    { "sub/weights.bin", "64", "600", NN_ERROR_FORMAT, "should have" },
    { "sub/weights.bin", "-1", NULL, NN_ERROR_RANGE, "impossible" },
    { "sub/weights.bin", "99999999999999999999", NULL, NN_ERROR_RANGE, "impossible" },
    { NULL, NULL, NULL, NN_ERROR_FORMAT, "not named" },
  };

  g_assert_cmpint (symlink ("sub/weights.bin", link), ==, 0);
  g_assert_cmpint (symlink ("sub", linked), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (
        load_outside (place, cases[i].location, cases[i].offset, cases[i].length, &error));
    g_test_message ("%s", error->message);
    g_assert_error (error, NN_ERROR, (int) cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/versions", test_versions);
  g_test_add_func ("/import/float-data", test_float_data);
  g_test_add_func ("/import/constant-nodes", test_constant_nodes);
  g_test_add_func ("/import/listed-as-inputs", test_listed_as_inputs);
  g_test_add_func ("/import/other-floats", test_other_floats);
  g_test_add_func ("/import/double-input", test_double_input);
  g_test_add_func ("/import/transposed-weights", test_transposed_weights);
  g_test_add_func ("/import/dead-and-double", test_dead_and_double);
  g_test_add_func ("/import/shape-arithmetic", test_shape_arithmetic);
  g_test_add_func ("/import/fixed-batch", test_fixed_batch);
  g_test_add_func ("/import/stubborn-batch", test_stubborn_batch);
  g_test_add_func ("/import/layouts", test_layouts);
  g_test_add_func ("/import/three-channels", test_three_channels);
  g_test_add_func ("/import/preprocessing", test_preprocessing);
  g_test_add_func ("/import/outputs", test_outputs);
  g_test_add_func ("/import/normalization", test_normalization);
  g_test_add ("/import/outside", Place, NULL, set_up, test_outside, tear_down);
  g_test_add ("/import/outside-refused", Place, NULL, set_up, test_outside_refused, tear_down);
  return g_test_run ();
}
