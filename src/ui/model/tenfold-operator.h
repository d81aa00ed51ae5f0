/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-op.h"

/* Operators and layers as people call them. Pure. */

typedef enum {
  TENFOLD_OPERATOR_LAYER,      /* has weights: convolution, dense, recurrent */
  TENFOLD_OPERATOR_ACTIVATION, /* each number by itself, or a softmax */
  TENFOLD_OPERATOR_POOLING,
  TENFOLD_OPERATOR_NORMALIZATION,
  TENFOLD_OPERATOR_ARITHMETIC, /* joins numbers of several values */
  TENFOLD_OPERATOR_SHAPE,      /* moves numbers, or looks at shapes */
} TenfoldOperatorKind;

/* "Convolution" for "Conv", in the user's language; the name itself where there is no other. */
const char *tenfold_operator_get_title (const NnOp *op);
TenfoldOperatorKind tenfold_operator_get_kind (const NnOp *op);

/* The name of a node without what exporters put around it: "layer1.0/conv1" for
 * "/layer1/layer1.0/conv1/Conv". Free with g_free(). */
char *tenfold_layer_name (const char *name, const char *op);
