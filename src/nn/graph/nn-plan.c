/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan-private.h"

#include <string.h>

static void
plan_free (NnPlan *plan)
{
  for (guint i = 0; i < plan->n_values; i++)
    g_clear_pointer (&plan->values[i].known, nn_tensor_unref);
  for (guint i = 0; i < plan->n_steps; i++)
    g_free (plan->steps[i].call.settings);
  g_free (plan->values);
  g_free (plan->steps);
  g_free (plan->outputs);
  g_free (plan->multiply_adds);
  g_clear_pointer (&plan->graph, nn_graph_unref);
  g_free (plan);
}

/* --- types and shapes --- */

static gboolean
describe_value (NnPlan *plan, guint v, NnTensor *const *inputs, GError **error)
{
  const NnValue *declared = nn_graph_value (plan->graph, v);
  NnPlanValue *value = &plan->values[v];

  *value = (NnPlanValue){
    .producer = NN_NO_VALUE, .root = v, .place = NN_PLAN_NOWHERE, .gradient_place = NN_PLAN_NOWHERE
  };
  if (declared->kind == NN_VALUE_COMPUTED)
    return TRUE;

  value->view.type = declared->type;
  value->view.shape = declared->shape;
  if (declared->kind == NN_VALUE_CONSTANT) {
    value->known = nn_tensor_ref (declared->constant);
    value->view.data = nn_tensor_data (value->known);
  } else if (declared->kind == NN_VALUE_INPUT) {
    NnTensor *given = NULL;

    for (guint i = 0; inputs != NULL && i < nn_graph_n_inputs (plan->graph); i++)
      if (nn_graph_input (plan->graph, i) == v)
        given = inputs[i];
    if (given != NULL) {
      value->view.shape = *nn_tensor_shape (given);
      if (nn_tensor_type (given) != declared->type) {
        g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "Input '%s' is %s, but the model wants %s",
                     declared->name, nn_type_name (nn_tensor_type (given)),
                     nn_type_name (declared->type));
        return FALSE;
      }
      if (declared->type != NN_TYPE_FLOAT32) {
        value->known = nn_tensor_ref (given);
        value->view.data = nn_tensor_data (given);
      }
    } else if (value->view.shape.rank > 0 && value->view.shape.dims[0] < 0) {
      value->view.shape.dims[0] = plan->batch;
    }
    if (nn_shape_count (&value->view.shape) < 0) {
      g_autofree char *shape = nn_shape_to_string (&value->view.shape);

      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                   "Input '%s' has the free shape %s, and only its first dimension is known",
                   declared->name, shape);
      return FALSE;
    }
  }
  return TRUE;
}

static void
fill_call (NnPlan *plan, const NnNode *node, NnOpCall *call)
{
  *call = (NnOpCall){ .attributes = node->attributes,
                      .opset = nn_graph_opset (plan->graph),
                      .n_inputs = node->n_inputs,
                      .n_outputs = node->n_outputs,
                      .training = (plan->flags & NN_PLAN_TRAINING) != 0
                                  && (plan->flags & NN_PLAN_EVALUATE) == 0 };
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NN_NO_VALUE)
      call->inputs[i] = plan->values[node->inputs[i]].view;
}

static gboolean
can_fold (const NnPlan *plan, const NnNode *node)
{
  if (node->op->flags & NN_OP_SHAPE_ONLY)
    return TRUE;
  if (node->op->flags & NN_OP_RANDOM)
    return FALSE;
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NN_NO_VALUE && plan->values[node->inputs[i]].known == NULL)
      return FALSE;
  return TRUE;
}

/* A file may declare sizes that cannot be counted in bytes. */
static gboolean
check_sizes (const NnOpCall *call, GError **error)
{
  for (guint i = 0; i < call->n_outputs; i++) {
    const NnView *view = &call->outputs[i];
    gint64 count = nn_shape_count (&view->shape), size = (gint64) nn_type_size (view->type);

    if (size > 0 && (count < 0 || count > NN_TENSOR_MAX_BYTES / size)) {
      g_autofree char *text = nn_shape_to_string (&view->shape);

      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "output %u of shape %s is too large", i, text);
      return FALSE;
    }
  }
  return TRUE;
}

