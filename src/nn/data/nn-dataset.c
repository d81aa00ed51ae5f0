/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "nn/data/nn-dataset-private.h"

guint64
nn_fnv_add (guint64 hash, const void *bytes, gsize n, gsize step)
{
  for (gsize i = 0; i < n; i += step)
    hash = (hash ^ ((const guint8 *) bytes)[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

NnDataset *
nn_dataset_new_of_kind (const NnDatasetKind *kind,
                        const char *name,
                        GBytes *samples,
                        gsize sample_size,
                        GBytes *targets,
                        guint n_classes)
{
  NnDataset *self = g_new0 (NnDataset, 1);

  g_atomic_ref_count_init (&self->references);
  self->kind = kind;
  self->name = g_strdup (name);
  self->samples = samples;
  self->sample_size = sample_size;
  self->count = g_bytes_get_size (samples) / sample_size;
  self->n_classes = n_classes;
  self->notes = g_new0 (char *, 1);
  *(n_classes > 0 ? &self->labels : &self->numbers) = targets;
  return self;
}

NnDataset *
nn_dataset_ref (NnDataset *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
nn_dataset_unref (NnDataset *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->name);
  g_bytes_unref (self->samples);
  g_clear_pointer (&self->labels, g_bytes_unref);
  g_clear_pointer (&self->numbers, g_bytes_unref);
  g_strfreev (self->notes);
  g_free (self);
}

const char *const *
nn_dataset_notes (const NnDataset *self)
{
  return (const char *const *) self->notes;
}

void
nn_dataset_set_notes (NnDataset *self, const GPtrArray *notes)
{
  guint n = g_strv_length (self->notes);

  self->notes = g_renew (char *, self->notes, n + notes->len + 1);
  for (guint i = 0; i < notes->len; i++)
    self->notes[n++] = g_strdup (notes->pdata[i]);
  self->notes[n] = NULL;
}

const char *
nn_dataset_name (const NnDataset *self)
{
  return self->name;
}

char *
nn_dataset_short_name (const NnDataset *self)
{
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  g_autofree char *last = NULL;

  if (strchr (self->name, G_DIR_SEPARATOR) == NULL)
    return g_strdup (self->name);
  folder = g_path_get_dirname (self->name);
  last = g_path_get_basename (folder);
  file = g_path_get_basename (self->name);
  return g_build_filename (last, file, NULL);
}

gsize
nn_dataset_count (const NnDataset *self)
{
  return self->count;
}

guint
nn_dataset_n_classes (const NnDataset *self)
{
  return self->n_classes;
}

const guint8 *
nn_dataset_labels (const NnDataset *self)
{
  return self->labels != NULL ? g_bytes_get_data (self->labels, NULL) : NULL;
}

const float *
nn_dataset_numbers (const NnDataset *self)
{
  return self->numbers != NULL ? g_bytes_get_data (self->numbers, NULL) : NULL;
}

gboolean
nn_dataset_check_model (const NnDataset *self, const NnModel *model, GError **error)
{
  guint n_outputs = nn_model_count_outputs (model, error);

  return n_outputs > 0 && self->kind->check_model (self, model, n_outputs, error);
}

void
nn_dataset_feed (const NnDataset *self,
                 const NnFeed *feed,
                 gsize index,
                 NnRandom *random,
                 void *input)
{
  const char *samples = g_bytes_get_data (self->samples, NULL);

  self->kind->feed (feed, samples + index * self->sample_size, random, input);
}

void
nn_dataset_feed_blank (const NnDataset *self, const NnFeed *feed, void *input)
{
  static const float blank[NN_PICTURE_PIXELS];

  g_assert (self->sample_size <= sizeof blank);
  self->kind->feed (feed, blank, NULL, input);
}

guint64
nn_dataset_mark (const NnDataset *self)
{
  return self->kind->mark (self);
}

GFile *
nn_dataset_default_folder (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "tenfold", name, NULL);

  return g_file_new_for_path (path);
}

static int
compare_indices (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

gsize
nn_dataset_most_validation (const NnDataset *self)
{
  return self->kind->most_validation (self, self->count - self->n_repeated);
}

void
nn_dataset_split (const NnDataset *self,
                  gsize n_validation,
                  guint64 seed,
                  guint32 **training,
                  gsize *n_training,
                  guint32 **validation)
{
  g_autofree guint32 *order = g_new (guint32, self->count);
  gsize n_once = self->count - self->n_repeated;

  g_return_if_fail (n_validation <= n_once);

  for (gsize i = 0; i < self->count; i++)
    order[i] = (guint32) i;
  if (n_validation > 0)
    self->kind->draw (self, seed, order, n_once);
  *n_training = self->count - n_validation;
  *validation = g_memdup2 (order, n_validation * sizeof (guint32));
  *training = g_memdup2 (order + n_validation, *n_training * sizeof (guint32));
  if (n_validation > 0) {
    qsort (*validation, n_validation, sizeof (guint32), compare_indices);
    qsort (*training, *n_training, sizeof (guint32), compare_indices);
  }
}
