/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "bars.h"
#include "constant-model.h"
#include "nn/explain/nn-change.h"
#include "nn/explain/nn-digit-map.h"
#include "nn/explain/nn-doubt.h"
#include "nn/explain/nn-pen-time.h"
#include "nn/explain/nn-shapley.h"
#include "nn/explain/nn-step.h"
#include "nn/model/nn-preset.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/onnx/nn-shipped.h"
#include "nn/train/nn-trainer.h"

/* A network that has learnt bars. */
static NnModel *
trained (const char *name, const char *optimizer)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find (name), 3);
  g_autoptr (NnDataset) dataset = bars (640, 5);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;
  gboolean ended;

  nn_recipe_init (&recipe, nn_preset_find (name));
  nn_recipe_set (&recipe, "optimizer", optimizer, NULL);
  recipe.rate = g_str_equal (optimizer, "adam") ? 0.003f : 0.05f;
  recipe.epochs = 2;
  recipe.batch = 32;
  recipe.threads = 1;
  recipe.validation = 32;
  recipe.schedule = NN_SCHEDULE_CONSTANT;
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  while (!nn_trainer_is_done (trainer))
    g_assert_true (nn_trainer_step (trainer, &ended, NULL));
  return nn_trainer_snapshot (trainer);
}

static NnSample *
make_sample (void)
{
  g_autoptr (NnDataset) dataset = bars (400, 6);

  return nn_sample_new (dataset, NULL, 0, 200, 1, NULL);
}

static NnExplainer *
open_reader (void)
{
  g_autoptr (GFile) file = nn_shipped_reader_file ();
  g_autoptr (NnModel) model = nn_model_load (file, NULL);

  return nn_explainer_new (model, NULL);
}

/* Strokes on a hundred units: "x,y x,y;x,y ...". */
static NnDrawing *
draw (const char *text)
{
  NnDrawing *drawing = nn_drawing_new ();
  g_auto (GStrv) strokes = g_strsplit (text, ";", -1);

  for (guint s = 0; strokes[s] != NULL; s++) {
    g_auto (GStrv) points = g_strsplit (strokes[s], " ", -1);

    for (guint i = 0; points[i] != NULL; i++) {
      NnPoint point = { .x = (float) g_ascii_strtod (points[i], NULL),
                        .y = (float) g_ascii_strtod (strchr (points[i], ',') + 1, NULL),
                        .pressure = 1 };

      if (i == 0)
        nn_drawing_begin_stroke (drawing, point);
      else
        nn_drawing_add_point (drawing, point);
    }
  }
  return drawing;
}

#define SEVEN "20,15 50,14 80,15 70,35 62,50 53,70 45,95"
#define FOUR "30,10 25,30 20,55 50,54 80,55;62,12 60,50 59,95"

/* --- the least change of ink --- */

