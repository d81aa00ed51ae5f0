/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct _NnSample {
  gatomicrefcount references;
  NnDataset *dataset;
  gsize count;
  guint32 *indices;
  guint8 *labels;
  float *inks;
};

static int
compare_indices (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* The first ones of each digit in an order that the seed draws; a place that one digit leaves free
 * stays free. */
static gsize
choose (const guint8 *all_labels, guint32 *order, gsize n, gsize size, guint32 *chosen)
{
  gsize taken[NN_N_CLASSES] = { 0 }, count = 0;
  gsize each = (size + NN_N_CLASSES - 1) / NN_N_CLASSES;

  for (gsize i = 0; i < n && count < size; i++) {
    guint8 label = all_labels[order[i]];

    if (label >= NN_N_CLASSES || taken[label] >= each)
      continue;
    taken[label]++;
    chosen[count++] = order[i];
  }
  return count;
}

NnSample *
nn_sample_new (NnDataset *dataset,
               const guint32 *held_out,
               gsize n,
               gsize size,
               guint64 seed,
               GError **error)
{
  g_autoptr (NnSample) self = g_new0 (NnSample, 1);
  g_autofree guint32 *order = NULL;
  NnRandom random;

  if (held_out == NULL)
    n = nn_dataset_count (dataset);
  order = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    order[i] = held_out != NULL ? held_out[i] : (guint32) i;
  nn_random_init (&random, seed, 16);
  nn_random_shuffle (&random, order, n);

  g_atomic_ref_count_init (&self->references);
  self->dataset = nn_dataset_ref (dataset);
  self->indices = g_new (guint32, size + 1);
  self->count = choose (nn_dataset_labels (dataset), order, n, size, self->indices);
  if (self->count == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "%s has no pictures of digits to explain with",
                 nn_dataset_name (dataset));
    return NULL;
  }
  qsort (self->indices, self->count, sizeof (guint32), compare_indices);
  self->labels = g_new (guint8, self->count);
  self->inks = g_new (float, self->count *NN_PICTURE_PIXELS);
  for (gsize i = 0; i < self->count; i++) {
    const guint8 *pixels
        = nn_dataset_pixels (dataset) + (gsize) self->indices[i] * NN_PICTURE_PIXELS;

    self->labels[i] = nn_dataset_labels (dataset)[self->indices[i]];
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      self->inks[i * NN_PICTURE_PIXELS + p] = (float) pixels[p] / 255;
  }
  return g_steal_pointer (&self);
}

NnSample *
nn_sample_ref (NnSample *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
nn_sample_unref (NnSample *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  nn_dataset_unref (self->dataset);
  g_free (self->indices);
  g_free (self->labels);
  g_free (self->inks);
  g_free (self);
}

gsize
nn_sample_count (const NnSample *self)
{
  return self->count;
}

NnDataset *
nn_sample_dataset (const NnSample *self)
{
  return self->dataset;
}

const guint32 *
nn_sample_indices (const NnSample *self)
{
  return self->indices;
}

const guint8 *
nn_sample_labels (const NnSample *self)
{
  return self->labels;
}

const float *
nn_sample_inks (const NnSample *self)
{
  return self->inks;
}

/* --- how a model reads it --- */

NnSampleReading *
nn_sample_read (NnSample *sample, NnExplainer *explainer, GCancellable *cancellable, GError **error)
{
  g_autoptr (NnSampleReading) reading = g_atomic_rc_box_new0 (NnSampleReading);
  gsize n = sample->count;

  reading->sample = nn_sample_ref (sample);
  reading->n = n;
  reading->n_features = nn_explainer_n_features (explainer);
  reading->scores = g_new (float, n * 10);
  reading->probabilities = g_new (float, n * 10);
  reading->features = g_new (float, n * reading->n_features);
  reading->losses = g_new (float, n);
  reading->read = g_new (guint8, n);
  if (!nn_explainer_read (explainer, sample->inks, n, reading->scores, reading->probabilities,
                          reading->features, cancellable, error))
    return NULL;
  for (gsize i = 0; i < n; i++) {
    const float *p = reading->probabilities + i * 10;
    int first, second;

    nn_two_likeliest (p, &first, &second);
    reading->read[i] = (guint8) first;
    reading->losses[i] = -logf (fmaxf (p[sample->labels[i]], 1e-30f));
  }
  return g_steal_pointer (&reading);
}

NnSampleReading *
nn_sample_reading_ref (NnSampleReading *reading)
{
  return g_atomic_rc_box_acquire (reading);
}

static void
clear_reading (gpointer data)
{
  NnSampleReading *reading = data;

  nn_sample_unref (reading->sample);
  g_free (reading->scores);
  g_free (reading->probabilities);
  g_free (reading->losses);
  g_free (reading->read);
  g_free (reading->features);
}

void
nn_sample_reading_unref (NnSampleReading *reading)
{
  g_atomic_rc_box_release_full (reading, clear_reading);
}
