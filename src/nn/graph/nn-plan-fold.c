/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan-private.h"

/* The most numbers that folding may produce in all: computing shapes needs few, a hostile file
 * wants more. */
#define MAX_FOLDED_BYTES ((gsize) 256 << 20)
/* Multiply-adds of it. */
#define MAX_FOLDED_WORK ((gint64) 1 << 32)

/* Before anything is allocated. */
static gboolean
can_afford (NnPlan *plan, const NnNode *node, const NnOpCall *call, GError **error)
{
  gint64 work = node->op->multiply_adds != NULL ? node->op->multiply_adds (call) : 0;
  gsize bytes = MIN (call->saved_size, MAX_FOLDED_BYTES)
                + MIN (call->scratch_size, MAX_FOLDED_BYTES)
                + MIN (call->packed_size, MAX_FOLDED_BYTES);

  for (guint i = 0; i < node->n_outputs; i++) {
    const NnView *view = &call->outputs[i];
    gint64 count = nn_shape_count (&view->shape);

    if (view->type == NN_TYPE_UNDEFINED)
      continue;
    if (count < 0 || count > (gint64) MAX_FOLDED_BYTES)
      count = (gint64) MAX_FOLDED_BYTES + 1;
    plan->folded_bytes += (gsize) count * nn_type_size (view->type);
  }
  if (bytes + plan->folded_bytes <= MAX_FOLDED_BYTES
      && work <= MAX_FOLDED_WORK - plan->folded_work) {
    plan->folded_work += work;
    return TRUE;
  }
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
               "what is computed beforehand takes more than %d MiB or too much time",
               (int) (MAX_FOLDED_BYTES >> 20));
  return FALSE;
}

gboolean
nn_plan_fold (NnPlan *plan, const NnNode *node, NnOpCall *call, GError **error)
{
  NnTensor *outputs[NN_OP_MAX_OUTPUTS] = { NULL };
  gboolean good
      = can_afford (plan, node, call, error) && nn_op_run_once (node->op, call, outputs, error);

  for (guint i = 0; i < node->n_outputs; i++) {
    NnPlanValue *value = node->outputs[i] != NN_NO_VALUE ? &plan->values[node->outputs[i]] : NULL;

    if (good && value != NULL && outputs[i] != NULL) {
      value->view.data = nn_tensor_data (outputs[i]);
      value->known = g_steal_pointer (&outputs[i]);
    }
    g_clear_pointer (&outputs[i], nn_tensor_unref);
  }
  return good;
}
