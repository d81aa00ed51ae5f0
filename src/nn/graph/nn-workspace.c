/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan-private.h"

#include <string.h>

#include "nn/tensor/nn-vector.h"

/* Running a plan: one block of memory, and the calls with their pointers set. */

struct _NnWorkspace {
  NnPlan *plan;
  char *memory; /* plan->bytes, then scratch, then packed weights, then temporary */
  void *temporary;
  NnOpCall *calls;           /* by step */
  const float *weights;      /* what the calls point to now */
  const float *packed;       /* weights that do not change and are packed; NULL */
  GCancellable *cancellable; /* borrowed; NULL for none */

  /* Row-major pictures of inputs, outputs and output gradients, where the plan itself is
   * batch-last. */
  float **inputs, **outputs, **output_gradients, **input_gradients;
};

static char *
aligned_new0 (gsize bytes)
{
  bytes = MAX (64, (bytes + 63) & ~(gsize) 63);
  return memset (g_aligned_alloc (1, bytes, 64), 0, bytes);
}

static void *
place_of (NnWorkspace *self, guint v)
{
  NnPlanValue *value = &self->plan->values[v];

  if (value->known != NULL)
    return nn_tensor_data (value->known);
  return value->place == NN_PLAN_NOWHERE ? NULL : self->memory + value->place;
}

static float *
gradient_of (NnWorkspace *self, guint v)
{
  gsize place = self->plan->values[v].gradient_place;

  return place == NN_PLAN_NOWHERE ? NULL : (float *) (self->memory + place);
}

static void
connect_step (NnWorkspace *self, guint s)
{
  NnPlanStep *step = &self->plan->steps[s];
  NnOpCall *call = &self->calls[s];
  char *end = self->memory + self->plan->bytes;

  *call = step->call;
  call->scratch = end;
  call->packed = end + self->plan->scratch_bytes + step->packed_place;
  call->saved = step->call.saved_size > 0 ? self->memory + step->saved_place : NULL;
  for (guint i = 0; i < step->node->n_inputs; i++)
    if (step->node->inputs[i] != NN_NO_VALUE)
      call->inputs[i].data = place_of (self, step->node->inputs[i]);
  for (guint i = 0; i < step->node->n_outputs; i++) {
    guint v = i == 0 ? step->output : step->node->outputs[i];

    if (v == NN_NO_VALUE)
      continue;
    call->outputs[i].data = place_of (self, v);
    call->output_gradients[i] = call->outputs[i];
    call->output_gradients[i].data = gradient_of (self, v);
  }
}

/* The weights may move from run to run; everything else lies still. */
static void
connect_weights (NnWorkspace *self, const float *weights)
{
  NnPlan *plan = self->plan;

  if (self->weights == weights)
    return;
  self->weights = weights;
  for (guint s = 0; s < plan->n_steps; s++) {
    const NnNode *node = plan->steps[s].node;

    for (guint i = 0; i < node->n_inputs; i++) {
      const NnValue *value
          = node->inputs[i] != NN_NO_VALUE ? nn_graph_value (plan->graph, node->inputs[i]) : NULL;

      if (value != NULL && value->kind == NN_VALUE_PARAMETER)
        self->calls[s].inputs[i].data = (float *) weights + value->offset;
    }
  }
}

static float **
new_pictures (NnWorkspace *self, gboolean outputs, gboolean wanted)
{
  NnPlan *plan = self->plan;
  guint n = outputs ? nn_graph_n_outputs (plan->graph) : nn_graph_n_inputs (plan->graph);
  float **pictures = g_new0 (float *, n + 1);

  for (guint i = 0; wanted && i < n; i++) {
    guint v = outputs ? plan->outputs[i] : nn_graph_input (plan->graph, i);

    pictures[i] = (float *) aligned_new0 (nn_plan_value_bytes (plan, v));
  }
  return pictures;
}

