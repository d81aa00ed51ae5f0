/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>

#include "nn/ops/nn-window.h"

/*
 * Quantised numbers: x = (q - zero) scale. Linear operators on them are computed in 64 bits, from
 * the difference to the zero point. None has a gradient; weights that are quantised become floats
 * when a model is read, because what depends on constants alone is computed then.
 */

/* The inputs that a scale and a zero point are; 0 where there is none: 1 and 0. */
typedef struct {
  guint number, scale, zero;
} Quantity;

typedef struct {
  gint64 channels, behind; /* numbers of a scale's own lie in rows of `behind` */
  NnWindow window;         /* of a convolution */
  gint64 groups, channels_out, channels_in;
  gint64 batch, rows, inner, columns; /* of a product */
  gboolean one_b;                     /* all of the batch have the same second factor */
} Quantize;

static gint64
integer_at (const NnView *x, gint64 i)
{
  gint64 number;

  nn_convert (NN_TYPE_INT64, &number, x->type,
              (const char *) x->data + i * (gint64) nn_type_size (x->type), 1);
  return number;
}

/* What input `i` has for a channel: one number for all, or one for each. */
static gint64
zero_of (const NnOpCall *call, guint i, gint64 channel)
{
  if (i == 0 || !nn_op_has_input (call, i))
    return 0;
  return integer_at (&call->inputs[i], nn_shape_count (&call->inputs[i].shape) == 1 ? 0 : channel);
}

static float
scale_of (const NnOpCall *call, guint i, gint64 channel)
{
  const float *scales = i != 0 ? call->inputs[i].data : NULL;

  if (scales == NULL)
    return 1;
  return scales[nn_shape_count (&call->inputs[i].shape) == 1 ? 0 : channel];
}

static gint64
difference_at (const NnOpCall *call, const Quantity *q, gint64 i, gint64 channel)
{
  return integer_at (&call->inputs[q->number], i) - zero_of (call, q->zero, channel);
}

/* The bounds of a type of one or two bytes; FALSE for others. */
static gboolean
find_bounds (NnType type, double *low, double *high)
{
  switch (type) {
  case NN_TYPE_UINT8:
    *low = 0;
    *high = G_MAXUINT8;
    return TRUE;
  case NN_TYPE_INT8:
    *low = G_MININT8;
    *high = G_MAXINT8;
    return TRUE;
  case NN_TYPE_UINT16:
    *low = 0;
    *high = G_MAXUINT16;
    return TRUE;
  case NN_TYPE_INT16:
    *low = G_MININT16;
    *high = G_MAXINT16;
    return TRUE;
  default:
    return FALSE;
  }
}

/* y[i] = x rounded to the nearest, halves to the even one, and moved into the type's bounds. */
static void
put (const NnView *y, gint64 i, double x, gint64 zero)
{
  double low = 0, high = 0, value = rint (x) + (double) zero;
  gint64 integer;

  find_bounds (y->type, &low, &high);
  integer = isnan (value) ? 0 : (gint64) CLAMP (value, low, high);
  nn_convert (y->type, (char *) y->data + i * (gint64) nn_type_size (y->type), NN_TYPE_INT64,
              &integer, 1);
}

static gboolean
check_quantised (const NnOpCall *call, guint i, GError **error)
{
  double low, high;

  if (nn_op_has_input (call, i) && find_bounds (call->inputs[i].type, &low, &high))
    return TRUE;
  return nn_op_check_type (call, i, NN_TYPE_UINT8, error);
}

/* One number, or one for each of n. */
static gboolean
check_count (const NnOpCall *call, guint i, gint64 n, GError **error)
{
  gint64 count = i != 0 && nn_op_has_input (call, i) ? nn_shape_count (&call->inputs[i].shape) : 1;

  if (count == 1 || count == n)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
               "input %u must have 1 or %" G_GINT64_FORMAT " numbers", i, n);
  return FALSE;
}

static gboolean
check_quantity (const NnOpCall *call, const Quantity *q, gint64 n, GError **error)
{
  if (!check_quantised (call, q->number, error) || !check_count (call, q->scale, n, error)
      || !check_count (call, q->zero, n, error))
    return FALSE;
  if (q->zero != 0 && nn_op_has_input (call, q->zero)
      && !nn_op_check_type (call, q->zero, call->inputs[q->number].type, error))
    return FALSE;
  return q->scale == 0 || nn_op_check_type (call, q->scale, NN_TYPE_FLOAT32, error);
}