/* Sets the shapes of the node's outputs and either folds it or makes it a step. */
static gboolean
plan_node (NnPlan *plan, guint n, GError **error)
{
  const NnNode *node = nn_graph_node (plan->graph, n);
  NnPlanStep *step = &plan->steps[plan->n_steps];
  g_autoptr (GError) reason = NULL;
  gboolean folded = can_fold (plan, node);
  gboolean good;

  fill_call (plan, node, &step->call);
  good = node->op->prepare (&step->call, &reason) && check_sizes (&step->call, &reason);
  if (good) {
    for (guint i = 0; i < node->n_outputs; i++)
      if (node->outputs[i] != NN_NO_VALUE)
        plan->values[node->outputs[i]].view = step->call.outputs[i];
    if (node->op->multiply_adds != NULL)
      plan->multiply_adds[n] = node->op->multiply_adds (&step->call);
    if (folded)
      good = nn_plan_fold (plan, node, &step->call, &reason);
  }
  if (!good) {
    g_set_error (error, reason->domain, reason->code, "Node '%s' (%s): %s", node->name,
                 node->op->name, reason->message);
    g_clear_pointer (&step->call.settings, g_free);
    return FALSE;
  }
  if (folded) {
    g_clear_pointer (&step->call.settings, g_free);
    return TRUE;
  }

  step->node = node;
  step->node_index = n;
  step->output = node->n_outputs > 0 ? node->outputs[0] : NN_NO_VALUE;
  for (guint i = 0; i < node->n_outputs; i++)
    if (node->outputs[i] != NN_NO_VALUE)
      plan->values[node->outputs[i]].producer = plan->n_steps;
  plan->n_steps++;
  return TRUE;
}

/* --- what can be left out --- */

/* The function at the end that a loss of logits does without; NULL. */
static const NnNode *
find_left_out (const NnPlan *plan)
{
  const NnNode *last = (plan->flags & NN_PLAN_LOGITS) && nn_graph_n_outputs (plan->graph) > 0
                           ? nn_graph_producer (plan->graph, nn_graph_output (plan->graph, 0))
                           : NULL;

  return last != NULL && last->n_outputs == 1
                 && (last->op->kind == NN_OP_SOFTMAX || last->op->kind == NN_OP_LOG_SOFTMAX
                     || last->op->kind == NN_OP_SIGMOID)
             ? last
             : NULL;
}

/* Which nodes lead to an output; a node that leads nowhere is not run. */
static gboolean *
find_needed (NnPlan *plan)
{
  guint n_nodes = nn_graph_n_nodes (plan->graph);
  gboolean *needed = g_new0 (gboolean, n_nodes);
  g_autofree gboolean *wanted = g_new0 (gboolean, plan->n_values);

  for (guint i = 0; i < nn_graph_n_outputs (plan->graph); i++)
    wanted[plan->outputs[i]] = TRUE;
  for (guint n = n_nodes; n-- > 0;) {
    const NnNode *node = nn_graph_node (plan->graph, n);

    for (guint i = 0; i < node->n_outputs; i++)
      needed[n] |= node->outputs[i] != NN_NO_VALUE && wanted[node->outputs[i]];
    for (guint i = 0; needed[n] && i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE)
        wanted[node->inputs[i]] = TRUE;
  }
  return needed;
}

static void
count_uses (NnPlan *plan)
{
  for (guint s = 0; s < plan->n_steps; s++) {
    const NnNode *node = plan->steps[s].node;

    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE)
        plan->values[node->inputs[i]].n_uses++;
  }
  for (guint i = 0; i < nn_graph_n_outputs (plan->graph); i++)
    plan->values[plan->outputs[i]].n_uses++;
}

/* Joins an activation to the product before it: the product's step writes the activation's output.
 */
