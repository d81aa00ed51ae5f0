/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-step.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/explain/nn-weight-gradient.h"
#include "nn/read/nn-runner.h"
#include "nn/train/nn-loss.h"

/* By how much the drawing's score is moved to measure the pushes. */
#define MOVE 0.1
/* Where the numbers that Dropout draws begin. */
#define DROPOUT_SEED 41

typedef struct {
  const NnStepQuestion *question;
  GCancellable *cancellable;
  NnGraph *graph;
  gsize n_weights;
  const float *weights; /* before */
  NnRunner *runner;
  NnLossOutputs outputs;
  float *losses;    /* n, before */
  float *gradient;  /* mean over the batch, clipped */
  float *by_weight; /* z' */
  float *after;     /* weights */
  float *scaled;    /* P */
  double carried, decayed;
} Work;

/* --- losses --- */

/* The loss of each picture; adds to gradient, unless NULL, the sum of their gradients. */
static gboolean
measure_losses (Work *work, const float *weights, float *losses, float *gradient, GError **error)
{
  const NnStepQuestion *q = work->question;
  gsize chunk = nn_runner_chunk (work->runner), correct = 0;
  const guint8 *labels = nn_dataset_labels (q->dataset);

  for (gsize at = 0; at < q->n; at += chunk) {
    gsize part = MIN (chunk, q->n - at);
    NnWorkspace *workspace;
    NnRandom random;

    if (!nn_explain_go_on (work->cancellable, error)
        || !nn_runner_prepare (work->runner, part, error))
      return FALSE;
    nn_random_init (&random, DROPOUT_SEED, at);
    workspace
        = nn_runner_forward (work->runner, 0, q->dataset, q->batch + at, part, weights, &random);
    nn_workspace_set_cancellable (workspace, work->cancellable);
    if (!nn_explain_go_on (work->cancellable, error))
      return FALSE;
    for (gsize i = 0; i < part; i++) {
      const NnTargets targets = { NN_N_CLASSES, labels + q->batch[at + i], NULL };
      const float *outputs = (const float *) nn_workspace_output (workspace, 0) + i * 10;
      float *wanted = nn_workspace_output_gradient (workspace, 0) + i * 10;

      losses[at + i]
          = (float) nn_loss (q->recipe, work->outputs, &targets, 1, outputs, wanted, &correct);
      if (!isfinite (losses[at + i])) {
        g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                     "The loss of a picture is NaN or infinite, so the step goes nowhere");
        return FALSE;
      }
    }
    if (gradient != NULL)
      nn_workspace_backward (workspace, weights, gradient);
  }
  return nn_explain_go_on (work->cancellable, error);
}

static double
mean_of (const float *numbers, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += numbers[i];
  return n > 0 ? sum / (double) n : 0;
}

static double
product (const float *x, const float *y, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) x[i] * y[i];
  return sum;
}

/* --- the step --- */

/* What is not trained keeps its numbers, or has none. */
static void
restore_kept (const NnGraph *graph, const float *from, float *to)
{
  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);
    gsize bytes = (gsize) MAX (nn_shape_count (&value->shape), 0) * sizeof (float);

    if (value->kind != NN_VALUE_PARAMETER || value->trainable)
      continue;
    if (from != NULL)
      memcpy (to + value->offset, from + value->offset, bytes);
    else
      memset (to + value->offset, 0, bytes);
  }
}

static void
clip (const NnRecipe *recipe, float *gradient, gsize n)
{
  double norm = sqrt (product (gradient, gradient, n));
  float factor = recipe->clip > 0 && norm > recipe->clip ? recipe->clip / (float) norm : 1;

  for (gsize i = 0; factor < 1 && i < n; i++)
    gradient[i] *= factor;
}

/* P, and what z' times m and d are. optimizer: after the step; old: its first moments before it,
 * NULL for none. */
