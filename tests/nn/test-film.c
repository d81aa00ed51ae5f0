/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/explain/nn-film-reading.h"
#include "nn/model/nn-preset.h"
#include "nn/read/nn-reader.h"
#include "nn/train/nn-film.h"
#include "nn/train/nn-step-curve.h"

/* What is kept of a run in bounded memory: moments and numbers. */

static NnModel *
frame_model (void)
{
  return nn_preset_create (nn_preset_find ("linear"), 4);
}

static gsize
one_frame (void)
{
  g_autoptr (NnFilm) film = nn_film_new (G_MAXSIZE, NULL);
  g_autoptr (NnModel) model = frame_model ();

  nn_film_add (film, 0, 0, model);
  return nn_film_bytes (film);
}

/* Steps 1 to n, as a run makes frames. */
static void
fill (NnFilm *film, guint64 n)
{
  g_autoptr (NnModel) model = frame_model ();

  for (guint64 step = 0; step <= n; step++)
    if (nn_film_wants (film, step))
      nn_film_add (film, step, (double) step / 100, model);
}

/* Within the budget there are the beginning, the end, something near each power of two, and no gap
 * that is much wider than an even one. */
static void
test_film_spread (void)
{
  static const guint64 lengths[] = { 30, 1000, 30000 };
  gsize budget = one_frame () * 64;

  for (guint l = 0; l < G_N_ELEMENTS (lengths); l++) {
    g_autoptr (NnFilm) film = nn_film_new (budget, NULL);
    g_autoptr (GArray) frames = NULL;
    guint64 widest = 0;

    fill (film, lengths[l]);
    g_assert_cmpuint (nn_film_bytes (film), <=, budget);
    frames = nn_film_list (film);
    g_assert_cmpuint (frames->len, >=, MIN (lengths[l] + 1, 40));
    g_assert_cmpuint (g_array_index (frames, NnFilmFrame, 0).step, ==, 0);
    for (guint i = 1; i < frames->len; i++) {
      const NnFilmFrame *a = &g_array_index (frames, NnFilmFrame, i - 1), *b = a + 1;

      g_assert_cmpuint (a->step, <, b->step);
      g_assert_cmpfloat (b->epoch, ==, (double) b->step / 100);
      g_assert_false (b->goes_on);
      widest = MAX (widest, b->step - a->step);
    }
    g_assert_cmpuint (widest, <=, MAX (1, lengths[l] / 8));
    for (guint64 power = 1; power <= lengths[l]; power *= 2) {
      NnFilmFrame frame;
      g_autoptr (NnModel) model = nn_film_ref_nearest (film, power, &frame);

      g_assert_nonnull (model);
      g_assert_cmpfloat (fabs (log2 ((double) (1 + frame.step) / (double) (1 + power))), <=, 1);
    }
  }
}

/* Frames that cannot stay are not asked for: a long run makes few of them. */
static void
test_film_wants_few (void)
{
  g_autoptr (NnFilm) film = nn_film_new (one_frame () * 32, NULL);
  g_autoptr (NnModel) model = frame_model ();
  guint n = 0;

  for (guint64 step = 0; step <= 100000; step++)
    if (nn_film_wants (film, step)) {
      nn_film_add (film, step, 0, model);
      n++;
    }
  g_assert_cmpuint (n, <, 1500);
  g_assert_false (nn_film_wants (film, 100000));
  g_assert_false (nn_film_wants (film, 5));
}

static void
test_film_budget (void)
{
  gsize one = one_frame ();
  g_autoptr (NnFilm) film = nn_film_new (one * 20, NULL);
  g_autoptr (NnModel) model = frame_model ();
  g_autoptr (GArray) frames = NULL;

  g_assert_null (nn_film_ref_nearest (film, 3, NULL));
  g_assert_true (nn_film_has_room_for (film, model));
  fill (film, 500);
  nn_film_set_budget (film, one * 5);
  g_assert_cmpuint (nn_film_bytes (film), ==, one * 5);
  nn_film_set_budget (film, 0);
  frames = nn_film_list (film);
  g_assert_cmpuint (frames->len, ==, 2);
  g_assert_cmpuint (g_array_index (frames, NnFilmFrame, 0).step, ==, 0);
  g_assert_false (nn_film_has_room_for (film, model));
}

/* Each frame says what a reader of its model says; what is known is not read again, and a drawing
 * whose film has gone on costs only what is new. */
