/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "bars.h"
#include "nn/graph/nn-plan.h"
#include "nn/ops/nn-conv.h"
#include "nn/train/nn-trainer.h"

/* Every fast path against the plain one: vector loops, batch-last order, steps in place. */

static float *
random_floats (gsize n, guint64 seed)
{
  float *numbers = g_new (float, n + 16);
  NnRandom random;

  nn_random_init (&random, seed, 0);
  for (gsize i = 0; i < n + 16; i++)
    numbers[i] = nn_random_range (&random, -1, 1);
  return numbers;
}

/* Within 1e-5 of the largest number. */
static void
assert_close (gsize n, const float *a, const float *b)
{
  float largest = 0;

  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, fabsf (a[i]));
  g_assert_cmpfloat (largest, >, 0);
  for (gsize i = 0; i < n; i++)
    if (!(fabsf (a[i] - b[i]) <= 1e-5f * largest))
      g_error ("number %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT ": %g, but %g", i, n, (double) a[i],
               (double) b[i]);
}

static void
check_rows (const NnKernels *fast, const NnKernels *plain)
{
  const gint64 n_rows = 23;

  for (gint64 n = 1; n < 300; n += n < 70 ? 1 : 13) {
    g_autofree float *rows = random_floats (n_rows * n, 1);
    g_autofree float *values = random_floats (n_rows, 2);
    g_autofree float *row = random_floats (n, 3);
    guint32 index[23];

    values[5] = 0;
    for (guint i = 0; i < n_rows; i++)
      index[i] = i * 7 % n_rows;
    {
      g_autofree float *a = random_floats (n, 4);
      g_autofree float *b = random_floats (n, 4);

      plain->sum_rows (n, 20, index, values, rows, a);
      fast->sum_rows (n, 20, index, values, rows, b);
      assert_close (n + 16, a, b);
    }
    {
      g_autofree float *a = random_floats (n_rows * n, 5);
      g_autofree float *b = random_floats (n_rows * n, 5);

      plain->add_outer (n_rows, n, values, row, a);
      fast->add_outer (n_rows, n, values, row, b);
      assert_close (n_rows * n + 16, a, b);
      plain->add_scaled (n, 0.3f, row, a);
      fast->add_scaled (n, 0.3f, row, b);
      assert_close (n_rows * n + 16, a, b);
      plain->relu (n, a);
      fast->relu (n, b);
      assert_close (n_rows * n + 16, a, b);
      plain->relu_backward (n, row, a);
      fast->relu_backward (n, row, b);
      assert_close (n_rows * n + 16, a, b);
    }
  }
}

static void
check_convolution (const NnKernels *fast,
                   const NnKernels *plain,
                   gint64 in,
                   gint64 out,
                   gint64 size)
{
  /* A width of 13 makes tiles of every width. */
  const gint64 height = 4 + size - 1, width = 13 + size - 1;
  NnConvShape s = { .batch = 32,
                    .channels_in = in,
                    .channels_out = out,
                    .out_height = 4,
                    .out_width = 13,
                    .kernel_height = size,
                    .kernel_width = size,
                    .plane = height * width * 32,
                    .row = width * 32,
                    .column = 32,
                    .kernel_row = width * 32,
                    .kernel_column = 32 };
  gsize n_weights = in * out * size * size, n_out = out * 4 * 13 * 32;
  g_autofree float *input = random_floats (in * s.plane, 1);
  g_autofree float *weights = random_floats (n_weights, 2);
  g_autofree float *bias = random_floats (out, 3);
  g_autofree float *a = random_floats (n_out, 4);
  g_autofree float *b = random_floats (n_out, 4);
  g_autofree float *wa = random_floats (n_weights, 5);
  g_autofree float *wb = random_floats (n_weights, 5);

  for (int clip = 0; clip < 2; clip++) {
    plain->conv_forward (&s, input, weights, clip ? bias : NULL, clip, a);
    fast->conv_forward (&s, input, weights, clip ? bias : NULL, clip, b);
    assert_close (n_out + 16, a, b);
  }
  plain->conv_weight_gradient (&s, input, a, wa);
  fast->conv_weight_gradient (&s, input, a, wb);
  assert_close (n_weights + 16, wa, wb);
}

