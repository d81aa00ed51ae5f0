/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-error.h"

/*
 * The files that data may be in: those of a folder and of the folders in it, or those of an archive
 * (zip or tar), which is read into memory and never written anywhere.
 */

/* The limits: files, folders within each other, and what an archive may have unpacked. */
#define NN_DATA_MOST_FILES 500000
#define NN_DATA_MOST_DEPTH 8
#define NN_DATA_MOST_UNPACKED ((gsize) 1 << 30)

typedef struct {
  char *path;    /* in the folder or archive, parts separated by '/' */
  char *name;    /* for errors */
  GFile *file;   /* on disk; or NULL */
  GBytes *bytes; /* out of an archive; or NULL */
} NnDataFile;

/* NnDataFile, in the order of their paths, without hidden ones. NN_ERROR_IO, NN_ERROR_RANGE. */
GPtrArray *nn_data_files_of_folder (GFile *folder, GError **error);

/* The same of a file alone. */
GPtrArray *nn_data_files_of_file (GFile *file);

/* The same of an archive. NN_ERROR_FORMAT (damaged, encrypted), NN_ERROR_RANGE. */
GPtrArray *nn_data_files_of_archive (GBytes *archive, const char *name, GError **error);
gboolean nn_data_is_archive (const guint8 *head, gsize length);

/* The last part of the path. */
const char *nn_data_file_base (const NnDataFile *file);

/* All of it, or its first bytes, unpacked if it is gzip. The first bytes are fewer where the file
 * ends or is damaged; NULL where it cannot be read at all. */
GBytes *nn_data_file_load (const NnDataFile *file, GError **error);
GBytes *nn_data_file_peek (const NnDataFile *file, gsize most);
