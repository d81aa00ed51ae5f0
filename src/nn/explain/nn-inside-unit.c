/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-inside.h"

#include <math.h>
#include <string.h>

#include "nn/explain/nn-explain-graph.h"
#include "nn/explain/nn-opened.h"

/*
 * A unit as a sum. The node alone is run in a graph of its own: back from the unit, which gives the
 * weight of each input, and forward from nothing, which gives the bias. So the sum is exact for
 * every operator that is linear in what it reads, with no word about how it lays out its weights.
 *
 * An LSTM or GRU bends on the way from nothing to what it reads: there the weight of an input is
 * the mean of the derivative along the straight way, and the sum is the unit again (path-integrated
 * gradients, M. Sundararajan et al., 2017). A layer normalisation is a sum once the deviation of
 * what it reads is taken as it is.
 */

/* Operators whose output is a weighted sum of what comes from the picture, plus a bias. PRelu is
 * one on each side of 0, and Div where the picture's numbers are what is divided. */
static gboolean
is_linear (const NnOp *op)
{
  switch (op->kind) {
  case NN_OP_BATCH_NORMALIZATION:
  case NN_OP_CONVOLUTION:
  case NN_OP_DENSE:
  case NN_OP_PRELU:
  case NN_OP_PRODUCT:
  case NN_OP_SCALING:
  case NN_OP_SUM:
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
is_recurrent (const NnOp *op)
{
  return op->kind == NN_OP_LSTM || op->kind == NN_OP_GRU;
}

/* Operators of which a unit can be written out: those that have weights, and their like. */
static gboolean
is_sum (const NnOp *op)
{
  return is_linear (op) || is_recurrent (op) || op->kind == NN_OP_LAYER_NORMALIZATION;
}

/* Operators that are a function of one number. */
static gboolean
is_function (const NnOp *op)
{
  return op->kind == NN_OP_RECTIFIER || op->kind == NN_OP_SIGMOID || op->kind == NN_OP_HARD_SIGMOID
         || op->kind == NN_OP_LOGARITHM || op->activation != NN_ACTIVATION_NONE;
}

/* Operators whose numbers depend on those at the same row and column. */
static gboolean
keeps_places (const NnOp *op)
{
  return is_function (op) || (op->flags & NN_OP_ALIASES) || op->kind == NN_OP_CAST
         || op->kind == NN_OP_IDENTITY || op->kind == NN_OP_PRELU || op->kind == NN_OP_SUM
         || op->kind == NN_OP_SCALING || op->kind == NN_OP_BATCH_NORMALIZATION;
}

/* --- the node alone --- */

/* The input that comes from the picture; NN_NO_VALUE where there are several or none, or where one
 * of the others is computed otherwise than from constants. */
static guint
data_input (const NnGraph *graph, const NnNode *node)
{
  g_autofree gboolean *depends = nn_explain_depends (graph);
  guint found = NN_NO_VALUE;

  for (guint i = 0; i < node->n_inputs; i++) {
    guint v = node->inputs[i];

    if (v == NN_NO_VALUE)
      continue;
    if (!depends[v] && nn_graph_value (graph, v)->kind == NN_VALUE_COMPUTED)
      return NN_NO_VALUE;
    if (depends[v] && found != NN_NO_VALUE)
      return NN_NO_VALUE;
    if (depends[v])
      found = v;
  }
  return found;
}

/* A value that stays the same, as a constant of the small graph. */
static guint
add_fixed (NnGraph *small, const NnModel *model, guint v)
{
  const NnValue *value = nn_graph_value (nn_model_graph (model), v);
  g_autoptr (NnTensor) numbers
      = value->kind == NN_VALUE_CONSTANT
            ? nn_tensor_ref (value->constant)
            : nn_tensor_new_from_data (NN_TYPE_FLOAT32, &value->shape,
                                       nn_model_weights (model) + value->offset);

  return nn_graph_add_constant (small, value->name, numbers);
}

/* The node alone, as far as this one of its outputs. */
static NnWorkspace *
isolate (const NnModel *model,
         const NnNode *node,
         guint data,
         const NnShape *shape,
         guint value,
         GError **error)
{
  const NnGraph *graph = nn_model_graph (model);
  g_autoptr (NnGraph) small = nn_graph_new ("node", nn_graph_opset (graph));
  g_autoptr (NnPlan) plan = NULL;
  guint inputs[NN_OP_MAX_INPUTS], outputs[NN_OP_MAX_OUTPUTS], n_outputs = 0;

  for (guint i = 0; i < node->n_inputs; i++) {
    guint v = node->inputs[i];

    inputs[i] = v == NN_NO_VALUE ? NN_NO_VALUE
                : v == data      ? nn_graph_add_input (small, "x", NN_TYPE_FLOAT32, shape)
                : nn_graph_find_value (small, nn_graph_value (graph, v)->name) != NN_NO_VALUE
                    ? nn_graph_find_value (small, nn_graph_value (graph, v)->name)
                    : add_fixed (small, model, v);
  }
  do {
    g_autofree char *name = g_strdup_printf ("unit sum %u", n_outputs);

    outputs[n_outputs] = nn_graph_add_computed (small, name);
  } while (node->outputs[n_outputs++] != value);
  nn_graph_add_node (small, node->name, node->op,
                     node->attributes != NULL ? nn_attributes_ref (node->attributes) : NULL,
                     node->n_inputs, inputs, n_outputs, outputs);
  nn_graph_add_output (small, outputs[n_outputs - 1]);
  plan = nn_plan_new (small, 1, NN_PLAN_TRAINING | NN_PLAN_EVALUATE | NN_PLAN_INPUT_GRADIENT, NULL,
                      error);
  return plan != NULL ? nn_workspace_new (plan) : NULL;
}

/* --- the patch --- */

typedef struct {
  gint64 left, top, right, bottom; /* right and bottom are still inside */
} Patch;

static const Patch whole = { 0, 0, G_MAXINT32, G_MAXINT32 };

/* What a window over rows and columns reads for a patch of its output. */
static Patch
through_window (const NnNode *node, const NnShape *kernel, Patch patch)
{
  static const gint64 ones[2] = { 1, 1 }, zeros[4] = { 0 };
  guint n;
  const gint64 *strides = nn_attributes_get_ints (node->attributes, "strides", &n);
  const gint64 *dilations = nn_attributes_get_ints (node->attributes, "dilations", &n);
  const gint64 *pads = nn_attributes_get_ints (node->attributes, "pads", &n);
  const char *automatic = nn_attributes_get_string (node->attributes, "auto_pad", "NOTSET");

  strides = strides != NULL ? strides : ones;
  dilations = dilations != NULL ? dilations : ones;
  pads = pads != NULL ? pads : zeros;
  if (g_str_has_prefix (automatic, "SAME")) {
    /* Half of the window on each side, or one more: both are framed. */
    gint64 high = (kernel->dims[0] - 1) * dilations[0], wide = (kernel->dims[1] - 1) * dilations[1];

    return (Patch){ patch.left * strides[1] - (wide + 1) / 2,
                    patch.top * strides[0] - (high + 1) / 2,
                    patch.right * strides[1] + (wide + 1) / 2,
                    patch.bottom * strides[0] + (high + 1) / 2 };
  }
  return (Patch){ patch.left * strides[1] - pads[1], patch.top * strides[0] - pads[0],
                  patch.right * strides[1] - pads[1] + (kernel->dims[1] - 1) * dilations[1],
                  patch.bottom * strides[0] - pads[0] + (kernel->dims[0] - 1) * dilations[0] };
}

/* The sides of a node's window; rank 0: it has none. */
static NnShape
window_of (const NnGraph *graph, const NnNode *node)
{
  NnShape window = { 0 };
  guint n = 0;
  const gint64 *kernel = nn_attributes_get_ints (node->attributes, "kernel_shape", &n);

  if (kernel != NULL && n == 2)
    window = NN_SHAPE (kernel[0], kernel[1]);
  else if (kernel == NULL && node->op->kind == NN_OP_CONVOLUTION
           && nn_graph_value (graph, node->inputs[1])->shape.rank == 4)
    window = NN_SHAPE (nn_graph_value (graph, node->inputs[1])->shape.dims[2],
                       nn_graph_value (graph, node->inputs[1])->shape.dims[3]);
  return window;
}

static Patch
join (Patch a, Patch b)
{
  return (Patch){ MIN (a.left, b.left), MIN (a.top, b.top), MAX (a.right, b.right),
                  MAX (a.bottom, b.bottom) };
}

/* The patch of a value's plane, followed back to the input; the whole of it where the way is not
 * told by windows and by functions of single numbers. */
static Patch
follow_back (const NnPlan *plan, const gboolean *depends, guint value, Patch patch)
{
  const NnGraph *graph = nn_plan_graph (plan);
  const NnNode *node = nn_graph_producer (graph, value);
  NnShape shape = nn_plan_value (plan, value).shape, window;
  gboolean any = FALSE;
  Patch result = whole;

  if (node == NULL)
    return shape.rank == 4 ? patch : whole;
  if (shape.rank != 4)
    return whole;
  window = window_of (graph, node);
  for (guint i = 0; i < node->n_inputs; i++) {
    guint v = node->inputs[i];
    NnShape read = v != NN_NO_VALUE ? nn_plan_value (plan, v).shape : (NnShape){ 0 };
    Patch one;

    if (v == NN_NO_VALUE || !depends[v])
      continue;
    if (window.rank == 2 && read.rank == 4)
      one = follow_back (plan, depends, v, through_window (node, &window, patch));
    else if (read.rank == 4 && read.dims[2] == shape.dims[2] && read.dims[3] == shape.dims[3]
             && keeps_places (node->op))
      one = follow_back (plan, depends, v, patch);
    else
      one = whole;
    result = any ? join (result, one) : one;
    any = TRUE;
  }
  return result;
}

/* From the network's input to the picture of 28x28. */
static void
place_patch (const NnInputConvention *convention, Patch patch, NnInsideUnit *unit)
{
  const int side = convention->side;
  double step = (double) NN_PICTURE_SIDE / side, from[2], to[2];
  gint64 low[2] = { patch.top, patch.left }, high[2] = { patch.bottom, patch.right };
  int frame = side > NN_PICTURE_SIDE && !convention->stretched ? (side - NN_PICTURE_SIDE) / 2 : 0;

  for (int k = 0; k < 2; k++) {
    gint64 a = CLAMP (low[k], 0, side - 1), b = CLAMP (high[k], 0, side - 1);

    if (convention->layout != NN_LAYOUT_PLANES) {
      a = 0;
      b = side - 1;
    }
    from[k] = frame > 0 ? (double) (a - frame) : floor ((double) a * step);
    to[k] = frame > 0 ? (double) (b + 1 - frame) : ceil ((double) (b + 1) * step);
    from[k] = CLAMP (from[k], 0, NN_PICTURE_SIDE - 1);
    to[k] = CLAMP (to[k], from[k] + 1, NN_PICTURE_SIDE);
  }
  unit->top = (int) from[convention->transposed ? 1 : 0];
  unit->bottom = (int) to[convention->transposed ? 1 : 0];
  unit->left = (int) from[convention->transposed ? 0 : 1];
  unit->right = (int) to[convention->transposed ? 0 : 1];
}

static void
find_patch (const NnInside *inside, const NnPlan *plan, guint value, gsize unit, NnInsideUnit *to)
{
  g_autofree gboolean *depends = nn_explain_depends (nn_plan_graph (plan));
  NnShape shape = nn_plan_value (plan, value).shape;
  Patch patch = whole;

  if (shape.rank == 4) {
    gint64 columns = shape.dims[3], rows = shape.dims[2];

    patch.left = patch.right = (gint64) unit % columns;
    patch.top = patch.bottom = (gint64) unit / columns % rows;
    patch = follow_back (plan, depends, value, patch);
  }
  place_patch (nn_model_get_convention (inside->model), patch, to);
}

/* --- the sum --- */

/* A function of one number that is the only one to read the layer. */
static void
find_activation (const NnInside *inside, guint layer, gsize unit, NnInsideUnit *result)
{
  const NnGraph *graph = nn_model_graph (inside->model);

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);

    if (node->n_inputs == 0 || node->inputs[0] != inside->layers[layer].value
        || !is_function (node->op))
      continue;
    for (guint l = 0; l < inside->n_layers; l++)
      if (inside->layers[l].value == node->outputs[0]
          && inside->layers[l].count == inside->layers[layer].count) {
        result->activation = node->op->name;
        result->activated = inside->layers[l].numbers[unit];
      }
  }
}

