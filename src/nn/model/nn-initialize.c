/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-initialize.h"

#include <math.h>
#include <string.h>

#include "nn/graph/nn-plan.h"
#include "nn/model/nn-preset.h"

/* The longest way that is followed from a parameter to its layer and from a layer to its
 * activation. */
#define MOST_HOPS 6

typedef struct {
  NnGraph *graph;
  NnPlan *plan;    /* for shapes; NULL where there is none */
  guint *consumer; /* by value: a node that reads it, NN_NO_VALUE for none */
} Layers;

static void
fill_uniform (NnRandom *random, float limit, gint64 n, float *numbers)
{
  for (gint64 i = 0; i < n; i++)
    numbers[i] = nn_random_range (random, -limit, limit);
}

static void
fill_normal (NnRandom *random, float deviation, gint64 n, float *numbers)
{
  for (gint64 i = 0; i < n; i++)
    numbers[i] = nn_random_normal (random) * deviation;
}

static void
fill (float value, gint64 n, float *numbers)
{
  for (gint64 i = 0; i < n; i++)
    numbers[i] = value;
}

/* Weights have two dimensions and more: [in][out], or [out][in][height][width]. */
static gboolean
is_weight (const NnValue *value, gint64 *fan_in, gint64 *fan_out)
{
  const NnShape *shape = &value->shape;
  gint64 window = 1;

  if (value->kind != NN_VALUE_PARAMETER || shape->rank < 2)
    return FALSE;
  for (int d = 2; d < shape->rank; d++)
    window *= shape->dims[d];
  *fan_in = shape->rank > 2 ? shape->dims[1] * window : shape->dims[0];
  *fan_out = shape->rank > 2 ? shape->dims[0] * window : shape->dims[1];
  return TRUE;
}

void
nn_initialize_fan_out (NnGraph *graph, float *weights, NnRandom *random)
{
  gint64 fan_in, fan_out;

  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (is_weight (value, &fan_in, &fan_out))
      fill_normal (random, 1 / sqrtf ((float) fan_out), nn_shape_count (&value->shape),
                   weights + value->offset);
  }
}

void
nn_initialize_glorot (NnGraph *graph, float *weights, NnRandom *random)
{
  gint64 fan_in, fan_out;

  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (is_weight (value, &fan_in, &fan_out))
      fill_uniform (random, sqrtf (6.0f / (float) (fan_in + fan_out)),
                    nn_shape_count (&value->shape), weights + value->offset);
  }
}

void
nn_initialize_he (NnGraph *graph, float *weights, NnRandom *random)
{
  gint64 fan_in, fan_out;

  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (is_weight (value, &fan_in, &fan_out))
      fill_normal (random, sqrtf (2.0f / (float) fan_in), nn_shape_count (&value->shape),
                   weights + value->offset);
  }
}

static const NnNode *
consumer_of (const Layers *layers, guint v)
{
  return layers->consumer[v] != NN_NO_VALUE ? nn_graph_node (layers->graph, layers->consumer[v])
                                            : NULL;
}

/* Whether what comes out of a layer goes into a rectifier, past what leaves the sign alone. */
static gboolean
is_rectified (const Layers *layers, const NnNode *node)
{
  for (int hop = 0; hop < MOST_HOPS; hop++) {
    if (node->n_outputs == 0 || node->outputs[0] == NN_NO_VALUE)
      return FALSE;
    node = consumer_of (layers, node->outputs[0]);
    if (node == NULL)
      return FALSE;
    if (node->op->kind == NN_OP_RECTIFIER || node->op->kind == NN_OP_PRELU)
      return TRUE;
    if (!(node->op->flags & NN_OP_KEEPS_SIGN))
      return FALSE;
  }
  return FALSE;
}

static NnShape
shape_of (const Layers *layers, guint v)
{
  return layers->plan != NULL ? nn_plan_value (layers->plan, v).shape
                              : nn_graph_value (layers->graph, v)->shape;
}

