/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-walk.h"

/*
 * Operators that move numbers of any type from one place to another. settings is the walk: tensor
 * 0 is the output, tensor 1 the input. The gradient takes the same way back.
 */

static void
keep_walk (NnOpCall *call, const NnWalk *walk)
{
  call->settings = g_memdup2 (walk, sizeof *walk);
}

static void
move_forward (NnOpCall *call)
{
  nn_walk_copy (call->settings, nn_type_size (call->inputs[0].type), call->outputs[0].data,
                call->inputs[0].data);
}

static void
move_backward (NnOpCall *call)
{
  const NnWalk *walk = call->settings;
  NnWalk back = *walk;

  memcpy (back.steps[0], walk->steps[1], sizeof back.steps[0]);
  memcpy (back.steps[1], walk->steps[0], sizeof back.steps[1]);
  back.starts[0] = walk->starts[1];
  back.starts[1] = walk->starts[0];
  nn_walk_add_up (&back, call->input_gradients[0].data, call->output_gradients[0].data);
}

/* Output dimension i is input dimension perm[i]; without perm the order is turned round. */
static gboolean
transpose_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape;
  NnShape shape = { .rank = from->rank };
  gint64 from_steps[NN_MAX_RANK], steps[NN_MAX_RANK] = { 0 };
  guint n, seen = 0;
  const gint64 *perm = nn_attributes_get_ints (call->attributes, "perm", &n);
  NnWalk walk;

  nn_walk_row_major (from, from_steps);
  for (int i = 0; i < from->rank; i++) {
    gint64 axis = perm == NULL ? from->rank - 1 - i : (guint) i < n ? perm[i] : -1;

    if (axis < 0 || axis >= from->rank || (seen & 1u << axis) != 0
        || (perm != NULL && n != (guint) from->rank)) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "perm is not a permutation of %d dimensions",
                   from->rank);
      return FALSE;
    }
    seen |= 1u << axis;
    shape.dims[i] = from->dims[axis];
    steps[i] = from_steps[axis];
  }
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  nn_walk_init (&walk, &shape);
  nn_walk_add_broadcast (&walk, &shape);
  nn_walk_add (&walk, 0, steps);
  nn_walk_join (&walk);
  keep_walk (call, &walk);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_transpose = { "Transpose", 1, 1, 1, 1, transpose_prepare, move_forward, move_backward,
  .flags = NN_OP_MOVES_ALL | NN_OP_KEEPS_SIGN, .adds_to = 0x01 };
/* clang-format on */

typedef struct {
  gint64 *starts, *ends, *axes, *steps;
  guint n, n_ends, n_axes, n_steps;
  gboolean has_axes, has_steps;
} SliceLists;

static void
slice_lists_clear (SliceLists *lists)
{
  g_free (lists->starts);
  g_free (lists->ends);
  g_free (lists->axes);
  g_free (lists->steps);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SliceLists, slice_lists_clear)

/* Attributes before operator set 10, inputs since. */
static gboolean
read_slice_lists (const NnOpCall *call, SliceLists *lists, GError **error)
{
  gboolean present;

  lists->starts
      = nn_op_ints_from_attribute_or_input (call, "starts", 1, &present, &lists->n, error);
  if (lists->starts == NULL) {
    if (!present)
      g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "starts are missing");
    return FALSE;
  }
  lists->ends
      = nn_op_ints_from_attribute_or_input (call, "ends", 2, &present, &lists->n_ends, error);
  if (lists->ends == NULL) {
    if (!present)
      g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "ends are missing");
    return FALSE;
  }
  lists->axes = nn_op_ints_from_attribute_or_input (call, "axes", 3, &lists->has_axes,
                                                    &lists->n_axes, error);
  if (lists->has_axes && lists->axes == NULL)
    return FALSE;
  lists->steps = nn_op_ints_from_attribute_or_input (call, "steps", 4, &lists->has_steps,
                                                     &lists->n_steps, error);
  if (lists->has_steps && lists->steps == NULL)
    return FALSE;
  if (lists->n != lists->n_ends || (lists->has_axes && lists->n != lists->n_axes)
      || (lists->has_steps && lists->n != lists->n_steps)) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "starts, ends, axes and steps have different numbers of items");
    return FALSE;
  }
  return TRUE;
}