static void
keep (NnOpCall *call, const Quantize *settings)
{
  call->settings = g_memdup2 (settings, sizeof *settings);
}

/* --- QuantizeLinear, DequantizeLinear --- */

static gboolean
prepare_channels (NnOpCall *call, Quantize *s, GError **error)
{
  const NnShape *x = &call->inputs[0].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", 1);

  *s = (Quantize){ .channels = 1, .behind = 1 };
  if (nn_attributes_get_int (call->attributes, "block_size", 0) != 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "scales of blocks are not supported");
    return FALSE;
  }
  if (!nn_op_check_type (call, 1, NN_TYPE_FLOAT32, error))
    return FALSE;
  if (nn_shape_count (&call->inputs[1].shape) != 1) {
    if (!nn_op_normalize_axis (&axis, x->rank, error))
      return FALSE;
    s->channels = x->dims[axis];
    for (int i = (int) axis + 1; i < x->rank; i++)
      s->behind *= x->dims[i];
  }
  return check_count (call, 1, s->channels, error) && check_count (call, 2, s->channels, error);
}

static gint64
channel_of (const Quantize *s, gint64 i)
{
  return s->channels > 1 ? i / s->behind % s->channels : 0;
}

static gboolean
quantize_prepare (NnOpCall *call, GError **error)
{
  Quantize s;
  NnType type = nn_op_has_input (call, 2)
                    ? call->inputs[2].type
                    : (NnType) nn_attributes_get_int (call->attributes, "output_dtype", 0);
  double low, high;

  if (type == NN_TYPE_UNDEFINED)
    type = NN_TYPE_UINT8;
  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error) || !prepare_channels (call, &s, error))
    return FALSE;
  if (!find_bounds (type, &low, &high)) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "only integers of 8 and 16 bits are supported");
    return FALSE;
  }
  nn_op_set_output (call, 0, type, &call->inputs[0].shape);
  keep (call, &s);
  return TRUE;
}

static void
quantize_forward (NnOpCall *call)
{
  const float *x = call->inputs[0].data;

  for (gint64 i = 0; i < nn_shape_count (&call->inputs[0].shape); i++) {
    gint64 channel = channel_of (call->settings, i);

    put (&call->outputs[0], i, x[i] / scale_of (call, 1, channel), zero_of (call, 2, channel));
  }
}

static gboolean
dequantize_prepare (NnOpCall *call, GError **error)
{
  Quantize s;

  if (call->inputs[0].type != NN_TYPE_INT32 && !check_quantised (call, 0, error))
    return FALSE;
  if (nn_op_has_input (call, 2) && !nn_op_check_type (call, 2, call->inputs[0].type, error))
    return FALSE;
  if (!prepare_channels (call, &s, error))
    return FALSE;
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &call->inputs[0].shape);
  keep (call, &s);
  return TRUE;
}

static void
dequantize_forward (NnOpCall *call)
{
  static const Quantity q = { 0, 1, 2 };
  float *y = call->outputs[0].data;

  for (gint64 i = 0; i < nn_shape_count (&call->inputs[0].shape); i++) {
    gint64 channel = channel_of (call->settings, i);

    y[i] = (float) difference_at (call, &q, i, channel) * scale_of (call, 1, channel);
  }
}

/* clang-format off */
const NnOp nn_op_quantize_linear = { "QuantizeLinear", 2, 3, 1, 1, quantize_prepare, quantize_forward, NULL };
const NnOp nn_op_dequantize_linear = { "DequantizeLinear", 2, 3, 1, 1, dequantize_prepare, dequantize_forward, NULL };
/* clang-format on */

/* --- DynamicQuantizeLinear: 0 and all numbers become 0 to 255 --- */

static gboolean
dynamic_prepare (NnOpCall *call, GError **error)
{
  nn_op_set_output (call, 0, NN_TYPE_UINT8, &call->inputs[0].shape);
  nn_op_set_output (call, 1, NN_TYPE_FLOAT32, &NN_SHAPE_SCALAR);
  nn_op_set_output (call, 2, NN_TYPE_UINT8, &NN_SHAPE_SCALAR);
  return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
}

