/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>
#include <tgmath.h>

#include "nn/ops/nn-map.h"
#include "nn/ops/nn-walk.h"

/*
 * Operators on two tensors whose shapes are broadcast to each other. Each is a line: y = f(u, v) in
 * floats and in integers, and the gradients du and dv by u, v, y and dy. settings is the walk:
 * tensor 0 is the output, 1 and 2 the inputs; along a row an input has the step 0 or 1.
 */

/* Numbers that are converted at a time. */
#define CHUNK 256

typedef struct {
  void (*floats) (gint64 n, const float *u, gint64 u_step, const float *v, gint64 v_step, float *y);
  void (*doubles) (gint64 n,
                   const double *u,
                   gint64 u_step,
                   const double *v,
                   gint64 v_step,
                   double *y);
  void (*integers) (gint64 n,
                    const gint64 *u,
                    gint64 u_step,
                    const gint64 *v,
                    gint64 v_step,
                    gint64 *y);
  /* du and dv may be NULL. */
  void (*gradients) (gint64 n,
                     const float *u,
                     gint64 u_step,
                     const float *v,
                     gint64 v_step,
                     const float *y,
                     const float *dy,
                     float *du,
                     float *dv);
  gboolean mixed; /* the inputs may have different types */
} Binary;

/* --- shapes --- */

/* Before operator set 7 the second input lies at `axis` of the first: dimensions of 1 behind it
 * mean the same.
 */
static gboolean
place_second (const NnOpCall *call, NnShape *shape, GError **error)
{
  const NnShape *first = &call->inputs[0].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", first->rank - shape->rank);

  if (call->opset >= 7 || nn_attributes_find (call->attributes, "axis") == NULL)
    return TRUE;
  if (!nn_op_normalize_axis (&axis, first->rank, error))
    return FALSE;
  while (shape->rank + axis < first->rank)
    shape->dims[shape->rank++] = 1;
  return TRUE;
}

static gboolean
check_types (const NnOpCall *call, const Binary *binary, GError **error)
{
  for (guint i = 0; i < 2; i++) {
    NnType type = nn_op_has_input (call, i) ? call->inputs[i].type : NN_TYPE_UNDEFINED;

    if (type == NN_TYPE_UNDEFINED || type == NN_TYPE_BOOL
        || (binary->integers == NULL && !nn_type_is_float (type)))
      return nn_op_check_type (call, i, NN_TYPE_FLOAT32, error);
  }
  return binary->mixed || nn_op_check_type (call, 1, call->inputs[0].type, error);
}

static gboolean
prepare_shapes (NnOpCall *call,
                const Binary *binary,
                const NnShape *u,
                const NnShape *v,
                GError **error)
{
  NnShape shape;
  NnWalk walk;

  if (!nn_shape_broadcast (u, v, &shape, error))
    return FALSE;
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  nn_walk_init (&walk, &shape);
  nn_walk_add_broadcast (&walk, &shape);
  nn_walk_add_broadcast (&walk, u);
  nn_walk_add_broadcast (&walk, v);
  nn_walk_join (&walk);
  call->settings = g_memdup2 (&walk, sizeof walk);
  return TRUE;
}

static gboolean
prepare (NnOpCall *call, const Binary *binary, GError **error)
{
  NnShape second = call->inputs[1].shape;

  return check_types (call, binary, error) && place_second (call, &second, error)
         && prepare_shapes (call, binary, &call->inputs[0].shape, &second, error);
}

/* --- loops --- */

/* n numbers of the wanted type from a place on; converted into the buffer where they have another.
 */
static const void *
fetch (NnType wanted, const NnView *view, gint64 place, gint64 step, gint64 n, void *buffer)
{
  const char *from = (const char *) view->data + place * nn_type_size (view->type);

  if (view->type == wanted)
    return from;
  nn_convert (wanted, buffer, view->type, from, step == 0 ? 1 : n);
  return buffer;
}

