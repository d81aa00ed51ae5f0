/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-error.h"

/*
 * The one way to read a whole file, trusted or not.
 *
 * Only regular files are read, also through links: a folder, a device, a pipe and a socket are
 * refused before anything is read, without blocking. So is a large file that begins with a hole, as
 * no format does. A file is read until it ends or has more bytes than are allowed; the size that
 * the file system names is only a hint.
 */

/* The largest file of data that is read, unpacked: MNIST as CSV has 110 MB. */
#define NN_LOAD_MAX_BYTES ((gsize) 1 << 30)

/* The whole file, of at most so many bytes. NN_ERROR_MISSING, NN_ERROR_IO (cannot be read, or is
 * not a regular file), NN_ERROR_RANGE (too large). */
GBytes *nn_load_file (GFile *file, gsize most, GError **error);

/* The same, unpacked if it is gzip (recognized by its first bytes); at most NN_LOAD_MAX_BYTES
 * before and after. Also NN_ERROR_FORMAT (damaged gzip). */
GBytes *nn_load_unpacked (GFile *file, GError **error);

/* The same for bytes that are in memory; name is what errors call them. */
GBytes *nn_load_unpack (GBytes *bytes, const char *name, GError **error);

/* What comes out of a stream, such as standard input, until its end. NN_ERROR_IO, NN_ERROR_RANGE.
 */
GBytes *nn_load_stream (GInputStream *stream, const char *name, gsize most, GError **error);
