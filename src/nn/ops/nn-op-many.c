/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-map.h"
#include "nn/ops/nn-walk.h"

/*
 * Max, Min, Sum and Mean of any number of tensors, whose shapes are broadcast. settings: a walk for
 * each input; tensor 0 is the output, tensor 1 the input. saved: which input gave the extreme.
 */

/* Numbers that are converted at a time. */
#define CHUNK 256

typedef enum { MAX_OF, MIN_OF, SUM, MEAN } Kind;

static gboolean
prepare (NnOpCall *call, Kind kind, GError **error)
{
  NnType type = nn_op_has_input (call, 0) ? call->inputs[0].type : NN_TYPE_UNDEFINED;
  NnShape shape = call->inputs[0].shape;
  g_autofree NnWalk *walks = g_new (NnWalk, call->n_inputs);

  if (type == NN_TYPE_UNDEFINED || type == NN_TYPE_BOOL)
    return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
  for (guint i = 1; i < call->n_inputs; i++) {
    NnShape both;

    if (!nn_op_check_type (call, i, type, error)
        || !nn_shape_broadcast (&shape, &call->inputs[i].shape, &both, error))
      return FALSE;
    shape = both;
  }
  for (guint i = 0; i < call->n_inputs; i++) {
    nn_walk_init (&walks[i], &shape);
    nn_walk_add_broadcast (&walks[i], &shape);
    nn_walk_add_broadcast (&walks[i], &call->inputs[i].shape);
    nn_walk_join (&walks[i]);
  }
  nn_op_set_output (call, 0, type, &shape);
  if (type == NN_TYPE_FLOAT32 && (kind == MAX_OF || kind == MIN_OF))
    call->saved_size = (gsize) MAX (0, nn_shape_count (&shape));
  call->settings = g_steal_pointer (&walks);
  return TRUE;
}

/* y takes x in, and whether x is the new extreme. NaN wins. */
#define TAKE(TYPE)                                                                                 \
  static gboolean take_##TYPE (Kind kind, TYPE *y, TYPE x)                                         \
  {                                                                                                \
    if (kind == SUM || kind == MEAN) {                                                             \
      *y += x;                                                                                     \
      return FALSE;                                                                                \
    }                                                                                              \
    if (*y != *y || !(x != x || (kind == MAX_OF ? x > *y : x < *y)))                               \
      return FALSE;                                                                                \
    *y = x;                                                                                        \
    return TRUE;                                                                                   \
  }

TAKE (float)
TAKE (double)

static void
take_gint64 (Kind kind, gint64 *y, gint64 x)
{
  if (kind == SUM || kind == MEAN)
    *y = (gint64) ((guint64) *y + (guint64) x);
  else if (kind == MAX_OF ? x > *y : x < *y)
    *y = x;
}

static void
take_floats (NnOpCall *call, Kind kind, guint input, const NnWalk *walk, const NnWalkAt *at)
{
  const float *x = (const float *) call->inputs[input].data + at->places[1];
  float *y = (float *) call->outputs[0].data + at->places[0];
  guint8 *winners = call->saved_size > 0 ? (guint8 *) call->saved + at->places[0] : NULL;
  gint64 step = nn_walk_step (walk, 1);

  for (gint64 i = 0; i < nn_walk_row (walk); i++) {
    gboolean wins = input == 0;

    if (input == 0)
      y[i] = x[i * step];
    else
      wins = take_float (kind, &y[i], x[i * step]);
    if (winners != NULL && wins)
      winners[i] = (guint8) input;
  }
}