/* The numbers that a node reads: a layer's, or those of the input. count: of all of them. */
static float *
numbers_of (const NnInside *inside, guint value, gsize count)
{
  NnInputConvention convention = *nn_model_get_convention (inside->model);
  float *numbers;

  for (guint l = 0; l < inside->n_layers; l++)
    if (inside->layers[l].value == value)
      return inside->layers[l].count == count
                 ? g_memdup2 (inside->layers[l].numbers, count * sizeof (float))
                 : NULL;
  if (value != nn_graph_input (nn_model_graph (inside->model), 0)
      || nn_convention_count (&convention) != count)
    return NULL;
  numbers = g_new (float, count);
  convention.type = NN_TYPE_FLOAT32;
  nn_convention_fill (&convention, inside->inks, numbers);
  return numbers;
}

static void
add_terms (NnInsideUnit *unit, const float *weights, const float *inputs, gsize count)
{
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (NnTerm));

  unit->sum = unit->bias;
  for (gsize i = 0; i < count; i++) {
    NnTerm term = { i, inputs[i], weights[i], (double) inputs[i] * weights[i] };

    if (weights[i] == 0)
      continue;
    unit->sum += term.product;
    g_array_append_val (terms, term);
  }
  unit->n_terms = terms->len;
  unit->terms = (NnTerm *) (void *) g_array_free (g_steal_pointer (&terms), FALSE);
}

