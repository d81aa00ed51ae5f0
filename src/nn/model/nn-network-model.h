/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"
#include "nn/model/nn-network.h"

/* Untrained models of networks described as text. */

/* The fact of a model that holds its network as text. */
#define NN_FACT_NETWORK "network"
/* What somebody calls the network. */
#define NN_FACT_NETWORK_NAME "network_name"

/* A model of the network that a text describes, with start weights by layer (nn-initialize.h) drawn
 * by seed; its fact "network" is the text. Errors as nn_network_parse(). */
NnModel *
nn_network_create (const char *text, const NnNetworkFrame *frame, guint64 seed, GError **error);

/* The network of a model as text: what it was made of, the preset's, or what its graph says; NULL
 * where there is none. frame: what it has to be read with; may be NULL. Free with g_free(). */
char *nn_network_text_of (const NnModel *model, NnNetworkFrame *frame);

/* The same network as `model`, with what `from` has learned in the layers that both have: nodes of
 * the same operator whose parameters have the same shapes, in the same order (the longest common
 * row of them). *n_kept: parameters that were taken; may be NULL. Where some were, and `from` had
 * been trained, it does not count as untrained. */
NnModel *nn_network_keep_weights (NnModel *model, NnModel *from, gsize *n_kept);
