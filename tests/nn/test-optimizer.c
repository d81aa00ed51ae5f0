/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/train/nn-trainer.h"

/* Ten steps against PyTorch's, from reference-optimizers.txt: see the script beside it. */

#define N_STEPS 10
#define N_WEIGHTS (784 * 4 + 4 + 40 + 10)

static NnDataset *
pictures (void)
{
  guint8 *pixels = g_malloc0 (32 * 784), *labels = g_malloc (32);

  for (int i = 0; i < 32; i++) {
    labels[i] = (guint8) (i * 7 % 10);
    for (int p = 0; p < 784; p++)
      pixels[i * 784 + p] = (i + p) % 3 == 0 ? (guint8) ((i * 37 + p * 11 + i * p) % 256) : 0;
  }
  return nn_dataset_new ("formula", g_bytes_new_take (pixels, 32 * 784),
                         g_bytes_new_take (labels, 32), NULL);
}

static guint
dense (NnGraph *graph, const char *name, guint from, gint64 n_in, gint64 n_out)
{
  g_autofree char *weight = g_strconcat (name, ".weight", NULL);
  g_autofree char *bias = g_strconcat (name, ".bias", NULL);
  g_autofree char *sum = g_strconcat (name, ".sum", NULL);
  const guint inputs[3]
      = { from, nn_graph_add_parameter (graph, weight, &NN_SHAPE (n_in, n_out), TRUE),
          nn_graph_add_parameter (graph, bias, &NN_SHAPE (n_out), TRUE) };

  return nn_graph_add_op (graph, "Gemm", name, NULL, 3, inputs, sum);
}

static const char *const parameters[]
    = { "dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias" };

/* The numbers of all parameters one after the other, without what lies between them. */
static void
copy_numbers (const NnGraph *graph, float *block, float *numbers, gboolean to_block)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++) {
    const NnValue *value = nn_graph_value (graph, nn_graph_find_value (graph, parameters[i]));
    gsize n = (gsize) nn_shape_count (&value->shape);

    if (to_block)
      memcpy (block + value->offset, numbers, n * sizeof (float));
    else
      memcpy (numbers, block + value->offset, n * sizeof (float));
    numbers += n;
  }
}

static NnModel *
network (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("small", 17);
  g_autofree float *block = NULL;
  float numbers[N_WEIGHTS];
  guint x = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 784));

  x = dense (graph, "dense1", x, 784, 4);
  x = nn_graph_add_op (graph, "Tanh", "tanh", NULL, 1, &x, "hidden");
  nn_graph_add_output (graph, dense (graph, "dense2", x, 4, 10));
  for (int i = 0; i < N_WEIGHTS; i++)
    numbers[i] = (float) (0.3 * sin (0.7 * i + 1));
  memset (numbers + 3136, 0, 4 * sizeof (float));
  memset (numbers + 3180, 0, 10 * sizeof (float));
  block = g_new0 (float, nn_graph_n_weights (graph));
  copy_numbers (graph, block, numbers, TRUE);
  return nn_model_new (graph, block);
}

static void
assert_near (const char *what, int i, double got, const char *expected)
{
  double number = g_ascii_strtod (expected, NULL);

  if (!(fabs (got - number) <= 1e-5))
    g_error ("%s %d is %.8g, PyTorch has %.8g", what, i, got, number);
}

typedef struct {
  char *recipe, *losses, *weights;
} Case;

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_auto (GStrv) losses = g_strsplit (c->losses, " ", -1);
  g_auto (GStrv) weights = g_strsplit (c->weights, " ", -1);
  g_autoptr (NnDataset) dataset = pictures ();
  g_autoptr (NnModel) model = network ();
  g_autoptr (NnModel) after = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  float numbers[N_WEIGHTS];
  NnRecipe recipe;

  nn_recipe_from_string (&recipe, c->recipe, &error);
  g_assert_no_error (error);
  recipe.batch = 32;
  recipe.epochs = N_STEPS;
  recipe.validation = 0;
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  for (int i = 0; i < N_STEPS; i++) {
    gboolean ended;

    nn_trainer_step (trainer, &ended, &error);
    g_assert_no_error (error);
    assert_near ("loss", i, nn_trainer_progress (trainer)->step_loss, losses[i]);
  }
  after = nn_trainer_snapshot (trainer);
  copy_numbers (nn_model_graph (after), (float *) nn_model_weights (after), numbers, FALSE);
  g_assert_cmpuint (g_strv_length (weights), ==, (N_WEIGHTS + 30) / 31);
  for (int i = 0; weights[i] != NULL; i++)
    assert_near ("weight", i * 31, numbers[i * 31], weights[i]);
}

static void
case_free (gpointer data)
{
  Case *c = data;

  g_free (c->recipe);
  g_free (c->losses);
  g_free (c->weights);
  g_free (c);
}

int
main (int argc, char **argv)
{
  g_autofree char *file = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  file = g_test_build_filename (G_TEST_DIST, "nn", "reference-optimizers.txt", NULL);
  if (!g_file_get_contents (file, &text, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines) % 3, ==, 0);
  for (guint i = 0; lines[i] != NULL; i += 3) {
    g_autofree char *path = g_strdup_printf ("/optimizer/%s", lines[i]);
    Case *c = g_new (Case, 1);

    *c = (Case){ g_strdup (lines[i]), g_strdup (lines[i + 1]), g_strdup (lines[i + 2]) };
    g_test_add_data_func_full (path, c, test_case, case_free);
  }
  return g_test_run ();
}
