/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/tensor/nn-vector.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "nn/tensor/nn-kernels.h"

void
nn_activation_forward (NnActivation activation, gint64 n, float *y)
{
  switch (activation) {
  case NN_ACTIVATION_NONE:
    break;
  case NN_ACTIVATION_RELU:
    nn_kernels ()->relu (n, y);
    break;
  case NN_ACTIVATION_SIGMOID:
    for (gint64 i = 0; i < n; i++)
      y[i] = 1.0f / (1.0f + expf (-y[i]));
    break;
  case NN_ACTIVATION_TANH:
    for (gint64 i = 0; i < n; i++)
      y[i] = tanhf (y[i]);
    break;
  }
}

void
nn_activation_backward (NnActivation activation, gint64 n, const float *y, float *gradient)
{
  switch (activation) {
  case NN_ACTIVATION_NONE:
    break;
  case NN_ACTIVATION_RELU:
    nn_kernels ()->relu_backward (n, y, gradient);
    break;
  case NN_ACTIVATION_SIGMOID:
    for (gint64 i = 0; i < n; i++)
      gradient[i] *= y[i] * (1.0f - y[i]);
    break;
  case NN_ACTIVATION_TANH:
    for (gint64 i = 0; i < n; i++)
      gradient[i] *= 1.0f - y[i] * y[i];
    break;
  }
}

void
nn_add (gint64 n, const float *from, float *to)
{
  nn_kernels ()->add_scaled (n, 1.0f, from, to);
}

void
nn_add_scaled (gint64 n, float factor, const float *from, float *to)
{
  nn_kernels ()->add_scaled (n, factor, from, to);
}

void
nn_transpose (gint64 rows, gint64 columns, const float *from, float *to)
{
  /* In tiles, so that both sides stay in the cache. */
  for (gint64 i = 0; i < rows; i += 16)
    for (gint64 j = 0; j < columns; j += 16)
      for (gint64 b = j; b < MIN (j + 16, columns); b++)
        for (gint64 a = i; a < MIN (i + 16, rows); a++)
          to[b * rows + a] = from[a * columns + b];
}

void
nn_softmax_rows (gint64 n_rows, gint64 n, const float *from, float *to)
{
  for (gint64 r = 0; r < n_rows; r++, from += n, to += n) {
    float largest = -INFINITY;
    float sum = 0;

    for (gint64 i = 0; i < n; i++)
      largest = MAX (largest, from[i]);
    for (gint64 i = 0; i < n; i++)
      sum += to[i] = expf (from[i] - largest);
    for (gint64 i = 0; i < n; i++)
      to[i] /= sum;
  }
}

void
nn_matrix_product (gboolean transpose_a,
                   gboolean transpose_b,
                   gint64 m,
                   gint64 n,
                   gint64 k,
                   float alpha,
                   const float *a,
                   const float *b,
                   float beta,
                   float *c)
{
  if (m == 0 || n == 0)
    return;
  if (k == 0) {
    for (gint64 i = 0; i < m * n; i++)
      c[i] *= beta;
    return;
  }
  cblas_sgemm (CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
               transpose_b ? CblasTrans : CblasNoTrans, m, n, k, alpha, a, transpose_a ? m : k, b,
               transpose_b ? k : n, beta, c, n);
}
