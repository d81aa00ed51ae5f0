/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/tensor/nn-kernels.h"

/*
 * Matrix products: Y[m][n] = alpha A[m][k] B[k][n] + beta C.
 *
 * Most of a drawing is paper: where few numbers of A differ from zero, their products alone are
 * computed. In batch-last order A lies as [k][m] and Y as [n][m].
 */

typedef struct {
  gint64 m, n, k;
  gboolean transpose_a, transpose_b;
  float alpha, beta;
  gint64 c_row, c_column; /* steps in C for one row and one column of Y */
} Gemm;

/* Below this share of numbers that are not zero, skipping pays. */
#define SPARSE 0.4

static gboolean
check_matrices (NnOpCall *call, Gemm *gemm, GError **error)
{
  const NnShape *a = &call->inputs[0].shape, *b = &call->inputs[1].shape;
  gint64 b_rows;

  for (guint i = 0; i < 2; i++)
    if (!nn_op_check_type (call, i, NN_TYPE_FLOAT32, error)
        || !nn_op_check_rank (call, i, 2, error))
      return FALSE;
  gemm->m = a->dims[gemm->transpose_a ? 1 : 0];
  gemm->k = a->dims[gemm->transpose_a ? 0 : 1];
  gemm->n = b->dims[gemm->transpose_b ? 0 : 1];
  b_rows = b->dims[gemm->transpose_b ? 1 : 0];
  if (b_rows != gemm->k) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "a matrix with %" G_GINT64_FORMAT
                 " columns cannot be multiplied by one with %" G_GINT64_FORMAT " rows",
                 gemm->k, b_rows);
    return FALSE;
  }
  /* The places and the values of one row of A, or of one column with the whole batch. */
  call->scratch_size = MAX (gemm->k, gemm->m) * (sizeof (float) + sizeof (guint32));
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &NN_SHAPE (gemm->m, gemm->n));
  call->settings = g_memdup2 (gemm, sizeof *gemm);
  return TRUE;
}

static gboolean
check_bias (NnOpCall *call, Gemm *gemm, GError **error)
{
  const NnShape *c = &call->inputs[2].shape;
  gint64 rows = c->rank > 1 ? c->dims[c->rank - 2] : 1;
  gint64 columns = c->rank > 0 ? c->dims[c->rank - 1] : 1;

  if (!nn_op_check_type (call, 2, NN_TYPE_FLOAT32, error))
    return FALSE;
  if (c->rank > 2 || (rows != 1 && rows != gemm->m) || (columns != 1 && columns != gemm->n)) {
    g_autofree char *text = nn_shape_to_string (c);

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "input 2 of shape %s cannot be added to a matrix of %" G_GINT64_FORMAT
                 "x%" G_GINT64_FORMAT,
                 text, gemm->m, gemm->n);
    return FALSE;
  }
  gemm->c_row = rows == 1 ? 0 : columns;
  gemm->c_column = columns == 1 ? 0 : 1;
  return TRUE;
}

static gboolean
gemm_prepare (NnOpCall *call, GError **error)
{
  Gemm gemm = { .alpha = nn_attributes_get_float (call->attributes, "alpha", 1),
                .beta = nn_attributes_get_float (call->attributes, "beta", 1),
                .transpose_a = nn_attributes_get_int (call->attributes, "transA", 0) != 0,
                .transpose_b = nn_attributes_get_int (call->attributes, "transB", 0) != 0 };

  if (!check_matrices (call, &gemm, error))
    return FALSE;
  if (nn_op_has_input (call, 2) && !check_bias (call, &gemm, error))
    return FALSE;
  memcpy (call->settings, &gemm, sizeof gemm);
  return TRUE;
}

/* Y = beta C, or 0 */
static void
start_with_bias (NnOpCall *call, const Gemm *gemm)
{
  float *y = call->outputs[0].data;
  const float *c = nn_op_has_input (call, 2) ? call->inputs[2].data : NULL;

  if (c == NULL) {
    memset (y, 0, gemm->m * gemm->n * sizeof (float));
  } else if (call->batch_last) {
    for (gint64 j = 0; j < gemm->n; j++)
      for (gint64 i = 0; i < gemm->m; i++)
        y[j * gemm->m + i] = gemm->beta * c[j * gemm->c_column];
  } else {
    for (gint64 i = 0; i < gemm->m; i++)
      for (gint64 j = 0; j < gemm->n; j++)
        y[i * gemm->n + j] = gemm->beta * c[i * gemm->c_row + j * gemm->c_column];
  }
}

/* Writes places and values of the numbers that are not zero and returns how many there are. */
static gint64
find_ink (const float *from, gint64 step, gint64 n, float alpha, guint32 *index, float *values)
{
  gint64 found = 0;

  for (gint64 i = 0; i < n; i++) {
    float x = from[i * step];

    index[found] = (guint32) i;
    values[found] = alpha * x;
    found += x != 0;
  }
  return found;
}

static gboolean
is_sparse (const float *a, gint64 n)
{
  gint64 ink = 0;

  for (gint64 i = 0; i < n; i++)
    ink += a[i] != 0;
  return ink < SPARSE * n;
}

