/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-npy.h"

#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/base/nn-message.h"

#define MAGIC "\x93NUMPY"
#define MAGIC_LENGTH 6

static const struct {
  const char *descr;
  NnType type;
} types[] = {
  { "<f4", NN_TYPE_FLOAT32 }, { "<f8", NN_TYPE_FLOAT64 }, { "<f2", NN_TYPE_FLOAT16 },
  { "|u1", NN_TYPE_UINT8 },   { "|i1", NN_TYPE_INT8 },    { "<i2", NN_TYPE_INT16 },
  { "<i4", NN_TYPE_INT32 },   { "<i8", NN_TYPE_INT64 },   { "|b1", NN_TYPE_BOOL },
};

typedef struct {
  const char *name; /* of the file */
  const char *at;   /* place in the header, which ends with a NUL */
  NnType type;
  gboolean fortran_order;
  NnShape shape;
} Header;

static gboolean
damaged (const Header *header, const char *what, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: the header of the .npy file is damaged: %s",
               header->name, what);
  return FALSE;
}

static void
skip_spaces (Header *header)
{
  while (g_ascii_isspace (*header->at))
    header->at++;
}

/* Takes the character if it comes next. */
static gboolean
take (Header *header, char c)
{
  skip_spaces (header);
  if (*header->at != c)
    return FALSE;
  header->at++;
  return TRUE;
}

/* A string in single or double quotes; free with g_free(). NULL where there is none. */
static char *
take_string (Header *header)
{
  const char *start, *end;
  char quote;

  skip_spaces (header);
  quote = *header->at;
  if (quote != '\'' && quote != '"')
    return NULL;
  start = header->at + 1;
  end = strchr (start, quote);
  if (end == NULL)
    return NULL;
  header->at = end + 1;
  return g_strndup (start, (gsize) (end - start));
}

static gboolean
take_word (Header *header, const char *word)
{
  skip_spaces (header);
  if (!g_str_has_prefix (header->at, word))
    return FALSE;
  header->at += strlen (word);
  return TRUE;
}

static gboolean
take_type (Header *header, GError **error)
{
  g_autofree char *descr = take_string (header);
  g_autofree char *valid = NULL;

  for (guint i = 0; descr != NULL && i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (descr, types[i].descr)) {
      header->type = types[i].type;
      return TRUE;
    }
  valid = nn_message_clip (descr != NULL ? descr : "record");
  g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
               "%s: numbers of the type '%s' are not supported; save them as float32 or int64, "
               "little-endian",
               header->name, valid);
  return FALSE;
}

static gboolean
take_shape (Header *header, GError **error)
{
  header->shape.rank = 0;
  if (!take (header, '('))
    return damaged (header, "the shape is missing", error);
  while (!take (header, ')')) {
    char *end;
    guint64 dim;

    skip_spaces (header);
    if (!g_ascii_isdigit (*header->at) || header->shape.rank == NN_MAX_RANK)
      return damaged (header, "the shape is not a list of up to 8 numbers", error);
    dim = g_ascii_strtoull (header->at, &end, 10);
    header->at = end;
    if (dim > G_MAXINT64 / 2 || (!take (header, ',') && *header->at != ')'))
      return damaged (header, "the shape is not a list of up to 8 numbers", error);
    header->shape.dims[header->shape.rank++] = (gint64) dim;
  }
  return TRUE;
}

/* {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } in any order. */
static gboolean
parse_header (Header *header, GError **error)
{
  guint found = 0;

  if (!take (header, '{'))
    return damaged (header, "it does not begin with {", error);
  while (!take (header, '}')) {
    g_autofree char *key = take_string (header);

    if (key == NULL || !take (header, ':'))
      return damaged (header, "a name is missing", error);
    if (g_str_equal (key, "descr")) {
      if (!take_type (header, error))
        return FALSE;
      found |= 1;
    } else if (g_str_equal (key, "fortran_order")) {
      header->fortran_order = take_word (header, "True");
      if (!header->fortran_order && !take_word (header, "False"))
        return damaged (header, "fortran_order is neither True nor False", error);
      found |= 2;
    } else if (g_str_equal (key, "shape")) {
      if (!take_shape (header, error))
        return FALSE;
      found |= 4;
    } else {
      return damaged (header, "it has an unknown name", error);
    }
    if (!take (header, ',') && *header->at != '}')
      return damaged (header, "a comma is missing", error);
  }
  return found == 7 || damaged (header, "descr, fortran_order or shape is missing", error);
}

