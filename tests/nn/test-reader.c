/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "constant-model.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/model/nn-preset.h"
#include "nn/onnx/nn-shipped.h"
#include "nn/read/nn-reader.h"

static NnVerdict
read_logits (const float *logits, NnInk ink)
{
  g_autoptr (NnModel) model = constant_model (logits);
  g_autoptr (NnReader) reader = nn_reader_new (model, NULL);
  float inks[784] = { 0 };
  NnVerdict verdict;

  nn_reader_read (reader, inks, ink, &verdict);
  return verdict;
}

static void
test_verdicts (void)
{
  NnVerdict v = read_logits ((float[10]){ [7] = 9, [3] = 1 }, NN_INK_DRAWING);
  float sum = 0;

  g_assert_cmpstr (nn_verdict_name (v.kind), ==, "digit");
  g_assert_cmpint (v.digit, ==, 7);
  g_assert_cmpint (v.second, ==, 3);
  for (int i = 0; i < 10; i++)
    sum += v.probabilities[i];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);

  v = read_logits ((float[10]){ [4] = 9, [9] = 9.2f }, NN_INK_DRAWING);
  g_assert_cmpstr (nn_verdict_name (v.kind), ==, "unsure");
  g_assert_cmpint (v.digit, ==, 9);
  g_assert_cmpint (v.second, ==, 4);

  v = read_logits ((float[10]){ [8] = 0.1f }, NN_INK_DRAWING);
  g_assert_cmpstr (nn_verdict_name (v.kind), ==, "not-a-digit");
  g_assert_cmpint (v.digit, ==, 8);

  v = read_logits ((float[10]){ [7] = 9 }, NN_INK_DOT);
  g_assert_cmpstr (nn_verdict_name (v.kind), ==, "empty");
  g_assert_cmpint (v.digit, ==, -1);
}

/* Seven has three quarters, the nine others the rest: a claim only for who overrates himself. */
static void
test_calibrated_models_claim_less (void)
{
  for (int calibrated = 0; calibrated < 2; calibrated++) {
    g_autoptr (NnModel) model = constant_model ((float[10]){ [7] = 3.3f });
    g_autoptr (NnReader) reader = NULL;
    float inks[784] = { 0 };
    NnVerdict verdict;

    nn_model_set_fact (model, "temperature", calibrated ? "1.0000" : NULL);
    reader = nn_reader_new (model, NULL);
    nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
    g_assert_cmpint (verdict.digit, ==, 7);
    g_assert_cmpfloat_with_epsilon (verdict.probabilities[7], 0.75f, 0.01);
    g_assert_cmpint (verdict.kind, ==, calibrated ? NN_VERDICT_NOT_A_DIGIT : NN_VERDICT_DIGIT);
  }
}

/* As sure as its network is right, and no surer than a guess where it has learned nothing. */
static void
test_young_networks_claim_less (void)
{
  const NnVerdict seven = read_logits ((float[10]){ [7] = 9, [3] = 1 }, NN_INK_DRAWING);
  const NnVerdict nothing = read_logits ((float[10]){ [7] = 9 }, NN_INK_EMPTY);
  NnVerdict v = seven;

  nn_verdict_calibrate (&v, 1);
  g_assert_cmpint (v.kind, ==, NN_VERDICT_DIGIT);
  nn_verdict_calibrate (&v, 4);
  g_assert_cmpint (v.digit, ==, 7);
  g_assert_cmpint (v.kind, ==, NN_VERDICT_NOT_A_DIGIT);
  g_assert_cmpint (nn_verdict_answer (&v, NN_MATURITY_YOUNG), ==, NN_ANSWER_GUESS);
  v = seven;
  nn_verdict_calibrate (&v, INFINITY);
  for (int i = 0; i < 10; i++)
    g_assert_cmpfloat_with_epsilon (v.probabilities[i], 0.1, 1e-6);
  g_assert_cmpint (nn_verdict_answer (&v, NN_MATURITY_YOUNG), ==, NN_ANSWER_UNDECIDED);
  v = nothing;
  nn_verdict_calibrate (&v, 4);
  g_assert_cmpmem (&v, sizeof v, &nothing, sizeof nothing);
}

