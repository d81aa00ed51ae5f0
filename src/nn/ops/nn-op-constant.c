/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

#include "nn/ops/nn-map.h"

/* Operators that make numbers of other things: of attributes, of shapes, of other types. A plan
 * computes most of them once, when it is made. */

static void
keep_output (NnOpCall *call, NnType type, const NnShape *shape, const void *data)
{
  nn_op_set_output (call, 0, type, shape);
  call->settings = g_memdup2 (data, nn_shape_count (shape) * nn_type_size (type));
}

NnTensor *
nn_op_constant_value (const NnAttributes *attributes)
{
  for (guint i = 0; i < nn_attributes_count (attributes); i++) {
    const NnAttribute *a = nn_attributes_nth (attributes, i);
    float number = (float) a->number;

    if (a->kind == NN_ATTRIBUTE_TENSOR && g_str_equal (a->name, "value"))
      return nn_tensor_ref (a->tensor);
    if (a->kind == NN_ATTRIBUTE_INT)
      return nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE_SCALAR, &a->integer);
    if (a->kind == NN_ATTRIBUTE_INTS)
      return nn_tensor_new_from_data (NN_TYPE_INT64, &NN_SHAPE (a->n_items), a->ints);
    if (a->kind == NN_ATTRIBUTE_FLOATS)
      return nn_tensor_new_from_data (NN_TYPE_FLOAT32, &NN_SHAPE (a->n_items), a->floats);
    if (a->kind == NN_ATTRIBUTE_FLOAT)
      return nn_tensor_new_from_data (NN_TYPE_FLOAT32, &NN_SHAPE_SCALAR, &number);
  }
  return NULL;
}

/* settings: the numbers */
static gboolean
constant_prepare (NnOpCall *call, GError **error)
{
  g_autoptr (NnTensor) value = nn_op_constant_value (call->attributes);

  if (value == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "the constant is not a tensor of numbers");
    return FALSE;
  }
  keep_output (call, nn_tensor_type (value), nn_tensor_shape (value), nn_tensor_const_data (value));
  return TRUE;
}

static void
constant_forward (NnOpCall *call)
{
  gint64 n = nn_shape_count (&call->outputs[0].shape);

  if (n > 0)
    memcpy (call->outputs[0].data, call->settings, n * nn_type_size (call->outputs[0].type));
}

/* clang-format off */
const NnOp nn_op_constant = { "Constant", 0, 0, 1, 1, constant_prepare, constant_forward, NULL };
/* clang-format on */

/* settings: the one number */
static gboolean
constant_of_shape_prepare (NnOpCall *call, GError **error)
{
  const NnAttribute *attribute = nn_attributes_find (call->attributes, "value");
  const NnTensor *value
      = attribute != NULL && attribute->kind == NN_ATTRIBUTE_TENSOR ? attribute->tensor : NULL;
  NnType type = value != NULL ? nn_tensor_type (value) : NN_TYPE_FLOAT32;
  guint n;
  g_autofree gint64 *dims = nn_op_known_ints (call, 0, NN_MAX_RANK, &n, error);
  NnShape shape = { .rank = (int) n };

  if (dims == NULL)
    return FALSE;
  memcpy (shape.dims, dims, n * sizeof (gint64));
  if (nn_shape_count (&shape) < 0 || (value != NULL && nn_tensor_count (value) != 1)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "the shape is impossible, or the value is not one number");
    return FALSE;
  }
  nn_op_set_output (call, 0, type, &shape);
  call->settings = g_malloc0 (nn_type_size (type));
  if (value != NULL)
    memcpy (call->settings, nn_tensor_const_data (value), nn_type_size (type));
  return TRUE;
}

static void
constant_of_shape_forward (NnOpCall *call)
{
  gint64 n = nn_shape_count (&call->outputs[0].shape);
  gsize size = nn_type_size (call->outputs[0].type);

  for (gint64 i = 0; i < n; i++)
    memcpy ((char *) call->outputs[0].data + i * size, call->settings, size);
}