static void
compute_row (NnOpCall *call, const Binary *binary, NnType type, gint64 n, const NnWalkAt *at)
{
  const NnWalk *walk = call->settings;
  gint64 u_step = nn_walk_step (walk, 1), v_step = nn_walk_step (walk, 2);
  NnView *output = &call->outputs[0];
  gint64 buffers[3][CHUNK]; /* doubles have the same size */
  gboolean direct = call->inputs[0].type == type && call->inputs[1].type == type;
  gint64 chunk = direct ? n : CHUNK;

  for (gint64 i = 0; i < n; i += chunk) {
    gint64 some = MIN (chunk, n - i);
    const void *u
        = fetch (type, &call->inputs[0], at->places[1] + i * u_step, u_step, some, buffers[0]);
    const void *v
        = fetch (type, &call->inputs[1], at->places[2] + i * v_step, v_step, some, buffers[1]);
    char *to = (char *) output->data + (at->places[0] + i) * nn_type_size (output->type);
    void *y = output->type == type ? (void *) to : buffers[2];

    if (type == NN_TYPE_FLOAT32)
      binary->floats (some, u, u_step, v, v_step, y);
    else if (type == NN_TYPE_FLOAT64)
      binary->doubles (some, u, u_step, v, v_step, y);
    else
      binary->integers (some, u, u_step, v, v_step, y);
    if (y != to)
      nn_convert (output->type, to, type, y, some);
  }
}

static void
forward (NnOpCall *call, const Binary *binary)
{
  const NnWalk *walk = call->settings;
  NnType u = call->inputs[0].type, v = call->inputs[1].type;
  NnType type = NN_TYPE_INT64;
  NnWalkAt at;

  if (u == NN_TYPE_FLOAT32 && v == NN_TYPE_FLOAT32)
    type = NN_TYPE_FLOAT32;
  else if (nn_type_is_float (u) || nn_type_is_float (v))
    type = NN_TYPE_FLOAT64;
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    compute_row (call, binary, type, nn_walk_row (walk), &at);
}

/* The gradient of a broadcast input is the sum over where it went. */
static void
backward (NnOpCall *call, const Binary *binary)
{
  const NnWalk *walk = call->settings;
  gint64 n = nn_walk_row (walk), u_step = nn_walk_step (walk, 1), v_step = nn_walk_step (walk, 2);
  gint64 chunk = call->inputs[1].type == NN_TYPE_FLOAT32 ? MAX (1, n) : CHUNK;
  float *du = call->input_gradients[0].data, *dv = call->input_gradients[1].data;
  const float *y = call->outputs[0].data, *dy = call->output_gradients[0].data;
  float buffer[CHUNK];
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    for (gint64 i = 0; i < n; i += chunk) {
      gint64 some = MIN (chunk, n - i);
      gint64 u_place = at.places[1] + i * u_step, v_place = at.places[2] + i * v_step;

      binary->gradients (some, (const float *) call->inputs[0].data + u_place, u_step,
                         fetch (NN_TYPE_FLOAT32, &call->inputs[1], v_place, v_step, some, buffer),
                         v_step, y + at.places[0] + i, dy + at.places[0] + i,
                         du != NULL ? du + u_place : NULL, dv != NULL ? dv + v_place : NULL);
    }
}

/* --- the operators --- */