static void
test_set_model (void)
{
  g_autoptr (NnModel) seven = constant_model ((float[10]){ [7] = 9 });
  g_autoptr (NnModel) other = constant_model ((float[10]){ [2] = 9 });
  g_autoptr (NnModel) snapshot = nn_model_with_weights (other, NULL);
  g_autoptr (NnReader) reader = nn_reader_new (seven, NULL);
  g_autoptr (GError) error = NULL;
  float inks[784] = { 0 };
  NnVerdict verdict;

  g_assert_true (nn_reader_set_model (reader, other, &error));
  nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
  g_assert_cmpint (verdict.digit, ==, 2);
  g_assert_true (nn_reader_set_model (reader, snapshot, &error));
  nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
  g_assert_cmpfloat_with_epsilon (verdict.probabilities[2], 0.1, 1e-6);
}

static void
draw (NnDrawing *drawing, const float (*points)[2], guint n)
{
  for (guint i = 0; i < n; i++) {
    NnPoint point = { .x = points[i][0], .y = points[i][1], .pressure = 1 };

    if (i == 0)
      nn_drawing_begin_stroke (drawing, point);
    else
      nn_drawing_add_point (drawing, point);
  }
}

/* What everybody gets at first start. */
static void
test_shipped (void)
{
  static const float one[][2] = { { 50, 10 }, { 48, 50 }, { 47, 90 } };
  static const float seven[][2] = { { 20, 15 }, { 50, 14 }, { 80, 15 }, { 62, 50 }, { 45, 95 } };
  g_autoptr (GFile) file = nn_shipped_reader_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = nn_model_load (file, &error);
  g_autoptr (NnReader) reader = NULL;
  float inks[784];
  NnVerdict verdict;

  g_assert_no_error (error);
  g_assert_null (nn_model_get_training_state (model));
  reader = nn_reader_new (model, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++) {
    g_autoptr (NnDrawing) drawing = nn_drawing_new ();
    NnInk ink;

    draw (drawing, i == 0 ? one : seven, i == 0 ? G_N_ELEMENTS (one) : G_N_ELEMENTS (seven));
    ink = nn_drawing_rasterize (drawing, inks);
    nn_reader_read (reader, inks, ink, &verdict);
    g_assert_cmpint (verdict.kind, ==, NN_VERDICT_DIGIT);
    g_assert_cmpint (verdict.digit, ==, i == 0 ? 1 : 7);
  }
}

/* A convolution, its normalisation, and a dense layer; weights by the seed. */
static NnModel *
normalised_model (NnGraph *graph, guint64 seed)
{
  g_autofree float *weights = g_new (float, nn_graph_n_weights (graph));
  NnRandom random;

  nn_random_init (&random, seed, 0);
  for (gsize i = 0; i < nn_graph_n_weights (graph); i++)
    weights[i] = nn_random_range (&random, 0.1f, 1);
  return nn_model_new (graph, weights);
}

static NnGraph *
normalised_graph (void)
{
  static const char *const names[] = { "scale", "shift", "mean", "variance" };
  NnGraph *graph = nn_graph_new ("normalised", 17);
  guint inputs[5], v;

  inputs[0] = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 1, 28, 28));
  inputs[1] = nn_graph_add_parameter (graph, "kernel", &NN_SHAPE (4, 1, 7, 7), TRUE);
  inputs[0] = nn_graph_add_op (graph, "Conv", "conv", NULL, 2, inputs, "c");
  for (guint i = 0; i < 4; i++)
    inputs[i + 1] = nn_graph_add_parameter (graph, names[i], &NN_SHAPE (4), i < 2);
  v = nn_graph_add_op (graph, "BatchNormalization", "norm", NULL, 5, inputs, "n");
  v = nn_graph_add_op (graph, "GlobalAveragePool", "pool", NULL, 1, &v, "p");
  inputs[0] = nn_graph_add_op (graph, "Flatten", "flat", NULL, 1, &v, "f");
  inputs[1] = nn_graph_add_parameter (graph, "weight", &NN_SHAPE (4, 10), TRUE);
  v = nn_graph_add_op (graph, "Gemm", "dense", NULL, 2, inputs, "l");
  nn_graph_add_output (graph, nn_graph_add_op (graph, "Softmax", "softmax", NULL, 1, &v, "y"));
  return graph;
}

/* Snapshot after snapshot of a network whose normalisations are folded for reading: the same as a
 * reader made for it, and as the network itself; and back to another graph. */