/* Numbers of any other type. */
static void
take_others (NnOpCall *call, Kind kind, guint input, const NnWalk *walk, const NnWalkAt *at)
{
  NnType type = call->outputs[0].type;
  NnType wide = nn_type_is_float (type) ? NN_TYPE_FLOAT64 : NN_TYPE_INT64;
  gint64 size = (gint64) nn_type_size (type), step = nn_walk_step (walk, 1);
  union {
    double floats[CHUNK];
    gint64 integers[CHUNK];
  } x, y;

  for (gint64 i = 0; i < nn_walk_row (walk); i += CHUNK) {
    gint64 some = MIN (CHUNK, nn_walk_row (walk) - i);
    char *to = (char *) call->outputs[0].data + (at->places[0] + i) * size;

    nn_convert (wide, &x, type,
                (const char *) call->inputs[input].data + (at->places[1] + i * step) * size,
                step == 0 ? 1 : some);
    if (input > 0)
      nn_convert (wide, &y, type, to, some);
    for (gint64 j = 0; j < some; j++)
      if (input == 0)
        y.integers[j] = x.integers[j * step];
      else if (wide == NN_TYPE_FLOAT64)
        take_double (kind, &y.floats[j], x.floats[j * step]);
      else
        take_gint64 (kind, &y.integers[j], x.integers[j * step]);
    for (gint64 j = 0; kind == MEAN && input + 1 == call->n_inputs && j < some; j++)
      if (wide == NN_TYPE_FLOAT64)
        y.floats[j] /= call->n_inputs;
      else
        y.integers[j] /= (gint64) call->n_inputs;
    nn_convert (type, to, wide, &y, some);
  }
}

static void
forward (NnOpCall *call, Kind kind)
{
  const NnWalk *walks = call->settings;
  gboolean floats = call->outputs[0].type == NN_TYPE_FLOAT32;
  float *y = call->outputs[0].data;
  NnWalkAt at;

  for (guint input = 0; input < call->n_inputs; input++)
    for (gboolean more = nn_walk_begin (&walks[input], &at); more;
         more = nn_walk_next (&walks[input], &at))
      (floats ? take_floats : take_others) (call, kind, input, &walks[input], &at);
  if (kind == MEAN && floats)
    for (gint64 i = 0; i < nn_shape_count (&call->outputs[0].shape); i++)
      y[i] /= (float) call->n_inputs;
}

/* Of several equal extremes the first gets the gradient. */
static void
backward (NnOpCall *call, Kind kind)
{
  const NnWalk *walks = call->settings;
  const float *dy = call->output_gradients[0].data;
  const guint8 *winners = call->saved;
  float factor = kind == MEAN ? 1 / (float) call->n_inputs : 1;
  NnWalkAt at;

  for (guint input = 0; input < call->n_inputs; input++) {
    const NnWalk *walk = &walks[input];
    float *dx = call->input_gradients[input].data;

    if (dx == NULL)
      continue;
    memset (dx, 0, (gsize) nn_shape_count (&call->inputs[input].shape) * sizeof (float));
    for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
      for (gint64 i = 0; i < nn_walk_row (walk); i++)
        if (kind == SUM || kind == MEAN || winners[at.places[0] + i] == input)
          dx[at.places[1] + i * nn_walk_step (walk, 1)] += factor * dy[at.places[0] + i];
  }
}

/* clang-format off */
#define MANY(NAME, ONNX, KIND)                                                                     \
  static gboolean NAME##_prepare (NnOpCall *call, GError **error)                                  \
  {                                                                                                \
    return prepare (call, KIND, error);                                                            \
  }                                                                                                \
                                                                                                   \
  static void NAME##_forward (NnOpCall *call)                                                      \
  {                                                                                                \
    forward (call, KIND);                                                                          \
  }                                                                                                \
                                                                                                   \
  static void NAME##_backward (NnOpCall *call)                                                     \
  {                                                                                                \
    backward (call, KIND);                                                                         \
  }                                                                                                \
                                                                                                   \
  const NnOp nn_op_##NAME = { ONNX, 1, NN_OP_MAX_INPUTS, 1, 1, NAME##_prepare, NAME##_forward,     \
    NAME##_backward };
/* clang-format on */

MANY (max, "Max", MAX_OF)
MANY (min, "Min", MIN_OF)
MANY (sum, "Sum", SUM)
MANY (mean, "Mean", MEAN)
