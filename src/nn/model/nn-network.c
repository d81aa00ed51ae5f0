/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-network.h"

#include <string.h>

#include "nn/base/nn-digit.h"
#include "nn/model/nn-network-words.h"

/* Long because the function of every word stands beside the table of them. */

#define MAX_DEPTH 6
#define OPSET 17
/* The first operator set that has Gelu. */
#define OPSET_GELU 20

const NnNetworkFrame nn_network_digits = { 0, NN_N_CLASSES, NN_HEAD_SOFTMAX };

typedef struct _Builder Builder;

/* What a layer makes of the input: the first that is not content with any decides what goes in. */
typedef enum {
  READS_ANY,
  READS_NUMBERS,
  READS_PICTURE,
} Reads;

typedef struct {
  NnNetworkWord word;
  guint takes;
  Reads reads;
  const char *op; /* ONNX operator */
  gboolean (*build) (Builder *builder, const NnNetworkWords *words, const char *op, GError **error);
} Word;

struct _Builder {
  const char *text;
  NnPlace place;
  NnGraph *graph;
  guint value;   /* what the next layer reads */
  NnShape shape; /* of one sample of it: [N], [C][H][W], or [steps][N] where is_sequence */
  GArray *layers;
  GHashTable *counts; /* by word: how often it was used, for names */
  guint depth, n_layers;
  gsize parameters;
  gboolean has_place; /* the error that is there names its layer */
};

/* --- names and pieces of graphs --- */

/* "conv1", "conv2" ...: the number of times that a word was used. */
static char *
next_name (Builder *b, const char *word)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (b->counts, word)) + 1;

  g_hash_table_insert (b->counts, (gpointer) word, GUINT_TO_POINTER (n));
  return g_strdup_printf ("%s%u", word, n);
}

static guint
parameter (Builder *b, const char *name, const char *part, NnShape shape, gboolean trainable)
{
  g_autofree char *whole = g_strconcat (name, ".", part, NULL);

  if (trainable)
    b->parameters += (gsize) nn_shape_count (&shape);
  return nn_graph_add_parameter (b->graph, whole, &shape, trainable);
}

static void
add (Builder *b, const char *op, const char *name, NnAttributes *attributes)
{
  b->value = nn_graph_add_op (b->graph, op, name, attributes, 1, &b->value, name);
}

/* Products are named apart from the layer, whose name is the sum's node. */
static void
add_product (Builder *b,
             const char *op,
             const char *name,
             NnAttributes *attributes,
             guint n_inputs,
             const guint *inputs)
{
  g_autofree char *sum = g_strconcat (name, ".sum", NULL);

  b->value = nn_graph_add_op (b->graph, op, name, attributes, n_inputs, inputs, sum);
}

/* One dimension may be -1: what is left. */
static void
add_reshape (Builder *b, const char *name, const NnShape *shape)
{
  g_autoptr (NnTensor) constant
      = nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (shape->rank), shape->dims);
  g_autofree char *shape_name = g_strconcat (name, ".shape", NULL);
  const guint inputs[2] = { b->value, nn_graph_add_constant (b->graph, shape_name, constant) };

  b->value = nn_graph_add_op (b->graph, "Reshape", name, NULL, 2, inputs, name);
}

static void
add_transpose (Builder *b, const char *name, const gint64 *order, guint n)
{
  NnAttributes *attributes = nn_attributes_new ();

  nn_attributes_set_ints (attributes, "perm", order, n);
  add (b, "Transpose", name, attributes);
}

/* The first of a kind has the plain name. */
static char *
plain_name (Builder *b, const char *word)
{
  g_autofree char *numbered = next_name (b, word);

  return g_str_has_suffix (numbered, "1") && strlen (numbered) == strlen (word) + 1
             ? g_strdup (word)
             : g_steal_pointer (&numbered);
}

static gboolean
is_picture (const Builder *b)
{
  return b->shape.rank == 3;
}

static gboolean
is_sequence (const Builder *b)
{
  return b->shape.rank == 2;
}

