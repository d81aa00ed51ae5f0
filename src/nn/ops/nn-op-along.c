/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-map.h"

/* Operators that go along one axis: CumSum, Hardmax, TopK, OneHot, Compress. A tensor is
 * [before][axis][behind] to them. */

typedef struct {
  gint64 before, axis, behind;
  gint64 k; /* TopK: how many; OneHot: the depth; Compress: how many stay */
  gboolean exclusive, reverse, smallest;
} Along;

static Along
split_shape (const NnShape *shape, int axis)
{
  Along along = { .before = 1, .axis = 1, .behind = 1 };

  for (int i = 0; i < shape->rank; i++)
    if (i < axis)
      along.before *= shape->dims[i];
    else if (i == axis)
      along.axis = shape->dims[i];
    else
      along.behind *= shape->dims[i];
  return along;
}

/* How a line of number l begins. */
static gint64
line_at (const Along *along, gint64 l)
{
  return l / along->behind * along->axis * along->behind + l % along->behind;
}

static double
float_at (const NnView *x, gint64 i)
{
  double number;

  nn_convert (NN_TYPE_FLOAT64, &number, x->type,
              (const char *) x->data + i * (gint64) nn_type_size (x->type), 1);
  return number;
}

static gint64
integer_at (const NnView *x, gint64 i)
{
  gint64 number;

  nn_convert (NN_TYPE_INT64, &number, x->type,
              (const char *) x->data + i * (gint64) nn_type_size (x->type), 1);
  return number;
}

static void
put (const NnView *y, gint64 i, NnType type, const void *number)
{
  nn_convert (y->type, (char *) y->data + i * (gint64) nn_type_size (y->type), type, number, 1);
}

/* -1, 0, 1: how number a compares to number b */
static int
compare (const NnView *x, gint64 a, gint64 b)
{
  if (nn_type_is_float (x->type)) {
    double u = float_at (x, a), v = float_at (x, b);

    return (u > v) - (u < v);
  } else {
    gint64 u = integer_at (x, a), v = integer_at (x, b);

    return (u > v) - (u < v);
  }
}

/* --- CumSum --- */

static gboolean
cum_sum_prepare (NnOpCall *call, GError **error)
{
  const NnView *x = &call->inputs[0];
  guint n;
  g_autofree gint64 *axis = nn_op_known_ints (call, 1, 1, &n, error);
  Along along;

  if (axis == NULL)
    return FALSE;
  if (x->type == NN_TYPE_BOOL)
    return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
  if (n != 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "input 1 must be one number");
    return FALSE;
  }
  if (!nn_op_normalize_axis (axis, x->shape.rank, error))
    return FALSE;
  along = split_shape (&x->shape, (int) axis[0]);
  along.exclusive = nn_attributes_get_int (call->attributes, "exclusive", 0) != 0;
  along.reverse = nn_attributes_get_int (call->attributes, "reverse", 0) != 0;
  nn_op_set_output (call, 0, x->type, &x->shape);
  call->settings = g_memdup2 (&along, sizeof along);
  return TRUE;
}

/* y[i] = x[0] + ... + x[i], or the other way round; y += the same where add is set. */
static void
add_up (const Along *along, gboolean reverse, const NnView *x, const NnView *y, gboolean add)
{
  gboolean floats = nn_type_is_float (x->type);

  for (gint64 l = 0; l < along->before * along->behind; l++) {
    double sum = 0;
    guint64 whole = 0;

    for (gint64 i = 0; i < along->axis; i++) {
      gint64 at = line_at (along, l) + (reverse ? along->axis - 1 - i : i) * along->behind;
      double before = sum, value = floats ? float_at (x, at) : 0;
      guint64 whole_before = whole, integer = floats ? 0 : (guint64) integer_at (x, at);
      double result;

      sum += value;
      whole += integer;
      result = along->exclusive ? before : sum;
      if (add)
        ((float *) y->data)[at] += (float) result;
      else if (floats)
        put (y, at, NN_TYPE_FLOAT64, &result);
      else
        put (y, at, NN_TYPE_INT64, along->exclusive ? &whole_before : &whole);
    }
  }
}

static void
cum_sum_forward (NnOpCall *call)
{
  const Along *along = call->settings;

  add_up (along, along->reverse, &call->inputs[0], &call->outputs[0], FALSE);
}

static void
cum_sum_backward (NnOpCall *call)
{
  const Along *along = call->settings;

  add_up (along, !along->reverse, &call->output_gradients[0], &call->input_gradients[0], TRUE);
}

/* clang-format off */
const NnOp nn_op_cum_sum = { "CumSum", 2, 2, 1, 1, cum_sum_prepare, cum_sum_forward, cum_sum_backward,
  .adds_to = 0x01 };
/* clang-format on */

/* --- Hardmax: 1 where the largest is first, else 0; before operator set 13 over all dimensions
 * from the axis on --- */

