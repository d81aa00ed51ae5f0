/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-beliefs.h"
#include "nn/explain/nn-inside.h"

#include <math.h>
#include <string.h>

#include "nn/explain/nn-opened.h"

static void
summarise (NnInsideLayer *layer)
{
  double sum = 0;
  gsize n_dead = 0;

  layer->min = INFINITY;
  layer->max = -INFINITY;
  for (gsize i = 0; i < layer->count; i++) {
    float x = layer->numbers[i];

    layer->min = fminf (layer->min, x);
    layer->max = fmaxf (layer->max, x);
    sum += x;
    n_dead += x == 0;
  }
  layer->mean = (float) (sum / (double) layer->count);
  layer->dead = (float) n_dead / (float) layer->count;
}

NnInside *
nn_inside_new (NnExplainer *explainer,
               const float *inks,
               const NnBeliefs *beliefs,
               GCancellable *cancellable,
               GError **error)
{
  NnOpened *opened = nn_explainer_open (explainer, error);
  NnModel *model = nn_explainer_model (explainer);
  NnWorkspace *workspace = NULL;
  NnInside *inside;

  if (opened != NULL && nn_explain_go_on (cancellable, error))
    workspace = nn_opened_run (opened, model, inks, 1, error);
  if (workspace == NULL)
    return NULL;
  inside = g_new0 (NnInside, 1);
  inside->model = nn_model_ref (model);
  memcpy (inside->inks, inks, sizeof inside->inks);
  inside->n_layers = opened->n_layers;
  inside->layers = g_new0 (NnInsideLayer, opened->n_layers + 1);
  for (guint i = 0; i < opened->n_layers; i++) {
    const NnOpenedLayer *from = &opened->layers[i];
    NnInsideLayer *layer = &inside->layers[i];

    layer->name = g_strdup (nn_graph_value (opened->graph, from->value)->name);
    layer->op = from->node->op->name;
    layer->value = from->value;
    layer->shape = from->shape;
    layer->count = from->count;
    layer->numbers = g_memdup2 (nn_workspace_output (workspace, i), from->count * sizeof (float));
    summarise (layer);
    nn_beliefs_tell (beliefs, i, layer);
  }
  return inside;
}

void
nn_inside_free (NnInside *inside)
{
  for (guint i = 0; i < inside->n_layers; i++) {
    g_free (inside->layers[i].name);
    g_free (inside->layers[i].numbers);
  }
  g_free (inside->layers);
  nn_model_unref (inside->model);
  g_free (inside);
}
