/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

#include "nn/ops/nn-map.h"
#include "nn/ops/nn-walk.h"

/*
 * Operators that make one number of many, along some dimensions. The walk goes through the input
 * (tensor 1); the output (tensor 0) stands still in the dimensions that go.
 */

/* Numbers that are converted at a time. */
#define CHUNK 256

typedef enum { SUM, MEAN, MAX_OF, MIN_OF, PROD, L1, L2, LOG_SUM, LOG_SUM_EXP, SUM_SQUARE } Kind;

/* Kinds that are computed in floats alone; the others, of float32 too, in doubles. */
#define IS_SIMPLE(kind) ((kind) <= MIN_OF)

typedef struct {
  NnWalk walk, batch_last;
  gint64 count; /* numbers that become one */
} Reduce;

/* For the gradient of a product: the product of the numbers that are not zero, and how many are. */
typedef struct {
  float others;
  guint zeros;
} Product;

/* --- shapes --- */

/* In batch-last order dimension 0 is the last. */
static void
set_walk (NnWalk *walk, const NnShape *from, guint axes, gboolean batch_last)
{
  NnShape box = { .rank = from->rank }, out = { .rank = from->rank };
  gint64 steps[NN_MAX_RANK] = { 0 };

  for (int i = 0; i < from->rank; i++) {
    int j = batch_last ? (i + 1) % from->rank : i;

    box.dims[i] = from->dims[j];
    out.dims[i] = axes & 1u << j ? 1 : from->dims[j];
  }
  nn_walk_row_major (&out, steps);
  for (int i = 0; i < from->rank; i++)
    if (axes & 1u << (batch_last ? (i + 1) % from->rank : i))
      steps[i] = 0;
  nn_walk_init (walk, &box);
  nn_walk_add (walk, 0, steps);
  nn_walk_add_broadcast (walk, &box);
  nn_walk_join (walk);
}

static gboolean
prepare_axes (NnOpCall *call, guint axes, gboolean keep, Kind kind, GError **error)
{
  const NnView *x = &call->inputs[0];
  NnShape shape = { 0 };
  Reduce reduce = { .count = 1 };

  if (!nn_op_has_input (call, 0) || x->type == NN_TYPE_BOOL)
    return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
  for (int i = 0; i < x->shape.rank; i++) {
    gboolean goes = (axes & 1u << i) != 0;

    if (goes)
      reduce.count *= x->shape.dims[i];
    if (keep || !goes)
      shape.dims[shape.rank++] = goes ? 1 : x->shape.dims[i];
  }
  set_walk (&reduce.walk, &x->shape, axes, FALSE);
  set_walk (&reduce.batch_last, &x->shape, axes, TRUE);
  nn_op_set_output (call, 0, x->type, &shape);
  /* float32: the place of the largest or smallest; other types: a sum in eight bytes. */
  if (x->type != NN_TYPE_FLOAT32 || !IS_SIMPLE (kind))
    call->scratch_size = nn_shape_count (&shape) * sizeof (gint64);
  else if (kind == MAX_OF || kind == MIN_OF)
    call->saved_size = nn_shape_count (&shape) * sizeof (gint64);
  if (kind == PROD)
    call->saved_size = nn_shape_count (&shape) * sizeof (Product);
  call->settings = g_memdup2 (&reduce, sizeof reduce);
  return TRUE;
}

/* Axes are an attribute in old operator sets and input 1 in new ones; without any, all dimensions
 * go, or none with noop_with_empty_axes. */
static gboolean
reduce_prepare (NnOpCall *call, Kind kind, GError **error)
{
  int rank = call->inputs[0].shape.rank;
  gboolean keep = nn_attributes_get_int (call->attributes, "keepdims", 1) != 0;
  gboolean present, none;
  guint axes = 0, n;
  g_autofree gint64 *list
      = nn_op_ints_from_attribute_or_input (call, "axes", 1, &present, &n, error);

  if (present && list == NULL)
    return FALSE;
  none = nn_attributes_get_int (call->attributes, "noop_with_empty_axes", 0) != 0;
  for (guint i = 0; i < n; i++) {
    if (!nn_op_normalize_axis (&list[i], rank, error))
      return FALSE;
    axes |= 1u << list[i];
  }
  if (n == 0 && !none)
    axes = (1u << rank) - 1;
  return prepare_axes (call, axes, keep, kind, error);
}