#define LOOP(NAME, TYPE, Y)                                                                        \
  static inline void NAME##_##TYPE##_loop (gint64 n, const TYPE *us, gint64 u_step,                \
                                           const TYPE *vs, gint64 v_step, TYPE *ys)                \
  {                                                                                                \
    for (gint64 i = 0; i < n; i++) {                                                               \
      const TYPE u = us[i * u_step], v = vs[i * v_step];                                           \
                                                                                                   \
      ys[i] = (TYPE) (Y);                                                                          \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  static void NAME##_##TYPE (gint64 n, const TYPE *u, gint64 u_step, const TYPE *v, gint64 v_step, \
                             TYPE *y)                                                              \
  {                                                                                                \
    /* With steps that the compiler knows, the loops become vectors. */                            \
    if (u_step == 1 && v_step == 1)                                                                \
      NAME##_##TYPE##_loop (n, u, 1, v, 1, y);                                                     \
    else if (u_step == 1)                                                                          \
      NAME##_##TYPE##_loop (n, u, 1, v, 0, y);                                                     \
    else if (v_step == 1)                                                                          \
      NAME##_##TYPE##_loop (n, u, 0, v, 1, y);                                                     \
    else                                                                                           \
      NAME##_##TYPE##_loop (n, u, 0, v, 0, y);                                                     \
  }

#define OPERATOR(NAME, INTEGERS, MIXED, DU, DV)                                                    \
  static void NAME##_gradients (gint64 n, const float *us, gint64 u_step, const float *vs,         \
                                gint64 v_step, const float *ys, const float *dys, float *du,       \
                                float *dv)                                                         \
  {                                                                                                \
    for (gint64 i = 0; i < n; i++) {                                                               \
      const float u = us[i * u_step], v = vs[i * v_step], y = ys[i], dy = dys[i];                  \
                                                                                                   \
      if (du != NULL)                                                                              \
        du[i * u_step] += DU;                                                                      \
      if (dv != NULL)                                                                              \
        dv[i * v_step] += DV;                                                                      \
      (void) u, (void) v, (void) y;                                                                \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  static const Binary NAME##_rows                                                                  \
      = { NAME##_float, NAME##_double, INTEGERS, NAME##_gradients, MIXED };                        \
                                                                                                   \
  static void NAME##_forward (NnOpCall *call)                                                      \
  {                                                                                                \
    forward (call, &NAME##_rows);                                                                  \
  }                                                                                                \
                                                                                                   \
  static void NAME##_backward (NnOpCall *call)                                                     \
  {                                                                                                \
    backward (call, &NAME##_rows);                                                                 \
  }

/* clang-format off */
#define BINARY(NAME, ONNX, KIND, FLAGS, MIXED, Y, INTEGER_Y, DU, DV)                               \
  LOOP (NAME, float, Y)                                                                            \
  LOOP (NAME, double, Y)                                                                           \
  LOOP (NAME, gint64, INTEGER_Y)                                                                   \
  OPERATOR (NAME, NAME##_gint64, MIXED, DU, DV)                                                    \
                                                                                                   \
  static gboolean NAME##_prepare (NnOpCall *call, GError **error)                                  \
  {                                                                                                \
    return prepare (call, &NAME##_rows, error);                                                    \
  }                                                                                                \
                                                                                                   \
  const NnOp nn_op_##NAME = { ONNX, 2, 2, 1, 1, NAME##_prepare, NAME##_forward, NAME##_backward,   \
    .kind = KIND, .flags = FLAGS, .adds_to = 0x03 };
/* clang-format on */

/* Towards zero; what has no answer is 0. */
static gint64
divide (gint64 u, gint64 v)
{
  if (v == 0)
    return 0;
  return v == -1 ? (gint64) (0 - (guint64) u) : u / v;
}

/* By squaring; beyond 64 bits it wraps as multiplication does. */
static gint64
power (gint64 u, gint64 v)
{
  guint64 result = 1;

  if (v < 0)
    return u == 1 ? 1 : u == -1 ? (v % 2 == 0 ? 1 : -1) : 0;
  for (guint64 base = (guint64) u; v > 0; v >>= 1, base *= base)
    if (v & 1)
      result *= base;
  return (gint64) result;
}

/* clang-format off */
/*      name  ONNX   kind           flags             mixed  y            y of integers              du                                   dv */
BINARY (add, "Add", NN_OP_SUM,     NN_OP_KEEPS_SIGN, FALSE, u + v,       (guint64) u + (guint64) v, dy,                                  dy)
BINARY (sub, "Sub", NN_OP_SUM,     0,                FALSE, u - v,       (guint64) u - (guint64) v, dy,                                  -dy)
BINARY (mul, "Mul", NN_OP_SCALING, 0,                FALSE, u * v,       (guint64) u * (guint64) v, dy * v,                              dy * u)
BINARY (div, "Div", NN_OP_SCALING, 0,                FALSE, u / v,       divide (u, v),             dy / v,                              -dy * y / v)
BINARY (pow, "Pow", NN_OP_OTHER,   0,                TRUE,  pow (u, v),  power (u, v),              v == 0 ? 0 : dy * v * pow (u, v - 1), u > 0 ? dy * y * log (u) : 0)
/* clang-format on */

/* Mod: what is left of a division, with the sign of the divisor, or with fmod=1 of the dividend. */

static gint64
modulo (gint64 u, gint64 v)
{
  gint64 rest = v == 0 || v == -1 ? 0 : u % v;

  return rest != 0 && (rest < 0) != (v < 0) ? rest + v : rest;
}

static gint64
rest_of (gint64 u, gint64 v)
{
  return v == 0 || v == -1 ? 0 : u % v;
}

/* clang-format off */
LOOP (mod, float, u - floor (u / v) * v)
LOOP (mod, double, u - floor (u / v) * v)
LOOP (mod, gint64, modulo (u, v))
OPERATOR (mod, mod_gint64, FALSE, dy, -dy * floor (u / v))
LOOP (rest, float, fmod (u, v))
LOOP (rest, double, fmod (u, v))
LOOP (rest, gint64, rest_of (u, v))
OPERATOR (rest, rest_gint64, FALSE, dy, -dy * trunc (u / v))
/* clang-format on */

static gboolean
keeps_dividend_sign (const NnOpCall *call)
{
  return nn_attributes_get_int (call->attributes, "fmod", 0) != 0;
}

static gboolean
mod_prepare (NnOpCall *call, GError **error)
{
  return prepare (call, keeps_dividend_sign (call) ? &rest_rows : &mod_rows, error);
}

static void
any_mod_forward (NnOpCall *call)
{
  (keeps_dividend_sign (call) ? rest_forward : mod_forward) (call);
}

static void
any_mod_backward (NnOpCall *call)
{
  (keeps_dividend_sign (call) ? rest_backward : mod_backward) (call);
}

/* clang-format off */
const NnOp nn_op_mod = { "Mod", 2, 2, 1, 1, mod_prepare, any_mod_forward, any_mod_backward,
  .adds_to = 0x03 };
/* clang-format on */

/* BitShift: of integers without a sign. */

LOOP (shift_left, gint64, (guint64) v < 64 ? (guint64) u << v : 0)
LOOP (shift_right, gint64, (guint64) v < 64 ? (guint64) u >> v : 0)

static const Binary shift_left_rows = { .integers = shift_left_gint64 };
static const Binary shift_right_rows = { .integers = shift_right_gint64 };

static gboolean
shift_prepare (NnOpCall *call, GError **error)
{
  const char *direction = nn_attributes_get_string (call->attributes, "direction", "");

  if (!g_str_equal (direction, "LEFT") && !g_str_equal (direction, "RIGHT")) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "the direction %s is not known", direction);
    return FALSE;
  }
  switch (call->inputs[0].type) {
  case NN_TYPE_UINT8:
  case NN_TYPE_UINT16:
  case NN_TYPE_UINT32:
  case NN_TYPE_UINT64:
    return prepare (call, &shift_left_rows, error);
  default:
    return nn_op_check_type (call, 0, NN_TYPE_UINT64, error);
  }
}

static void
shift_forward (NnOpCall *call)
{
  const char *direction = nn_attributes_get_string (call->attributes, "direction", "");

  forward (call, g_str_equal (direction, "LEFT") ? &shift_left_rows : &shift_right_rows);
}

const NnOp nn_op_bit_shift = { "BitShift", 2, 2, 1, 1, shift_prepare, shift_forward, NULL };

/* PRelu: the slope v for what is below zero; before operator set 7 one for each channel. */

LOOP (prelu, float, u < 0 ? u * v : u)
LOOP (prelu, double, u < 0 ? u * v : u)
LOOP (prelu, gint64, u < 0 ? (gint64) ((guint64) u * (guint64) v) : u)
OPERATOR (prelu, prelu_gint64, FALSE, u < 0 ? dy * v : dy, u < 0 ? dy * u : 0)

static gboolean
prelu_prepare (NnOpCall *call, GError **error)
{
  const NnShape *x = &call->inputs[0].shape;
  NnShape slope = call->inputs[1].shape;

  if (!check_types (call, &prelu_rows, error))
    return FALSE;
  while (call->opset < 7 && call->inputs[1].shape.rank == 1 && slope.rank < x->rank - 1)
    slope.dims[slope.rank++] = 1;
  if (!prepare_shapes (call, &prelu_rows, x, &slope, error))
    return FALSE;
  if (!nn_shape_equal (&call->outputs[0].shape, x)) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the slopes have more numbers than the input");
    return FALSE;
  }
  return TRUE;
}

/* clang-format off */
const NnOp nn_op_prelu = { "PRelu", 2, 2, 1, 1, prelu_prepare, prelu_forward, prelu_backward,
  .kind = NN_OP_PRELU, .adds_to = 0x03, .weight_inputs = 0x02 };
/* clang-format on */
