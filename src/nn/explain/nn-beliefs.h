/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-inside.h"

/* Fills in what is known of a layer from the sample; only for nn-inside.c. beliefs NULL or of
 * another graph: that nothing is known. */
void nn_beliefs_tell (const NnBeliefs *beliefs, guint index, NnInsideLayer *layer);