static void
gemm_forward (NnOpCall *call)
{
  const Gemm *gemm = call->settings;
  const float *a = call->inputs[0].data, *b = call->inputs[1].data;
  float *y = call->outputs[0].data;
  float *values = call->scratch;
  guint32 *index = (guint32 *) (values + MAX (gemm->k, gemm->m));

  start_with_bias (call, gemm);
  if (call->batch_last && gemm->alpha == 1) {
    NnDenseShape shape = { .batch = gemm->m,
                           .n_in = gemm->k,
                           .n_out = gemm->n,
                           .in_step = gemm->transpose_b ? 1 : gemm->n,
                           .out_step = gemm->transpose_b ? gemm->k : 1 };

    nn_kernels ()->dense (&shape, b, a, y);
  } else if (call->batch_last)
    nn_matrix_product (!gemm->transpose_b, FALSE, gemm->n, gemm->m, gemm->k, gemm->alpha, b, a, 1,
                       y);
  else if (!gemm->transpose_a && !gemm->transpose_b
           && (gemm->m == 1 || is_sparse (a, gemm->m * gemm->k)))
    for (gint64 i = 0; i < gemm->m; i++) {
      gint64 n_ink = find_ink (a + i * gemm->k, 1, gemm->k, gemm->alpha, index, values);

      nn_kernels ()->sum_rows (gemm->n, n_ink, index, values, b, y + i * gemm->n);
    }
  else
    nn_matrix_product (gemm->transpose_a, gemm->transpose_b, gemm->m, gemm->n, gemm->k, gemm->alpha,
                       a, b, 1, y);
  nn_activation_forward (call->activation, gemm->m * gemm->n, y);
}

/* dA = alpha dY B^T */
static void
input_gradient (NnOpCall *call, const Gemm *gemm)
{
  const float *b = call->inputs[1].data, *dy = call->output_gradients[0].data;
  float *da = call->input_gradients[0].data;

  if (call->batch_last)
    nn_matrix_product (gemm->transpose_b, FALSE, gemm->k, gemm->m, gemm->n, gemm->alpha, b, dy, 0,
                       da);
  else if (gemm->transpose_a)
    nn_matrix_product (gemm->transpose_b, TRUE, gemm->k, gemm->m, gemm->n, gemm->alpha, b, dy, 0,
                       da);
  else
    nn_matrix_product (FALSE, !gemm->transpose_b, gemm->m, gemm->k, gemm->n, gemm->alpha, dy, b, 0,
                       da);
}

/* dB += alpha A^T dY */
static void
weight_gradient (NnOpCall *call, const Gemm *gemm)
{
  const float *a = call->inputs[0].data, *dy = call->output_gradients[0].data;
  float *db = call->input_gradients[1].data;
  float *values = call->scratch;
  guint32 *index = (guint32 *) (values + MAX (gemm->k, gemm->m));

  if (call->batch_last && gemm->transpose_b)
    nn_matrix_product (FALSE, TRUE, gemm->n, gemm->k, gemm->m, gemm->alpha, dy, a, 1, db);
  else if (call->batch_last)
    nn_matrix_product (FALSE, TRUE, gemm->k, gemm->n, gemm->m, gemm->alpha, a, dy, 1, db);
  else if (gemm->transpose_b)
    nn_matrix_product (TRUE, gemm->transpose_a, gemm->n, gemm->k, gemm->m, gemm->alpha, dy, a, 1,
                       db);
  else if (gemm->m == 1 && gemm->alpha == 1)
    nn_kernels ()->add_outer (gemm->k, gemm->n, a, dy, db);
  else if (!gemm->transpose_a && (gemm->m == 1 || is_sparse (a, gemm->m * gemm->k)))
    for (gint64 p = 0; p < gemm->k; p++) {
      gint64 n_ink = find_ink (a + p, gemm->k, gemm->m, gemm->alpha, index, values);

      if (n_ink > 0)
        nn_kernels ()->sum_rows (gemm->n, n_ink, index, values, dy, db + p * gemm->n);
    }
  else
    nn_matrix_product (!gemm->transpose_a, FALSE, gemm->k, gemm->n, gemm->m, gemm->alpha, a, dy, 1,
                       db);
}

/* dC += beta dY, summed over where C was broadcast */
static void
bias_gradient (NnOpCall *call, const Gemm *gemm)
{
  const float *dy = call->output_gradients[0].data;
  float *dc = call->input_gradients[2].data;

  if (call->batch_last) {
    for (gint64 j = 0; j < gemm->n; j++)
      for (gint64 i = 0; i < gemm->m; i++)
        dc[j * gemm->c_column] += gemm->beta * dy[j * gemm->m + i];
  } else {
    for (gint64 i = 0; i < gemm->m; i++)
      for (gint64 j = 0; j < gemm->n; j++)
        dc[i * gemm->c_row + j * gemm->c_column] += gemm->beta * dy[i * gemm->n + j];
  }
}

static void
gemm_backward (NnOpCall *call)
{
  const Gemm *gemm = call->settings;

  if (nn_op_wants_gradient (call, 0))
    input_gradient (call, gemm);
  if (nn_op_wants_gradient (call, 1))
    weight_gradient (call, gemm);
  if (nn_op_wants_gradient (call, 2))
    bias_gradient (call, gemm);
}

/* The batch must be A's rows, and nothing but the batch may have that size in C. */
static gboolean
gemm_can_batch_last (const NnOpCall *call)
{
  const Gemm *gemm = call->settings;

  return !gemm->transpose_a && gemm->c_row == 0;
}

static gint64
gemm_multiply_adds (const NnOpCall *call)
{
  const Gemm *gemm = call->settings;

  return gemm->m * gemm->n * gemm->k;
}

/* clang-format off */
const NnOp nn_op_gemm = { "Gemm", 2, 3, 1, 1, gemm_prepare, gemm_forward, gemm_backward,
  .kind = NN_OP_DENSE, .flags = NN_OP_FUSES_ACTIVATION | NN_OP_READS_FIRST, .adds_to = 0x06,
  .weight_inputs = 0x07, .can_batch_last = gemm_can_batch_last,
  .multiply_adds = gemm_multiply_adds };
/* clang-format on */
