/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-curve.h"

#include <math.h>
#include <string.h>

#include "nn/graph/nn-plan.h"
#include "nn/base/nn-error.h"
#include "nn/train/nn-optimizer.h"

static NnWorkspace *
prepare (const NnModel *model, gsize n, NnPlanFlags flags, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  g_autoptr (NnPlan) plan = NULL;
  NnView input, output;

  if (nn_graph_n_inputs (graph) != 1 || nn_graph_n_outputs (graph) != 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "This is no network for a curve: it has %u inputs and %u outputs",
                 nn_graph_n_inputs (graph), nn_graph_n_outputs (graph));
    return NULL;
  }
  plan = nn_plan_new (graph, (gint64) n, flags, NULL, error);
  if (plan == NULL || !nn_model_check_weights (model, error)
      || ((flags & NN_PLAN_TRAINING) && !nn_plan_check_training (plan, error)))
    return NULL;
  input = nn_plan_value (plan, nn_graph_input (graph, 0));
  output = nn_plan_value (plan, nn_graph_output (graph, 0));
  if (input.type != NN_TYPE_FLOAT32 || nn_shape_count (&input.shape) != (gint64) n
      || output.type != NN_TYPE_FLOAT32 || nn_shape_count (&output.shape) != (gint64) n) {
    g_autofree char *from = nn_shape_to_string (&input.shape);
    g_autofree char *to = nn_shape_to_string (&output.shape);

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "This is no network for a curve: it makes %s from %s instead of one number from "
                 "one",
                 to, from);
    return NULL;
  }
  return nn_workspace_new (plan);
}

NnModel *
nn_curve_fit (NnModel *model,
              const NnRecipe *recipe,
              gsize n,
              const float *x,
              const float *y,
              NnCurveFunc func,
              gpointer data,
              GError **error)
{
  const gsize n_weights = nn_graph_n_weights (nn_model_graph (model));
  g_autoptr (NnWorkspace) workspace = NULL;
  g_autofree float *weights = NULL;
  g_autofree float *gradient = NULL;
  NnOptimizer optimizer;
  gboolean good = TRUE;

  g_return_val_if_fail (n > 0, NULL);

  if (!nn_recipe_check (recipe, error))
    return NULL;
  workspace = prepare (model, n, NN_PLAN_TRAINING, error);
  if (workspace == NULL)
    return NULL;
  weights = g_memdup2 (nn_model_weights (model), n_weights * sizeof (float));
  gradient = g_new (float, n_weights);
  memcpy (nn_workspace_input (workspace, 0), x, n * sizeof (float));
  nn_optimizer_init (&optimizer, recipe, n_weights);
  for (guint epoch = 0; epoch < recipe->epochs && good; epoch++) {
    float rate = recipe->rate * nn_schedule_factor (recipe, epoch, 1);
    const float *output;
    float *output_gradient;
    double loss = 0;

    nn_workspace_forward (workspace, weights, NULL);
    output = nn_workspace_output (workspace, 0);
    output_gradient = nn_workspace_output_gradient (workspace, 0);
    for (gsize i = 0; i < n; i++) {
      output_gradient[i] = (output[i] - y[i]) / (float) n;
      loss += 0.5 * (output[i] - y[i]) * (output[i] - y[i]) / (double) n;
    }
    good = isfinite (loss);
    if (good && func != NULL)
      func (epoch + 1, loss, data);
    memset (gradient, 0, n_weights * sizeof (float));
    nn_workspace_backward (workspace, weights, gradient);
    optimizer.n_steps++;
    if (good)
      nn_optimizer_apply (&optimizer, rate, 0, n_weights, gradient, weights);
  }
  nn_optimizer_clear (&optimizer);
  if (!good) {
    g_set_error (error, NN_ERROR, NN_ERROR_DIVERGED,
                 "The fit diverged: the loss is no number any more; try a learning rate of %g",
                 recipe->rate / 10);
    return NULL;
  }
  return nn_model_with_weights (model, weights);
}

gboolean
nn_curve_compute (const NnModel *model, gsize n, const float *x, float *y, GError **error)
{
  g_autoptr (NnWorkspace) workspace = prepare (model, n, NN_PLAN_INFERENCE, error);

  if (workspace == NULL)
    return FALSE;
  memcpy (nn_workspace_input (workspace, 0), x, n * sizeof (float));
  nn_workspace_forward (workspace, nn_model_weights (model), NULL);
  memcpy (y, nn_workspace_output (workspace, 0), n * sizeof (float));
  return TRUE;
}