/* Whatever there is becomes a list of numbers. */
static void
flatten (Builder *b)
{
  g_autofree char *name = NULL;

  if (b->shape.rank == 1)
    return;
  if (is_sequence (b)) {
    g_autofree char *order = plain_name (b, "batch-first");

    add_transpose (b, order, (gint64[]){ 1, 0, 2 }, 3);
  }
  name = plain_name (b, "features");
  add (b, "Flatten", name, NULL);
  b->shape = NN_SHAPE (nn_shape_count (&b->shape));
}

/* FALSE where adding so many parameters would go past the bound. */
static gboolean
has_room (const Builder *b, gint64 parameters, GError **error)
{
  if (parameters >= 0 && (gsize) parameters <= NN_NETWORK_MAX_PARAMETERS - b->parameters)
    return TRUE;
  return nn_words_fail (error, NN_ERROR_RANGE,
                        "the network would have more than %d million parameters",
                        (int) (NN_NETWORK_MAX_PARAMETERS >> 20));
}

static gboolean
needs_picture (const Builder *b, GError **error)
{
  g_autofree char *shape = NULL;

  if (is_picture (b))
    return TRUE;
  shape = nn_shape_to_string (&b->shape);
  return nn_words_fail (error, NN_ERROR_SHAPE, "it needs a picture, and there are %s numbers there",
                        shape);
}

/* Numbers behind a window of size k that moves by stride over n numbers with this edge. */
static gint64
windows (gint64 n, gint64 k, gint64 stride, gint64 pad)
{
  return n + 2 * pad < k ? 0 : (n + 2 * pad - k) / stride + 1;
}

static gboolean
slide (Builder *b, gint64 k, gint64 stride, gint64 pad, gint64 channels, GError **error)
{
  gint64 height = b->shape.dims[1], width = b->shape.dims[2];

  if (windows (height, k, stride, pad) < 1 || windows (width, k, stride, pad) < 1)
    return nn_words_fail (error, NN_ERROR_SHAPE,
                          "the picture is only %" G_GINT64_FORMAT "x%" G_GINT64_FORMAT " there",
                          height, width);
  b->shape = NN_SHAPE (channels, windows (height, k, stride, pad), windows (width, k, stride, pad));
  return TRUE;
}

/* --- layers --- */

static gboolean
build_dense (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  g_autofree char *name = NULL;
  guint inputs[3];

  if (!has_room (b, nn_shape_count (&b->shape) * words->units + words->units, error))
    return FALSE;
  flatten (b);
  name = next_name (b, "dense");
  inputs[0] = b->value;
  inputs[1] = parameter (b, name, "weight", NN_SHAPE (b->shape.dims[0], words->units), TRUE);
  if (!words->nobias)
    inputs[2] = parameter (b, name, "bias", NN_SHAPE (words->units), TRUE);
  add_product (b, op, name, NULL, words->nobias ? 2 : 3, inputs);
  b->shape = NN_SHAPE (words->units);
  return TRUE;
}

static gboolean
build_conv (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  gint64 k = words->kernel, n_in = b->shape.dims[0], groups = words->groups;
  gint64 pad = words->same ? (k - 1) / 2 : words->pad;
  NnAttributes *attributes;
  g_autofree char *name = NULL;
  guint inputs[3];

  if (!needs_picture (b, error))
    return FALSE;
  if (words->same && k % 2 == 0)
    return nn_words_fail (error, NN_ERROR_RANGE, "\"same\" needs an odd kernel");
  if (n_in % groups != 0 || words->units % groups != 0)
    return nn_words_fail (error, NN_ERROR_SHAPE,
                          "%" G_GINT64_FORMAT " groups do not divide %" G_GINT64_FORMAT
                          " channels into %" G_GINT64_FORMAT,
                          groups, n_in, words->units);
  if (!has_room (b, n_in / groups * k * k * words->units + words->units, error)
      || !slide (b, k, words->stride, pad, words->units, error))
    return FALSE;
  name = next_name (b, "conv");
  inputs[0] = b->value;
  inputs[1] = parameter (b, name, "weight", NN_SHAPE (words->units, n_in / groups, k, k), TRUE);
  if (!words->nobias)
    inputs[2] = parameter (b, name, "bias", NN_SHAPE (words->units), TRUE);
  attributes = nn_attributes_new ();
  nn_attributes_set_ints (attributes, "kernel_shape", (gint64[]){ k, k }, 2);
  nn_attributes_set_ints (attributes, "pads", (gint64[]){ pad, pad, pad, pad }, 4);
  if (words->stride != 1)
    nn_attributes_set_ints (attributes, "strides", (gint64[]){ words->stride, words->stride }, 2);
  if (groups != 1)
    nn_attributes_set_int (attributes, "group", groups);
  add_product (b, op, name, attributes, words->nobias ? 2 : 3, inputs);
  return TRUE;
}

