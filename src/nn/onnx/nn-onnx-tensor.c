/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/onnx/nn-onnx-private.h"

/* TensorProto.DataType beyond those that NnType has. */
#define TYPE_UINT16 4
#define TYPE_STRING 8
#define TYPE_UINT32 12
#define TYPE_UINT64 13
#define TYPE_BFLOAT16 16

/* Where the numbers of a tensor lie, as they are in the file. */
typedef struct {
  const void *data;
  gsize length; /* bytes */
} Numbers;

/* Small types lie in int32_data one a number; what does not fit is cut off as the specification
 * has it. */
static void
narrow (const Onnx__Tensor *from, gsize size, guint8 *to)
{
  for (gsize i = 0; i < from->n_int32_data; i++) {
    guint32 number = (guint32) from->int32_data[i];

    if (size == 1) {
      to[i] = (guint8) number;
    } else if (size == 2) {
      guint16 half = (guint16) number;

      memcpy (to + 2 * i, &half, 2);
    } else {
      memcpy (to + 4 * i, &number, 4);
    }
  }
}

/* The numbers of whichever field has them. *made: memory that is to be freed. */
static Numbers
find_numbers (const Onnx__Tensor *from, int type, gsize size, void **made)
{
  if (from->n_float_data > 0 && type == NN_TYPE_FLOAT32)
    return (Numbers){ from->float_data, from->n_float_data * sizeof (float) };
  if (from->n_int64_data > 0 && type == NN_TYPE_INT64)
    return (Numbers){ from->int64_data, from->n_int64_data * sizeof (gint64) };
  if (from->n_double_data > 0 && type == NN_TYPE_FLOAT64)
    return (Numbers){ from->double_data, from->n_double_data * sizeof (double) };
  if (from->n_int32_data > 0 && size <= 4 && type != NN_TYPE_FLOAT32) {
    *made = g_malloc (from->n_int32_data * size);
    narrow (from, size, *made);
    return (Numbers){ *made, from->n_int32_data * size };
  }
  return (Numbers){ from->raw_data.data, from->raw_data.len };
}

static const char *
name_of_type (int type)
{
  switch (type) {
  case TYPE_STRING:
    return "string";
  case TYPE_UINT16:
    return "uint16";
  case TYPE_UINT32:
    return "uint32";
  case TYPE_UINT64:
    return "uint64";
  case 14:
  case 15:
    return "complex";
  default:
    return type > TYPE_BFLOAT16 ? "float8 or int4" : "none that is known";
  }
}

/* The upper half of a float32. */
static NnTensor *
widen (const NnShape *shape, const guint8 *data)
{
  NnTensor *tensor = nn_tensor_new (NN_TYPE_FLOAT32, shape);
  float *to = nn_tensor_data (tensor);

  for (gint64 i = 0; i < nn_tensor_count (tensor); i++) {
    guint16 half;
    guint32 bits;

    memcpy (&half, data + 2 * i, 2);
    bits = (guint32) half << 16;
    memcpy (&to[i], &bits, 4);
  }
  return tensor;
}

NnTensor *
nn_onnx_read_tensor (NnOnnxReader *reader, const Onnx__Tensor *from, const char *name)
{
  NnShape shape = { .rank = (int) MIN (from->n_dims, NN_MAX_RANK) };
  int type = from->data_type;
  gsize size = type == TYPE_BFLOAT16 ? 2 : nn_type_size (type);
  g_autoptr (GBytes) external = NULL;
  g_autofree void *made = NULL;
  Numbers numbers;
  gint64 count;

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = from->dims[i];
  count = nn_shape_count (&shape);
  if (from->n_dims > NN_MAX_RANK || count < 0) {
    nn_onnx_refuse (reader, NN_ERROR_RANGE,
                    "tensor '%s' has impossible dimensions (more than %d, one below 0, or too many "
                    "numbers)",
                    name, NN_MAX_RANK);
    return NULL;
  }
  if (size == 0) {
    nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                    "tensor '%s' has the type %s (%d), which is not supported", name,
                    name_of_type (type), type);
    return NULL;
  }
  if (from->data_location == 1) {
    external = nn_onnx_read_external (reader, from, name);
    if (external == NULL)
      return NULL;
    numbers.data = g_bytes_get_data (external, &numbers.length);
  } else {
    numbers = find_numbers (from, type, size, &made);
  }
  if (count > NN_TENSOR_MAX_BYTES / (gint64) size || (gsize) count * size != numbers.length) {
    nn_onnx_refuse (reader, NN_ERROR_FORMAT,
                    "tensor '%s' should have %" G_GINT64_FORMAT " numbers of %" G_GSIZE_FORMAT
                    " bytes, but has %" G_GSIZE_FORMAT " bytes",
                    name, count, size, numbers.length);
    return NULL;
  }
  if (type == TYPE_BFLOAT16)
    return widen (&shape, numbers.data);
  return nn_tensor_new_from_data (type, &shape, numbers.data);
}
