/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Checks, before the work begins, that an --output can be written and that its name has the right
 * ending. ending: ".onnx" or ".npy". NN_ERROR_RANGE: the name is wrong; NN_ERROR_IO: the place is.
 */
gboolean cli_check_output (const char *output, const char *ending, GError **error);