static void
test_change (void)
{
  g_autoptr (NnModel) model = trained ("keras", "adam");
  g_autoptr (NnExplainer) explainer = nn_explainer_new (model, NULL);
  g_autoptr (NnSample) sample = make_sample ();

  for (int i = 0; i < 5; i++) {
    const float *inks = nn_sample_inks (sample) + i * 37 * NN_PICTURE_PIXELS;
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) again = NULL;
    float picture[NN_PICTURE_PIXELS], scores[10];
    int first, second;
    guint n_dabs = 0;
    NnChange change, repeated;
    double plain;

    g_assert_true (nn_change_find (explainer, inks, -1, -1, &change, NULL, &error));
    g_assert_no_error (error);
    g_assert_true (change.found);
    g_assert_cmpint (change.digit_before, ==, change.a);
    g_assert_cmpint (change.digit_after, ==, change.b);
    /* The picture is what the dabs make of the ink, and is read as it says. */
    g_assert_cmpfloat_with_epsilon (nn_change_apply (inks, change.strengths, picture),
                                    change.added + change.rubbed, 1e-3);
    g_assert_cmpmem (picture, sizeof picture, change.picture, sizeof change.picture);
    g_assert_true (nn_explainer_read (explainer, picture, 1, scores, NULL, NULL, NULL, NULL));
    nn_two_likeliest (scores, &first, &second);
    g_assert_cmpint (first, ==, change.b);
    for (int p = 0; p < NN_PICTURE_PIXELS; p++) {
      g_assert_true (change.strengths[p] == 0
                     || fabsf (change.strengths[p]) >= NN_CHANGE_WEAKEST - 1e-6f);
      g_assert_cmpfloat (fabsf (change.strengths[p]), <=, 1);
      g_assert_true (picture[p] >= 0 && picture[p] <= 1);
      n_dabs += change.strengths[p] != 0;
    }
    g_assert_cmpuint (n_dabs, ==, change.n_dabs);
    g_assert_cmpuint (n_dabs, >, 0);
    plain = nn_change_by_plain_gradient (explainer, inks, change.b, NULL, NULL);
    g_test_message ("%.2f of ink, by the plain gradient %.2f", change.added + change.rubbed, plain);
    /* This network is almost linear, and the plain gradient wins no lead. */
    g_assert_true (plain < 0 || change.added + change.rubbed <= 1.3 * plain);
    /* What is read as b already is not changed, and the same question has the same answer. */
    g_assert_false (
        nn_change_find (explainer, change.picture, -1, change.b, &repeated, NULL, &again));
    g_assert_error (again, NN_ERROR, NN_ERROR_RANGE);
    g_assert_true (nn_change_find (explainer, inks, -1, -1, &repeated, NULL, NULL));
    g_assert_cmpmem (repeated.picture, sizeof picture, change.picture, sizeof picture);
  }
}

