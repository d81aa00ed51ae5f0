/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long because a run is one subject: steps and their shards, epochs, and what ends it. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "nn/tensor/nn-vector.h"
#include "nn/train/nn-trainer-private.h"

/* Keeps dropout's random numbers apart from those of the order. */
#define DROPOUT_SEED G_GUINT64_CONSTANT (0x64726f706f757400)

/* The loss is smoothed over so many pictures before it is called lost. */
#define LOST_OVER 256.0

/* More threads than this do not help. */
#define MAX_SHARDS 32

/* Weights that one task takes. */
#define SLICE 16384

/* Weights that are moved at once: they are still at hand when zeros take their place. */
#define STRETCH 4096

/* --- from the gradients of the shards to new weights --- */

/* How fast a parameter that is not trained follows the batches: the momentum of BatchNormalization
 * for its mean and variance, 0 for anything else. */
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

/* Cuts the flat block into slices, once. */
static void
make_slices (NnTrainer *self)
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

/* Leaves new weights with every shard, not only those of this step: the next one may have more. */
static void
broadcast (NnTrainer *self, gsize from, gsize to)
{
  if (self->copies == NULL)
    return;
  for (guint s = 0; s < self->n_all_shards; s++)
    memcpy (self->shards[s].gradient + from, self->weights + from, (to - from) * sizeof (float));
}

static void
broadcast_all (NnTrainer *self)
{
  broadcast (self, 0, self->n_weights);
}

/* Clears a shard's gradient; returns the weights that the member is to read. */
static const float *
adopt (NnTrainer *self, NnShard *shard, guint member)
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
  broadcast (self, slice->from, slice->to);
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

/* Parameters that are not trained are saved while an optimizer updates all weights together. */
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
  broadcast_all (self);
  if (self->average != NULL)
    nn_team_run (self->team, self->slices->len, average_slice, self);
}

/* One step of the optimizer with what the shards have added up. */
static void
update (NnTrainer *self)
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

/* --- a trainer --- */

/* Samples of a whole step. */
static gsize
step_size (const NnTrainer *self)
{
  return MIN (self->recipe.batch, self->n_training);
}

/* Place for the order of an epoch. Where the run began with other data, its epochs have as many
 * steps as before: samples come again, or are left to later epochs. */
static void
make_order (NnTrainer *self)
{
  self->whole = self->progress.steps_per_epoch == (self->n_training - 1) / self->recipe.batch + 1;
  g_free (self->order);
  self->order = g_new (guint32, self->n_training + step_size (self));
}

/* The beginning follows the end once more, for steps that go beyond it. */
static void
shuffle_epoch (NnTrainer *self)
{
  NnRandom random;

  memcpy (self->order, self->training, self->n_training * sizeof (guint32));
  nn_random_init (&random, self->recipe.seed, 2 + self->progress.epoch);
  nn_random_shuffle (&random, self->order, self->n_training);
  memcpy (self->order + self->n_training, self->order, step_size (self) * sizeof (guint32));
}

/* Plans for every size of chunk that batches fall into. */
static gboolean
prepare_sizes (NnTrainer *self, GError **error)
{
  gsize chunk = nn_runner_chunk (self->runner);
  gsize sizes[2] = { step_size (self), self->n_training % self->recipe.batch };
  NnType type;

  for (int i = 0; i < 2; i++)
    if ((sizes[i] >= chunk && !nn_runner_prepare (self->runner, chunk, error))
        || (sizes[i] % chunk != 0 && !nn_runner_prepare (self->runner, sizes[i] % chunk, error)))
      return FALSE;
  type = nn_runner_output_type (self->runner);
  if (type == NN_TYPE_FLOAT32 || type == NN_TYPE_UNDEFINED)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
               "The model's output is %s; training needs float32", nn_type_name (type));
  return FALSE;
}

/* Whole chunks; each shard has a gradient of its own, so large batches get larger shards, not more
 * of them. */
