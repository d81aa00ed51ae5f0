/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-data-file.h"

#include "nn/base/nn-error.h"

GBytes *
nn_data_unpack (GBytes *bytes, const char *name, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autoptr (GInputStream) packed = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GConverter) gzip = NULL;
  g_autoptr (GByteArray) result = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree guint8 *buffer = NULL;
  gssize n;

  if (length < 2 || data[0] != 0x1f || data[1] != 0x8b)
    return g_bytes_ref (bytes);
  packed = g_memory_input_stream_new_from_bytes (bytes);
  gzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  stream = g_converter_input_stream_new (packed, gzip);
  result = g_byte_array_new ();
  buffer = g_malloc (1 << 16);
  while ((n = g_input_stream_read (stream, buffer, 1 << 16, NULL, &reason)) > 0) {
    if (result->len + n > NN_DATA_FILE_MAX_BYTES) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: unpacked, the file has more than %d MiB",
                   name, (int) (NN_DATA_FILE_MAX_BYTES >> 20));
      return NULL;
    }
    g_byte_array_append (result, buffer, (guint) n);
  }
  if (n < 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: the gzip file is damaged or cut short: %s",
                 name, reason->message);
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&result));
}

GBytes *
nn_data_file_load (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, &reason);

  if (info != NULL && g_file_info_get_size (info) > (goffset) NN_DATA_FILE_MAX_BYTES) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: the file has more than %d MiB", name,
                 (int) (NN_DATA_FILE_MAX_BYTES >> 20));
    return NULL;
  }
  if (info != NULL)
    bytes = g_file_load_bytes (file, NULL, NULL, &reason);
  if (bytes == NULL) {
    gboolean missing = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

    g_set_error (error, NN_ERROR, missing ? NN_ERROR_MISSING : NN_ERROR_IO, "%s cannot be read: %s",
                 name, reason->message);
    return NULL;
  }
  return nn_data_unpack (bytes, name, error);
}
