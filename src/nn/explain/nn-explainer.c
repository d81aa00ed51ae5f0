/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-explainer.h"

#include <math.h>
#include <string.h>

#include "nn/explain/nn-explain-graph.h"
#include "nn/explain/nn-opened.h"
#include "nn/model/nn-fold.h"
#include "nn/read/nn-calibrate.h"

/* Pictures that are computed together where the model leaves the choice: as many as a vector has
 * lanes. */
#define CHUNK 16
/* Up to so many pictures are faster one by one than in a chunk that is filled up. */
#define FEW 6
/* The smallest probability of which a logarithm is taken. */
#define LEAST 1e-12f

/* Outputs of the plans that read. */
enum { OUTPUT, SCORES, FEATURES, N_OUTPUTS };

/* A graph, planned for one picture and for a chunk. */
typedef struct {
  NnGraph *graph;
  NnPlanFlags flags;
  NnWorkspace *one, *chunk; /* NULL until needed; the same where the batch is fixed */
} Engine;

/* All that depends on the graph alone. */
typedef struct {
  NnGraph *source;
  NnExplainPlaces places;
  Engine reading, pulling;
  NnOpened *opened; /* NULL until needed */
  gboolean has_derivative;
  gsize chunk, n_features;
  gboolean fixed;
} Wiring;

struct _NnExplainer {
  NnModel *model;               /* as it was given */
  NnModel *folded;              /* the same with its normalisations in the weights */
  NnInputConvention convention; /* of float32 */
  float temperature;
  Wiring wiring;
  float *statistics; /* where BatchNormalization writes gradients that are not read */
};

gboolean
nn_explain_go_on (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_CANCELLED, "The explanation was cancelled");
  return FALSE;
}

/* --- plans --- */

static void
clear_engine (Engine *engine)
{
  if (engine->chunk != engine->one)
    g_clear_pointer (&engine->chunk, nn_workspace_free);
  g_clear_pointer (&engine->one, nn_workspace_free);
  g_clear_pointer (&engine->graph, nn_graph_unref);
}

static void
clear_wiring (Wiring *wiring)
{
  clear_engine (&wiring->reading);
  clear_engine (&wiring->pulling);
  g_clear_pointer (&wiring->opened, nn_opened_free);
  g_clear_pointer (&wiring->source, nn_graph_unref);
}

static NnWorkspace *
prepare (Engine *engine, gsize batch, GError **error)
{
  g_autoptr (NnPlan) plan = nn_plan_new (engine->graph, (gint64) batch, engine->flags, NULL, error);

  return plan != NULL ? nn_workspace_new (plan) : NULL;
}

/* Plans are made when they are first needed. */
static NnWorkspace *
workspace_for (const Wiring *wiring, Engine *engine, gboolean one, GError **error)
{
  NnWorkspace **workspace = one ? &engine->one : &engine->chunk;

  if (*workspace == NULL && wiring->fixed)
    engine->one = engine->chunk = prepare (engine, wiring->chunk, error);
  else if (*workspace == NULL)
    *workspace = prepare (engine, one ? 1 : wiring->chunk, error);
  return *workspace;
}

/* Finds what is explained and makes the graphs for it. folded: what computes. */
static gboolean
wire (Wiring *wiring, const NnModel *model, const NnModel *folded, GError **error)
{
  NnGraph *graph = nn_model_graph (folded);
  guint output = nn_graph_output (graph, 0);
  g_autoptr (NnGraph) copy = nn_explain_graph_copy (graph, &output, 1, TRUE);
  g_autoptr (NnPlan) plan = NULL;
  NnView features;
  gsize batch;

  wiring->source = nn_graph_ref (nn_model_graph (model));
  wiring->fixed = nn_model_fixed_batch (folded) > 0;
  wiring->chunk = wiring->fixed ? nn_model_fixed_batch (folded) : CHUNK;
  batch = wiring->fixed ? wiring->chunk : 1;
  plan = nn_plan_new (copy, (gint64) batch, NN_PLAN_INFERENCE, NULL, error);
  if (plan == NULL)
    return FALSE;
  if (!nn_explain_places_find (folded, plan, batch, &wiring->places, error))
    return FALSE;
  features = nn_plan_value (plan, wiring->places.features);
  wiring->n_features = (gsize) nn_shape_count (&features.shape) / batch;
  wiring->has_derivative = nn_explain_has_derivative (plan, wiring->places.scores);
  wiring->reading.flags = NN_PLAN_INFERENCE;
  wiring->reading.graph = nn_explain_graph_copy (
      graph, (const guint[]){ output, wiring->places.scores, wiring->places.features }, N_OUTPUTS,
      TRUE);
  wiring->pulling.flags = NN_PLAN_TRAINING | NN_PLAN_EVALUATE | NN_PLAN_INPUT_GRADIENT;
  wiring->pulling.graph = nn_explain_graph_copy (graph, &wiring->places.scores, 1, TRUE);
  return workspace_for (wiring, &wiring->reading, TRUE, error) != NULL;
}