static gsize
shard_size_for (gsize batch, gsize chunk)
{
  gsize size = MAX (32, chunk);

  return size * MAX (1, (batch + MAX_SHARDS * size - 1) / (MAX_SHARDS * size));
}

/* A gradient for each shard, and a copy of the weights for each member. */
static void
make_shards (NnTrainer *self)
{
  guint n_members = nn_team_n_members (self->team);

  self->shard_size = shard_size_for (self->recipe.batch, nn_runner_chunk (self->runner));
  self->n_all_shards = (guint) ((self->recipe.batch - 1) / self->shard_size + 1);
  self->shards = g_new0 (NnShard, self->n_all_shards);
  for (guint i = 0; i < self->n_all_shards; i++)
    self->shards[i].gradient = g_aligned_alloc0 (self->n_weights + 16, sizeof (float), 64);
  /* A single task is the caller's. */
  if (n_members == 1 || self->n_all_shards == 1)
    return;
  self->n_copies = n_members;
  self->copies = g_new (float *, n_members);
  for (guint i = 0; i < n_members; i++)
    self->copies[i] = g_aligned_alloc0 (self->n_weights + 16, sizeof (float), 64);
}

/* Plain SGD over one chunk needs no gradient of its own: the weights themselves take it, scaled by
 * the rate, and are read and written once. */
static gboolean
steps_in_place (const NnTrainer *self)
{
  const NnRecipe *r = &self->recipe;

  return r->optimizer == NN_OPTIMIZER_SGD && r->momentum == 0 && r->weight_decay == 0
         && r->clip <= 0 && r->average <= 0 && r->batch <= nn_runner_chunk (self->runner)
         && nn_runner_updates_in_place (self->runner);
}

/* Decides which samples are held out. */
static gboolean
adopt_data (NnTrainer *self, GError **error)
{
  self->data_mark = nn_dataset_mark (self->dataset);
  self->n_validation = MIN (self->recipe.validation, nn_dataset_most_validation (self->dataset));
  g_clear_pointer (&self->training, g_free);
  g_clear_pointer (&self->validation, g_free);
  nn_dataset_split (self->dataset, self->n_validation, self->recipe.seed, &self->training,
                    &self->n_training, &self->validation);
  nn_health_init (&self->health, nn_dataset_labels (self->dataset), self->training,
                  self->n_training);
  return prepare_sizes (self, error);
}

NnTrainer *
nn_trainer_new (NnModel *model, NnDataset *dataset, const NnRecipe *recipe, GError **error)
{
  g_autoptr (NnTrainer) self = NULL;
  NnPlanFlags flags = NN_PLAN_TRAINING;

  if (!nn_recipe_check (recipe, error) || !nn_dataset_check_model (dataset, model, error))
    return NULL;
  self = g_new0 (NnTrainer, 1);
  self->model = nn_model_ref (model);
  self->dataset = nn_dataset_ref (dataset);
  self->recipe = *recipe;
  self->team = nn_team_new (recipe->threads);
  self->history = g_array_new (FALSE, FALSE, sizeof (NnProgress));
  self->slices = g_array_new (FALSE, FALSE, sizeof (NnSlice));
  if (recipe->loss == NN_LOSS_CROSS_ENTROPY)
    flags |= NN_PLAN_LOGITS;
  self->outputs = nn_loss_outputs_of (recipe, model);
  self->runner = nn_runner_new (model, flags, nn_team_n_members (self->team), error);
  if (self->runner == NULL)
    return NULL;
  nn_runner_set_augment (self->runner, &recipe->augment);

  if (!adopt_data (self, error))
    return NULL;
  self->in_place = steps_in_place (self);

  self->n_weights = nn_graph_n_weights (nn_model_graph (model));
  self->weights = g_aligned_alloc0 (self->n_weights + 16, sizeof (float), 64);
  memcpy (self->weights, nn_model_weights (model), self->n_weights * sizeof (float));
  self->good_weights = g_memdup2 (self->weights, self->n_weights * sizeof (float));
  make_shards (self);
  nn_optimizer_init (&self->optimizer, recipe, self->n_weights);
  make_slices (self);
  if (recipe->average > 0)
    self->average = g_memdup2 (self->weights, self->n_weights * sizeof (float));

  self->progress.n_epochs = recipe->epochs;
  self->progress.steps_per_epoch = (self->n_training + recipe->batch - 1) / recipe->batch;
  self->progress.validation_loss = self->progress.validation_accuracy = NAN;
  self->first_loss = NAN;
  if (nn_model_get_training_state (model) != NULL)
    nn_trainer_read_state (self, nn_model_get_training_state (model));
  if (self->curve == NULL)
    self->curve = nn_step_curve_new (self->progress.steps_per_epoch);
  broadcast_all (self);
  memcpy (self->good_weights, self->weights, self->n_weights * sizeof (float));
  self->good_average = g_memdup2 (self->average, self->n_weights * sizeof (float));
  make_order (self);
  shuffle_epoch (self);
  return g_steal_pointer (&self);
}

