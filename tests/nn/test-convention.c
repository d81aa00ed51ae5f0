/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/pen/nn-synthetic.h"
#include "nn/model/nn-preset.h"
#include "nn/read/nn-convention-search.h"
#include "nn/train/nn-trainer.h"

static NnInputConvention
convention_of (const NnShape *shape, gint64 *batch)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("shapes", 17);
  guint v = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, shape);
  NnInputConvention convention = { .scale = 1 };

  nn_graph_add_output (graph, nn_graph_add_op (graph, "Softmax", "softmax", NULL, 1, &v, "p"));
  nn_convention_look_at (&convention, graph, batch);
  return convention;
}

static void
test_layouts (void)
{
  const struct {
    NnShape shape;
    NnLayout layout;
    int side, channels;
    gint64 batch;
  } cases[] = {
    { NN_SHAPE (-1, 1, 28, 28), NN_LAYOUT_PLANES, 28, 1, 0 },
    { NN_SHAPE (1, 1, 28, 28), NN_LAYOUT_PLANES, 28, 1, 1 },
    { NN_SHAPE (10, 3, 32, 32), NN_LAYOUT_PLANES, 32, 3, 10 },
    { NN_SHAPE (-1, 28, 28, 1), NN_LAYOUT_PIXELS, 28, 1, 0 },
    { NN_SHAPE (64, 14, 14, 3), NN_LAYOUT_PIXELS, 14, 3, 64 },
    { NN_SHAPE (-1, 28, 28), NN_LAYOUT_ROWS, 28, 1, 0 },
    { NN_SHAPE (1, 28, 28), NN_LAYOUT_ROWS, 28, 1, 1 },
    { NN_SHAPE (-1, 784), NN_LAYOUT_FLAT, 28, 1, 0 },
    { NN_SHAPE (-1, 1, 1, 196), NN_LAYOUT_FLAT, 14, 1, 0 },
    { NN_SHAPE (784), NN_LAYOUT_FLAT, 28, 1, 1 },
    { NN_SHAPE (28, 28), NN_LAYOUT_ROWS, 28, 1, 1 },
    { NN_SHAPE (-1, 1, 28, 30), NN_LAYOUT_NONE },
    { NN_SHAPE (-1, 3, -1, -1), NN_LAYOUT_NONE },
    { NN_SHAPE (-1, 700), NN_LAYOUT_NONE },
    { NN_SHAPE (-1, 1, 1024, 1024), NN_LAYOUT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 batch;
    NnInputConvention convention = convention_of (&cases[i].shape, &batch);
    g_autofree char *shape = nn_shape_to_string (&cases[i].shape);

    g_test_message ("%s", shape);
    g_assert_cmpint (convention.layout, ==, cases[i].layout);
    if (cases[i].layout == NN_LAYOUT_NONE)
      continue;
    g_assert_cmpint (convention.side, ==, cases[i].side);
    g_assert_cmpint (convention.channels, ==, cases[i].channels);
    g_assert_cmpint (batch, ==, cases[i].batch);
  }
}

static void
test_words (void)
{
  NnInputConvention convention = { .scale = 1, .side = 32, .layout = NN_LAYOUT_FLAT }, before;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  g_assert_true (
      nn_convention_parse (&convention, "-1..1,dark,transposed,stretched,sigmoids", &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (convention.offset, ==, -1);
  g_assert_cmpfloat (convention.scale, ==, 2);
  g_assert_true (convention.dark && convention.transposed && convention.stretched);
  g_assert_true (convention.known);
  text = nn_convention_to_string (&convention);
  g_assert_cmpstr (text, ==, "-1..1,dark,transposed,stretched,sigmoids");

  g_assert_true (nn_convention_parse (&convention, "mnist light", NULL));
  g_assert_cmpfloat_with_epsilon (convention.offset, -0.4242f, 1e-4);
  g_assert_cmpfloat_with_epsilon (convention.offset + convention.scale, 2.8215f, 1e-4);
  g_assert_true (convention.transposed);
  again = nn_convention_to_string (&convention);
  g_assert_cmpstr (again, ==, "-0.4242..2.821,light,transposed,stretched,sigmoids");

  before = convention;
  for (guint i = 0; i < 6; i++) {
    static const char *const wrong[] = { "blue", "0..", "..1", "1..1", "0..inf", "0..1,255" };

    g_clear_error (&error);
    g_assert_false (nn_convention_parse (&convention, wrong[i], &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
    g_assert_cmpmem (&convention, sizeof convention, &before, sizeof before);
  }
}

/* One pixel of ink at row 2, column 5. */
static void
test_fill (void)
{
  NnInputConvention convention = {
    .scale = 255, .layout = NN_LAYOUT_PIXELS, .side = 28, .channels = 3, .type = NN_TYPE_FLOAT64
  };
  float inks[784] = { [2 * 28 + 5] = 1 };
  g_autofree double *wide = g_new (double, 28 * 28 * 3);
  g_autofree float *numbers = g_new (float, 32 * 32);
  guint8 *bytes = (guint8 *) wide;
  float sum = 0;

  nn_convention_fill (&convention, inks, wide);
  for (int i = 0; i < 28 * 28 * 3; i++)
    g_assert_cmpfloat (wide[i], ==, i / 3 == 2 * 28 + 5 ? 255 : 0);

  convention = (NnInputConvention){ .scale = 255,
                                    .layout = NN_LAYOUT_FLAT,
                                    .side = 28,
                                    .channels = 1,
                                    .type = NN_TYPE_UINT8,
                                    .dark = TRUE,
                                    .transposed = TRUE };
  nn_convention_fill (&convention, inks, bytes);
  for (int i = 0; i < 784; i++)
    g_assert_cmpint (bytes[i], ==, i == 5 * 28 + 2 ? 0 : 255);

  convention = (NnInputConvention){
    .scale = 1, .layout = NN_LAYOUT_FLAT, .side = 32, .channels = 1, .type = NN_TYPE_FLOAT32
  };
  nn_convention_fill (&convention, inks, numbers);
  for (int i = 0; i < 32 * 32; i++)
    g_assert_cmpfloat (numbers[i], ==, i == 4 * 32 + 7 ? 1 : 0);

  /* Two by two pixels become one: a quarter of the ink. */
  convention.side = 14;
  nn_convention_fill (&convention, inks, numbers);
  for (int i = 0; i < 14 * 14; i++)
    g_assert_cmpfloat_with_epsilon (numbers[i], i == 14 + 2 ? 0.25f : 0, 1e-6);

  /* Stretched, the amount of ink grows with the area. */
  convention.side = 56;
  convention.stretched = TRUE;
  g_free (numbers);
  numbers = g_new (float, 56 * 56);
  nn_convention_fill (&convention, inks, numbers);
  for (int i = 0; i < 56 * 56; i++)
    sum += numbers[i];
  g_assert_cmpfloat_with_epsilon (sum, 4, 1e-4);
}

static void
test_probabilities (void)
{
  NnInputConvention convention = { .output = NN_OUTPUT_LOGITS };
  float logits[10] = { 1000, 1000 }, p[10];
  float strange[10] = { NAN, -INFINITY, INFINITY };

  nn_convention_probabilities (&convention, 10, logits, p);
  g_assert_cmpfloat (p[0], ==, 0.5f);
  g_assert_cmpfloat (p[9], ==, 0);
  convention.output = NN_OUTPUT_SIGMOIDS;
  nn_convention_probabilities (&convention, 10, (float[10]){ 0.5f, 0.75f, 0.75f }, p);
  g_assert_cmpfloat (p[0], ==, 0.25f);
  for (NnOutputKind kind = 0; kind <= NN_OUTPUT_SIGMOIDS; kind++) {
    float sum = 0;

    convention.output = kind;
    nn_convention_probabilities (&convention, 10, strange, p);
    for (int i = 0; i < 10; i++)
      sum += p[i];
    g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
  }
}

static NnModel *
train_linear (NnDataset *dataset)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("linear"), 1);
  g_autoptr (NnTrainer) trainer = NULL;
  NnRecipe recipe;
  gboolean ended;

  nn_recipe_init (&recipe, nn_preset_find ("linear"));
  recipe.epochs = 3;
  recipe.validation = 0;
  trainer = nn_trainer_new (model, dataset, &recipe, NULL);
  while (!nn_trainer_is_done (trainer))
    g_assert_true (nn_trainer_step (trainer, &ended, NULL));
  return nn_trainer_snapshot (trainer);
}

/* The same network for pictures that are 0..255, dark ink, rows and columns exchanged: ink = 1 -
 * input / 255. */
static NnModel *
disguise (const NnModel *model)
{
  NnGraph *graph = nn_model_graph (model);
  const float *old = nn_model_weights (model);
  g_autofree float *weights = g_memdup2 (old, nn_graph_n_weights (graph) * sizeof (float));
  NnInputConvention guess = { .scale = 1 };
  NnModel *disguised;
  gsize weight = 0, bias = 0;

  for (guint v = 0; v < nn_graph_n_values (graph); v++) {
    const NnValue *value = nn_graph_value (graph, v);

    if (value->kind == NN_VALUE_PARAMETER && value->shape.rank == 2)
      weight = value->offset;
    else if (value->kind == NN_VALUE_PARAMETER)
      bias = value->offset;
  }
  for (int y = 0; y < 28; y++)
    for (int x = 0; x < 28; x++)
      for (int k = 0; k < 10; k++) {
        float w = old[weight + (y * 28 + x) * 10 + k];

        weights[weight + (x * 28 + y) * 10 + k] = -w / 255;
        weights[bias + k] += w;
      }
  disguised = nn_model_new (graph, weights);
  nn_model_set_convention (disguised, &guess);
  return disguised;
}

static void
test_found (void)
{
  g_autoptr (NnDataset) dataset = nn_dataset_new_synthetic_with ("penned", 4000, 5);
  g_autoptr (NnModel) model = train_linear (dataset);
  g_autoptr (NnModel) disguised = disguise (model);
  g_autoptr (NnModel) adapted = NULL;
  g_autoptr (NnModel) set = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *set_words = NULL;
  NnConventionSearch search;

  g_assert_true (nn_model_find_convention (model, dataset, &search, &error));
  words = nn_convention_to_string (&search.convention);
  g_assert_cmpstr (words, ==, "0..1,light,upright,probabilities");
  g_assert_cmpuint (search.n_tried, ==, 16);
  g_assert_cmpuint (search.n_right * 10, >, search.n_known * 8);

  adapted = nn_model_adapt (disguised, NULL, dataset, &error);
  g_assert_no_error (error);
  g_free (words);
  words = nn_convention_to_string (nn_model_get_convention (adapted));
  g_assert_cmpstr (words, ==, "0..255,dark,transposed,probabilities");
  g_assert_true (nn_model_get_convention (adapted)->known);
  g_assert_nonnull (nn_model_get_fact (adapted, "input_found"));

  set = nn_model_adapt (disguised, "mnist,dark", dataset, &error);
  set_words = nn_convention_to_string (nn_model_get_convention (set));
  g_assert_cmpstr (set_words, ==, "-0.4242..2.821,dark,upright,probabilities");
  g_assert_null (nn_model_adapt (disguised, "red", dataset, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

/* A network that knows nothing gives no reason to claim anything. */
static void
test_untrained (void)
{
  g_autoptr (NnDataset) dataset = nn_dataset_new_synthetic_with ("penned", 300, 5);
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("linear"), 1);
  NnInputConvention guess = { .scale = 1 };
  NnConventionSearch search;

  nn_model_set_convention (model, &guess);
  g_assert_true (nn_model_find_convention (model, dataset, &search, NULL));
  g_assert_cmpuint (search.n_right * 2, <, search.n_known);
  g_assert_false (search.convention.known);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convention/layouts", test_layouts);
  g_test_add_func ("/convention/words", test_words);
  g_test_add_func ("/convention/fill", test_fill);
  g_test_add_func ("/convention/probabilities", test_probabilities);
  g_test_add_func ("/convention/found", test_found);
  g_test_add_func ("/convention/untrained", test_untrained);
  return g_test_run ();
}
