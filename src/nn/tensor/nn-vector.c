/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/tensor/nn-vector.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "nn/tensor/nn-kernels.h"

/* exp (x) - 1 without a branch, so that the compiler makes vectors of the loops it stands in:
 * x = n ln 2 + r with |r| <= ln 2 / 2, and exp (x) - 1 = 2^n (exp (r) - 1) + (2^n - 1), where
 * exp (r) - 1 is its series up to r^7. Within 3e-7 of the result; beyond [-87, 88] as at these
 * ends; NaN stays NaN. */
static inline float
exp_minus_1 (float x)
{
  /* Adding it leaves the integer part of a number in the lowest bits. */
  const float shift = 0x1.8p23f;
  float n, r, series, scale;
  gint32 bits, shift_bits;

  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  n = x * (float) M_LOG2E + shift;
  memcpy (&bits, &n, sizeof bits);
  memcpy (&shift_bits, &shift, sizeof shift_bits);
  n -= shift;
  /* ln 2 in two parts, the first of which has so few digits that n times it is exact. */
  r = x - n * 0x1.62e4p-1f - n * (float) (M_LN2 - 0x1.62e4p-1);
  series = 1.0f / 5040;
  series = series * r + 1.0f / 720;
  series = series * r + 1.0f / 120;
  series = series * r + 1.0f / 24;
  series = series * r + 1.0f / 6;
  series = series * r + 0.5f;
  series = series * r * r + r;
  bits = (gint32) ((guint32) (bits - shift_bits + 127) << 23);
  memcpy (&scale, &bits, sizeof scale);
  return scale * series + (scale - 1);
}

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
      y[i] = 1 / (2 + exp_minus_1 (-y[i]));
    break;
  case NN_ACTIVATION_TANH:
    for (gint64 i = 0; i < n; i++) {
      float e = exp_minus_1 (2 * (y[i] > 20 ? 20 : y[i]));

      y[i] = e / (e + 2);
    }
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

/* The shards of a batch are the parallelism; threads of the library's own would fight with them,
 * and allocate in every product. */
static void
use_one_thread (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done)) {
    openblas_set_num_threads (1);
    g_once_init_leave (&done, 1);
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
  use_one_thread ();
  if (k == 0) {
    for (gint64 i = 0; i < m * n; i++)
      c[i] *= beta;
    return;
  }
  cblas_sgemm (CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
               transpose_b ? CblasTrans : CblasNoTrans, m, n, k, alpha, a, transpose_a ? m : k, b,
               transpose_b ? k : n, beta, c, n);
}
