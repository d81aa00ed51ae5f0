/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-preset.h"

#include "nn/model/nn-initialize.h"

/* For the translators: the core itself speaks English, the window translates. */
#define N_(text) (text)

/* Builders: each adds a layer behind `from` and returns its output. */

static guint
dense (NnGraph *graph, const char *name, guint from, gint64 n_in, gint64 n_out, gboolean bias)
{
  g_autofree char *weight = g_strconcat (name, ".weight", NULL);
  g_autofree char *bias_name = g_strconcat (name, ".bias", NULL);
  g_autofree char *sum = g_strconcat (name, ".sum", NULL);
  guint inputs[3] = { from, nn_graph_add_parameter (graph, weight, &NN_SHAPE (n_in, n_out), TRUE) };

  if (bias)
    inputs[2] = nn_graph_add_parameter (graph, bias_name, &NN_SHAPE (n_out), TRUE);
  return nn_graph_add_op (graph, "Gemm", name, NULL, bias ? 3 : 2, inputs, sum);
}

static guint
convolution (NnGraph *graph,
             const char *name,
             guint from,
             gint64 n_in,
             gint64 n_out,
             gint64 size,
             gint64 pad)
{
  g_autofree char *weight = g_strconcat (name, ".weight", NULL);
  g_autofree char *bias = g_strconcat (name, ".bias", NULL);
  g_autofree char *sum = g_strconcat (name, ".sum", NULL);
  NnAttributes *attributes = nn_attributes_new ();
  guint inputs[3]
      = { from, nn_graph_add_parameter (graph, weight, &NN_SHAPE (n_out, n_in, size, size), TRUE),
          nn_graph_add_parameter (graph, bias, &NN_SHAPE (n_out), TRUE) };

  nn_attributes_set_ints (attributes, "kernel_shape", (gint64[]){ size, size }, 2);
  nn_attributes_set_ints (attributes, "pads", (gint64[]){ pad, pad, pad, pad }, 4);
  return nn_graph_add_op (graph, "Conv", name, attributes, 3, inputs, sum);
}

static guint
pool (NnGraph *graph, const char *name, guint from)
{
  NnAttributes *attributes = nn_attributes_new ();

  nn_attributes_set_ints (attributes, "kernel_shape", (gint64[]){ 2, 2 }, 2);
  nn_attributes_set_ints (attributes, "strides", (gint64[]){ 2, 2 }, 2);
  return nn_graph_add_op (graph, "MaxPool", name, attributes, 1, &from, name);
}

static guint
function (NnGraph *graph, const char *op, const char *name, guint from)
{
  return nn_graph_add_op (graph, op, name, NULL, 1, &from, name);
}

static guint
picture (NnGraph *graph, gboolean plane)
{
  return nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32,
                             plane ? &NN_SHAPE (-1, 1, 28, 28) : &NN_SHAPE (-1, 784));
}

/* Normalization of each channel. The mean and variance it keeps are no weights that are trained. */
static guint
normalization (NnGraph *graph, const char *name, guint from, gint64 n)
{
  static const char *const parts[] = { "scale", "shift", "mean", "variance" };
  guint inputs[5] = { from };

  for (guint i = 0; i < 4; i++) {
    g_autofree char *part = g_strconcat (name, ".", parts[i], NULL);

    inputs[i + 1] = nn_graph_add_parameter (graph, part, &NN_SHAPE (n), i < 2);
  }
  return nn_graph_add_op (graph, "BatchNormalization", name, NULL, 5, inputs, name);
}