static gboolean
build_pool (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  gint64 k = words->kernel, stride = words->stride > 0 ? words->stride : k;
  NnAttributes *attributes;
  g_autofree char *name = NULL;

  if (!needs_picture (b, error) || !slide (b, k, stride, 0, b->shape.dims[0], error))
    return FALSE;
  name = next_name (b, "pool");
  attributes = nn_attributes_new ();
  nn_attributes_set_ints (attributes, "kernel_shape", (gint64[]){ k, k }, 2);
  nn_attributes_set_ints (attributes, "strides", (gint64[]){ stride, stride }, 2);
  add (b, op, name, attributes);
  return TRUE;
}

static gboolean
build_global_pool (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  g_autofree char *name = NULL;

  if (!needs_picture (b, error))
    return FALSE;
  name = next_name (b, "pool");
  add (b, op, name, NULL);
  b->shape = NN_SHAPE (b->shape.dims[0], 1, 1);
  return TRUE;
}

static gboolean
build_function (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  g_autofree char *word = g_ascii_strdown (op, -1);
  g_autofree char *name = next_name (b, g_intern_string (word));
  NnAttributes *attributes = NULL;

  if (words->has_number) {
    attributes = nn_attributes_new ();
    nn_attributes_set_float (attributes, "alpha", words->number);
  }
  add (b, op, name, attributes);
  return TRUE;
}

/* Normalization of each channel. The mean and variance that it keeps are not trained. */
static gboolean
build_batchnorm (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  static const char *const parts[] = { "scale", "shift", "mean", "variance" };
  guint inputs[5] = { b->value };
  g_autofree char *name = NULL;

  if (is_sequence (b))
    return nn_words_fail (error, NN_ERROR_SHAPE, "it does not go with a sequence; layernorm does");
  if (!has_room (b, 4 * b->shape.dims[0], error))
    return FALSE;
  name = next_name (b, "norm");
  for (guint i = 0; i < 4; i++)
    inputs[i + 1] = parameter (b, name, parts[i], NN_SHAPE (b->shape.dims[0]), i < 2);
  b->value = nn_graph_add_op (b->graph, op, name, NULL, 5, inputs, name);
  return TRUE;
}

/* Over all numbers of one sample; of a sequence, over those of one step. */
static gboolean
build_layernorm (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  NnShape shape = is_sequence (b) ? NN_SHAPE (b->shape.dims[1]) : b->shape;
  NnAttributes *attributes;
  g_autofree char *name = NULL;
  guint inputs[3] = { b->value };

  if (!has_room (b, 2 * nn_shape_count (&shape), error))
    return FALSE;
  name = next_name (b, "norm");
  inputs[1] = parameter (b, name, "scale", shape, TRUE);
  inputs[2] = parameter (b, name, "shift", shape, TRUE);
  attributes = nn_attributes_new ();
  nn_attributes_set_int (attributes, "axis", is_sequence (b) ? -1 : 1);
  b->value = nn_graph_add_op (b->graph, op, name, attributes, 3, inputs, name);
  return TRUE;
}

/* Without a ratio ONNX drops half of the numbers. */
static gboolean
build_dropout (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  g_autofree char *name = next_name (b, "dropout");
  guint inputs[2] = { b->value };

  if (words->number != 0.5) {
    const float ratio = (float) words->number;
    g_autoptr (NnTensor) constant
        = nn_tensor_new_from_data (NN_TYPE_FLOAT32, &NN_SHAPE_SCALAR, &ratio);
    g_autofree char *ratio_name = g_strconcat (name, ".ratio", NULL);

    inputs[1] = nn_graph_add_constant (b->graph, ratio_name, constant);
  }
  b->value = nn_graph_add_op (b->graph, op, name, NULL, words->number != 0.5 ? 2 : 1, inputs, name);
  return TRUE;
}

