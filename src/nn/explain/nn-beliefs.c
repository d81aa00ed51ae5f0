/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-beliefs.h"

#include <math.h>
#include <string.h>

#include "nn/explain/nn-opened.h"
#include "nn/explain/nn-weight-gradient.h"
#include "nn/tensor/nn-vector.h"

/* Pictures of each digit that the widths and the gradients are found with. */
#define FITTED_EACH 20
/* Halvings of the range that a width is looked for in, about. */
#define N_STEPS 30

typedef struct {
  gsize count;
  float *means; /* 10 x count */
  double width; /* s */
  float always_dead;
  float gradient;
} LayerBelief;

struct _NnBeliefs {
  gatomicrefcount references;
  NnGraph *graph; /* of the model */
  gsize n_of[10]; /* pictures of each digit */
  guint n_layers;
  LayerBelief *layers;
};

/* --- distances --- */

/* softmax of - distances / width */
static void
believe (const double *distances, double width, const gsize *n_of, double *belief)
{
  double least = INFINITY, sum = 0;

  for (int c = 0; c < 10; c++)
    if (n_of[c] > 0)
      least = fmin (least, distances[c]);
  for (int c = 0; c < 10; c++) {
    belief[c] = n_of[c] > 0 ? exp ((least - distances[c]) / width) : 0;
    sum += belief[c];
  }
  for (int c = 0; c < 10; c++)
    belief[c] /= sum;
}

static void
measure (const LayerBelief *layer, const float *numbers, double *distances)
{
  for (int c = 0; c < 10; c++) {
    const float *mean = layer->means + (gsize) c * layer->count;
    float sums[16] = { 0 };
    gsize i = 0;

    for (; i + 16 <= layer->count; i += 16)
      for (int k = 0; k < 16; k++) {
        float d = numbers[i + k] - mean[i + k];

        sums[k] += d * d;
      }
    for (; i < layer->count; i++)
      sums[0] += (numbers[i] - mean[i]) * (numbers[i] - mean[i]);
    distances[c] = 0;
    for (int k = 0; k < 16; k++)
      distances[c] += sums[k];
  }
}

static double
loss_at (double width, const double *distances, const guint8 *labels, gsize n, const gsize *n_of)
{
  double loss = 0;

  for (gsize i = 0; i < n; i++) {
    double belief[10];

    believe (distances + i * 10, width, n_of, belief);
    loss -= log (fmax (belief[labels[i]], 1e-30));
  }
  return loss;
}

/* Golden section over the logarithm of the width. */
static double
find_width (const double *distances, const guint8 *labels, gsize n, const gsize *n_of)
{
  const double ratio = (sqrt (5) - 1) / 2;
  double middle = 0, low, high, a, b, at_a, at_b;

  for (gsize i = 0; i < n; i++)
    middle += distances[i * 10 + labels[i]] / (double) n;
  if (!(middle > 0) || !isfinite (middle))
    return 1;
  low = log (middle) - 8;
  high = log (middle) + 3;
  a = high - ratio * (high - low);
  b = low + ratio * (high - low);
  at_a = loss_at (exp (a), distances, labels, n, n_of);
  at_b = loss_at (exp (b), distances, labels, n, n_of);
  for (int i = 0; i < N_STEPS; i++)
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      a = high - ratio * (high - low);
      at_a = loss_at (exp (a), distances, labels, n, n_of);
    } else {
      low = a;
      a = b;
      at_a = at_b;
      b = low + ratio * (high - low);
      at_b = loss_at (exp (b), distances, labels, n, n_of);
    }
  return exp ((low + high) / 2);
}

/* --- from the sample --- */

typedef struct {
  NnOpened *opened;
  NnModel *model;
  const NnSample *sample;
  GCancellable *cancellable;
} Source;

/* One chunk of the pictures at these places. */
static NnWorkspace *
run_places (const Source *source, const guint32 *places, gsize n, float *inks, GError **error)
{
  if (!nn_explain_go_on (source->cancellable, error))
    return NULL;
  for (gsize i = 0; i < n; i++)
    memcpy (inks + i * NN_PICTURE_PIXELS,
            nn_sample_inks (source->sample) + (gsize) places[i] * NN_PICTURE_PIXELS,
            NN_PICTURE_PIXELS * sizeof (float));
  return nn_opened_run (source->opened, source->model, inks, n, error);
}

