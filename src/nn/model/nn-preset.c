/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-preset.h"

#include "nn/base/nn-digit.h"
#include "nn/model/nn-initialize.h"

/* For the translators: the core itself speaks English, the window translates. */
#define N_(text) (text)

/* clang-format off */

static const NnPreset presets[] = {
/* name, title, head, start weights, convention, expected;
 * network;
 * summary;
 * recipe */
  { "linear",    N_ ("One Layer"),         NN_HEAD_SOFTMAX, nn_initialize_glorot,   { 1, 0 },         0.9269,
    "dense 10",
    N_ ("One layer that weighs each pixel: the simplest network that learns to read digits"),
    "rate=0.005 schedule=cosine epochs=8" },
  { "scratch",   N_ ("One at a Time"),     NN_HEAD_SIGMOID, nn_initialize_fan_out,  { 0.99f, 0.01f }, 0.9732,
    "dense 250 nobias, sigmoid, dense 10 nobias",
    N_ ("One hidden layer that learns from one picture at a time, as in a first program written by hand"),
    "loss=squared-error optimizer=sgd rate=0.1 batch=1 target-low=0.01 target-high=0.99" },
  { "keras",     N_ ("One Hidden Layer"),  NN_HEAD_SOFTMAX, nn_initialize_glorot,   { 1, 0 },         0.9797,
    "dense 512, relu, dense 10",
    N_ ("One hidden layer that learns from many pictures together: the first example of Keras"),
    "optimizer=rmsprop beta2=0.9 epsilon=1e-7 epsilon-inside=yes" },
  { "mlp",       N_ ("Two Hidden Layers"), NN_HEAD_SOFTMAX, nn_initialize_by_layer, { 1, 0 },         0.9821,
    "repeat 2 (dense 512, relu, dropout 0.5), dense 10",
    N_ ("Two hidden layers, half of each switched off at random while they learn"),
    "schedule=one-cycle rate=0.003 epochs=8" },
  { "lenet",     N_ ("LeNet-5"),           NN_HEAD_SOFTMAX, nn_initialize_he,       { 1, 0 },         0.9868,
    "conv 5x5 6 same, relu, maxpool 2, conv 5x5 16, relu, maxpool 2, dense 120, relu, dense 84, relu, dense 10",
    N_ ("Small filters that look for strokes, after the LeNet-5 of 1998"),
    "" },
  { "fast-cnn",  N_ ("Fast CNN"),          NN_HEAD_SOFTMAX, nn_initialize_he,       { 1, 0 },         0.9915,
    "conv 5x5 24, relu, maxpool 2, conv 3x3 32, relu, maxpool 2, dense 256, relu, dense 10",
    N_ ("Small filters that look for strokes, made to learn in seconds"),
    "schedule=one-cycle rate=0.005 epochs=2" },
  { "deep-cnn",  N_ ("Deep CNN"),          NN_HEAD_SOFTMAX, nn_initialize_he,       { 1, 0 },         0.9941,
    "repeat 2 (conv 3x3 32 same, relu), maxpool 2, repeat 2 (conv 3x3 64 same, relu), maxpool 2, dense 256, relu, dense 10",
    N_ ("Four layers of filters: slower, and it makes fewer mistakes"),
    "schedule=one-cycle rate=0.003 epochs=3" },
  { "reader",    N_ ("Reader"),            NN_HEAD_SOFTMAX, nn_initialize_by_layer, { 1, 0 },         0,
    "repeat 2 (conv 3x3 32 same, batchnorm, relu), maxpool 2, repeat 2 (conv 3x3 48 same, batchnorm, relu), maxpool 2, "
    "conv 3x3 64, batchnorm, relu, dense 128, relu, dropout 0.5, dense 10",
    N_ ("Five layers of filters that learn from changed pictures, to read the handwriting of many people"),
    "optimizer=adamw weight-decay=0.01 label-smoothing=0.03 schedule=one-cycle rate=0.002 average=0.999 epochs=8 augment=0.8" },
  { "rows-lstm", N_ ("Row by Row"),        NN_HEAD_SOFTMAX, nn_initialize_by_layer, { 1, 0 },         0.9869,
    "lstm 128 rows last, dense 10",
    N_ ("Reads a picture row by row from top to bottom and remembers what it has seen"),
    "schedule=one-cycle rate=0.006 clip=1 epochs=3" },
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
  *n_presets = G_N_ELEMENTS (presets);
  return presets;
}

NnNetworkFrame
nn_preset_frame (const NnPreset *preset)
{
  return (NnNetworkFrame){ 0, NN_N_CLASSES, preset->head };
}

NnModel *
nn_preset_create (const NnPreset *preset, guint64 seed)
{
  const NnNetworkFrame frame = nn_preset_frame (preset);
  g_autoptr (NnGraph) graph = nn_network_parse (preset->name, preset->network, &frame, NULL, NULL);
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
