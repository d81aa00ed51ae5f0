/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-loss.h"

#include <math.h>

#include "nn/base/nn-digit.h"
#include "nn/tensor/nn-vector.h"

static guint
largest (const float *outputs)
{
  guint best = 0;

  for (guint i = 1; i < NN_N_CLASSES; i++)
    if (outputs[i] > outputs[best])
      best = i;
  return best;
}

/* The share of the right answer that each of the others gets; no digit has ten equal targets. */
static float
target_of (const NnRecipe *recipe, guint label, guint i)
{
  float off = recipe->label_smoothing / NN_N_CLASSES;

  return label < NN_N_CLASSES ? off + (i == label ? 1 - recipe->label_smoothing : 0)
                              : 1.0f / NN_N_CLASSES;
}

/* L = - sum t log softmax (z); dL/dz = softmax (z) - t */
static double
cross_entropy (const NnRecipe *recipe, const float *z, guint label, float *gradient)
{
  double loss = 0;

  nn_softmax_rows (1, NN_N_CLASSES, z, gradient);
  for (guint i = 0; i < NN_N_CLASSES; i++) {
    float target = target_of (recipe, label, i);

    if (target > 0)
      loss -= target * log (MAX (gradient[i], 1e-30f));
    gradient[i] -= target;
  }
  return isfinite (z[label % NN_N_CLASSES]) ? loss : NAN;
}

/* L = - sum t log p; dL/dp = - t / p. What leads to p sees to it that they add up to 1. */
static double
log_loss (const NnRecipe *recipe, const float *p, guint label, float *gradient)
{
  double loss = 0;

  for (guint i = 0; i < NN_N_CLASSES; i++) {
    float target = target_of (recipe, label, i);
    float q = MAX (p[i], 1e-30f);

    loss -= target * log (q);
    gradient[i] = -target / q;
  }
  return isfinite (p[label % NN_N_CLASSES]) ? loss : NAN;
}

/* y = sigmoid (z), L = - sum (t log y + (1 - t) log (1 - y)); dL/dz = y - t */
static double
ten_answers (const NnRecipe *recipe, const float *z, guint label, float *gradient)
{
  double loss = 0;

  for (guint i = 0; i < NN_N_CLASSES; i++) {
    float target = target_of (recipe, label, i);

    loss += MAX (z[i], 0) - target * z[i] + log1p (exp (-fabs (z[i])));
    gradient[i] = (float) (1 / (1 + exp (-z[i]))) - target;
  }
  return loss;
}

/* L = 1/2 sum (y - t)^2; dL/dy = y - t */
static double
squared_error (const NnRecipe *recipe, const float *y, guint label, float *gradient)
{
  double loss = 0;

  for (guint i = 0; i < NN_N_CLASSES; i++) {
    gradient[i]
        = y[i]
          - (label >= NN_N_CLASSES
                 ? ((NN_N_CLASSES - 1) * recipe->target_low + recipe->target_high) / NN_N_CLASSES
             : i == label ? recipe->target_high
                          : recipe->target_low);
    loss += 0.5 * gradient[i] * gradient[i];
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
             const float *outputs,
             guint label,
             float *gradient)
{
  switch (of) {
  case NN_LOSS_OF_LOGITS:
    return cross_entropy (recipe, outputs, label, gradient);
  case NN_LOSS_OF_PROBABILITIES:
    return log_loss (recipe, outputs, label, gradient);
  case NN_LOSS_OF_TEN_LOGITS:
    return ten_answers (recipe, outputs, label, gradient);
  case NN_LOSS_OF_NUMBERS:
  default:
    return squared_error (recipe, outputs, label, gradient);
  }
}

double
nn_loss (const NnRecipe *recipe,
         NnLossOutputs of,
         gsize n,
         const float *outputs,
         const guint8 *labels,
         float *gradient,
         gsize *correct)
{
  double loss = 0;

  for (gsize i = 0; i < n; i++, outputs += NN_N_CLASSES, gradient += NN_N_CLASSES) {
    *correct += largest (outputs) == labels[i];
    loss += loss_of_one (recipe, of, outputs, labels[i], gradient);
  }
  return loss;
}