NnWorkspace *
nn_workspace_new (NnPlan *plan)
{
  NnWorkspace *self = g_new0 (NnWorkspace, 1);
  gboolean training = (plan->flags & NN_PLAN_TRAINING) != 0;

  self->plan = nn_plan_ref (plan);
  self->memory = aligned_new0 (nn_plan_workspace_bytes (plan) + 128);
  self->temporary = self->memory + plan->bytes + plan->scratch_bytes + plan->packed_bytes;
  self->calls = g_new0 (NnOpCall, plan->n_steps + 1);
  for (guint s = 0; s < plan->n_steps; s++)
    connect_step (self, s);
  self->inputs = new_pictures (self, FALSE, plan->batch_last);
  self->outputs = new_pictures (self, TRUE, plan->batch_last);
  self->output_gradients = new_pictures (self, TRUE, plan->batch_last && training);
  self->input_gradients
      = new_pictures (self, FALSE, plan->batch_last && (plan->flags & NN_PLAN_INPUT_GRADIENT));
  return self;
}

static void
free_pictures (float **pictures, guint n)
{
  for (guint i = 0; i < n; i++)
    g_aligned_free (pictures[i]);
  g_free (pictures);
}

void
nn_workspace_free (NnWorkspace *self)
{
  guint n_inputs = nn_graph_n_inputs (self->plan->graph);
  guint n_outputs = nn_graph_n_outputs (self->plan->graph);

  free_pictures (self->inputs, n_inputs);
  free_pictures (self->input_gradients, n_inputs);
  free_pictures (self->outputs, n_outputs);
  free_pictures (self->output_gradients, n_outputs);
  g_aligned_free (self->memory);
  g_free (self->calls);
  nn_plan_unref (self->plan);
  g_free (self);
}

void *
nn_workspace_input (NnWorkspace *self, guint i)
{
  g_return_val_if_fail (i < nn_graph_n_inputs (self->plan->graph), NULL);
  return self->inputs[i] != NULL ? (void *) self->inputs[i]
                                 : place_of (self, nn_graph_input (self->plan->graph, i));
}

const void *
nn_workspace_output (NnWorkspace *self, guint i)
{
  guint v;

  g_return_val_if_fail (i < nn_graph_n_outputs (self->plan->graph), NULL);
  if (self->outputs[i] != NULL)
    return self->outputs[i];
  v = self->plan->outputs[i];
  if (nn_graph_value (self->plan->graph, v)->kind == NN_VALUE_PARAMETER)
    return self->weights + nn_graph_value (self->plan->graph, v)->offset;
  return place_of (self, v);
}

float *
nn_workspace_output_gradient (NnWorkspace *self, guint i)
{
  g_return_val_if_fail (i < nn_graph_n_outputs (self->plan->graph), NULL);
  return self->output_gradients[i] != NULL ? self->output_gradients[i]
                                           : gradient_of (self, self->plan->outputs[i]);
}

const float *
nn_workspace_input_gradient (NnWorkspace *self, guint i)
{
  g_return_val_if_fail (self->plan->flags & NN_PLAN_INPUT_GRADIENT, NULL);
  g_return_val_if_fail (i < nn_graph_n_inputs (self->plan->graph), NULL);
  return self->input_gradients[i] != NULL
             ? self->input_gradients[i]
             : gradient_of (self, nn_graph_input (self->plan->graph, i));
}

/* [batch][features] <-> [features][batch] */
static gsize
features_of (const NnPlan *plan, guint v)
{
  return (gsize) (nn_shape_count (&plan->values[v].view.shape) / plan->batch);
}

void
nn_workspace_set_cancellable (NnWorkspace *self, GCancellable *cancellable)
{
  self->cancellable = cancellable;
}

static void
pack_step (NnWorkspace *self, guint s)
{
  const NnOp *op = self->plan->steps[s].node->op;

  if (op->pack != NULL && !self->plan->steps[s].skipped)
    op->pack (&self->calls[s]);
}

void
nn_workspace_pack (NnWorkspace *self, const float *weights)
{
  connect_weights (self, weights);
  for (guint s = 0; s < self->plan->n_steps; s++)
    pack_step (self, s);
  self->packed = weights;
}

