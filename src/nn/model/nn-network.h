/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/graph/nn-graph.h"

/*
 * NnNetwork: a feed-forward network as a line of text, "conv 5x5 24, relu, maxpool 2, dense 10".
 *
 * Layers are separated by commas; each reads what the one before it makes:
 *
 *   dense N [nobias]                                 flattens where needed
 *   conv KxK N [stride S] [pad P|same] [groups G] [nobias]
 *   maxpool K [stride S], avgpool K [stride S], global avgpool
 *   relu, leaky relu [A], elu, gelu, sigmoid, tanh, softplus, hard sigmoid
 *   batchnorm, layernorm, dropout P
 *   lstm N [rows] [last] [nobias], gru N [rows] [last] [nobias]
 *   residual (LAYERS)                                the layers' output plus their input
 *   repeat N (LAYERS)                                the layers N times, one behind the other
 *
 * "rows" reads a picture from top to bottom, a row a step; "last" gives the last step's state
 * instead of the states of all steps. Where the two sides of a residual differ in shape, its input
 * goes through a convolution 1x1 (a dense layer between lists of numbers) without bias.
 *
 * To add a word: a row in the table of nn-network.c and the function that builds it; a matching
 * case in nn-network-text.c, so that a graph can be said again.
 */

/* A word of the language, for those who offer it. */
typedef struct {
  const char *name;    /* "conv" */
  const char *example; /* a layer to begin with: "conv 3x3 16 same" */
  gboolean is_list;    /* a list of layers in brackets follows */
  const char *summary; /* what it does: one sentence without a full stop, to be translated */
} NnNetworkWord;

/* NULL behind the last. */
const NnNetworkWord *nn_network_word (guint i);

/* What follows the last layer: it comes from the data and the loss, not from the text. */
typedef enum {
  NN_HEAD_NONE,
  NN_HEAD_SOFTMAX,
  NN_HEAD_SIGMOID,
} NnNetworkHead;

/* What the network is made for. */
typedef struct {
  gint64 inputs;  /* numbers that go in; 0: pictures of 1x28x28 */
  gint64 outputs; /* numbers that must come out; 0: any */
  NnNetworkHead head;
} NnNetworkFrame;

/* Pictures in, ten classes out. */
extern const NnNetworkFrame nn_network_digits;

/* One layer as it was built; layers of a repeated list come as often as they are repeated. */
typedef struct {
  guint from, to;   /* its words: bytes of the text */
  guint depth;      /* in how many brackets it stands */
  NnShape shape;    /* of one sample behind it: [N], [C][H][W] or, of a sequence, [steps][N] */
  gsize parameters; /* that it adds */
  guint first_node, n_nodes; /* in the graph */
} NnNetworkLayer;

/* Bounds of what can be said. */
#define NN_NETWORK_MAX_TEXT 4096
#define NN_NETWORK_MAX_LAYERS 300
#define NN_NETWORK_MAX_PARAMETERS ((gsize) 64 << 20)

/*
 * The graph that a text says, named `name`; its output is the last layer's with the head behind it.
 * layers: NULL, or an array of NnNetworkLayer that is emptied and filled; on an error it holds the
 * layers that could be built and, last, the one that is wrong (its shape has rank 0), where it is
 * one layer that is.
 *
 * NN_ERROR_FORMAT (words), NN_ERROR_RANGE (numbers) or NN_ERROR_SHAPE, naming the place and the
 * reason: "layer 4, conv 7x7 8: the picture is only 5x5 there".
 */
NnGraph *nn_network_parse (const char *name,
                           const char *text,
                           const NnNetworkFrame *frame,
                           GArray *layers,
                           GError **error);

/* The text that says this graph, whoever made it; NULL where there is none. frame: what the text
 * has to be read with; may be NULL. Free with g_free(). */
char *nn_network_to_text (const NnGraph *graph, NnNetworkFrame *frame);
