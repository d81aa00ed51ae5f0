/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-fold.h"

#include <math.h>

#include "nn/model/nn-edit.h"

/* y = scale x (x - mean) / sqrt (variance + epsilon) + shift, a channel at a time: the layer before
 * it multiplies its weights by scale / sqrt (variance + epsilon), and adds the rest as a bias. */

typedef struct {
  const NnModel *model;
  NnGraph *graph;
  guint *uses;   /* by value: nodes and outputs that read it */
  guint *makers; /* by value: its node, NN_NO_VALUE */
} Folding;

/* Numbers that do not change while reading; NULL where they are computed. */
static const float *
numbers_of (const Folding *self, guint v, gint64 count)
{
  const NnValue *value = v != NN_NO_VALUE ? nn_graph_value (self->graph, v) : NULL;

  if (value == NULL || nn_shape_count (&value->shape) != count)
    return NULL;
  if (value->kind == NN_VALUE_PARAMETER)
    return nn_model_weights (self->model) + value->offset;
  return value->kind == NN_VALUE_CONSTANT && value->type == NN_TYPE_FLOAT32
             ? nn_tensor_const_data (value->constant)
             : NULL;
}

/* The layer whose only reader the node is; NN_NO_VALUE. */
static guint
layer_before (const Folding *self, const NnNode *node)
{
  guint n = self->makers[node->inputs[0]];
  const NnNode *layer = n != NN_NO_VALUE ? nn_graph_node (self->graph, n) : NULL;
  gboolean dense;

  if (layer == NULL || self->uses[node->inputs[0]] != 1 || layer->n_inputs < 2)
    return NN_NO_VALUE;
  dense = layer->op->kind == NN_OP_DENSE
          && nn_attributes_get_float (layer->attributes, "alpha", 1) == 1
          && nn_attributes_get_float (layer->attributes, "beta", 1) == 1;
  return dense || layer->op->kind == NN_OP_CONVOLUTION ? n : NN_NO_VALUE;
}

/* How many numbers of the weight belong to a channel, and how far apart they and the channels lie.
 */
static gboolean
find_steps (const NnNode *layer,
            const NnShape *shape,
            gint64 channels,
            gint64 *step,
            gint64 *channel_step)
{
  gboolean by_rows = layer->op->kind != NN_OP_DENSE
                     || nn_attributes_get_int (layer->attributes, "transB", 0) != 0;

  if (shape->rank < 2 || shape->dims[by_rows ? 0 : shape->rank - 1] != channels)
    return FALSE;
  *step = by_rows ? 1 : channels;
  *channel_step = by_rows ? nn_shape_count (shape) / channels : 1;
  return TRUE;
}

static gboolean
fold_node (const Folding *self, NnEdit *edit, guint n)
{
  const NnNode *node = nn_graph_node (self->graph, n);
  guint layer_index = layer_before (self, node);
  const NnNode *layer;
  const NnValue *weight;
  const float *old, *bias = NULL, *scale, *shift, *mean, *variance;
  double epsilon = nn_attributes_get_float (node->attributes, "epsilon", 1e-5);
  gint64 channels, step, channel_step;
  float *weights, *biases;

  if (layer_index == NN_NO_VALUE || node->n_inputs < 5
      || nn_attributes_get_int (node->attributes, "spatial", 1) == 0)
    return FALSE;
  layer = nn_graph_node (self->graph, layer_index);
  weight = nn_graph_value (self->graph, layer->inputs[1]);
  channels = nn_shape_count (&nn_graph_value (self->graph, node->inputs[2])->shape);
  if (weight->kind != NN_VALUE_PARAMETER || self->uses[layer->inputs[1]] != 1 || channels <= 0
      || nn_graph_value (self->graph, node->inputs[2])->kind != NN_VALUE_PARAMETER
      || self->uses[node->inputs[2]] != 1
      || !find_steps (layer, &weight->shape, channels, &step, &channel_step))
    return FALSE;
  old = nn_model_weights (self->model) + weight->offset;
  scale = numbers_of (self, node->inputs[1], channels);
  shift = numbers_of (self, node->inputs[2], channels);
  mean = numbers_of (self, node->inputs[3], channels);
  variance = numbers_of (self, node->inputs[4], channels);
  if (layer->n_inputs > 2 && layer->inputs[2] != NN_NO_VALUE) {
    bias = numbers_of (self, layer->inputs[2], channels);
    if (bias == NULL)
      return FALSE;
  }
  if (scale == NULL || shift == NULL || mean == NULL || variance == NULL)
    return FALSE;

  weights = g_memdup2 (old, (gsize) nn_shape_count (&weight->shape) * sizeof (float));
  biases = g_new (float, channels);
  for (gint64 c = 0; c < channels; c++) {
    double factor = scale[c] / sqrt (variance[c] + epsilon);

    for (gint64 i = 0; i < nn_shape_count (&weight->shape) / channels; i++)
      weights[c * channel_step + i * step] = (float) (factor * old[c * channel_step + i * step]);
    biases[c] = (float) (shift[c] + factor * ((bias != NULL ? bias[c] : 0) - mean[c]));
  }
  edit->weights[layer->inputs[1]] = weights;
  /* The shift's place holds the bias. */
  edit->weights[node->inputs[2]] = biases;
  edit->changed[layer_index] = TRUE;
  edit->inputs[layer_index][0] = layer->inputs[0];
  edit->inputs[layer_index][1] = layer->inputs[1];
  edit->inputs[layer_index][2] = node->inputs[2];
  edit->alias[node->outputs[0]] = layer->outputs[0];
  return TRUE;
}

static void
count (Folding *self)
{
  for (guint v = 0; v < nn_graph_n_values (self->graph); v++)
    self->makers[v] = NN_NO_VALUE;
  for (guint n = 0; n < nn_graph_n_nodes (self->graph); n++) {
    const NnNode *node = nn_graph_node (self->graph, n);

    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE)
        self->uses[node->inputs[i]]++;
    for (guint i = 0; i < node->n_outputs; i++)
      if (node->outputs[i] != NN_NO_VALUE)
        self->makers[node->outputs[i]] = n;
  }
  for (guint i = 0; i < nn_graph_n_outputs (self->graph); i++)
    self->uses[nn_graph_output (self->graph, i)]++;
}

NnModel *
nn_model_fold (NnModel *model)
{
  NnGraph *graph = nn_model_graph (model);
  guint n_values = nn_graph_n_values (graph);
  g_autofree guint *uses = NULL;
  g_autofree guint *makers = NULL;
  g_autoptr (NnEdit) edit = NULL;
  gboolean any = FALSE;
  Folding self;

  if (!nn_graph_has_kind (graph, NN_OP_BATCH_NORMALIZATION))
    return nn_model_ref (model);
  uses = g_new0 (guint, n_values + 1);
  makers = g_new0 (guint, n_values + 1);
  edit = nn_edit_new (model);
  self = (Folding){ model, graph, uses, makers };
  count (&self);
  for (guint n = 0; n < nn_graph_n_nodes (graph); n++)
    if (nn_graph_node (graph, n)->op->kind == NN_OP_BATCH_NORMALIZATION)
      any |= fold_node (&self, edit, n);
  return any ? nn_edit_finish (edit) : nn_model_ref (model);
}