/* A picture becomes a sequence, [steps][batch][numbers]: its rows from top to bottom, of all
 * channels. */
static void
take_rows (Builder *b)
{
  gint64 channels = b->shape.dims[0], height = b->shape.dims[1], width = b->shape.dims[2];
  g_autofree char *rows = plain_name (b, "rows");
  g_autofree char *sequence = plain_name (b, "sequence");

  if (channels == 1) {
    add_reshape (b, rows, &NN_SHAPE (-1, height, width));
    add_transpose (b, sequence, (gint64[]){ 1, 0, 2 }, 3);
  } else {
    add_transpose (b, sequence, (gint64[]){ 2, 0, 1, 3 }, 4);
    add_reshape (b, rows, &NN_SHAPE (height, -1, channels * width));
  }
  b->shape = NN_SHAPE (height, channels * width);
}

static gboolean
build_recurrent (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  gboolean is_lstm = nn_op_find (op)->kind == NN_OP_LSTM;
  gint64 hidden = words->units, gates = is_lstm ? 4 : 3, n_in, steps;
  NnAttributes *attributes;
  g_autofree char *name = NULL, *states = NULL, *last = NULL, *out = NULL;
  guint inputs[4], outputs[2];

  if (words->rows && !needs_picture (b, error))
    return FALSE;
  if (!words->rows && !is_sequence (b))
    return nn_words_fail (error, NN_ERROR_SHAPE,
                          is_picture (b) ? "\"rows\" is missing: it reads a picture row by row"
                                         : "it needs a sequence or, with \"rows\", a picture");
  n_in = words->rows ? b->shape.dims[0] * b->shape.dims[2] : b->shape.dims[1];
  if (!has_room (b, gates * hidden * (n_in + hidden + 2), error))
    return FALSE;
  if (words->rows)
    take_rows (b);
  steps = b->shape.dims[0];
  name = next_name (b, is_lstm ? "lstm" : "gru");
  states = g_strconcat (name, ".states", NULL);
  last = g_strconcat (name, ".last", NULL);
  inputs[0] = b->value;
  inputs[1] = parameter (b, name, "weight", NN_SHAPE (1, gates * hidden, n_in), TRUE);
  inputs[2] = parameter (b, name, "recurrence", NN_SHAPE (1, gates * hidden, hidden), TRUE);
  if (!words->nobias)
    inputs[3] = parameter (b, name, "bias", NN_SHAPE (1, 2 * gates * hidden), TRUE);
  outputs[0] = nn_graph_add_computed (b->graph, states);
  outputs[1] = nn_graph_add_computed (b->graph, last);
  attributes = nn_attributes_new ();
  nn_attributes_set_int (attributes, "hidden_size", hidden);
  /* As PyTorch and Keras have it: the reset gate works on the product, not on the state. */
  if (!is_lstm)
    nn_attributes_set_int (attributes, "linear_before_reset", 1);
  nn_graph_add_node (b->graph, name, nn_op_find (op), attributes, words->nobias ? 3 : 4, inputs, 2,
                     outputs);
  if (words->last) {
    b->value = outputs[1];
    out = plain_name (b, "features");
    add_reshape (b, out, &NN_SHAPE (-1, hidden));
    b->shape = NN_SHAPE (hidden);
  } else {
    b->value = outputs[0];
    out = g_strconcat (name, ".sequence", NULL);
    add_reshape (b, out, &NN_SHAPE (steps, -1, hidden));
    b->shape = NN_SHAPE (steps, hidden);
  }
  return TRUE;
}

static gboolean
build_residual (Builder *b, const NnNetworkWords *words, const char *op, GError **error);
static gboolean
build_repeat (Builder *b, const NnNetworkWords *words, const char *op, GError **error);

/* For the translators: the core itself speaks English, the window translates. */
#define N_(text) (text)

#define CONV                                                                                       \
  (NN_TAKES_KERNEL | NN_TAKES_UNITS | NN_TAKES_STRIDE | NN_TAKES_PAD | NN_TAKES_GROUPS             \
   | NN_TAKES_NOBIAS)
