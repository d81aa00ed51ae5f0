/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-idx.h"

#include <string.h>

/* The header: two zeros, a byte for the type, one for the rank, then big-endian sizes. */

#define HEADER_START 4

static const struct {
  guint8 code;
  NnType type;
} types[] = {
  { 0x08, NN_TYPE_UINT8 }, { 0x09, NN_TYPE_INT8 },    { 0x0b, NN_TYPE_INT16 },
  { 0x0c, NN_TYPE_INT32 }, { 0x0d, NN_TYPE_FLOAT32 }, { 0x0e, NN_TYPE_FLOAT64 },
};

static guint32
big_endian (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static NnType
type_of (guint8 code)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].code == code)
      return types[i].type;
  return NN_TYPE_UNDEFINED;
}

gboolean
nn_idx_is (const guint8 *data, gsize length)
{
  return length >= HEADER_START && data[0] == 0 && data[1] == 0
         && type_of (data[2]) != NN_TYPE_UNDEFINED && data[3] >= 1 && data[3] <= NN_IDX_MAX_RANK;
}

/* Big-endian numbers of so many bytes as this machine has them. */
static void
copy_numbers (guint8 *to, const guint8 *from, gsize n_bytes, gsize size)
{
  if (size == 1 || G_BYTE_ORDER == G_BIG_ENDIAN) {
    if (n_bytes > 0)
      memcpy (to, from, n_bytes);
    return;
  }
  for (gsize i = 0; i < n_bytes; i += size)
    for (gsize k = 0; k < size; k++)
      to[i + k] = from[i + size - 1 - k];
}

NnTensor *
nn_idx_parse (GBytes *bytes, const char *name, GError **error)
{
  gsize length, header;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  NnShape shape = { 0 };
  NnTensor *tensor;
  NnType type;
  gint64 count;

  if (!nn_idx_is (data, length)) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s is no IDX file: it does not begin with two zeros, a type and 1 to %d sizes",
                 name, NN_IDX_MAX_RANK);
    return NULL;
  }
  type = type_of (data[2]);
  shape.rank = data[3];
  header = HEADER_START + 4 * (gsize) shape.rank;
  if (length < header) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: %" G_GSIZE_FORMAT
                 " bytes are too few for an IDX file, whose header alone has %" G_GSIZE_FORMAT,
                 name, length, header);
    return NULL;
  }
  for (int d = 0; d < shape.rank; d++)
    shape.dims[d] = big_endian (data + HEADER_START + 4 * d);
  count = nn_shape_count (&shape);
  if (count < 0 || (gsize) count > length
      || (gsize) count * nn_type_size (type) != length - header) {
    g_autofree char *text = nn_shape_to_string (&shape);

    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: the header promises %s numbers of %s, and %" G_GSIZE_FORMAT
                 " bytes follow it",
                 name, text, nn_type_name (type), length - header);
    return NULL;
  }
  tensor = nn_tensor_try_new (type, &shape, error);
  if (tensor != NULL)
    copy_numbers (nn_tensor_data (tensor), data + header, length - header, nn_type_size (type));
  return tensor;
}
