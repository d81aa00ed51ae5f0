/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "bars.h"
#include "constant-model.h"
#include "nn/explain/nn-inside.h"
#include "nn/explain/nn-mistakes.h"
#include "nn/explain/nn-neighbours.h"
#include "nn/explain/nn-why.h"
#include "nn/model/nn-network-model.h"
#include "nn/model/nn-preset.h"

/* What a digit's picture may look like: ink of all shades, none of it at a kink. */
static void
fill_inks (guint64 seed, float *inks)
{
  NnRandom random;

  nn_random_init (&random, seed, 3);
  for (int p = 0; p < NN_PICTURE_PIXELS; p++)
    inks[p] = nn_random_range (&random, 0.1f, 0.9f);
}

static NnExplainer *
explain_preset (const char *name)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find (name), 3);
  g_autoptr (GError) error = NULL;
  NnExplainer *explainer = nn_explainer_new (model, &error);

  g_assert_no_error (error);
  return explainer;
}

static NnSample *
make_sample (gsize n)
{
  g_autoptr (NnDataset) dataset = bars (n, 5);
  g_autoptr (GError) error = NULL;
  NnSample *sample = nn_sample_new (dataset, NULL, 0, n / 2, 1, &error);

  g_assert_no_error (error);
  return sample;
}

/* --- gradients --- */

/* Along a direction, the difference of z_a - z_b is what the gradient says. */
static void
check_gradient (NnExplainer *explainer, const char *name)
{
  int pair[2] = { 2, 7 };
  float inks[NN_PICTURE_PIXELS], gradient[NN_PICTURE_PIXELS], moved[2][NN_PICTURE_PIXELS];
  float scores[20];
  NnPull pull = { inks, 1, nn_goal_difference, pair };
  g_autoptr (GError) error = NULL;
  double size = 0, numeric;
  const float h = 2e-3f;

  fill_inks (1, inks);
  g_assert_true (nn_explainer_pull (explainer, &pull, NULL, gradient, NULL, &error));
  g_assert_no_error (error);
  for (int p = 0; p < NN_PICTURE_PIXELS; p++)
    size += gradient[p] * gradient[p];
  g_assert_cmpfloat (size, >, 0);
  for (int p = 0; p < NN_PICTURE_PIXELS; p++)
    for (int k = 0; k < 2; k++)
      moved[k][p] = inks[p] + (k == 0 ? h : -h) * gradient[p] / (float) sqrt (size);
  g_assert_true (nn_explainer_read (explainer, moved[0], 2, scores, NULL, NULL, NULL, NULL));
  numeric = ((scores[2] - scores[7]) - (scores[12] - scores[17])) / (2 * h);
  if (fabs (numeric - sqrt (size)) > 0.05 * sqrt (size))
    g_error ("%s: the gradient's slope is %g, numerically %g", name, sqrt (size), numeric);
}

static void
test_gradients_of_presets (void)
{
  guint n;
  const NnPreset *presets = nn_preset_list (&n);

  for (guint i = 0; i < n; i++) {
    g_autoptr (NnExplainer) explainer = explain_preset (presets[i].name);

    check_gradient (explainer, presets[i].name);
  }
}

/* One picture and many give the same, whatever order the plan computes in. */
static void
test_one_is_as_many (void)
{
  g_autoptr (NnExplainer) explainer = explain_preset ("lenet");
  int pair[2] = { 1, 4 };
  g_autofree float *inks = g_new (float, 21 * NN_PICTURE_PIXELS);
  g_autofree float *many = g_new (float, 21 * NN_PICTURE_PIXELS);
  float one[NN_PICTURE_PIXELS], scores[210], single[10];
  NnPull pull = { inks, 21, nn_goal_difference, pair };

  for (int i = 0; i < 21; i++)
    fill_inks (i, inks + i * NN_PICTURE_PIXELS);
  g_assert_true (nn_explainer_pull (explainer, &pull, scores, many, NULL, NULL));
  for (int i = 0; i < 21; i++) {
    pull = (NnPull){ inks + i * NN_PICTURE_PIXELS, 1, nn_goal_difference, pair };
    g_assert_true (nn_explainer_pull (explainer, &pull, single, one, NULL, NULL));
    for (int k = 0; k < 10; k++)
      g_assert_cmpfloat_with_epsilon (single[k], scores[i * 10 + k], 1e-4);
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      g_assert_cmpfloat_with_epsilon (one[p], many[i * NN_PICTURE_PIXELS + p], 1e-4);
  }
}

