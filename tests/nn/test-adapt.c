/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-synthetic.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-convention-search.h"
#include "nn/read/nn-reader.h"
#include "nn/train/nn-trainer.h"

/* Models of pictures that are smaller or larger than ours, from the file of a stranger to further
 * training and back into a file. */

static NnModel *
make_model (int side, const char *words)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("other size", 17);
  NnInputConvention convention = { .scale = 1 };
  NnModel *model;
  guint inputs[3], v;

  inputs[0] = nn_graph_add_input (graph, "picture", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 1, side, side));
  v = nn_graph_add_op (graph, "Flatten", "flat", NULL, 1, inputs, "flattened");
  inputs[0] = v;
  inputs[1] = nn_graph_add_parameter (graph, "weight", &NN_SHAPE (side * side, 10), TRUE);
  inputs[2] = nn_graph_add_parameter (graph, "bias", &NN_SHAPE (10), TRUE);
  v = nn_graph_add_op (graph, "Gemm", "dense", NULL, 3, inputs, "scores");
  nn_graph_add_output (graph, v);
  model = nn_model_new (graph, NULL);
  nn_model_set_convention (model, &convention);
  convention = *nn_model_get_convention (model);
  g_assert_true (nn_convention_parse (&convention, words, NULL));
  nn_model_set_convention (model, &convention);
  return model;
}

static NnModel *
train (NnModel *model, NnDataset *dataset, guint epochs)
{
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;
  gboolean ended;

  nn_recipe_init (&recipe, NULL);
  recipe.epochs = epochs;
  recipe.validation = 0;
  recipe.batch = 32;
  recipe.optimizer = NN_OPTIMIZER_ADAM;
  /* The larger the numbers, the smaller the weights that suit them. */
  recipe.rate = 0.002f / MAX (1, nn_model_get_convention (model)->scale);
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  while (!nn_trainer_is_done (trainer))
    g_assert_true (nn_trainer_step (trainer, &ended, NULL));
  return nn_trainer_snapshot (trainer);
}

static double
accuracy_of (NnModel *model, NnDataset *dataset)
{
  NnMeasure measure;

  g_assert_true (nn_measure (model, dataset, NULL, 0, 0, NULL, &measure, NULL));
  return (double) measure.correct / (double) measure.count;
}

/* What a stranger's file says: the graph and the weights. */
static NnModel *
forget_convention (const NnModel *model)
{
  NnModel *bare = nn_model_new (nn_model_graph (model), nn_model_weights (model));

  nn_model_set_convention (bare, &(NnInputConvention){ .scale = 1 });
  return bare;
}

/* A picture of the dataset as the pad would give it. */
static guint
count_right (NnModel *model, NnDataset *dataset)
{
  g_autoptr (NnReader) reader = nn_reader_new (model, NULL);
  guint right = 0;

  for (gsize i = 0; i < 200; i++) {
    float inks[784];
    NnVerdict verdict;

    for (int p = 0; p < 784; p++)
      inks[p] = nn_dataset_pixels (dataset)[i * 784 + p] / 255.0f;
    nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
    right += verdict.digit == nn_dataset_labels (dataset)[i];
  }
  return right;
}

static void
check (int side, const char *words)
{
  g_autoptr (NnDataset) penned = nn_dataset_new_synthetic_with ("penned", 3000, 5);
  g_autoptr (NnDataset) others = nn_dataset_new_synthetic_with ("penned", 1000, 6);
  g_autoptr (NnModel) begin = make_model (side, words);
  g_autoptr (NnModel) made = train (begin, penned, 4);
  g_autoptr (NnModel) strange = forget_convention (made);
  g_autoptr (GBytes) file = nn_model_to_bytes (strange);
  g_autoptr (GBytes) saved = NULL;
  g_autoptr (NnModel) opened = NULL;
  g_autoptr (NnModel) adapted = NULL;
  g_autoptr (NnModel) further = NULL;
  g_autoptr (NnModel) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  double before, after;

  opened = nn_model_from_bytes (file, "strange.onnx", &error);
  g_assert_no_error (error);
  adapted = nn_model_adapt (opened, NULL, penned, &error);
  g_assert_no_error (error);
  found = nn_convention_to_string (nn_model_get_convention (adapted));
  g_assert_cmpstr (found, ==, words);
  g_assert_cmpint (nn_model_get_convention (adapted)->side, ==, side);
  before = accuracy_of (adapted, others);
  g_assert_cmpfloat_with_epsilon (before, accuracy_of (made, others), 1e-9);
  g_assert_cmpfloat (before, >, 0.75);
  g_assert_cmpuint (count_right (adapted, penned), >, 150);

  further = train (adapted, penned, 4);
  after = accuracy_of (further, others);
  g_test_message ("%d: %.4f, further trained %.4f", side, before, after);
  g_assert_cmpfloat (after, >=, before);
  saved = nn_model_to_bytes (further);
  again = nn_model_from_bytes (saved, "saved.onnx", &error);
  g_assert_no_error (error);
  g_free (found);
  found = nn_convention_to_string (nn_model_get_convention (again));
  g_assert_cmpstr (found, ==, words);
  g_assert_cmpfloat_with_epsilon (accuracy_of (again, others), after, 1e-9);
}

static void
test_small (void)
{
  check (14, "0..255,light,transposed,logits");
}

static void
test_framed (void)
{
  check (32, "-1..1,light,upright,framed,logits");
}

static void
test_stretched (void)
{
  check (32, "0..1,light,transposed,stretched,logits");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/adapt/14x14", test_small);
  g_test_add_func ("/adapt/32x32-framed", test_framed);
  g_test_add_func ("/adapt/32x32-stretched", test_stretched);
  return g_test_run ();
}
