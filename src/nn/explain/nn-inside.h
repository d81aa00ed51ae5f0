/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-sample.h"

/*
 * NnInside: what every layer of a network computes of one picture, and what could already be read
 * from it.
 *
 * The belief of a layer: with d_c the Euclidean distance of its numbers to their mean over the
 * sample's pictures of digit c, softmax of - d_c^2 / s. The width s of a layer is the one that
 * makes the sample's labels likeliest, each picture left out of the mean of its own digit (nearest
 * class means, as T. Mensink et al., 2013; probes of layers, G. Alain and Y. Bengio, 2016).
 */

/* --- what is known from the sample --- */

/* Means, widths and lights of every layer for one model. Immutable and reference-counted; it may
 * cross threads. */
typedef struct _NnBeliefs NnBeliefs;

NnBeliefs *nn_beliefs_new (NnExplainer *explainer,
                           const NnSample *sample,
                           GCancellable *cancellable,
                           GError **error);
NnBeliefs *nn_beliefs_ref (NnBeliefs *beliefs);
void nn_beliefs_unref (NnBeliefs *beliefs);

/* --- one picture --- */

typedef struct {
  char *name;     /* of the value in the model's graph */
  const char *op; /* the ONNX operator that makes it */
  guint value;    /* index in the model's graph */
  NnShape shape;  /* of one picture: channels, rows, columns, or a row of units */
  gsize count;    /* of its numbers */
  float *numbers; /* count, row-major */
  float min, max, mean;
  float dead; /* share of its units that are exactly 0 for this picture */
  /* From the sample; NaN, and 0.1 each, where there are no beliefs. */
  float always_dead; /* share of its units that are 0 for every picture of the sample */
  float gradient;    /* Euclidean norm of dLoss/dWeights of its node, mean loss of the sample; NaN
                        where the node has no weights */
  float belief[10];
} NnInsideLayer;

typedef struct {
  NnModel *model;
  float inks[NN_PICTURE_PIXELS];
  guint n_layers;
  NnInsideLayer *layers; /* in the order in which they are computed */
} NnInside;

/* beliefs: of the same graph, may be of an earlier model; NULL: none. */
NnInside *nn_inside_new (NnExplainer *explainer,
                         const float *inks,
                         const NnBeliefs *beliefs,
                         GCancellable *cancellable,
                         GError **error);
void nn_inside_free (NnInside *inside);

/* --- one unit --- */

typedef struct {
  gsize place; /* of the input among the numbers that the node reads */
  float input, weight;
  double product;
} NnTerm;

/* How a unit's number comes about: sum of the products + bias. Of an LSTM or a GRU the weight is
 * the mean of the derivative on the straight way from nothing to what was read, of a layer
 * normalisation that with the deviation of now; the sum is the number all the same. */
typedef struct {
  char *reads;         /* the value that the node reads: a layer's name, or that of the input */
  NnShape reads_shape; /* of one picture */
  guint n_terms;
  NnTerm *terms; /* those whose weight is not 0, in the order of their places */
  double bias;
  double sum;             /* of it all, computed here */
  float value;            /* what the network has computed */
  const char *activation; /* the operator that reads it next, where that is a function of one
                             number; NULL */
  float activated;        /* what comes of it there */
  /* The patch of the 28x28 picture that can reach the unit: columns left to right - 1, rows top to
   * bottom - 1. */
  int left, top, right, bottom;
} NnInsideUnit;

/* unit: index among the layer's numbers. NN_ERROR_UNSUPPORTED where the layer's node is not a
 * weighted sum of its input, such as a pool or a softmax. Costs a run of the node there and back;
 * of an LSTM or a GRU eight to some hundred. */
NnInsideUnit *nn_inside_unit_new (NnExplainer *explainer,
                                  const NnInside *inside,
                                  guint layer,
                                  gsize unit,
                                  GError **error);
void nn_inside_unit_free (NnInsideUnit *unit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnBeliefs, nn_beliefs_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnInside, nn_inside_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnInsideUnit, nn_inside_unit_free)
