/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Loops over vectors of floats, and matrix products through CBLAS. n is a number of floats. */

/* What is applied to an operator's output as it is written. */
typedef enum {
  NN_ACTIVATION_NONE,
  NN_ACTIVATION_RELU,
  NN_ACTIVATION_SIGMOID,
  NN_ACTIVATION_TANH,
} NnActivation;

/* y = f(y) */
void nn_activation_forward (NnActivation activation, gint64 n, float *y);

/* gradient *= f'(x), in terms of y = f(x): y > 0, y (1 - y), 1 - y^2. */
void nn_activation_backward (NnActivation activation, gint64 n, const float *y, float *gradient);

/* to += from */
void nn_add (gint64 n, const float *from, float *to);

/* to += factor x from */
void nn_add_scaled (gint64 n, float factor, const float *from, float *to);

/* to[columns][rows] = from[rows][columns], transposed. */
void nn_transpose (gint64 rows, gint64 columns, const float *from, float *to);

/* softmax of each of n_rows rows of n numbers; to may be from. */
void nn_softmax_rows (gint64 n_rows, gint64 n, const float *from, float *to);

/* C[m][n] = A[m][k] x B[k][n] + beta x C; where transposed, A is stored as [k][m], B as [n][k].
 * On one thread. */
void nn_matrix_product (gboolean transpose_a,
                        gboolean transpose_b,
                        gint64 m,
                        gint64 n,
                        gint64 k,
                        float alpha,
                        const float *a,
                        const float *b,
                        float beta,
                        float *c);
