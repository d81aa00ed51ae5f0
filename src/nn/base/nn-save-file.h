/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-error.h"

/*
 * Atomic and durable saving: whatever happens, and whenever, the file is the old one or the new
 * one, whole; once this returns TRUE the new one survives a power cut.
 *
 * The bytes go to a new file in the same folder, are synced, and take the name of the old file in
 * one step; then the folder is synced. Permissions, owner and group of an existing file stay, where
 * we may set them. A link is followed: what it points to is replaced, the link stays. Only regular
 * files are replaced: a folder, a device, a pipe or a socket is refused.
 *
 * A crash can leave a hidden file, .NAME.tenfold-XXXXXX; the next saving of NAME removes it.
 * A process that writes one holds a lock on it (flock()), so files of running processes stay.
 */

/* Only local files. NN_ERROR_IO; nothing of the attempt is left in the folder. */
gboolean nn_save_file (GFile *file, GBytes *bytes, GError **error);

/* The same for a file that only its owner may read, whatever an existing file allows. */
gboolean nn_save_private_file (GFile *file, GBytes *bytes, GError **error);

/* Checks before long work that nn_save_file() could write the file now, as far as that is known
 * without writing. The same NN_ERROR_IO as nn_save_file(). */
gboolean nn_save_check (GFile *file, GError **error);