static void
take_apart (Work *work, const NnOptimizer *optimizer, const float *old)
{
  const NnRecipe *r = work->question->recipe;
  const float rate = work->question->rate, *v = optimizer->second;
  const double correction = 1 - pow (r->beta1, (double) optimizer->n_steps);
  const float root = (float) (1 / sqrt (1 - pow (r->beta2, (double) optimizer->n_steps)));
  const gboolean adam = r->optimizer == NN_OPTIMIZER_ADAM || r->optimizer == NN_OPTIMIZER_ADAMW;
  double carried = 0, decayed = 0;

  for (gsize i = 0; i < work->n_weights; i++) {
    float m = old != NULL ? old[i] : 0, scale, kept, decay = r->weight_decay * work->weights[i];

    if (adam) {
      float all = rate / (float) correction / (sqrtf (v[i]) * root + r->epsilon);

      scale = all * (1 - r->beta1);
      kept = all * r->beta1 * m;
    } else if (r->optimizer == NN_OPTIMIZER_RMSPROP) {
      scale = rate
              / (sqrtf (v[i] + (r->epsilon_inside ? r->epsilon : 0))
                 + (r->epsilon_inside ? 0 : r->epsilon));
      kept = 0;
    } else {
      scale = rate * (r->nesterov && r->momentum > 0 ? 1 + r->momentum : 1);
      kept = rate * r->momentum * m * (r->nesterov ? r->momentum : 1);
    }
    work->scaled[i] = scale;
    carried -= (double) work->by_weight[i] * kept;
    decayed -= (double) work->by_weight[i]
               * (r->optimizer == NN_OPTIMIZER_ADAMW ? rate * decay : scale * decay);
  }
  work->carried = carried;
  work->decayed = decayed;
}

static void
goal_of_digit (gsize i, const float *scores, float *pull, gpointer data)
{
  pull[*(const int *) data] = 1;
}

static gboolean
differentiate_halfway (Work *work, int digit, GError **error)
{
  const NnStepQuestion *q = work->question;
  g_autofree float *weights = g_new (float, work->n_weights + 16);
  g_autoptr (NnModel) halfway = NULL;
  NnPull pull = { q->inks, 1, goal_of_digit, &digit };

  for (gsize i = 0; i < work->n_weights; i++)
    weights[i] = work->weights[i] + 0.5f * (work->after[i] - work->weights[i]);
  halfway = nn_model_with_weights (q->model, weights);
  return nn_explain_weight_gradient (halfway, &pull, NULL, work->by_weight, work->cancellable,
                                     error);
}

static gboolean
go (Work *work, int digit, GError **error)
{
  const NnStepQuestion *q = work->question;
  g_autofree float *gradient = g_memdup2 (work->gradient, work->n_weights * sizeof (float));
  g_autofree float *old = NULL;
  NnOptimizer optimizer;
  gboolean good;

  nn_optimizer_init (&optimizer, q->recipe, work->n_weights);
  if (q->carried != NULL && q->carried->n_weights == work->n_weights) {
    gsize bytes = work->n_weights * sizeof (float);

    optimizer.n_steps = q->carried->n_steps;
    if (optimizer.first != NULL && q->carried->first != NULL)
      memcpy (optimizer.first, q->carried->first, bytes);
    if (optimizer.second != NULL && q->carried->second != NULL)
      memcpy (optimizer.second, q->carried->second, bytes);
    old = g_memdup2 (optimizer.first, optimizer.first != NULL ? bytes : 0);
  }
  optimizer.n_steps++;
  nn_optimizer_apply (&optimizer, q->rate, 0, work->n_weights, gradient, work->after);
  restore_kept (work->graph, work->weights, work->after);
  good = differentiate_halfway (work, digit, error);
  if (good)
    take_apart (work, &optimizer, old);
  nn_optimizer_clear (&optimizer);
  return good;
}