/* clang-format off */
const NnOp nn_op_constant_of_shape = { "ConstantOfShape", 1, 1, 1, 1, constant_of_shape_prepare, constant_of_shape_forward, NULL };
/* clang-format on */

/* A dimension that start or end name, kept within 0 to rank. */
static int
shape_end (const NnOpCall *call, const char *name, gint64 fallback)
{
  int rank = call->inputs[0].shape.rank;
  gint64 end = nn_attributes_get_int (call->attributes, name, fallback);

  return (int) CLAMP (end < 0 ? end + rank : end, 0, rank);
}

static gboolean
shape_prepare (NnOpCall *call, GError **error)
{
  int start = shape_end (call, "start", 0);
  int end = shape_end (call, "end", call->inputs[0].shape.rank);

  nn_op_set_output (call, 0, NN_TYPE_INT64, &NN_SHAPE (MAX (0, end - start)));
  return TRUE;
}

static void
shape_forward (NnOpCall *call)
{
  gint64 n = nn_shape_count (&call->outputs[0].shape);

  if (n > 0)
    memcpy (call->outputs[0].data, call->inputs[0].shape.dims + shape_end (call, "start", 0),
            n * sizeof (gint64));
}

/* clang-format off */
const NnOp nn_op_shape = { "Shape", 1, 1, 1, 1, shape_prepare, shape_forward, NULL,
  .flags = NN_OP_SHAPE_ONLY };
/* clang-format on */

static gboolean
size_prepare (NnOpCall *call, GError **error)
{
  nn_op_set_output (call, 0, NN_TYPE_INT64, &NN_SHAPE_SCALAR);
  return TRUE;
}

static void
size_forward (NnOpCall *call)
{
  *(gint64 *) call->outputs[0].data = nn_shape_count (&call->inputs[0].shape);
}

/* clang-format off */
const NnOp nn_op_size = { "Size", 1, 1, 1, 1, size_prepare, size_forward, NULL,
  .flags = NN_OP_SHAPE_ONLY };
/* clang-format on */

static gboolean
cast_prepare (NnOpCall *call, GError **error)
{
  gint64 to = nn_attributes_get_int (call->attributes, "to", 0);

  if (to < 0 || to > G_MAXINT32 || nn_type_size ((NnType) to) == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "the type %" G_GINT64_FORMAT " is not supported", to);
    return FALSE;
  }
  nn_op_set_output (call, 0, (NnType) to, &call->inputs[0].shape);
  return TRUE;
}

static void
cast_forward (NnOpCall *call)
{
  const NnView *x = &call->inputs[0], *y = &call->outputs[0];

  nn_convert (y->type, y->data, x->type, x->data, nn_shape_count (&x->shape));
}

/* A gradient comes and is wanted only where both sides are float32. */
static void
cast_backward (NnOpCall *call)
{
  memcpy (call->input_gradients[0].data, call->output_gradients[0].data,
          nn_shape_count (&call->inputs[0].shape) * sizeof (float));
}

/* The type of the second input. */
static gboolean
cast_like_prepare (NnOpCall *call, GError **error)
{
  nn_op_set_output (call, 0, call->inputs[1].type, &call->inputs[0].shape);
  return TRUE;
}

static void
cast_like_backward (NnOpCall *call)
{
  if (nn_op_wants_gradient (call, 0))
    cast_backward (call);
  if (nn_op_wants_gradient (call, 1))
    memset (call->input_gradients[1].data, 0,
            nn_shape_count (&call->inputs[1].shape) * sizeof (float));
}

/* clang-format off */
const NnOp nn_op_cast_like = { "CastLike", 2, 2, 1, 1, cast_like_prepare, cast_forward, cast_like_backward };

const NnOp nn_op_cast = { "Cast", 1, 1, 1, 1, cast_prepare, cast_forward, cast_backward,
  .kind = NN_OP_CAST, .flags = NN_OP_MOVES_ALL };