static gboolean
global_prepare (NnOpCall *call, Kind kind, GError **error)
{
  int rank = call->inputs[0].shape.rank;

  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error))
    return FALSE;
  if (rank < 2) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "input 0 must have the dimensions [N][C]...");
    return FALSE;
  }
  return prepare_axes (call, ((1u << rank) - 1) & ~3u, TRUE, kind, error);
}

static const NnWalk *
walk_of (const NnOpCall *call)
{
  const Reduce *reduce = call->settings;

  return call->batch_last ? &reduce->batch_last : &reduce->walk;
}

/* The batch stays, and it stays the first. */
static gboolean
can_batch_last (const NnOpCall *call)
{
  return call->inputs[0].type == NN_TYPE_FLOAT32 && call->outputs[0].shape.rank > 0
         && call->outputs[0].shape.dims[0] == call->inputs[0].shape.dims[0];
}

/* --- loops --- */

/* What y becomes when another number comes to it. */
static double
take_double (Kind kind, double y, double x)
{
  switch (kind) {
  case MAX_OF:
    return MAX (y, x);
  case MIN_OF:
    return MIN (y, x);
  case PROD:
    return y * x;
  case L1:
    return y + fabs (x);
  case L2:
  case SUM_SQUARE:
    return y + x * x;
  case LOG_SUM_EXP:
    return isinf (y) || isinf (x) ? MAX (y, x) : MAX (y, x) + log1p (exp (-fabs (y - x)));
  case SUM:
  case MEAN:
  case LOG_SUM:
  default:
    return y + x;
  }
}

static gint64
take_gint64 (Kind kind, gint64 y, gint64 x)
{
  guint64 u = (guint64) y, v = (guint64) x;

  switch (kind) {
  case MAX_OF:
    return MAX (y, x);
  case MIN_OF:
    return MIN (y, x);
  case PROD:
    return (gint64) (u * v);
  case L1:
    return (gint64) (x < 0 ? u - v : u + v);
  case SUM_SQUARE:
    return (gint64) (u + v * v);
  case SUM:
  case MEAN:
  case L2:
  case LOG_SUM:
  case LOG_SUM_EXP:
  default:
    return (gint64) (u + v);
  }
}

/* Numbers of any other type and of other kinds, in doubles or 64-bit integers. */
#define REDUCE_AS(TYPE, NN_TYPE, LOWEST, HIGHEST)                                                  \
  static void reduce_##TYPE (NnOpCall *call, Kind kind)                                            \
  {                                                                                                \
    const Reduce *reduce = call->settings;                                                         \
    const NnView *x = &call->inputs[0];                                                            \
    gint64 n_out = nn_shape_count (&call->outputs[0].shape);                                       \
    const NnWalk *walk = walk_of (call);                                                           \
    gint64 step = nn_walk_step (walk, 0), n = nn_walk_row (walk);                                  \
    TYPE *to = call->scratch, some[CHUNK];                                                         \
    NnWalkAt at;                                                                                   \
                                                                                                   \
    for (gint64 i = 0; i < n_out; i++)                                                             \
      to[i] = kind == MAX_OF || kind == LOG_SUM_EXP ? LOWEST                                       \
              : kind == MIN_OF                      ? HIGHEST                                      \
                                                    : (kind == PROD);                                                   \
    for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))         \
      for (gint64 i = 0; i < n; i++) {                                                             \
        TYPE *y = to + at.places[0] + i * step, value;                                             \
                                                                                                   \
        if (i % CHUNK == 0)                                                                        \
          nn_convert (NN_TYPE, some, x->type,                                                      \
                      (const char *) x->data + (at.places[1] + i) * nn_type_size (x->type),        \
                      MIN (CHUNK, n - i));                                                         \
        value = some[i % CHUNK];                                                                   \
        *y = take_##TYPE (kind, *y, value);                                                        \
      }                                                                                            \
    for (gint64 i = 0; kind == MEAN && i < n_out; i++)                                             \
      to[i] = reduce->count > 0 ? to[i] / (TYPE) reduce->count : 0;                                \
    for (gint64 i = 0; (kind == L2 || kind == LOG_SUM) && i < n_out; i++)                          \
      to[i] = (TYPE) (kind == L2 ? sqrt ((double) to[i]) : log ((double) to[i]));                  \
    nn_convert (x->type, call->outputs[0].data, NN_TYPE, to, n_out);                               \
  }

