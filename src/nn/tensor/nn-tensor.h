/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * NnTensor: numbers of one type in a row-major box of up to NN_MAX_RANK dimensions.
 *
 * Reference-counted, in one allocation, the numbers aligned to 64 bytes. A tensor that more than
 * one owner holds is not written to any more.
 */

#define NN_MAX_RANK 8

/* The values are those of ONNX's TensorProto.DataType. */
typedef enum {
  NN_TYPE_UNDEFINED = 0,
  NN_TYPE_FLOAT32 = 1,
  NN_TYPE_UINT8 = 2,
  NN_TYPE_INT8 = 3,
  NN_TYPE_UINT16 = 4,
  NN_TYPE_INT16 = 5,
  NN_TYPE_INT32 = 6,
  NN_TYPE_INT64 = 7,
  NN_TYPE_BOOL = 9,
  NN_TYPE_FLOAT16 = 10,
  NN_TYPE_FLOAT64 = 11,
  NN_TYPE_UINT32 = 12,
  NN_TYPE_UINT64 = 13, /* in 64 bits with a sign wherever numbers are computed */
} NnType;

/* Bytes of one number; 0 for a type that is not supported. */
gsize nn_type_size (NnType type);

/* "float32", "int64" ... */
const char *nn_type_name (NnType type);

typedef struct {
  int rank;                 /* 0 (a scalar) to NN_MAX_RANK */
  gint64 dims[NN_MAX_RANK]; /* each >= 0; in a graph's declared shapes -1 is a free dimension */
} NnShape;

/* NN_SHAPE (2, 3) is the shape of a matrix with two rows of three. */
#define NN_SHAPE(...)                                                                              \
  ((NnShape){ (int) (sizeof ((gint64[]){ __VA_ARGS__ }) / sizeof (gint64)), { __VA_ARGS__ } })
#define NN_SHAPE_SCALAR ((NnShape){ 0, { 0 } })

/* The product of the dimensions; -1 if one is free or the product does not fit into 62 bits. */
gint64 nn_shape_count (const NnShape *shape);
gboolean nn_shape_equal (const NnShape *a, const NnShape *b);

/* "1x28x28", "scalar", free dimensions as "N". */
char *nn_shape_to_string (const NnShape *shape);

typedef struct _NnTensor NnTensor;

/* The largest tensor that may be made, in bytes. */
#define NN_TENSOR_MAX_BYTES ((gint64) 4 << 30)

/* All numbers zero. The shape must be without free dimensions and within NN_TENSOR_MAX_BYTES. */
NnTensor *nn_tensor_new (NnType type, const NnShape *shape);

/* The same for sizes that come from a file or a user: NN_ERROR_RANGE where they are too large. */
NnTensor *nn_tensor_try_new (NnType type, const NnShape *shape, GError **error);

/* Copies count(shape) numbers of the type from data. */
NnTensor *nn_tensor_new_from_data (NnType type, const NnShape *shape, const void *data);

NnTensor *nn_tensor_ref (NnTensor *tensor);
void nn_tensor_unref (NnTensor *tensor);

NnType nn_tensor_type (const NnTensor *tensor);
const NnShape *nn_tensor_shape (const NnTensor *tensor);
gint64 nn_tensor_count (const NnTensor *tensor);

/* count x nn_type_size() bytes. */
void *nn_tensor_data (NnTensor *tensor);
const void *nn_tensor_const_data (const NnTensor *tensor);

/* A new tensor with the numbers converted as ONNX's Cast does. */
NnTensor *nn_tensor_cast (const NnTensor *tensor, NnType type);

/* Number i (row-major) as a double or an integer, whatever the type. */
double nn_tensor_get_double (const NnTensor *tensor, gint64 i);
gint64 nn_tensor_get_int (const NnTensor *tensor, gint64 i);

/* Converts n numbers as ONNX's Cast does. */
void nn_convert (NnType to_type, void *to, NnType from_type, const void *from, gint64 n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnTensor, nn_tensor_unref)