#define POOL (NN_TAKES_WINDOW | NN_TAKES_STRIDE)
#define RECURRENT (NN_TAKES_UNITS | NN_TAKES_SEQUENCE | NN_TAKES_NOBIAS)

/* Longer names before those that they begin with. */
/* clang-format off */
static const Word table[] = {
/* name, example, whether a list follows, what it does;
 * words that may follow, what it reads, operator, function */
  { { "dense",          "dense 64",             FALSE, N_ ("Each of its numbers weighs all that come in") },
    NN_TAKES_UNITS | NN_TAKES_NOBIAS,    READS_NUMBERS, "Gemm",               build_dense },
  { { "conv",           "conv 3x3 16 same",     FALSE, N_ ("Small filters that slide over the picture and look for patterns") },
    CONV,                                READS_PICTURE, "Conv",               build_conv },
  { { "maxpool",        "maxpool 2",            FALSE, N_ ("Makes a picture smaller: the largest of each square") },
    POOL,                                READS_PICTURE, "MaxPool",            build_pool },
  { { "avgpool",        "avgpool 2",            FALSE, N_ ("Makes a picture smaller: the mean of each square") },
    POOL,                                READS_PICTURE, "AveragePool",        build_pool },
  { { "global avgpool", "global avgpool",       FALSE, N_ ("The mean of each channel: one number is left of it") },
    0,                                   READS_PICTURE, "GlobalAveragePool",  build_global_pool },
  { { "relu",           "relu",                 FALSE, N_ ("Negative numbers become 0") },
    0,                                   READS_ANY,     "Relu",               build_function },
  { { "leaky relu",     "leaky relu 0.1",       FALSE, N_ ("Negative numbers become smaller, but not 0") },
    NN_TAKES_NUMBER | NN_NUMBER_IS_FREE, READS_ANY,     "LeakyRelu",          build_function },
  { { "elu",            "elu",                  FALSE, N_ ("Negative numbers bend towards -1") },
    0,                                   READS_ANY,     "Elu",                build_function },
  { { "gelu",           "gelu",                 FALSE, N_ ("A smooth relu, as in language models") },
    0,                                   READS_ANY,     "Gelu",               build_function },
  { { "sigmoid",        "sigmoid",              FALSE, N_ ("Bends every number into 0 to 1") },
    0,                                   READS_ANY,     "Sigmoid",            build_function },
  { { "tanh",           "tanh",                 FALSE, N_ ("Bends every number into -1 to 1") },
    0,                                   READS_ANY,     "Tanh",               build_function },
  { { "softplus",       "softplus",             FALSE, N_ ("A relu with a round corner") },
    0,                                   READS_ANY,     "Softplus",           build_function },
  { { "hard sigmoid",   "hard sigmoid",         FALSE, N_ ("A sigmoid of three straight lines") },
    0,                                   READS_ANY,     "HardSigmoid",        build_function },
  { { "batchnorm",      "batchnorm",            FALSE, N_ ("Gives each channel the same mean and spread over a batch: deep networks learn faster") },
    0,                                   READS_PICTURE, "BatchNormalization", build_batchnorm },
  { { "layernorm",      "layernorm",            FALSE, N_ ("Gives the numbers of each sample the same mean and spread") },
    0,                                   READS_ANY,     "LayerNormalization", build_layernorm },
  { { "dropout",        "dropout 0.3",          FALSE, N_ ("Switches off a share of the numbers at random while it learns") },
    NN_TAKES_NUMBER,                     READS_ANY,     "Dropout",            build_dropout },
  { { "lstm",           "lstm 64 rows last",    FALSE, N_ ("Reads row by row and remembers what it has seen") },
    RECURRENT,                           READS_PICTURE, "LSTM",               build_recurrent },
  { { "gru",            "gru 64 rows last",     FALSE, N_ ("As lstm, with fewer weights") },
    RECURRENT,                           READS_PICTURE, "GRU",                build_recurrent },
  { { "residual",       "residual (relu)",      TRUE,  N_ ("Adds to what its layers make what went into them") },
    0,                                   READS_ANY,     "Add",                build_residual },
  { { "repeat",         "repeat 2 (relu)",      TRUE,  N_ ("The same layers several times, one behind the other") },
    NN_TAKES_UNITS,                      READS_ANY,     NULL,                 build_repeat },
};
/* clang-format on */

