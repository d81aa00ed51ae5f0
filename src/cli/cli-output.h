/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Before the work: whether what an --output names can be written, and will be what its name says.
 * ending: ".onnx" or ".npy". NN_ERROR_RANGE: the name is wrong; NN_ERROR_IO: the place is. */
gboolean cli_check_output (const char *output, const char *ending, GError **error);