void
nn_workspace_forward (NnWorkspace *self, const float *weights, NnRandom *random)
{
  NnPlan *plan = self->plan;

  connect_weights (self, weights);
  if (self->packed != weights)
    self->packed = NULL;
  for (guint i = 0; plan->batch_last && i < nn_graph_n_inputs (plan->graph); i++) {
    guint v = nn_graph_input (plan->graph, i);

    nn_transpose (plan->batch, features_of (plan, v), self->inputs[i], place_of (self, v));
  }
  for (guint s = 0; s < plan->n_steps; s++) {
    if (plan->steps[s].skipped)
      continue;
    if (g_cancellable_is_cancelled (self->cancellable))
      return;
    self->calls[s].random = random;
    if (self->packed == NULL)
      pack_step (self, s);
    plan->steps[s].node->op->forward (&self->calls[s]);
  }
  for (guint i = 0; plan->batch_last && i < nn_graph_n_outputs (plan->graph); i++)
    nn_transpose (features_of (plan, plan->outputs[i]), plan->batch,
                  place_of (self, plan->outputs[i]), self->outputs[i]);
}

static void
run_backward (NnWorkspace *self, guint s, float *gradient)
{
  NnPlan *plan = self->plan;
  NnPlanStep *step = &plan->steps[s];
  NnOpCall *call = &self->calls[s];
  char *temporary = self->temporary;
  float *added[NN_OP_MAX_INPUTS] = { NULL };
  gint64 n_outputs = nn_shape_count (&call->outputs[0].shape);

  nn_activation_backward (call->activation, n_outputs, call->outputs[0].data,
                          call->output_gradients[0].data);
  for (guint i = 0; i < step->node->n_inputs; i++) {
    guint v = step->node->inputs[i];
    const NnValue *declared;

    call->input_gradients[i].data = NULL;
    if (!step->gradient_wanted[i])
      continue;
    declared = nn_graph_value (plan->graph, v);
    call->input_gradients[i] = call->inputs[i];
    call->input_gradients[i].data = declared->kind == NN_VALUE_PARAMETER
                                        ? gradient + declared->offset
                                        : gradient_of (self, v);
    if (nn_op_adds_to (step->node->op, i)) {
      if (!step->gradient_added[i])
        memset (call->input_gradients[i].data, 0,
                (gsize) nn_shape_count (&call->inputs[i].shape) * sizeof (float));
    } else if (step->gradient_added[i]) {
      added[i] = call->input_gradients[i].data;
      call->input_gradients[i].data = temporary;
      temporary += nn_plan_value_bytes (plan, v);
    }
  }
  step->node->op->backward (call);
  for (guint i = 0; i < step->node->n_inputs; i++)
    if (added[i] != NULL)
      nn_add (nn_shape_count (&call->inputs[i].shape), call->input_gradients[i].data, added[i]);
}

void
nn_workspace_backward (NnWorkspace *self, const float *weights, float *gradient)
{
  NnPlan *plan = self->plan;

  g_return_if_fail (plan->flags & NN_PLAN_TRAINING);

  connect_weights (self, weights);
  for (guint i = 0; plan->batch_last && i < nn_graph_n_outputs (plan->graph); i++)
    if (gradient_of (self, plan->outputs[i]) != NULL)
      nn_transpose (plan->batch, features_of (plan, plan->outputs[i]), self->output_gradients[i],
                    gradient_of (self, plan->outputs[i]));
  for (guint s = plan->n_steps; s-- > 0;)
    if (plan->steps[s].has_backward && !plan->steps[s].skipped
        && !g_cancellable_is_cancelled (self->cancellable))
      run_backward (self, s, gradient);
  for (guint i = 0; plan->batch_last && (plan->flags & NN_PLAN_INPUT_GRADIENT)
                    && i < nn_graph_n_inputs (plan->graph);
       i++) {
    guint v = nn_graph_input (plan->graph, i);

    nn_transpose (features_of (plan, v), plan->batch, gradient_of (self, v),
                  self->input_gradients[i]);
  }
}
