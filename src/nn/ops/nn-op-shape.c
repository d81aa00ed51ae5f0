/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

/* Operators that change the shape and leave the numbers and their order. */

static void
copy_forward (NnOpCall *call)
{
  const NnView *from = &call->inputs[0];

  memcpy (call->outputs[0].data, from->data,
          nn_shape_count (&from->shape) * nn_type_size (from->type));
}

static void
copy_backward (NnOpCall *call)
{
  memcpy (call->input_gradients[0].data, call->output_gradients[0].data,
          nn_shape_count (&call->inputs[0].shape) * sizeof (float));
}

static gboolean
keeps_batch (const NnOpCall *call)
{
  return call->inputs[0].shape.rank > 0 && call->outputs[0].shape.rank > 0
         && call->inputs[0].shape.dims[0] == call->outputs[0].shape.dims[0];
}

static gboolean
identity_prepare (NnOpCall *call, GError **error)
{
  nn_op_set_output (call, 0, call->inputs[0].type, &call->inputs[0].shape);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_identity = { "Identity", 1, 1, 1, 1, identity_prepare, copy_forward, copy_backward,
  .kind = NN_OP_IDENTITY, .flags = NN_OP_ALIASES | NN_OP_MOVES_ALL | NN_OP_KEEPS_SIGN,
  .can_batch_last = keeps_batch };
/* clang-format on */

static gboolean
flatten_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", 1);
  NnShape shape = NN_SHAPE (1, 1);

  /* The axis may be the rank itself: everything becomes rows. */
  if (axis != from->rank && !nn_op_normalize_axis (&axis, from->rank, error))
    return FALSE;
  for (int i = 0; i < from->rank; i++)
    shape.dims[i < axis ? 0 : 1] *= from->dims[i];
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_flatten = { "Flatten", 1, 1, 1, 1, flatten_prepare, copy_forward, copy_backward,
  .flags = NN_OP_ALIASES | NN_OP_MOVES_ALL | NN_OP_KEEPS_SIGN, .can_batch_last = keeps_batch };
/* clang-format on */

/* 0 keeps a dimension, -1 takes what is left. */
static gboolean
reshape_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape;
  gint64 count = nn_shape_count (from);
  gboolean allow_zero = nn_attributes_get_int (call->attributes, "allowzero", 0) != 0;
  NnShape shape = { 0 };
  gint64 known = 1;
  int free_dim = -1;
  guint n;
  g_autofree gint64 *dims = nn_op_known_ints (call, 1, NN_MAX_RANK, &n, error);

  if (dims == NULL)
    return FALSE;
  shape.rank = (int) n;
  for (int i = 0; i < shape.rank; i++) {
    gint64 dim = dims[i];

    if (dim == 0 && !allow_zero && i < from->rank)
      dim = from->dims[i];
    if (dim == -1 && free_dim < 0)
      free_dim = i;
    else if (dim < 0 || __builtin_mul_overflow (known, dim, &known))
      known = -1;
    shape.dims[i] = dim;
    if (known < 0)
      break;
  }
  if (free_dim >= 0 && known > 0)
    shape.dims[free_dim] = count / known;
  if (known < 0 || nn_shape_count (&shape) != count) {
    g_autofree char *a = nn_shape_to_string (from);

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "%s cannot be given the shape that input 1 asks for", a);
    return FALSE;
  }
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_reshape = { "Reshape", 2, 2, 1, 1, reshape_prepare, copy_forward, copy_backward,
  .kind = NN_OP_RESHAPE, .flags = NN_OP_ALIASES | NN_OP_MOVES_ALL | NN_OP_KEEPS_SIGN,
  .can_batch_last = keeps_batch };
/* clang-format on */

/* The axes as bits, of a tensor of this rank; an attribute before operator set 13, input 1 since.
 * *present: whether there are any at all. */
static gboolean
read_axes (const NnOpCall *call, int rank, guint *axes, gboolean *present, GError **error)
{
  guint n;
  g_autofree gint64 *list
      = nn_op_ints_from_attribute_or_input (call, "axes", 1, present, &n, error);

  *axes = 0;
  if (*present && list == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    if (!nn_op_normalize_axis (&list[i], rank, error))
      return FALSE;
    if (*axes & 1u << list[i]) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "axis %" G_GINT64_FORMAT " is there twice",
                   list[i]);
      return FALSE;
    }
    *axes |= 1u << list[i];
  }
  return TRUE;
}

/* Takes away the dimensions of 1 that are named, or all. */
static gboolean
squeeze_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape;
  NnShape shape = { 0 };
  gboolean present;
  guint axes;

  if (!read_axes (call, from->rank, &axes, &present, error))
    return FALSE;
  for (int i = 0; i < from->rank; i++) {
    gboolean named = (axes & 1u << i) != 0;

    if (named && from->dims[i] != 1) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                   "dimension %d is %" G_GINT64_FORMAT ", and only one of 1 can be left out", i,
                   from->dims[i]);
      return FALSE;
    }
    if (present ? !named : from->dims[i] != 1)
      shape.dims[shape.rank++] = from->dims[i];
  }
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_squeeze = { "Squeeze", 1, 2, 1, 1, squeeze_prepare, copy_forward, copy_backward,
  .flags = NN_OP_ALIASES | NN_OP_MOVES_ALL | NN_OP_KEEPS_SIGN, .can_batch_last = keeps_batch };
/* clang-format on */

/* Puts in dimensions of 1, so that they are the named ones of the result. */
static gboolean
unsqueeze_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape;
  NnShape shape = { 0 };
  gboolean present;
  guint axes, n;
  g_autofree gint64 *list
      = nn_op_ints_from_attribute_or_input (call, "axes", 1, &present, &n, error);
  int taken = 0;

  if (list == NULL) {
    if (!present)
      g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "axes are missing");
    return FALSE;
  }
  if (n > (guint) (NN_MAX_RANK - from->rank)) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "the output would have more than %d dimensions", NN_MAX_RANK);
    return FALSE;
  }
  shape.rank = from->rank + (int) n;
  if (!read_axes (call, shape.rank, &axes, &present, error))
    return FALSE;
  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = axes & 1u << i ? 1 : from->dims[taken++];
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_unsqueeze = { "Unsqueeze", 1, 2, 1, 1, unsqueeze_prepare, copy_forward, copy_backward,
  .flags = NN_OP_ALIASES | NN_OP_MOVES_ALL | NN_OP_KEEPS_SIGN, .can_batch_last = keeps_batch };
/* clang-format on */
