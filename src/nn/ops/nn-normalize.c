/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-normalize.h"

#include <string.h>

/* A row of the walk. */
typedef struct {
  gint64 n;
  gint64 group, at, parameter; /* where it begins */
  gint64 group_step, parameter_step;
} Row;

/* In every group's tensor the numbers of a row lie together: the walk is through x. */
static Row
row_at (const NnWalk *walk, const NnWalkAt *at)
{
  return (Row){ nn_walk_row (walk), at->places[0],          at->places[1],
                at->places[2],      nn_walk_step (walk, 0), nn_walk_step (walk, 2) };
}

/* sums += x, or (x - mean)^2 */
static void
add_row (const Row *row, const float *x, const float *mean, float *sums)
{
  double sum = 0;

  for (gint64 i = 0; i < row->n; i++) {
    gint64 g = row->group + i * row->group_step;
    float number = x[row->at + i];

    if (mean != NULL)
      number = (number - mean[g]) * (number - mean[g]);
    if (row->group_step == 0)
      sum += number;
    else
      sums[g] += number;
  }
  if (row->group_step == 0)
    sums[row->group] += (float) sum;
}

static void
add_rows (const NnNormalize *self,
          const NnWalk *walk,
          const float *x,
          const float *mean,
          float *sums)
{
  NnWalkAt at;

  memset (sums, 0, self->n_groups * sizeof (float));
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at)) {
    Row row = row_at (walk, &at);

    add_row (&row, x, mean, sums);
  }
  for (gint64 g = 0; g < self->n_groups; g++)
    sums[g] /= (float) self->count;
}

void
nn_normalize_moments (const NnNormalize *self, const NnWalk *walk, const float *x)
{
  add_rows (self, walk, x, NULL, self->mean);
  add_rows (self, walk, x, self->mean, self->factor);
}

void
nn_normalize_forward (const NnNormalize *self,
                      const NnWalk *walk,
                      const float *x,
                      const float *scale,
                      const float *bias,
                      float *y)
{
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at)) {
    Row row = row_at (walk, &at);

    for (gint64 i = 0; i < row.n; i++) {
      gint64 g = row.group + i * row.group_step, p = row.parameter + i * row.parameter_step;
      float h = (x[row.at + i] - self->mean[g]) * self->factor[g];

      y[row.at + i] = (scale != NULL ? scale[p] * h : h) + (bias != NULL ? bias[p] : 0);
    }
  }
}

/* The sums of dh and of dh h over the row, dh = scale dy. */
static void
add_group_sums (const NnNormalize *self,
                const Row *row,
                const float *x,
                const float *scale,
                const float *dy)
{
  double sums[2] = { 0, 0 };

  for (gint64 i = 0; i < row->n; i++) {
    gint64 g = row->group + i * row->group_step;
    float h = (x[row->at + i] - self->mean[g]) * self->factor[g];
    float dh = scale != NULL ? scale[row->parameter + i * row->parameter_step] * dy[row->at + i]
                             : dy[row->at + i];

    if (row->group_step == 0) {
      sums[0] += dh;
      sums[1] += dh * h;
    } else {
      self->sums[0][g] += dh;
      self->sums[1][g] += dh * h;
    }
  }
  if (row->group_step == 0) {
    self->sums[0][row->group] += (float) sums[0];
    self->sums[1][row->group] += (float) sums[1];
  }
}

static void
add_parameter_sums (const NnNormalize *self,
                    const Row *row,
                    const float *x,
                    const float *dy,
                    float *dscale,
                    float *dbias)
{
  double sums[2] = { 0, 0 };

  for (gint64 i = 0; i < row->n; i++) {
    gint64 g = row->group + i * row->group_step, p = row->parameter + i * row->parameter_step;
    float h = (x[row->at + i] - self->mean[g]) * self->factor[g];

    if (row->parameter_step == 0) {
      sums[0] += dy[row->at + i] * h;
      sums[1] += dy[row->at + i];
      continue;
    }
    if (dscale != NULL)
      dscale[p] += dy[row->at + i] * h;
    if (dbias != NULL)
      dbias[p] += dy[row->at + i];
  }
  if (dscale != NULL && row->parameter_step == 0)
    dscale[row->parameter] += (float) sums[0];
  if (dbias != NULL && row->parameter_step == 0)
    dbias[row->parameter] += (float) sums[1];
}

void
nn_normalize_backward (const NnNormalize *self,
                       const NnWalk *walk,
                       const float *x,
                       const float *scale,
                       const float *dy,
                       float *dx,
                       float *dscale,
                       float *dbias)
{
  NnWalkAt at;

  memset (self->sums[0], 0, self->n_groups * sizeof (float));
  memset (self->sums[1], 0, self->n_groups * sizeof (float));
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at)) {
    Row row = row_at (walk, &at);

    if (dx != NULL)
      add_group_sums (self, &row, x, scale, dy);
    if (dscale != NULL || dbias != NULL)
      add_parameter_sums (self, &row, x, dy, dscale, dbias);
  }
  for (gboolean more = dx != NULL && nn_walk_begin (walk, &at); more;
       more = nn_walk_next (walk, &at)) {
    Row row = row_at (walk, &at);

    for (gint64 i = 0; i < row.n; i++) {
      gint64 g = row.group + i * row.group_step, p = row.parameter + i * row.parameter_step;
      float h = (x[row.at + i] - self->mean[g]) * self->factor[g];
      float dh = scale != NULL ? scale[p] * dy[row.at + i] : dy[row.at + i];

      dx[row.at + i] += self->factor[g]
                        * (dh - (self->sums[0][g] + h * self->sums[1][g]) / (float) self->count);
    }
  }
}