static void
dynamic_forward (NnOpCall *call)
{
  const float *x = call->inputs[0].data;
  gint64 n = nn_shape_count (&call->inputs[0].shape);
  float low = 0, high = 0, scale;
  double zero;

  for (gint64 i = 0; i < n; i++) {
    low = MIN (low, x[i]);
    high = MAX (high, x[i]);
  }
  scale = high > low ? (high - low) / 255 : 1;
  zero = CLAMP (rint (-low / scale), 0, 255);
  for (gint64 i = 0; call->outputs[0].data != NULL && i < n; i++)
    put (&call->outputs[0], i, x[i] / scale, (gint64) zero);
  if (call->n_outputs > 1 && call->outputs[1].data != NULL)
    *(float *) call->outputs[1].data = scale;
  if (call->n_outputs > 2 && call->outputs[2].data != NULL)
    *(guint8 *) call->outputs[2].data = (guint8) zero;
}

/* clang-format off */
const NnOp nn_op_dynamic_quantize_linear = { "DynamicQuantizeLinear", 1, 1, 1, 3, dynamic_prepare, dynamic_forward, NULL };
/* clang-format on */

/* --- products and convolutions: to int32, or to what the output's scale makes of them --- */

typedef struct {
  Quantity a, b, y; /* y.scale 0: the sums themselves */
  guint bias;       /* 0: none */
} Roles;

static const Roles integer_product = { { 0, 0, 2 }, { 1, 0, 3 }, { 0, 0, 0 }, 0 };
static const Roles linear_product = { { 0, 1, 2 }, { 3, 4, 5 }, { 0, 6, 7 }, 0 };
static const Roles linear_convolution = { { 0, 1, 2 }, { 3, 4, 5 }, { 0, 6, 7 }, 8 };

static gboolean
set_result (NnOpCall *call, const Roles *roles, const NnShape *shape, GError **error)
{
  NnType type = NN_TYPE_INT32;

  if (nn_shape_count (shape) < 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the result is too large");
    return FALSE;
  }
  if (roles->y.scale != 0) {
    type = call->inputs[roles->y.zero].type;
    if (!nn_op_check_type (call, roles->y.scale, NN_TYPE_FLOAT32, error)
        || !check_count (call, roles->y.scale, 1, error)
        || !check_count (call, roles->y.zero, 1, error)
        || !check_quantised (call, roles->y.zero, error))
      return FALSE;
  }
  nn_op_set_output (call, 0, type, shape);
  return TRUE;
}

/* sum: of row `row` and column or channel `channel`. */
static void
put_sum (NnOpCall *call, const Roles *roles, gint64 i, gint64 sum, gint64 row, gint64 channel)
{
  double scale;

  if (roles->y.scale == 0) {
    ((gint32 *) call->outputs[0].data)[i] = (gint32) CLAMP (sum, G_MININT32, G_MAXINT32);
    return;
  }
  scale = (double) scale_of (call, roles->a.scale, row) * scale_of (call, roles->b.scale, channel)
          / scale_of (call, roles->y.scale, 0);
  put (&call->outputs[0], i, (double) sum * scale, zero_of (call, roles->y.zero, 0));
}

static gboolean
product_prepare (NnOpCall *call, const Roles *roles, GError **error)
{
  const NnShape *a = &call->inputs[roles->a.number].shape;
  const NnShape *b = &call->inputs[roles->b.number].shape;
  Quantize s = { .batch = 1, .one_b = b->rank == 2 };
  NnShape shape = *a;

  if (a->rank < 2 || (b->rank != 2 && b->rank != a->rank)
      || a->dims[a->rank - 1] != b->dims[b->rank - 2]) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the matrices do not fit each other");
    return FALSE;
  }
  for (int i = 0; i < a->rank - 2; i++) {
    if (!s.one_b && a->dims[i] != b->dims[i]) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the matrices do not fit each other");
      return FALSE;
    }
    s.batch *= a->dims[i];
  }
  s.rows = a->dims[a->rank - 2];
  s.inner = a->dims[a->rank - 1];
  s.columns = shape.dims[a->rank - 1] = b->dims[b->rank - 1];
  if (!check_quantity (call, &roles->a, s.rows, error)
      || !check_quantity (call, &roles->b, s.columns, error)
      || !set_result (call, roles, &shape, error))
    return FALSE;
  keep (call, &s);
  return TRUE;
}

static void
product_forward (NnOpCall *call, const Roles *roles)
{
  const Quantize *s = call->settings;

  for (gint64 i = 0; i < s->batch * s->rows * s->columns; i++) {
    gint64 column = i % s->columns, row = i / s->columns % s->rows;
    gint64 batch = i / s->columns / s->rows, sum = 0;
    gint64 from = s->one_b ? 0 : batch * s->inner * s->columns;

    for (gint64 k = 0; k < s->inner; k++)
      sum += difference_at (call, &roles->a, (batch * s->rows + row) * s->inner + k, row)
             * difference_at (call, &roles->b, from + k * s->columns + column, column);
    put_sum (call, roles, i, sum, row, column);
  }
}

