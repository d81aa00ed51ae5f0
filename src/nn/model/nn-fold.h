/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"

/* The same network for reading: each BatchNormalization behind a convolution or a dense layer goes
 * into that layer's weights. Not for training, where the statistics are still to change. A
 * reference to the model itself where there is nothing to fold. */
NnModel *nn_model_fold (NnModel *model);
