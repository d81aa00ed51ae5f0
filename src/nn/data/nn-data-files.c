/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-data-files.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/base/nn-message.h"

static void
data_file_free (NnDataFile *file)
{
  g_free (file->path);
  g_free (file->name);
  g_clear_object (&file->file);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

static GPtrArray *
files_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) data_file_free);
}

static NnDataFile *
add (GPtrArray *files, const char *path, char *name)
{
  NnDataFile *file = g_new0 (NnDataFile, 1);

  file->path = g_strdup (path);
  file->name = name;
  g_ptr_array_add (files, file);
  return file;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(NnDataFile *const *) a)->path, (*(NnDataFile *const *) b)->path);
}

static gboolean
refuse_count (const char *name, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s holds more than %d files", name,
               NN_DATA_MOST_FILES);
  return FALSE;
}

/* path: of the folder in the one that was given, with a '/' at its end, or empty. */
static gboolean
list (GFile *folder, const char *path, guint depth, GPtrArray *files, GError **error)
{
  g_autofree char *folder_name = g_file_get_parse_name (folder);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      folder, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
      G_FILE_QUERY_INFO_NONE, NULL, &reason);
  GFileInfo *info = NULL;
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, &info, &child, NULL, &reason)
         && info != NULL) {
    const char *own = g_file_info_get_name (info);
    g_autofree char *child_path = g_strconcat (path, own, NULL);

    if (own[0] == '.')
      continue;
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR) {
      if (files->len == NN_DATA_MOST_FILES)
        return refuse_count (folder_name, error);
      add (files, child_path, g_file_get_parse_name (child))->file = g_object_ref (child);
    } else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY
               && depth < NN_DATA_MOST_DEPTH) {
      g_autofree char *inner = g_strconcat (child_path, "/", NULL);

      if (!list (child, inner, depth + 1, files, error))
        return FALSE;
    }
  }
  if (reason == NULL)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_IO, "%s cannot be read: %s", folder_name, reason->message);
  return FALSE;
}

GPtrArray *
nn_data_files_of_folder (GFile *folder, GError **error)
{
  g_autoptr (GPtrArray) files = files_new ();

  if (!list (folder, "", 1, files, error))
    return NULL;
  g_ptr_array_sort (files, compare_paths);
  return g_steal_pointer (&files);
}

GPtrArray *
nn_data_files_of_file (GFile *file)
{
  GPtrArray *files = files_new ();
  g_autofree char *base = g_file_get_basename (file);

  add (files, base, g_file_get_parse_name (file))->file = g_object_ref (file);
  return files;
}

/* --- archives --- */

gboolean
nn_data_is_archive (const guint8 *head, gsize length)
{
  return (length >= 4 && memcmp (head, "PK\3\4", 4) == 0)
         || (length >= 262 && memcmp (head + 257, "ustar", 5) == 0);
}

static gboolean
refuse_archive (struct archive *archive, const char *name, GError **error)
{
  const char *reason = archive_error_string (archive);
  g_autofree char *clipped = nn_message_clip (reason != NULL ? reason : "unknown");

  g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
               "%s: the archive is damaged, cut short or encrypted: %s", name, clipped);
  return FALSE;
}

/* The bytes of the entry that comes next; *room: what may still be unpacked. */
static GBytes *
read_entry (struct archive *archive, const char *name, gsize *room, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[1 << 16];
  la_ssize_t n;

  while ((n = archive_read_data (archive, buffer, sizeof buffer)) > 0) {
    if ((gsize) n > *room) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "%s: unpacked, the archive has more than %d MiB", name,
                   (int) (NN_DATA_MOST_UNPACKED >> 20));
      return NULL;
    }
    *room -= (gsize) n;
    g_byte_array_append (bytes, buffer, (guint) n);
  }
  if (n < 0) {
    refuse_archive (archive, name, error);
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* Files that a Macintosh adds are hidden, too. */
static gboolean
is_hidden (const char *path)
{
  return path[0] == '.' || strstr (path, "/.") != NULL || g_str_has_prefix (path, "__MACOSX");
}

static gboolean
list_archive (struct archive *archive, const char *name, GPtrArray *files, GError **error)
{
  gsize room = NN_DATA_MOST_UNPACKED;
  struct archive_entry *entry;
  guint n_entries = 0;
  int status;

  while ((status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK
         || status == ARCHIVE_WARN) {
    const char *path = archive_entry_pathname_utf8 (entry);
    g_autofree char *valid = NULL;

    if (path == NULL)
      path = archive_entry_pathname (entry);
    if (n_entries++ == NN_DATA_MOST_FILES)
      return refuse_count (name, error);
    if (path != NULL && g_str_has_prefix (path, "./"))
      path += 2;
    if (path == NULL || archive_entry_filetype (entry) != AE_IFREG || is_hidden (path))
      continue;
    valid = nn_message_clip (path);
    {
      NnDataFile *file = add (files, valid, g_strconcat (name, "/", valid, NULL));

      file->bytes = read_entry (archive, file->name, &room, error);
      if (file->bytes == NULL)
        return FALSE;
    }
  }
  return status == ARCHIVE_EOF || refuse_archive (archive, name, error);
}

GPtrArray *
nn_data_files_of_archive (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (GPtrArray) files = files_new ();
  struct archive *archive = archive_read_new ();
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  gboolean done;

  archive_read_support_format_zip (archive);
  archive_read_support_format_tar (archive);
  done = archive_read_open_memory (archive, data, length) == ARCHIVE_OK
             ? list_archive (archive, name, files, error)
             : refuse_archive (archive, name, error);
  archive_read_free (archive);
  if (!done)
    return NULL;
  g_ptr_array_sort (files, compare_paths);
  return g_steal_pointer (&files);
}

/* --- one file --- */

const char *
nn_data_file_base (const NnDataFile *file)
{
  const char *slash = strrchr (file->path, '/');

  return slash != NULL ? slash + 1 : file->path;
}

GBytes *
nn_data_file_load (const NnDataFile *file, GError **error)
{
  return file->bytes != NULL ? nn_load_unpack (file->bytes, file->name, error)
                             : nn_load_unpacked (file->file, error);
}

static GBytes *
read_head (GInputStream *stream, gsize most)
{
  g_autofree guint8 *head = g_malloc (most);
  gsize n = 0;

  /* What was read before an error counts. */
  g_input_stream_read_all (stream, head, most, &n, NULL, NULL);
  return g_bytes_new (head, n);
}

GBytes *
nn_data_file_peek (const NnDataFile *file, gsize most)
{
  g_autoptr (GInputStream) stream = file->bytes != NULL
                                        ? g_memory_input_stream_new_from_bytes (file->bytes)
                                        : G_INPUT_STREAM (g_file_read (file->file, NULL, NULL));
  g_autoptr (GBytes) head = stream != NULL ? read_head (stream, most) : NULL;
  g_autoptr (GInputStream) unpacked = NULL;
  g_autoptr (GConverter) gzip = NULL;
  const guint8 *data;
  gsize length;

  if (head == NULL)
    return NULL;
  data = g_bytes_get_data (head, &length);
  if (length < 2 || data[0] != 0x1f || data[1] != 0x8b)
    return g_steal_pointer (&head);
  g_clear_object (&stream);
  stream = g_memory_input_stream_new_from_bytes (head);
  gzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  unpacked = g_converter_input_stream_new (stream, gzip);
  return read_head (unpacked, most);
}