/* The way back through a convention is the transpose of the way in: <fill (x), y> = <x, back (y)>,
 * whatever side, layout, shade and turn. */
static void
check_convention (NnInputConvention convention)
{
  gsize count;
  g_autofree float *input = NULL;
  g_autofree float *nothing = NULL;
  g_autofree float *pull = NULL;
  float inks[NN_PICTURE_PIXELS], blank[NN_PICTURE_PIXELS] = { 0 }, back[NN_PICTURE_PIXELS];
  double there = 0, here = 0;
  NnRandom random;

  convention.type = NN_TYPE_FLOAT32;
  count = nn_convention_count (&convention);
  input = g_new (float, count);
  nothing = g_new (float, count);
  pull = g_new (float, count);
  nn_random_init (&random, 4, 4);
  for (gsize i = 0; i < count; i++)
    pull[i] = nn_random_normal (&random);
  fill_inks (9, inks);
  nn_convention_fill (&convention, inks, input);
  nn_convention_fill (&convention, blank, nothing);
  nn_convention_gradient (&convention, pull, back);
  for (gsize i = 0; i < count; i++)
    there += (double) (input[i] - nothing[i]) * pull[i];
  for (int p = 0; p < NN_PICTURE_PIXELS; p++)
    here += (double) inks[p] * back[p];
  g_assert_cmpfloat_with_epsilon (there, here, 1e-3 * (1 + fabs (here)));
}

static void
test_conventions (void)
{
  static const int sides[] = { 8, 20, 28, 32, 50 };

  for (guint s = 0; s < G_N_ELEMENTS (sides); s++)
    for (int kind = 0; kind < 16; kind++)
      check_convention (
          (NnInputConvention){ .scale = 3,
                               .offset = -1,
                               .side = sides[s],
                               .dark = kind & 1,
                               .transposed = (kind & 2) != 0,
                               .stretched = (kind & 4) != 0,
                               .channels = kind & 8 ? 3 : 1,
                               .layout = kind & 4 ? NN_LAYOUT_PIXELS : NN_LAYOUT_PLANES });
}

/* The same network, said with other conventions of input and output. */
static NnModel *
dense_model (NnType type, const char *end, float scale)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("dense", 17);
  g_autoptr (NnModel) model = NULL;
  g_autofree float *weights = NULL;
  NnInputConvention convention = { .scale = 1 / scale, .known = TRUE };
  NnAttributes *to = nn_attributes_new ();
  guint inputs[2], v;
  NnRandom random;

  inputs[0] = nn_graph_add_input (graph, "image", type, &NN_SHAPE (-1, 784));
  nn_attributes_set_int (to, "to", NN_TYPE_FLOAT32);
  inputs[0] = nn_graph_add_op (graph, "Cast", "cast", to, 1, inputs, "float");
  inputs[1] = nn_graph_add_parameter (graph, "weight", &NN_SHAPE (784, 10), TRUE);
  v = nn_graph_add_op (graph, "MatMul", "dense", NULL, 2, inputs, "logits");
  if (*end != '\0')
    v = nn_graph_add_op (graph, end, "end", NULL, 1, &v, "answer");
  nn_graph_add_output (graph, v);
  weights = g_new0 (float, nn_graph_n_weights (graph));
  nn_random_init (&random, 8, 0);
  for (int i = 0; i < 7840; i++)
    weights[i] = 0.1f * scale * nn_random_normal (&random);
  model = nn_model_new (graph, weights);
  convention.output = g_str_equal (end, "Softmax")      ? NN_OUTPUT_PROBABILITIES
                      : g_str_equal (end, "LogSoftmax") ? NN_OUTPUT_LOG_PROBABILITIES
                      : g_str_equal (end, "Sigmoid")    ? NN_OUTPUT_SIGMOIDS
                                                        : NN_OUTPUT_LOGITS;
  nn_model_set_convention (model, &convention);
  return g_steal_pointer (&model);
}

