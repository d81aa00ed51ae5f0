/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan-private.h"

/*
 * The invariant of a plan's memory: nothing is overwritten before it is read for the last time.
 *
 * The checker simulates a run without numbers: for every 64 bytes of the workspace it knows what is
 * stored there, and each step must find what it reads. It shares no code with the placing in
 * nn-plan-memory.c, which computes from when to when a block is needed.
 */

/* What lies in a line of 64 bytes: three owners a value or step. */
#define VALUE(v) (1 + 3 * (v))
#define GRADIENT(v) (2 + 3 * (v))
#define SAVED(s) (3 + 3 * (s))

typedef struct {
  const NnPlan *plan;
  guint *owners; /* by line; 0: nothing yet */
  const char *when;
  guint step;
  GError **error;
} Check;

static gboolean
has_memory (const NnPlan *plan, guint v)
{
  return v != NN_NO_VALUE && plan->values[v].place != NN_PLAN_NOWHERE;
}

static gboolean
has_gradient (const NnPlan *plan, guint v)
{
  return v != NN_NO_VALUE && plan->values[v].gradient_place != NN_PLAN_NOWHERE;
}

static gboolean
fail (Check *self, const char *what, guint owner)
{
  const char *const kinds[] = { "value", "gradient of value", "saved memory of step" };

  g_set_error (self->error, NN_ERROR, NN_ERROR_RANGE, "%s, step %u: %s %s %u", self->when,
               self->step, what, kinds[(owner - 1) % 3], (owner - 1) / 3);
  return FALSE;
}

static gboolean
write_lines (Check *self, gsize place, gsize bytes, guint owner)
{
  if (place % 64 != 0 || place + bytes > self->plan->bytes)
    return fail (self, "the workspace is too small for", owner);
  for (gsize i = place / 64; i < (place + bytes + 63) / 64; i++)
    self->owners[i] = owner;
  return TRUE;
}

static gboolean
read_lines (Check *self, gsize place, gsize bytes, guint owner)
{
  for (gsize i = place / 64; i < (place + bytes + 63) / 64; i++)
    if (self->owners[i] != owner)
      return fail (self, "something else lies in the place of", owner);
  return TRUE;
}

static gboolean
write_value (Check *self, guint v)
{
  const NnPlanValue *value = &self->plan->values[v];

  return write_lines (self, value->place, nn_plan_value_bytes (self->plan, v), VALUE (value->root));
}

static gboolean
read_value (Check *self, guint v)
{
  const NnPlanValue *value = &self->plan->values[v];

  return !has_memory (self->plan, v)
         || read_lines (self, value->place, nn_plan_value_bytes (self->plan, v),
                        VALUE (value->root));
}

static gboolean
write_gradient (Check *self, guint v)
{
  const NnPlanValue *value = &self->plan->values[v];

  return write_lines (self, value->gradient_place, nn_plan_value_bytes (self->plan, v),
                      GRADIENT (value->root));
}

static gboolean
read_gradient (Check *self, guint v)
{
  const NnPlanValue *value = &self->plan->values[v];

  return !has_gradient (self->plan, v)
         || read_lines (self, value->gradient_place, nn_plan_value_bytes (self->plan, v),
                        GRADIENT (value->root));
}

static guint
output_of (const NnPlanStep *step, guint i)
{
  return i == 0 ? step->output : step->node->outputs[i];
}

static gboolean
saves (const NnPlanStep *step)
{
  return step->call.saved_size > 0 && !step->skipped;
}

/* What a step reads has to be there before it and, written beside the outputs, behind it. */
static gboolean
check_forward (Check *self, const NnPlanStep *step)
{
  const NnPlan *plan = self->plan;
  gboolean good = TRUE;

  for (guint i = 0; good && i < step->node->n_outputs; i++)
    if (has_memory (plan, output_of (step, i)))
      good = write_value (self, output_of (step, i));
  if (good && saves (step))
    good = write_lines (self, step->saved_place, step->call.saved_size, SAVED (self->step));
  for (guint i = 0; good && i < step->node->n_inputs; i++)
    if (step->node->inputs[i] != NN_NO_VALUE)
      good = read_value (self, step->node->inputs[i]);
  for (guint i = 0; good && i < step->node->n_outputs; i++)
    if (has_memory (plan, output_of (step, i)))
      good = read_value (self, output_of (step, i));
  return good
         && (!saves (step)
             || read_lines (self, step->saved_place, step->call.saved_size, SAVED (self->step)));
}

static gboolean
check_backward (Check *self, const NnPlanStep *step)
{
  const NnPlan *plan = self->plan;
  gboolean good = TRUE;

  for (guint i = 0; good && i < step->node->n_inputs; i++) {
    guint v = step->node->inputs[i];

    if (!step->gradient_wanted[i] || !has_gradient (plan, v))
      continue;
    good = step->gradient_added[i] ? read_gradient (self, v) : write_gradient (self, v);
  }
  for (guint i = 0; good && i < step->node->n_inputs; i++)
    if (step->node->inputs[i] != NN_NO_VALUE)
      good = read_value (self, step->node->inputs[i]);
  for (guint i = 0; good && i < step->node->n_outputs; i++)
    if (output_of (step, i) != NN_NO_VALUE)
      good = read_value (self, output_of (step, i)) && read_gradient (self, output_of (step, i));
  return good
         && (!saves (step)
             || read_lines (self, step->saved_place, step->call.saved_size, SAVED (self->step)));
}

static gboolean
check_run (Check *self)
{
  const NnPlan *plan = self->plan;
  NnGraph *graph = plan->graph;
  gboolean training = (plan->flags & NN_PLAN_TRAINING) != 0, good = TRUE;

  self->when = "forward";
  for (guint i = 0; good && i < nn_graph_n_inputs (graph); i++)
    if (has_memory (plan, nn_graph_input (graph, i)))
      good = write_value (self, nn_graph_input (graph, i));
  for (self->step = 0; good && self->step < plan->n_steps; self->step++)
    if (!plan->steps[self->step].skipped)
      good = check_forward (self, &plan->steps[self->step]);
  self->when = "backward";
  for (guint i = 0; good && training && i < nn_graph_n_outputs (graph); i++)
    if (has_gradient (plan, plan->outputs[i]))
      good = write_gradient (self, plan->outputs[i]);
  for (self->step = plan->n_steps; good && training && self->step-- > 0;)
    if (plan->steps[self->step].has_backward && !plan->steps[self->step].skipped)
      good = check_backward (self, &plan->steps[self->step]);
  self->when = "afterwards";
  for (guint i = 0; good && i < nn_graph_n_inputs (graph); i++)
    good = read_value (self, nn_graph_input (graph, i));
  for (guint i = 0; good && i < nn_graph_n_outputs (graph); i++)
    good = read_value (self, plan->outputs[i]);
  return good;
}

gboolean
nn_plan_check_memory (const NnPlan *plan, GError **error)
{
  g_autofree guint *owners = g_new0 (guint, plan->bytes / 64 + 1);
  Check self = { .plan = plan, .owners = owners, .error = error };

  return check_run (&self);
}