/* The numbers that come into and go out of one unit of a layer whose input i is this weight. */
static void
find_fans (const NnNode *node, guint i, const NnShape *shape, gint64 *fan_in, gint64 *fan_out)
{
  gint64 rows = shape->rank >= 2 ? shape->dims[shape->rank - 2] : 1;
  gint64 columns = shape->rank >= 1 ? shape->dims[shape->rank - 1] : 1;
  gboolean transposed;

  if (node->op->kind == NN_OP_CONVOLUTION) {
    gint64 window = 1;

    for (int d = 2; d < shape->rank; d++)
      window *= shape->dims[d];
    *fan_in = shape->rank >= 2 ? shape->dims[1] * window : 1;
    *fan_out = shape->rank >= 1 ? shape->dims[0] * window : 1;
    return;
  }
  transposed = nn_attributes_get_int (node->attributes, i == 1 ? "transB" : "transA", 0) != 0;
  *fan_in = transposed == (i == 1) ? columns : rows;
  *fan_out = transposed == (i == 1) ? rows : columns;
}

/* W [dirs][gates x hidden][in], R likewise, B [dirs][2 x gates x hidden] in the order i o f c. */
static void
draw_recurrent (const NnNode *node, guint i, const NnShape *shape, NnRandom *random, float *numbers)
{
  gboolean lstm = node->op->kind == NN_OP_LSTM;
  gint64 n = nn_shape_count (shape), gates = lstm ? 4 : 3, hidden;

  if (i == 1 || i == 2) {
    hidden = MAX (1, shape->rank >= 2 ? shape->dims[1] / gates : 1);
    fill_uniform (random, 1 / sqrtf ((float) hidden), n, numbers);
    return;
  }
  fill (0, n, numbers);
  if (i != 3 || !lstm || shape->rank != 2)
    return;
  hidden = shape->dims[1] / 8;
  for (gint64 direction = 0; direction < shape->dims[0]; direction++)
    fill (1, hidden, numbers + direction * shape->dims[1] + 2 * hidden);
}

/* Input i of a product: weights, or a bias. */
static void
draw_product (const Layers *layers,
              const NnNode *node,
              guint i,
              const NnShape *shape,
              NnRandom *random,
              float *numbers)
{
  gint64 n = nn_shape_count (shape), fan_in, fan_out;

  if (i >= 2) {
    fill (0, n, numbers);
    return;
  }
  find_fans (node, i, shape, &fan_in, &fan_out);
  if (is_rectified (layers, node))
    fill_normal (random, sqrtf (2.0f / (float) MAX (1, fan_in)), n, numbers);
  else
    fill_uniform (random, sqrtf (6.0f / (float) MAX (1, fan_in + fan_out)), n, numbers);
}

static void
draw_parameter (const Layers *layers, guint v, float *weights, NnRandom *random)
{
  const NnValue *value = nn_graph_value (layers->graph, v);
  gint64 n = nn_shape_count (&value->shape);
  float *numbers = weights + value->offset;
  const NnNode *node = consumer_of (layers, v);
  NnShape shape;
  guint i = 0;

  for (int hop = 0;
       hop < MOST_HOPS && node != NULL && node->n_outputs > 0 && node->inputs[0] == v
       && node->outputs[0] != NN_NO_VALUE && (node->op->flags & NN_OP_MOVES_ALL) == NN_OP_MOVES_ALL;
       hop++) {
    v = node->outputs[0];
    node = consumer_of (layers, v);
  }
  if (node == NULL)
    return;
  while (i < node->n_inputs && node->inputs[i] != v)
    i++;
  shape = shape_of (layers, v);
  switch (node->op->kind) {
  case NN_OP_LSTM:
  case NN_OP_GRU:
    draw_recurrent (node, i, &shape, random, numbers);
    break;
  case NN_OP_BATCH_NORMALIZATION:
  case NN_OP_LAYER_NORMALIZATION:
  case NN_OP_GROUP_NORMALIZATION:
    fill (i == 1 || i == 4 ? 1 : 0, n, numbers);
    break;
  case NN_OP_PRELU:
    fill (0.25f, n, numbers);
    break;
  case NN_OP_CONVOLUTION:
  case NN_OP_DENSE:
  case NN_OP_PRODUCT:
    draw_product (layers, node, i, &shape, random, numbers);
    break;
  case NN_OP_SUM:
    if (n > 1 && value->trainable)
      fill (0, n, numbers);
    break;
  default:
    break;
  }
}

