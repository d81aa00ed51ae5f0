/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "nn/base/nn-load-file.h"
#include "nn/data/nn-dataset.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) packed = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = nn_load_unpack (packed, "fuzz", &error);
  g_autoptr (NnDataset) dataset
      = bytes != NULL ? nn_dataset_parse_csv (bytes, "fuzz", &error) : NULL;

  g_assert_true ((dataset == NULL) == (error != NULL));
  if (dataset != NULL)
    for (gsize i = 0; i < nn_dataset_count (dataset); i++)
      g_assert_cmpuint (nn_dataset_labels (dataset)[i], <, 10);
  return 0;
}