static gboolean
hardmax_prepare (NnOpCall *call, GError **error)
{
  const NnView *x = &call->inputs[0];
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", call->opset < 13 ? 1 : -1);
  Along along;

  if (!nn_type_is_float (x->type))
    return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
  if (!nn_op_normalize_axis (&axis, x->shape.rank, error))
    return FALSE;
  along = split_shape (&x->shape, (int) axis);
  if (call->opset < 13) {
    along.axis *= along.behind;
    along.behind = 1;
  }
  nn_op_set_output (call, 0, x->type, &x->shape);
  call->settings = g_memdup2 (&along, sizeof along);
  return TRUE;
}

static void
hardmax_forward (NnOpCall *call)
{
  const Along *along = call->settings;

  for (gint64 l = 0; l < along->before * along->behind; l++) {
    gint64 first = line_at (along, l), best = first;

    for (gint64 i = 1; i < along->axis; i++)
      if (compare (&call->inputs[0], first + i * along->behind, best) > 0)
        best = first + i * along->behind;
    for (gint64 i = 0; i < along->axis; i++) {
      gint64 at = first + i * along->behind;
      double number = at == best;

      put (&call->outputs[0], at, NN_TYPE_FLOAT64, &number);
    }
  }
}

const NnOp nn_op_hardmax = { "Hardmax", 1, 1, 1, 1, hardmax_prepare, hardmax_forward, NULL };

/* --- TopK: the k largest or smallest, in order; of equal ones the first comes first --- */

static gboolean
top_k_prepare (NnOpCall *call, GError **error)
{
  const NnView *x = &call->inputs[0];
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", -1);
  NnShape shape = x->shape;
  guint n = 1;
  gint64 number = nn_attributes_get_int (call->attributes, "k", -1);
  g_autofree gint64 *k = call->opset >= 10 ? nn_op_known_ints (call, 1, 1, &n, error)
                                           : g_memdup2 (&number, sizeof number);
  Along along;

  if (k == NULL || !nn_op_normalize_axis (&axis, shape.rank, error))
    return FALSE;
  if (x->type == NN_TYPE_BOOL)
    return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
  if (n != 1 || k[0] < 0 || k[0] > shape.dims[axis]) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "there are not as many numbers as asked for");
    return FALSE;
  }
  along = split_shape (&shape, (int) axis);
  along.k = shape.dims[axis] = k[0];
  along.smallest = nn_attributes_get_int (call->attributes, "largest", 1) == 0;
  nn_op_set_output (call, 0, x->type, &shape);
  nn_op_set_output (call, 1, NN_TYPE_INT64, &shape);
  call->scratch_size = (gsize) along.axis * sizeof (gint64);
  call->saved_size = (gsize) MAX (0, nn_shape_count (&shape)) * sizeof (gint64);
  call->settings = g_memdup2 (&along, sizeof along);
  return TRUE;
}

/* Whether a stands before b in the result. */
static gboolean
stands_before (const NnOpCall *call, gint64 a, gint64 b)
{
  const Along *along = call->settings;
  int order = compare (&call->inputs[0], a, b);

  return order != 0 ? (order > 0) != along->smallest : a < b;
}

/* A heap with its first at the top. */
static void
sift_down (const NnOpCall *call, gint64 *heap, gint64 at, gint64 n)
{
  for (gint64 child = 2 * at + 1; child < n; child = 2 * at + 1) {
    gint64 place;

    if (child + 1 < n && stands_before (call, heap[child + 1], heap[child]))
      child++;
    if (!stands_before (call, heap[child], heap[at]))
      return;
    place = heap[at];
    heap[at] = heap[child];
    heap[child] = place;
    at = child;
  }
}

static void
top_k_forward (NnOpCall *call)
{
  const Along *along = call->settings;
  gint64 size = (gint64) nn_type_size (call->inputs[0].type);
  gint64 *heap = call->scratch, *saved = call->saved;
  gint64 *indices = call->n_outputs > 1 ? call->outputs[1].data : NULL;

  for (gint64 l = 0; l < along->before * along->behind; l++) {
    gint64 first = line_at (along, l), n = along->axis;

    for (gint64 i = 0; i < n; i++)
      heap[i] = first + i * along->behind;
    for (gint64 i = n / 2 - 1; i >= 0; i--)
      sift_down (call, heap, i, n);
    for (gint64 i = 0; i < along->k; i++) {
      gint64 to = (l / along->behind * along->k + i) * along->behind + l % along->behind;

      saved[to] = heap[0];
      if (indices != NULL)
        indices[to] = (heap[0] - first) / along->behind;
      if (call->outputs[0].data != NULL)
        memcpy ((char *) call->outputs[0].data + to * size,
                (const char *) call->inputs[0].data + heap[0] * size, (gsize) size);
      heap[0] = heap[--n];
      sift_down (call, heap, 0, n);
    }
  }
}