void
nn_initialize_by_layer (NnGraph *graph, float *weights, NnRandom *random)
{
  g_autofree guint *consumer = g_new (guint, nn_graph_n_values (graph) + 1);
  g_autoptr (NnPlan) plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  const Layers layers = { graph, plan, consumer };

  for (guint v = 0; v < nn_graph_n_values (graph); v++)
    consumer[v] = NN_NO_VALUE;
  for (guint n = nn_graph_n_nodes (graph); n-- > 0;) {
    const NnNode *node = nn_graph_node (graph, n);

    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != NN_NO_VALUE)
        consumer[node->inputs[i]] = n;
  }
  for (guint v = 0; v < nn_graph_n_values (graph); v++)
    if (nn_graph_value (graph, v)->kind == NN_VALUE_PARAMETER)
      draw_parameter (&layers, v, weights, random);
}

/* One number goes in: weights of Glorot, and biases of 0, would make a unit almost a straight line
 * through the same place as all others. */
static void
draw_curve (NnGraph *graph, float *weights, NnRandom *random)
{
  gint64 fan_in, fan_out;

  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (is_weight (value, &fan_in, &fan_out))
      fill_normal (random, sqrtf (MIN (1, 10.0f / (float) fan_in)), nn_shape_count (&value->shape),
                   weights + value->offset);
    else if (value->kind == NN_VALUE_PARAMETER && value->trainable && value->shape.rank == 1)
      fill_normal (random, 0.5f, nn_shape_count (&value->shape), weights + value->offset);
  }
}

void
nn_initialize (NnGraph *graph, float *weights, NnRandom *random)
{
  const NnShape *input = &nn_graph_value (graph, nn_graph_input (graph, 0))->shape;

  nn_initialize_by_layer (graph, weights, random);
  if (input->rank == 2 && input->dims[1] == 1)
    draw_curve (graph, weights, random);
}

/* The start weights of the preset that the model names; FALSE where its graph is not that preset's.
 */
static gboolean
draw_preset (const NnModel *model, guint64 seed, float *weights)
{
  const char *name = nn_model_get_fact (model, "preset");
  const NnPreset *preset = name != NULL ? nn_preset_find (name) : NULL;
  NnGraph *graph = nn_model_graph (model), *from;
  g_autoptr (NnModel) fresh = NULL;

  if (preset == NULL)
    return FALSE;
  fresh = nn_preset_create (preset, seed);
  from = nn_model_graph (fresh);
  if (nn_graph_n_trainable (from) != nn_graph_n_trainable (graph)
      || nn_graph_n_nodes (from) != nn_graph_n_nodes (graph))
    return FALSE;
  for (int pass = 0; pass < 2; pass++)
    for (guint v = 0; v < nn_graph_n_values (from); v++) {
      const NnValue *value = nn_graph_value (from, v), *to;
      guint found;

      if (value->kind != NN_VALUE_PARAMETER)
        continue;
      found = nn_graph_find_value (graph, value->name);
      if (found == NN_NO_VALUE)
        return FALSE;
      to = nn_graph_value (graph, found);
      if (to->kind != NN_VALUE_PARAMETER || !nn_shape_equal (&to->shape, &value->shape))
        return FALSE;
      if (pass == 1)
        memcpy (weights + to->offset, nn_model_weights (fresh) + value->offset,
                nn_shape_count (&value->shape) * sizeof (float));
    }
  return TRUE;
}

NnModel *
nn_model_forget (const NnModel *model, guint64 seed)
{
  static const char *const forgotten[]
      = { "recipe",           "date",      "train_data", "validation_accuracy", "test_accuracy",
          "validation_count", "test_data", "test_count", "temperature" };
  NnGraph *graph = nn_model_graph (model);
  gsize bytes = nn_graph_n_weights (graph) * sizeof (float);
  g_autofree float *weights = g_memdup2 (nn_model_weights (model), bytes);
  g_autofree char *seed_text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  NnModel *fresh;
  NnRandom random;

  if (!draw_preset (model, seed, weights)) {
    nn_random_init (&random, seed, 0);
    nn_initialize (graph, weights, &random);
  }
  fresh = nn_model_with_weights (model, weights);
  for (guint i = 0; i < G_N_ELEMENTS (forgotten); i++)
    nn_model_set_fact (fresh, forgotten[i], NULL);
  nn_model_set_fact (fresh, "seed", seed_text);
  nn_model_set_fact (fresh, "epochs", "0");
  return fresh;
}
