/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <tgmath.h>

#include "nn/ops/nn-map.h"

/*
 * Functions of one number. Each is a line: the settings a and b with their defaults, y = f(x), and
 * dx, the gradient, by x, y and dy. The functions of <tgmath.h> take the type of their argument.
 */

#define ROWS(NAME, TYPE, Y)                                                                        \
  static void NAME##_##TYPE (gint64 n, const double *p, const TYPE *from, TYPE *to)                \
  {                                                                                                \
    const TYPE a = (TYPE) p[0], b = (TYPE) p[1];                                                   \
                                                                                                   \
    for (gint64 i = 0; i < n; i++) {                                                               \
      const TYPE x = from[i];                                                                      \
                                                                                                   \
      to[i] = (TYPE) (Y);                                                                          \
    }                                                                                              \
    (void) a, (void) b;                                                                            \
  }

#define SETTINGS(NAME, A, A_DEFAULT, B, B_DEFAULT)                                                 \
  static gboolean NAME##_prepare (NnOpCall *call, GError **error)                                  \
  {                                                                                                \
    return prepare (call, &NAME##_map, nn_attributes_get_float (call->attributes, A, A_DEFAULT),   \
                    nn_attributes_get_float (call->attributes, B, B_DEFAULT), error);              \
  }

/* clang-format off */
#define STEPS(NAME, ONNX)                                                                          \
  static void NAME##_forward (NnOpCall *call)                                                      \
  {                                                                                                \
    nn_map_forward (call, &NAME##_map, call->settings);                                            \
  }                                                                                                \
                                                                                                   \
  const NnOp nn_op_##NAME = { ONNX, 1, 1, 1, 1, NAME##_prepare, NAME##_forward, NULL,              \
    .can_batch_last = always };

#define OPERATOR(NAME, ONNX, KIND, DX)                                                             \
  static void NAME##_forward (NnOpCall *call)                                                      \
  {                                                                                                \
    nn_map_forward (call, &NAME##_map, call->settings);                                            \
  }                                                                                                \
                                                                                                   \
  static void NAME##_backward (NnOpCall *call)                                                     \
  {                                                                                                \
    const float *from = call->inputs[0].data, *to = call->outputs[0].data;                         \
    const float *gradient = call->output_gradients[0].data;                                        \
    const float a = (float) ((const double *) call->settings)[0];                                  \
    const float b = (float) ((const double *) call->settings)[1];                                  \
    float *result = call->input_gradients[0].data;                                                 \
    gint64 n = nn_shape_count (&call->outputs[0].shape);                                           \
                                                                                                   \
    for (gint64 i = 0; i < n; i++) {                                                               \
      const float x = from[i], y = to[i], dy = gradient[i];                                        \
                                                                                                   \
      result[i] = DX;                                                                              \
      (void) x, (void) y;                                                                          \
    }                                                                                              \
    (void) a, (void) b;                                                                            \
  }                                                                                                \
                                                                                                   \
  const NnOp nn_op_##NAME = { ONNX, 1, 1, 1, 1, NAME##_prepare, NAME##_forward, NAME##_backward,   \
    .kind = KIND, .can_batch_last = always };
/* clang-format on */

/* Of floats alone. */
#define FUNCTION(NAME, ONNX, KIND, A, A_DEFAULT, B, B_DEFAULT, Y, DX)                              \
  ROWS (NAME, float, Y)                                                                            \
  ROWS (NAME, double, Y)                                                                           \
  static const NnMap NAME##_map = { NAME##_float, NAME##_double, NULL };                           \
  SETTINGS (NAME, A, A_DEFAULT, B, B_DEFAULT)                                                      \
  OPERATOR (NAME, ONNX, KIND, DX)

/* Of integers too, where Z is the value. */
#define FUNCTION_OF_ALL(NAME, ONNX, Y, Z, DX)                                                      \
  ROWS (NAME, float, Y)                                                                            \
  ROWS (NAME, double, Y)                                                                           \
  ROWS (NAME, gint64, Z)                                                                           \
  static const NnMap NAME##_map = { NAME##_float, NAME##_double, NAME##_gint64 };                  \
  SETTINGS (NAME, "", 0, "", 0)                                                                    \
  OPERATOR (NAME, ONNX, NN_OP_OTHER, DX)

