/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-op.h"

/* Every operator, by the file of its family. */

/* nn-op-activation.c */
extern const NnOp nn_op_relu, nn_op_sigmoid, nn_op_tanh, nn_op_softmax;
/* nn-op-arithmetic.c */
extern const NnOp nn_op_add;
/* nn-op-conv.c */
extern const NnOp nn_op_conv;
/* nn-op-dropout.c */
extern const NnOp nn_op_dropout;
/* nn-op-gather.c */
extern const NnOp nn_op_gather;
/* nn-op-gemm.c */
extern const NnOp nn_op_gemm, nn_op_matmul;
/* nn-op-lstm.c */
extern const NnOp nn_op_lstm;
/* nn-op-move.c */
extern const NnOp nn_op_expand, nn_op_slice, nn_op_transpose;
/* nn-op-pool.c */
extern const NnOp nn_op_maxpool;
/* nn-op-shape.c */
extern const NnOp nn_op_flatten, nn_op_identity, nn_op_reshape, nn_op_squeeze, nn_op_unsqueeze;
