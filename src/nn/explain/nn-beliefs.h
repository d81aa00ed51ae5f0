/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-inside.h"

/* Fills in what the sample says of a layer; only for nn-inside.c. beliefs NULL or of another graph:
 * that nothing is known. */
void nn_beliefs_tell (const NnBeliefs *beliefs, guint index, NnInsideLayer *layer);
