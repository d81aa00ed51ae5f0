/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-loss.h"

#include <math.h>

#include "nn/base/nn-digit.h"
#include "nn/tensor/nn-vector.h"

static guint
largest (guint n, const float *outputs)
{
  guint best = 0;

  for (guint i = 1; i < n; i++)
    if (outputs[i] > outputs[best])
      best = i;
  return best;
}

/* The share of the right answer that each of the others gets; no digit has ten equal targets. */
static float
target_of (const NnRecipe *recipe, guint n, guint label, guint i)
{
  float off = recipe->label_smoothing / (float) n;

  return label < n ? off + (i == label ? 1 - recipe->label_smoothing : 0) : 1.0f / (float) n;
}

/* L = - sum t log softmax (z); dL/dz = softmax (z) - t */
static double
cross_entropy (const NnRecipe *recipe, guint n, const float *z, guint label, float *gradient)
{
  double loss = 0;

  nn_softmax_rows (1, n, z, gradient);
  for (guint i = 0; i < n; i++) {
    float target = target_of (recipe, n, label, i);

    if (target > 0)
      loss -= target * log (MAX (gradient[i], 1e-30f));
    gradient[i] -= target;
  }
  return isfinite (z[label % n]) ? loss : NAN;
}

/* L = - sum t log p; dL/dp = - t / p. What leads to p sees to it that they add up to 1. */
static double
log_loss (const NnRecipe *recipe, guint n, const float *p, guint label, float *gradient)
{
  double loss = 0;

  for (guint i = 0; i < n; i++) {
    float target = target_of (recipe, n, label, i);
    float q = MAX (p[i], 1e-30f);

    loss -= target * log (q);
    gradient[i] = -target / q;
  }
  return isfinite (p[label % n]) ? loss : NAN;
}

/* y = sigmoid (z), L = - sum (t log y + (1 - t) log (1 - y)); dL/dz = y - t */
static double
ten_answers (const NnRecipe *recipe, guint n, const float *z, guint label, float *gradient)
{
  double loss = 0;

  for (guint i = 0; i < n; i++) {
    float target = target_of (recipe, n, label, i);

    loss += MAX (z[i], 0) - target * z[i] + log1p (exp (-fabs (z[i])));
    gradient[i] = (float) (1 / (1 + exp (-z[i]))) - target;
  }
  return loss;
}

/* L = 1/2 sum (y - t)^2; dL/dy = y - t */
static double
squared_error (const NnRecipe *recipe, guint n, const float *y, guint label, float *gradient)
{
  double loss = 0;

  for (guint i = 0; i < n; i++) {
    gradient[i]
        = y[i]
          - (label >= n   ? ((float) (n - 1) * recipe->target_low + recipe->target_high) / (float) n
             : i == label ? recipe->target_high
                          : recipe->target_low);
    loss += 0.5 * gradient[i] * gradient[i];
  }
  return loss;
}

/* L = sum (y - t)^2; dL/dy = 2 (y - t). The mean over samples is the mean squared error, as PyTorch
 * and TensorFlow have it. */
static double
distance (guint n, const float *y, const float *t, float *gradient)
{
  double loss = 0;

  for (guint i = 0; i < n; i++) {
    double error = (double) y[i] - t[i];

    gradient[i] = (float) (2 * error);
    loss += error * error;
  }
  return loss;
}

NnLossOutputs
nn_loss_outputs_of (const NnRecipe *recipe, const NnModel *model)
{
  NnGraph *graph = nn_model_graph (model);
  const NnNode *last = nn_graph_producer (graph, nn_graph_output (graph, 0));

  if (recipe->loss != NN_LOSS_CROSS_ENTROPY)
    return NN_LOSS_OF_NUMBERS;
  if (last != NULL && last->op->kind == NN_OP_SIGMOID)
    return NN_LOSS_OF_TEN_LOGITS;
  /* A softmax that is not the last node stays in the plan. */
  if (nn_model_get_convention (model)->output == NN_OUTPUT_PROBABILITIES
      && (last == NULL || last->op->kind != NN_OP_SOFTMAX))
    return NN_LOSS_OF_PROBABILITIES;
  return NN_LOSS_OF_LOGITS;
}

static double
loss_of_one (const NnRecipe *recipe,
             NnLossOutputs of,
             guint n,
             const float *outputs,
             guint label,
             float *gradient)
{
  switch (of) {
  case NN_LOSS_OF_LOGITS:
    return cross_entropy (recipe, n, outputs, label, gradient);
  case NN_LOSS_OF_PROBABILITIES:
    return log_loss (recipe, n, outputs, label, gradient);
  case NN_LOSS_OF_TEN_LOGITS:
    return ten_answers (recipe, n, outputs, label, gradient);
  case NN_LOSS_OF_NUMBERS:
  default:
    return squared_error (recipe, n, outputs, label, gradient);
  }
}

double
nn_loss (const NnRecipe *recipe,
         NnLossOutputs of,
         const NnTargets *targets,
         gsize n,
         const float *outputs,
         float *gradient,
         gsize *correct)
{
  const guint k = targets->n_outputs;
  double loss = 0;

  for (gsize i = 0; i < n; i++, outputs += k, gradient += k)
    if (targets->labels == NULL) {
      loss += distance (k, outputs, targets->numbers + i * k, gradient);
    } else {
      *correct += largest (k, outputs) == targets->labels[i];
      loss += loss_of_one (recipe, of, k, outputs, targets->labels[i], gradient);
    }
  return loss;
}
