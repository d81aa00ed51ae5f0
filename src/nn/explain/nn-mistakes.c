/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-mistakes.h"

#include <stdlib.h>

typedef struct {
  guint32 place;
  float order; /* smallest first */
} Placed;

static int
compare_placed (gconstpointer a, gconstpointer b)
{
  const Placed *x = a, *y = b;

  if (x->order != y->order)
    return x->order < y->order ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

static guint32 *
sorted_places (GArray *placed)
{
  guint32 *places = g_new (guint32, placed->len + 1);

  g_array_sort (placed, compare_placed);
  for (guint i = 0; i < placed->len; i++)
    places[i] = g_array_index (placed, Placed, i).place;
  return places;
}

static int
read_as (const float *p)
{
  int best = 0;

  for (int k = 1; k < NN_N_CLASSES; k++)
    if (p[k] > p[best])
      best = k;
  return best;
}

/* The loss falls as the label's probability grows: the same order. */
NnMistakes *
nn_mistakes_new (const guint8 *labels, const float *probabilities, gsize n)
{
  NnMistakes *mistakes = g_new0 (NnMistakes, 1);
  g_autoptr (GArray) wrong = g_array_new (FALSE, FALSE, sizeof (Placed));

  for (gsize i = 0; i < n; i++) {
    const float *p = probabilities + i * NN_N_CLASSES;
    int read = read_as (p);

    if (labels[i] >= NN_N_CLASSES)
      continue;
    mistakes->n++;
    mistakes->confusion[labels[i]][read]++;
    if (read != labels[i]) {
      Placed placed = { (guint32) i, p[labels[i]] };

      g_array_append_val (wrong, placed);
    }
  }
  mistakes->n_wrong = wrong->len;
  mistakes->wrong = sorted_places (wrong);
  return mistakes;
}

void
nn_mistakes_free (NnMistakes *mistakes)
{
  g_free (mistakes->wrong);
  g_free (mistakes);
}

guint32 *
nn_mistakes_cell (const guint8 *labels,
                  const float *probabilities,
                  gsize n,
                  int label,
                  int read,
                  gsize *n_places)
{
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (Placed));

  for (gsize i = 0; i < n; i++)
    if (labels[i] == label && read_as (probabilities + i * NN_N_CLASSES) == read) {
      Placed one = { (guint32) i, probabilities[i * NN_N_CLASSES + label] };

      g_array_append_val (placed, one);
    }
  *n_places = placed->len;
  return sorted_places (placed);
}

/* --- margins --- */

struct _NnMargins {
  gsize n;
  guint n_readings;
  double *sums;
  float *largest;
};

NnMargins *
nn_margins_new (gsize n)
{
  NnMargins *margins = g_new0 (NnMargins, 1);

  margins->n = n;
  margins->sums = g_new0 (double, n + 1);
  margins->largest = g_new (float, n + 1);
  for (gsize i = 0; i < n; i++)
    margins->largest[i] = -1;
  return margins;
}

void
nn_margins_free (NnMargins *margins)
{
  g_free (margins->sums);
  g_free (margins->largest);
  g_free (margins);
}

void
nn_margins_add (NnMargins *margins, const guint8 *labels, const float *probabilities)
{
  for (gsize i = 0; i < margins->n; i++) {
    const float *p = probabilities + i * NN_N_CLASSES;
    float other = 0, margin;

    /* What shows no digit has no label to be ahead. */
    if (labels[i] >= NN_N_CLASSES) {
      margins->largest[i] = 1;
      continue;
    }
    for (int k = 0; k < NN_N_CLASSES; k++)
      if (k != labels[i])
        other = MAX (other, p[k]);
    margin = p[labels[i]] - other;
    margins->sums[i] += margin;
    margins->largest[i] = MAX (margins->largest[i], margin);
  }
  margins->n_readings++;
}

float
nn_margins_mean (const NnMargins *margins, gsize place)
{
  g_return_val_if_fail (place < margins->n, 0);

  return margins->n_readings > 0 ? (float) (margins->sums[place] / margins->n_readings) : 0;
}

guint32 *
nn_margins_suspects (const NnMargins *margins, guint least_readings, gsize *n_places)
{
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (Placed));

  for (gsize i = 0; i < margins->n && margins->n_readings >= MAX (1, least_readings); i++)
    if (margins->largest[i] < 0) {
      Placed one = { (guint32) i, (float) margins->sums[i] };

      g_array_append_val (placed, one);
    }
  *n_places = placed->len;
  return sorted_places (placed);
}