/* --- the object --- */

NnExplainer *
nn_explainer_new (NnModel *model, GError **error)
{
  NnExplainer *self;

  if (!nn_model_check_digits (model, error))
    return NULL;
  self = g_new0 (NnExplainer, 1);
  if (!nn_explainer_set_model (self, model, error)) {
    nn_explainer_free (self);
    return NULL;
  }
  return self;
}

void
nn_explainer_free (NnExplainer *self)
{
  clear_wiring (&self->wiring);
  g_clear_pointer (&self->model, nn_model_unref);
  g_clear_pointer (&self->folded, nn_model_unref);
  g_free (self->statistics);
  g_free (self);
}

gboolean
nn_explainer_set_model (NnExplainer *self, NnModel *model, GError **error)
{
  g_autoptr (NnModel) folded = nn_model_fold (model);

  /* Where the graphs are one, so are the folded graphs, weight by weight. */
  if (nn_model_graph (model) != self->wiring.source
      || nn_model_get_convention (model)->output != nn_model_get_convention (self->model)->output) {
    Wiring wiring = { 0 };

    if (!nn_model_check_digits (model, error) || !wire (&wiring, model, folded, error)) {
      clear_wiring (&wiring);
      return FALSE;
    }
    clear_wiring (&self->wiring);
    self->wiring = wiring;
    g_free (self->statistics);
    self->statistics = g_new0 (float, nn_graph_n_weights (nn_model_graph (folded)) + 16);
  }
  g_clear_pointer (&self->model, nn_model_unref);
  g_clear_pointer (&self->folded, nn_model_unref);
  self->model = nn_model_ref (model);
  self->folded = g_steal_pointer (&folded);
  self->convention = *nn_model_get_convention (model);
  self->convention.type = NN_TYPE_FLOAT32;
  self->temperature = nn_model_temperature (model);
  return TRUE;
}

NnModel *
nn_explainer_model (const NnExplainer *self)
{
  return self->model;
}

gsize
nn_explainer_n_features (const NnExplainer *self)
{
  return self->wiring.n_features;
}

NnOpened *
nn_explainer_open (NnExplainer *self, GError **error)
{
  if (self->wiring.opened == NULL)
    self->wiring.opened = nn_opened_new (self->model, error);
  return self->wiring.opened;
}

/* --- pictures --- */

/* n pictures, and paper for the rest of a workspace's batch. */
static void
fill (const NnExplainer *self, NnWorkspace *workspace, gsize batch, const float *inks, gsize n)
{
  static const float paper[NN_PICTURE_PIXELS];
  gsize count = nn_convention_count (&self->convention);
  float *input = nn_workspace_input (workspace, 0);

  for (gsize i = 0; i < batch; i++)
    nn_convention_fill (&self->convention, i < n ? inks + i * NN_PICTURE_PIXELS : paper,
                        input + i * count);
}

/* How many pictures of those that are left go in next, and the batch that takes them. */
static gsize
next_part (const Wiring *wiring, gsize left, gsize *batch)
{
  *batch = !wiring->fixed && left <= FEW ? 1 : wiring->chunk;
  return MIN (left, *batch);
}

/* The scores of a chunk; FALSE where they are NaN or infinite. */
static gboolean
take_scores (const NnExplainer *self, const float *from, gsize n, float *scores, GError **error)
{
  for (gsize i = 0; i < n * 10; i++) {
    scores[i] = self->wiring.places.logarithm ? logf (MAX (from[i], LEAST)) : from[i];
    if (!isfinite (scores[i])) {
      nn_explain_refuse_numbers (error);
      return FALSE;
    }
  }
  return TRUE;
}

static void
take_probabilities (const NnExplainer *self, const float *from, gsize n, float *probabilities)
{
  for (gsize i = 0; i < n; i++) {
    nn_model_read_output (self->model, NN_N_CLASSES, NN_TYPE_FLOAT32, from + i * 10,
                          probabilities + i * 10);
    nn_apply_temperature (self->temperature, probabilities + i * 10);
  }
}