static void
test_snapshots (void)
{
  g_autoptr (NnGraph) graph = normalised_graph ();
  g_autoptr (NnModel) first = normalised_model (graph, 1);
  g_autoptr (NnModel) other = constant_model ((float[10]){ [7] = 9 });
  g_autoptr (NnReader) reader = nn_reader_new (first, NULL);
  float inks[784];
  NnVerdict verdict;

  for (int i = 0; i < 784; i++)
    inks[i] = (float) (i % 29) / 29;
  for (guint64 seed = 2; seed < 8; seed++) {
    g_autoptr (NnModel) snapshot = normalised_model (graph, seed);
    g_autoptr (NnReader) fresh = nn_reader_new (snapshot, NULL);
    NnVerdict expected;
    float p[10];

    g_assert_true (nn_reader_set_model (reader, snapshot, NULL));
    nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
    nn_reader_read (fresh, inks, NN_INK_DRAWING, &expected);
    g_assert_true (nn_model_predict (snapshot, inks, 1, p, NULL));
    for (int k = 0; k < 10; k++) {
      g_assert_cmpfloat_with_epsilon (verdict.probabilities[k], expected.probabilities[k], 1e-6);
      g_assert_cmpfloat_with_epsilon (verdict.probabilities[k], p[k], 1e-5);
    }
  }
  g_assert_true (nn_reader_set_model (reader, other, NULL));
  nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
  g_assert_cmpint (verdict.digit, ==, 7);
}

/* What a snapshot costs the reader, against a plan of its own. */
static void
test_snapshot_cost (void)
{
  enum { N = 200 };
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("reader"), 1);
  g_autoptr (NnReader) reader = nn_reader_new (model, NULL);
  g_autoptr (GPtrArray) snapshots
      = g_ptr_array_new_with_free_func ((GDestroyNotify) nn_model_unref);
  g_autoptr (GTimer) timer = g_timer_new ();
  double kept, planned;

  if (!g_test_perf ()) {
    g_test_skip ("only with -m perf");
    return;
  }
  for (int i = 0; i < N; i++)
    g_ptr_array_add (snapshots, nn_model_with_weights (model, nn_model_weights (model)));
  g_timer_start (timer);
  for (int i = 0; i < N; i++)
    g_assert_true (nn_reader_set_model (reader, snapshots->pdata[i], NULL));
  kept = g_timer_elapsed (timer, NULL);
  g_timer_start (timer);
  for (int i = 0; i < N; i++)
    nn_reader_free (nn_reader_new (model, NULL));
  planned = g_timer_elapsed (timer, NULL);
  g_test_message ("a snapshot: %.0f us; with a plan of its own: %.0f us", kept / N * 1e6,
                  planned / N * 1e6);
}

/* Some networks end in float64. */
static void
test_double_output (void)
{
  g_autoptr (NnModel) single = constant_model ((float[10]){ [7] = 9, [3] = 1 });
  g_autoptr (NnGraph) graph = nn_graph_new ("double", 17);
  g_autoptr (NnAttributes) attributes = nn_attributes_new ();
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnReader) reader = NULL;
  float inks[784] = { 0 };
  guint inputs[3], v;
  NnVerdict verdict;

  inputs[0] = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 784));
  inputs[1] = nn_graph_add_parameter (graph, "weight", &NN_SHAPE (784, 10), TRUE);
  inputs[2] = nn_graph_add_parameter (graph, "bias", &NN_SHAPE (10), TRUE);
  v = nn_graph_add_op (graph, "Gemm", "dense", NULL, 3, inputs, "l");
  nn_attributes_set_int (attributes, "to", NN_TYPE_FLOAT64);
  v = nn_graph_add_op (graph, "Cast", "cast", nn_attributes_ref (attributes), 1, &v, "c");
  nn_graph_add_output (graph, nn_graph_add_op (graph, "Neg", "negative", NULL, 1, &v, "y"));
  model = nn_model_new (graph, nn_model_weights (single));
  reader = nn_reader_new (model, NULL);
  nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
  g_assert_cmpfloat_with_epsilon (verdict.probabilities[0], 1 / (8 + exp (-9) + exp (-1)), 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/verdicts", test_verdicts);
  g_test_add_func ("/reader/calibrated-models-claim-less", test_calibrated_models_claim_less);
  g_test_add_func ("/reader/young", test_young_networks_claim_less);
  g_test_add_func ("/reader/set-model", test_set_model);
  g_test_add_func ("/reader/shipped", test_shipped);
  g_test_add_func ("/reader/snapshots", test_snapshots);
  g_test_add_func ("/reader/snapshot-cost", test_snapshot_cost);
  g_test_add_func ("/reader/double-output", test_double_output);
  return g_test_run ();
}
