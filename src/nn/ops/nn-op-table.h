/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-op.h"

/* Every operator, by the file of its family. */

/* nn-op-activation.c */
extern const NnOp nn_op_relu, nn_op_sigmoid, nn_op_tanh;
/* nn-op-along.c */
extern const NnOp nn_op_compress, nn_op_cum_sum, nn_op_hardmax, nn_op_one_hot, nn_op_top_k;
/* nn-op-argmax.c */
extern const NnOp nn_op_argmax, nn_op_argmin;
/* nn-op-arithmetic.c */
extern const NnOp nn_op_add, nn_op_bit_shift, nn_op_div, nn_op_mod, nn_op_mul, nn_op_pow,
    nn_op_prelu, nn_op_sub;
/* nn-op-constant.c */
extern const NnOp nn_op_cast, nn_op_cast_like, nn_op_constant, nn_op_constant_of_shape;
extern const NnOp nn_op_eye_like, nn_op_range, nn_op_shape, nn_op_size;
/* The value of a Constant node with these attributes; NULL where it is not a tensor of numbers. */
NnTensor *nn_op_constant_value (const NnAttributes *attributes);
/* nn-op-conv.c */
extern const NnOp nn_op_conv;
/* nn-op-dropout.c */
extern const NnOp nn_op_dropout;
/* nn-op-einsum.c */
extern const NnOp nn_op_einsum;
/* nn-op-function.c */
extern const NnOp nn_op_abs, nn_op_acos, nn_op_acosh, nn_op_asin, nn_op_asinh, nn_op_atan,
    nn_op_atanh, nn_op_ceil, nn_op_celu, nn_op_clip, nn_op_cos, nn_op_cosh, nn_op_elu, nn_op_erf,
    nn_op_exp, nn_op_floor, nn_op_gelu, nn_op_hard_sigmoid, nn_op_hard_swish, nn_op_leaky_relu,
    nn_op_log, nn_op_mish, nn_op_neg, nn_op_reciprocal, nn_op_round, nn_op_selu, nn_op_shrink,
    nn_op_sign, nn_op_sin, nn_op_sinh, nn_op_softplus, nn_op_softsign, nn_op_sqrt, nn_op_swish,
    nn_op_tan, nn_op_thresholded_relu;
/* nn-op-gather.c */
extern const NnOp nn_op_gather;
/* nn-op-gemm.c */
extern const NnOp nn_op_gemm;
/* nn-op-gru.c */
extern const NnOp nn_op_gru;
/* nn-op-index.c */
extern const NnOp nn_op_gather_elements, nn_op_gather_nd, nn_op_scatter, nn_op_scatter_elements,
    nn_op_scatter_nd;
/* nn-op-join.c */
extern const NnOp nn_op_concat, nn_op_split;
/* nn-op-logic.c */
extern const NnOp nn_op_and, nn_op_equal, nn_op_greater, nn_op_greater_or_equal, nn_op_less;
extern const NnOp nn_op_less_or_equal, nn_op_not, nn_op_or, nn_op_xor;
extern const NnOp nn_op_is_inf, nn_op_is_nan, nn_op_where;

/* nn-op-loss.c */
extern const NnOp nn_op_negative_log_likelihood_loss, nn_op_softmax_cross_entropy_loss;
/* nn-op-lstm.c */
extern const NnOp nn_op_lstm;
/* nn-op-many.c */
extern const NnOp nn_op_max, nn_op_mean, nn_op_min, nn_op_sum;
/* nn-op-matmul.c */
extern const NnOp nn_op_matmul;
/* nn-op-move.c */
extern const NnOp nn_op_depth_to_space, nn_op_expand, nn_op_slice, nn_op_space_to_depth, nn_op_tile,
    nn_op_transpose, nn_op_trilu;
/* nn-op-normalize.c */
extern const NnOp nn_op_batch_normalization, nn_op_layer_normalization, nn_op_group_normalization,
    nn_op_instance_normalization, nn_op_lrn, nn_op_mean_variance_normalization;
/* nn-op-pad.c */
extern const NnOp nn_op_pad;
/* nn-op-pool.c */
extern const NnOp nn_op_average_pool, nn_op_maxpool;
/* nn-op-quantize.c */
extern const NnOp nn_op_conv_integer, nn_op_dequantize_linear, nn_op_dynamic_quantize_linear,
    nn_op_mat_mul_integer, nn_op_q_linear_conv, nn_op_q_linear_mat_mul, nn_op_quantize_linear;
/* nn-op-reduce.c */
extern const NnOp nn_op_global_average_pool, nn_op_global_max_pool, nn_op_reduce_l1,
    nn_op_reduce_l2, nn_op_reduce_log_sum, nn_op_reduce_log_sum_exp, nn_op_reduce_max,
    nn_op_reduce_mean, nn_op_reduce_min, nn_op_reduce_prod, nn_op_reduce_sum,
    nn_op_reduce_sum_square;
/* nn-op-shape.c */
extern const NnOp nn_op_flatten, nn_op_identity, nn_op_reshape, nn_op_squeeze, nn_op_unsqueeze;
/* nn-op-softmax.c */
extern const NnOp nn_op_log_softmax, nn_op_softmax;