const NnNetworkWord *
nn_network_word (guint i)
{
  return i < G_N_ELEMENTS (table) ? &table[i].word : NULL;
}

/* The word that comes next, which is taken; NULL: it is none of the language. */
static const Word *
take_name (NnPlace *place)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (nn_words_take_word (place, table[i].word.name))
      return &table[i];
  return NULL;
}

/* --- lists of layers --- */

/* What is wrong gets its place: "layer 4, conv 7x7 8: ...". */
static void
name_place (Builder *b, guint number, const char *start, const char *end, GError **error)
{
  NnNetworkLayer layer = { .depth = b->depth };

  while (end > start && g_ascii_isspace (end[-1]))
    end--;
  g_prefix_error (error, "layer %u, %.*s: ", number, (int) MIN (end - start, 60), start);
  b->has_place = TRUE;
  layer.from = (guint) (start - b->text);
  layer.to = (guint) (end - b->text);
  if (b->layers != NULL)
    g_array_append_val (b->layers, layer);
}

/* Up to the comma or bracket that ends the layer at hand. */
static const char *
end_of_layer (const char *at)
{
  while (*at != '\0' && *at != ',' && *at != '(' && *at != ')')
    at++;
  return at;
}

static gboolean
take_layer (Builder *b, GError **error)
{
  const char *start = b->place.at, *end;
  guint number = ++b->n_layers, index = b->layers != NULL ? b->layers->len : 0;
  guint first_node = nn_graph_n_nodes (b->graph);
  gsize parameters = b->parameters;
  const Word *word = take_name (&b->place);
  GError *why = NULL;
  NnNetworkWords words;

  if (word == NULL) {
    g_autofree char *unknown = nn_words_next (&b->place);

    nn_words_fail (&why, NN_ERROR_FORMAT,
                   *start == '\0' || *start == ',' || *start == ')' ? "a layer is missing before %s"
                                                                    : "there is no layer \"%s\"",
                   unknown);
  } else if (number > NN_NETWORK_MAX_LAYERS) {
    nn_words_fail (&why, NN_ERROR_RANGE, "more than %d layers", NN_NETWORK_MAX_LAYERS);
  } else if (nn_words_take (&b->place, word->takes,
                            word->op == NULL ? NN_NETWORK_MAX_REPEATS : NN_NETWORK_MAX_UNITS,
                            &words, &why)) {
    end = b->place.at;
    if (word->build (b, &words, word->op, &why)) {
      /* Of a list only the sum of a residual is a layer of its own. */
      if (word->op == NULL)
        return TRUE;
      if (!word->word.is_list)
        end = b->place.at;
    }
    if (why == NULL) {
      while (end > start && g_ascii_isspace (end[-1]))
        end--;
      if (b->layers != NULL) {
        NnNetworkLayer layer = { (guint) (start - b->text),
                                 (guint) (end - b->text),
                                 b->depth,
                                 b->shape,
                                 b->parameters - parameters,
                                 first_node,
                                 nn_graph_n_nodes (b->graph) - first_node };

        if (word->word.is_list) {
          /* Without the layers inside, which count for themselves. */
          for (guint i = index; i < b->layers->len; i++) {
            const NnNetworkLayer *inner = &g_array_index (b->layers, NnNetworkLayer, i);

            layer.parameters -= inner->parameters;
            layer.first_node = MAX (layer.first_node, inner->first_node + inner->n_nodes);
          }
          layer.n_nodes = nn_graph_n_nodes (b->graph) - layer.first_node;
        }
        g_array_append_val (b->layers, layer);
      }
      return TRUE;
    }
  }
  /* A layer in brackets has named its own place. */
  if (!b->has_place)
    name_place (b, number, start, end_of_layer (start), &why);
  g_propagate_error (error, why);
  return FALSE;
}

