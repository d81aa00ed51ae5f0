/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-model.h"

#include <stdlib.h>
#include <math.h>
#include <string.h>

struct _NnModel {
  gatomicrefcount ref_count;
  NnGraph *graph;
  float *weights;
  GHashTable *facts; /* string -> string */
  NnInputConvention convention;
  gint64 batch; /* 0: any */
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
  nn_convention_look_at (&model->convention, graph, &model->batch);
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

NnModel *
nn_model_with_convention (const NnModel *model, const NnInputConvention *convention)
{
  NnModel *copy = nn_model_with_weights (model, model->weights);

  nn_model_set_training_state (copy, model->training_state);
  nn_model_set_convention (copy, convention);
  return copy;
}

gsize
nn_model_fixed_batch (const NnModel *model)
{
  return (gsize) model->batch;
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

gboolean
nn_model_check_weights (const NnModel *model, GError **error)
{
  const NnGraph *graph = model->graph;

  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);
    gint64 count = nn_shape_count (&value->shape);

    if (value->kind != NN_VALUE_PARAMETER || !value->trainable)
      continue;
    for (gint64 i = 0; i < count; i++)
      if (isnan (model->weights[value->offset + i])) {
        g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                     "The weights '%s' of the model hold NaN, which no reading and no training can "
                     "begin with; take the model as it was before",
                     value->name);
        return FALSE;
      }
  }
  return TRUE;
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
  if (convention->layout == NN_LAYOUT_NONE)
    nn_convention_look_at (&model->convention, model->graph, &model->batch);
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
