/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/data/nn-dataset-private.h"

/* The kind of data whose samples are pictures of 28x28 bytes. */

static gboolean
check_model (const NnDataset *self, const NnModel *model, guint n_outputs, GError **error)
{
  return nn_model_check_digits (model, error);
}

static void
feed (const NnFeed *feed, const void *sample, NnRandom *random, void *input)
{
  const guint8 *pixels = sample;
  float inks[NN_PICTURE_PIXELS];

  if (feed->augments && random != NULL) {
    nn_augment_apply (&feed->augment, random, pixels, inks);
    nn_convention_fill (&feed->convention, inks, input);
  } else if (nn_convention_is_plain (&feed->convention)) {
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      ((float *) input)[p] = feed->inks[pixels[p]];
  } else {
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      inks[p] = (float) pixels[p] / 255;
    nn_convention_fill (&feed->convention, inks, input);
  }
}

/* The labels and some of the pixels: enough to know whether the data are the same. */
static guint64
mark (const NnDataset *self)
{
  guint64 hash = nn_fnv_add (NN_FNV_START, nn_dataset_labels (self), self->count, 1);

  return nn_fnv_add (hash, nn_dataset_pixels (self), self->count * NN_PICTURE_PIXELS, 97);
}

static gsize
most_validation (const NnDataset *self, gsize n_once)
{
  return n_once / 3;
}

static void
draw (const NnDataset *self, guint64 seed, guint32 *order, gsize n_once)
{
  NnRandom random;

  nn_random_init (&random, seed, 1);
  nn_random_shuffle (&random, order, n_once);
}

static const NnDatasetKind pictures = { "picture", check_model, feed, mark, most_validation, draw };

static NnDataset *
dataset_new (const char *name, GBytes *pixels, GBytes *labels, guint8 most, GError **error)
{
  g_autoptr (GBytes) own_pixels = pixels;
  g_autoptr (GBytes) own_labels = labels;
  gsize count;
  const guint8 *label = g_bytes_get_data (labels, &count);

  if (g_bytes_get_size (pixels) != count * NN_PICTURE_PIXELS || count == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "%s: %" G_GSIZE_FORMAT " labels do not fit %" G_GSIZE_FORMAT " bytes of pictures",
                 name, count, g_bytes_get_size (pixels));
    return NULL;
  }
  for (gsize i = 0; i < count; i++)
    if (label[i] > most) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "%s: picture %" G_GSIZE_FORMAT " has the label %u; labels are 0 to 9", name, i,
                   label[i]);
      return NULL;
    }
  return nn_dataset_new_of_kind (&pictures, name, g_steal_pointer (&own_pixels), NN_PICTURE_PIXELS,
                                 g_steal_pointer (&own_labels), NN_N_CLASSES);
}

NnDataset *
nn_dataset_new (const char *name, GBytes *pixels, GBytes *labels, GError **error)
{
  return dataset_new (name, pixels, labels, NN_N_CLASSES - 1, error);
}

NnDataset *
nn_dataset_new_open (const char *name, GBytes *pixels, GBytes *labels, GError **error)
{
  return dataset_new (name, pixels, labels, NN_NO_DIGIT, error);
}

const guint8 *
nn_dataset_pixels (const NnDataset *self)
{
  return self->kind == &pictures ? g_bytes_get_data (self->samples, NULL) : NULL;
}

NnDataset *
nn_dataset_join (const char *name, NnDataset *const *parts, guint n_parts, guint n_once)
{
  g_autoptr (GByteArray) pixels = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();
  NnDataset *joined;
  gsize once = 0;

  g_return_val_if_fail (n_parts > 0 && n_once <= n_parts, NULL);

  for (guint i = 0; i < n_parts; i++) {
    gsize count = nn_dataset_count (parts[i]);

    g_byte_array_append (pixels, nn_dataset_pixels (parts[i]), (guint) (count * NN_PICTURE_PIXELS));
    g_byte_array_append (labels, nn_dataset_labels (parts[i]), (guint) count);
    once += i < n_once ? count : 0;
  }
  joined = nn_dataset_new_open (name, g_byte_array_free_to_bytes (g_steal_pointer (&pixels)),
                                g_byte_array_free_to_bytes (g_steal_pointer (&labels)), NULL);
  joined->n_repeated = joined->count - once;
  for (guint i = 0; i < n_once; i++) {
    g_autoptr (GPtrArray) notes = g_ptr_array_new ();

    for (const char *const *note = nn_dataset_notes (parts[i]); *note != NULL; note++)
      g_ptr_array_add (notes, (gpointer) *note);
    nn_dataset_set_notes (joined, notes);
  }
  return joined;
}

char *
nn_dataset_list_absent (const NnDataset *self)
{
  const guint8 *labels = nn_dataset_labels (self);
  g_autoptr (GString) list = g_string_new (NULL);

  if (nn_dataset_pixels (self) == NULL)
    return NULL;
  for (int digit = 0; digit < NN_N_CLASSES; digit++)
    if (memchr (labels, digit, self->count) == NULL)
      g_string_append_printf (list, list->len > 0 ? ", %d" : "%d", digit);
  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}