/* Sums of every digit's numbers, and which units are ever more than nothing. */
static gboolean
add_means (NnBeliefs *self, const Source *source, guint8 **alive, GError **error)
{
  gsize n = nn_sample_count (source->sample), chunk = source->opened->chunk;
  const guint8 *labels = nn_sample_labels (source->sample);
  g_autofree float *inks = g_new (float, chunk *NN_PICTURE_PIXELS);
  g_autofree guint32 *places = g_new (guint32, n + 1);

  for (gsize i = 0; i < n; i++)
    places[i] = (guint32) i;
  for (gsize at = 0; at < n; at += chunk) {
    gsize part = MIN (chunk, n - at);
    NnWorkspace *workspace = run_places (source, places + at, part, inks, error);

    if (workspace == NULL)
      return FALSE;
    for (guint l = 0; l < self->n_layers; l++) {
      LayerBelief *layer = &self->layers[l];
      const float *numbers = nn_workspace_output (workspace, l);

      for (gsize i = 0; i < part; i++, numbers += layer->count) {
        nn_add ((gint64) layer->count, numbers, layer->means + labels[at + i] * layer->count);
        for (gsize k = 0; k < layer->count; k++)
          alive[l][k] |= numbers[k] != 0;
      }
    }
  }
  for (gsize i = 0; i < n; i++)
    self->n_of[labels[i]]++;
  for (guint l = 0; l < self->n_layers; l++) {
    LayerBelief *layer = &self->layers[l];
    gsize n_dead = 0;

    for (gsize i = 0; i < 10 * layer->count; i++)
      layer->means[i] /= (float) MAX (self->n_of[i / layer->count], 1);
    for (gsize k = 0; k < layer->count; k++)
      n_dead += !alive[l][k];
    layer->always_dead = (float) n_dead / (float) layer->count;
  }
  return TRUE;
}

/* The first few pictures of every digit. */
static gsize
choose_fitted (const NnSample *sample, guint32 *places, guint8 *labels)
{
  guint taken[10] = { 0 };
  gsize n = 0;

  for (gsize i = 0; i < nn_sample_count (sample); i++) {
    guint8 label = nn_sample_labels (sample)[i];

    if (taken[label]++ >= FITTED_EACH)
      continue;
    labels[n] = label;
    places[n++] = (guint32) i;
  }
  return n;
}

static gboolean
fit_widths (NnBeliefs *self, const Source *source, GError **error)
{
  gsize chunk = source->opened->chunk;
  g_autofree float *inks = g_new (float, chunk *NN_PICTURE_PIXELS);
  guint32 places[10 * FITTED_EACH];
  guint8 labels[10 * FITTED_EACH];
  gsize n = choose_fitted (source->sample, places, labels);
  g_autofree double *distances = g_new (double, (self->n_layers * n + 1) * 10);

  for (gsize at = 0; at < n; at += chunk) {
    gsize part = MIN (chunk, n - at);
    NnWorkspace *workspace = run_places (source, places + at, part, inks, error);

    if (workspace == NULL)
      return FALSE;
    for (guint l = 0; l < self->n_layers; l++)
      for (gsize i = 0; i < part; i++) {
        guint8 label = labels[at + i];
        double *d = distances + (l * n + at + i) * 10;
        double m = (double) self->n_of[label];

        measure (&self->layers[l],
                 (const float *) nn_workspace_output (workspace, l) + i * self->layers[l].count, d);
        /* The mean without the picture itself lies farther away. */
        if (m > 1)
          d[label] *= (m / (m - 1)) * (m / (m - 1));
      }
  }
  for (guint l = 0; l < self->n_layers && nn_explain_go_on (source->cancellable, NULL); l++)
    self->layers[l].width = find_width (distances + l * n * 10, labels, n, self->n_of);
  return nn_explain_go_on (source->cancellable, error);
}

/* --- gradients --- */

/* The cross-entropy of softmax over the scores: dLoss/dz = softmax (z) - target. */
static void
goal_of_loss (gsize i, const float *scores, float *pull, gpointer data)
{
  const guint8 *labels = data;

  nn_softmax_rows (1, 10, scores, pull);
  pull[labels[i]] -= 1;
}