/* Places outside mean the end they lie beyond, as in NumPy. */
static gint64
slice_dimension (gint64 dim, gint64 *start, gint64 end, gint64 step)
{
  gint64 low = step > 0 ? 0 : -1, high = step > 0 ? dim : dim - 1;

  *start = CLAMP (*start < 0 ? *start + dim : *start, MAX (low, 0), high);
  end = CLAMP (end < 0 ? MAX (end, -dim - 1) + dim : end, low, high);
  if (step > 0)
    return end > *start ? (end - *start - 1) / step + 1 : 0;
  return *start > end ? (*start - end - 1) / -step + 1 : 0;
}

static gboolean
slice_prepare (NnOpCall *call, GError **error)
{
  NnShape shape = call->inputs[0].shape;
  gint64 start = 0, steps[NN_MAX_RANK] = { 0 };
  g_auto (SliceLists) lists = { 0 };
  guint seen = 0;
  NnWalk walk;

  if (!read_slice_lists (call, &lists, error))
    return FALSE;
  nn_walk_row_major (&shape, steps);
  for (guint i = 0; i < lists.n; i++) {
    gint64 axis = lists.has_axes ? lists.axes[i] : i;
    gint64 step = lists.has_steps ? lists.steps[i] : 1;
    gint64 from = lists.starts[i];

    if (!nn_op_normalize_axis (&axis, shape.rank, error))
      return FALSE;
    if (step == 0 || step == G_MININT64 || (seen & 1u << axis) != 0) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "dimension %" G_GINT64_FORMAT " is cut twice or with an impossible step", axis);
      return FALSE;
    }
    seen |= 1u << axis;
    shape.dims[axis] = slice_dimension (shape.dims[axis], &from, lists.ends[i], step);
    start += from * steps[axis];
    /* With one number or none there is no next one, and the step may be of any size. */
    steps[axis] *= shape.dims[axis] > 1 ? step : 1;
  }
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  nn_walk_init (&walk, &shape);
  nn_walk_add_broadcast (&walk, &shape);
  nn_walk_add (&walk, start, steps);
  nn_walk_join (&walk);
  keep_walk (call, &walk);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_slice = { "Slice", 1, 5, 1, 1, slice_prepare, move_forward, move_backward,
  .flags = NN_OP_MOVES, .adds_to = 0x01 };
/* clang-format on */

/* Along dimensions of 1 and new ones the numbers are repeated. */
static gboolean
expand_prepare (NnOpCall *call, GError **error)
{
  guint n;
  g_autofree gint64 *dims = nn_op_known_ints (call, 1, NN_MAX_RANK, &n, error);
  NnShape asked = { .rank = (int) n }, shape;
  NnWalk walk;

  if (dims == NULL)
    return FALSE;
  memcpy (asked.dims, dims, n * sizeof (gint64));
  if (nn_shape_count (&asked) < 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "input 1 asks for an impossible shape");
    return FALSE;
  }
  if (!nn_shape_broadcast (&call->inputs[0].shape, &asked, &shape, error))
    return FALSE;
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  nn_walk_init (&walk, &shape);
  nn_walk_add_broadcast (&walk, &shape);
  nn_walk_add_broadcast (&walk, &call->inputs[0].shape);
  nn_walk_join (&walk);
  keep_walk (call, &walk);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_expand = { "Expand", 2, 2, 1, 1, expand_prepare, move_forward, move_backward,
  .flags = NN_OP_MOVES, .adds_to = 0x01 };
/* clang-format on */