/* Functions in steps, which have no gradient. */
#define STEP_FUNCTION(NAME, ONNX, Y, Z)                                                            \
  ROWS (NAME, float, Y)                                                                            \
  ROWS (NAME, double, Y)                                                                           \
  ROWS (NAME, gint64, Z)                                                                           \
  static const NnMap NAME##_map = { NAME##_float, NAME##_double, NAME##_gint64 };                  \
  SETTINGS (NAME, "", 0, "", 0)                                                                    \
  STEPS (NAME, ONNX)

static gboolean
always (const NnOpCall *call)
{
  return TRUE;
}

static gboolean
prepare (NnOpCall *call, const NnMap *map, double a, double b, GError **error)
{
  const double p[2] = { a, b };

  if (!nn_map_prepare (call, map, error))
    return FALSE;
  call->settings = g_memdup2 (p, sizeof p);
  return TRUE;
}

/* With t = tanh (softplus (x)): t + x (1 - t^2) sigmoid (x) */
static float
mish_slope (float x)
{
  float t = tanh (log1p (exp (-fabs (x))) + (x > 0 ? x : 0));

  return t + x * (1 - t * t) / (1 + exp (-x));
}

/* clang-format off */
/*        name          ONNX           kind                a        default                  b        default                  y                                           dx */
FUNCTION (sqrt,         "Sqrt",        NN_OP_OTHER,        "",      0,                       "",      0,                       sqrt (x),                                   dy / (2 * y))
FUNCTION (exp,          "Exp",         NN_OP_OTHER,        "",      0,                       "",      0,                       exp (x),                                    dy * y)
FUNCTION (log,          "Log",         NN_OP_LOGARITHM,    "",      0,                       "",      0,                       log (x),                                    dy / x)
FUNCTION (erf,          "Erf",         NN_OP_OTHER,        "",      0,                       "",      0,                       erf (x),                                    dy * exp (-x * x) * (float) M_2_SQRTPI)
FUNCTION (softplus,     "Softplus",    NN_OP_OTHER,        "",      0,                       "",      0,                       (x > 0 ? x : 0) + log1p (exp (-fabs (x))),  dy / (1 + exp (-x)))
FUNCTION (leaky_relu,   "LeakyRelu",   NN_OP_RECTIFIER,    "alpha", 0.01,                    "",      0,                       x < 0 ? a * x : x,                          x < 0 ? a * dy : dy)
FUNCTION (elu,          "Elu",         NN_OP_RECTIFIER,    "alpha", 1,                       "",      0,                       x < 0 ? a * expm1 (x) : x,                  x < 0 ? dy * (y + a) : dy)
FUNCTION (selu,         "Selu",        NN_OP_OTHER,        "alpha", 1.67326319217681884765625, "gamma", 1.05070102214813232421875, b * (x > 0 ? x : a * expm1 (x)),        x > 0 ? dy * b : dy * (y + a * b))
FUNCTION (hard_sigmoid, "HardSigmoid", NN_OP_HARD_SIGMOID, "alpha", 0.2,                     "beta",  0.5,                     (a * x + b < 0 ? 0 : a * x + b > 1 ? 1 : a * x + b), y > 0 && y < 1 ? dy * a : 0)
FUNCTION (acos,         "Acos",        NN_OP_OTHER,        "",      0,                       "",      0,                       acos (x),                                   -dy / sqrt (1 - x * x))
FUNCTION (acosh,        "Acosh",       NN_OP_OTHER,        "",      0,                       "",      0,                       acosh (x),                                  dy / sqrt (x * x - 1))
FUNCTION (asin,         "Asin",        NN_OP_OTHER,        "",      0,                       "",      0,                       asin (x),                                   dy / sqrt (1 - x * x))
FUNCTION (asinh,        "Asinh",       NN_OP_OTHER,        "",      0,                       "",      0,                       asinh (x),                                  dy / sqrt (x * x + 1))
FUNCTION (atan,         "Atan",        NN_OP_OTHER,        "",      0,                       "",      0,                       atan (x),                                   dy / (x * x + 1))
FUNCTION (atanh,        "Atanh",       NN_OP_OTHER,        "",      0,                       "",      0,                       atanh (x),                                  dy / (1 - x * x))
FUNCTION (celu,         "Celu",        NN_OP_OTHER,        "alpha", 1,                       "",      0,                       x < 0 ? a * expm1 (x / a) : x,              x < 0 ? dy * exp (x / a) : dy)
FUNCTION (cos,          "Cos",         NN_OP_OTHER,        "",      0,                       "",      0,                       cos (x),                                    -dy * sin (x))
FUNCTION (cosh,         "Cosh",        NN_OP_OTHER,        "",      0,                       "",      0,                       cosh (x),                                   dy * sinh (x))
FUNCTION (hard_swish,   "HardSwish",   NN_OP_OTHER,        "",      0,                       "",      0,                       (x <= -3 ? 0 : x >= 3 ? x : (x * x + 3 * x) / 6), x <= -3 ? 0 : x >= 3 ? dy : dy * (x / 3 + 0.5f))
FUNCTION (mish,         "Mish",        NN_OP_OTHER,        "",      0,                       "",      0,                       x * tanh (log1p (exp (-fabs (x))) + (x > 0 ? x : 0)), mish_slope (x) * dy)
FUNCTION (reciprocal,   "Reciprocal",  NN_OP_OTHER,        "",      0,                       "",      0,                       1 / x,                                      -dy * y * y)
FUNCTION (sin,          "Sin",         NN_OP_OTHER,        "",      0,                       "",      0,                       sin (x),                                    dy * cos (x))
FUNCTION (sinh,         "Sinh",        NN_OP_OTHER,        "",      0,                       "",      0,                       sinh (x),                                   dy * cosh (x))
FUNCTION (softsign,     "Softsign",    NN_OP_OTHER,        "",      0,                       "",      0,                       x / (1 + fabs (x)),                         dy / ((1 + fabs (x)) * (1 + fabs (x))))
FUNCTION (swish,        "Swish",       NN_OP_OTHER,        "alpha", 1,                       "",      0,                       x / (1 + exp (-a * x)),                     dy * (1 + a * x / (1 + exp (a * x))) / (1 + exp (-a * x)))
FUNCTION (tan,          "Tan",         NN_OP_OTHER,        "",      0,                       "",      0,                       tan (x),                                    dy * (1 + y * y))
FUNCTION (thresholded_relu, "ThresholdedRelu", NN_OP_OTHER, "alpha", 1,                      "",      0,                       x > a ? x : 0,                              x > a ? dy : 0)
FUNCTION (shrink,       "Shrink",      NN_OP_OTHER,        "lambd", 0.5,                     "bias",  0,                       (x < -a ? x + b : x > a ? x - b : 0),       x < -a || x > a ? dy : 0)