/* A node alone with what it reads. */
typedef struct {
  NnWorkspace *workspace;
  const float *inputs; /* count */
  gsize count;
  gsize place, n_outputs; /* of the unit; numbers that there are */
  float *unused;          /* weights that are constants here, and their gradients */
} Alone;

/* The unit where t times the inputs are read. */
static float
run_at (const Alone *alone, float t)
{
  float *x = nn_workspace_input (alone->workspace, 0);

  for (gsize i = 0; i < alone->count; i++)
    x[i] = t * alone->inputs[i];
  nn_workspace_forward (alone->workspace, alone->unused, NULL);
  return ((const float *) nn_workspace_output (alone->workspace, 0))[alone->place];
}

/* dUnit/dInput, where the last run was. */
static const float *
run_back (const Alone *alone)
{
  float *gradient = nn_workspace_output_gradient (alone->workspace, 0);

  memset (gradient, 0, alone->n_outputs * sizeof (float));
  gradient[alone->place] = 1;
  nn_workspace_backward (alone->workspace, alone->unused, alone->unused);
  return nn_workspace_input_gradient (alone->workspace, 0);
}

/* What a part of the way may be wrong by, and how many parts are halved at most. */
#define GOOD_PART 5e-6
#define MOST_HALVED 100

/* Adds the integral of the derivative over this part of the way, by Gauss and Legendre with eight
 * points. All inputs together have to give what the unit changes by there: where they do not, the
 * part is halved. low, high: the unit at both ends. */