/* Layers up to the end of the text or the bracket that closes. */
static gboolean
take_list (Builder *b, GError **error)
{
  for (;;) {
    g_autofree char *word = NULL;

    nn_words_skip_space (&b->place);
    if (!take_layer (b, error))
      return FALSE;
    nn_words_skip_space (&b->place);
    if (*b->place.at == '\0' || *b->place.at == ')')
      return TRUE;
    if (*b->place.at != ',') {
      const char *start = b->place.at;

      word = nn_words_next (&b->place);
      nn_words_fail (error, NN_ERROR_FORMAT, "%s does not belong there", word);
      name_place (b, b->n_layers, start, end_of_layer (start), error);
      return FALSE;
    }
    b->place.at++;
  }
}

/* A list in brackets. */
static gboolean
take_bracket (Builder *b, GError **error)
{
  gboolean done;

  if (*b->place.at != '(')
    return nn_words_fail (error, NN_ERROR_FORMAT, "a list of layers in brackets is missing");
  if (b->depth == MAX_DEPTH)
    return nn_words_fail (error, NN_ERROR_RANGE, "more than %d brackets inside each other",
                          MAX_DEPTH);
  b->place.at++;
  b->depth++;
  done = take_list (b, error);
  b->depth--;
  if (!done)
    return FALSE;
  if (*b->place.at != ')')
    return nn_words_fail (error, NN_ERROR_FORMAT, "a bracket is not closed");
  b->place.at++;
  nn_words_skip_space (&b->place);
  return TRUE;
}

static gboolean
build_repeat (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  const char *start = b->place.at;

  for (gint64 i = 0; i < words->units; i++) {
    b->place.at = start;
    if (!take_bracket (b, error))
      return FALSE;
  }
  return TRUE;
}

/* Brings what goes around a residual's layers to the shape that comes out of them. */
static gboolean
match (Builder *b, const NnShape *to, const char *name, GError **error)
{
  g_autofree char *match_name = g_strconcat (name, ".match", NULL);
  g_autofree char *from_text = nn_shape_to_string (&b->shape);
  g_autofree char *to_text = nn_shape_to_string (to);
  NnAttributes *attributes = NULL;
  guint inputs[2] = { b->value };

  if (b->shape.rank == 3 && to->rank == 3) {
    gint64 stride = (b->shape.dims[1] + to->dims[1] - 1) / to->dims[1];

    if (windows (b->shape.dims[1], 1, stride, 0) != to->dims[1]
        || windows (b->shape.dims[2], 1, stride, 0) != to->dims[2])
      return nn_words_fail (error, NN_ERROR_SHAPE,
                            "%s comes out of the layers, %s goes in: these do not add", to_text,
                            from_text);
    if (!has_room (b, b->shape.dims[0] * to->dims[0], error))
      return FALSE;
    inputs[1]
        = parameter (b, match_name, "weight", NN_SHAPE (to->dims[0], b->shape.dims[0], 1, 1), TRUE);
    attributes = nn_attributes_new ();
    nn_attributes_set_ints (attributes, "kernel_shape", (gint64[]){ 1, 1 }, 2);
    nn_attributes_set_ints (attributes, "pads", (gint64[]){ 0, 0, 0, 0 }, 4);
    if (stride != 1)
      nn_attributes_set_ints (attributes, "strides", (gint64[]){ stride, stride }, 2);
    add_product (b, "Conv", match_name, attributes, 2, inputs);
  } else if (b->shape.rank == 1 && to->rank == 1) {
    if (!has_room (b, b->shape.dims[0] * to->dims[0], error))
      return FALSE;
    inputs[1] = parameter (b, match_name, "weight", NN_SHAPE (b->shape.dims[0], to->dims[0]), TRUE);
    add_product (b, "Gemm", match_name, NULL, 2, inputs);
  } else {
    return nn_words_fail (error, NN_ERROR_SHAPE,
                          "%s comes out of the layers, %s goes in: these do not add", to_text,
                          from_text);
  }
  b->shape = *to;
  return TRUE;
}