static void
describe_parameters (const Work *work, NnStep *step)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (NnStepWeights));

  for (guint i = 0; i < nn_graph_n_values (work->graph); i++) {
    const NnValue *value = nn_graph_value (work->graph, i);
    NnStepWeights one = { 0 };
    double update = 0;
    gsize at = value->offset;

    if (value->kind != NN_VALUE_PARAMETER || !value->trainable)
      continue;
    one.name = g_strdup (value->name);
    one.count = (gsize) nn_shape_count (&value->shape);
    one.weights = sqrt (product (work->weights + at, work->weights + at, one.count));
    one.gradient = sqrt (product (work->gradient + at, work->gradient + at, one.count));
    for (gsize k = at; k < at + one.count; k++)
      update += ((double) work->after[k] - work->weights[k])
                * ((double) work->after[k] - work->weights[k]);
    one.update = sqrt (update);
    g_array_append_val (list, one);
  }
  step->n_parameters = list->len;
  step->parameters = (NnStepWeights *) (void *) g_array_free (g_steal_pointer (&list), FALSE);
}

/* --- pushes --- */

static int
compare_pushes (gconstpointer a, gconstpointer b)
{
  double x = ((const NnPush *) a)->push, y = ((const NnPush *) b)->push;

  return (x < y) - (x > y);
}

static gboolean
measure_pushes (Work *work, NnStep *step, GError **error)
{
  const NnStepQuestion *q = work->question;
  g_autofree float *moved = g_new (float, work->n_weights + 16);
  g_autofree float *up = g_new (float, q->n);
  g_autofree float *down = g_new (float, q->n);
  double reach = 0, e;

  for (gsize i = 0; i < work->n_weights; i++) {
    work->scaled[i] *= work->by_weight[i];
    reach += (double) work->scaled[i] * work->by_weight[i];
  }
  e = reach > 0 ? MOVE / reach : 0;
  for (int side = 0; side < 2 && e > 0; side++) {
    for (gsize i = 0; i < work->n_weights; i++)
      moved[i] = work->weights[i] + (float) (side == 0 ? e : -e) * work->scaled[i];
    if (!measure_losses (work, moved, side == 0 ? up : down, NULL, error))
      return FALSE;
  }
  step->n_pushes = (guint) q->n;
  step->pushes = g_new (NnPush, q->n + 1);
  for (gsize i = 0; i < q->n; i++) {
    double push = e > 0 ? -((double) up[i] - down[i]) / (2 * e) / (double) q->n : 0;

    step->pushes[i] = (NnPush){ q->batch[i], nn_dataset_labels (q->dataset)[q->batch[i]],
                                work->losses[i], push };
    step->pushed += push;
  }
  qsort (step->pushes, q->n, sizeof *step->pushes, compare_pushes);
  return TRUE;
}

/* --- before and after --- */

static gboolean
find_flips (const Work *work, NnExplainer *explainer, NnStep *step, GError **error)
{
  const NnSample *sample = work->question->sample;
  gsize n = sample != NULL ? nn_sample_count (sample) : 0;
  g_autofree float *scores = g_new (float, 2 * n * 10 + 1);
  g_autoptr (GArray) flips = g_array_new (FALSE, FALSE, sizeof (NnStepFlip));

  for (int side = 0; side < 2 && n > 0; side++)
    if (!nn_explainer_set_model (explainer, side == 0 ? work->question->model : step->after, error)
        || !nn_explainer_read (explainer, nn_sample_inks (sample), n, scores + side * n * 10, NULL,
                               NULL, work->cancellable, error))
      return FALSE;
  for (gsize i = 0; i < n; i++) {
    int before, after, second;

    nn_two_likeliest (scores + i * 10, &before, &second);
    nn_two_likeliest (scores + (n + i) * 10, &after, &second);
    if (before != after) {
      NnStepFlip flip
          = { (guint32) i, nn_sample_labels (sample)[i], (guint8) before, (guint8) after };

      g_array_append_val (flips, flip);
    }
  }
  step->n_flips = flips->len;
  step->flips = (NnStepFlip *) (void *) g_array_free (g_steal_pointer (&flips), FALSE);
  return TRUE;
}

