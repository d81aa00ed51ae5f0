/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-download.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "nn/base/nn-error.h"

/* A server on this machine that has two files, and misbehaves as the path tells it to. */

#define SIZE 300000

static char *contents[2];
static TenfoldDownloadFile files[2] = { { "first", SIZE, NULL }, { "second", 5, NULL } };

static GBytes *
pack (const char *data, gsize size)
{
  g_autoptr (GZlibCompressor) packer = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (data, size, NULL);
  g_autoptr (GInputStream) in = g_converter_input_stream_new (plain, G_CONVERTER (packer));
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_output_stream_splice (out, in, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static void
serve_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer data)
{
  guint i = g_str_has_suffix (path, "/second.gz");
  g_autoptr (GBytes) packed = pack (contents[i], files[i].size);
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_str_has_prefix (path, "/missing/")) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  } else if (g_str_has_prefix (path, "/slow/")) {
    /* Half of it, and never the rest. */
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
    soup_message_body_append (body, SOUP_MEMORY_COPY, g_bytes_get_data (packed, NULL),
                              g_bytes_get_size (packed) / 2);
  } else if (g_str_has_prefix (path, "/broken/") && i == 1) {
    /* Ends in the middle, and says so. */
    soup_message_body_append (body, SOUP_MEMORY_COPY, g_bytes_get_data (packed, NULL),
                              g_bytes_get_size (packed) / 2);
    soup_message_body_complete (body);
  } else {
    if (g_str_has_prefix (path, "/wrong/") && i == 1) {
      g_bytes_unref (packed);
      packed = pack ("HELLO", 5);
    } else if (g_str_has_prefix (path, "/endless/")) {
      g_autofree char *zeros = g_malloc0 (10 * SIZE);

      g_bytes_unref (packed);
      packed = pack (zeros, 10 * SIZE);
    }
    soup_message_body_append_bytes (body, packed);
    soup_message_body_complete (body);
  }
}

typedef struct {
  SoupServer *server;
  GFile *folder;
  gboolean done, good;
  guint n_notifies;
  GError *error;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_dir_make_tmp ("tenfold-download-XXXXXX", NULL);
  g_autoptr (GFile) top = g_file_new_for_path (path);

  f->folder = g_file_get_child (top, "mnist");
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, serve_cb, NULL, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) top = g_file_get_parent (f->folder);

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GFile) file = g_file_get_child (f->folder, files[i].name);

    g_file_delete (file, NULL, NULL);
  }
  /* Works only where nothing else was left behind. */
  g_assert_true (g_file_delete (f->folder, NULL, NULL));
  g_assert_true (g_file_delete (top, NULL, NULL));
  g_object_unref (f->folder);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_clear_error (&f->error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  f->good = tenfold_download_run_finish (TENFOLD_DOWNLOAD (source), result, &f->error);
  f->done = TRUE;
}

static void
notify_cb (Fixture *f)
{
  f->n_notifies++;
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* Downloads from a path of the server; cancels after that many milliseconds (0: never). */
static double
download (Fixture *f, const char *path, guint cancel_after)
{
  g_autoslist (GUri) uris = soup_server_get_uris (f->server);
  g_autofree char *url
      = g_strdup_printf ("http://127.0.0.1:%d/%s", g_uri_get_port (uris->data), path);
  g_autoptr (TenfoldDownload) download = tenfold_download_new (url, files, 2, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  f->done = FALSE;
  g_clear_error (&f->error);
  g_signal_connect_swapped (download, "notify::fraction", G_CALLBACK (notify_cb), f);
  tenfold_download_run_async (download, f->folder, cancellable, done_cb, f);
  if (cancel_after > 0)
    g_timeout_add (cancel_after, cancel_cb, cancellable);
  while (!f->done)
    g_main_context_iteration (NULL, TRUE);
  return tenfold_download_get_fraction (download);
}

static void
assert_file (Fixture *f, guint i, gboolean there)
{
  g_autoptr (GFile) file = g_file_get_child (f->folder, files[i].name);
  g_autofree char *text = NULL;
  gsize size;

  if (!there) {
    g_assert_false (g_file_query_exists (file, NULL));
    return;
  }
  g_assert_true (g_file_load_contents (file, NULL, &text, &size, NULL, NULL));
  g_assert_cmpmem (text, size, contents[i], files[i].size);
}

static void
test_good (Fixture *f, gconstpointer data)
{
  double fraction = download (f, "good", 0);

  g_assert_no_error (f->error);
  g_assert_true (f->good);
  g_assert_cmpfloat (fraction, ==, 1);
  g_assert_cmpuint (f->n_notifies, >, 0);
  assert_file (f, 0, TRUE);
  assert_file (f, 1, TRUE);
  /* Again, over what is there; and what is there outlives one that fails. */
  download (f, "good", 0);
  g_assert_true (f->good);
  download (f, "wrong", 0);
  g_assert_false (f->good);
  assert_file (f, 0, TRUE);
  assert_file (f, 1, TRUE);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  download (f, "missing", 0);
  g_assert_error (f->error, NN_ERROR, NN_ERROR_IO);
  g_assert_nonnull (strstr (f->error->message, "/missing/first.gz"));
  g_assert_nonnull (strstr (f->error->message, "404"));
}

/* The first file was good, but alone it is of no use. */
static void
test_wrong (Fixture *f, gconstpointer data)
{
  download (f, "wrong", 0);
  g_assert_error (f->error, NN_ERROR, NN_ERROR_CHECKSUM);
  g_assert_nonnull (strstr (f->error->message, "second"));
  assert_file (f, 0, FALSE);
  assert_file (f, 1, FALSE);
}

static void
test_endless (Fixture *f, gconstpointer data)
{
  download (f, "endless", 0);
  g_assert_error (f->error, NN_ERROR, NN_ERROR_CHECKSUM);
}

static void
test_broken (Fixture *f, gconstpointer data)
{
  download (f, "broken", 0);
  g_assert_error (f->error, NN_ERROR, NN_ERROR_IO);
  g_assert_nonnull (strstr (f->error->message, "ended too early"));
  assert_file (f, 0, FALSE);
}

/* A server that says nothing more is given up after the timeout; cancelling is quicker. */
static void
test_slow (Fixture *f, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  download (f, "slow", 0);
  g_assert_error (f->error, NN_ERROR, NN_ERROR_IO);
  g_assert_cmpint (g_get_monotonic_time () - start, >, 900000);
  download (f, "slow", 100);
  g_assert_error (f->error, NN_ERROR, NN_ERROR_CANCELLED);
}

static void
test_nobody (Fixture *f, gconstpointer data)
{
  g_autoptr (TenfoldDownload) download = tenfold_download_new ("http://127.0.0.1:1", files, 2, 1);

  tenfold_download_run_async (download, f->folder, NULL, done_cb, f);
  while (!f->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (f->error, NN_ERROR, NN_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  int status;

  g_test_init (&argc, &argv, NULL);
  contents[0] = g_malloc (SIZE);
  for (guint i = 0; i < SIZE; i++)
    contents[0][i] = g_rand_int (random);
  contents[1] = g_strdup ("hello");
  for (guint i = 0; i < 2; i++)
    files[i].sha256
        = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) contents[i], files[i].size);
#define ADD(name) g_test_add ("/download/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (good);
  ADD (missing);
  ADD (wrong);
  ADD (endless);
  ADD (broken);
  ADD (slow);
  ADD (nobody);
  status = g_test_run ();
  for (guint i = 0; i < 2; i++) {
    g_free (contents[i]);
    g_free ((char *) files[i].sha256);
  }
  return status;
}
