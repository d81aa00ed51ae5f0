/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-model.h"

#include <stdlib.h>
#include <string.h>

#include "nn/graph/nn-plan.h"

struct _NnModel {
  gatomicrefcount ref_count;
  NnGraph *graph;
  float *weights;
  GHashTable *facts; /* string -> string */
  NnInputConvention convention;
  GBytes *training_state;
};

static gsize
weights_bytes (const NnGraph *graph)
{
  /* aligned_alloc() wants a multiple of the alignment, and never zero. */
  return MAX (nn_graph_n_weights (graph), 16) * sizeof (float);
}

NnModel *
nn_model_new (NnGraph *graph, const float *weights)
{
  NnModel *model;

  g_return_val_if_fail (graph != NULL, NULL);

  model = g_new0 (NnModel, 1);
  g_atomic_ref_count_init (&model->ref_count);
  model->graph = nn_graph_ref (graph);
  model->weights = aligned_alloc (64, weights_bytes (graph));
  if (model->weights == NULL)
    g_error ("No memory for %" G_GSIZE_FORMAT " bytes of weights", weights_bytes (graph));
  memset (model->weights, 0, weights_bytes (graph));
  if (weights != NULL)
    memcpy (model->weights, weights, nn_graph_n_weights (graph) * sizeof (float));
  model->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  model->convention.scale = 1;
  return model;
}

NnModel *
nn_model_ref (NnModel *model)
{
  g_return_val_if_fail (model != NULL, NULL);

  g_atomic_ref_count_inc (&model->ref_count);
  return model;
}

void
nn_model_unref (NnModel *model)
{
  g_return_if_fail (model != NULL);

  if (!g_atomic_ref_count_dec (&model->ref_count))
    return;
  nn_graph_unref (model->graph);
  free (model->weights);
  g_hash_table_unref (model->facts);
  g_clear_pointer (&model->training_state, g_bytes_unref);
  g_free (model);
}

NnModel *
nn_model_with_weights (const NnModel *model, const float *weights)
{
  NnModel *copy = nn_model_new (model->graph, weights);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, model->facts);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy->facts, g_strdup (name), g_strdup (value));
  copy->convention = model->convention;
  return copy;
}

NnGraph *
nn_model_graph (const NnModel *model)
{
  return model->graph;
}

const float *
nn_model_weights (const NnModel *model)
{
  return model->weights;
}

void
nn_model_set_fact (NnModel *model, const char *name, const char *value)
{
  g_return_if_fail (name != NULL);

  if (value == NULL)
    g_hash_table_remove (model->facts, name);
  else
    g_hash_table_insert (model->facts, g_strdup (name), g_strdup (value));
}

const char *
nn_model_get_fact (const NnModel *model, const char *name)
{
  return g_hash_table_lookup (model->facts, name);
}

GList *
nn_model_list_facts (const NnModel *model)
{
  return g_list_sort (g_hash_table_get_keys (model->facts), (GCompareFunc) strcmp);
}

void
nn_model_set_convention (NnModel *model, const NnInputConvention *convention)
{
  model->convention = *convention;
}

const NnInputConvention *
nn_model_get_convention (const NnModel *model)
{
  return &model->convention;
}

void
nn_model_set_training_state (NnModel *model, GBytes *state)
{
  GBytes *old = model->training_state;

  model->training_state = state != NULL ? g_bytes_ref (state) : NULL;
  if (old != NULL)
    g_bytes_unref (old);
}

GBytes *
nn_model_get_training_state (const NnModel *model)
{
  return model->training_state;
}

gboolean
nn_model_check_digits (const NnModel *model, GError **error)
{
  g_autoptr (NnPlan) plan = NULL;
  NnView input, output;

  if (nn_graph_n_inputs (model->graph) != 1 || nn_graph_n_outputs (model->graph) < 1) {
    g_set_error (
        error, NN_ERROR, NN_ERROR_SHAPE,
        "This is no digit model: it has %u inputs and %u outputs instead of one picture and "
        "ten numbers",
        nn_graph_n_inputs (model->graph), nn_graph_n_outputs (model->graph));
    return FALSE;
  }
  plan = nn_plan_new (model->graph, 1, NN_PLAN_INFERENCE, NULL, error);
  if (plan == NULL)
    return FALSE;
  input = nn_plan_value (plan, nn_graph_input (model->graph, 0));
  output = nn_plan_value (plan, nn_graph_output (model->graph, 0));
  if (input.type != NN_TYPE_FLOAT32 || nn_shape_count (&input.shape) != 784
      || output.type != NN_TYPE_FLOAT32 || nn_shape_count (&output.shape) != 10) {
    g_autofree char *from = nn_shape_to_string (&input.shape);
    g_autofree char *to = nn_shape_to_string (&output.shape);

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "This is no digit model: it makes %s from %s instead of ten numbers from 784", to,
                 from);
    return FALSE;
  }
  return TRUE;
}

gboolean
nn_model_predict (const NnModel *model,
                  const float *inks,
                  gsize n,
                  float *probabilities,
                  GError **error)
{
  const NnInputConvention *convention = &model->convention;
  const gsize most = 64;

  if (!nn_model_check_digits (model, error))
    return FALSE;
  for (gsize done = 0; done < n;) {
    gsize batch = MIN (most, n - done);
    g_autoptr (NnPlan) plan = nn_plan_new (model->graph, batch, NN_PLAN_INFERENCE, NULL, error);
    g_autoptr (NnWorkspace) workspace = plan != NULL ? nn_workspace_new (plan) : NULL;
    float *input;

    if (workspace == NULL)
      return FALSE;
    input = nn_workspace_input (workspace, 0);
    for (gsize i = 0; i < batch * 784; i++)
      input[i] = convention->offset + convention->scale * inks[done * 784 + i];
    nn_workspace_forward (workspace, model->weights, NULL);
    memcpy (probabilities + done * 10, nn_workspace_output (workspace, 0),
            batch * 10 * sizeof (float));
    done += batch;
  }
  return TRUE;
}