void
nn_trainer_free (NnTrainer *self)
{
  for (guint i = 0; i < self->n_all_shards; i++)
    g_aligned_free (self->shards[i].gradient);
  for (guint i = 0; i < self->n_copies; i++)
    g_aligned_free (self->copies[i]);
  g_free (self->copies);
  g_free (self->shards);
  nn_optimizer_clear (&self->optimizer);
  g_clear_pointer (&self->runner, nn_runner_free);
  g_clear_pointer (&self->estimator, nn_estimator_free);
  nn_team_free (self->team);
  g_clear_pointer (&self->curve, nn_step_curve_free);
  g_aligned_free (self->weights);
  g_free (self->good_weights);
  g_free (self->average);
  g_free (self->good_average);
  g_free (self->squares);
  g_free (self->hidden);
  g_array_unref (self->slices);
  g_free (self->training);
  g_free (self->validation);
  g_free (self->order);
  g_array_unref (self->history);
  g_clear_object (&self->cancellable);
  nn_dataset_unref (self->dataset);
  nn_model_unref (self->model);
  g_free (self);
}

gboolean
nn_trainer_is_done (const NnTrainer *self)
{
  return self->diverged || self->progress.epoch >= self->recipe.epochs;
}

/* One step of a batch that is a single chunk. */
static void
backward_in_place (NnTrainer *self, NnWorkspace *workspace, gsize n)
{
  float *gradient = nn_workspace_output_gradient (workspace, 0);

  for (gsize i = 0; i < n * nn_runner_n_outputs (self->runner); i++)
    gradient[i] *= -self->progress.rate / (float) n;
  nn_workspace_backward (workspace, self->weights, self->weights);
}

/* How far the outputs of a chunk of n pictures are apart, and how large they are. */
static void
look_at_outputs (NnShard *shard, gsize n, guint n_outputs, const float *outputs)
{
  for (guint k = 0; k < n_outputs; k++) {
    float low = outputs[k], high = outputs[k];

    for (gsize i = 1; i < n; i++) {
      low = MIN (low, outputs[i * n_outputs + k]);
      high = MAX (high, outputs[i * n_outputs + k]);
    }
    shard->range = MAX (shard->range, high - low);
    shard->largest = MAX (shard->largest, MAX (high, -low));
  }
}