/* Winograd's tiles against the direct loops: outputs of an odd number of rows and columns. */
static void
check_winograd (const NnKernels *fast, const NnKernels *plain, gint64 in, gint64 out)
{
  const gint64 height = 5, width = 7, row = (width + 3) * 32, out_row = width * 32;
  NnConvShape direct = { .batch = 32,
                         .channels_in = in,
                         .channels_out = out,
                         .out_height = height,
                         .out_width = width,
                         .kernel_height = 3,
                         .kernel_width = 3,
                         .plane = (height + 3) * row,
                         .row = row,
                         .column = 32,
                         .kernel_row = row,
                         .kernel_column = 32 };
  NnWinogradShape s = { .batch = 32,
                        .channels_in = in,
                        .channels_out = out,
                        .tiles_high = nn_winograd_tiles (height),
                        .tiles_wide = nn_winograd_tiles (width),
                        .cut_row = TRUE,
                        .cut_column = TRUE,
                        .in_plane = direct.plane,
                        .in_row = 2 * row,
                        .in_column = 64,
                        .out_plane = height * out_row,
                        .out_row = 2 * out_row,
                        .out_column = 64,
                        .out_places = { 0, 32, out_row, out_row + 32 } };
  gsize n_weights = in * out * 9, n_out = out * s.out_plane;
  g_autofree float *input = random_floats (in * s.in_plane, 1);
  g_autofree float *weights = random_floats (n_weights, 2);
  g_autofree float *bias = random_floats (out, 3);
  g_autofree float *filters = g_new0 (float, 16 * in * out);
  g_autofree float *work = g_new (float, NN_WINOGRAD_WORK (in, out));
  g_autofree float *a = random_floats (n_out, 4);
  g_autofree float *b = random_floats (n_out, 4);
  g_autofree float *wa = random_floats (n_weights, 5);
  g_autofree float *wb = random_floats (n_weights, 5);

  for (int i = 0; i < 16; i++)
    s.in_places[i] = i / 4 * row + i % 4 * 32;
  nn_winograd_filters (out, in, weights, filters);
  for (int clip = 0; clip < 2; clip++) {
    plain->conv_forward (&direct, input, weights, clip ? bias : NULL, clip, a);
    fast->winograd_forward (&s, input, filters, clip ? bias : NULL, clip, b, work);
    assert_close (n_out + 16, a, b);
  }
  plain->conv_weight_gradient (&direct, input, a, wa);
  memset (filters, 0, 16 * in * out * sizeof (float));
  fast->winograd_filter_gradient (&s, input, a, filters, work);
  nn_winograd_weight_gradient (out, in, filters, wb);
  assert_close (n_weights + 16, wa, wb);
}

static void
check_pool (const NnKernels *fast, const NnKernels *plain)
{
  const gint64 offsets[] = { 0, 32, 32 * 9, 32 * 10 };
  const guint8 numbers[] = { 0, 1, 3, 4 };
  NnPoolRow row = { 32, 4, 64, 4, offsets, numbers };
  g_autofree float *input = random_floats (18 * 32, 1);
  g_autofree float *a = random_floats (4 * 32, 2);
  g_autofree float *b = random_floats (4 * 32, 2);
  g_autofree guint8 *which_a = g_new0 (guint8, 4 * 32);
  g_autofree guint8 *which_b = g_new0 (guint8, 4 * 32);

  plain->pool_max (&row, input, a, which_a);
  fast->pool_max (&row, input, b, which_b);
  assert_close (4 * 32 + 16, a, b);
  g_assert_cmpmem (which_a, 4 * 32, which_b, 4 * 32);
  for (int alone = 0; alone < 2; alone++) {
    g_autofree float *da = random_floats (18 * 32, 3);
    g_autofree float *db = random_floats (18 * 32, 3);

    plain->pool_max_backward (&row, a, which_a, alone, da);
    fast->pool_max_backward (&row, a, which_a, alone, db);
    assert_close (18 * 32 + 16, da, db);
  }
}

