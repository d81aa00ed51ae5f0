/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

/* Concat and Split along an axis: each part lies in blocks that are a whole row of parts apart. */

typedef struct {
  gint64 before;  /* blocks */
  gint64 whole;   /* numbers from one block to the next in the whole */
  gint64 parts[]; /* numbers in a block of each part */
} Join;

/* Whole and parts have the shape of `shape` but for the axis. */
static void
keep_join (NnOpCall *call, const NnShape *shape, gint64 axis, guint n, const NnView *parts)
{
  Join *join = g_malloc0 (sizeof *join + n * sizeof (gint64));
  gint64 behind = 1;

  join->before = 1;
  for (int i = 0; i < shape->rank; i++)
    if (i < axis)
      join->before *= shape->dims[i];
    else if (i > axis)
      behind *= shape->dims[i];
  join->whole = shape->dims[axis] * behind;
  for (guint i = 0; i < n; i++)
    join->parts[i] = parts[i].shape.rank > 0 ? parts[i].shape.dims[axis] * behind : 0;
  call->settings = join;
}

static void
copy_blocks (gint64 n, gsize bytes, const char *from, gsize from_step, char *to, gsize to_step)
{
  for (gint64 i = 0; bytes > 0 && i < n; i++)
    memcpy (to + i * to_step, from + i * from_step, bytes);
}

static gboolean
concat_prepare (NnOpCall *call, GError **error)
{
  NnShape shape = call->inputs[0].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", 1);

  if (!nn_op_normalize_axis (&axis, shape.rank, error))
    return FALSE;
  for (guint i = 1; i < call->n_inputs; i++) {
    NnShape other = call->inputs[i].shape;
    gint64 length = other.rank == shape.rank ? other.dims[axis] : 0;

    if (!nn_op_check_type (call, i, call->inputs[0].type, error))
      return FALSE;
    other.dims[axis] = shape.dims[axis];
    if (!nn_shape_equal (&other, &shape)) {
      g_autofree char *a = nn_shape_to_string (&call->inputs[0].shape);
      g_autofree char *b = nn_shape_to_string (&call->inputs[i].shape);

      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "%s and %s cannot be joined", a, b);
      return FALSE;
    }
    shape.dims[axis] += length;
  }
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  keep_join (call, &shape, axis, call->n_inputs, call->inputs);
  return TRUE;
}

static void
concat_forward (NnOpCall *call)
{
  const Join *join = call->settings;
  gsize size = nn_type_size (call->outputs[0].type);
  char *to = call->outputs[0].data;

  for (guint i = 0; i < call->n_inputs; i++) {
    gsize bytes = join->parts[i] * size;

    copy_blocks (join->before, bytes, call->inputs[i].data, bytes, to, join->whole * size);
    to += bytes;
  }
}

static void
concat_backward (NnOpCall *call)
{
  const Join *join = call->settings;
  const float *from = call->output_gradients[0].data;

  for (guint i = 0; i < call->n_inputs; i++) {
    float *to = call->input_gradients[i].data;
    gint64 n = join->parts[i];

    for (gint64 b = 0; to != NULL && b < join->before; b++)
      memcpy (to + b * n, from + b * join->whole, n * sizeof (float));
    from += n;
  }
}

/* clang-format off */
const NnOp nn_op_concat = { "Concat", 1, NN_OP_MAX_INPUTS, 1, 1, concat_prepare, concat_forward, concat_backward };
/* clang-format on */

/* The lengths are an attribute before operator set 13, input 1 since; without them the parts are
 * equal, the last one shorter where it does not come out even. */
static gboolean
read_lengths (NnOpCall *call, gint64 whole, gint64 *lengths, GError **error)
{
  gboolean present;
  guint n, n_parts = call->n_outputs;
  g_autofree gint64 *list
      = nn_op_ints_from_attribute_or_input (call, "split", 1, &present, &n, error);
  gint64 length = (whole + n_parts - 1) / n_parts, sum = 0;

  if (present && list == NULL)
    return FALSE;
  if (present && n != n_parts) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "there are %u lengths for %u outputs", n,
                 n_parts);
    return FALSE;
  }
  for (guint i = 0; i < n_parts; i++) {
    lengths[i] = present ? list[i] : CLAMP (whole - sum, 0, length);
    if (lengths[i] < 0 || lengths[i] > whole - sum) {
      sum = -1;
      break;
    }
    sum += lengths[i];
  }
  if (sum == whole)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
               "the lengths of the parts are not those of a dimension of %" G_GINT64_FORMAT, whole);
  return FALSE;
}

static gboolean
split_prepare (NnOpCall *call, GError **error)
{
  NnShape shape = call->inputs[0].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", 0);
  gint64 lengths[NN_OP_MAX_OUTPUTS];

  if (!nn_op_normalize_axis (&axis, shape.rank, error)
      || !read_lengths (call, shape.dims[axis], lengths, error))
    return FALSE;
  for (guint i = 0; i < call->n_outputs; i++) {
    shape.dims[axis] = lengths[i];
    nn_op_set_output (call, i, call->inputs[0].type, &shape);
  }
  keep_join (call, &call->inputs[0].shape, axis, call->n_outputs, call->outputs);
  return TRUE;
}

static void
split_forward (NnOpCall *call)
{
  const Join *join = call->settings;
  gsize size = nn_type_size (call->inputs[0].type);
  const char *from = call->inputs[0].data;

  for (guint i = 0; i < call->n_outputs; i++) {
    gsize bytes = join->parts[i] * size;

    if (call->outputs[i].data != NULL)
      copy_blocks (join->before, bytes, from, join->whole * size, call->outputs[i].data, bytes);
    from += bytes;
  }
}

static void
split_backward (NnOpCall *call)
{
  const Join *join = call->settings;
  float *to = call->input_gradients[0].data;

  for (guint i = 0; i < call->n_outputs; i++) {
    const float *from = call->output_gradients[i].data;
    gint64 n = join->parts[i];

    for (gint64 b = 0; b < join->before; b++)
      if (from != NULL)
        memcpy (to + b * join->whole, from + b * n, n * sizeof (float));
      else
        memset (to + b * join->whole, 0, n * sizeof (float));
    to += n;
  }
}

/* clang-format off */
const NnOp nn_op_split = { "Split", 1, 2, 1, NN_OP_MAX_OUTPUTS, split_prepare, split_forward, split_backward,
  .flags = NN_OP_MOVES };
/* clang-format on */