REDUCE_AS (double, NN_TYPE_FLOAT64, (double) -INFINITY, (double) INFINITY)
REDUCE_AS (gint64, NN_TYPE_INT64, G_MININT64, G_MAXINT64)

/* Of several equal ones the first is taken, and gets the gradient. */
static void
find_extremes (NnOpCall *call, Kind kind)
{
  const NnWalk *walk = walk_of (call);
  const float *x = call->inputs[0].data;
  float *y = call->outputs[0].data;
  gint64 *places = call->saved;
  gint64 n_out = nn_shape_count (&call->outputs[0].shape);
  NnWalkAt at;

  for (gint64 i = 0; i < n_out; i++) {
    y[i] = kind == MAX_OF ? -INFINITY : INFINITY;
    places[i] = -1;
  }
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    for (gint64 i = 0; i < nn_walk_row (walk); i++) {
      gint64 from = at.places[1] + i, to = at.places[0] + i * nn_walk_step (walk, 0);

      if (places[to] < 0 || (kind == MAX_OF ? x[from] > y[to] : x[from] < y[to])) {
        places[to] = from;
        y[to] = x[from];
      }
    }
}

static void
reduce_forward (NnOpCall *call, Kind kind)
{
  const Reduce *reduce = call->settings;
  gint64 n = nn_shape_count (&call->outputs[0].shape);
  float *y = call->outputs[0].data;

  if (call->inputs[0].type != NN_TYPE_FLOAT32 || !IS_SIMPLE (kind)) {
    /* Roots, logarithms and exponents are never integers. */
    if (nn_type_is_float (call->inputs[0].type) || (kind >= L2 && kind <= LOG_SUM_EXP))
      reduce_double (call, kind);
    else
      reduce_gint64 (call, kind);
    return;
  }
  if (kind == MAX_OF || kind == MIN_OF) {
    find_extremes (call, kind);
    return;
  }
  memset (y, 0, n * sizeof (float));
  nn_walk_add_up (walk_of (call), y, call->inputs[0].data);
  for (gint64 i = 0; kind == MEAN && i < n; i++)
    y[i] /= (float) reduce->count;
}

static void
find_products (const NnWalk *walk, const float *x, Product *products, gint64 n)
{
  NnWalkAt at;

  for (gint64 i = 0; i < n; i++)
    products[i] = (Product){ 1, 0 };
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    for (gint64 i = 0; i < nn_walk_row (walk); i++) {
      Product *product = &products[at.places[0] + i * nn_walk_step (walk, 0)];
      float number = x[at.places[1] + i];

      if (number == 0)
        product->zeros++;
      else
        product->others *= number;
    }
}

/* The derivative of the result y by one of its numbers, x. */
static float
slope (Kind kind, float x, float y, const Product *product)
{
  switch (kind) {
  case PROD:
    if (x == 0)
      return product->zeros == 1 ? product->others : 0;
    return product->zeros == 0 ? product->others / x : 0;
  case L1:
    return (x > 0) - (x < 0);
  case L2:
    return y > 0 ? x / y : 0;
  case LOG_SUM:
    return expf (-y);
  case LOG_SUM_EXP:
    return expf (x - y);
  case SUM_SQUARE:
    return 2 * x;
  case SUM:
  case MEAN:
  case MAX_OF:
  case MIN_OF:
  default:
    return 1;
  }
}

