/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-walk.h"

/*
 * Pad: a border of a constant, of the edge, of the mirrored or of the repeated picture. For each
 * dimension a table says where in the input a place of the output comes from: an offset, or -1 for
 * the constant. A negative width cuts off.
 */

typedef enum { CONSTANT, REFLECT, EDGE, WRAP } Mode;

typedef struct {
  NnWalk walk;                 /* through the output, dimension by dimension */
  gint64 *tables[NN_MAX_RANK]; /* into what follows */
  gint64 offsets[];
} Pad;

static gint64
source_of (Mode mode, gint64 i, gint64 n)
{
  gint64 period = mode == REFLECT ? MAX (1, 2 * n - 2) : n;

  if (i >= 0 && i < n)
    return i;
  if (mode == CONSTANT || n == 0)
    return -1;
  if (mode == EDGE)
    return CLAMP (i, 0, n - 1);
  i = (i % period + period) % period;
  return i < n ? i : period - i;
}

static gboolean
read_mode (const NnOpCall *call, Mode *mode, GError **error)
{
  const char *name = nn_attributes_get_string (call->attributes, "mode", "constant");

  if (g_str_equal (name, "constant"))
    *mode = CONSTANT;
  else if (g_str_equal (name, "reflect"))
    *mode = REFLECT;
  else if (g_str_equal (name, "edge"))
    *mode = EDGE;
  else if (g_str_equal (name, "wrap"))
    *mode = WRAP;
  else {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "the mode %s is not known", name);
    return FALSE;
  }
  return TRUE;
}

/* before and after, for each dimension */
static gboolean
read_widths (const NnOpCall *call, gint64 *before, gint64 *after, GError **error)
{
  int rank = call->inputs[0].shape.rank;
  gboolean present;
  guint n, n_axes = (guint) rank;
  g_autofree gint64 *list
      = nn_op_ints_from_attribute_or_input (call, "pads", 1, &present, &n, error);
  g_autofree gint64 *axes = NULL;

  if (list == NULL) {
    if (!present)
      g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "pads are missing");
    return FALSE;
  }
  if (nn_op_has_input (call, 3)) {
    axes = nn_op_known_ints (call, 3, NN_MAX_RANK, &n_axes, error);
    if (axes == NULL)
      return FALSE;
  }
  if (n != 2 * n_axes) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "there are %u pads for %u dimensions", n, n_axes);
    return FALSE;
  }
  for (guint i = 0; i < n_axes; i++) {
    gint64 axis = axes != NULL ? axes[i] : i;

    if (!nn_op_normalize_axis (&axis, rank, error))
      return FALSE;
    before[axis] = list[i];
    after[axis] = list[n_axes + i];
  }
  return TRUE;
}

static gboolean
pad_shape (const NnOpCall *call,
           Mode mode,
           const gint64 *before,
           const gint64 *after,
           NnShape *shape,
           GError **error)
{
  *shape = call->inputs[0].shape;
  for (int i = 0; i < shape->rank; i++) {
    gint64 dim = shape->dims[i];

    if (ABS (before[i] / 2) > G_MAXINT32 || ABS (after[i] / 2) > G_MAXINT32
        || dim + before[i] + after[i] < 0 || dim + before[i] + after[i] > G_MAXINT32
        || (mode != CONSTANT && dim == 0)) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "dimension %d of %" G_GINT64_FORMAT " cannot be padded by %" G_GINT64_FORMAT
                   " and %" G_GINT64_FORMAT,
                   i, dim, before[i], after[i]);
      return FALSE;
    }
    shape->dims[i] = dim + before[i] + after[i];
  }
  if (nn_shape_count (shape) < 0 || nn_shape_count (shape) > NN_TENSOR_MAX_BYTES) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the output is too large");
    return FALSE;
  }
  return TRUE;
}

