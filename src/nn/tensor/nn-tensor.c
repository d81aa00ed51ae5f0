/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/tensor/nn-tensor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/base/nn-error.h"

struct _NnTensor {
  gatomicrefcount references;
  NnType type;
  NnShape shape;
  gint64 count;
  /* The numbers follow, at the next multiple of 64 bytes. */
};

#define HEADER_BYTES ((sizeof (NnTensor) + 63) & ~(gsize) 63)

gsize
nn_type_size (NnType type)
{
  switch (type) {
  case NN_TYPE_UINT8:
  case NN_TYPE_INT8:
  case NN_TYPE_BOOL:
    return 1;
  case NN_TYPE_INT16:
  case NN_TYPE_UINT16:
  case NN_TYPE_FLOAT16:
    return 2;
  case NN_TYPE_FLOAT32:
  case NN_TYPE_INT32:
  case NN_TYPE_UINT32:
    return 4;
  case NN_TYPE_INT64:
  case NN_TYPE_UINT64:
  case NN_TYPE_FLOAT64:
    return 8;
  case NN_TYPE_UNDEFINED:
  default:
    return 0;
  }
}

const char *
nn_type_name (NnType type)
{
  switch (type) {
  case NN_TYPE_UINT8:
    return "uint8";
  case NN_TYPE_INT8:
    return "int8";
  case NN_TYPE_BOOL:
    return "bool";
  case NN_TYPE_INT16:
    return "int16";
  case NN_TYPE_UINT16:
    return "uint16";
  case NN_TYPE_FLOAT16:
    return "float16";
  case NN_TYPE_FLOAT32:
    return "float32";
  case NN_TYPE_INT32:
    return "int32";
  case NN_TYPE_UINT32:
    return "uint32";
  case NN_TYPE_INT64:
    return "int64";
  case NN_TYPE_UINT64:
    return "uint64";
  case NN_TYPE_FLOAT64:
    return "float64";
  case NN_TYPE_UNDEFINED:
  default:
    return "undefined";
  }
}

gint64
nn_shape_count (const NnShape *shape)
{
  gint64 count = 1;

  for (int i = 0; i < shape->rank; i++) {
    if (shape->dims[i] < 0)
      return -1;
    if (__builtin_mul_overflow (count, shape->dims[i], &count) || count > (G_MAXINT64 >> 1))
      return -1;
  }
  return count;
}

gboolean
nn_shape_equal (const NnShape *a, const NnShape *b)
{
  return a->rank == b->rank && memcmp (a->dims, b->dims, a->rank * sizeof (gint64)) == 0;
}

char *
nn_shape_to_string (const NnShape *shape)
{
  GString *text;

  if (shape->rank == 0)
    return g_strdup ("scalar");
  text = g_string_new (NULL);
  for (int i = 0; i < shape->rank; i++) {
    if (i > 0)
      g_string_append_c (text, 'x');
    if (shape->dims[i] < 0)
      g_string_append_c (text, 'N');
    else
      g_string_append_printf (text, "%" G_GINT64_FORMAT, shape->dims[i]);
  }
  return g_string_free (text, FALSE);
}

/* NULL where there is not enough memory. */
static NnTensor *
allocate (NnType type, const NnShape *shape, gint64 count)
{
  gsize bytes = HEADER_BYTES + ((count * nn_type_size (type) + 63) & ~(gsize) 63);
  NnTensor *tensor = NULL;

  if (posix_memalign ((void **) &tensor, 64, bytes) != 0)
    return NULL;
  memset (tensor, 0, bytes);
  g_atomic_ref_count_init (&tensor->references);
  tensor->type = type;
  tensor->shape = *shape;
  tensor->count = count;
  return tensor;
}

NnTensor *
nn_tensor_try_new (NnType type, const NnShape *shape, GError **error)
{
  gint64 count = nn_shape_count (shape);
  gint64 size = (gint64) nn_type_size (type);
  NnTensor *tensor = NULL;

  g_return_val_if_fail (size > 0, NULL);

  if (count >= 0 && count <= NN_TENSOR_MAX_BYTES / size)
    tensor = allocate (type, shape, count);
  if (tensor == NULL) {
    g_autofree char *text = nn_shape_to_string (shape);

    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "A tensor of shape %s (%s) is too large", text,
                 nn_type_name (type));
  }
  return tensor;
}

