/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/tensor/nn-vector.h"
#include "nn/train/nn-optimizer.h"

/* A direction that goes down by less than this, for a step of length 1, is none. */
#define LEAST_DESCENT 1e-9

/* A pair whose curvature is below this carries no information about the Hessian. */
#define LEAST_CURVATURE 1e-10

/* In doubles and in a fixed order: the sum of a million products. */
static double
dot (gsize n, const float *a, const float *b)
{
  double sums[8] = { 0 }, sum = 0;
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 8; k++)
      sums[k] += (double) a[i + k] * b[i + k];
  for (; i < n; i++)
    sum += (double) a[i] * b[i];
  for (int k = 0; k < 8; k++)
    sum += sums[k];
  return sum;
}

static float *
step_of (NnOptimizer *self, guint64 pair)
{
  return self->pairs + (pair % NN_LBFGS_HISTORY) * self->n_weights;
}

static float *
change_of (NnOptimizer *self, guint64 pair)
{
  return step_of (self, pair) + NN_LBFGS_HISTORY * self->n_weights;
}

/* s = the last step, y = how the gradient changed over it; kept where y s > 0. */
static void
remember (NnOptimizer *self, const float *gradient)
{
  NnLbfgs *l = &self->lbfgs;
  guint64 pair = (l->newest + 1) % NN_LBFGS_HISTORY;
  double curvature = 0, square = 0;

  for (gsize i = 0; i < self->n_weights; i++) {
    double y = gradient[i] - self->first[i];

    curvature += y * (float) (self->second[i] * l->rate);
    square += y * y;
  }
  if (!(curvature > LEAST_CURVATURE))
    return;
  for (gsize i = 0; i < self->n_weights; i++) {
    step_of (self, pair)[i] = (float) (self->second[i] * l->rate);
    change_of (self, pair)[i] = gradient[i] - self->first[i];
  }
  l->curvature[pair] = 1 / curvature;
  l->scale = curvature / square;
  l->newest = pair;
  l->n_pairs = MIN (l->n_pairs + 1, NN_LBFGS_HISTORY);
}

/* direction = - H gradient, by the two loops over the history: newest pair first, then back. */
static void
find_direction (NnOptimizer *self, const float *gradient)
{
  const NnLbfgs *l = &self->lbfgs;
  const gsize n = self->n_weights;
  double alphas[NN_LBFGS_HISTORY];
  float *d = self->second;

  for (gsize i = 0; i < n; i++)
    d[i] = -gradient[i];
  for (guint64 k = 0; k < l->n_pairs; k++) {
    guint64 pair = (l->newest + NN_LBFGS_HISTORY - k) % NN_LBFGS_HISTORY;

    alphas[pair] = l->curvature[pair] * dot (n, step_of (self, pair), d);
    nn_add_scaled (n, (float) -alphas[pair], change_of (self, pair), d);
  }
  for (gsize i = 0; i < n; i++)
    d[i] *= (float) l->scale;
  for (guint64 k = l->n_pairs; k-- > 0;) {
    guint64 pair = (l->newest + NN_LBFGS_HISTORY - k) % NN_LBFGS_HISTORY;
    double beta = l->curvature[pair] * dot (n, change_of (self, pair), d);

    nn_add_scaled (n, (float) (alphas[pair] - beta), step_of (self, pair), d);
  }
}

void
nn_lbfgs_apply (NnOptimizer *self, float rate, float *gradient, float *weights)
{
  NnLbfgs *l = &self->lbfgs;
  const gsize n = self->n_weights;
  const float decay = self->recipe.weight_decay;
  double length = 0;

  if (decay > 0)
    nn_add_scaled (n, decay, weights, gradient);
  if (l->n_steps > 0) {
    remember (self, gradient);
  } else {
    l->n_pairs = 0;
    l->scale = 1;
  }
  find_direction (self, gradient);
  memcpy (self->first, gradient, n * sizeof (float));
  for (gsize i = 0; l->n_steps == 0 && i < n; i++)
    length += fabsf (gradient[i]);
  l->rate = l->n_steps == 0 ? MIN (1, 1 / length) * rate : rate;
  l->n_steps++;
  /* The Hessian of another batch differs, so the direction may not be a descent direction: then it
   * restarts. */
  if (!(dot (n, gradient, self->second) < -LEAST_DESCENT)) {
    l->n_steps = 0;
    return;
  }
  nn_add_scaled (n, (float) l->rate, self->second, weights);
}
