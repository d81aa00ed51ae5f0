/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/onnx/nn-onnx-private.h"

/*
 * Weights in files beside the model. A model is data from the world: it may name files of its own
 * folder and of folders in it, and nothing else. Each part of the path is opened by itself, without
 * following links, so that no name leads outside.
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

GBytes *
nn_onnx_read_external (NnOnnxReader *reader, const Onnx__Tensor *from, const char *name)
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
    nn_onnx_refuse (reader, NN_ERROR_IO, "'%s' beside the model is no ordinary file",
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
