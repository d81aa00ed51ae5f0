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

/* Along each dimension the numbers are repeated as a whole. The walk has two dimensions for one
 * that is, and the input stands still in the first of them. */
static gboolean
tile_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape;
  guint n;
  g_autofree gint64 *repeats = nn_op_known_ints (call, 1, NN_MAX_RANK, &n, error);
  NnShape shape = *from, box = { 0 };
  gint64 from_steps[NN_MAX_RANK], steps[NN_MAX_RANK] = { 0 };
  NnWalk walk;

  if (repeats == NULL)
    return FALSE;
  nn_walk_row_major (from, from_steps);
  for (int i = 0; i < from->rank; i++) {
    gint64 times = (guint) i < n ? repeats[i] : -1;
    int parts = times > 1 && from->dims[i] > 1 ? 2 : 1;

    if (times < 0 || n != (guint) from->rank || times > G_MAXINT64 / MAX (1, from->dims[i])
        || box.rank + parts > NN_MAX_RANK) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "it cannot be repeated like that");
      return FALSE;
    }
    shape.dims[i] = times * from->dims[i];
    if (parts == 2)
      box.dims[box.rank++] = times;
    steps[box.rank] = times > 1 && parts == 1 ? 0 : from_steps[i];
    box.dims[box.rank++] = parts == 2 ? from->dims[i] : shape.dims[i];
  }
  if (nn_shape_count (&shape) < 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the result is too large");
    return FALSE;
  }
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  nn_walk_init (&walk, &box);
  nn_walk_add_broadcast (&walk, &box);
  nn_walk_add (&walk, 0, steps);
  nn_walk_join (&walk);
  keep_walk (call, &walk);
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_tile = { "Tile", 2, 2, 1, 1, tile_prepare, move_forward, move_backward,
  .flags = NN_OP_MOVES, .adds_to = 0x01 };
/* clang-format on */

/* The input as a box of six dimensions, whose order becomes that of `order`. */
static void
keep_order (NnOpCall *call, const NnShape *box, const int *order, const NnShape *shape)
{
  NnShape turned = { .rank = 6 };
  gint64 from_steps[NN_MAX_RANK], steps[NN_MAX_RANK] = { 0 };
  NnWalk walk;

  nn_walk_row_major (box, from_steps);
  for (int i = 0; i < 6; i++) {
    turned.dims[i] = box->dims[order[i]];
    steps[i] = from_steps[order[i]];
  }
  nn_op_set_output (call, 0, call->inputs[0].type, shape);
  nn_walk_init (&walk, &turned);
  nn_walk_add_broadcast (&walk, &turned);
  nn_walk_add (&walk, 0, steps);
  nn_walk_join (&walk);
  keep_walk (call, &walk);
}

/* 0 with an error where the block size does not divide what it should. */
static gint64
read_block (const NnOpCall *call, gboolean deep, GError **error)
{
  const NnShape *x = &call->inputs[0].shape;
  gint64 b = nn_attributes_get_int (call->attributes, "blocksize", 0);

  if (!nn_op_check_rank (call, 0, 4, error))
    return 0;
  if (b >= 1 && b <= 1 << 15
      && (deep ? x->dims[1] % (b * b) == 0 : x->dims[2] % b == 0 && x->dims[3] % b == 0))
    return b;
  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "blocks of this size do not fit");
  return 0;
}

static gboolean
depth_to_space_prepare (NnOpCall *call, GError **error)
{
  static const int blocks_first[] = { 0, 3, 4, 1, 5, 2 }, channels_first[] = { 0, 1, 4, 2, 5, 3 };
  const gint64 *x = call->inputs[0].shape.dims;
  const char *mode = nn_attributes_get_string (call->attributes, "mode", "DCR");
  gboolean crd = g_str_equal (mode, "CRD");
  gint64 b = read_block (call, TRUE, error), c;

  if (b == 0)
    return FALSE;
  c = x[1] / (b * b);
  keep_order (call,
              crd ? &NN_SHAPE (x[0], c, b, b, x[2], x[3]) : &NN_SHAPE (x[0], b, b, c, x[2], x[3]),
              crd ? channels_first : blocks_first, &NN_SHAPE (x[0], c, x[2] * b, x[3] * b));
  return TRUE;
}