/* Whatever a network ends with and takes in, the gradient by ink is that of its scores. */
static void
test_foreign_conventions (void)
{
  static const char *const ends[] = { "", "Softmax", "LogSoftmax", "Sigmoid" };
  float reference[NN_PICTURE_PIXELS] = { 0 };

  for (guint e = 0; e < G_N_ELEMENTS (ends); e++)
    for (int whole = 0; whole < 2; whole++) {
      g_autoptr (NnModel) model
          = dense_model (whole ? NN_TYPE_UINT8 : NN_TYPE_FLOAT32, ends[e], whole ? 1 / 255.0f : 1);
      g_autoptr (GError) error = NULL;
      g_autoptr (NnExplainer) explainer = nn_explainer_new (model, &error);
      int pair[2] = { 0, 9 };
      float inks[NN_PICTURE_PIXELS], gradient[NN_PICTURE_PIXELS];
      NnPull pull = { inks, 1, nn_goal_difference, pair };

      g_assert_no_error (error);
      fill_inks (1, inks);
      g_assert_true (nn_explainer_pull (explainer, &pull, NULL, gradient, NULL, &error));
      if (e == 0 && !whole)
        memcpy (reference, gradient, sizeof reference);
      for (int p = 0; p < NN_PICTURE_PIXELS; p++)
        g_assert_cmpfloat_with_epsilon (gradient[p], reference[p], 1e-4);
    }
}

/* Where the picture is counted in whole numbers there is no derivative; what needs none works. */
static void
test_no_derivative (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("whole", 17);
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnExplainer) explainer = NULL;
  g_autoptr (NnSample) sample = make_sample (200);
  g_autoptr (GError) error = NULL;
  g_autofree float *weights = NULL;
  guint inputs[2], v;
  float scores[10];
  NnWhy why;

  inputs[0] = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 784));
  for (int i = 0; i < 2; i++) {
    NnAttributes *to = nn_attributes_new ();

    nn_attributes_set_int (to, "to", i == 0 ? NN_TYPE_INT32 : NN_TYPE_FLOAT32);
    inputs[0] = nn_graph_add_op (graph, "Cast", i == 0 ? "down" : "up", to, 1, inputs,
                                 i == 0 ? "whole" : "float");
  }
  inputs[1] = nn_graph_add_parameter (graph, "weight", &NN_SHAPE (784, 10), TRUE);
  v = nn_graph_add_op (graph, "MatMul", "dense", NULL, 2, inputs, "logits");
  nn_graph_add_output (graph, v);
  weights = g_new0 (float, nn_graph_n_weights (graph));
  model = nn_model_new (graph, weights);
  explainer = nn_explainer_new (model, &error);
  g_assert_no_error (error);
  g_assert_true (
      nn_explainer_read (explainer, nn_sample_inks (sample), 1, scores, NULL, NULL, NULL, &error));
  g_assert_false (nn_why (explainer, sample, nn_sample_inks (sample), 3, 5, &why, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  {
    int pair[2] = { 0, 1 };
    float gradient[NN_PICTURE_PIXELS];
    NnPull pull = { nn_sample_inks (sample), 1, nn_goal_difference, pair };

    g_assert_false (nn_explainer_pull (explainer, &pull, NULL, gradient, NULL, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED);
  }
}

/* --- why --- */

static void
test_why_is_complete (void)
{
  static const char *const names[] = { "linear", "keras", "lenet", "rows-lstm" };
  g_autoptr (NnSample) sample = make_sample (200);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (NnExplainer) explainer = explain_preset (names[i]);
    g_autoptr (GError) error = NULL;
    double sum = 0;
    NnWhy why;

    g_assert_true (nn_why (explainer, sample, nn_sample_inks (sample), -1, -1, &why, NULL, &error));
    g_assert_no_error (error);
    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      sum += why.attribution[p];
    g_assert_cmpfloat_with_epsilon (sum, why.difference, 0.01 * fabs (why.difference) + 1e-4);
    g_assert_cmpint (nn_sample_labels (sample)[why.baseline_place], ==, why.b);
  }
}

/* For a linear network the part of an ink is its weight times how far it is from the baseline, and
 * B against A is A against B. */
static void
test_why_of_a_linear_network (void)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("linear"), 3);
  g_autoptr (NnExplainer) explainer = nn_explainer_new (model, NULL);
  g_autoptr (NnSample) sample = make_sample (200);
  const float *weights = nn_model_weights (model), *inks = nn_sample_inks (sample);
  NnWhy why;

  g_assert_true (nn_why (explainer, sample, inks, 3, 5, &why, NULL, NULL));
  for (int p = 0; p < NN_PICTURE_PIXELS; p++)
    g_assert_cmpfloat_with_epsilon (
        why.attribution[p],
        (inks[p] - why.baseline[p]) * (weights[p * 10 + 3] - weights[p * 10 + 5]), 1e-5);
  g_assert_cmpuint (why.n_points, ==, NN_WHY_FEWEST_POINTS);
}