static void
test_film_read (void)
{
  g_autoptr (NnFilm) film = nn_film_new (G_MAXSIZE, NULL);
  g_autoptr (GArray) readings = NULL, again = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  float inks[NN_PICTURE_PIXELS];

  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    inks[i] = i % 5 == 0;
  for (guint64 step = 0; step < 12; step++) {
    g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("linear"), 1 + step);

    nn_film_add (film, 3 * step, (double) step, model);
  }
  readings = nn_film_read (film, inks, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (readings->len, ==, 12);
  for (guint i = 0; i < readings->len; i++) {
    NnFilmReading *reading = &g_array_index (readings, NnFilmReading, i);
    g_autoptr (NnModel) model = nn_film_ref_nearest (film, 3 * i, NULL);
    g_autoptr (NnReader) reader = nn_reader_new (model, NULL);
    NnVerdict verdict;

    nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
    g_assert_cmpuint (reading->frame.step, ==, 3 * i);
    g_assert_cmpint (reading->digit, ==, verdict.digit);
    g_assert_cmpfloat (reading->probability, ==, verdict.probabilities[verdict.digit]);
    reading->probability = -1;
  }
  g_array_remove_range (readings, 4, 8);
  again = nn_film_read (film, inks, readings, NULL, NULL);
  g_assert_cmpuint (again->len, ==, 12);
  for (guint i = 0; i < again->len; i++)
    g_assert_true ((g_array_index (again, NnFilmReading, i).probability < 0) == (i < 4));
  g_cancellable_cancel (cancelled);
  g_assert_null (nn_film_read (film, inks, NULL, cancelled, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_CANCELLED);
}

static void
check_turns (const char *digits, int digit, int first_right, int last_change)
{
  g_autoptr (GArray) readings = g_array_new (FALSE, TRUE, sizeof (NnFilmReading));
  NnFilmTurns turns;

  for (; *digits != '\0'; digits++) {
    NnFilmReading reading = { .digit = *digits - '0' };

    g_array_append_val (readings, reading);
  }
  turns = nn_film_turns (readings, digit);
  g_assert_cmpint (turns.first_right, ==, first_right);
  g_assert_cmpint (turns.last_change, ==, last_change);
}

static void
test_film_turns (void)
{
  check_turns ("", 3, -1, -1);
  check_turns ("3", 3, 0, -1);
  check_turns ("3333", 3, 0, -1);
  check_turns ("1113131333", 3, 3, 7);
  check_turns ("1113131111", 3, 3, 6);
  check_turns ("1113131111", 4, -1, 6);
  check_turns ("14", 4, 1, 1);
}

/* Steps of one picture each, whose loss and accuracy go up and down. */
static NnStepCurve *
long_curve (guint64 n_steps, guint64 steps_per_epoch)
{
  NnStepCurve *curve = nn_step_curve_new (steps_per_epoch);

  for (guint64 step = 1; step <= n_steps; step++)
    nn_step_curve_add (curve, step, 64, (float) (step % 10), step % 2 == 0 ? 1 : 0, 0.5f);
  return curve;
}

static void
check_columns (NnStepCurve *curve, guint64 n_steps, guint64 steps_per_epoch)
{
  guint n;
  const NnCurveColumn *columns = nn_step_curve_columns (curve, &n);
  guint64 before = 0;
  double loss = 0, accuracy = 0;

  g_assert_cmpuint (n, <=, NN_CURVE_COLUMNS);
  g_assert_cmpuint (n, >=, MIN (n_steps, NN_CURVE_COLUMNS / 2 - 1));
  for (guint i = 0; i < n; i++) {
    g_assert_cmpuint (columns[i].step, >, before);
    g_assert_cmpfloat_with_epsilon (columns[i].epoch,
                                    (double) columns[i].step / (double) steps_per_epoch, 1e-9);
    g_assert_cmpfloat (columns[i].loss_min, <=, columns[i].loss);
    g_assert_cmpfloat (columns[i].loss_max, >=, columns[i].loss);
    g_assert_cmpfloat (columns[i].accuracy_min, <=, columns[i].accuracy);
    g_assert_cmpfloat (columns[i].accuracy_max, >=, columns[i].accuracy);
    if (columns[i].step - before >= 10) {
      g_assert_cmpfloat (columns[i].loss_min, ==, 0);
      g_assert_cmpfloat (columns[i].loss_max, ==, 9);
    }
    loss += columns[i].loss * (double) (columns[i].step - before);
    accuracy += columns[i].accuracy * (double) (columns[i].step - before);
    before = columns[i].step;
  }
  g_assert_cmpuint (before, ==, n_steps);
  g_assert_cmpfloat_with_epsilon (loss / (double) n_steps, 4.5, 0.1);
  g_assert_cmpfloat_with_epsilon (accuracy / (double) n_steps, 0.5, 0.02);
}

/* Few columns of any number of steps: nothing is lost of means and extremes, and what is written is
 * read again, and goes on. */
static void
test_curve (void)
{
  static const guint64 lengths[] = { 50, 1999, 2000, 2001, 123456 };

  for (guint l = 0; l < G_N_ELEMENTS (lengths); l++) {
    g_autoptr (NnStepCurve) curve = long_curve (lengths[l], 100);
    g_autoptr (NnStepCurve) again = NULL;
    g_autoptr (GVariant) written = NULL;

    check_columns (curve, lengths[l], 100);
    written = g_variant_ref_sink (nn_step_curve_write (curve));
    g_assert_cmpuint (g_variant_get_size (written), <, 200000);
    g_assert_null (nn_step_curve_read (written, lengths[l] - 1));
    again = nn_step_curve_read (written, lengths[l]);
    g_assert_nonnull (again);
    check_columns (again, lengths[l], 100);
    for (guint64 step = lengths[l] + 1; step <= 2 * lengths[l]; step++)
      nn_step_curve_add (again, step, 64, (float) (step % 10), step % 2 == 0 ? 1 : 0, 0.5f);
    check_columns (again, 2 * lengths[l], 100);
  }
}

/* Small steps are reported as means over enough pictures, and at the end of an epoch. */
static void
test_means (void)
{
  g_autoptr (NnStepCurve) curve = nn_step_curve_new (100);
  NnStepMean mean;

  for (guint64 step = 1; step <= 100; step++) {
    nn_step_curve_add (curve, step, 1, (float) step, 1, 0.1f);
    g_assert_true (nn_step_curve_take_mean (curve, FALSE, &mean) == (step == 64 || step == 100));
    if (step == 64)
      g_assert_cmpfloat_with_epsilon (mean.loss, 32.5, 1e-4);
  }
  g_assert_cmpfloat (mean.epoch, ==, 1);
  nn_step_curve_add (curve, 101, 1, 7, 0, 0.1f);
  g_assert_true (nn_step_curve_take_mean (curve, TRUE, &mean));
  g_assert_cmpfloat (mean.loss, ==, 7);
  g_assert_false (nn_step_curve_take_mean (curve, TRUE, &mean));
}

static void
test_estimates (void)
{
  g_autoptr (NnStepCurve) curve = nn_step_curve_new (100);
  g_autoptr (NnStepCurve) again = NULL;
  g_autoptr (GVariant) written = NULL;
  const NnHeldOut *estimates;
  guint n;

  for (guint64 step = 1; step <= 5000; step++)
    nn_step_curve_add_estimate (
        curve, &(NnHeldOut){ (double) step / 100, step, 1000, 1, (float) step / 5000 });
  estimates = nn_step_curve_estimates (curve, &n);
  g_assert_cmpuint (n, ==, NN_CURVE_ESTIMATES);
  g_assert_cmpuint (estimates[0].step, ==, 1);
  g_assert_cmpuint (estimates[n - 1].step, ==, 5000);
  for (guint i = 1; i < n; i++)
    g_assert_cmpuint (estimates[i].step - estimates[i - 1].step, <=, 16);
  written = g_variant_ref_sink (nn_step_curve_write (curve));
  again = nn_step_curve_read (written, 5000);
  estimates = nn_step_curve_estimates (again, &n);
  g_assert_cmpuint (n, ==, NN_CURVE_ESTIMATES);
  g_assert_cmpfloat (estimates[n - 1].accuracy, ==, 1);
  g_assert_cmpfloat (estimates[n - 1].epoch, ==, 50);
}

/* What is no curve is none. */
static void
test_broken_curve (void)
{
  static const char *const broken[]
      = { "7",
          "('a', 1)",
          "(uint64 0, uint64 1, @ad [], @ad [])",
          "(uint64 9, uint64 1, [1.0, 2], @ad [])",
          "(uint64 9, uint64 1, [2.0,1,1,1,1,1,1,1, 1.0,1,1,1,1,1,1,1], @ad [])",
          "(uint64 9, uint64 1, [1.5,1,1,1,1,1,1,1], @ad [])",
          "(uint64 9, uint64 1, @ad [], [1.0, -5, 0, 0])" };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) variant = g_variant_parse (NULL, broken[i], NULL, NULL, &error);

    g_assert_no_error (error);
    g_assert_null (nn_step_curve_read (variant, 100));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film/spread", test_film_spread);
  g_test_add_func ("/film/wants-few", test_film_wants_few);
  g_test_add_func ("/film/budget", test_film_budget);
  g_test_add_func ("/film/read", test_film_read);
  g_test_add_func ("/film/turns", test_film_turns);
  g_test_add_func ("/curve/columns", test_curve);
  g_test_add_func ("/curve/means", test_means);
  g_test_add_func ("/curve/estimates", test_estimates);
  g_test_add_func ("/curve/broken", test_broken_curve);
  return g_test_run ();
}
