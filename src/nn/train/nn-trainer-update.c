/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/tensor/nn-vector.h"
#include "nn/train/nn-trainer-private.h"

/* From the gradients of the shards to new weights, slice by slice on the team, and from there to
 * whoever reads them. */

/* Weights that one task takes. */
#define SLICE 16384

/* Weights that are moved at once: they are still at hand when zeros take their place. */
#define STRETCH 4096

/* How fast a parameter that is not trained follows the batches: what BatchNormalization says of its
 * mean and variance, 0 for anything else. */
static float
keep_rate_of (NnGraph *graph, guint v)
{
  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);

    for (guint i = 0; (node->op->flags & NN_OP_KEEPS_STATISTICS) && i < node->n_inputs; i++)
      if (node->inputs[i] == v)
        return 1 - (float) nn_attributes_get_float (node->attributes, "momentum", 0.9f);
  }
  return 0;
}

static void
add_slices (NnTrainer *self, gsize from, gsize to, gboolean trained, float keep_rate)
{
  while (from < to) {
    NnSlice slice = { from, MIN (to, from + SLICE), trained, keep_rate };

    g_array_append_val (self->slices, slice);
    from = slice.to;
  }
}

void
nn_trainer_make_slices (NnTrainer *self)
{
  NnGraph *graph = nn_model_graph (self->model);
  gsize done = 0, n_hidden = 0;

  /* Parameters lie in the order of their values. */
  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (value->kind != NN_VALUE_PARAMETER || value->trainable)
      continue;
    add_slices (self, done, value->offset, TRUE, 0);
    done = value->offset + (gsize) nn_shape_count (&value->shape);
    n_hidden += (gsize) nn_shape_count (&value->shape);
    add_slices (self, value->offset, done, FALSE, keep_rate_of (graph, v));
  }
  add_slices (self, done, self->n_weights, TRUE, 0);
  self->squares = g_new0 (double, self->slices->len + 1);
  self->hidden = g_new0 (float, n_hidden + 1);
}

/* Every shard, not only those of this step: the next one may have more. */
static void
hand_out (NnTrainer *self, gsize from, gsize to)
{
  if (self->copies == NULL)
    return;
  for (guint s = 0; s < self->n_all_shards; s++)
    memcpy (self->shards[s].gradient + from, self->weights + from, (to - from) * sizeof (float));
}

void
nn_trainer_hand_out (NnTrainer *self)
{
  hand_out (self, 0, self->n_weights);
}

const float *
nn_trainer_take_over (NnTrainer *self, NnShard *shard, guint member)
{
  if (self->copies == NULL) {
    memset (shard->gradient, 0, self->n_weights * sizeof (float));
    return self->weights;
  }
  for (gsize i = 0; i < self->n_weights; i += STRETCH) {
    gsize size = MIN (STRETCH, self->n_weights - i) * sizeof (float);

    memcpy (self->copies[member] + i, shard->gradient + i, size);
    memset (shard->gradient + i, 0, size);
  }
  return self->copies[member];
}

/* Adds the shards' gradients in their order and divides by their number. */
static void
gather_slice (guint task, guint member, gpointer data)
{
  NnTrainer *self = data;
  const NnSlice *slice = &g_array_index (self->slices, NnSlice, task);
  const gsize from = slice->from, to = slice->to;
  float *gradient = self->shards[0].gradient;
  float scale = slice->trained ? 1.0f / (float) self->batch_size
                               : slice->keep_rate / (float) self->n_chunks;

  for (guint s = 1; s < self->n_shards; s++)
    nn_add (to - from, self->shards[s].gradient + from, gradient + from);
  if (scale != 1)
    for (gsize i = from; i < to; i++)
      gradient[i] *= scale;
  if (!slice->trained) {
    nn_add (to - from, gradient + from, self->weights + from);
    memset (gradient + from, 0, (to - from) * sizeof (float));
  }
}

