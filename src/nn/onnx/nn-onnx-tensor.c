/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/onnx/nn-onnx-reader.h"

/* The numbers of a tensor, in the file or beside it. */

/* TensorProto.DataType beyond those that NnType has. */
#define TYPE_STRING 8

/* The raw numbers of a tensor in the file. */
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
  case 14:
  case 15:
    return "complex";
  default:
    return type > NN_ONNX_BFLOAT16 ? "float8 or int4" : "none that is known";
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

/* --- files beside the model --- */

/*
 * Weights in files beside the model. A model file is untrusted: it may name files in its own folder
 * and below, and nothing else. Each part of the path is opened by itself, without following links,
 * so that no name leads outside.
 */

/* All weights of a model, in bytes. */
#define MAX_EXTERNAL_BYTES ((gsize) 1 << 30)

typedef struct {
  const char *location;
  gint64 offset, length; /* length -1: to the end of the file */
} Place;

static gboolean
find_place (NnOnnxReader *reader, const Onnx__Tensor *from, const char *name, Place *place)
{
  *place = (Place){ NULL, 0, -1 };
  for (gsize i = 0; i < from->n_external_data; i++) {
    const char *key = from->external_data[i]->key, *value = from->external_data[i]->value;
    gint64 *number = NULL;

    if (key == NULL || value == NULL)
      continue;
    if (g_str_equal (key, "location"))
      place->location = value;
    else if (g_str_equal (key, "offset"))
      number = &place->offset;
    else if (g_str_equal (key, "length"))
      number = &place->length;
    if (number != NULL
        && !g_ascii_string_to_signed (value, 10, 0, (gint64) MAX_EXTERNAL_BYTES, number, NULL))
      return nn_onnx_refuse (reader, NN_ERROR_RANGE,
                             "tensor '%s' lies at an impossible place: %s %s", name, key, value);
  }
  if (place->location == NULL || *place->location == '\0')
    return nn_onnx_refuse (reader, NN_ERROR_FORMAT,
                           "tensor '%s' lies in another file, which is not named", name);
  return TRUE;
}

/* A path of plain names below the folder. */
static gboolean
is_inside (const char *location)
{
  g_auto (GStrv) parts = NULL;

  if (g_path_is_absolute (location) || strchr (location, '\\') != NULL
      || strlen (location) >= PATH_MAX)
    return FALSE;
  parts = g_strsplit (location, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_equal (parts[i], ".."))
      return FALSE;
  return TRUE;
}

/* -1 with errno set. */
static int
open_inside (const char *folder, const char *location)
{
  g_auto (GStrv) parts = g_strsplit (location, "/", -1);
  int at = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (guint i = 0; at >= 0 && parts[i] != NULL; i++) {
    gboolean last = parts[i + 1] == NULL;
    int next, problem;

    if (*parts[i] == '\0' || g_str_equal (parts[i], "."))
      continue;
    /* Without waiting for a pipe's other end. */
    next = openat (at, parts[i],
                   O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? 0 : O_DIRECTORY));
    problem = errno;
    close (at);
    errno = problem;
    at = next;
  }
  return at;
}

static GBytes *
read_part (int fd, gint64 offset, gsize length)
{
  g_autofree char *data = g_try_malloc (MAX (length, 1));
  gsize done = 0;

  if (data == NULL) {
    errno = ENOMEM;
    return NULL;
  }
  while (done < length) {
    gssize n = pread (fd, data + done, length - done, (off_t) (offset + (gint64) done));

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      errno = n == 0 ? ENODATA : errno;
      return NULL;
    }
    done += (gsize) n;
  }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/* The bytes of a tensor that are in a file in the model's folder. */
static GBytes *
read_external (NnOnnxReader *reader, const Onnx__Tensor *from, const char *name)
{
  g_autofree char *folder = reader->folder != NULL ? g_file_get_path (reader->folder) : NULL;
  GBytes *bytes = NULL;
  struct stat info;
  Place place;
  int fd;

  if (!find_place (reader, from, name, &place))
    return NULL;
  if (!is_inside (place.location)) {
    nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                    "tensor '%s' lies in '%s', which is outside of the model's folder; that is "
                    "never read",
                    name, place.location);
    return NULL;
  }
  if (folder == NULL) {
    nn_onnx_refuse (reader, NN_ERROR_MISSING,
                    "tensor '%s' lies in '%s' beside the model; open the model from its folder on "
                    "this machine",
                    name, place.location);
    return NULL;
  }
  fd = open_inside (folder, place.location);
  if (fd < 0) {
    int problem = errno;

    if (problem == ELOOP || problem == ENOTDIR)
      nn_onnx_refuse (reader, NN_ERROR_UNSUPPORTED,
                      "tensor '%s' lies in '%s', which is a link; links are never followed", name,
                      place.location);
    else
      nn_onnx_refuse (reader, problem == ENOENT ? NN_ERROR_MISSING : NN_ERROR_IO,
                      "the weights '%s' are in the file '%s' beside the model, which cannot be "
                      "read: %s",
                      name, place.location, g_strerror (problem));
    return NULL;
  }
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode)) {
    nn_onnx_refuse (reader, NN_ERROR_IO, "'%s' beside the model is not a regular file",
                    place.location);
  } else if (place.offset > info.st_size
             || (place.length >= 0 && place.length > info.st_size - place.offset)) {
    nn_onnx_refuse (reader, NN_ERROR_FORMAT,
                    "the file '%s' beside the model has %" G_GINT64_FORMAT
                    " bytes; tensor '%s' lies beyond its end",
                    place.location, (gint64) info.st_size, name);
  } else {
    gsize length = (gsize) (place.length >= 0 ? place.length : info.st_size - place.offset);

    reader->external_bytes += length;
    if (reader->external_bytes > MAX_EXTERNAL_BYTES)
      nn_onnx_refuse (reader, NN_ERROR_RANGE, "the files beside the model have more than %d MiB",
                      (int) (MAX_EXTERNAL_BYTES >> 20));
    else if ((bytes = read_part (fd, place.offset, length)) == NULL)
      nn_onnx_refuse (reader, NN_ERROR_IO, "'%s' beside the model cannot be read: %s",
                      place.location, g_strerror (errno));
  }
  close (fd);
  return bytes;
}

/* --- tensors --- */

NnTensor *
nn_onnx_read_tensor (NnOnnxReader *reader, const Onnx__Tensor *from, const char *name)
{
  NnShape shape = { .rank = (int) MIN (from->n_dims, NN_MAX_RANK) };
  int type = from->data_type;
  gsize size = type == NN_ONNX_BFLOAT16 ? 2 : nn_type_size (type);
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
    external = read_external (reader, from, name);
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
  if (type == NN_ONNX_BFLOAT16)
    return widen (&shape, numbers.data);
  return nn_tensor_new_from_data (type, &shape, numbers.data);
}
