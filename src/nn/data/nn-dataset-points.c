/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/data/nn-dataset-private.h"
#include "nn/data/nn-points.h"

/* The kind of data whose samples are one or two floats. */

static gboolean
is_plane (const NnDataset *self)
{
  return self->n_classes > 0;
}

static gboolean
check_model (const NnDataset *self, const NnModel *model, guint n_outputs, GError **error)
{
  NnPointInput input;

  if (!nn_point_model_look_at (model, &input, &n_outputs, error))
    return FALSE;
  if (input.plane != is_plane (self)) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 input.plane ? "The network is for points of a plane, and these are of a curve"
                             : "The network is for a curve, and these points are of a plane");
    return FALSE;
  }
  if (n_outputs < self->n_classes) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "The points have %u classes, and the network tells %u apart: end it with "
                 "\"dense %u\"",
                 self->n_classes, n_outputs, self->n_classes);
    return FALSE;
  }
  return TRUE;
}

static void
feed (const NnFeed *feed, const void *sample, NnRandom *random, void *input)
{
  nn_point_input_fill (&feed->points, sample, input);
}

static guint64
mark (const NnDataset *self)
{
  GBytes *targets = is_plane (self) ? self->labels : self->numbers;
  guint64 hash
      = nn_fnv_add (NN_FNV_START, g_bytes_get_data (targets, NULL), g_bytes_get_size (targets), 1);

  return nn_fnv_add (hash, g_bytes_get_data (self->samples, NULL), g_bytes_get_size (self->samples),
                     1);
}

/* One is left to train on. */
static gsize
most_validation (const NnDataset *self, gsize n_once)
{
  return MIN ((gsize) lround (self->share * (double) n_once), n_once - 1);
}

typedef struct {
  guint64 rank;
  guint32 index;
} Drawn;

static int
compare_drawn (gconstpointer a, gconstpointer b)
{
  const Drawn *x = a, *y = b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

/* Each point has a rank of its own, so that those that come or go change little of who is held out.
 */
static void
draw (const NnDataset *self, guint64 seed, guint32 *order, gsize n_once)
{
  const char *samples = g_bytes_get_data (self->samples, NULL);
  g_autofree Drawn *drawn = g_new (Drawn, n_once);

  for (gsize i = 0; i < n_once; i++) {
    guint64 hash = nn_fnv_add (NN_FNV_START, samples + i * self->sample_size, self->sample_size, 1);
    NnRandom random;

    hash = is_plane (self) ? nn_fnv_add (hash, nn_dataset_labels (self) + i, 1, 1)
                           : nn_fnv_add (hash, nn_dataset_numbers (self) + i, sizeof (float), 1);
    nn_random_init (&random, seed, hash);
    drawn[i] = (Drawn){ nn_random_next (&random), (guint32) i };
  }
  qsort (drawn, n_once, sizeof (Drawn), compare_drawn);
  for (gsize i = 0; i < n_once; i++)
    order[i] = drawn[i].index;
}

static const NnDatasetKind points = { "point", check_model, feed, mark, most_validation, draw };

NnDataset *
nn_points_to_dataset (const NnPoints *from, const char *name, double share, GError **error)
{
  const gsize n = from->points->len, n_numbers = from->plane ? 2 : 1;
  g_autofree float *samples = g_new (float, n *n_numbers + 1);
  g_autofree float *numbers = g_new (float, n + 1);
  g_autofree guint8 *labels = g_new (guint8, n + 1);
  guint n_classes = from->plane ? 2 : 0;
  NnDataset *self;

  g_return_val_if_fail (share >= 0 && share < 1, NULL);

  if (n == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "%s: there are no points", name);
    return NULL;
  }
  for (gsize i = 0; i < n; i++) {
    const NnDataPoint *p = &g_array_index (from->points, NnDataPoint, i);

    samples[i * n_numbers] = p->x;
    if (from->plane)
      samples[i * n_numbers + 1] = p->y;
    numbers[i] = p->y;
    labels[i] = p->label;
    if (from->plane)
      n_classes = MAX (n_classes, p->label + 1u);
  }
  self = nn_dataset_new_of_kind (
      &points, name, g_bytes_new (samples, n * n_numbers * sizeof (float)),
      n_numbers * sizeof (float),
      from->plane ? g_bytes_new (labels, n) : g_bytes_new (numbers, n * sizeof (float)), n_classes);
  self->share = share;
  return self;
}

NnPoints *
nn_points_of_dataset (const NnDataset *self)
{
  const float *samples = g_bytes_get_data (self->samples, NULL);
  NnPoints *made;

  if (self->kind != &points)
    return NULL;
  made = nn_points_new (is_plane (self));
  for (gsize i = 0; i < self->count; i++) {
    NnDataPoint point
        = is_plane (self)
              ? (NnDataPoint){ samples[2 * i], samples[2 * i + 1], nn_dataset_labels (self)[i] }
              : (NnDataPoint){ samples[i], nn_dataset_numbers (self)[i], 0 };

    g_array_append_val (made->points, point);
  }
  return made;
}