/* Gradient of one shard, chunk by chunk. */
static void
run_shard (guint task, guint member, gpointer data)
{
  NnTrainer *self = data;
  NnShard *shard = &self->shards[task];
  gsize end = MIN (self->batch_size, (task + 1) * self->shard_size);
  gsize chunk = nn_runner_chunk (self->runner);
  const guint8 *labels = nn_dataset_labels (self->dataset);
  const float *numbers = nn_dataset_numbers (self->dataset);
  const float *weights = self->in_place ? self->weights : adopt (self, shard, member);
  guint8 chunk_labels[NN_RUNNER_LARGEST_CHUNK];
  float chunk_numbers[NN_RUNNER_LARGEST_CHUNK];
  const NnTargets targets
      = { nn_runner_n_outputs (self->runner), labels != NULL ? chunk_labels : NULL, chunk_numbers };

  shard->loss = 0;
  shard->correct = 0;
  shard->range = shard->largest = 0;
  shard->given_up = FALSE;
  for (gsize at = task * self->shard_size; at < end; at += chunk) {
    gsize n = MIN (chunk, end - at);
    NnWorkspace *workspace;
    NnRandom random;

    if (g_cancellable_is_cancelled (self->cancellable)) {
      shard->given_up = TRUE;
      return;
    }
    nn_random_init (&random, self->recipe.seed ^ DROPOUT_SEED, self->progress.step * 8192 + at);
    workspace = nn_runner_forward (self->runner, member, self->dataset, self->batch + at, n,
                                   weights, &random);
    for (gsize i = 0; i < n; i++)
      if (labels != NULL)
        chunk_labels[i] = labels[self->batch[at + i]];
      else
        chunk_numbers[i] = numbers[self->batch[at + i]];
    shard->loss
        += nn_loss (&self->recipe, self->outputs, &targets, n, nn_workspace_output (workspace, 0),
                    nn_workspace_output_gradient (workspace, 0), &shard->correct);
    look_at_outputs (shard, n, targets.n_outputs, nn_workspace_output (workspace, 0));
    if (!self->in_place)
      nn_workspace_backward (workspace, weights, shard->gradient);
    else if (isfinite (shard->loss))
      backward_in_place (self, workspace, n);
  }
}

/* Back to the last good weights, and over. */
static gboolean
give_up (NnTrainer *self, NnError code, const char *what, const char *reason, GError **error)
{
  g_set_error (error, NN_ERROR, code,
               "Training %s after %" G_GUINT64_FORMAT
               " steps: %s. The weights are those of the last whole epoch; "
               "try a learning rate of %g",
               what, self->progress.step, reason, self->recipe.rate / 10);
  memcpy (self->weights, self->good_weights, self->n_weights * sizeof (float));
  if (self->average != NULL)
    memcpy (self->average, self->good_average, self->n_weights * sizeof (float));
  self->diverged = TRUE;
  return FALSE;
}

static gboolean
diverge (NnTrainer *self, const char *reason, GError **error)
{
  return give_up (self, NN_ERROR_DIVERGED, "diverged", reason, error);
}

/* FALSE where the network has collapsed. */
static gboolean
check_health (NnTrainer *self, gsize correct, GError **error)
{
  float range = 0, largest = FLT_MIN;
  gboolean comparable = MIN (self->batch_size, nn_runner_chunk (self->runner)) > 1;

  for (guint s = 0; s < self->n_shards; s++) {
    range = MAX (range, self->shards[s].range);
    largest = MAX (largest, self->shards[s].largest);
  }
  switch (nn_health_add (&self->health, self->batch_size, correct,
                         comparable ? (double) range / largest : NAN)) {
  case NN_HEALTH_DEAD:
    return give_up (self, NN_ERROR_COLLAPSED, "collapsed",
                    "all units of a layer are dead, so the network says the same of every picture",
                    error);
  case NN_HEALTH_COLLAPSED:
    return give_up (self, NN_ERROR_COLLAPSED, "collapsed",
                    "the network reads no better than chance any more", error);
  case NN_HEALTH_GOOD:
    break;
  }
  return TRUE;
}

/* Whether the loss, smoothed, is so far above that of the run's first step that the network is
 * surely wrong about almost everything, which no training comes back from. */
static gboolean
is_lost (NnTrainer *self, double loss)
{
  double keep = exp (-(double) self->batch_size / LOST_OVER);

  if (isnan (self->first_loss))
    self->first_loss = self->smooth_loss = loss;
  self->smooth_loss = keep * self->smooth_loss + (1 - keep) * loss;
  return self->smooth_loss > 3 * self->first_loss + 20;
}