static gboolean
convolution_prepare (NnOpCall *call, const Roles *roles, GError **error)
{
  const NnShape *w = &call->inputs[roles->b.number].shape;
  Quantize s = { .groups = nn_attributes_get_int (call->attributes, "group", 1) };
  NnShape shape;

  if (!nn_op_check_rank (call, roles->b.number, call->inputs[0].shape.rank, error)
      || !nn_window_init (&s.window, call, w->dims + 2, error))
    return FALSE;
  s.channels_out = w->dims[0];
  s.channels_in = w->dims[1];
  if (s.groups < 1 || s.channels_out % s.groups != 0
      || s.channels_in != s.window.channels / s.groups || s.window.channels % s.groups != 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the weights do not fit the picture");
    return FALSE;
  }
  shape = nn_window_out_shape (&s.window, s.channels_out);
  if (roles->bias != 0 && nn_op_has_input (call, roles->bias)
      && (!nn_op_check_type (call, roles->bias, NN_TYPE_INT32, error)
          || !check_count (call, roles->bias, s.channels_out, error)))
    return FALSE;
  if (!check_quantity (call, &roles->a, 1, error)
      || !check_quantity (call, &roles->b, s.channels_out, error)
      || !set_result (call, roles, &shape, error))
    return FALSE;
  keep (call, &s);
  return TRUE;
}

static void
convolution_forward (NnOpCall *call, const Roles *roles)
{
  const Quantize *s = call->settings;
  gint64 n_places = nn_window_places (&s->window), out_size = nn_window_out_size (&s->window);
  gint64 in_size = nn_window_in_size (&s->window), of_group = s->channels_out / s->groups;

  for (gint64 i = 0; i < s->window.batch * s->channels_out * out_size; i++) {
    gint64 out = i % out_size, channel = i / out_size % s->channels_out;
    gint64 batch = i / out_size / s->channels_out;
    gint64 first = batch * s->window.channels + channel / of_group * s->channels_in;
    gint64 sum = zero_of (call, roles->bias, channel);

    for (gint64 place = 0; place < n_places; place++) {
      gint64 source = nn_window_source (&s->window, out, place);

      for (gint64 c = 0; source >= 0 && c < s->channels_in; c++)
        sum += difference_at (call, &roles->a, (first + c) * in_size + source, 0)
               * difference_at (call, &roles->b, (channel * s->channels_in + c) * n_places + place,
                                channel);
    }
    put_sum (call, roles, i, sum, 0, channel);
  }
}

static gint64
product_multiply_adds (const NnOpCall *call)
{
  const Quantize *s = call->settings;
  gint64 work;

  return __builtin_mul_overflow (nn_shape_count (&call->outputs[0].shape), s->inner, &work)
             ? G_MAXINT64
             : work;
}

static gint64
convolution_multiply_adds (const NnOpCall *call)
{
  const Quantize *s = call->settings;
  gint64 work;

  return __builtin_mul_overflow (nn_shape_count (&call->outputs[0].shape),
                                 s->channels_in * nn_window_places (&s->window), &work)
             ? G_MAXINT64
             : work;
}

/* clang-format off */
#define LINEAR(NAME, ONNX, KIND, ROLES, MIN_INPUTS, MAX_INPUTS)                                    \
  static gboolean NAME##_prepare (NnOpCall *call, GError **error)                                  \
  {                                                                                                \
    return KIND##_prepare (call, &ROLES, error);                                                   \
  }                                                                                                \
                                                                                                   \
  static void NAME##_forward (NnOpCall *call)                                                      \
  {                                                                                                \
    KIND##_forward (call, &ROLES);                                                                 \
  }                                                                                                \
                                                                                                   \
  const NnOp nn_op_##NAME = { ONNX, MIN_INPUTS, MAX_INPUTS, 1, 1, NAME##_prepare, NAME##_forward, NULL, \
    .multiply_adds = KIND##_multiply_adds };
/* clang-format on */

LINEAR (mat_mul_integer, "MatMulInteger", product, integer_product, 2, 4)
LINEAR (q_linear_mat_mul, "QLinearMatMul", product, linear_product, 8, 8)
LINEAR (conv_integer, "ConvInteger", convolution, integer_product, 2, 4)
LINEAR (q_linear_conv, "QLinearConv", convolution, linear_convolution, 8, 9)