/*             name   ONNX     y                     y of integers */
STEP_FUNCTION (ceil,  "Ceil",  ceil (x),             x)
STEP_FUNCTION (floor, "Floor", floor (x),            x)
STEP_FUNCTION (round, "Round", rint (x),             x)
STEP_FUNCTION (sign,  "Sign",  (x > 0) - (x < 0),    (x > 0) - (x < 0))

/*               name ONNX   y         y of integers                                dx */
FUNCTION_OF_ALL (neg, "Neg", -x,       (gint64) (0 - (guint64) x),                  -dy)
FUNCTION_OF_ALL (abs, "Abs", fabs (x), (x < 0 ? (gint64) (0 - (guint64) x) : x),    (x > 0 ? dy : x < 0 ? -dy : 0))
/* clang-format on */

/*
 * Gelu: x times the part of the normal distribution that lies below x. approximate="tanh" takes
 * (1 + tanh (z)) / 2 for it, which is 1 / (1 + exp (-2 z)), where 2 z = b (x + a x^3). Without it a
 * is 0, and b is 1 / sqrt (2).
 */

#define BELOW(x) (a > 0 ? 1 / (1 + exp (-b * (x + a * x * x * x))) : erfc (-b * x) / 2)

/* clang-format off */
ROWS (gelu, float,  x * BELOW (x))
ROWS (gelu, double, x * BELOW (x))
/* clang-format on */