static void
fuse_activations (NnPlan *plan)
{
  guint kept = 0;

  for (guint s = 0; s < plan->n_steps; s++) {
    NnPlanStep *step = &plan->steps[s];
    NnActivation activation = step->node->op->activation;
    guint input = step->node->n_inputs > 0 ? step->node->inputs[0] : NN_NO_VALUE;
    guint before = input != NN_NO_VALUE ? plan->values[input].producer : NN_NO_VALUE;
    NnPlanStep *product = before != NN_NO_VALUE ? &plan->steps[before] : NULL;

    if (activation != NN_ACTIVATION_NONE && product != NULL && plan->values[input].n_uses == 1
        && (product->node->op->flags & NN_OP_FUSES_ACTIVATION) && product->output == input
        && plan->values[input].view.type == NN_TYPE_FLOAT32) {
      product->call.activation = activation;
      product->output = step->output;
      plan->values[input].producer = NN_NO_VALUE;
      plan->values[step->output].producer = before;
      g_clear_pointer (&step->call.settings, g_free);
      continue;
    }
    for (guint i = 0; i < step->node->n_outputs; i++)
      if (step->node->outputs[i] != NN_NO_VALUE)
        plan->values[step->node->outputs[i]].producer = kept;
    if (kept != s)
      plan->steps[kept] = *step;
    kept++;
  }
  plan->n_steps = kept;
}

/* Batch-last order is taken where every step can run in it. */
static void
choose_batch_last (NnPlan *plan)
{
  gboolean has_convolution = FALSE;

  if ((plan->flags & NN_PLAN_BATCH_FIRST) || plan->batch < 16 || plan->batch % 16 != 0)
    return;
  for (guint i = 0; i < nn_graph_n_inputs (plan->graph); i++) {
    const NnView *view = &plan->values[nn_graph_input (plan->graph, i)].view;

    if (view->type != NN_TYPE_FLOAT32 || view->shape.rank < 2 || view->shape.dims[0] != plan->batch)
      return;
  }
  for (guint s = 0; s < plan->n_steps; s++) {
    const NnOp *op = plan->steps[s].node->op;
    guint first = plan->steps[s].node->n_inputs > 0 ? plan->steps[s].node->inputs[0] : NN_NO_VALUE;
    const NnShape *shape = &plan->values[plan->steps[s].output].view.shape;

    /* What is the same for every picture lies as it is. */
    if (first == NN_NO_VALUE || plan->values[first].known != NULL
        || nn_graph_value (plan->graph, first)->kind == NN_VALUE_PARAMETER)
      return;
    if (op->can_batch_last == NULL || !op->can_batch_last (&plan->steps[s].call) || shape->rank < 2
        || shape->dims[0] != plan->batch)
      return;
    has_convolution |= op->kind == NN_OP_CONVOLUTION;
  }
  for (guint i = 0; i < nn_graph_n_outputs (plan->graph); i++)
    if (plan->values[plan->outputs[i]].producer == NN_NO_VALUE)
      return;
  plan->batch_last = has_convolution;
  for (guint s = 0; s < plan->n_steps; s++)
    plan->steps[s].call.batch_last = has_convolution;
}

/* A step that only changes the shape disappears where nothing else reads its input. */
static void
skip_reshapes (NnPlan *plan)
{
  for (guint s = 0; s < plan->n_steps; s++) {
    NnPlanStep *step = &plan->steps[s];
    guint input = step->node->n_inputs > 0 ? step->node->inputs[0] : NN_NO_VALUE;

    if (!(step->node->op->flags & NN_OP_ALIASES) || input == NN_NO_VALUE
        || plan->values[input].producer == NN_NO_VALUE || plan->values[input].n_uses != 1
        || step->node->n_outputs != 1
        || (step->call.training && (step->node->op->flags & NN_OP_RANDOM)))
      continue;
    step->skipped = TRUE;
    plan->values[step->output].root = plan->values[input].root;
  }
}

static void
share_places (NnPlan *plan)
{
  for (guint v = 0; v < plan->n_values; v++) {
    plan->values[v].place = plan->values[plan->values[v].root].place;
    plan->values[v].gradient_place = plan->values[plan->values[v].root].gradient_place;
  }
}

/* In builds for tests. */
static void
check_invariants (const NnPlan *plan)
{
#ifdef TENFOLD_CHECKS
  g_autoptr (GError) broken = NULL;

  nn_plan_check_memory (plan, &broken);
  g_assert_no_error (broken);
#endif
}

