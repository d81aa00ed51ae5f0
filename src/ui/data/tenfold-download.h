/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * TenfoldDownload: gets the gzipped files of a dataset from a web server and puts them, unpacked,
 * into a folder. What is not exactly what it should be by its SHA-256 never gets there: all files
 * are fetched and compared first, beside their places, and then moved there.
 *
 * Property "fraction" (double, 0..1, notify about ten times a second): how much is done.
 */

#define TENFOLD_TYPE_DOWNLOAD (tenfold_download_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldDownload, tenfold_download, TENFOLD, DOWNLOAD, GObject)

typedef struct {
  const char *name; /* on the server with ".gz" after it */
  goffset size;     /* unpacked */
  const char *sha256;
} TenfoldDownloadFile;

/* Bytes of MNIST's four files on their way. */
#define TENFOLD_MNIST_PACKED 11594722

/* MNIST's four files, from $TENFOLD_MNIST_URL where that is set, or from a public mirror. */
TenfoldDownload *tenfold_download_new_mnist (void);

/* files: stays the caller's, and as long as the download lives. timeout: seconds without an answer
 * after which the server is given up. */
TenfoldDownload *tenfold_download_new (const char *base_url,
                                       const TenfoldDownloadFile *files,
                                       guint n_files,
                                       guint timeout);

double tenfold_download_get_fraction (TenfoldDownload *download);

/* Makes the folder where it is missing. Once a download. Errors: NN_ERROR_IO (server, network,
 * disk), NN_ERROR_CHECKSUM, NN_ERROR_CANCELLED; the folder then has what it had before. */
void tenfold_download_run_async (TenfoldDownload *download,
                                 GFile *folder,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean
tenfold_download_run_finish (TenfoldDownload *download, GAsyncResult *result, GError **error);