static void
test_kernels (gconstpointer data)
{
  const NnKernels *plain = nn_kernels_named ("plain"), *fast = nn_kernels_named (data);

  g_assert_nonnull (plain);
  if (fast == NULL) {
    g_test_skip ("not on this processor");
    return;
  }
  check_rows (fast, plain);
  for (gint64 out = 1; out < 10; out++)
    check_convolution (fast, plain, out % 3 + 1, out, out % 2 == 0 ? 3 : 5);
  check_convolution (fast, plain, 2, 8, 4);
  check_convolution (fast, plain, 2, 3, 1);
  for (gint64 out = 1; out < 8; out++)
    check_winograd (fast, plain, 9 - out, out);
  check_winograd (fast, plain, 26, 30);
  check_pool (fast, plain);
}

/* Outputs and all gradients of a network in batch-last order and picture by picture. */
static void
test_batch_last (gconstpointer data)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find (data), 3);
  NnGraph *graph = nn_model_graph (model);
  const gsize batch = 16, n = nn_graph_n_weights (graph);
  g_autofree float *pictures = random_floats (batch * NN_PICTURE_PIXELS, 1);
  g_autofree float *factors = random_floats (batch * 10, 2);
  g_autofree float *last_outputs = g_new (float, batch * 10);
  g_autofree float *first_outputs = g_new (float, batch * 10);
  float *outputs[2] = { first_outputs, last_outputs };
  float *gradients[2];

  for (int last = 0; last < 2; last++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NnPlan) plan = nn_plan_new (
        graph, batch, NN_PLAN_TRAINING | (last ? 0 : NN_PLAN_BATCH_FIRST), NULL, &error);
    g_autoptr (NnWorkspace) workspace = NULL;

    g_assert_no_error (error);
    workspace = nn_workspace_new (plan);
    gradients[last] = g_new0 (float, n + 16);
    memcpy (nn_workspace_input (workspace, 0), pictures,
            batch * NN_PICTURE_PIXELS * sizeof (float));
    nn_workspace_forward (workspace, nn_model_weights (model), NULL);
    memcpy (outputs[last], nn_workspace_output (workspace, 0), batch * 10 * sizeof (float));
    memcpy (nn_workspace_output_gradient (workspace, 0), factors, batch * 10 * sizeof (float));
    nn_workspace_backward (workspace, nn_model_weights (model), gradients[last]);
  }
  assert_close (batch * 10, outputs[0], outputs[1]);
  assert_close (n, gradients[0], gradients[1]);
  g_free (gradients[0]);
  g_free (gradients[1]);
}

/* Plain SGD into the weights themselves, and the usual way, which a limit on the gradient that it
 * never reaches asks for. */
static void
test_in_place (void)
{
  const NnPreset *preset = nn_preset_find ("scratch");
  g_autoptr (NnDataset) dataset = bars (300, 9);
  g_autoptr (NnModel) start = nn_preset_create (preset, 4);
  gsize n = nn_graph_n_weights (nn_model_graph (start));
  NnModel *models[2];

  for (int i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NnTrainer) trainer = NULL;
    NnRecipe recipe;

    nn_recipe_init (&recipe, preset);
    recipe.clip = i == 0 ? 0 : 1e6f;
    trainer = nn_trainer_new (start, dataset, &recipe, &error);
    g_assert_no_error (error);
    for (int step = 0; step < 40; step++) {
      gboolean ended;

      nn_trainer_step (trainer, &ended, &error);
      g_assert_no_error (error);
    }
    models[i] = nn_trainer_snapshot (trainer);
  }
  g_assert_cmpfloat (nn_model_weights (start)[0], !=, nn_model_weights (models[0])[0]);
  assert_close (n, nn_model_weights (models[0]), nn_model_weights (models[1]));
  nn_model_unref (models[0]);
  nn_model_unref (models[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/kernels/avx2", "avx2", test_kernels);
  g_test_add_data_func ("/kernels/avx512", "avx512", test_kernels);
  g_test_add_data_func ("/batch-last/lenet", "lenet", test_batch_last);
  g_test_add_data_func ("/batch-last/fast-cnn", "fast-cnn", test_batch_last);
  g_test_add_data_func ("/batch-last/deep-cnn", "deep-cnn", test_batch_last);
  g_test_add_func ("/in-place", test_in_place);
  return g_test_run ();
}
