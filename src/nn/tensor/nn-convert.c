/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/tensor/nn-tensor.h"

#include <math.h>
#include <string.h>

guint16
nn_float_to_half (float x)
{
  guint32 bits, sign, rest, half;

  memcpy (&bits, &x, 4);
  sign = (bits >> 16) & 0x8000;
  bits &= 0x7fffffff;
  if (bits > 0x7f800000)
    return sign | 0x7e00;
  if (bits >= 0x477ff000) /* 65520 and more round to infinity */
    return sign | 0x7c00;
  if (bits < 0x38800000) {
    /* Below 2^-14 halves are multiples of 2^-24; adding 0.5 lets the float unit round to that. */
    float magnitude;

    memcpy (&magnitude, &bits, 4);
    magnitude += 0.5f;
    memcpy (&bits, &magnitude, 4);
    return sign | (bits - 0x3f000000);
  }
  rest = bits & 0x1fff;
  half = (bits - 0x38000000) >> 13;
  if (rest > 0x1000 || (rest == 0x1000 && (half & 1)))
    half++;
  return sign | half;
}

float
nn_half_to_float (guint16 h)
{
  guint32 sign = (guint32) (h & 0x8000) << 16;
  guint32 exponent = (h >> 10) & 31;
  guint32 fraction = h & 0x3ff;
  guint32 bits;
  float x;

  if (exponent == 0) {
    x = (float) fraction * 0x1p-24f;
    return sign ? -x : x;
  }
  bits = sign | (exponent == 31 ? 0x7f800000 : (exponent + 112) << 23) | fraction << 13;
  memcpy (&x, &bits, 4);
  return x;
}

/* Truncates towards zero; what does not fit becomes the nearest that does, NaN becomes 0. */
static gint64
to_integer (double x, gint64 low, gint64 high)
{
  if (isnan (x))
    return 0;
  if (x <= (double) low)
    return low;
  if (x >= (double) high)
    return high;
  return (gint64) x;
}

static double
load_double (NnType type, const void *data, gint64 i)
{
  switch (type) {
  case NN_TYPE_FLOAT32:
    return ((const float *) data)[i];
  case NN_TYPE_FLOAT64:
    return ((const double *) data)[i];
  case NN_TYPE_FLOAT16:
    return nn_half_to_float (((const guint16 *) data)[i]);
  default:
    g_return_val_if_reached (0);
  }
}

static gint64
load_int (NnType type, const void *data, gint64 i)
{
  switch (type) {
  case NN_TYPE_UINT8:
    return ((const guint8 *) data)[i];
  case NN_TYPE_BOOL:
    return ((const guint8 *) data)[i] != 0;
  case NN_TYPE_INT8:
    return ((const gint8 *) data)[i];
  case NN_TYPE_INT16:
    return ((const gint16 *) data)[i];
  case NN_TYPE_INT32:
    return ((const gint32 *) data)[i];
  case NN_TYPE_INT64:
    return ((const gint64 *) data)[i];
  default:
    return to_integer (load_double (type, data, i), G_MININT64, G_MAXINT64);
  }
}

static gboolean
is_float (NnType type)
{
  return type == NN_TYPE_FLOAT32 || type == NN_TYPE_FLOAT64 || type == NN_TYPE_FLOAT16;
}

static void
convert_one (NnType to_type, void *to, NnType from_type, const void *from, gint64 i)
{
  double x
      = is_float (from_type) ? load_double (from_type, from, i) : load_int (from_type, from, i);

  switch (to_type) {
  case NN_TYPE_FLOAT32:
    ((float *) to)[i] = (float) x;
    break;
  case NN_TYPE_FLOAT64:
    ((double *) to)[i] = x;
    break;
  case NN_TYPE_FLOAT16:
    ((guint16 *) to)[i] = nn_float_to_half ((float) x);
    break;
  case NN_TYPE_BOOL:
    ((guint8 *) to)[i] = x != 0;
    break;
  case NN_TYPE_UINT8:
    ((guint8 *) to)[i] = (guint8) load_int (from_type, from, i);
    break;
  case NN_TYPE_INT8:
    ((gint8 *) to)[i] = (gint8) load_int (from_type, from, i);
    break;
  case NN_TYPE_INT16:
    ((gint16 *) to)[i] = (gint16) load_int (from_type, from, i);
    break;
  case NN_TYPE_INT32:
    ((gint32 *) to)[i] = (gint32) load_int (from_type, from, i);
    break;
  case NN_TYPE_INT64:
    ((gint64 *) to)[i] = load_int (from_type, from, i);
    break;
  case NN_TYPE_UNDEFINED:
  default:
    g_return_if_reached ();
  }
}

void
nn_convert (NnType to_type, void *to, NnType from_type, const void *from, gint64 n)
{
  if (to_type == from_type) {
    if (n > 0)
      memcpy (to, from, n * nn_type_size (to_type));
    return;
  }
  for (gint64 i = 0; i < n; i++)
    convert_one (to_type, to, from_type, from, i);
}