static gboolean
space_to_depth_prepare (NnOpCall *call, GError **error)
{
  static const int order[] = { 0, 3, 5, 1, 2, 4 };
  const gint64 *x = call->inputs[0].shape.dims;
  gint64 b = read_block (call, FALSE, error);

  if (b == 0)
    return FALSE;
  keep_order (call, &NN_SHAPE (x[0], x[1], x[2] / b, b, x[3] / b, b), order,
              &NN_SHAPE (x[0], x[1] * b * b, x[2] / b, x[3] / b));
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_depth_to_space = { "DepthToSpace", 1, 1, 1, 1, depth_to_space_prepare, move_forward, move_backward,
  .flags = NN_OP_MOVES_ALL, .adds_to = 0x01 };
const NnOp nn_op_space_to_depth = { "SpaceToDepth", 1, 1, 1, 1, space_to_depth_prepare, move_forward, move_backward,
  .flags = NN_OP_MOVES_ALL, .adds_to = 0x01 };
/* clang-format on */

/* Trilu: the triangle of each matrix that is kept; what is outside becomes 0. */

static gboolean
trilu_prepare (NnOpCall *call, GError **error)
{
  if (nn_op_has_input (call, 1)
      && (!nn_op_check_type (call, 1, NN_TYPE_INT64, error)
          || nn_shape_count (&call->inputs[1].shape) != 1)) {
    if (error != NULL && *error == NULL)
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "input 1 must be one number");
    return FALSE;
  }
  if (call->inputs[0].shape.rank < 2)
    return nn_op_check_rank (call, 0, 2, error);
  nn_op_set_output (call, 0, call->inputs[0].type, &call->inputs[0].shape);
  return TRUE;
}

/* Which columns of row i are kept. */
static void
find_kept (const NnOpCall *call, gint64 row, gint64 columns, gint64 *from, gint64 *to)
{
  gboolean upper = nn_attributes_get_int (call->attributes, "upper", 1) != 0;
  gint64 k = nn_op_has_input (call, 1) ? *(const gint64 *) call->inputs[1].data : 0;
  gint64 edge = CLAMP (k, -row - 1, columns) + row;

  *from = upper ? CLAMP (edge, 0, columns) : 0;
  *to = upper ? columns : CLAMP (edge + 1, 0, columns);
}

static void
trilu_forward (NnOpCall *call)
{
  const NnShape *shape = &call->inputs[0].shape;
  gint64 rows = shape->dims[shape->rank - 2], columns = shape->dims[shape->rank - 1];
  gint64 n = nn_shape_count (shape), size = (gint64) nn_type_size (call->inputs[0].type);

  if (n == 0)
    return;
  memset (call->outputs[0].data, 0, (gsize) (n * size));
  for (gint64 r = 0; r < n / columns; r++) {
    gint64 from, to;

    find_kept (call, r % rows, columns, &from, &to);
    if (to > from)
      memcpy ((char *) call->outputs[0].data + (r * columns + from) * size,
              (const char *) call->inputs[0].data + (r * columns + from) * size,
              (gsize) ((to - from) * size));
  }
}

static void
trilu_backward (NnOpCall *call)
{
  const NnShape *shape = &call->inputs[0].shape;
  gint64 rows = shape->dims[shape->rank - 2], columns = shape->dims[shape->rank - 1];
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;

  for (gint64 r = 0; columns > 0 && r < nn_shape_count (shape) / columns; r++) {
    gint64 from, to;

    find_kept (call, r % rows, columns, &from, &to);
    if (to > from)
      nn_add (to - from, dy + r * columns + from, dx + r * columns + from);
  }
}

/* clang-format off */
const NnOp nn_op_trilu = { "Trilu", 1, 2, 1, 1, trilu_prepare, trilu_forward, trilu_backward,
  .adds_to = 0x01 };
/* clang-format on */
