/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The largest file of data that is read, unpacked: MNIST as CSV has 110 MB. */
#define NN_DATA_FILE_MAX_BYTES ((gsize) 1 << 30)

/* The whole file, unpacked if it is gzip (told by its first bytes). NN_ERROR_MISSING, NN_ERROR_IO,
 * NN_ERROR_FORMAT (damaged gzip), NN_ERROR_RANGE (too large). */
GBytes *nn_data_file_load (GFile *file, GError **error);

/* The same for bytes that are in memory; name is what errors call them. */
GBytes *nn_data_unpack (GBytes *bytes, const char *name, GError **error);
