/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli-output.h"

#include "nn/base/nn-save-file.h"

/* Endings of files of other programs, which would not be understood by what they are opened with.
 */
static const char *const others[]
    = { ".h5",  ".hdf5", ".keras", ".pt",  ".pth", ".pkl",  ".pickle", ".pb",   ".tflite",
        ".npz", ".npy",  ".onnx",  ".csv", ".txt", ".json", ".gguf",   ".ckpt", ".safetensors" };

gboolean
cli_check_output (const char *output, const char *ending, GError **error)
{
  g_autofree char *small = g_ascii_strdown (output, -1);
  g_autoptr (GFile) file = NULL;

  if (*output == '\0' || g_str_has_suffix (output, G_DIR_SEPARATOR_S)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "--output '%s' names no file", output);
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_has_suffix (small, others[i]) && !g_str_equal (others[i], ending)) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "--output %s: what is written is %s, not %s; let the name end in it", output,
                   ending, others[i]);
      return FALSE;
    }
  file = g_file_new_for_commandline_arg (output);
  return nn_save_check (file, error);
}
