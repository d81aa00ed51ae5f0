/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* SEEK_DATA */

#include "nn/base/nn-load-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is read at a time. */
#define PIECE ((gsize) 1 << 18)

/* From this size on, a file may not begin with a hole. */
#define LARGE ((goffset) 1 << 20)

static void
refuse_size (const char *name, gsize most, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: the file has more than %d MiB", name,
               (int) (most >> 20));
}

static void
refuse_reading (const char *name, int problem, GError **error)
{
  g_set_error (error, NN_ERROR, problem == ENOENT ? NN_ERROR_MISSING : NN_ERROR_IO,
               "%s cannot be read: %s", name, g_strerror (problem));
}

/* FALSE: it is not a regular file. */
static gboolean
check_kind (mode_t mode, const char *name, GError **error)
{
  const char *kind = S_ISDIR (mode)    ? "a folder"
                     : S_ISFIFO (mode) ? "a pipe"
                     : S_ISSOCK (mode) ? "a socket"
                                       : "a device";

  if (S_ISREG (mode))
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_IO, "%s cannot be read: it is %s, not a file", name, kind);
  return FALSE;
}

/* hint: the size that it may have; nothing depends on it but how often memory is moved. */
static GBytes *
read_all (GInputStream *stream, const char *name, gsize most, gsize hint, GError **error)
{
  g_autoptr (GByteArray) result = g_byte_array_sized_new ((guint) MIN (hint, most));
  g_autoptr (GError) reason = NULL;
  g_autofree guint8 *buffer = g_malloc (PIECE);
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, PIECE, NULL, &reason)) > 0) {
    if ((gsize) n > most - result->len) {
      refuse_size (name, most, error);
      return NULL;
    }
    g_byte_array_append (result, buffer, (guint) n);
  }
  if (n < 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_IO, "%s cannot be read: %s", name, reason->message);
    return NULL;
  }
  /* What is empty has an address, too. */
  if (result->len == 0)
    return g_bytes_new_static ("", 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&result));
}

GBytes *
nn_load_stream (GInputStream *stream, const char *name, gsize most, GError **error)
{
  return read_all (stream, name, most, 0, error);
}

static gboolean
begins_with_hole (int fd)
{
  off_t data = lseek (fd, 0, SEEK_DATA);

  /* ENXIO: there is nothing but holes. Other errors: the file system does not know. */
  return data > 0 || (data < 0 && errno == ENXIO);
}

/* A descriptor of a regular file that can be read, close() it; *size: what the file system says.
 * -1: the error is set. */
static int
open_regular (const char *path, const char *name, goffset *size, GError **error)
{
  struct stat info;
  int fd;

  /* Opening a device can have an effect, so the kind of file is checked before it is opened, and
   * again afterwards. */
  if (stat (path, &info) != 0) {
    refuse_reading (name, errno, error);
    return -1;
  }
  if (!check_kind (info.st_mode, name, error))
    return -1;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0 || fstat (fd, &info) != 0) {
    refuse_reading (name, errno, error);
  } else if (!check_kind (info.st_mode, name, error)) {
    /* The error is set. */
  } else if (info.st_size >= LARGE && begins_with_hole (fd)) {
    g_set_error (error, NN_ERROR, NN_ERROR_IO,
                 "%s cannot be read: it begins with a hole, as a file does whose download has not "
                 "ended",
                 name);
  } else {
    lseek (fd, 0, SEEK_SET);
    *size = info.st_size;
    return fd;
  }
  if (fd >= 0)
    close (fd);
  return -1;
}

static GBytes *
load_local (const char *path, const char *name, gsize most, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  goffset size;
  int fd = open_regular (path, name, &size, error);

  if (fd < 0)
    return NULL;
  stream = g_unix_input_stream_new (fd, TRUE);
  if (size > (goffset) most) {
    refuse_size (name, most, error);
    return NULL;
  }
  return read_all (stream, name, most, (gsize) size, error);
}

GBytes *
nn_load_file (GFile *file, gsize most, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) reason = NULL;

  if (path != NULL)
    return load_local (path, name, most, error);
  stream = g_file_read (file, NULL, &reason);
  if (stream == NULL) {
    gboolean missing = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

    g_set_error (error, NN_ERROR, missing ? NN_ERROR_MISSING : NN_ERROR_IO, "%s cannot be read: %s",
                 name, reason->message);
    return NULL;
  }
  return nn_load_stream (G_INPUT_STREAM (stream), name, most, error);
}

GBytes *
nn_load_unpack (GBytes *bytes, const char *name, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autoptr (GInputStream) packed = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GConverter) gzip = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GError) reason = NULL;

  if (length < 2 || data[0] != 0x1f || data[1] != 0x8b)
    return g_bytes_ref (bytes);
  packed = g_memory_input_stream_new_from_bytes (bytes);
  gzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  stream = g_converter_input_stream_new (packed, gzip);
  result = nn_load_stream (stream, name, NN_LOAD_MAX_BYTES, &reason);
  if (g_error_matches (reason, NN_ERROR, NN_ERROR_RANGE))
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: unpacked, the file has more than %d MiB",
                 name, (int) (NN_LOAD_MAX_BYTES >> 20));
  else if (reason != NULL)
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: the gzip file is damaged or cut short",
                 name);
  return g_steal_pointer (&result);
}

GBytes *
nn_load_unpacked (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_file (file, NN_LOAD_MAX_BYTES, error);

  return bytes != NULL ? nn_load_unpack (bytes, name, error) : NULL;
}