/* Numbers whose first index runs fastest, into a tensor, whose last one does. */
static void
copy_fortran (NnTensor *tensor, const guint8 *from, gsize size)
{
  const NnShape *shape = nn_tensor_shape (tensor);
  gint64 count = nn_tensor_count (tensor), index[NN_MAX_RANK] = { 0 };
  guint8 *to = nn_tensor_data (tensor);

  for (gint64 i = 0; i < count; i++) {
    gint64 place = 0;

    for (int d = 0; d < shape->rank; d++)
      place = place * shape->dims[d] + index[d];
    memcpy (to + (gsize) place * size, from + (gsize) i * size, size);
    for (int d = 0; d < shape->rank && ++index[d] == shape->dims[d]; d++)
      index[d] = 0;
  }
}

/* The place of the numbers; 0 where the file is not .npy or its header is cut short. */
static gsize
find_numbers (const guint8 *data, gsize length, gsize *header_at)
{
  gsize header_length;

  if (length < 12 || memcmp (data, MAGIC, MAGIC_LENGTH) != 0 || data[6] < 1 || data[6] > 3)
    return 0;
  *header_at = data[6] == 1 ? 10 : 12;
  header_length = data[8] | (gsize) data[9] << 8;
  if (data[6] > 1)
    header_length |= (gsize) data[10] << 16 | (gsize) data[11] << 24;
  return header_length <= length - *header_at ? *header_at + header_length : 0;
}

NnTensor *
nn_npy_parse (GBytes *bytes, const char *name, GError **error)
{
  gsize length, header_at, at, size, there;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = NULL;
  g_autoptr (NnTensor) tensor = NULL;
  Header header = { .name = name };

  at = find_numbers (data, length, &header_at);
  if (at == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s is no .npy file of version 1 to 3, or cut short in its header", name);
    return NULL;
  }
  text = g_strndup ((const char *) data + header_at, at - header_at);
  header.at = text;
  if (!parse_header (&header, error))
    return NULL;

  /* Nothing is made of a size that the file only claims. */
  size = nn_type_size (header.type);
  there = length - at;
  if (nn_shape_count (&header.shape) < 0 || there % size != 0
      || (gsize) nn_shape_count (&header.shape) != there / size) {
    g_autofree char *shape = nn_shape_to_string (&header.shape);

    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: %s numbers of %s need other than the %" G_GSIZE_FORMAT
                 " bytes that follow the header",
                 name, shape, nn_type_name (header.type), there);
    return NULL;
  }
  tensor = nn_tensor_try_new (header.type, &header.shape, error);
  if (tensor == NULL)
    return NULL;
  if (header.fortran_order)
    copy_fortran (tensor, data + at, size);
  else if (there > 0)
    memcpy (nn_tensor_data (tensor), data + at, there);
  return g_steal_pointer (&tensor);
}

NnTensor *
nn_npy_load (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_unpacked (file, error);

  return bytes != NULL ? nn_npy_parse (bytes, name, error) : NULL;
}

GBytes *
nn_npy_to_bytes (const NnTensor *tensor)
{
  const NnShape *shape = nn_tensor_shape (tensor);
  g_autoptr (GString) dims = g_string_new (NULL);
  g_autoptr (GString) header = NULL;
  gsize n_bytes = (gsize) nn_tensor_count (tensor) * nn_type_size (nn_tensor_type (tensor));
  const char *descr = NULL;
  guint8 *file;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].type == nn_tensor_type (tensor))
      descr = types[i].descr;
  for (int d = 0; d < shape->rank; d++)
    g_string_append_printf (dims, "%" G_GINT64_FORMAT "%s", shape->dims[d],
                            shape->rank == 1      ? ","
                            : d + 1 < shape->rank ? ", "
                                                  : "");
  header = g_string_new (NULL);
  g_string_printf (header, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr,
                   dims->str);
  /* The numbers begin at a multiple of 64; a line feed ends the header. */
  while ((10 + header->len + 1) % 64 != 0)
    g_string_append_c (header, ' ');
  g_string_append_c (header, '\n');
  file = g_malloc (10 + header->len + n_bytes);
  memcpy (file, MAGIC "\x01\x00", 8);
  file[8] = (guint8) (header->len & 255);
  file[9] = (guint8) (header->len >> 8);
  memcpy (file + 10, header->str, header->len);
  if (n_bytes > 0)
    memcpy (file + 10 + header->len, nn_tensor_const_data (tensor), n_bytes);
  return g_bytes_new_take (file, 10 + header->len + n_bytes);
}