static void
follow_way (const Alone *alone,
            double from,
            double to,
            double low,
            double high,
            guint *n_halved,
            double *sums)
{
  static const double points[]
      = { 0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363 };
  static const double shares[]
      = { 0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763 };
  double middle = (from + to) / 2, half = (to - from) / 2, change = 0;
  g_autofree double *part = g_new0 (double, alone->count);

  for (int k = 0; k < 8; k++) {
    const float *gradient;

    run_at (alone, (float) (middle + (k % 2 == 0 ? half : -half) * points[k / 2]));
    gradient = run_back (alone);
    for (gsize i = 0; i < alone->count; i++)
      part[i] += half * shares[k / 2] * gradient[i];
  }
  for (gsize i = 0; i < alone->count; i++)
    change += part[i] * alone->inputs[i];
  if (fabs (change - (high - low)) > GOOD_PART && *n_halved < MOST_HALVED) {
    double value = run_at (alone, (float) middle);

    (*n_halved)++;
    follow_way (alone, from, middle, low, value, n_halved, sums);
    follow_way (alone, middle, to, value, high, n_halved, sums);
    return;
  }
  for (gsize i = 0; i < alone->count; i++)
    sums[i] += part[i];
}

static void
take_means (const Alone *alone, double bias, double value, float *weights)
{
  g_autofree double *sums = g_new0 (double, alone->count);
  guint n_halved = 0;

  follow_way (alone, 0, 1, bias, value, &n_halved, sums);
  for (gsize i = 0; i < alone->count; i++)
    weights[i] = (float) sums[i];
}