/* The norm of the mean gradient over the weights of one node; NaN where it has none. */
static float
norm_of (const NnGraph *graph, const NnNode *node, const float *gradient, gsize n)
{
  double squares = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < node->n_inputs; i++) {
    const NnValue *value
        = node->inputs[i] != NN_NO_VALUE ? nn_graph_value (graph, node->inputs[i]) : NULL;

    if (value == NULL || value->kind != NN_VALUE_PARAMETER || !value->trainable)
      continue;
    any = TRUE;
    for (gint64 k = 0; k < nn_shape_count (&value->shape); k++)
      squares += (double) gradient[value->offset + k] * gradient[value->offset + k];
  }
  return any ? (float) (sqrt (squares) / (double) n) : NAN;
}

static gboolean
measure_gradients (NnBeliefs *self, const Source *source, GError **error)
{
  NnGraph *graph = nn_model_graph (source->model);
  guint32 places[10 * FITTED_EACH];
  guint8 labels[10 * FITTED_EACH];
  gsize n = choose_fitted (source->sample, places, labels);
  g_autofree float *inks = g_new (float, n *NN_PICTURE_PIXELS);
  g_autofree float *gradient = g_new0 (float, nn_graph_n_weights (graph) + 16);
  NnPull pull = { inks, n, goal_of_loss, labels };

  for (gsize i = 0; i < n; i++)
    memcpy (inks + i * NN_PICTURE_PIXELS,
            nn_sample_inks (source->sample) + (gsize) places[i] * NN_PICTURE_PIXELS,
            NN_PICTURE_PIXELS * sizeof (float));
  if (!nn_explain_weight_gradient (source->model, &pull, NULL, gradient, source->cancellable,
                                   error))
    return FALSE;
  for (guint l = 0; l < self->n_layers; l++)
    self->layers[l].gradient = norm_of (graph, source->opened->layers[l].node, gradient, n);
  return TRUE;
}

/* --- the object --- */

NnBeliefs *
nn_beliefs_new (NnExplainer *explainer,
                const NnSample *sample,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (NnBeliefs) self = NULL;
  Source source = { nn_explainer_open (explainer, error), nn_explainer_model (explainer), sample,
                    cancellable };
  g_autoptr (GPtrArray) alive = g_ptr_array_new_with_free_func (g_free);

  if (source.opened == NULL)
    return NULL;
  self = g_new0 (NnBeliefs, 1);
  g_atomic_ref_count_init (&self->references);
  self->graph = nn_graph_ref (nn_model_graph (source.model));
  self->n_layers = source.opened->n_layers;
  self->layers = g_new0 (LayerBelief, self->n_layers + 1);
  for (guint l = 0; l < self->n_layers; l++) {
    self->layers[l].count = source.opened->layers[l].count;
    self->layers[l].means = g_new0 (float, 10 * self->layers[l].count);
    g_ptr_array_add (alive, g_malloc0 (self->layers[l].count));
  }
  if (!add_means (self, &source, (guint8 **) alive->pdata, error)
      || !fit_widths (self, &source, error) || !measure_gradients (self, &source, error))
    return NULL;
  return g_steal_pointer (&self);
}

NnBeliefs *
nn_beliefs_ref (NnBeliefs *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
nn_beliefs_unref (NnBeliefs *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (guint l = 0; l < self->n_layers; l++)
    g_free (self->layers[l].means);
  g_free (self->layers);
  nn_graph_unref (self->graph);
  g_free (self);
}

void
nn_beliefs_tell (const NnBeliefs *self, guint index, NnInsideLayer *layer)
{
  const LayerBelief *known = self != NULL && index < self->n_layers ? &self->layers[index] : NULL;
  double distances[10], belief[10];

  layer->always_dead = layer->gradient = NAN;
  for (int c = 0; c < 10; c++)
    layer->belief[c] = 0.1f;
  if (known == NULL || known->count != layer->count)
    return;
  layer->always_dead = known->always_dead;
  layer->gradient = known->gradient;
  measure (known, layer->numbers, distances);
  believe (distances, known->width, self->n_of, belief);
  for (int c = 0; c < 10; c++)
    if (isfinite (belief[c]))
      layer->belief[c] = (float) belief[c];
}
