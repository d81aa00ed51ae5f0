/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-dataset.h"

/* Datasets as files of others. */

static void
append_size (GByteArray *bytes, guint32 size)
{
  guint32 big_endian = GUINT32_TO_BE (size);

  g_byte_array_append (bytes, (const guint8 *) &big_endian, sizeof big_endian);
}

GBytes *
nn_dataset_to_idx_pictures (const NnDataset *dataset)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize count = nn_dataset_count (dataset);

  append_size (bytes, 0x00000803u);
  append_size (bytes, (guint32) count);
  append_size (bytes, NN_PICTURE_SIDE);
  append_size (bytes, NN_PICTURE_SIDE);
  g_byte_array_append (bytes, nn_dataset_pixels (dataset), (guint) (count * NN_PICTURE_PIXELS));
  return g_byte_array_free_to_bytes (bytes);
}

GBytes *
nn_dataset_to_idx_labels (const NnDataset *dataset)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize count = nn_dataset_count (dataset);

  append_size (bytes, 0x00000801u);
  append_size (bytes, (guint32) count);
  g_byte_array_append (bytes, nn_dataset_labels (dataset), (guint) count);
  return g_byte_array_free_to_bytes (bytes);
}

GBytes *
nn_dataset_to_csv (const NnDataset *dataset)
{
  GString *text = g_string_new ("label");

  for (guint y = 1; y <= NN_PICTURE_SIDE; y++)
    for (guint x = 1; x <= NN_PICTURE_SIDE; x++)
      g_string_append_printf (text, ",%ux%u", y, x);
  g_string_append_c (text, '\n');
  for (gsize i = 0; i < nn_dataset_count (dataset); i++) {
    const guint8 *pixels = nn_dataset_pixels (dataset) + i * NN_PICTURE_PIXELS;

    g_string_append_printf (text, "%u", nn_dataset_labels (dataset)[i]);
    for (guint k = 0; k < NN_PICTURE_PIXELS; k++)
      g_string_append_printf (text, ",%u", pixels[k]);
    g_string_append_c (text, '\n');
  }
  return g_string_free_to_bytes (text);
}
