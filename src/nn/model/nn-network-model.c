/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-network-model.h"

#include <string.h>

#include "nn/model/nn-initialize.h"
#include "nn/model/nn-preset.h"

NnModel *
nn_network_create (const char *text, const NnNetworkFrame *frame, guint64 seed, GError **error)
{
  g_autoptr (NnGraph) graph = nn_network_parse ("network", text, frame, NULL, error);
  g_autofree float *weights = NULL;
  NnInputConvention convention = { .scale = 1, .known = TRUE };
  NnModel *model;
  NnRandom random;

  if (graph == NULL)
    return NULL;
  weights = g_new0 (float, nn_graph_n_weights (graph) + 1);
  nn_random_init (&random, seed, 0);
  nn_initialize (graph, weights, &random);
  model = nn_model_new (graph, weights);
  nn_model_set_convention (model, &convention);
  nn_model_set_fact (model, NN_FACT_NETWORK, text);
  nn_model_set_fact (model, "epochs", "0");
  return model;
}

char *
nn_network_text_of (const NnModel *model, NnNetworkFrame *frame)
{
  NnNetworkFrame found;
  g_autofree char *told = nn_network_to_text (nn_model_graph (model), &found);
  const NnPreset *preset = nn_preset_find (nn_model_get_fact (model, "preset"));
  const char *text = nn_model_get_fact (model, NN_FACT_NETWORK);
  g_autoptr (NnGraph) graph = NULL;

  if (told == NULL)
    return NULL;
  if (frame != NULL)
    *frame = found;
  if (text == NULL && preset != NULL)
    text = preset->network;
  /* A fact may say anything. */
  graph = text != NULL ? nn_network_parse ("network", text, &found, NULL, NULL) : NULL;
  if (graph != NULL
      && nn_graph_n_trainable (graph) == nn_graph_n_trainable (nn_model_graph (model)))
    return g_strdup (text);
  return g_steal_pointer (&told);
}

/* One row of parameters that belong together: those that a node reads. */
typedef struct {
  guint first, n; /* parameters, in the order of the flat block */
  const NnNode *node;
} Layer;

/* The nodes that have parameters, in order. */
static GArray *
layers_of (const NnGraph *graph)
{
  GArray *layers = g_array_new (FALSE, FALSE, sizeof (Layer));

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);
    Layer layer = { 0, 0, node };

    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE
          && nn_graph_value (graph, node->inputs[i])->kind == NN_VALUE_PARAMETER) {
        if (layer.n++ == 0)
          layer.first = i;
      }
    if (layer.n > 0)
      g_array_append_val (layers, layer);
  }
  return layers;
}

static gboolean
are_alike (const NnGraph *a, const Layer *la, const NnGraph *b, const Layer *lb)
{
  if (la->node->op != lb->node->op || la->n != lb->n || la->first != lb->first)
    return FALSE;
  for (guint i = la->first; i < la->first + la->n; i++)
    if (!nn_shape_equal (&nn_graph_value (a, la->node->inputs[i])->shape,
                         &nn_graph_value (b, lb->node->inputs[i])->shape))
      return FALSE;
  return TRUE;
}

static gsize
copy_layer (const NnGraph *to, const Layer *lt, float *weights, NnModel *from, const Layer *lf)
{
  gsize n = 0;

  for (guint i = lt->first; i < lt->first + lt->n; i++) {
    const NnValue *there = nn_graph_value (to, lt->node->inputs[i]);
    const NnValue *here = nn_graph_value (nn_model_graph (from), lf->node->inputs[i]);
    gsize count = (gsize) nn_shape_count (&there->shape);

    memcpy (weights + there->offset, nn_model_weights (from) + here->offset,
            count * sizeof (float));
    n += count;
  }
  return n;
}

NnModel *
nn_network_keep_weights (NnModel *model, NnModel *from, gsize *n_kept)
{
  NnGraph *to_graph = nn_model_graph (model), *from_graph = nn_model_graph (from);
  g_autoptr (GArray) to = layers_of (to_graph);
  g_autoptr (GArray) of = layers_of (from_graph);
  guint columns = of->len + 1, i = 0, j = 0;
  /* Longest common subsequence: how many layers behind i and j are alike. */
  g_autofree guint *longest = g_new0 (guint, (to->len + 1) * columns);
  g_autofree float *weights = NULL;
  NnModel *kept;
  gsize n = 0;

  weights = g_memdup2 (nn_model_weights (model), nn_graph_n_weights (to_graph) * sizeof (float));
  for (guint a = to->len; a-- > 0;)
    for (guint b = of->len; b-- > 0;)
      longest[a * columns + b]
          = are_alike (to_graph, &g_array_index (to, Layer, a), from_graph,
                       &g_array_index (of, Layer, b))
                ? longest[(a + 1) * columns + b + 1] + 1
                : MAX (longest[(a + 1) * columns + b], longest[a * columns + b + 1]);
  while (i < to->len && j < of->len) {
    const Layer *a = &g_array_index (to, Layer, i), *b = &g_array_index (of, Layer, j);

    if (are_alike (to_graph, a, from_graph, b)) {
      n += copy_layer (to_graph, a, weights, from, b);
      i++, j++;
    } else if (longest[(i + 1) * columns + j] >= longest[i * columns + j + 1]) {
      i++;
    } else {
      j++;
    }
  }
  if (n_kept != NULL)
    *n_kept = n;
  kept = nn_model_with_weights (model, weights);
  if (n > 0) {
    /* What has learned from pictures that were made in one way has to go on with them. */
    nn_model_set_convention (kept, nn_model_get_convention (from));
    if (g_strcmp0 (nn_model_get_fact (from, "epochs"), "0") != 0)
      nn_model_set_fact (kept, "epochs", NULL);
  }
  return kept;
}
