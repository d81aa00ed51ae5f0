/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-error.h"

/*
 * Atomic and durable saving: whatever happens, and whenever, the file is the old one or the new
 * one, whole; once this returns TRUE the new one survives a power cut.
 *
 * The bytes go to a new file in the same folder, are synced, and take the name of the old file in
 * one step; then the folder is synced. The permissions of an existing file stay. A link is
 * followed: what it points to is replaced, the link stays.
 */

/* Only local files. NN_ERROR_IO; nothing of the attempt is left in the folder. */
gboolean nn_save_file (GFile *file, GBytes *bytes, GError **error);
