/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"

/* How start weights are drawn. weights: nn_graph_n_weights() numbers, zero at first. */

/* All weights alike, biases 0: normal with variance 1 / fan_out; uniform within
 * sqrt (6 / (fan_in + fan_out)) (Glorot and Bengio, 2010); normal with variance 2 / fan_in (He et
 * al., 2015). For graphs whose dense weights are [in][out]. */
void nn_initialize_fan_out (NnGraph *graph, float *weights, NnRandom *random);
void nn_initialize_glorot (NnGraph *graph, float *weights, NnRandom *random);
void nn_initialize_he (NnGraph *graph, float *weights, NnRandom *random);

/*
 * By what each parameter is for, found from the node that reads it:
 *   Conv, Gemm, MatMul   as He where a rectifier follows, else as Glorot
 *   LSTM, GRU            uniform within hidden^-0.5; the bias of LSTM's forget gate 1
 *   normalizations       scale 1, shift 0, mean 0, variance 1
 *   PRelu                slope 0.25
 *   biases               0
 * Other parameters, and scalars, keep what is in weights.
 */
void nn_initialize_by_layer (NnGraph *graph, float *weights, NnRandom *random);

/* What suits the graph: by layer; where one number goes in, weights normal with variance 1 (10 /
 * fan_in for units of more than ten inputs), and biases with a deviation of 0.5. */
void nn_initialize (NnGraph *graph, float *weights, NnRandom *random);

/* A new model of the same graph that knows nothing: the preset's own start weights where the fact
 * "preset" names one that fits, else by layer. Without the training state and the facts that speak
 * of training and accuracy. */
NnModel *nn_model_forget (const NnModel *model, guint64 seed);
