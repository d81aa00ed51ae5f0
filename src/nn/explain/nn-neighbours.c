/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-neighbours.h"

#include <math.h>
#include <string.h>

/* Rows are as long as the loop over them takes at once. */
#define LANES 16
/* Rows between two looks at the cancellable, and pictures that are renewed in one call. */
#define ROWS_AT_ONCE 4096
#define PICTURES_AT_ONCE 64

struct _NnNeighbours {
  NnDataset *dataset;
  gsize n;
  guint32 *indices;
  float *ink_norms; /* n: Euclidean, of bytes */
  gsize n_features; /* 0 before the first are computed */
  gsize row;        /* n_features rounded up to whole lanes */
  gint8 *features;  /* n x row */
  float *norms;     /* n: Euclidean, of the bytes; 0: no features yet, or all 0 */
};

NnNeighbours *
nn_neighbours_new (NnDataset *dataset, const guint32 *indices, gsize n)
{
  NnNeighbours *self = g_new0 (NnNeighbours, 1);

  self->dataset = nn_dataset_ref (dataset);
  self->n = indices != NULL ? n : nn_dataset_count (dataset);
  self->indices = g_new (guint32, self->n + 1);
  self->ink_norms = g_new (float, self->n + 1);
  for (gsize i = 0; i < self->n; i++) {
    const guint8 *pixels;
    gint64 sum = 0;

    self->indices[i] = indices != NULL ? indices[i] : (guint32) i;
    pixels = nn_dataset_pixels (dataset) + (gsize) self->indices[i] * NN_PICTURE_PIXELS;
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      sum += pixels[p] * pixels[p];
    self->ink_norms[i] = sqrtf ((float) sum);
  }
  return self;
}

void
nn_neighbours_free (NnNeighbours *self)
{
  nn_dataset_unref (self->dataset);
  g_free (self->indices);
  g_free (self->ink_norms);
  g_free (self->features);
  g_free (self->norms);
  g_free (self);
}

gsize
nn_neighbours_count (const NnNeighbours *self)
{
  return self->n;
}

/* --- features --- */

/* Whole numbers from -127 to 127; returns their Euclidean norm. */
static float
quantise (const float *from, gsize n, gint8 *to)
{
  float largest = 0, scale;
  gint64 sum = 0;

  for (gsize i = 0; i < n; i++)
    largest = fmaxf (largest, fabsf (from[i]));
  scale = largest > 0 ? 127 / largest : 0;
  for (gsize i = 0; i < n; i++) {
    to[i] = (gint8) lrintf (from[i] * scale);
    sum += to[i] * to[i];
  }
  return sqrtf ((float) sum);
}

/* Makes room for features of this many numbers. */
static void
make_room (NnNeighbours *self, gsize n_features)
{
  if (self->n_features == n_features)
    return;
  self->n_features = n_features;
  self->row = (n_features + LANES - 1) / LANES * LANES;
  g_free (self->features);
  g_free (self->norms);
  self->features = g_malloc0 (self->n * self->row + 1);
  self->norms = g_new0 (float, self->n + 1);
}

gboolean
nn_neighbours_renew (NnNeighbours *self,
                     NnExplainer *explainer,
                     gsize first,
                     gsize n,
                     gsize *next,
                     GCancellable *cancellable,
                     GError **error)
{
  gsize n_features = nn_explainer_n_features (explainer);
  g_autofree float *inks = g_new (float, PICTURES_AT_ONCE *NN_PICTURE_PIXELS);
  g_autofree float *features = g_new (float, PICTURES_AT_ONCE *n_features);

  g_return_val_if_fail (first < self->n, FALSE);

  make_room (self, n_features);
  n = MIN (n, self->n);
  while (n > 0) {
    gsize part = MIN (MIN (n, PICTURES_AT_ONCE), self->n - first);

    for (gsize i = 0; i < part; i++) {
      const guint8 *pixels = nn_dataset_pixels (self->dataset)
                             + (gsize) self->indices[first + i] * NN_PICTURE_PIXELS;

      for (int p = 0; p < NN_PICTURE_PIXELS; p++)
        inks[i * NN_PICTURE_PIXELS + p] = (float) pixels[p] / 255;
    }
    if (!nn_explainer_read (explainer, inks, part, NULL, NULL, features, cancellable, error))
      return FALSE;
    for (gsize i = 0; i < part; i++)
      self->norms[first + i] = quantise (features + i * n_features, n_features,
                                         self->features + (first + i) * self->row);
    n -= part;
    first = (first + part) % self->n;
  }
  if (next != NULL)
    *next = first;
  return TRUE;
}