/* y_u = a (x_u - mean) + bias, with a = scale / deviation and mean = the sum of all x / n. */
static void
split_normalization (const Alone *alone,
                     const NnModel *model,
                     const NnNode *node,
                     const NnShape *shape,
                     float *weights)
{
  const NnValue *scale = nn_graph_value (nn_model_graph (model), node->inputs[1]);
  const float *scales = scale->kind == NN_VALUE_CONSTANT
                            ? nn_tensor_data (scale->constant)
                            : (const void *) (nn_model_weights (model) + scale->offset);
  double epsilon = nn_attributes_get_float (node->attributes, "epsilon", 1e-5);
  gint64 axis = nn_attributes_get_int (node->attributes, "axis", -1);
  gsize n = 1, first;
  double mean = 0, variance = 0, factor;

  for (int i = axis < 0 ? (int) axis + shape->rank : (int) axis; i < shape->rank; i++)
    n *= (gsize) shape->dims[i];
  first = alone->place / n * n;
  for (gsize i = first; i < first + n; i++)
    mean += alone->inputs[i] / (double) n;
  for (gsize i = first; i < first + n; i++)
    variance += (alone->inputs[i] - mean) * (alone->inputs[i] - mean) / (double) n;
  factor = scales[alone->place % n] / sqrt (variance + epsilon);
  for (gsize i = first; i < first + n; i++)
    weights[i] = (float) (factor * ((i == alone->place ? 1 : 0) - 1 / (double) n));
}

static gboolean
write_sum (NnInsideUnit *unit,
           const NnInside *inside,
           const NnNode *node,
           guint data,
           const NnShape *shape,
           guint layer,
           gsize place,
           GError **error)
{
  g_autoptr (NnWorkspace) workspace
      = isolate (inside->model, node, data, shape, inside->layers[layer].value, error);
  gsize count = (gsize) nn_shape_count (shape);
  g_autofree float *inputs = numbers_of (inside, data, count);
  g_autofree float *weights = g_new0 (float, count);
  g_autofree float *unused = g_new0 (float, 16);
  Alone alone = { workspace, inputs, count, place, inside->layers[layer].count, unused };

  if (workspace == NULL)
    return FALSE;
  if (inputs == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "What '%s' reads cannot be looked at one number at a time", node->name);
    return FALSE;
  }
  unit->bias = run_at (&alone, 0);
  if (!isfinite (unit->bias)) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "'%s' divides by what it reads, or its weights are NaN or infinite", node->name);
    return FALSE;
  }
  if (is_recurrent (node->op)) {
    take_means (&alone, unit->bias, unit->value, weights);
  } else if (node->op->kind == NN_OP_LAYER_NORMALIZATION) {
    split_normalization (&alone, inside->model, node, shape, weights);
  } else {
    /* On the side of 0 where it is: a PRelu has two. */
    run_at (&alone, 1);
    memcpy (weights, run_back (&alone), count * sizeof (float));
  }
  add_terms (unit, weights, inputs, count);
  return TRUE;
}

NnInsideUnit *
nn_inside_unit_new (NnExplainer *explainer,
                    const NnInside *inside,
                    guint layer,
                    gsize unit,
                    GError **error)
{
  g_autoptr (NnInsideUnit) self = NULL;
  NnOpened *opened = nn_explainer_open (explainer, error);
  const NnGraph *graph = nn_model_graph (inside->model);
  const NnNode *node;
  const NnOpenedLayer *read;
  guint data;
  NnShape shape;

  g_return_val_if_fail (layer < inside->n_layers && unit < inside->layers[layer].count, NULL);

  if (opened == NULL)
    return NULL;
  node = nn_graph_producer (graph, inside->layers[layer].value);
  data = data_input (graph, node);
  if (data == NN_NO_VALUE || !is_sum (node->op) || opened->fixed) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "A unit of '%s' (%s) is not a weighted sum of its inputs",
                 inside->layers[layer].name, inside->layers[layer].op);
    return NULL;
  }
  self = g_new0 (NnInsideUnit, 1);
  self->value = inside->layers[layer].numbers[unit];
  self->reads = g_strdup (nn_graph_value (graph, data)->name);
  read = nn_opened_layer (opened, data, NULL);
  shape = nn_plan_value (opened->plan, data).shape;
  self->reads_shape = read != NULL ? read->shape : shape;
  if (!write_sum (self, inside, node, data, &shape, layer, unit, error))
    return NULL;
  find_patch (inside, opened->plan, inside->layers[layer].value, unit, self);
  find_activation (inside, layer, unit, self);
  return g_steal_pointer (&self);
}

void
nn_inside_unit_free (NnInsideUnit *self)
{
  g_free (self->reads);
  g_free (self->terms);
  g_free (self);
}