static NnGraph *
build_linear (void)
{
  NnGraph *graph = nn_graph_new ("linear", 17);
  guint x = picture (graph, FALSE);

  x = function (graph, "Softmax", "probabilities", dense (graph, "dense1", x, 784, 10, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

static NnGraph *
build_scratch (void)
{
  NnGraph *graph = nn_graph_new ("scratch", 17);
  guint x = picture (graph, FALSE);

  x = function (graph, "Sigmoid", "hidden", dense (graph, "dense1", x, 784, 250, FALSE));
  x = function (graph, "Sigmoid", "probabilities", dense (graph, "dense2", x, 250, 10, FALSE));
  nn_graph_add_output (graph, x);
  return graph;
}

static NnGraph *
build_keras (void)
{
  NnGraph *graph = nn_graph_new ("keras", 17);
  guint x = picture (graph, FALSE);

  x = function (graph, "Relu", "hidden", dense (graph, "dense1", x, 784, 512, TRUE));
  x = function (graph, "Softmax", "probabilities", dense (graph, "dense2", x, 512, 10, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

static NnGraph *
build_lenet (void)
{
  NnGraph *graph = nn_graph_new ("lenet", 17);
  guint x = picture (graph, TRUE);

  x = function (graph, "Relu", "relu1", convolution (graph, "conv1", x, 1, 6, 5, 2));
  x = pool (graph, "pool1", x);
  x = function (graph, "Relu", "relu2", convolution (graph, "conv2", x, 6, 16, 5, 0));
  x = function (graph, "Flatten", "features", pool (graph, "pool2", x));
  x = function (graph, "Relu", "relu3", dense (graph, "dense1", x, 400, 120, TRUE));
  x = function (graph, "Relu", "relu4", dense (graph, "dense2", x, 120, 84, TRUE));
  x = function (graph, "Softmax", "probabilities", dense (graph, "dense3", x, 84, 10, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

static NnGraph *
build_fast_cnn (void)
{
  NnGraph *graph = nn_graph_new ("fast-cnn", 17);
  guint x = picture (graph, TRUE);

  x = function (graph, "Relu", "relu1", convolution (graph, "conv1", x, 1, 24, 5, 0));
  x = pool (graph, "pool1", x);
  x = function (graph, "Relu", "relu2", convolution (graph, "conv2", x, 24, 32, 3, 0));
  x = function (graph, "Flatten", "features", pool (graph, "pool2", x));
  x = function (graph, "Relu", "relu3", dense (graph, "dense1", x, 800, 256, TRUE));
  x = function (graph, "Softmax", "probabilities", dense (graph, "dense2", x, 256, 10, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

static NnGraph *
build_deep_cnn (void)
{
  NnGraph *graph = nn_graph_new ("deep-cnn", 17);
  guint x = picture (graph, TRUE);

  x = function (graph, "Relu", "relu1", convolution (graph, "conv1", x, 1, 32, 3, 1));
  x = function (graph, "Relu", "relu2", convolution (graph, "conv2", x, 32, 32, 3, 1));
  x = pool (graph, "pool1", x);
  x = function (graph, "Relu", "relu3", convolution (graph, "conv3", x, 32, 64, 3, 1));
  x = function (graph, "Relu", "relu4", convolution (graph, "conv4", x, 64, 64, 3, 1));
  x = function (graph, "Flatten", "features", pool (graph, "pool2", x));
  x = function (graph, "Relu", "relu5", dense (graph, "dense1", x, 3136, 256, TRUE));
  x = function (graph, "Softmax", "probabilities", dense (graph, "dense2", x, 256, 10, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

/* Dropout of half of the numbers, what ONNX takes without a ratio, while it learns. */
static NnGraph *
build_mlp (void)
{
  NnGraph *graph = nn_graph_new ("mlp", 17);
  guint x = picture (graph, FALSE);

  x = function (graph, "Relu", "hidden1", dense (graph, "dense1", x, 784, 512, TRUE));
  x = function (graph, "Dropout", "dropout1", x);
  x = function (graph, "Relu", "hidden2", dense (graph, "dense2", x, 512, 512, TRUE));
  x = function (graph, "Dropout", "dropout2", x);
  x = function (graph, "Softmax", "probabilities", dense (graph, "dense3", x, 512, 10, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

/* One dimension of the shape may be -1: what is left. Squeeze would say it more plainly, but some
 * programs do not know its present form. */
static guint
reshape (NnGraph *graph, const char *name, guint from, const NnShape *shape)
{
  g_autoptr (NnTensor) constant
      = nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (shape->rank), shape->dims);
  g_autofree char *shape_name = g_strconcat (name, ".shape", NULL);
  const guint inputs[2] = { from, nn_graph_add_constant (graph, shape_name, constant) };

  return nn_graph_add_op (graph, "Reshape", name, NULL, 2, inputs, name);
}

/* The last state of an LSTM that reads [steps][batch][n_in]: [1][batch][hidden]. */
static guint
lstm (NnGraph *graph, const char *name, guint from, gint64 n_in, gint64 hidden)
{
  g_autofree char *weight = g_strconcat (name, ".weight", NULL);
  g_autofree char *recurrence = g_strconcat (name, ".recurrence", NULL);
  g_autofree char *bias = g_strconcat (name, ".bias", NULL);
  g_autofree char *states = g_strconcat (name, ".states", NULL);
  g_autofree char *last = g_strconcat (name, ".last", NULL);
  NnAttributes *attributes = nn_attributes_new ();
  const guint inputs[4]
      = { from, nn_graph_add_parameter (graph, weight, &NN_SHAPE (1, 4 * hidden, n_in), TRUE),
          nn_graph_add_parameter (graph, recurrence, &NN_SHAPE (1, 4 * hidden, hidden), TRUE),
          nn_graph_add_parameter (graph, bias, &NN_SHAPE (1, 8 * hidden), TRUE) };
  const guint outputs[2]
      = { nn_graph_add_computed (graph, states), nn_graph_add_computed (graph, last) };

  nn_attributes_set_int (attributes, "hidden_size", hidden);
  nn_graph_add_node (graph, name, nn_op_find ("LSTM"), attributes, 4, inputs, 2, outputs);
  return outputs[1];
}

static NnGraph *
build_rows_lstm (void)
{
  NnGraph *graph = nn_graph_new ("rows-lstm", 17);
  NnAttributes *attributes = nn_attributes_new ();
  guint x = reshape (graph, "rows", picture (graph, TRUE), &NN_SHAPE (-1, 28, 28));

  nn_attributes_set_ints (attributes, "perm", (gint64[]){ 1, 0, 2 }, 3);
  x = nn_graph_add_op (graph, "Transpose", "sequence", attributes, 1, &x, "sequence");
  x = reshape (graph, "features", lstm (graph, "lstm1", x, 28, 128), &NN_SHAPE (-1, 128));
  x = function (graph, "Softmax", "probabilities", dense (graph, "dense1", x, 128, 10, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

static NnGraph *
build_curve (void)
{
  NnGraph *graph = nn_graph_new ("curve", 17);
  guint x = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 1));

  x = function (graph, "Tanh", "hidden", dense (graph, "dense1", x, 1, 10, TRUE));
  nn_graph_add_output (graph, dense (graph, "dense2", x, 10, 1, TRUE));
  return graph;
}

static NnGraph *
build_reader (void)
{
  NnGraph *graph = nn_graph_new ("reader", 17);
  guint x = picture (graph, TRUE);

  x = function (graph, "Relu", "relu1",
                normalization (graph, "norm1", convolution (graph, "conv1", x, 1, 32, 3, 1), 32));
  x = function (graph, "Relu", "relu2",
                normalization (graph, "norm2", convolution (graph, "conv2", x, 32, 32, 3, 1), 32));
  x = pool (graph, "pool1", x);
  x = function (graph, "Relu", "relu3",
                normalization (graph, "norm3", convolution (graph, "conv3", x, 32, 48, 3, 1), 48));
  x = function (graph, "Relu", "relu4",
                normalization (graph, "norm4", convolution (graph, "conv4", x, 48, 48, 3, 1), 48));
  x = pool (graph, "pool2", x);
  x = function (graph, "Relu", "relu5",
                normalization (graph, "norm5", convolution (graph, "conv5", x, 48, 64, 3, 0), 64));
  x = function (graph, "Flatten", "features", x);
  x = function (graph, "Relu", "relu6", dense (graph, "dense1", x, 1600, 128, TRUE));
  x = function (graph, "Dropout", "dropout1", x);
  x = function (graph, "Softmax", "probabilities", dense (graph, "dense2", x, 128, 10, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

/* Those for digits first. */
static const NnPreset presets[] = {
  { "linear",
    N_ ("Linear"),
    N_ ("784-10, softmax"),
    build_linear,
    nn_initialize_glorot,
    { 1, 0 },
    0.9269 },
  { "scratch",
    N_ ("From Scratch"),
    N_ ("784-250-10, sigmoid"),
    build_scratch,
    nn_initialize_fan_out,
    { 0.99f, 0.01f },
    0.9732 },
  { "keras",
    N_ ("Keras"),
    N_ ("784-512-10, ReLU, softmax"),
    build_keras,
    nn_initialize_glorot,
    { 1, 0 },
    0.9797 },
  { "mlp",
    N_ ("Two Hidden Layers"),
    N_ ("784-512-512-10, ReLU, dropout"),
    build_mlp,
    nn_initialize_by_layer,
    { 1, 0 },
    0.9821 },
  { "lenet",
    N_ ("LeNet-5"),
    N_ ("two convolutions, three dense layers"),
    build_lenet,
    nn_initialize_he,
    { 1, 0 },
    0.9868 },
  { "fast-cnn",
    N_ ("Fast CNN"),
    N_ ("5x5-24, pool, 3x3-32, pool, dense 256"),
    build_fast_cnn,
    nn_initialize_he,
    { 1, 0 },
    0.9915 },
  { "deep-cnn",
    N_ ("Deep CNN"),
    N_ ("two 3x3-32, pool, two 3x3-64, pool, dense 256"),
    build_deep_cnn,
    nn_initialize_he,
    { 1, 0 },
    0.9941 },
  { "reader",
    N_ ("Reader"),
    N_ ("two 3x3-32, pool, two 3x3-48, pool, 3x3-64, dense 128"),
    build_reader,
    nn_initialize_by_layer,
    { 1, 0 } },
  { "rows-lstm",
    N_ ("Rows in Sequence"),
    N_ ("28 rows one after the other, LSTM 128"),
    build_rows_lstm,
    nn_initialize_by_layer,
    { 1, 0 },
    0.9869 },
  { "curve", N_ ("Curve"), N_ ("1-10-1, tanh"), build_curve, nn_initialize_by_layer, { 1, 0 } },
};

const NnPreset *
nn_preset_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_strcmp0 (presets[i].name, name) == 0)
      return &presets[i];
  return NULL;
}

const NnPreset *
nn_preset_list (guint *n_presets)
{
  *n_presets = G_N_ELEMENTS (presets) - 1;
  return presets;
}

NnModel *
nn_preset_create (const NnPreset *preset, guint64 seed)
{
  g_autoptr (NnGraph) graph = preset->build ();
  g_autofree float *weights = g_new0 (float, nn_graph_n_weights (graph) + 1);
  NnInputConvention convention = preset->convention;
  NnModel *model;
  NnRandom random;

  nn_random_init (&random, seed, 0);
  preset->initialize (graph, weights, &random);
  model = nn_model_new (graph, weights);
  convention.known = TRUE;
  nn_model_set_convention (model, &convention);
  nn_model_set_fact (model, "preset", preset->name);
  nn_model_set_fact (model, "epochs", "0");
  return model;
}