/* --- finding --- */

static gint64
product_of_features (const gint8 *x, const gint8 *y, gsize n)
{
  gint32 sums[LANES] = { 0 };
  gint64 sum = 0;

  for (gsize i = 0; i < n; i += LANES)
    for (int k = 0; k < LANES; k++)
      sums[k] += (gint32) x[i + k] * y[i + k];
  for (int k = 0; k < LANES; k++)
    sum += sums[k];
  return sum;
}

static gint64
product_of_inks (const guint8 *x, const guint8 *y)
{
  gint32 sums[LANES] = { 0 };
  gint64 sum = 0;

  for (gsize i = 0; i < NN_PICTURE_PIXELS; i += LANES)
    for (int k = 0; k < LANES; k++)
      sums[k] += (gint32) x[i + k] * y[i + k];
  for (int k = 0; k < LANES; k++)
    sum += sums[k];
  return sum;
}

/* Keeps the nearest, in order. */
static guint
insert (NnNeighbour *found, guint count, guint n, const NnNeighbour *next)
{
  guint place = count;

  if (count == n && found[n - 1].distance <= next->distance)
    return count;
  if (count < n)
    count++;
  else
    place = n - 1;
  for (; place > 0 && found[place - 1].distance > next->distance; place--)
    found[place] = found[place - 1];
  found[place] = *next;
  return count;
}

typedef struct {
  NnNeighbourSpace space;
  gint8 *features;
  guint8 inks[NN_PICTURE_PIXELS];
  float norm;
} Query;

static gboolean
prepare_query (const NnNeighbours *self,
               NnExplainer *explainer,
               const float *inks,
               Query *query,
               GCancellable *cancellable,
               GError **error)
{
  g_autofree float *features = NULL;
  gint64 sum = 0;

  if (query->space == NN_NEIGHBOURS_PIXELS) {
    for (int p = 0; p < NN_PICTURE_PIXELS; p++) {
      query->inks[p] = (guint8) lrintf (CLAMP (inks[p], 0, 1) * 255);
      sum += query->inks[p] * query->inks[p];
    }
    query->norm = sqrtf ((float) sum);
    return TRUE;
  }
  if (self->n_features != nn_explainer_n_features (explainer)) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
                 "The pictures have not been read by this network yet");
    return FALSE;
  }
  features = g_new (float, self->n_features);
  query->features = g_malloc0 (self->row);
  if (!nn_explainer_read (explainer, inks, 1, NULL, NULL, features, cancellable, error))
    return FALSE;
  query->norm = quantise (features, self->n_features, query->features);
  return TRUE;
}

/* 1 - cosine. */
static float
distance_to (const NnNeighbours *self, const Query *query, gsize i)
{
  float norm = query->norm, product;

  if (query->space == NN_NEIGHBOURS_PIXELS) {
    norm *= self->ink_norms[i];
    product
        = (float) product_of_inks (query->inks, nn_dataset_pixels (self->dataset)
                                                    + (gsize) self->indices[i] * NN_PICTURE_PIXELS);
  } else {
    norm *= self->norms[i];
    product
        = (float) product_of_features (query->features, self->features + i * self->row, self->row);
  }
  return norm > 0 ? CLAMP (1 - product / norm, 0, 2) : 1;
}

guint
nn_neighbours_find (NnNeighbours *self,
                    NnExplainer *explainer,
                    NnNeighbourSpace space,
                    const float *inks,
                    int label,
                    guint n,
                    NnNeighbour *found,
                    GCancellable *cancellable,
                    GError **error)
{
  const guint8 *labels = nn_dataset_labels (self->dataset);
  g_autofree gint8 *features = NULL;
  Query query = { .space = space };
  gboolean prepared = prepare_query (self, explainer, inks, &query, cancellable, error);
  guint count = 0;

  features = query.features;
  for (gsize i = 0; prepared && n > 0 && i < self->n; i++) {
    NnNeighbour next = { self->indices[i], labels[self->indices[i]], 0 };

    if (i % ROWS_AT_ONCE == 0 && !nn_explain_go_on (cancellable, error))
      return 0;
    if ((label >= 0 && next.label != label)
        || (space == NN_NEIGHBOURS_FEATURES && self->norms[i] == 0))
      continue;
    next.distance = distance_to (self, &query, i);
    count = insert (found, count, n, &next);
  }
  return count;
}
