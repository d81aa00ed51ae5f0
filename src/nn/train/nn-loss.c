/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-loss.h"

#include <math.h>

#include "nn/tensor/nn-vector.h"

static guint
largest (const float *outputs)
{
  guint best = 0;

  for (guint i = 1; i < 10; i++)
    if (outputs[i] > outputs[best])
      best = i;
  return best;
}

/* No digit has ten equal targets.
 * L = - sum t log softmax (z); dL/dz = softmax (z) - t */
static double
cross_entropy (const NnRecipe *recipe, const float *z, guint label, float *gradient)
{
  float off = recipe->label_smoothing / 10;
  double loss = 0;

  nn_softmax_rows (1, 10, z, gradient);
  for (guint i = 0; i < 10; i++) {
    float target = label < 10 ? off + (i == label ? 1 - recipe->label_smoothing : 0) : 0.1f;

    if (target > 0)
      loss -= target * log (MAX (gradient[i], 1e-30f));
    gradient[i] -= target;
  }
  return isfinite (z[label % 10]) ? loss : NAN;
}

/* L = 1/2 sum (y - t)^2; dL/dy = y - t */
static double
squared_error (const NnRecipe *recipe, const float *y, guint label, float *gradient)
{
  double loss = 0;

  for (guint i = 0; i < 10; i++) {
    gradient[i] = y[i]
                  - (label >= 10  ? (9 * recipe->target_low + recipe->target_high) / 10
                     : i == label ? recipe->target_high
                                  : recipe->target_low);
    loss += 0.5 * gradient[i] * gradient[i];
  }
  return loss;
}

double
nn_loss (const NnRecipe *recipe,
         gsize n,
         const float *outputs,
         const guint8 *labels,
         float *gradient,
         gsize *correct)
{
  double loss = 0;

  for (gsize i = 0; i < n; i++, outputs += 10, gradient += 10) {
    *correct += largest (outputs) == labels[i];
    loss += recipe->loss == NN_LOSS_CROSS_ENTROPY
                ? cross_entropy (recipe, outputs, labels[i], gradient)
                : squared_error (recipe, outputs, labels[i], gradient);
  }
  return loss;
}
