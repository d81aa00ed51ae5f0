/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by name. */
static const NnOp *const table[] = {
  &nn_op_add,     &nn_op_conv,    &nn_op_dropout,  &nn_op_expand,    &nn_op_flatten,
  &nn_op_gather,  &nn_op_gemm,    &nn_op_identity, &nn_op_lstm,      &nn_op_matmul,
  &nn_op_maxpool, &nn_op_relu,    &nn_op_reshape,  &nn_op_sigmoid,   &nn_op_slice,
  &nn_op_softmax, &nn_op_squeeze, &nn_op_tanh,     &nn_op_transpose, &nn_op_unsqueeze,
};

static int
compare (gconstpointer name, gconstpointer op)
{
  return strcmp (name, (*(const NnOp *const *) op)->name);
}

const NnOp *
nn_op_find (const char *name)
{
  const NnOp *const *found
      = bsearch (name, table, G_N_ELEMENTS (table), sizeof (table[0]), compare);

  return found != NULL ? *found : NULL;
}

const NnOp *const *
nn_op_list (guint *n_ops)
{
  *n_ops = G_N_ELEMENTS (table);
  return table;
}