static void
curved_backward (NnOpCall *call, Kind kind)
{
  const NnWalk *walk = walk_of (call);
  const float *x = call->inputs[0].data, *y = call->outputs[0].data;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;
  Product *products = call->saved;
  NnWalkAt at;

  if (kind == PROD)
    find_products (walk, x, products, nn_shape_count (&call->outputs[0].shape));
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    for (gint64 i = 0; i < nn_walk_row (walk); i++) {
      gint64 from = at.places[1] + i, to = at.places[0] + i * nn_walk_step (walk, 0);

      dx[from] = dy[to] * slope (kind, x[from], y[to], kind == PROD ? &products[to] : NULL);
    }
}

static void
reduce_backward (NnOpCall *call, Kind kind)
{
  const Reduce *reduce = call->settings;
  const NnWalk *walk = walk_of (call);
  float factor = kind == MEAN ? 1 / (float) reduce->count : 1;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;
  const gint64 *places = call->saved;
  gint64 n = nn_shape_count (&call->inputs[0].shape);
  NnWalkAt at;

  if (!IS_SIMPLE (kind)) {
    curved_backward (call, kind);
    return;
  }
  if (kind == MAX_OF || kind == MIN_OF) {
    memset (dx, 0, n * sizeof (float));
    n = nn_shape_count (&call->outputs[0].shape);
    for (gint64 i = 0; i < n; i++)
      if (places[i] >= 0)
        dx[places[i]] += dy[i];
    return;
  }
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    for (gint64 i = 0; i < nn_walk_row (walk); i++)
      dx[at.places[1] + i] = factor * dy[at.places[0] + i * nn_walk_step (walk, 0)];
}

/* clang-format off */
#define REDUCE(NAME, ONNX, KIND, MAX_INPUTS, PREPARE)                                              \
  static gboolean NAME##_prepare (NnOpCall *call, GError **error)                                  \
  {                                                                                                \
    return PREPARE (call, KIND, error);                                                            \
  }                                                                                                \
                                                                                                   \
  static void NAME##_forward (NnOpCall *call)                                                      \
  {                                                                                                \
    reduce_forward (call, KIND);                                                                   \
  }                                                                                                \
                                                                                                   \
  static void NAME##_backward (NnOpCall *call)                                                     \
  {                                                                                                \
    reduce_backward (call, KIND);                                                                  \
  }                                                                                                \
                                                                                                   \
  const NnOp nn_op_##NAME = { ONNX, 1, MAX_INPUTS, 1, 1, NAME##_prepare, NAME##_forward, NAME##_backward,\
    .can_batch_last = can_batch_last };
/* clang-format on */

REDUCE (reduce_sum, "ReduceSum", SUM, 2, reduce_prepare)
REDUCE (reduce_mean, "ReduceMean", MEAN, 2, reduce_prepare)
REDUCE (reduce_max, "ReduceMax", MAX_OF, 2, reduce_prepare)
REDUCE (reduce_min, "ReduceMin", MIN_OF, 2, reduce_prepare)
REDUCE (reduce_prod, "ReduceProd", PROD, 2, reduce_prepare)
REDUCE (reduce_l1, "ReduceL1", L1, 2, reduce_prepare)
REDUCE (reduce_l2, "ReduceL2", L2, 2, reduce_prepare)
REDUCE (reduce_log_sum, "ReduceLogSum", LOG_SUM, 2, reduce_prepare)
REDUCE (reduce_log_sum_exp, "ReduceLogSumExp", LOG_SUM_EXP, 2, reduce_prepare)
REDUCE (reduce_sum_square, "ReduceSumSquare", SUM_SQUARE, 2, reduce_prepare)
REDUCE (global_average_pool, "GlobalAveragePool", MEAN, 1, global_prepare)
REDUCE (global_max_pool, "GlobalMaxPool", MAX_OF, 1, global_prepare)
