/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-walk.h"

/*
 * MatMul as NumPy has it: a product of the last two dimensions for each place of the ones before,
 * which are broadcast; a vector is a row on the left and a column on the right. Where B is one
 * matrix, it is one product of all rows of A, and Gemm's.
 */

typedef struct {
  gint64 m, n, k;
  NnWalk walk; /* in matrices: tensor 0 is Y, 1 is A, 2 is B */
} MatMul;

/* B is one matrix and A has rows. */
static gboolean
is_plain (const NnOpCall *call)
{
  return call->inputs[0].shape.rank >= 2 && call->inputs[1].shape.rank == 2;
}

static gboolean
prepare_plain (NnOpCall *call, GError **error)
{
  NnShape shape = call->inputs[0].shape;
  NnOpCall gemm = *call;
  gint64 m = 1;

  for (int i = 0; i < shape.rank - 1; i++)
    m *= shape.dims[i];
  gemm.attributes = NULL;
  gemm.inputs[0].shape = NN_SHAPE (m, shape.dims[shape.rank - 1]);
  if (!nn_op_gemm.prepare (&gemm, error))
    return FALSE;
  shape.dims[shape.rank - 1] = call->inputs[1].shape.dims[1];
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &shape);
  call->settings = gemm.settings;
  call->scratch_size = gemm.scratch_size;
  return TRUE;
}

/* The dimensions before the last two. */
static NnShape
places_of (const NnShape *shape)
{
  NnShape places = *shape;

  places.rank = MAX (0, shape->rank - 2);
  return places;
}

static gboolean
matmul_prepare (NnOpCall *call, GError **error)
{
  const NnShape *a = &call->inputs[0].shape, *b = &call->inputs[1].shape;
  NnShape a_places = places_of (a), b_places = places_of (b), shape;
  MatMul matmul = { 1, 1, 1 };
  gint64 b_rows;

  for (guint i = 0; i < 2; i++)
    if (!nn_op_check_type (call, i, NN_TYPE_FLOAT32, error))
      return FALSE;
  if (is_plain (call))
    return prepare_plain (call, error);
  if (a->rank < 1 || b->rank < 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "a scalar is not a matrix");
    return FALSE;
  }
  matmul.k = a->dims[a->rank - 1];
  b_rows = b->dims[MAX (0, b->rank - 2)];
  if (matmul.k != b_rows) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "a matrix with %" G_GINT64_FORMAT
                 " columns cannot be multiplied by one with %" G_GINT64_FORMAT " rows",
                 matmul.k, b_rows);
    return FALSE;
  }
  if (!nn_shape_broadcast (&a_places, &b_places, &shape, error))
    return FALSE;
  nn_walk_init (&matmul.walk, &shape);
  nn_walk_add_broadcast (&matmul.walk, &shape);
  nn_walk_add_broadcast (&matmul.walk, &a_places);
  nn_walk_add_broadcast (&matmul.walk, &b_places);
  nn_walk_join (&matmul.walk);
  if (a->rank > 1)
    matmul.m = shape.dims[shape.rank++] = a->dims[a->rank - 2];
  if (b->rank > 1)
    matmul.n = shape.dims[shape.rank++] = b->dims[b->rank - 1];
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &shape);
  call->settings = g_memdup2 (&matmul, sizeof matmul);
  return TRUE;
}

static void
matmul_forward (NnOpCall *call)
{
  const MatMul *s = call->settings;
  const float *a = call->inputs[0].data, *b = call->inputs[1].data;
  float *y = call->outputs[0].data;
  NnWalkAt at;

  if (is_plain (call)) {
    nn_op_gemm.forward (call);
    return;
  }
  memset (y, 0, nn_shape_count (&call->outputs[0].shape) * sizeof (float));
  for (gboolean more = nn_walk_begin (&s->walk, &at); more; more = nn_walk_next (&s->walk, &at))
    for (gint64 i = 0; i < nn_walk_row (&s->walk); i++)
      nn_matrix_product (FALSE, FALSE, s->m, s->n, s->k, 1,
                         a + (at.places[1] + i * nn_walk_step (&s->walk, 1)) * s->m * s->k,
                         b + (at.places[2] + i * nn_walk_step (&s->walk, 2)) * s->k * s->n, 0,
                         y + (at.places[0] + i * nn_walk_step (&s->walk, 0)) * s->m * s->n);
  nn_activation_forward (call->activation, nn_shape_count (&call->outputs[0].shape), y);
}

/* dA = dY B^T, dB += A^T dY */
static void
matmul_backward (NnOpCall *call)
{
  const MatMul *s = call->settings;
  const float *a = call->inputs[0].data, *b = call->inputs[1].data;
  const float *dy = call->output_gradients[0].data;
  float *da = call->input_gradients[0].data, *db = call->input_gradients[1].data;
  NnWalkAt at;

  if (is_plain (call)) {
    nn_op_gemm.backward (call);
    return;
  }
  if (da != NULL)
    memset (da, 0, nn_shape_count (&call->inputs[0].shape) * sizeof (float));
  for (gboolean more = nn_walk_begin (&s->walk, &at); more; more = nn_walk_next (&s->walk, &at))
    for (gint64 i = 0; i < nn_walk_row (&s->walk); i++) {
      gint64 y_at = (at.places[0] + i * nn_walk_step (&s->walk, 0)) * s->m * s->n;
      gint64 a_at = (at.places[1] + i * nn_walk_step (&s->walk, 1)) * s->m * s->k;
      gint64 b_at = (at.places[2] + i * nn_walk_step (&s->walk, 2)) * s->k * s->n;

      if (da != NULL)
        nn_matrix_product (FALSE, TRUE, s->m, s->k, s->n, 1, dy + y_at, b + b_at, 1, da + a_at);
      if (db != NULL)
        nn_matrix_product (TRUE, FALSE, s->k, s->n, s->m, 1, a + a_at, dy + y_at, 1, db + b_at);
    }
}

static gboolean
matmul_can_batch_last (const NnOpCall *call)
{
  return is_plain (call) && call->inputs[0].shape.rank == 2 && nn_op_gemm.can_batch_last (call);
}

static gint64
matmul_multiply_adds (const NnOpCall *call)
{
  const NnShape *a = &call->inputs[0].shape;

  if (is_plain (call))
    return nn_op_gemm.multiply_adds (call);
  return nn_shape_count (&call->outputs[0].shape) * a->dims[a->rank - 1];
}

/* clang-format off */
const NnOp nn_op_matmul = { "MatMul", 2, 2, 1, 1, matmul_prepare, matmul_forward, matmul_backward,
  .kind = NN_OP_PRODUCT, .flags = NN_OP_FUSES_ACTIVATION, .adds_to = 0x02,
  .weight_inputs = 0x03, .can_batch_last = matmul_can_batch_last,
  .multiply_adds = matmul_multiply_adds };
/* clang-format on */