NnTensor *
nn_tensor_new (NnType type, const NnShape *shape)
{
  g_autoptr (GError) error = NULL;
  NnTensor *tensor = nn_tensor_try_new (type, shape, &error);

  if (tensor == NULL)
    g_error ("%s", error->message);
  return tensor;
}

NnTensor *
nn_tensor_new_from_data (NnType type, const NnShape *shape, const void *data)
{
  NnTensor *tensor = nn_tensor_new (type, shape);

  if (tensor->count > 0)
    memcpy (nn_tensor_data (tensor), data, tensor->count * nn_type_size (type));
  return tensor;
}

NnTensor *
nn_tensor_ref (NnTensor *tensor)
{
  g_atomic_ref_count_inc (&tensor->references);
  return tensor;
}

void
nn_tensor_unref (NnTensor *tensor)
{
  if (g_atomic_ref_count_dec (&tensor->references))
    free (tensor);
}

NnType
nn_tensor_type (const NnTensor *tensor)
{
  return tensor->type;
}

const NnShape *
nn_tensor_shape (const NnTensor *tensor)
{
  return &tensor->shape;
}

gint64
nn_tensor_count (const NnTensor *tensor)
{
  return tensor->count;
}

void *
nn_tensor_data (NnTensor *tensor)
{
  return (char *) tensor + HEADER_BYTES;
}

const void *
nn_tensor_const_data (const NnTensor *tensor)
{
  return (const char *) tensor + HEADER_BYTES;
}

/* --- numbers of other types --- */

/* IEEE 754 half precision, round to nearest even. */
static guint16
float_to_half (float x)
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

static float
half_to_float (guint16 h)
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
    return half_to_float (((const guint16 *) data)[i]);
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
  case NN_TYPE_UINT16:
    return ((const guint16 *) data)[i];
  case NN_TYPE_INT32:
    return ((const gint32 *) data)[i];
  case NN_TYPE_UINT32:
    return ((const guint32 *) data)[i];
  case NN_TYPE_INT64:
    return ((const gint64 *) data)[i];
  case NN_TYPE_UINT64:
    return (gint64) ((const guint64 *) data)[i];
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
    ((guint16 *) to)[i] = float_to_half ((float) x);
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
  case NN_TYPE_UINT16:
    ((guint16 *) to)[i] = (guint16) load_int (from_type, from, i);
    break;
  case NN_TYPE_INT32:
    ((gint32 *) to)[i] = (gint32) load_int (from_type, from, i);
    break;
  case NN_TYPE_UINT32:
    ((guint32 *) to)[i] = (guint32) load_int (from_type, from, i);
    break;
  case NN_TYPE_INT64:
    ((gint64 *) to)[i] = load_int (from_type, from, i);
    break;
  case NN_TYPE_UINT64:
    ((guint64 *) to)[i] = (guint64) load_int (from_type, from, i);
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

NnTensor *
nn_tensor_cast (const NnTensor *tensor, NnType type)
{
  NnTensor *result = nn_tensor_new (type, &tensor->shape);

  nn_convert (type, nn_tensor_data (result), tensor->type, nn_tensor_const_data (tensor),
              tensor->count);
  return result;
}

double
nn_tensor_get_double (const NnTensor *tensor, gint64 i)
{
  double value = 0;

  g_return_val_if_fail (i >= 0 && i < tensor->count, 0);
  nn_convert (NN_TYPE_FLOAT64, &value, tensor->type,
              (const char *) nn_tensor_const_data (tensor) + i * nn_type_size (tensor->type), 1);
  return value;
}

gint64
nn_tensor_get_int (const NnTensor *tensor, gint64 i)
{
  gint64 value = 0;

  g_return_val_if_fail (i >= 0 && i < tensor->count, 0);
  nn_convert (NN_TYPE_INT64, &value, tensor->type,
              (const char *) nn_tensor_const_data (tensor) + i * nn_type_size (tensor->type), 1);
  return value;
}
