/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-opened.h"

#include "nn/explain/nn-explain-graph.h"

/* Pictures that run at once where the model leaves the choice. */
#define CHUNK 16

/* The shape of one picture of a batch. */
static void
describe (NnOpenedLayer *layer, const NnView *view, gint64 batch)
{
  layer->shape = view->shape;
  layer->count = (gsize) (nn_shape_count (&view->shape) / batch);
  if (view->shape.rank > 1 && view->shape.dims[0] == batch) {
    layer->shape.rank--;
    for (int i = 0; i < layer->shape.rank; i++)
      layer->shape.dims[i] = view->shape.dims[i + 1];
  }
}

/* Values on the way from the picture to the answer, as float32. */
static void
find_layers (NnOpened *self, const NnGraph *graph, const NnPlan *plan, gint64 batch)
{
  g_autofree gboolean *depends = nn_explain_depends (graph);
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (NnOpenedLayer));

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);

    for (guint i = 0; i < node->n_outputs; i++) {
      guint v = node->outputs[i];
      NnView view = v != NN_NO_VALUE ? nn_plan_value (plan, v) : (NnView){ 0 };
      NnOpenedLayer layer = { v, n, node };

      if (v == NN_NO_VALUE || !depends[v] || view.type != NN_TYPE_FLOAT32 || view.data != NULL
          || nn_shape_count (&view.shape) < batch)
        continue;
      describe (&layer, &view, batch);
      g_array_append_val (layers, layer);
    }
  }
  self->n_layers = layers->len;
  self->layers = (NnOpenedLayer *) (void *) g_array_free (g_steal_pointer (&layers), FALSE);
}

NnOpened *
nn_opened_new (const NnModel *model, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  guint output = nn_graph_output (graph, 0);
  gsize fixed = nn_model_fixed_batch (model);
  gint64 batch = (gint64) MAX (fixed, 1);
  g_autoptr (NnGraph) copy = nn_explain_graph_copy (graph, &output, 1, TRUE);
  g_autoptr (NnPlan) plan = nn_plan_new (copy, batch, NN_PLAN_INFERENCE, NULL, error);
  g_autofree guint *outputs = NULL;
  NnOpened *self;

  if (plan == NULL)
    return NULL;
  self = g_new0 (NnOpened, 1);
  self->fixed = fixed > 0;
  self->chunk = self->fixed ? fixed : CHUNK;
  find_layers (self, graph, plan, batch);
  outputs = g_new (guint, self->n_layers + 1);
  for (guint i = 0; i < self->n_layers; i++)
    outputs[i] = self->layers[i].value;
  self->graph = nn_explain_graph_copy (graph, outputs, self->n_layers, TRUE);
  self->plan = g_steal_pointer (&plan);
  return self;
}

void
nn_opened_free (NnOpened *self)
{
  if (self->many != self->one)
    g_clear_pointer (&self->many, nn_workspace_free);
  g_clear_pointer (&self->one, nn_workspace_free);
  g_clear_pointer (&self->plan, nn_plan_unref);
  g_clear_pointer (&self->graph, nn_graph_unref);
  g_free (self->layers);
  g_free (self);
}

static NnWorkspace *
workspace_for (NnOpened *self, gsize batch, GError **error)
{
  NnWorkspace **workspace = batch == 1 ? &self->one : &self->many;
  g_autoptr (NnPlan) plan = NULL;

  if (*workspace == NULL) {
    plan = nn_plan_new (self->graph, (gint64) batch, NN_PLAN_INFERENCE, NULL, error);
    *workspace = plan != NULL ? nn_workspace_new (plan) : NULL;
  }
  return *workspace;
}

NnWorkspace *
nn_opened_run (NnOpened *self, const NnModel *model, const float *inks, gsize n, GError **error)
{
  static const float paper[NN_PICTURE_PIXELS];
  gsize batch = n == 1 && !self->fixed ? 1 : self->chunk;
  NnWorkspace *workspace = workspace_for (self, batch, error);
  NnInputConvention convention = *nn_model_get_convention (model);
  gsize count = nn_convention_count (&convention);

  g_return_val_if_fail (n <= self->chunk, NULL);

  if (workspace == NULL)
    return NULL;
  convention.type = NN_TYPE_FLOAT32;
  for (gsize i = 0; i < batch; i++)
    nn_convention_fill (&convention, i < n ? inks + i * NN_PICTURE_PIXELS : paper,
                        (float *) nn_workspace_input (workspace, 0) + i * count);
  nn_workspace_forward (workspace, nn_model_weights (model), NULL);
  return workspace;
}

const NnOpenedLayer *
nn_opened_layer (const NnOpened *self, guint value, guint *index)
{
  for (guint i = 0; i < self->n_layers; i++)
    if (self->layers[i].value == value) {
      if (index != NULL)
        *index = i;
      return &self->layers[i];
    }
  return NULL;
}
