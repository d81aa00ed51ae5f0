/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-walk.h"

#include <string.h>

#include "nn/tensor/nn-vector.h"

void
nn_walk_init (NnWalk *walk, const NnShape *box)
{
  *walk = (NnWalk){ .rank = MAX (1, box->rank) };
  walk->dims[0] = 1;
  memcpy (walk->dims, box->dims, box->rank * sizeof (gint64));
}

void
nn_walk_add (NnWalk *walk, gint64 start, const gint64 *steps)
{
  guint t = walk->n_tensors++;

  g_return_if_fail (t < NN_WALK_TENSORS);

  walk->starts[t] = start;
  memcpy (walk->steps[t], steps, walk->rank * sizeof (gint64));
}

void
nn_walk_row_major (const NnShape *shape, gint64 *steps)
{
  gint64 step = 1;

  for (int i = shape->rank - 1; i >= 0; i--) {
    steps[i] = step;
    step *= shape->dims[i];
  }
}

void
nn_walk_add_broadcast (NnWalk *walk, const NnShape *shape)
{
  gint64 own[NN_MAX_RANK], steps[NN_MAX_RANK] = { 0 };
  int missing = walk->rank - shape->rank;

  nn_walk_row_major (shape, own);
  for (int i = MAX (0, missing); i < walk->rank; i++)
    steps[i] = shape->dims[i - missing] != 1 ? own[i - missing] : 0;
  nn_walk_add (walk, 0, steps);
}

/* Whether dimension i and the one inside of it are one for every tensor. */
static gboolean
follow (const NnWalk *walk, int outer, int inner)
{
  for (guint t = 0; t < walk->n_tensors; t++)
    if (walk->steps[t][outer] != walk->dims[inner] * walk->steps[t][inner])
      return FALSE;
  return TRUE;
}

static void
take_dimension (NnWalk *walk, int to, int from)
{
  walk->dims[to] = walk->dims[from];
  for (guint t = 0; t < walk->n_tensors; t++)
    walk->steps[t][to] = walk->steps[t][from];
}

void
nn_walk_join (NnWalk *walk)
{
  int kept = 0;

  for (int i = 0; i < walk->rank; i++) {
    if (walk->dims[i] == 1)
      continue;
    if (kept > 0 && follow (walk, kept - 1, i)) {
      gint64 outer = walk->dims[kept - 1];

      take_dimension (walk, kept - 1, i);
      walk->dims[kept - 1] *= outer;
    } else {
      take_dimension (walk, kept++, i);
    }
  }
  if (kept == 0) {
    walk->dims[0] = 1;
    for (guint t = 0; t < walk->n_tensors; t++)
      walk->steps[t][0] = 1;
  }
  walk->rank = MAX (1, kept);
}

gboolean
nn_walk_begin (const NnWalk *walk, NnWalkAt *at)
{
  memset (at->index, 0, sizeof at->index);
  memcpy (at->places, walk->starts, sizeof at->places);
  for (int i = 0; i < walk->rank; i++)
    if (walk->dims[i] == 0)
      return FALSE;
  return TRUE;
}

gboolean
nn_walk_next (const NnWalk *walk, NnWalkAt *at)
{
  for (int i = walk->rank - 2; i >= 0; i--) {
    gboolean wraps = ++at->index[i] == walk->dims[i];

    for (guint t = 0; t < walk->n_tensors; t++)
      at->places[t] += wraps ? (1 - walk->dims[i]) * walk->steps[t][i] : walk->steps[t][i];
    if (!wraps)
      return TRUE;
    at->index[i] = 0;
  }
  return FALSE;
}

#define COPY_ROWS(TYPE)                                                                            \
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at)) {         \
    TYPE *y = (TYPE *) to + at.places[0];                                                          \
    const TYPE *x = (const TYPE *) from + at.places[1];                                            \
                                                                                                   \
    for (gint64 i = 0; i < n; i++)                                                                 \
      y[i * to_step] = x[i * from_step];                                                           \
  }

void
nn_walk_copy (const NnWalk *walk, gsize size, void *to, const void *from)
{
  gint64 n = nn_walk_row (walk), to_step = nn_walk_step (walk, 0);
  gint64 from_step = nn_walk_step (walk, 1);
  NnWalkAt at;

  if (to_step == 1 && from_step == 1) {
    for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
      memcpy ((char *) to + at.places[0] * size, (const char *) from + at.places[1] * size,
              n * size);
    return;
  }
  switch (size) {
  case 1:
    COPY_ROWS (guint8)
    break;
  case 2:
    COPY_ROWS (guint16)
    break;
  case 4:
    COPY_ROWS (guint32)
    break;
  case 8:
    COPY_ROWS (guint64)
    break;
  default:
    g_return_if_reached ();
  }
}

void
nn_walk_add_up (const NnWalk *walk, float *to, const float *from)
{
  gint64 n = nn_walk_row (walk), to_step = nn_walk_step (walk, 0);
  gint64 from_step = nn_walk_step (walk, 1);
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at)) {
    float *y = to + at.places[0];
    const float *x = from + at.places[1];

    if (to_step == 1 && from_step == 1) {
      nn_add (n, x, y);
    } else if (to_step == 0) {
      float sum = 0;

      for (gint64 i = 0; i < n; i++)
        sum += x[i * from_step];
      *y += sum;
    } else {
      for (gint64 i = 0; i < n; i++)
        y[i * to_step] += x[i * from_step];
    }
  }
}
