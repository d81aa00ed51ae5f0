/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

#include "nn/ops/nn-map.h"
#include "nn/ops/nn-walk.h"

/* Comparisons of two tensors whose shapes are broadcast, and logic of their results. Exporters
 * compare shapes and ranks; of all only Where has a gradient. */

/* Numbers that are converted at a time. */
#define CHUNK 256

typedef struct {
  guint8 (*floats) (double u, double v);
  guint8 (*integers) (gint64 u, gint64 v);
  gboolean of_truths; /* the inputs are bool, otherwise numbers */
} Question;

static gboolean
prepare (NnOpCall *call, const Question *question, GError **error)
{
  NnType type = nn_op_has_input (call, 0) ? call->inputs[0].type : NN_TYPE_UNDEFINED;
  NnShape shape;
  NnWalk walk;

  if (question->of_truths && !nn_op_check_type (call, 0, NN_TYPE_BOOL, error))
    return FALSE;
  if (!nn_op_check_type (call, 1, type, error)
      || !nn_shape_broadcast (&call->inputs[0].shape, &call->inputs[1].shape, &shape, error))
    return FALSE;
  nn_op_set_output (call, 0, NN_TYPE_BOOL, &shape);
  nn_walk_init (&walk, &shape);
  nn_walk_add_broadcast (&walk, &shape);
  nn_walk_add_broadcast (&walk, &call->inputs[0].shape);
  nn_walk_add_broadcast (&walk, &call->inputs[1].shape);
  nn_walk_join (&walk);
  call->settings = g_memdup2 (&walk, sizeof walk);
  return TRUE;
}

static void
answer_row (NnOpCall *call, const Question *question, const NnWalkAt *at)
{
  const NnWalk *walk = call->settings;
  NnType type = call->inputs[0].type;
  NnType wide = nn_type_is_float (type) ? NN_TYPE_FLOAT64 : NN_TYPE_INT64;
  guint8 *y = (guint8 *) call->outputs[0].data + at->places[0];
  gint64 n = nn_walk_row (walk);
  union {
    double floats[CHUNK];
    gint64 integers[CHUNK];
  } numbers[2];

  for (gint64 i = 0; i < n; i += CHUNK) {
    gint64 some = MIN (CHUNK, n - i);
    gint64 steps[2];

    for (guint k = 0; k < 2; k++) {
      gint64 place = at->places[k + 1] + i * nn_walk_step (walk, k + 1);

      steps[k] = nn_walk_step (walk, k + 1);
      nn_convert (wide, &numbers[k], type,
                  (const char *) call->inputs[k].data + place * (gint64) nn_type_size (type),
                  steps[k] == 0 ? 1 : some);
    }
    for (gint64 j = 0; j < some; j++)
      y[i + j] = wide == NN_TYPE_FLOAT64 ? question->floats (numbers[0].floats[j * steps[0]],
                                                             numbers[1].floats[j * steps[1]])
                                         : question->integers (numbers[0].integers[j * steps[0]],
                                                               numbers[1].integers[j * steps[1]]);
  }
}

static void
answer (NnOpCall *call, const Question *question)
{
  const NnWalk *walk = call->settings;
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    answer_row (call, question, &at);
}