static gboolean
look (Work *work, NnStep *step, GError **error)
{
  const NnStepQuestion *q = work->question;
  g_autoptr (NnExplainer) explainer = nn_explainer_new (q->model, error);
  int second;

  if (explainer == NULL
      || !nn_explainer_read (explainer, q->inks, 1, step->scores_before, step->probabilities_before,
                             NULL, work->cancellable, error))
    return FALSE;
  if (q->digit >= 0)
    step->digit = q->digit;
  else
    nn_two_likeliest (step->scores_before, &step->digit, &second);
  if (!measure_losses (work, work->weights, work->losses, work->gradient, error))
    return FALSE;
  restore_kept (work->graph, NULL, work->gradient);
  for (gsize i = 0; i < work->n_weights; i++)
    work->gradient[i] /= (float) q->n;
  clip (q->recipe, work->gradient, work->n_weights);
  if (!go (work, step->digit, error))
    return FALSE;
  step->after = nn_model_with_weights (q->model, work->after);
  step->loss_before = mean_of (work->losses, q->n);
  for (gsize i = 0; i < work->n_weights; i++)
    step->predicted += (double) work->gradient[i] * ((double) work->after[i] - work->weights[i]);
  describe_parameters (work, step);
  if (!measure_pushes (work, step, error)
      || !measure_losses (work, work->after, work->losses, NULL, error))
    return FALSE;
  step->loss_after = mean_of (work->losses, q->n);
  if (!find_flips (work, explainer, step, error)
      || !nn_explainer_set_model (explainer, step->after, error)
      || !nn_explainer_read (explainer, q->inks, 1, step->scores_after, step->probabilities_after,
                             NULL, work->cancellable, error))
    return FALSE;
  step->carried = work->carried;
  step->decayed = work->decayed;
  step->change = (double) step->scores_after[step->digit] - step->scores_before[step->digit];
  step->explained = (step->pushed + step->carried + step->decayed) / step->change;
  return TRUE;
}

NnStep *
nn_step_new (const NnStepQuestion *question, GCancellable *cancellable, GError **error)
{
  const NnRecipe *recipe = question->recipe;
  NnPlanFlags flags
      = NN_PLAN_TRAINING | (recipe->loss == NN_LOSS_CROSS_ENTROPY ? NN_PLAN_LOGITS : 0);
  g_autoptr (NnStep) step = g_new0 (NnStep, 1);
  g_autoptr (NnRunner) runner = NULL;
  g_autofree float *losses = NULL;
  g_autofree float *numbers = NULL;
  Work work = { .question = question, .cancellable = cancellable };
  gsize n;

  g_return_val_if_fail (question->n > 0, NULL);

  if (recipe->optimizer == NN_OPTIMIZER_LBFGS) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "A step of L-BFGS is not a sum over pictures, so no picture has a share of it");
    return NULL;
  }
  runner = nn_runner_new (question->model, flags, 1, error);
  if (runner == NULL)
    return NULL;
  work.runner = runner;
  work.outputs = nn_loss_outputs_of (recipe, question->model);
  work.graph = nn_model_graph (question->model);
  work.weights = nn_model_weights (question->model);
  work.n_weights = n = nn_graph_n_weights (work.graph);
  work.losses = losses = g_new (float, question->n);
  numbers = g_new0 (float, 4 * (n + 16));
  work.gradient = numbers;
  work.by_weight = numbers + (n + 16);
  work.scaled = numbers + 2 * (n + 16);
  work.after = numbers + 3 * (n + 16);
  memcpy (work.after, work.weights, n * sizeof (float));
  return look (&work, step, error) ? g_steal_pointer (&step) : NULL;
}

void
nn_step_free (NnStep *step)
{
  for (guint i = 0; i < step->n_parameters; i++)
    g_free (step->parameters[i].name);
  g_free (step->parameters);
  g_free (step->pushes);
  g_free (step->flips);
  g_clear_pointer (&step->after, nn_model_unref);
  g_free (step);
}
