/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-explainer.h"

/* Adds dGoal/dWeight, summed over the pictures, to gradient: nn_graph_n_weights() numbers of the
 * model's graph, 0 for those that are not trainable. Dropout and BatchNormalization work as in
 * reading. scores: n x 10, may be NULL. Errors as of nn_explainer_pull(). */
gboolean nn_explain_weight_gradient (NnModel *model,
                                     const NnPull *pull,
                                     float *scores,
                                     float *gradient,
                                     GCancellable *cancellable,
                                     GError **error);