static void
test_rank_correlation (void)
{
  float x[] = { 1, 2, 3, 4, 5 }, same[] = { -3, 0, 0.1f, 7, 100 }, back[] = { 5, 4, 3, 2, 1 };
  float ties[] = { 1, 1, 2, 2, 2 }, constant[5] = { 0 };

  g_assert_cmpfloat_with_epsilon (nn_rank_correlation (x, same, 5), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (nn_rank_correlation (x, back, 5), -1, 1e-9);
  g_assert_cmpfloat_with_epsilon (nn_rank_correlation (x, ties, 5), 0.8660254, 1e-6);
  g_assert_cmpfloat (nn_rank_correlation (x, constant, 5), ==, 0);
}

/* --- inside --- */

/* Every unit that is a sum is the sum that is written out, and so is that of every operator that
 * has weights. */
static void
check_units (NnExplainer *explainer)
{
  g_autoptr (NnSample) sample = make_sample (200);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnBeliefs) beliefs = nn_beliefs_new (explainer, sample, NULL, &error);
  g_autoptr (NnInside) inside
      = nn_inside_new (explainer, nn_sample_inks (sample), beliefs, NULL, &error);
  guint n_sums = 0;

  g_assert_no_error (error);
  for (guint l = 0; l < inside->n_layers; l++) {
    const NnInsideLayer *layer = &inside->layers[l];
    float belief = 0;

    for (int c = 0; c < 10; c++)
      belief += layer->belief[c];
    g_assert_cmpfloat_with_epsilon (belief, 1, 1e-4);
    g_assert_cmpfloat (layer->min, <=, layer->mean);
    g_assert_cmpfloat (layer->mean, <=, layer->max);
    g_assert_cmpfloat (layer->always_dead, <=, layer->dead);
    for (gsize unit = 0; unit < layer->count; unit += 1 + layer->count / 5) {
      g_autoptr (GError) reason = NULL;
      g_autoptr (NnInsideUnit) sum = nn_inside_unit_new (explainer, inside, l, unit, &reason);

      if (sum == NULL) {
        g_assert_error (reason, NN_ERROR, NN_ERROR_UNSUPPORTED);
        g_assert_cmpuint (nn_op_find (layer->op)->weight_inputs, ==, 0);
        break;
      }
      n_sums++;
      g_assert_cmpfloat_with_epsilon (sum->sum, layer->numbers[unit], 1e-4);
      g_assert_cmpfloat (sum->value, ==, layer->numbers[unit]);
      g_assert_cmpint (sum->left, <, sum->right);
      g_assert_cmpint (sum->top, <, sum->bottom);
      g_assert_cmpint (sum->right, <=, NN_PICTURE_SIDE);
      g_assert_cmpint (sum->bottom, <=, NN_PICTURE_SIDE);
    }
  }
  g_assert_cmpuint (n_sums, >, 0);
}

