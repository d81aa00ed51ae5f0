/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-optimizer.h"

#include <math.h>

gboolean
nn_optimizer_keeps_first (const NnRecipe *recipe)
{
  return recipe->optimizer == NN_OPTIMIZER_SGD ? recipe->momentum > 0
                                               : recipe->optimizer != NN_OPTIMIZER_RMSPROP;
}

void
nn_optimizer_init (NnOptimizer *optimizer, const NnRecipe *recipe, gsize n_weights)
{
  NnOptimizerKind kind = recipe->optimizer;

  *optimizer = (NnOptimizer){ .recipe = *recipe, .n_weights = n_weights };
  if (nn_optimizer_keeps_first (recipe))
    optimizer->first = g_new0 (float, n_weights);
  if (kind != NN_OPTIMIZER_SGD)
    optimizer->second = g_new0 (float, n_weights);
  if (kind == NN_OPTIMIZER_LBFGS)
    optimizer->pairs = g_new0 (float, 2 * NN_LBFGS_HISTORY * n_weights);
}

void
nn_optimizer_clear (NnOptimizer *optimizer)
{
  g_clear_pointer (&optimizer->first, g_free);
  g_clear_pointer (&optimizer->second, g_free);
  g_clear_pointer (&optimizer->pairs, g_free);
}

gboolean
nn_optimizer_wants_all (const NnOptimizer *optimizer)
{
  return optimizer->recipe.optimizer == NN_OPTIMIZER_LBFGS;
}

/* v = momentum v + g; w -= rate v, or with Nesterov w -= rate (g + momentum v) */
static void
apply_sgd (NnOptimizer *self,
           float rate,
           gsize from,
           gsize to,
           const float *gradient,
           float *weights)
{
  const float decay = self->recipe.weight_decay, momentum = self->recipe.momentum;
  const gboolean nesterov = self->recipe.nesterov;
  float *v = self->first;

  if (v == NULL) {
    for (gsize i = from; i < to; i++)
      weights[i] -= rate * (gradient[i] + decay * weights[i]);
    return;
  }
  for (gsize i = from; i < to; i++) {
    float g = gradient[i] + decay * weights[i];

    v[i] = momentum * v[i] + g;
    weights[i] -= rate * (nesterov ? g + momentum * v[i] : v[i]);
  }
}

/* v = rho v + (1 - rho) g^2; w -= rate g / (sqrt (v) + epsilon), or rate g / sqrt (v + epsilon)
 * (Hinton, 2012) */
static void
apply_rmsprop (NnOptimizer *self,
               float rate,
               gsize from,
               gsize to,
               const float *gradient,
               float *weights)
{
  const float decay = self->recipe.weight_decay, rho = self->recipe.beta2,
              epsilon = self->recipe.epsilon;
  const float inside = self->recipe.epsilon_inside ? epsilon : 0;
  const float outside = self->recipe.epsilon_inside ? 0 : epsilon;
  float *v = self->second;

  for (gsize i = from; i < to; i++) {
    float g = gradient[i] + decay * weights[i];

    v[i] = rho * v[i] + (1 - rho) * g * g;
    weights[i] -= rate * g / (sqrtf (v[i] + inside) + outside);
  }
}

/* Kingma and Ba, 2015; AdamW (Loshchilov and Hutter, 2019) shrinks the weights apart from the
 * gradient. */
static void
apply_adam (NnOptimizer *self,
            float rate,
            gsize from,
            gsize to,
            const float *gradient,
            float *weights)
{
  const NnRecipe *r = &self->recipe;
  const float shrink = r->optimizer == NN_OPTIMIZER_ADAMW ? 1 - rate * r->weight_decay : 1;
  const float decay = r->optimizer == NN_OPTIMIZER_ADAMW ? 0 : r->weight_decay;
  const float beta1 = r->beta1, beta2 = r->beta2, epsilon = r->epsilon;
  const float correction1 = (float) (1 - pow (beta1, (double) self->n_steps));
  const float correction2 = (float) (1 / sqrt (1 - pow (beta2, (double) self->n_steps)));
  const float step = rate / correction1;
  float *m = self->first, *v = self->second;

  for (gsize i = from; i < to; i++) {
    float g = gradient[i] + decay * weights[i];

    m[i] = beta1 * m[i] + (1 - beta1) * g;
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    weights[i] = shrink * weights[i] - step * m[i] / (sqrtf (v[i]) * correction2 + epsilon);
  }
}

void
nn_optimizer_apply (NnOptimizer *self,
                    float rate,
                    gsize from,
                    gsize to,
                    float *gradient,
                    float *weights)
{
  switch (self->recipe.optimizer) {
  case NN_OPTIMIZER_SGD:
    apply_sgd (self, rate, from, to, gradient, weights);
    break;
  case NN_OPTIMIZER_RMSPROP:
    apply_rmsprop (self, rate, from, to, gradient, weights);
    break;
  case NN_OPTIMIZER_ADAM:
  case NN_OPTIMIZER_ADAMW:
    apply_adam (self, rate, from, to, gradient, weights);
    break;
  case NN_OPTIMIZER_LBFGS:
    nn_lbfgs_apply (self, rate, gradient, weights);
    break;
  }
}