static gboolean
pad_prepare (NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape;
  gint64 before[NN_MAX_RANK] = { 0 }, after[NN_MAX_RANK] = { 0 }, steps[NN_MAX_RANK];
  NnShape shape;
  gsize n_offsets = 0;
  gboolean empty;
  Mode mode;
  Pad *pad;

  if (!read_mode (call, &mode, error) || !read_widths (call, before, after, error)
      || !pad_shape (call, mode, before, after, &shape, error))
    return FALSE;
  if (nn_op_has_input (call, 2)
      && (!nn_op_check_type (call, 2, call->inputs[0].type, error)
          || nn_shape_count (&call->inputs[2].shape) != 1)) {
    if (error != NULL && *error == NULL)
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the constant must be one number");
    return FALSE;
  }
  /* Where one dimension is 0 there is nothing to look up. */
  empty = nn_shape_count (&shape) == 0;
  for (int i = 0; !empty && i < shape.rank; i++)
    n_offsets += shape.dims[i];
  pad = g_try_malloc0 (sizeof *pad + n_offsets * sizeof (gint64));
  if (pad == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the output is too large");
    return FALSE;
  }
  nn_walk_row_major (from, steps);
  n_offsets = 0;
  for (int i = 0; !empty && i < shape.rank; i++) {
    pad->tables[i] = pad->offsets + n_offsets;
    n_offsets += shape.dims[i];
    for (gint64 j = 0; j < shape.dims[i]; j++) {
      gint64 source = source_of (mode, j - before[i], from->dims[i]);

      pad->tables[i][j] = source >= 0 ? source * steps[i] : -1;
    }
  }
  nn_walk_init (&pad->walk, &shape);
  nn_walk_add_broadcast (&pad->walk, &shape);
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  call->settings = pad;
  return TRUE;
}

/* Where the row that the walk stands at comes from; -1 for a row of constants. */
static gint64
row_source (const Pad *pad, const NnWalkAt *at)
{
  gint64 source = 0;

  for (int i = 0; i < pad->walk.rank - 1; i++) {
    gint64 offset = pad->tables[i][at->index[i]];

    if (offset < 0)
      return -1;
    source += offset;
  }
  return source;
}

static gint64
source_in_row (const Pad *pad, gint64 row, gint64 i)
{
  /* A scalar has no tables. */
  const gint64 *last = pad->tables[pad->walk.rank - 1];
  gint64 offset = last != NULL ? last[i] : 0;

  return row >= 0 && offset >= 0 ? row + offset : -1;
}

static void
read_constant (const NnOpCall *call, void *constant)
{
  double value = nn_attributes_get_float (call->attributes, "value", 0);

  if (nn_op_has_input (call, 2))
    memcpy (constant, call->inputs[2].data, nn_type_size (call->inputs[2].type));
  else
    nn_convert (call->inputs[0].type, constant, NN_TYPE_FLOAT64, &value, 1);
}

static void
pad_forward (NnOpCall *call)
{
  const Pad *pad = call->settings;
  gsize size = nn_type_size (call->inputs[0].type);
  const char *x = call->inputs[0].data;
  char *y = call->outputs[0].data;
  gint64 constant;
  NnWalkAt at;

  read_constant (call, &constant);
  for (gboolean more = nn_walk_begin (&pad->walk, &at); more;
       more = nn_walk_next (&pad->walk, &at)) {
    gint64 row = row_source (pad, &at);

    for (gint64 i = 0; i < nn_walk_row (&pad->walk); i++, y += size) {
      gint64 source = source_in_row (pad, row, i);

      memcpy (y, source >= 0 ? x + source * size : (const char *) &constant, size);
    }
  }
}

static void
pad_backward (NnOpCall *call)
{
  const Pad *pad = call->settings;
  const float *dy = call->output_gradients[0].data;
  float *dx = nn_op_wants_gradient (call, 0) ? call->input_gradients[0].data : NULL;
  float of_constant = 0;
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (&pad->walk, &at); more;
       more = nn_walk_next (&pad->walk, &at)) {
    gint64 row = row_source (pad, &at);

    for (gint64 i = 0; i < nn_walk_row (&pad->walk); i++, dy++) {
      gint64 source = source_in_row (pad, row, i);

      if (source < 0)
        of_constant += *dy;
      else if (dx != NULL)
        dx[source] += *dy;
    }
  }
  if (nn_op_wants_gradient (call, 2))
    *(float *) call->input_gradients[2].data += of_constant;
}

/* clang-format off */
const NnOp nn_op_pad = { "Pad", 1, 4, 1, 1, pad_prepare, pad_forward, pad_backward,
  .adds_to = 0x05 };
/* clang-format on */