float
nn_trainer_accuracy (const NnTrainer *self, gsize correct, gsize n)
{
  return nn_dataset_n_classes (self->dataset) > 0 ? (float) correct / (float) n : NAN;
}

/* Whether no weight is NaN or infinite. */
static gboolean
weights_are_good (const NnTrainer *self)
{
  gboolean good = TRUE;

  for (gsize i = 0; i < self->n_weights; i++)
    good &= isfinite (self->weights[i]) != 0;
  return good;
}

static gboolean
validate (NnTrainer *self, GError **error)
{
  g_autoptr (NnModel) snapshot = nn_trainer_snapshot (self);
  NnMeasure measure;

  if (!nn_measure (snapshot, self->dataset, self->validation, self->n_validation,
                   self->recipe.threads, self->cancellable, &measure, error))
    return FALSE;
  self->progress.validation_loss = (float) measure.loss;
  self->progress.validation_accuracy = nn_trainer_accuracy (self, measure.correct, measure.count);
  return TRUE;
}

/* All steps of an epoch are done, its validation is not. */
static gboolean
validation_is_due (const NnTrainer *self)
{
  const NnProgress *p = &self->progress;

  return p->step == (p->epoch + (guint64) 1) * p->steps_per_epoch;
}

/* Where the validation is cancelled the epoch has not ended yet. */
static gboolean
end_epoch (NnTrainer *self, GError **error)
{
  if (!weights_are_good (self))
    return diverge (self, "a weight became NaN or infinite", error);
  if (self->n_validation > 0 && !validate (self, error))
    return FALSE;
  self->progress.epoch++;
  if (!nn_health_is_worse (&self->health)) {
    memcpy (self->good_weights, self->weights, self->n_weights * sizeof (float));
    if (self->average != NULL)
      memcpy (self->good_average, self->average, self->n_weights * sizeof (float));
  }
  g_array_append_val (self->history, self->progress);
  self->epoch_loss = 0;
  self->epoch_correct = self->epoch_samples = 0;
  shuffle_epoch (self);
  return TRUE;
}

static float
schedule_factor (const NnTrainer *self)
{
  const NnProgress *p = &self->progress;
  guint64 from = p->steps_per_epoch * self->extended_at;

  if (from == 0)
    return nn_schedule_factor (&self->recipe, p->step, p->steps_per_epoch);
  return nn_schedule_extension_factor (&self->recipe, p->step - from,
                                       p->steps_per_epoch * self->recipe.epochs - from);
}

static void
find_next (const NnTrainer *self, NnNextStep *next)
{
  gsize size = step_size (self);
  gsize first = (self->progress.step % self->progress.steps_per_epoch) * size % self->n_training;

  next->batch = self->order + first;
  next->n = self->whole ? MIN (size, self->n_training - first) : size;
  next->rate = self->recipe.rate * schedule_factor (self);
  next->optimizer = &self->optimizer;
}

gboolean
nn_trainer_next (const NnTrainer *self, NnNextStep *next)
{
  if (nn_trainer_is_done (self) || validation_is_due (self))
    return FALSE;
  find_next (self, next);
  return TRUE;
}