static void
test_units (void)
{
  guint n;
  const NnPreset *presets = nn_preset_list (&n);

  for (guint i = 0; i < n; i++) {
    g_autoptr (NnExplainer) explainer = explain_preset (presets[i].name);

    check_units (explainer);
  }
}

/* What is no weighted sum by itself, with weights that bend it far. */
static void
test_units_of_sequences (void)
{
  static const char *const texts[] = {
    "lstm 12 rows, layernorm, lstm 9 last, dense 10",
    "gru 12 rows, layernorm, gru 9 last nobias, dense 10",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint strong = 0; strong < 2; strong++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (NnModel) made = nn_network_create (texts[i], &nn_network_digits, 3, &error);
      g_autoptr (NnModel) model = NULL;
      g_autoptr (NnExplainer) explainer = NULL;
      g_autofree float *weights = NULL;
      gsize n;

      g_assert_no_error (error);
      n = nn_graph_n_weights (nn_model_graph (made));
      weights = g_memdup2 (nn_model_weights (made), n * sizeof (float));
      for (gsize k = 0; strong && k < n; k++)
        weights[k] *= 3;
      model = nn_model_with_weights (made, weights);
      explainer = nn_explainer_new (model, &error);
      g_assert_no_error (error);
      check_units (explainer);
    }
}

/* Ink outside of a unit's patch does not reach it. */
static void
test_patch (void)
{
  g_autoptr (NnExplainer) explainer = explain_preset ("fast-cnn");
  float inks[NN_PICTURE_PIXELS], other[NN_PICTURE_PIXELS];
  g_autoptr (NnInside) inside = NULL;

  fill_inks (1, inks);
  inside = nn_inside_new (explainer, inks, NULL, NULL, NULL);
  for (guint l = 0; l < inside->n_layers; l++) {
    const NnInsideLayer *layer = &inside->layers[l];
    gsize unit = layer->count / 3;
    g_autoptr (NnInsideUnit) sum = nn_inside_unit_new (explainer, inside, l, unit, NULL);
    g_autoptr (NnInside) changed = NULL;

    if (sum == NULL)
      continue;
    fill_inks (2, other);
    for (int y = sum->top; y < sum->bottom; y++)
      for (int x = sum->left; x < sum->right; x++)
        other[y * NN_PICTURE_SIDE + x] = inks[y * NN_PICTURE_SIDE + x];
    changed = nn_inside_new (explainer, other, NULL, NULL, NULL);
    g_assert_cmpfloat_with_epsilon (changed->layers[l].numbers[unit], layer->numbers[unit], 1e-4);
    if (g_str_equal (layer->name, "conv1.sum"))
      g_assert_cmpint (sum->right - sum->left, ==, 5);
    if (g_str_equal (layer->name, "conv2.sum"))
      g_assert_cmpint (sum->right - sum->left, ==, 10);
  }
}

/* --- neighbours and mistakes --- */

static void
test_neighbours (void)
{
  g_autoptr (NnDataset) dataset = bars (500, 5);
  g_autoptr (NnNeighbours) neighbours = nn_neighbours_new (dataset, NULL, 0);
  g_autoptr (NnExplainer) explainer = explain_preset ("keras");
  g_autoptr (GError) error = NULL;
  float inks[NN_PICTURE_PIXELS];
  NnNeighbour found[5];
  gsize next;

  for (int p = 0; p < NN_PICTURE_PIXELS; p++)
    inks[p] = (float) nn_dataset_pixels (dataset)[7 * NN_PICTURE_PIXELS + p] / 255;
  g_assert_cmpuint (nn_neighbours_find (neighbours, explainer, NN_NEIGHBOURS_FEATURES, inks, -1, 5,
                                        found, NULL, &error),
                    ==, 0);
  g_assert_error (error, NN_ERROR, NN_ERROR_MISSING);
  g_assert_true (nn_neighbours_renew (neighbours, explainer, 300, 500, &next, NULL, NULL));
  g_assert_cmpuint (next, ==, 300);
  for (int space = 0; space < 2; space++) {
    g_assert_cmpuint (
        nn_neighbours_find (neighbours, explainer, space, inks, -1, 5, found, NULL, NULL), ==, 5);
    g_assert_cmpuint (found[0].index, ==, 7);
    g_assert_cmpfloat (found[0].distance, <, 1e-3);
    for (int i = 1; i < 5; i++)
      g_assert_cmpfloat (found[i - 1].distance, <=, found[i].distance);
    g_assert_cmpuint (
        nn_neighbours_find (neighbours, explainer, space, inks, 3, 5, found, NULL, NULL), ==, 5);
    for (int i = 0; i < 5; i++)
      g_assert_cmpint (found[i].label, ==, 3);
  }
}

