/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-recipe.h"

/* Loss over ten outputs (logits for cross-entropy) of n samples, summed; labels 0..9. Writes
 * dLoss/dOutput to gradient (n x 10) and adds to *correct how often the label's output is the
 * largest. */
double nn_loss (const NnRecipe *recipe,
                gsize n,
                const float *outputs,
                const guint8 *labels,
                float *gradient,
                gsize *correct);
