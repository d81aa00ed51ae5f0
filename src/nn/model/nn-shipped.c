/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-shipped.h"

GFile *
nn_shipped_reader_file (void)
{
  const char *folder = g_getenv ("TENFOLD_DATADIR");

  return g_file_new_build_filename (folder != NULL && *folder != '\0' ? folder : TENFOLD_DATADIR,
                                    "models", "reader.onnx", NULL);
}