static gboolean
do_step (NnTrainer *self, GError **error)
{
  NnProgress *progress = &self->progress;
  gint64 start = g_get_monotonic_time ();
  gsize chunk = nn_runner_chunk (self->runner), correct = 0;
  gboolean given_up = FALSE;
  NnNextStep next;
  double loss = 0;

  find_next (self, &next);
  self->batch = next.batch;
  self->batch_size = next.n;
  self->n_shards = (guint) ((self->batch_size + self->shard_size - 1) / self->shard_size);
  self->n_chunks = (guint) ((self->batch_size + chunk - 1) / chunk);
  progress->rate = next.rate;

  nn_team_run (self->team, self->n_shards, run_shard, self);
  for (guint s = 0; s < self->n_shards; s++)
    given_up |= self->shards[s].given_up;
  if (given_up) {
    broadcast_all (self);
    g_set_error (error, NN_ERROR, NN_ERROR_CANCELLED, "Training was cancelled");
    return FALSE;
  }
  for (guint s = 0; s < self->n_shards; s++) {
    loss += self->shards[s].loss;
    correct += self->shards[s].correct;
  }
  if (!isfinite (loss))
    return diverge (self, "the loss became NaN or infinite", error);
  if (is_lost (self, loss / (double) self->batch_size))
    return diverge (self, "the loss has grown out of all proportion", error);
  if (!check_health (self, correct, error))
    return FALSE;
  if (self->in_place)
    self->optimizer.n_steps++;
  else
    update (self);

  self->epoch_loss += loss;
  self->epoch_correct += correct;
  self->epoch_samples += self->batch_size;
  progress->step++;
  progress->samples += self->batch_size;
  progress->step_loss = (float) (loss / (double) self->batch_size);
  progress->step_accuracy = nn_trainer_accuracy (self, correct, self->batch_size);
  progress->train_loss = (float) (self->epoch_loss / (double) self->epoch_samples);
  progress->train_accuracy = nn_trainer_accuracy (self, self->epoch_correct, self->epoch_samples);
  nn_step_curve_add (self->curve, progress->step, self->batch_size, progress->step_loss,
                     progress->step_accuracy, progress->rate);
  progress->seconds += (g_get_monotonic_time () - start) * 1e-6;
  return TRUE;
}

gboolean
nn_trainer_step (NnTrainer *self, gboolean *epoch_ended, GError **error)
{
  g_return_val_if_fail (!nn_trainer_is_done (self), FALSE);

  *epoch_ended = FALSE;
  if (!validation_is_due (self) && !do_step (self, error))
    return FALSE;
  if (!validation_is_due (self))
    return TRUE;
  *epoch_ended = end_epoch (self, error);
  return *epoch_ended;
}

const NnProgress *
nn_trainer_progress (const NnTrainer *self)
{
  return &self->progress;
}

gboolean
nn_trainer_take_mean (NnTrainer *self, gboolean now, NnStepMean *mean)
{
  return nn_step_curve_take_mean (self->curve, now, mean);
}

gsize
nn_trainer_sample_size (NnTrainer *self)
{
  if (self->estimator == NULL && self->n_validation > 0)
    self->estimator = nn_estimator_new (self->model, self->dataset, self->validation,
                                        self->n_validation, self->team, NULL);
  return self->estimator != NULL ? nn_estimator_size (self->estimator) : 0;
}

gboolean
nn_trainer_estimate (NnTrainer *self, gsize n, NnHeldOut *held_out)
{
  const NnProgress *p = &self->progress;

  g_return_val_if_fail (n > 0 && n <= nn_trainer_sample_size (self), FALSE);

  *held_out
      = (NnHeldOut){ .epoch = (double) p->step / (double) p->steps_per_epoch, .step = p->step };
  if (!nn_estimator_read (self->estimator, self->average != NULL ? self->average : self->weights, n,
                          self->cancellable, held_out, NULL))
    return FALSE;
  nn_step_curve_add_estimate (self->curve, held_out);
  return TRUE;
}

gboolean
nn_trainer_set_data (NnTrainer *self, NnDataset *dataset, GError **error)
{
  if (!nn_dataset_check_model (dataset, self->model, error))
    return FALSE;
  nn_dataset_ref (dataset);
  nn_dataset_unref (self->dataset);
  self->dataset = dataset;
  g_clear_pointer (&self->estimator, nn_estimator_free);
  if (!adopt_data (self, error))
    return FALSE;
  make_order (self);
  shuffle_epoch (self);
  return TRUE;
}

void
nn_trainer_set_rate (NnTrainer *self, float rate)
{
  self->recipe.rate = rate;
}

void
nn_trainer_set_cancellable (NnTrainer *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}