/* A network that answers the same to everything cannot be changed, and says so. */
static void
test_change_of_nothing (void)
{
  g_autoptr (NnModel) model = constant_model ((float[10]){ [4] = 3, [9] = 2 });
  g_autoptr (NnExplainer) explainer = nn_explainer_new (model, NULL);
  g_autoptr (NnSample) sample = make_sample ();
  g_autoptr (GError) error = NULL;
  float paper[NN_PICTURE_PIXELS] = { 0 };
  NnChange change;

  g_assert_true (nn_change_find (explainer, nn_sample_inks (sample), -1, -1, &change, NULL, NULL));
  g_assert_false (change.found);
  g_assert_cmpint (change.digit_after, ==, 4);
  g_assert_cmpuint (change.n_dabs, ==, 0);
  g_assert_false (nn_change_find (explainer, paper, -1, -1, &change, NULL, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

/* --- strokes --- */

static void
test_pen_time (void)
{
  g_autoptr (NnExplainer) explainer = open_reader ();
  g_autoptr (NnDrawing) drawing = draw (FOUR);
  g_autoptr (NnDrawing) backwards = draw ("59,95 60,50 62,12;80,55 50,54 20,55 25,30 30,10");
  g_autoptr (NnDrawing) none = nn_drawing_new ();
  g_autoptr (GError) error = NULL;
  float inks[NN_PICTURE_PIXELS], whole[10];
  NnPenTime there, back;

  g_assert_true (nn_pen_time (explainer, drawing, &there, NULL, NULL));
  g_assert_true (nn_pen_time (explainer, backwards, &back, NULL, NULL));
  nn_drawing_rasterize (drawing, inks);
  g_assert_true (nn_explainer_read (explainer, inks, 1, NULL, whole, NULL, NULL, NULL));
  g_assert_cmpfloat (there.times[NN_PEN_TIME_STEPS - 1], ==, 1);
  for (int k = 0; k < 10; k++) {
    g_assert_cmpfloat_with_epsilon (there.probabilities[NN_PEN_TIME_STEPS - 1][k], whole[k], 1e-4);
    g_assert_cmpfloat_with_epsilon (back.probabilities[NN_PEN_TIME_STEPS - 1][k], whole[k], 2e-3);
  }
  g_assert_cmpfloat (there.probabilities[NN_PEN_TIME_STEPS - 1][4], >, 0.9);
  g_assert_false (nn_pen_time (explainer, none, &there, NULL, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_MISSING);
}

/* Half of the way is half of the way. */
static void
test_prefix (void)
{
  g_autoptr (NnDrawing) drawing = draw ("0,0 100,0;0,50 100,50");
  g_autoptr (NnDrawing) half = nn_pen_prefix (drawing, 0.25);
  g_autoptr (NnDrawing) most = nn_pen_prefix (drawing, 0.75);
  guint n;
  const NnPoint *points;

  g_assert_cmpuint (nn_drawing_n_strokes (half), ==, 1);
  points = nn_drawing_stroke (half, 0, &n);
  g_assert_cmpfloat_with_epsilon (points[n - 1].x, 50, 1);
  g_assert_cmpuint (nn_drawing_n_strokes (most), ==, 2);
  points = nn_drawing_stroke (most, 1, &n);
  g_assert_cmpfloat_with_epsilon (points[n - 1].x, 50, 1);
}

static void
test_parts (void)
{
  g_autoptr (NnDrawing) angle = draw ("0,0 20,0 40,0 60,0 60,20 60,40 60,60");
  g_autoptr (NnDrawing) many = draw ("0,0 9,9;10,0 19,9;20,0 29,9;30,0 39,9;40,0 49,9;50,0 59,9;"
                                     "60,0 69,9;70,0 79,9;80,0 89,9;90,0 99,9;0,50 9,59");
  NnInkPart parts[NN_SHAPLEY_MOST_PARTS];
  guint n = nn_ink_parts (angle, parts);
  gboolean at_corner = FALSE;

  for (guint i = 0; i < n; i++)
    at_corner |= parts[i].last_point == 3;
  g_assert_true (at_corner);
  g_assert_cmpuint (parts[0].first_point, ==, 0);
  g_assert_cmpuint (parts[n - 1].last_point, ==, 6);
  for (guint i = 1; i < n; i++)
    g_assert_cmpuint (parts[i].first_point, ==, parts[i - 1].last_point);

  n = nn_ink_parts (many, parts);
  g_assert_cmpuint (n, ==, NN_SHAPLEY_MOST_PARTS);
  {
    g_autoptr (NnDrawing) all = nn_ink_parts_draw (many, parts, n, (1u << n) - 1);

    g_assert_cmpuint (nn_drawing_n_strokes (all), ==, 11);
  }
}

/* Known games: additive, of one who decides, and of two who need each other. */
static void
test_shapley_values (void)
{
  double worths[8], values[3];

  for (int s = 0; s < 8; s++)
    worths[s] = 2 + (s & 1) * 1 + (s & 2) * 2.5 + (s & 4) * -1;
  nn_shapley_values (worths, 3, values);
  g_assert_cmpfloat_with_epsilon (values[0], 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (values[1], 5, 1e-12);
  g_assert_cmpfloat_with_epsilon (values[2], -4, 1e-12);
  for (int s = 0; s < 8; s++)
    worths[s] = (s & 3) == 3 ? 6 : 0;
  nn_shapley_values (worths, 3, values);
  g_assert_cmpfloat_with_epsilon (values[0], 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (values[1], 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (values[2], 0, 1e-12);
}

static void
test_shapley (void)
{
  g_autoptr (NnExplainer) explainer = open_reader ();
  static const char *const drawings[] = { SEVEN, FOUR };

  for (guint i = 0; i < G_N_ELEMENTS (drawings); i++) {
    g_autoptr (NnDrawing) drawing = draw (drawings[i]);
    float inks[2 * NN_PICTURE_PIXELS] = { 0 }, scores[20];
    double sum = 0, held = 0, difference;
    NnShapley result, turned;

    g_assert_true (nn_shapley (explainer, drawing, -1, -1, &result, NULL, NULL));
    g_assert_cmpint (result.a, ==, i == 0 ? 7 : 4);
    g_assert_cmpuint (result.n_parts, >, 1);
    for (guint k = 0; k < result.n_parts; k++) {
      sum += result.values[k];
      held += result.values_frame_held[k];
    }
    nn_drawing_rasterize (drawing, inks);
    g_assert_true (nn_explainer_read (explainer, inks, 2, scores, NULL, NULL, NULL, NULL));
    difference
        = (scores[result.a] - scores[result.b]) - (scores[10 + result.a] - scores[10 + result.b]);
    g_assert_cmpfloat_with_epsilon (sum, result.difference, 1e-4);
    g_assert_cmpfloat_with_epsilon (held, result.difference, 1e-4);
    g_assert_cmpfloat_with_epsilon (difference, result.difference, 1e-3);
    /* Against b what is for a is against it. */
    g_assert_true (nn_shapley (explainer, drawing, result.b, result.a, &turned, NULL, NULL));
    for (guint k = 0; k < result.n_parts; k++)
      g_assert_cmpfloat_with_epsilon (turned.values[k], -result.values[k], 1e-4);
  }
}

/* --- doubt --- */

static void
test_doubt (void)
{
  g_autoptr (NnModel) model = trained ("keras", "adam");
  g_autoptr (NnExplainer) explainer = nn_explainer_new (model, NULL);
  g_autoptr (NnSample) sample = make_sample ();
  const float *inks = nn_sample_inks (sample);
  float moved[NN_PICTURE_PIXELS] = { 0 }, p[10], scores[10];
  int first, second;
  NnDoubt doubt;

  g_assert_true (nn_doubt (explainer, inks, NULL, &doubt, NULL, NULL));
  g_assert_cmpfloat (doubt.shift[4][4], ==, doubt.certainty);
  /* Three down, two to the left. */
  for (int y = 3; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x + 2 < NN_PICTURE_SIDE; x++)
      moved[y * NN_PICTURE_SIDE + x] = inks[(y - 3) * NN_PICTURE_SIDE + x + 2];
  g_assert_true (nn_explainer_read (explainer, moved, 1, NULL, p, NULL, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (doubt.shift[7][2], p[doubt.winner], 1e-4);
  /* Nothing turned, grown or thickened is the picture itself. */
  g_assert_cmpfloat_with_epsilon (doubt.turn[NN_DOUBT_STEPS / 2], doubt.certainty, 1e-4);
  g_assert_cmpfloat_with_epsilon (doubt.size[NN_DOUBT_STEPS / 2], doubt.certainty, 1e-4);
  g_assert_cmpfloat_with_epsilon (doubt.width[NN_DOUBT_STEPS / 2], doubt.certainty, 1e-4);
  g_assert_true (doubt.has_worst_case);
  g_assert_cmpint (doubt.worst_digit, !=, doubt.winner);
  g_assert_true (
      nn_explainer_read (explainer, doubt.worst_picture, 1, scores, NULL, NULL, NULL, NULL));
  nn_two_likeliest (scores, &first, &second);
  g_assert_cmpint (first, ==, doubt.worst_digit);
  g_assert_cmpfloat (doubt.worst_case, <, doubt.random_same_size);
}

static void
test_reliability (void)
{
  const guint8 labels[4] = { 1, 2, 3, NN_NO_DIGIT };
  float p[40] = { [1] = 0.95f, [10 + 5] = 0.55f, [20 + 3] = 0.58f, [30] = 0.99f };
  NnReliability result;

  nn_reliability (labels, p, 4, &result);
  g_assert_cmpuint (result.count[9], ==, 1);
  g_assert_cmpuint (result.count[5], ==, 2);
  g_assert_cmpfloat_with_epsilon (result.accuracy[5], 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (result.certainty[5], 0.565, 1e-6);
  g_assert_cmpfloat_with_epsilon (result.error, (0.05 + 0.13) / 3, 1e-5);
}

/* --- the map --- */

static void
test_map (void)
{
  NnDigitMap map, later, again;
  float scores[10] = { [0] = 5 }, shifted[10], x[2], y[2];
  double lengths[2] = { 0 }, across = 0;

  nn_digit_map_init (&map);
  for (int k = 0; k < 10; k++)
    shifted[k] = scores[k] + 7;
  nn_digit_map_place (&map, scores, 1, &x[0], &y[0]);
  nn_digit_map_place (&map, shifted, 1, &x[1], &y[1]);
  /* A 0 lies upwards, and what all ten share moves nothing. */
  g_assert_cmpfloat (y[0], <, -1);
  g_assert_cmpfloat_with_epsilon (x[0], 0, 1e-5);
  g_assert_cmpfloat_with_epsilon (x[0], x[1], 1e-4);
  g_assert_cmpfloat_with_epsilon (y[0], y[1], 1e-4);
  /* The tour turns the plane and does not stretch it. */
  nn_digit_map_tour (&later, 3.7, 5);
  nn_digit_map_tour (&again, 3.7, 5);
  g_assert_cmpmem (&later, sizeof later, &again, sizeof again);
  for (int k = 0; k < 10; k++) {
    for (int c = 0; c < 2; c++)
      lengths[c] += later.axes[k][c] * later.axes[k][c];
    across += later.axes[k][0] * later.axes[k][1];
  }
  g_assert_cmpfloat_with_epsilon (lengths[0], 5, 1e-4);
  g_assert_cmpfloat_with_epsilon (lengths[1], 5, 1e-4);
  g_assert_cmpfloat_with_epsilon (across, 0, 1e-4);
}

/* --- a step --- */

static NnStep *
look_at_step (NnModel *model,
              NnRecipe *recipe,
              const NnOptimizer *carried,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (NnDataset) dataset = bars (200, 9);
  g_autoptr (NnSample) sample = make_sample ();
  guint32 batch[48];
  NnStepQuestion question
      = { model, recipe, recipe->rate, carried, dataset, batch, 48, nn_sample_inks (sample),
          3,     sample };

  for (guint32 i = 0; i < 48; i++)
    batch[i] = 3 * i;
  return nn_step_new (&question, cancellable, error);
}

/* With a small rate the loss changes as predicted, and the pushes and what is carried on add up to
 * the change of the score, whatever the optimizer. */
static void
test_step (void)
{
  static const struct {
    const char *optimizer, *momentum, *nesterov, *decay;
    float rate;
  } cases[] = {
    { "sgd", "0", "no", "0", 1e-3f },        { "sgd", "0.9", "no", "0", 1e-3f },
    { "sgd", "0.9", "yes", "0.001", 1e-3f }, { "rmsprop", "0", "no", "0", 1e-6f },
    { "adam", "0", "no", "0.001", 1e-6f },   { "adamw", "0", "no", "0.1", 1e-6f },
  };
  g_autoptr (NnModel) model = trained ("mlp", "sgd");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize n = nn_graph_n_weights (nn_model_graph (model));
    g_autoptr (GError) error = NULL;
    g_autoptr (NnStep) step = NULL;
    NnOptimizer carried;
    NnRecipe recipe;
    double sum = 0;

    nn_recipe_init (&recipe, NULL);
    g_assert_true (nn_recipe_set (&recipe, "optimizer", cases[i].optimizer, NULL));
    g_assert_true (nn_recipe_set (&recipe, "momentum", cases[i].momentum, NULL));
    g_assert_true (nn_recipe_set (&recipe, "nesterov", cases[i].nesterov, NULL));
    g_assert_true (nn_recipe_set (&recipe, "weight-decay", cases[i].decay, NULL));
    recipe.rate = cases[i].rate;
    nn_optimizer_init (&carried, &recipe, n);
    carried.n_steps = 5;
    for (gsize k = 0; k < n && carried.first != NULL; k++)
      carried.first[k] = 1e-3f * (float) ((int) (k % 7) - 3);
    for (gsize k = 0; k < n && carried.second != NULL; k++)
      carried.second[k] = 1e-4f;
    step = look_at_step (model, &recipe, &carried, NULL, &error);
    nn_optimizer_clear (&carried);
    g_assert_no_error (error);
    g_assert_cmpfloat_with_epsilon (step->predicted, step->loss_after - step->loss_before,
                                    0.1 * fabs (step->predicted) + 2e-6);
    for (guint k = 0; k < step->n_pushes; k++) {
      sum += step->pushes[k].push;
      g_assert_true (k == 0 || step->pushes[k - 1].push >= step->pushes[k].push);
    }
    g_assert_cmpfloat_with_epsilon (sum, step->pushed, 1e-9);
    if (fabs (step->explained - 1) > 0.1
        && fabs (step->change - step->pushed - step->carried - step->decayed) > 1e-4)
      g_error ("%s %s %s: explained %g of a change of %g", cases[i].optimizer, cases[i].momentum,
               cases[i].decay, step->explained, step->change);
    g_assert_cmpuint (step->n_parameters, ==, 6);
    g_assert_cmpfloat (step->parameters[0].update, >, 0);
  }
}

/* What the step says is what a step of the optimizer does; L-BFGS is refused. */
static void
test_step_refuses (void)
{
  g_autoptr (NnModel) model = trained ("linear", "sgd");
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;

  nn_recipe_init (&recipe, NULL);
  recipe.optimizer = NN_OPTIMIZER_LBFGS;
  g_assert_null (look_at_step (model, &recipe, NULL, NULL, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED);
}

/* --- cancellation --- */

static void
test_cancelled (void)
{
  g_autoptr (NnExplainer) explainer = open_reader ();
  g_autoptr (NnDrawing) drawing = draw (SEVEN);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  float inks[NN_PICTURE_PIXELS];
  NnChange change;
  NnShapley shapley;
  NnPenTime pen;
  NnDoubt doubt;

  nn_drawing_rasterize (drawing, inks);
  g_cancellable_cancel (cancellable);
  for (int i = 0; i < 4; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (i == 0 ? nn_change_find (explainer, inks, -1, -1, &change, cancellable, &error)
                    : i == 1
                        ? nn_shapley (explainer, drawing, -1, -1, &shapley, cancellable, &error)
                    : i == 2 ? nn_pen_time (explainer, drawing, &pen, cancellable, &error)
                             : nn_doubt (explainer, inks, NULL, &doubt, cancellable, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_CANCELLED);
  }
  {
    g_autoptr (GError) error = NULL;
    NnRecipe recipe;

    nn_recipe_init (&recipe, NULL);
    g_assert_null (
        look_at_step (nn_explainer_model (explainer), &recipe, NULL, cancellable, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_CANCELLED);
  }
}

typedef struct {
  GCancellable *cancellable;
  gint64 when;
} Waiting;

static gpointer
cancel_thread (gpointer data)
{
  Waiting *waiting = data;

  g_usleep (50 * 1000);
  waiting->when = g_get_monotonic_time ();
  g_cancellable_cancel (waiting->cancellable);
  return NULL;
}

/* A search under way stops at the next chunk: it comes back cancelled, long before its end. */
static void
test_cancelled_under_way (void)
{
  g_autoptr (NnExplainer) explainer = open_reader ();
  g_autoptr (NnDrawing) drawing = draw (SEVEN);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Waiting waiting = { cancellable, 0 };
  g_autoptr (GError) error = NULL;
  float inks[NN_PICTURE_PIXELS];
  GThread *thread;
  NnChange change;
  guint n = 0;

  nn_drawing_rasterize (drawing, inks);
  thread = g_thread_new ("cancel", cancel_thread, &waiting);
  while (nn_change_find (explainer, inks, -1, -1, &change, cancellable, &error))
    n++;
  g_thread_join (thread);
  g_assert_error (error, NN_ERROR, NN_ERROR_CANCELLED);
  g_test_message ("%u whole searches, stopped %.1f ms after it was cancelled", n,
                  (double) (g_get_monotonic_time () - waiting.when) / 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/change", test_change);
  g_test_add_func ("/explain/change-of-nothing", test_change_of_nothing);
  g_test_add_func ("/explain/strokes/pen-time", test_pen_time);
  g_test_add_func ("/explain/strokes/prefix", test_prefix);
  g_test_add_func ("/explain/strokes/parts", test_parts);
  g_test_add_func ("/explain/strokes/values", test_shapley_values);
  g_test_add_func ("/explain/strokes/shapley", test_shapley);
  g_test_add_func ("/explain/doubt", test_doubt);
  g_test_add_func ("/explain/reliability", test_reliability);
  g_test_add_func ("/explain/map", test_map);
  g_test_add_func ("/explain/step", test_step);
  g_test_add_func ("/explain/step-refuses", test_step_refuses);
  g_test_add_func ("/explain/cancelled", test_cancelled);
  g_test_add_func ("/explain/cancelled-under-way", test_cancelled_under_way);
  return g_test_run ();
}