#define QUESTION(NAME, ONNX, OF_TRUTHS, Y)                                                         \
  static guint8 NAME##_floats (double u, double v)                                                 \
  {                                                                                                \
    return Y;                                                                                      \
  }                                                                                                \
                                                                                                   \
  static guint8 NAME##_integers (gint64 u, gint64 v)                                               \
  {                                                                                                \
    return Y;                                                                                      \
  }                                                                                                \
                                                                                                   \
  static const Question NAME##_question = { NAME##_floats, NAME##_integers, OF_TRUTHS };           \
                                                                                                   \
  static gboolean NAME##_prepare (NnOpCall *call, GError **error)                                  \
  {                                                                                                \
    return prepare (call, &NAME##_question, error);                                                \
  }                                                                                                \
                                                                                                   \
  static void NAME##_forward (NnOpCall *call)                                                      \
  {                                                                                                \
    answer (call, &NAME##_question);                                                               \
  }                                                                                                \
                                                                                                   \
  const NnOp nn_op_##NAME = { ONNX, 2, 2, 1, 1, NAME##_prepare, NAME##_forward, NULL };

QUESTION (and, "And", TRUE, u != 0 && v != 0)
QUESTION (equal, "Equal", FALSE, u == v)
QUESTION (greater, "Greater", FALSE, u > v)
QUESTION (greater_or_equal, "GreaterOrEqual", FALSE, u >= v)
QUESTION (less, "Less", FALSE, u < v)
QUESTION (less_or_equal, "LessOrEqual", FALSE, u <= v)
QUESTION (or, "Or", TRUE, u != 0 || v != 0)
QUESTION (xor, "Xor", TRUE, (u != 0) != (v != 0))

static gboolean
not_prepare (NnOpCall *call, GError **error)
{
  nn_op_set_output (call, 0, NN_TYPE_BOOL, &call->inputs[0].shape);
  return nn_op_check_type (call, 0, NN_TYPE_BOOL, error);
}

static void
not_forward (NnOpCall *call)
{
  const guint8 *x = call->inputs[0].data;
  guint8 *y = call->outputs[0].data;

  for (gint64 i = 0; i < nn_shape_count (&call->inputs[0].shape); i++)
    y[i] = x[i] == 0;
}

/* clang-format off */
const NnOp nn_op_not = { "Not", 1, 1, 1, 1, not_prepare, not_forward, NULL };
/* clang-format on */

/* --- IsInf, IsNaN --- */

static gboolean
is_prepare (NnOpCall *call, GError **error)
{
  if (!nn_op_has_input (call, 0) || !nn_type_is_float (call->inputs[0].type))
    return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
  nn_op_set_output (call, 0, NN_TYPE_BOOL, &call->inputs[0].shape);
  return TRUE;
}

static double
number_at (const NnView *x, gint64 i)
{
  double number;

  nn_convert (NN_TYPE_FLOAT64, &number, x->type,
              (const char *) x->data + i * (gint64) nn_type_size (x->type), 1);
  return number;
}

static void
is_inf_forward (NnOpCall *call)
{
  gboolean above = nn_attributes_get_int (call->attributes, "detect_positive", 1) != 0;
  gboolean below = nn_attributes_get_int (call->attributes, "detect_negative", 1) != 0;
  guint8 *y = call->outputs[0].data;

  for (gint64 i = 0; i < nn_shape_count (&call->inputs[0].shape); i++) {
    double x = number_at (&call->inputs[0], i);

    y[i] = isinf (x) && (x > 0 ? above : below);
  }
}

static void
is_nan_forward (NnOpCall *call)
{
  guint8 *y = call->outputs[0].data;

  for (gint64 i = 0; i < nn_shape_count (&call->inputs[0].shape); i++)
    y[i] = isnan (number_at (&call->inputs[0], i)) != 0;
}

const NnOp nn_op_is_inf = { "IsInf", 1, 1, 1, 1, is_prepare, is_inf_forward, NULL };
const NnOp nn_op_is_nan = { "IsNaN", 1, 1, 1, 1, is_prepare, is_nan_forward, NULL };

/* --- Where: numbers of input 1 where input 0 is true, else of input 2 --- */

static gboolean
where_prepare (NnOpCall *call, GError **error)
{
  NnType type = nn_op_has_input (call, 1) ? call->inputs[1].type : NN_TYPE_UNDEFINED;
  NnShape numbers, shape;
  NnWalk walk;

  if (!nn_op_check_type (call, 0, NN_TYPE_BOOL, error) || !nn_op_check_type (call, 2, type, error)
      || !nn_shape_broadcast (&call->inputs[1].shape, &call->inputs[2].shape, &numbers, error)
      || !nn_shape_broadcast (&call->inputs[0].shape, &numbers, &shape, error))
    return FALSE;
  nn_op_set_output (call, 0, type, &shape);
  nn_walk_init (&walk, &shape);
  nn_walk_add_broadcast (&walk, &shape);
  for (guint i = 0; i < 3; i++)
    nn_walk_add_broadcast (&walk, &call->inputs[i].shape);
  nn_walk_join (&walk);
  call->settings = g_memdup2 (&walk, sizeof walk);
  return TRUE;
}

static void
where_forward (NnOpCall *call)
{
  const NnWalk *walk = call->settings;
  const guint8 *condition = call->inputs[0].data;
  gsize size = nn_type_size (call->outputs[0].type);
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    for (gint64 i = 0; i < nn_walk_row (walk); i++) {
      guint from = condition[at.places[1] + i * nn_walk_step (walk, 1)] != 0 ? 1 : 2;
      gint64 place = at.places[from + 1] + i * nn_walk_step (walk, from + 1);

      memcpy ((char *) call->outputs[0].data + (at.places[0] + i) * (gint64) size,
              (const char *) call->inputs[from].data + place * (gint64) size, size);
    }
}

static void
where_backward (NnOpCall *call)
{
  const NnWalk *walk = call->settings;
  const guint8 *condition = call->inputs[0].data;
  const float *dy = call->output_gradients[0].data;
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    for (gint64 i = 0; i < nn_walk_row (walk); i++) {
      guint from = condition[at.places[1] + i * nn_walk_step (walk, 1)] != 0 ? 1 : 2;
      float *dx = call->input_gradients[from].data;

      if (dx != NULL)
        dx[at.places[from + 1] + i * nn_walk_step (walk, from + 1)] += dy[at.places[0] + i];
    }
}

/* clang-format off */
const NnOp nn_op_where = { "Where", 3, 3, 1, 1, where_prepare, where_forward, where_backward,
  .adds_to = 0x06 };
/* clang-format on */
