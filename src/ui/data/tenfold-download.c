/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-download.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "nn/base/nn-error.h"

#define MIRROR "https://storage.googleapis.com/cvdf-datasets/mnist"
#define MNIST_TIMEOUT 30
#define CHUNK 65536

static const TenfoldDownloadFile mnist_files[] = {
  { "train-images-idx3-ubyte", 47040016,
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db" },
  { "train-labels-idx1-ubyte", 60008,
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5" },
  { "t10k-images-idx3-ubyte", 7840016,
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7" },
  { "t10k-labels-idx1-ubyte", 10008,
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2" },
};

struct _TenfoldDownload {
  GObject parent_instance;

  char *base_url;
  const TenfoldDownloadFile *files;
  guint n_files, timeout;
  gsize n_done; /* bytes unpacked; atomic: the thread counts, the main context reads */
  gsize n_bytes;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (TenfoldDownload, tenfold_download, G_TYPE_OBJECT)

enum { PROP_FRACTION = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

static void
tenfold_download_get_property (GObject *object, guint id, GValue *value, GParamSpec *property)
{
  g_value_set_double (value, tenfold_download_get_fraction (TENFOLD_DOWNLOAD (object)));
}

static void
tenfold_download_finalize (GObject *object)
{
  TenfoldDownload *self = TENFOLD_DOWNLOAD (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_free (self->base_url);
  G_OBJECT_CLASS (tenfold_download_parent_class)->finalize (object);
}

static void
tenfold_download_class_init (TenfoldDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_download_finalize;
  G_OBJECT_CLASS (klass)->get_property = tenfold_download_get_property;
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
}

static void
tenfold_download_init (TenfoldDownload *self)
{
}

TenfoldDownload *
tenfold_download_new (const char *base_url,
                      const TenfoldDownloadFile *files,
                      guint n_files,
                      guint timeout)
{
  TenfoldDownload *self = g_object_new (TENFOLD_TYPE_DOWNLOAD, NULL);

  self->base_url = g_strdup (base_url);
  self->files = files;
  self->n_files = n_files;
  self->timeout = timeout;
  for (guint i = 0; i < n_files; i++)
    self->n_bytes += files[i].size;
  return self;
}

TenfoldDownload *
tenfold_download_new_mnist (void)
{
  const char *url = g_getenv ("TENFOLD_MNIST_URL");

  return tenfold_download_new (url != NULL && *url != '\0' ? url : MIRROR, mnist_files,
                               G_N_ELEMENTS (mnist_files), MNIST_TIMEOUT);
}

double
tenfold_download_get_fraction (TenfoldDownload *self)
{
  g_return_val_if_fail (TENFOLD_IS_DOWNLOAD (self), 0);
  if (self->n_bytes == 0)
    return 0;
  return MIN ((double) GPOINTER_TO_SIZE (g_atomic_pointer_get (&self->n_done)) / self->n_bytes, 1);
}

/* --- on the thread --- */

/* What went wrong, in the core's errors, with the file's name before it. */
static void
fail (GError **error, GError *cause, const char *name)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, NN_ERROR, NN_ERROR_CANCELLED, _ ("The download was cancelled"));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    g_set_error (error, NN_ERROR, NN_ERROR_IO, _ ("“%s”: the download ended too early. Try again."),
                 name);
  else
    g_set_error (error, NN_ERROR, NN_ERROR_IO, "“%s”: %s", name, cause->message);
  g_error_free (cause);
}

static gboolean
refuse (const TenfoldDownloadFile *file, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_CHECKSUM,
               _ ("“%s” from the server is not the file that was expected (its SHA-256 differs). "
                  "It was deleted."),
               file->name);
  return FALSE;
}

static GInputStream *
open_url (TenfoldDownload *self,
          SoupSession *session,
          const TenfoldDownloadFile *file,
          GCancellable *cancellable,
          GError **error)
{
  g_autofree char *url = g_strdup_printf ("%s/%s.gz", self->base_url, file->name);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  g_autoptr (GInputStream) packed = NULL;
  g_autoptr (GZlibDecompressor) unpacker = NULL;
  GError *cause = NULL;

  if (message == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_IO, _ ("“%s” is not the address of a web server"), url);
    return NULL;
  }
  /* The file itself is packed; the server shall not unpack it on the way. */
  soup_message_disable_feature (message, SOUP_TYPE_CONTENT_DECODER);
  packed = soup_session_send (session, message, cancellable, &cause);
  if (packed == NULL) {
    fail (error, cause, file->name);
    return NULL;
  }
  if (soup_message_get_status (message) != SOUP_STATUS_OK) {
    g_set_error (error, NN_ERROR, NN_ERROR_IO, _ ("“%s”: the server answered %u (%s)"), url,
                 soup_message_get_status (message), soup_message_get_reason_phrase (message));
    return NULL;
  }
  unpacker = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  return g_converter_input_stream_new (packed, G_CONVERTER (unpacker));
}

/* Unpacks the stream into the file; stops as soon as it is longer than it may be. */
static gboolean
unpack (TenfoldDownload *self,
        GInputStream *in,
        GFile *part,
        const TenfoldDownloadFile *file,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_autoptr (GFileOutputStream) out = NULL;
  GError *cause = NULL;
  goffset size = 0;
  gssize n;

  out = g_file_replace (part, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, &cause);
  while (out != NULL && (n = g_input_stream_read (in, chunk, CHUNK, cancellable, &cause)) > 0) {
    size += n;
    if (size > file->size)
      return refuse (file, error);
    g_checksum_update (sum, chunk, n);
    if (!g_output_stream_write_all (G_OUTPUT_STREAM (out), chunk, n, NULL, cancellable, &cause))
      break;
    g_atomic_pointer_add (&self->n_done, n);
  }
  if (cause == NULL)
    g_output_stream_close (G_OUTPUT_STREAM (out), cancellable, &cause);
  if (cause != NULL) {
    fail (error, cause, file->name);
    return FALSE;
  }
  return g_str_equal (g_checksum_get_string (sum), file->sha256) || refuse (file, error);
}

static GFile *
part_of (GFile *folder, const TenfoldDownloadFile *file)
{
  g_autofree char *name = g_strdup_printf (".%s.part", file->name);

  return g_file_get_child (folder, name);
}

static gboolean
fetch (TenfoldDownload *self,
       SoupSession *session,
       GFile *folder,
       const TenfoldDownloadFile *file,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (GInputStream) in = open_url (self, session, file, cancellable, error);
  g_autoptr (GFile) part = part_of (folder, file);

  return in != NULL && unpack (self, in, part, file, cancellable, error);
}

static gboolean
move_all (TenfoldDownload *self, GFile *folder, GError **error)
{
  for (guint i = 0; i < self->n_files; i++) {
    g_autoptr (GFile) part = part_of (folder, &self->files[i]);
    g_autoptr (GFile) place = g_file_get_child (folder, self->files[i].name);
    GError *cause = NULL;

    if (!g_file_move (part, place, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &cause)) {
      fail (error, cause, self->files[i].name);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
make_folder (GFile *folder, GError **error)
{
  GError *cause = NULL;

  if (g_file_make_directory_with_parents (folder, NULL, &cause))
    return TRUE;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS)) {
    g_error_free (cause);
    return TRUE;
  }
  fail (error, cause, g_file_peek_path (folder));
  return FALSE;
}

static void
thread_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TenfoldDownload *self = source;
  GFile *folder = data;
  /* A session belongs to the thread that made it. */
  g_autoptr (SoupSession) session = soup_session_new_with_options (
      "timeout", self->timeout, "user-agent", "Tenfold/" TENFOLD_VERSION, NULL);
  GError *error = NULL;
  gboolean good = make_folder (folder, &error);

  for (guint i = 0; good && i < self->n_files; i++)
    good = fetch (self, session, folder, &self->files[i], cancellable, &error);
  good = good && move_all (self, folder, &error);
  for (guint i = 0; !good && i < self->n_files; i++) {
    g_autoptr (GFile) part = part_of (folder, &self->files[i]);

    g_file_delete (part, NULL, NULL);
  }
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- in the main context --- */

static gboolean
tick_cb (gpointer data)
{
  g_object_notify_by_pspec (data, properties[PROP_FRACTION]);
  return G_SOURCE_CONTINUE;
}

void
tenfold_download_run_async (TenfoldDownload *self,
                            GFile *folder,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TENFOLD_IS_DOWNLOAD (self) && self->tick_id == 0);
  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, tenfold_download_run_async);
  /* The error says what was cancelled, and a finished download stays finished. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (folder), g_object_unref);
  self->tick_id = g_timeout_add (100, tick_cb, self);
  g_task_run_in_thread (task, thread_cb);
}

gboolean
tenfold_download_run_finish (TenfoldDownload *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  tick_cb (self);
  return g_task_propagate_boolean (G_TASK (result), error);
}