static const NnMap gelu_map = { gelu_float, gelu_double, NULL };

static gboolean
gelu_prepare (NnOpCall *call, GError **error)
{
  const char *name = nn_attributes_get_string (call->attributes, "approximate", "none");

  if (g_str_equal (name, "tanh"))
    return prepare (call, &gelu_map, 0.044715, 2 * M_SQRT2 / sqrt (G_PI), error);
  if (g_str_equal (name, "none"))
    return prepare (call, &gelu_map, 0, M_SQRT1_2, error);
  g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "the approximation %s is not known", name);
  return FALSE;
}

/* The density of the normal distribution is exp (-x^2 / 2) / sqrt (2 pi). */
OPERATOR (gelu,
          "Gelu",
          NN_OP_OTHER,
          (a > 0 ? dy * (BELOW (x) + y * (1 - BELOW (x)) * b * (1 + 3 * a * x * x))
                 : dy * (BELOW (x) + x * exp (-x * x / 2) * (float) (M_2_SQRTPI * M_SQRT1_2 / 2))))

/* Clip: the smallest and the largest are attributes before operator set 11, inputs since, and each
 * may be left out. */

/* clang-format off */
ROWS (clip, float,  x < a ? a : x > b ? b : x)
ROWS (clip, double, x < a ? a : x > b ? b : x)
/* clang-format on */

static void
clip_integers (gint64 n, const double *p, const gint64 *x, gint64 *y)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = (double) x[i] < p[0] ? (gint64) p[0] : (double) x[i] > p[1] ? (gint64) p[1] : x[i];
}

static const NnMap clip_map = { clip_float, clip_double, clip_integers };

static gboolean
clip_prepare (NnOpCall *call, GError **error)
{
  for (guint i = 1; i < 3; i++) {
    if (!nn_op_has_input (call, i))
      continue;
    if (!nn_op_check_type (call, i, call->inputs[0].type, error))
      return FALSE;
    if (nn_shape_count (&call->inputs[i].shape) != 1) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "input %u must be one number", i);
      return FALSE;
    }
  }
  return nn_map_prepare (call, &clip_map, error);
}

static void
read_bounds (const NnOpCall *call, double *p)
{
  p[0] = nn_attributes_get_float (call->attributes, "min", -INFINITY);
  p[1] = nn_attributes_get_float (call->attributes, "max", INFINITY);
  for (guint i = 1; i < 3; i++)
    if (nn_op_has_input (call, i))
      nn_convert (NN_TYPE_FLOAT64, &p[i - 1], call->inputs[i].type, call->inputs[i].data, 1);
}

static void
clip_forward (NnOpCall *call)
{
  double p[2];

  read_bounds (call, p);
  nn_map_forward (call, &clip_map, p);
}

/* A bound gets the gradient of what was taken to it. */
static void
clip_backward (NnOpCall *call)
{
  const float *x = call->inputs[0].data, *dy = call->output_gradients[0].data;
  float *dx = nn_op_wants_gradient (call, 0) ? call->input_gradients[0].data : NULL;
  gint64 n = nn_shape_count (&call->outputs[0].shape);
  float sums[2] = { 0, 0 };
  double p[2];

  read_bounds (call, p);
  for (gint64 i = 0; i < n; i++) {
    gboolean below = x[i] < p[0], above = !below && x[i] > p[1];

    if (dx != NULL)
      dx[i] = below || above ? 0 : dy[i];
    sums[0] += below ? dy[i] : 0;
    sums[1] += above ? dy[i] : 0;
  }
  for (guint i = 1; i < 3; i++)
    if (nn_op_wants_gradient (call, i))
      *(float *) call->input_gradients[i].data = sums[i - 1];
}

/* clang-format off */
const NnOp nn_op_clip = { "Clip", 1, 3, 1, 1, clip_prepare, clip_forward, clip_backward,
  .can_batch_last = always };
/* clang-format on */