static gboolean
build_residual (Builder *b, const NnNetworkWords *words, const char *op, GError **error)
{
  g_autofree char *name = next_name (b, "residual");
  guint before = b->value, inputs[2];
  NnShape shape = b->shape, made;

  if (!take_bracket (b, error))
    return FALSE;
  inputs[0] = b->value;
  made = b->shape;
  b->value = before;
  b->shape = shape;
  if (!nn_shape_equal (&shape, &made) && !match (b, &made, name, error))
    return FALSE;
  inputs[1] = b->value;
  b->value = nn_graph_add_op (b->graph, op, name, NULL, 2, inputs, name);
  return TRUE;
}

/* --- the whole --- */

/* Whether the network wants the rows of the picture, and not a list of 784 numbers. */
static gboolean
wants_picture (const char *text)
{
  NnPlace place = { text };

  for (;;) {
    const Word *word;

    nn_words_skip_space (&place);
    word = take_name (&place);
    if (word != NULL && word->reads != READS_ANY)
      return word->reads == READS_PICTURE;
    place.at = end_of_layer (place.at);
    if (*place.at == '\0')
      return FALSE;
    place.at++;
  }
}

static void
add_input (Builder *b, const NnNetworkFrame *frame)
{
  if (frame->inputs > 0) {
    b->shape = NN_SHAPE (frame->inputs);
    b->value = nn_graph_add_input (b->graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, frame->inputs));
  } else if (wants_picture (b->text)) {
    b->shape = NN_SHAPE (1, NN_PICTURE_SIDE, NN_PICTURE_SIDE);
    b->value = nn_graph_add_input (b->graph, "image", NN_TYPE_FLOAT32,
                                   &NN_SHAPE (-1, 1, NN_PICTURE_SIDE, NN_PICTURE_SIDE));
  } else {
    b->shape = NN_SHAPE (NN_PICTURE_PIXELS);
    b->value = nn_graph_add_input (b->graph, "image", NN_TYPE_FLOAT32,
                                   &NN_SHAPE (-1, NN_PICTURE_PIXELS));
  }
}

/* The last layer has to give the numbers that are asked for; the head follows. */
static gboolean
add_end (Builder *b, const NnNetworkFrame *frame, GError **error)
{
  if (frame->outputs > 0 && nn_shape_count (&b->shape) != frame->outputs) {
    g_autofree char *shape = nn_shape_to_string (&b->shape);

    return nn_words_fail (error, NN_ERROR_SHAPE,
                          "The last layer makes %s numbers, and %" G_GINT64_FORMAT
                          " are needed: end with \"dense %" G_GINT64_FORMAT "\"",
                          shape, frame->outputs, frame->outputs);
  }
  flatten (b);
  if (frame->head != NN_HEAD_NONE)
    add (b, frame->head == NN_HEAD_SOFTMAX ? "Softmax" : "Sigmoid", "probabilities", NULL);
  nn_graph_add_output (b->graph, b->value);
  return TRUE;
}

/* The text without regard to case. */
static gboolean
says_gelu (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return strstr (lower, "gelu") != NULL;
}

NnGraph *
nn_network_parse (const char *name,
                  const char *text,
                  const NnNetworkFrame *frame,
                  GArray *layers,
                  GError **error)
{
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  Builder b = { .text = text, .place = { text }, .layers = layers, .counts = counts };

  g_return_val_if_fail (name != NULL && text != NULL && frame != NULL, NULL);

  if (layers != NULL)
    g_array_set_size (layers, 0);
  if (strlen (text) > NN_NETWORK_MAX_TEXT) {
    nn_words_fail (error, NN_ERROR_RANGE, "The text of the network is longer than %d letters",
                   NN_NETWORK_MAX_TEXT);
    return NULL;
  }
  if (!g_utf8_validate (text, -1, NULL)) {
    nn_words_fail (error, NN_ERROR_FORMAT, "The text of the network is not UTF-8");
    return NULL;
  }
  graph = b.graph = nn_graph_new (name, says_gelu (text) ? OPSET_GELU : OPSET);
  add_input (&b, frame);
  if (!take_list (&b, error))
    return NULL;
  if (*b.place.at == ')') {
    nn_words_fail (error, NN_ERROR_FORMAT,
                   "A bracket is closed that was not opened, behind layer %u", b.n_layers);
    return NULL;
  }
  return add_end (&b, frame, error) ? g_steal_pointer (&graph) : NULL;
}
