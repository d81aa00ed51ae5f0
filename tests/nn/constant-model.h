/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"

/* A network that says the same of every picture: these ten logits, then softmax. */
static inline NnModel *
constant_model (const float *logits)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("constant", 17);
  g_autofree float *weights = NULL;
  guint inputs[3], v;

  inputs[0] = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 784));
  inputs[1] = nn_graph_add_parameter (graph, "weight", &NN_SHAPE (784, 10), TRUE);
  inputs[2] = nn_graph_add_parameter (graph, "bias", &NN_SHAPE (10), TRUE);
  v = nn_graph_add_op (graph, "Gemm", "dense", NULL, 3, inputs, "logits");
  nn_graph_add_output (graph,
                       nn_graph_add_op (graph, "Softmax", "softmax", NULL, 1, &v, "probabilities"));
  weights = g_new0 (float, nn_graph_n_weights (graph));
  for (int i = 0; i < 10; i++)
    weights[nn_graph_value (graph, inputs[2])->offset + i] = logits[i];
  return nn_model_new (graph, weights);
}
