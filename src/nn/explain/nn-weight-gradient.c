/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-weight-gradient.h"

#include <math.h>
#include <string.h>

#include "nn/explain/nn-explain-graph.h"

/* Pictures that run at once where the model leaves the choice. */
#define CHUNK 16
/* The smallest probability of which a logarithm is taken. */
#define LEAST 1e-12f

typedef struct {
  NnModel *model;
  NnInputConvention convention;
  NnExplainPlaces places;
  gsize batch;
  NnWorkspace *workspace;
} Engine;

static gboolean
prepare (Engine *engine, NnModel *model, gsize n, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  guint output = nn_graph_output (graph, 0);
  gsize fixed = nn_model_fixed_batch (model);
  g_autoptr (NnGraph) plain = nn_explain_graph_copy (graph, &output, 1, FALSE);
  g_autoptr (NnGraph) copy = NULL;
  g_autoptr (NnPlan) looked = NULL;
  g_autoptr (NnPlan) plan = NULL;

  engine->model = model;
  engine->convention = *nn_model_get_convention (model);
  engine->convention.type = NN_TYPE_FLOAT32;
  engine->batch = fixed > 0 ? fixed : n == 1 ? 1 : CHUNK;
  looked = nn_plan_new (plain, (gint64) engine->batch, NN_PLAN_INFERENCE, NULL, error);
  if (looked == NULL
      || !nn_explain_places_find (model, looked, engine->batch, &engine->places, error))
    return FALSE;
  copy = nn_explain_graph_copy (graph, &engine->places.scores, 1, FALSE);
  plan = nn_plan_new (copy, (gint64) engine->batch, NN_PLAN_TRAINING | NN_PLAN_EVALUATE, NULL,
                      error);
  if (plan == NULL)
    return FALSE;
  engine->workspace = nn_workspace_new (plan);
  if (nn_workspace_output_gradient (engine->workspace, 0) != NULL)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
               "The network's answer has no derivative by its weights");
  return FALSE;
}

/* One chunk forward and, for the goal, back. */
static gboolean
run_chunk (Engine *engine, const NnPull *pull, gsize at, gsize part, float *z, float *gradient)
{
  static const float paper[NN_PICTURE_PIXELS];
  gsize count = nn_convention_count (&engine->convention);
  const float *weights = nn_model_weights (engine->model), *outputs;
  float *wanted;

  for (gsize i = 0; i < engine->batch; i++)
    nn_convention_fill (&engine->convention,
                        i < part ? pull->inks + (at + i) * NN_PICTURE_PIXELS : paper,
                        (float *) nn_workspace_input (engine->workspace, 0) + i * count);
  nn_workspace_forward (engine->workspace, weights, NULL);
  outputs = nn_workspace_output (engine->workspace, 0);
  wanted = nn_workspace_output_gradient (engine->workspace, 0);
  memset (wanted, 0, engine->batch * 10 * sizeof (float));
  for (gsize i = 0; i < part * 10; i++) {
    z[i] = engine->places.logarithm ? logf (MAX (outputs[i], LEAST)) : outputs[i];
    if (!isfinite (z[i]))
      return FALSE;
  }
  for (gsize i = 0; i < part; i++) {
    pull->goal (at + i, z + i * 10, wanted + i * 10, pull->data);
    for (int k = 0; k < 10 && engine->places.logarithm; k++)
      wanted[i * 10 + k] /= MAX (outputs[i * 10 + k], LEAST);
  }
  nn_workspace_backward (engine->workspace, weights, gradient);
  return TRUE;
}

/* Parameters that are not trained get the distance of their statistics, which is not a gradient. */
static void
clear_kept (const NnGraph *graph, float *gradient)
{
  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (value->kind == NN_VALUE_PARAMETER && !value->trainable)
      memset (gradient + value->offset, 0, (gsize) nn_shape_count (&value->shape) * sizeof (float));
  }
}

gboolean
nn_explain_weight_gradient (NnModel *model,
                            const NnPull *pull,
                            float *scores,
                            float *gradient,
                            GCancellable *cancellable,
                            GError **error)
{
  Engine engine = { 0 };
  g_autoptr (NnWorkspace) workspace = NULL;
  g_autofree float *z = NULL;
  gboolean good = prepare (&engine, model, pull->n, error);

  workspace = engine.workspace;
  if (good)
    nn_workspace_set_cancellable (workspace, cancellable);
  z = g_new (float, engine.batch * 10 + 1);
  for (gsize at = 0; good && at < pull->n; at += engine.batch) {
    gsize part = MIN (engine.batch, pull->n - at);

    if (!nn_explain_go_on (cancellable, error))
      return FALSE;
    good = run_chunk (&engine, pull, at, part, z, gradient);
    if (!nn_explain_go_on (cancellable, error))
      return FALSE;
    if (!good)
      nn_explain_refuse_numbers (error);
    if (good && scores != NULL)
      memcpy (scores + at * 10, z, part * 10 * sizeof (float));
  }
  clear_kept (nn_model_graph (model), gradient);
  return good;
}
