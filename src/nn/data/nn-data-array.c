/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-data-array.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-error.h"

#define QMNIST_COLUMNS 8

gboolean
nn_byte_scale_find (NnByteScale *scale, double least, double most)
{
  if (least >= 0 && most <= 1 && most > 0)
    *scale = (NnByteScale){ 255, 0 };
  else if (least >= 0 && most <= 255)
    *scale = (NnByteScale){ 1, 0 };
  else if (least >= -1 && most > 0 && most <= 1)
    *scale = (NnByteScale){ 127.5f, 127.5f };
  else
    return FALSE;
  return TRUE;
}

guint8
nn_byte_scale_apply (const NnByteScale *scale, float number)
{
  return (guint8) CLAMP (number * scale->factor + scale->offset + 0.5f, 0, 255);
}

/* The numbers of one sample. */
static gint64
count_each (const NnTensor *array)
{
  const NnShape *shape = nn_tensor_shape (array);

  return shape->rank > 0 && shape->dims[0] > 0 ? nn_tensor_count (array) / shape->dims[0] : 0;
}

gboolean
nn_array_holds_pictures (const NnTensor *array)
{
  const NnShape *shape = nn_tensor_shape (array);
  guint n_sides = 0;

  if (count_each (array) != NN_PICTURE_PIXELS)
    return FALSE;
  for (int d = 1; d < shape->rank; d++)
    n_sides += shape->dims[d] == NN_PICTURE_SIDE;
  return n_sides == 2 || shape->rank == 2;
}

gboolean
nn_array_holds_labels (const NnTensor *array)
{
  gint64 each = count_each (array);

  return nn_tensor_shape (array)->rank <= 2
         && (each == 1 || each == NN_N_CLASSES || each == QMNIST_COLUMNS);
}

static gboolean
refuse_number (const char *name, double number, const char *needed, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s has the number %g; %s", name, number, needed);
  return FALSE;
}

/* The same as the general way, for the type that nearly all files have. */
static GBytes *
copy_bytes (const NnTensor *array)
{
  gsize count = (gsize) nn_tensor_count (array);
  const guint8 *from = nn_tensor_const_data (array);
  guint8 most = 0;

  for (gsize i = 0; i < count; i++)
    most = MAX (most, from[i]);
  return most > 1 ? g_bytes_new (from, count) : NULL;
}

GBytes *
nn_array_to_pictures (const NnTensor *array, const char *name, GError **error)
{
  static const char *const needed = "pixels are 0 to 255, 0 to 1 or -1 to 1";
  gint64 count = nn_tensor_count (array);
  g_autofree guint8 *pixels = NULL;
  double least = G_MAXDOUBLE, most = -G_MAXDOUBLE;
  NnByteScale scale;

  if (!nn_array_holds_pictures (array)) {
    g_autofree char *shape = nn_shape_to_string (nn_tensor_shape (array));

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "%s has the shape %s; pictures have N x %d x %d or N x %d", name, shape,
                 NN_PICTURE_SIDE, NN_PICTURE_SIDE, NN_PICTURE_PIXELS);
    return NULL;
  }
  if (nn_tensor_type (array) == NN_TYPE_UINT8) {
    GBytes *bytes = copy_bytes (array);

    if (bytes != NULL)
      return bytes;
  }
  for (gint64 i = 0; i < count; i++) {
    double number = nn_tensor_get_double (array, i);

    if (!isfinite (number)) {
      refuse_number (name, number, needed, error);
      return NULL;
    }
    least = MIN (least, number);
    most = MAX (most, number);
  }
  if (!nn_byte_scale_find (&scale, least, most)) {
    refuse_number (name, most > 255 ? most : least, needed, error);
    return NULL;
  }
  pixels = g_malloc ((gsize) MAX (count, 1));
  for (gint64 i = 0; i < count; i++)
    pixels[i] = nn_byte_scale_apply (&scale, (float) nn_tensor_get_double (array, i));
  return g_bytes_new_take (g_steal_pointer (&pixels), (gsize) count);
}

static double
read_label (const NnTensor *array, gint64 sample, gint64 each)
{
  gint64 best = 0;

  if (each != NN_N_CLASSES)
    return nn_tensor_get_double (array, sample * each);
  for (gint64 i = 1; i < each; i++)
    if (nn_tensor_get_double (array, sample * each + i)
        > nn_tensor_get_double (array, sample * each + best))
      best = i;
  return (double) best;
}

GBytes *
nn_array_to_labels (const NnTensor *array, const char *name, GError **error)
{
  gint64 each = count_each (array), count = each > 0 ? nn_tensor_shape (array)->dims[0] : 0;
  g_autofree guint8 *labels = g_malloc ((gsize) MAX (count, 1));

  if (!nn_array_holds_labels (array)) {
    g_autofree char *shape = nn_shape_to_string (nn_tensor_shape (array));

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "%s has the shape %s; labels have N", name,
                 shape);
    return NULL;
  }
  for (gint64 i = 0; i < count; i++) {
    double label = read_label (array, i, each);

    if (!(label >= 0 && label <= 255) || label != floor (label)) {
      refuse_number (name, label, "labels are whole numbers from 0 to 9", error);
      return NULL;
    }
    labels[i] = (guint8) label;
  }
  return g_bytes_new_take (g_steal_pointer (&labels), (gsize) count);
}
