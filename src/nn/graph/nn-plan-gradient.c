/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan-private.h"

/* Reverse-mode differentiation: which steps run backward, which gradients each of them writes, and
 * where one is there already, so that it is added to. */

static gboolean
input_wants_gradient (const NnPlan *plan, const NnNode *node, guint i)
{
  guint v = node->inputs[i];

  if (v == NN_NO_VALUE || !plan->values[v].wants_gradient)
    return FALSE;
  return nn_graph_value (plan->graph, v)->kind != NN_VALUE_PARAMETER
         || nn_graph_value (plan->graph, v)->trainable
         || (node->op->flags & NN_OP_KEEPS_STATISTICS);
}

void
nn_plan_find_gradients (NnPlan *plan)
{
  g_autofree gboolean *reached = g_new0 (gboolean, plan->n_values);

  for (guint v = 0; v < plan->n_values; v++) {
    const NnValue *value = nn_graph_value (plan->graph, v);

    plan->values[v].wants_gradient
        = value->kind == NN_VALUE_PARAMETER
          || (value->kind == NN_VALUE_INPUT && (plan->flags & NN_PLAN_INPUT_GRADIENT)
              && value->type == NN_TYPE_FLOAT32);
  }
  for (guint s = 0; s < plan->n_steps; s++) {
    NnPlanStep *step = &plan->steps[s];
    gboolean any = FALSE;

    for (guint i = 0; i < step->node->n_inputs; i++)
      any |= input_wants_gradient (plan, step->node, i);
    step->has_backward = any && step->node->op->backward != NULL;
    if (step->has_backward)
      for (guint i = 0; i < step->node->n_outputs; i++) {
        guint v = i == 0 ? step->output : step->node->outputs[i];

        if (v != NN_NO_VALUE && plan->values[v].view.type == NN_TYPE_FLOAT32)
          plan->values[v].wants_gradient = TRUE;
      }
  }

  for (guint i = 0; i < nn_graph_n_outputs (plan->graph); i++)
    reached[plan->outputs[i]] = plan->values[plan->outputs[i]].wants_gradient;
  for (guint s = plan->n_steps; s-- > 0;) {
    NnPlanStep *step = &plan->steps[s];
    gboolean arrives = FALSE;
    gsize temporary = 0;

    for (guint i = 0; i < step->node->n_outputs; i++) {
      guint v = i == 0 ? step->output : step->node->outputs[i];

      arrives |= v != NN_NO_VALUE && reached[v];
    }
    step->has_backward = step->has_backward && arrives;
    for (guint i = 0; step->has_backward && i < step->node->n_inputs; i++) {
      guint v = step->node->inputs[i];

      if (!input_wants_gradient (plan, step->node, i))
        continue;
      step->gradient_wanted[i] = TRUE;
      step->gradient_added[i]
          = reached[v] || nn_graph_value (plan->graph, v)->kind == NN_VALUE_PARAMETER;
      reached[v] = TRUE;
      if (step->gradient_added[i] && !nn_op_adds_to (step->node->op, i))
        temporary += nn_plan_value_bytes (plan, v);
    }
    plan->temporary_bytes = MAX (plan->temporary_bytes, temporary);
  }
  /* A gradient that nothing writes counts as zero, and operators see none. */
  for (guint v = 0; v < plan->n_values; v++)
    if (nn_graph_value (plan->graph, v)->kind == NN_VALUE_COMPUTED)
      plan->values[v].wants_gradient &= reached[v];
}