NnPlan *
nn_plan_new (NnGraph *graph,
             gint64 batch,
             NnPlanFlags flags,
             NnTensor *const *inputs,
             GError **error)
{
  g_autoptr (NnPlan) plan = g_new0 (NnPlan, 1);
  g_autofree gboolean *needed = NULL;
  const NnNode *left_out;

  g_return_val_if_fail (batch > 0, NULL);

  g_atomic_ref_count_init (&plan->references);
  plan->graph = nn_graph_ref (graph);
  plan->batch = batch;
  plan->flags = flags;
  plan->n_values = nn_graph_n_values (graph);
  plan->values = g_new0 (NnPlanValue, plan->n_values);
  plan->steps = g_new0 (NnPlanStep, nn_graph_n_nodes (graph) + 1);
  plan->outputs = g_new (guint, nn_graph_n_outputs (graph) + 1);
  plan->multiply_adds = g_new0 (gint64, nn_graph_n_nodes (graph) + 1);

  for (guint i = 0; i < nn_graph_n_outputs (graph); i++)
    plan->outputs[i] = nn_graph_output (graph, i);
  left_out = find_left_out (plan);
  if (left_out != NULL)
    plan->outputs[0] = left_out->inputs[0];
  for (guint v = 0; v < plan->n_values; v++)
    if (!describe_value (plan, v, inputs, error))
      return NULL;

  needed = find_needed (plan);
  for (guint n = 0; n < nn_graph_n_nodes (graph); n++)
    if (needed[n] && !plan_node (plan, n, error))
      return NULL;

  count_uses (plan);
  fuse_activations (plan);
  choose_batch_last (plan);
  if (flags & NN_PLAN_TRAINING)
    nn_plan_find_gradients (plan);
  skip_reshapes (plan);
  if (!nn_plan_place_memory (plan, error))
    return NULL;
  share_places (plan);
  check_invariants (plan);
  return g_steal_pointer (&plan);
}

NnPlan *
nn_plan_ref (NnPlan *plan)
{
  g_atomic_ref_count_inc (&plan->references);
  return plan;
}

void
nn_plan_unref (NnPlan *plan)
{
  if (g_atomic_ref_count_dec (&plan->references))
    plan_free (plan);
}

gboolean
nn_plan_check_training (const NnPlan *plan, GError **error)
{
  if (nn_graph_n_trainable (plan->graph) > 0 && plan->values[plan->outputs[0]].wants_gradient)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
               nn_graph_n_trainable (plan->graph) == 0
                   ? "The model cannot be trained: it has no weights that training changes"
                   : "The model cannot be trained: an operator between its weights and its output "
                     "has no gradient");
  return FALSE;
}

gboolean
nn_plan_updates_in_place (const NnPlan *plan)
{
  for (guint s = 0; s < plan->n_steps; s++) {
    const NnPlanStep *step = &plan->steps[s];
    NnOpFlags flags = step->node->op->flags;

    for (guint i = 0; i < step->node->n_inputs; i++) {
      guint v = step->node->inputs[i];
      const NnValue *value = v != NN_NO_VALUE ? nn_graph_value (plan->graph, v) : NULL;

      if (value != NULL && value->kind == NN_VALUE_PARAMETER
          && (!value->trainable || plan->values[v].n_uses != 1 || !(flags & NN_OP_READS_FIRST)
              || !nn_op_adds_to (step->node->op, i)))
        return FALSE;
    }
  }
  return TRUE;
}

NnGraph *
nn_plan_graph (const NnPlan *plan)
{
  return plan->graph;
}

NnView
nn_plan_value (const NnPlan *plan, guint value)
{
  g_return_val_if_fail (value < plan->n_values, (NnView){ 0 });
  return plan->values[value].view;
}

gint64
nn_plan_multiply_adds (const NnPlan *plan, guint node)
{
  g_return_val_if_fail (node < nn_graph_n_nodes (plan->graph), 0);
  return plan->multiply_adds[node];
}

const char *
nn_plan_way (const NnPlan *plan, guint node)
{
  for (guint s = 0; s < plan->n_steps; s++)
    if (plan->steps[s].node_index == node && plan->steps[s].node->op->way != NULL)
      return plan->steps[s].node->op->way (&plan->steps[s].call);
  return NULL;
}

gsize
nn_plan_workspace_bytes (const NnPlan *plan)
{
  return plan->bytes + plan->scratch_bytes + plan->packed_bytes + plan->temporary_bytes;
}