/* The gradient's square, for its norm. */
static void
square_slice (guint task, guint member, gpointer data)
{
  NnTrainer *self = data;
  const NnSlice *slice = &g_array_index (self->slices, NnSlice, task);
  const float *gradient = self->shards[0].gradient;
  double sum = 0;

  gather_slice (task, member, data);
  for (gsize i = slice->from; i < slice->to; i++)
    sum += (double) gradient[i] * gradient[i];
  self->squares[task] = sum;
}

/* a += (1 - decay) (w - a), decay growing to its value so that the start is soon forgotten. */
static void
average_slice (guint task, guint member, gpointer data)
{
  NnTrainer *self = data;
  const NnSlice *slice = &g_array_index (self->slices, NnSlice, task);
  float step = (float) self->optimizer.n_steps;
  float follow = 1 - MIN (self->recipe.average, (1 + step) / (10 + step));

  for (gsize i = slice->from; i < slice->to; i++)
    self->average[i] += follow * (self->weights[i] - self->average[i]);
}

/* Steps down. */
static void
apply_slice (guint task, guint member, gpointer data)
{
  NnTrainer *self = data;
  const NnSlice *slice = &g_array_index (self->slices, NnSlice, task);
  float *gradient = self->shards[0].gradient;

  if (self->factor < 1)
    for (gsize i = slice->from; i < slice->to; i++)
      gradient[i] *= self->factor;
  if (slice->trained)
    nn_optimizer_apply (&self->optimizer, self->progress.rate, slice->from, slice->to, gradient,
                        self->weights);
  hand_out (self, slice->from, slice->to);
  if (self->average != NULL)
    average_slice (task, member, data);
}

/* Both in one pass, where nothing needs to be known of the whole gradient. */
static void
update_slice (guint task, guint member, gpointer data)
{
  gather_slice (task, member, data);
  apply_slice (task, member, data);
}

/* What is not trained is put away while an optimizer takes all weights at once. */
static void
hide (NnTrainer *self, gboolean back)
{
  float *hidden = self->hidden;

  for (guint i = 0; i < self->slices->len; i++) {
    const NnSlice *slice = &g_array_index (self->slices, NnSlice, i);
    gsize n = slice->to - slice->from;

    if (slice->trained)
      continue;
    if (back) {
      memcpy (self->weights + slice->from, hidden, n * sizeof (float));
    } else {
      memcpy (hidden, self->weights + slice->from, n * sizeof (float));
      memset (self->weights + slice->from, 0, n * sizeof (float));
    }
    hidden += n;
  }
}

static void
apply_all (NnTrainer *self)
{
  float *gradient = self->shards[0].gradient;

  if (self->factor < 1)
    for (gsize i = 0; i < self->n_weights; i++)
      gradient[i] *= self->factor;
  hide (self, FALSE);
  nn_optimizer_apply (&self->optimizer, self->progress.rate, 0, self->n_weights, gradient,
                      self->weights);
  hide (self, TRUE);
  nn_trainer_hand_out (self);
  if (self->average != NULL)
    nn_team_run (self->team, self->slices->len, average_slice, self);
}

void
nn_trainer_update (NnTrainer *self)
{
  gboolean all = nn_optimizer_wants_all (&self->optimizer);
  guint n_slices = self->slices->len;
  double square = 0;

  self->factor = 1;
  self->optimizer.n_steps++;
  if (!all && self->recipe.clip <= 0) {
    nn_team_run (self->team, n_slices, update_slice, self);
    return;
  }
  nn_team_run (self->team, n_slices, square_slice, self);
  for (guint i = 0; i < n_slices; i++)
    square += self->squares[i];
  if (self->recipe.clip > 0)
    self->factor = (float) MIN (1, self->recipe.clip / (sqrt (square) + 1e-6));
  if (all)
    apply_all (self);
  else
    nn_team_run (self->team, n_slices, apply_slice, self);
}