static void
test_mistakes (void)
{
  const guint8 labels[5] = { 1, 2, 3, NN_NO_DIGIT, 3 };
  float p[50] = { [1] = 1,         [10 + 5] = 0.7f, [10 + 2] = 0.3f, [20 + 4] = 0.9f,
                  [20 + 3] = 0.1f, [30 + 1] = 1,    [40 + 3] = 0.6f, [40 + 4] = 0.4f };
  g_autoptr (NnMistakes) mistakes = nn_mistakes_new (labels, p, 5);
  g_autoptr (NnMargins) margins = nn_margins_new (5);
  g_autofree guint32 *cell = NULL;
  g_autofree guint32 *suspects = NULL;
  gsize n;

  g_assert_cmpuint (mistakes->n, ==, 4);
  g_assert_cmpuint (mistakes->n_wrong, ==, 2);
  g_assert_cmpuint (mistakes->confusion[3][4], ==, 1);
  g_assert_cmpuint (mistakes->confusion[3][3], ==, 1);
  g_assert_cmpuint (mistakes->wrong[0], ==, 2);
  g_assert_cmpuint (mistakes->wrong[1], ==, 1);
  cell = nn_mistakes_cell (labels, p, 5, 2, 5, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (cell[0], ==, 1);

  /* Picture 2 comes right once; only picture 1 stays wrong. */
  nn_margins_add (margins, labels, p);
  p[20 + 3] = 0.95f;
  nn_margins_add (margins, labels, p);
  suspects = nn_margins_suspects (margins, 2, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (suspects[0], ==, 1);
  g_assert_cmpfloat_with_epsilon (nn_margins_mean (margins, 1), -0.4f, 1e-5);
}

/* --- hostile models, cancellation --- */

static void
test_hostile_models (void)
{
  g_autoptr (NnModel) constant = constant_model ((float[10]){ [4] = 3, [9] = 2 });
  g_autoptr (NnModel) preset = nn_preset_create (nn_preset_find ("lenet"), 1);
  g_autofree float *weights = g_memdup2 (
      nn_model_weights (preset), nn_graph_n_weights (nn_model_graph (preset)) * sizeof (float));
  g_autoptr (NnSample) sample = make_sample (200);
  g_autoptr (NnModel) broken = NULL;
  NnWhy why;

  for (int i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) reason = NULL;
    g_autoptr (NnExplainer) explainer = NULL;

    /* The last bias. */
    weights[nn_graph_n_weights (nn_model_graph (preset)) - 16] = i == 0 ? NAN : INFINITY;
    g_clear_pointer (&broken, nn_model_unref);
    broken = nn_model_with_weights (preset, weights);
    explainer = nn_explainer_new (broken, &error);
    g_assert_no_error (error);
    g_assert_false (
        nn_why (explainer, sample, nn_sample_inks (sample), -1, -1, &why, NULL, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
    g_assert_null (nn_sample_read (sample, explainer, NULL, &reason));
    g_assert_error (reason, NN_ERROR, NN_ERROR_RANGE);
  }
  {
    g_autoptr (NnExplainer) explainer = nn_explainer_new (constant, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (
        nn_why (explainer, sample, nn_sample_inks (sample), -1, -1, &why, NULL, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  }
}

static void
test_cancelled (void)
{
  g_autoptr (NnExplainer) explainer = explain_preset ("linear");
  g_autoptr (NnSample) sample = make_sample (200);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) reason = NULL;
  NnWhy why;

  g_cancellable_cancel (cancellable);
  g_assert_false (
      nn_why (explainer, sample, nn_sample_inks (sample), -1, -1, &why, cancellable, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_CANCELLED);
  g_assert_null (nn_beliefs_new (explainer, sample, cancellable, &reason));
  g_assert_error (reason, NN_ERROR, NN_ERROR_CANCELLED);
}

/* Another model of the same graph explains as one made anew. */
static void
test_set_model (void)
{
  g_autoptr (NnModel) first = nn_preset_create (nn_preset_find ("reader"), 1);
  g_autoptr (NnModel) other = nn_preset_create (nn_preset_find ("reader"), 2);
  g_autoptr (NnModel) second = nn_model_with_weights (first, nn_model_weights (other));
  g_autoptr (NnExplainer) kept = nn_explainer_new (first, NULL);
  g_autoptr (NnExplainer) fresh = nn_explainer_new (other, NULL);
  float inks[NN_PICTURE_PIXELS], scores[2][10];

  fill_inks (1, inks);
  g_assert_true (nn_explainer_read (kept, inks, 1, scores[0], NULL, NULL, NULL, NULL));
  g_assert_true (nn_explainer_set_model (kept, second, NULL));
  g_assert_true (nn_explainer_read (kept, inks, 1, scores[0], NULL, NULL, NULL, NULL));
  g_assert_true (nn_explainer_read (fresh, inks, 1, scores[1], NULL, NULL, NULL, NULL));
  g_assert_cmpmem (scores[0], sizeof scores[0], scores[1], sizeof scores[1]);
}

static void
test_sample (void)
{
  g_autoptr (NnDataset) dataset = bars (1000, 5);
  g_autoptr (NnSample) sample = nn_sample_new (dataset, NULL, 0, 200, 1, NULL);
  g_autoptr (NnSample) again = nn_sample_new (dataset, NULL, 0, 200, 1, NULL);
  g_autoptr (NnSample) other = nn_sample_new (dataset, NULL, 0, 200, 2, NULL);
  guint n_of[10] = { 0 };

  g_assert_cmpuint (nn_sample_count (sample), ==, 200);
  for (int i = 0; i < 200; i++)
    n_of[nn_sample_labels (sample)[i]]++;
  for (int c = 0; c < 10; c++)
    g_assert_cmpuint (n_of[c], ==, 20);
  g_assert_cmpmem (nn_sample_indices (sample), 800, nn_sample_indices (again), 800);
  g_assert_true (memcmp (nn_sample_indices (sample), nn_sample_indices (other), 800) != 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/gradients", test_gradients_of_presets);
  g_test_add_func ("/explain/one-is-as-many", test_one_is_as_many);
  g_test_add_func ("/explain/conventions", test_conventions);
  g_test_add_func ("/explain/foreign-conventions", test_foreign_conventions);
  g_test_add_func ("/explain/no-derivative", test_no_derivative);
  g_test_add_func ("/explain/why/complete", test_why_is_complete);
  g_test_add_func ("/explain/why/linear", test_why_of_a_linear_network);
  g_test_add_func ("/explain/why/ranks", test_rank_correlation);
  g_test_add_func ("/explain/inside/units", test_units);
  g_test_add_func ("/explain/inside/units-of-sequences", test_units_of_sequences);
  g_test_add_func ("/explain/inside/patch", test_patch);
  g_test_add_func ("/explain/neighbours", test_neighbours);
  g_test_add_func ("/explain/mistakes", test_mistakes);
  g_test_add_func ("/explain/hostile-models", test_hostile_models);
  g_test_add_func ("/explain/cancelled", test_cancelled);
  g_test_add_func ("/explain/set-model", test_set_model);
  g_test_add_func ("/explain/sample", test_sample);
  return g_test_run ();
}
