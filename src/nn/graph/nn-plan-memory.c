/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan-private.h"

#include <string.h>

/*
 * Time runs from 0 to n_steps - 1 forward and from n_steps to 2 n_steps - 1 backward: step i runs
 * at i and at 2 n_steps - 1 - i. Each block of memory is needed from one time to another; blocks
 * are placed one after the other at the lowest offset where they meet no block that lives at the
 * same time.
 */

typedef struct {
  guint from, to;
  gsize bytes;
  gsize place;
  gsize *result;
} Block;

gsize
nn_plan_value_bytes (const NnPlan *plan, guint value)
{
  const NnView *view = &plan->values[value].view;
  gsize bytes = (gsize) nn_shape_count (&view->shape) * nn_type_size (view->type);

  return MAX (64, (bytes + 63) & ~(gsize) 63);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Block *x = *(Block *const *) a, *y = *(Block *const *) b;

  return (x->place > y->place) - (x->place < y->place);
}

static void
place_block (GArray *blocks, guint index, GPtrArray *meets)
{
  Block *block = &g_array_index (blocks, Block, index);
  gsize place = 0;

  g_ptr_array_set_size (meets, 0);
  for (guint i = 0; i < index; i++) {
    Block *other = &g_array_index (blocks, Block, i);

    if (other->from <= block->to && block->from <= other->to)
      g_ptr_array_add (meets, other);
  }
  g_ptr_array_sort (meets, compare_places);
  for (guint i = 0; i < meets->len; i++) {
    Block *other = meets->pdata[i];

    if (place + block->bytes <= other->place)
      break;
    place = MAX (place, other->place + other->bytes);
  }
  block->place = place;
  *block->result = place;
}

static void
add_block (GArray *blocks, guint from, guint to, gsize bytes, gsize *result)
{
  Block block = { from, to, bytes, 0, result };

  g_array_append_val (blocks, block);
}

/* The time of the last forward step that reads the value or one that shares its memory. */
static guint
last_use (const NnPlan *plan, guint root)
{
  guint last = 0;

  for (guint s = 0; s < plan->n_steps; s++) {
    const NnNode *node = plan->steps[s].node;

    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE && plan->values[node->inputs[i]].root == root)
        last = MAX (last, s);
  }
  return last;
}

static gboolean
is_kept (const NnPlan *plan, guint root)
{
  for (guint i = 0; i < nn_graph_n_outputs (plan->graph); i++)
    if (plan->values[plan->outputs[i]].root == root)
      return TRUE;
  return FALSE;
}

static void
collect_value (NnPlan *plan, guint v, GArray *blocks)
{
  NnPlanValue *value = &plan->values[v];
  const NnValue *declared = nn_graph_value (plan->graph, v);
  gboolean training = plan->flags & NN_PLAN_TRAINING;
  guint end = training ? 2 * plan->n_steps : plan->n_steps;
  gboolean is_input = declared->kind == NN_VALUE_INPUT;
  guint producer = is_input ? 0 : value->producer;
  gsize bytes = nn_plan_value_bytes (plan, v);

  if (training || is_input || is_kept (plan, v))
    add_block (blocks, is_input ? 0 : producer, end, bytes, &value->place);
  else
    add_block (blocks, producer, MAX (producer, last_use (plan, v)), bytes, &value->place);

  if (training && value->wants_gradient) {
    /* The gradient begins with the last reader's backward step and ends with the producer's. An
     * output's comes from outside and a given input's goes outside. */
    guint from = is_kept (plan, v) ? 0 : end - 1 - last_use (plan, v);
    guint to = is_input ? end : end - 1 - producer;

    add_block (blocks, MIN (from, to), to, bytes, &value->gradient_place);
  }
}

gboolean
nn_plan_place_memory (NnPlan *plan, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  g_autoptr (GPtrArray) meets = g_ptr_array_new ();
  guint end = 2 * plan->n_steps;
  gsize bytes = 0;

  for (guint v = 0; v < plan->n_values; v++) {
    NnPlanValue *value = &plan->values[v];
    const NnValue *declared = nn_graph_value (plan->graph, v);

    if (value->known != NULL || value->root != v || declared->kind == NN_VALUE_PARAMETER)
      continue;
    if (declared->kind == NN_VALUE_INPUT || value->producer != NN_NO_VALUE)
      collect_value (plan, v, blocks);
  }
  for (guint s = 0; s < plan->n_steps; s++) {
    NnPlanStep *step = &plan->steps[s];
    gboolean training = plan->flags & NN_PLAN_TRAINING;

    plan->scratch_bytes = MAX (plan->scratch_bytes, (step->call.scratch_size + 63) & ~(gsize) 63);
    step->packed_place = plan->packed_bytes;
    if (!step->skipped)
      plan->packed_bytes += (step->call.packed_size + 63) & ~(gsize) 63;
    if (step->call.saved_size > 0)
      add_block (blocks, s, training ? end - 1 - s : s, (step->call.saved_size + 63) & ~(gsize) 63,
                 &step->saved_place);
  }

  for (guint i = 0; i < blocks->len; i++) {
    place_block (blocks, i, meets);
    bytes = MAX (bytes,
                 g_array_index (blocks, Block, i).place + g_array_index (blocks, Block, i).bytes);
    if (bytes > NN_PLAN_MAX_BYTES || plan->scratch_bytes > NN_PLAN_MAX_BYTES
        || plan->packed_bytes > NN_PLAN_MAX_BYTES) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "Running this model with a batch of %" G_GINT64_FORMAT
                   " needs more than %d MiB of memory; use a smaller batch",
                   plan->batch, (int) (NN_PLAN_MAX_BYTES >> 20));
      return FALSE;
    }
  }
  plan->bytes = bytes;
  return TRUE;
}