static void
top_k_backward (NnOpCall *call)
{
  const gint64 *saved = call->saved;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;

  for (gint64 i = 0; dy != NULL && i < nn_shape_count (&call->outputs[0].shape); i++)
    dx[saved[i]] += dy[i];
}

/* clang-format off */
const NnOp nn_op_top_k = { "TopK", 1, 2, 1, 2, top_k_prepare, top_k_forward, top_k_backward,
  .adds_to = 0x01 };
/* clang-format on */

/* --- OneHot: a new axis, which has the second of two values at the index, else the first --- */

static gboolean
one_hot_prepare (NnOpCall *call, GError **error)
{
  const NnShape *indices = &call->inputs[0].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", -1);
  guint n;
  g_autofree gint64 *depth = nn_op_known_ints (call, 1, 1, &n, error);
  NnShape shape = { .rank = indices->rank + 1 };
  Along along;

  if (depth == NULL || !nn_op_normalize_axis (&axis, shape.rank, error))
    return FALSE;
  if (n != 1 || depth[0] < 0 || shape.rank > NN_MAX_RANK
      || nn_shape_count (&call->inputs[2].shape) != 2) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the depth or the values are impossible");
    return FALSE;
  }
  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = i < axis ? indices->dims[i] : i == axis ? depth[0] : indices->dims[i - 1];
  if (nn_shape_count (&shape) < 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the depth is too large");
    return FALSE;
  }
  along = split_shape (&shape, (int) axis);
  nn_op_set_output (call, 0, call->inputs[2].type, &shape);
  call->settings = g_memdup2 (&along, sizeof along);
  return TRUE;
}

static void
one_hot_forward (NnOpCall *call)
{
  const Along *along = call->settings;
  gint64 size = (gint64) nn_type_size (call->outputs[0].type);
  const char *values = call->inputs[2].data;

  for (gint64 l = 0; l < along->before * along->behind; l++) {
    gint64 index = integer_at (&call->inputs[0], l);

    index = index < 0 ? index + along->axis : index;
    for (gint64 i = 0; i < along->axis; i++)
      memcpy ((char *) call->outputs[0].data + (line_at (along, l) + i * along->behind) * size,
              values + (i == index ? size : 0), (gsize) size);
  }
}

const NnOp nn_op_one_hot = { "OneHot", 3, 3, 1, 1, one_hot_prepare, one_hot_forward, NULL };

/* --- Compress: what a list of truths keeps, along an axis or of all numbers --- */

static gboolean
compress_prepare (NnOpCall *call, GError **error)
{
  const NnView *x = &call->inputs[0];
  const NnAttribute *given = nn_attributes_find (call->attributes, "axis");
  gint64 axis = given != NULL ? given->integer : 0;
  guint n;
  g_autofree gint64 *truths = nn_op_known_ints (call, 1, 1 << 20, &n, error);
  NnShape shape = given != NULL ? x->shape : NN_SHAPE (nn_shape_count (&x->shape));
  Along along;

  if (truths == NULL || !nn_op_normalize_axis (&axis, shape.rank, error))
    return FALSE;
  along = split_shape (&shape, (int) axis);
  for (gint64 i = 0; i < MIN ((gint64) n, along.axis); i++)
    along.k += truths[i] != 0;
  shape.dims[axis] = along.k;
  nn_op_set_output (call, 0, x->type, &shape);
  call->settings = g_memdup2 (&along, sizeof along);
  return TRUE;
}

static void
compress_forward (NnOpCall *call)
{
  const Along *along = call->settings;
  gint64 bytes = along->behind * (gint64) nn_type_size (call->inputs[0].type);
  gint64 n = MIN (along->axis, nn_shape_count (&call->inputs[1].shape));
  char *to = call->outputs[0].data;

  for (gint64 b = 0; bytes > 0 && b < along->before; b++)
    for (gint64 i = 0; i < n; i++)
      if (integer_at (&call->inputs[1], i) != 0) {
        memcpy (to, (const char *) call->inputs[0].data + (b * along->axis + i) * bytes,
                (gsize) bytes);
        to += bytes;
      }
}

static void
compress_backward (NnOpCall *call)
{
  const Along *along = call->settings;
  gint64 n = MIN (along->axis, nn_shape_count (&call->inputs[1].shape));
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;

  for (gint64 b = 0; b < along->before; b++)
    for (gint64 i = 0; i < n; i++)
      if (integer_at (&call->inputs[1], i) != 0) {
        nn_add (along->behind, dy, dx + (b * along->axis + i) * along->behind);
        dy += along->behind;
      }
}

/* clang-format off */
const NnOp nn_op_compress = { "Compress", 2, 2, 1, 1, compress_prepare, compress_forward, compress_backward,
  .adds_to = 0x01 };
/* clang-format on */
