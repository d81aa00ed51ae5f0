/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-preset.h"

#include "nn/base/nn-digit.h"
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
                             plane ? &NN_SHAPE (-1, 1, NN_PICTURE_SIDE, NN_PICTURE_SIDE)
                                   : &NN_SHAPE (-1, NN_PICTURE_PIXELS));
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

  x = function (graph, "Softmax", "probabilities",
                dense (graph, "dense1", x, NN_PICTURE_PIXELS, NN_N_CLASSES, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

static NnGraph *
build_scratch (void)
{
  NnGraph *graph = nn_graph_new ("scratch", 17);
  guint x = picture (graph, FALSE);

  x = function (graph, "Sigmoid", "hidden",
                dense (graph, "dense1", x, NN_PICTURE_PIXELS, 250, FALSE));
  x = function (graph, "Sigmoid", "probabilities",
                dense (graph, "dense2", x, 250, NN_N_CLASSES, FALSE));
  nn_graph_add_output (graph, x);
  return graph;
}

static NnGraph *
build_keras (void)
{
  NnGraph *graph = nn_graph_new ("keras", 17);
  guint x = picture (graph, FALSE);

  x = function (graph, "Relu", "hidden", dense (graph, "dense1", x, NN_PICTURE_PIXELS, 512, TRUE));
  x = function (graph, "Softmax", "probabilities",
                dense (graph, "dense2", x, 512, NN_N_CLASSES, TRUE));
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
  x = function (graph, "Softmax", "probabilities",
                dense (graph, "dense3", x, 84, NN_N_CLASSES, TRUE));
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
  x = function (graph, "Softmax", "probabilities",
                dense (graph, "dense2", x, 256, NN_N_CLASSES, TRUE));
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
  x = function (graph, "Softmax", "probabilities",
                dense (graph, "dense2", x, 256, NN_N_CLASSES, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

/* Dropout of half of the numbers, what ONNX takes without a ratio, while it learns. */
static NnGraph *
build_mlp (void)
{
  NnGraph *graph = nn_graph_new ("mlp", 17);
  guint x = picture (graph, FALSE);

  x = function (graph, "Relu", "hidden1", dense (graph, "dense1", x, NN_PICTURE_PIXELS, 512, TRUE));
  x = function (graph, "Dropout", "dropout1", x);
  x = function (graph, "Relu", "hidden2", dense (graph, "dense2", x, 512, 512, TRUE));
  x = function (graph, "Dropout", "dropout2", x);
  x = function (graph, "Softmax", "probabilities",
                dense (graph, "dense3", x, 512, NN_N_CLASSES, TRUE));
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
  guint x = reshape (graph, "rows", picture (graph, TRUE),
                     &NN_SHAPE (-1, NN_PICTURE_SIDE, NN_PICTURE_SIDE));

  nn_attributes_set_ints (attributes, "perm", (gint64[]){ 1, 0, 2 }, 3);
  x = nn_graph_add_op (graph, "Transpose", "sequence", attributes, 1, &x, "sequence");
  x = reshape (graph, "features", lstm (graph, "lstm1", x, NN_PICTURE_SIDE, 128),
               &NN_SHAPE (-1, 128));
  x = function (graph, "Softmax", "probabilities",
                dense (graph, "dense1", x, 128, NN_N_CLASSES, TRUE));
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
  x = function (graph, "Softmax", "probabilities",
                dense (graph, "dense2", x, 128, NN_N_CLASSES, TRUE));
  nn_graph_add_output (graph, x);
  return graph;
}

/* clang-format off */

/* Those for digits first. */
static const NnPreset presets[] = {
/* name, title, kind, build, initialize, convention, expected;
 * summary;
 * recipe */
  { "linear",    N_ ("Linear"),            NN_PRESET_DIGITS, build_linear,    nn_initialize_glorot,   { 1, 0 },         0.9269,
    N_ ("One layer that weighs each pixel: the simplest network that learns to read digits"),
    "rate=0.005 schedule=cosine epochs=8" },
  { "scratch",   N_ ("From Scratch"),      NN_PRESET_DIGITS, build_scratch,   nn_initialize_fan_out,  { 0.99f, 0.01f }, 0.9732,
    N_ ("One hidden layer that learns from one picture at a time, as in a first program written by hand"),
    "loss=squared-error optimizer=sgd rate=0.1 batch=1 target-low=0.01 target-high=0.99" },
  { "keras",     N_ ("Keras"),             NN_PRESET_DIGITS, build_keras,     nn_initialize_glorot,   { 1, 0 },         0.9797,
    N_ ("One hidden layer that learns from many pictures together: the first example of Keras"),
    "optimizer=rmsprop beta2=0.9 epsilon=1e-7 epsilon-inside=yes" },
  { "mlp",       N_ ("Two Hidden Layers"), NN_PRESET_DIGITS, build_mlp,       nn_initialize_by_layer, { 1, 0 },         0.9821,
    N_ ("Two hidden layers, half of each switched off at random while they learn"),
    "schedule=one-cycle rate=0.003 epochs=8" },
  { "lenet",     N_ ("LeNet-5"),           NN_PRESET_DIGITS, build_lenet,     nn_initialize_he,       { 1, 0 },         0.9868,
    N_ ("Small filters that look for strokes, after the LeNet-5 of 1998"),
    "" },
  { "fast-cnn",  N_ ("Fast CNN"),          NN_PRESET_DIGITS, build_fast_cnn,  nn_initialize_he,       { 1, 0 },         0.9915,
    N_ ("Small filters that look for strokes, made to learn in seconds"),
    "schedule=one-cycle rate=0.005 epochs=2" },
  { "deep-cnn",  N_ ("Deep CNN"),          NN_PRESET_DIGITS, build_deep_cnn,  nn_initialize_he,       { 1, 0 },         0.9941,
    N_ ("Four layers of filters: slower, and it makes fewer mistakes"),
    "schedule=one-cycle rate=0.003 epochs=3" },
  { "reader",    N_ ("Reader"),            NN_PRESET_DIGITS, build_reader,    nn_initialize_by_layer, { 1, 0 },         0,
    N_ ("Five layers of filters that learn from changed pictures, to read the handwriting of many people"),
    "optimizer=adamw weight-decay=0.01 label-smoothing=0.03 schedule=one-cycle rate=0.002 average=0.999 epochs=8 augment=0.8" },
  { "rows-lstm", N_ ("Rows in Sequence"),  NN_PRESET_DIGITS, build_rows_lstm, nn_initialize_by_layer, { 1, 0 },         0.9869,
    N_ ("Reads a picture row by row from top to bottom and remembers what it has seen"),
    "schedule=one-cycle rate=0.006 clip=1 epochs=3" },
  { "curve",     N_ ("Curve"),             NN_PRESET_CURVE,  build_curve,     nn_initialize_by_layer, { 1, 0 },         0,
    N_ ("Draws a curve through points instead of reading digits"),
    "loss=squared-error optimizer=lbfgs rate=0.5 epochs=200" },
};

/* clang-format on */

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
  guint n = 0;

  while (n < G_N_ELEMENTS (presets) && presets[n].kind == NN_PRESET_DIGITS)
    n++;
  *n_presets = n;
  return presets;
}

const NnPreset *
nn_preset_list_all (guint *n_presets)
{
  *n_presets = G_N_ELEMENTS (presets);
  return presets;
}

NnPresetKind
nn_preset_kind_of (const NnModel *model)
{
  const NnPreset *preset = nn_preset_find (nn_model_get_fact (model, "preset"));

  return preset != NULL ? preset->kind : NN_PRESET_DIGITS;
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
