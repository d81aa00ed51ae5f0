/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "nn/base/nn-load-file.h"
#include "nn/data/nn-dataset.h"

/* Two bytes say where the file of pictures ends and that of labels begins; each may be packed. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  gsize cut = length >= 2 ? MIN ((gsize) data[0] << 8 | data[1], length - 2) : 0;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) images = NULL;
  g_autoptr (GBytes) labels = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) dataset = NULL;

  if (length < 2)
    return 0;
  first = g_bytes_new (data + 2, cut);
  second = g_bytes_new (data + 2 + cut, length - 2 - cut);
  images = nn_load_unpack (first, "images", &error);
  labels = images != NULL ? nn_load_unpack (second, "labels", &error) : NULL;
  if (labels != NULL)
    dataset = nn_dataset_parse_idx (images, "images", labels, "labels", &error);
  g_assert_true ((dataset == NULL) == (error != NULL));
  if (dataset != NULL)
    for (gsize i = 0; i < nn_dataset_count (dataset); i++) {
      g_assert_cmpuint (nn_dataset_labels (dataset)[i], <, 10);
      g_assert_cmpuint (nn_dataset_pixels (dataset)[i * 784 + 783], <, 256);
    }
  return 0;
}
