/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-dataset.h"

#include <string.h>

#include "nn/base/nn-load-file.h"

/* IDX, the format of MNIST: a magic number, big-endian sizes, then bytes. */

#define MAGIC_PICTURES 0x00000803u
#define MAGIC_LABELS 0x00000801u

static guint32
big_endian (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* The numbers behind a header of 4 x (1 + n_sizes) bytes. */
static GBytes *
parse (GBytes *bytes,
       const char *name,
       guint32 magic,
       guint n_sizes,
       guint32 *sizes,
       GError **error)
{
  gsize length, header = 4 * (1 + n_sizes);
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint64 expected = 1;

  if (length < header) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: %" G_GSIZE_FORMAT
                 " bytes are too few for an IDX file, whose header alone has %" G_GSIZE_FORMAT,
                 name, length, header);
    return NULL;
  }
  if (big_endian (data) != magic) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: the file begins with 0x%08x; an IDX file of %s begins with 0x%08x", name,
                 big_endian (data), magic == MAGIC_PICTURES ? "pictures" : "labels", magic);
    return NULL;
  }
  for (guint i = 0; i < n_sizes; i++) {
    sizes[i] = big_endian (data + 4 + 4 * i);
    if (i > 0 && sizes[i] != NN_PICTURE_SIDE) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                   "%s: the pictures have a side of %u pixels; %d are needed", name, sizes[i],
                   NN_PICTURE_SIDE);
      return NULL;
    }
    expected *= sizes[i];
  }
  if (expected != length - header) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: the header promises %" G_GUINT64_FORMAT " bytes, and %" G_GSIZE_FORMAT
                 " follow it",
                 name, expected, length - header);
    return NULL;
  }
  return g_bytes_new_from_bytes (bytes, header, length - header);
}

NnDataset *
nn_dataset_parse_idx (GBytes *images,
                      const char *images_name,
                      GBytes *labels,
                      const char *labels_name,
                      GError **error)
{
  guint32 picture_sizes[3], label_sizes[1];
  g_autoptr (GBytes) pixels = parse (images, images_name, MAGIC_PICTURES, 3, picture_sizes, error);
  g_autoptr (GBytes) classes = NULL;

  if (pixels == NULL)
    return NULL;
  classes = parse (labels, labels_name, MAGIC_LABELS, 1, label_sizes, error);
  if (classes == NULL)
    return NULL;
  if (picture_sizes[0] != label_sizes[0]) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "%s has %u pictures, but %s has %u labels",
                 images_name, picture_sizes[0], labels_name, label_sizes[0]);
    return NULL;
  }
  return nn_dataset_new (labels_name, g_steal_pointer (&pixels), g_steal_pointer (&classes), error);
}

NnDataset *
nn_dataset_load_idx (GFile *images, GFile *labels, GError **error)
{
  g_autofree char *images_name = g_file_get_parse_name (images);
  g_autofree char *labels_name = g_file_get_parse_name (labels);
  g_autoptr (GBytes) image_bytes = nn_load_unpacked (images, error);
  g_autoptr (GBytes) label_bytes = image_bytes != NULL ? nn_load_unpacked (labels, error) : NULL;

  if (label_bytes == NULL)
    return NULL;
  return nn_dataset_parse_idx (image_bytes, images_name, label_bytes, labels_name, error);
}