/* clang-format on */

/* --- Range: from a start by steps up to a limit --- */

/* The most numbers. */
#define MAX_RANGE (1 << 24)

static gboolean
range_prepare (NnOpCall *call, GError **error)
{
  NnType type = call->inputs[0].type;
  double numbers[3], count;

  for (guint i = 0; i < 3; i++) {
    if (!nn_op_check_type (call, i, type, error))
      return FALSE;
    if (type == NN_TYPE_BOOL || call->inputs[i].data == NULL
        || nn_shape_count (&call->inputs[i].shape) != 1) {
      g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                   "start, limit and step must be numbers that are known beforehand");
      return FALSE;
    }
    nn_convert (NN_TYPE_FLOAT64, &numbers[i], type, call->inputs[i].data, 1);
  }
  count = numbers[2] != 0 ? ceil ((numbers[1] - numbers[0]) / numbers[2]) : NAN;
  if (isnan (count) || count > MAX_RANGE) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the range has no end or is too long");
    return FALSE;
  }
  nn_op_set_output (call, 0, type, &NN_SHAPE (MAX (0, (gint64) count)));
  return TRUE;
}

static void
range_forward (NnOpCall *call)
{
  NnView *y = &call->outputs[0];
  gint64 size = (gint64) nn_type_size (y->type);
  double start, step;
  gint64 first, by;

  nn_convert (NN_TYPE_FLOAT64, &start, y->type, call->inputs[0].data, 1);
  nn_convert (NN_TYPE_FLOAT64, &step, y->type, call->inputs[2].data, 1);
  nn_convert (NN_TYPE_INT64, &first, y->type, call->inputs[0].data, 1);
  nn_convert (NN_TYPE_INT64, &by, y->type, call->inputs[2].data, 1);
  for (gint64 i = 0; i < y->shape.dims[0]; i++) {
    double number = start + (double) i * step;
    gint64 integer = (gint64) ((guint64) first + (guint64) i * (guint64) by);

    if (nn_type_is_float (y->type))
      nn_convert (y->type, (char *) y->data + i * size, NN_TYPE_FLOAT64, &number, 1);
    else
      nn_convert (y->type, (char *) y->data + i * size, NN_TYPE_INT64, &integer, 1);
  }
}

const NnOp nn_op_range = { "Range", 3, 3, 1, 1, range_prepare, range_forward, NULL };

/* --- EyeLike: 1 on a diagonal, else 0 --- */

static gboolean
eye_like_prepare (NnOpCall *call, GError **error)
{
  NnType type = (NnType) nn_attributes_get_int (call->attributes, "dtype", call->inputs[0].type);

  if (!nn_op_check_rank (call, 0, 2, error))
    return FALSE;
  if (nn_type_size (type) == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "the type is not supported");
    return FALSE;
  }
  nn_op_set_output (call, 0, type, &call->inputs[0].shape);
  return TRUE;
}

static void
eye_like_forward (NnOpCall *call)
{
  const NnView *y = &call->outputs[0];
  gint64 k = nn_attributes_get_int (call->attributes, "k", 0), one = 1;
  gint64 rows = y->shape.dims[0], columns = y->shape.dims[1],
         size = (gint64) nn_type_size (y->type);

  if (rows > 0 && columns > 0)
    memset (y->data, 0, (gsize) (rows * columns * size));
  for (gint64 r = 0; r < rows; r++)
    if (k >= -r && k < columns - r)
      nn_convert (y->type, (char *) y->data + (r * columns + r + k) * size, NN_TYPE_INT64, &one, 1);
}

/* clang-format off */
const NnOp nn_op_eye_like = { "EyeLike", 1, 1, 1, 1, eye_like_prepare, eye_like_forward, NULL,
  .flags = NN_OP_SHAPE_ONLY };
/* clang-format on */