gboolean
nn_explainer_read (NnExplainer *self,
                   const float *inks,
                   gsize n,
                   float *scores,
                   float *probabilities,
                   float *features,
                   GCancellable *cancellable,
                   GError **error)
{
  Wiring *wiring = &self->wiring;
  gsize n_features = wiring->n_features, batch, part;
  g_autofree float *z = g_new (float, wiring->chunk * 10);

  for (gsize at = 0; at < n; at += part) {
    NnWorkspace *workspace;

    part = next_part (wiring, n - at, &batch);
    workspace = workspace_for (wiring, &wiring->reading, batch == 1, error);
    if (workspace == NULL || !nn_explain_go_on (cancellable, error))
      return FALSE;
    fill (self, workspace, batch, inks + at * NN_PICTURE_PIXELS, part);
    nn_workspace_set_cancellable (workspace, cancellable);
    nn_workspace_forward (workspace, nn_model_weights (self->folded), NULL);
    if (!nn_explain_go_on (cancellable, error)
        || !take_scores (self, nn_workspace_output (workspace, SCORES), part, z, error))
      return FALSE;
    if (scores != NULL)
      memcpy (scores + at * 10, z, part * 10 * sizeof (float));
    if (probabilities != NULL)
      take_probabilities (self, nn_workspace_output (workspace, OUTPUT), part,
                          probabilities + at * 10);
    if (features != NULL)
      memcpy (features + at * n_features, nn_workspace_output (workspace, FEATURES),
              part * n_features * sizeof (float));
  }
  return TRUE;
}

/* dGoal/dScore of a chunk becomes dGoal/dOutput. */
static void
set_pull (const NnExplainer *self,
          const NnPull *pull,
          NnWorkspace *workspace,
          gsize batch,
          gsize at,
          gsize part,
          const float *scores)
{
  const float *outputs = nn_workspace_output (workspace, 0);
  float *gradient = nn_workspace_output_gradient (workspace, 0);

  memset (gradient, 0, batch * 10 * sizeof (float));
  for (gsize i = 0; i < part; i++) {
    pull->goal (at + i, scores + i * 10, gradient + i * 10, pull->data);
    for (int k = 0; k < 10 && self->wiring.places.logarithm; k++)
      gradient[i * 10 + k] /= MAX (outputs[i * 10 + k], LEAST);
  }
}

gboolean
nn_explainer_pull (NnExplainer *self,
                   const NnPull *pull,
                   float *scores,
                   float *gradients,
                   GCancellable *cancellable,
                   GError **error)
{
  Wiring *wiring = &self->wiring;
  const float *weights = nn_model_weights (self->folded);
  gsize count = nn_convention_count (&self->convention), batch, part;
  g_autofree float *z = g_new (float, wiring->chunk * 10);

  if (!wiring->has_derivative) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "The network's answer has no derivative by the picture's ink, which this view "
                 "is made of");
    return FALSE;
  }
  for (gsize at = 0; at < pull->n; at += part) {
    NnWorkspace *workspace;

    part = next_part (wiring, pull->n - at, &batch);
    workspace = workspace_for (wiring, &wiring->pulling, batch == 1, error);
    if (workspace == NULL || !nn_explain_go_on (cancellable, error))
      return FALSE;
    fill (self, workspace, batch, pull->inks + at * NN_PICTURE_PIXELS, part);
    nn_workspace_set_cancellable (workspace, cancellable);
    nn_workspace_forward (workspace, weights, NULL);
    if (!nn_explain_go_on (cancellable, error)
        || !take_scores (self, nn_workspace_output (workspace, 0), part, z, error))
      return FALSE;
    if (scores != NULL)
      memcpy (scores + at * 10, z, part * 10 * sizeof (float));
    set_pull (self, pull, workspace, batch, at, part, z);
    nn_workspace_backward (workspace, weights, self->statistics);
    if (!nn_explain_go_on (cancellable, error))
      return FALSE;
    for (gsize i = 0; i < part; i++)
      nn_convention_gradient (&self->convention,
                              nn_workspace_input_gradient (workspace, 0) + i * count,
                              gradients + (at + i) * NN_PICTURE_PIXELS);
  }
  return TRUE;
}

void
nn_goal_difference (gsize i, const float *scores, float *pull, gpointer data)
{
  const int *pair = data;

  pull[pair[0]] += 1;
  pull[pair[1]] -= 1;
}

void
nn_two_likeliest (const float *scores, int *first, int *second)
{
  *first = scores[1] > scores[0];
  *second = 1 - *first;
  for (int i = 2; i < 10; i++)
    if (scores[i] > scores[*first]) {
      *second = *first;
      *first = i;
    } else if (scores[i] > scores[*second]) {
      *second = i;
    }
}
