/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/pen/nn-synthetic.h"
#include "worker-watch.h"

/* What can be seen of a run while it goes: slow motion, estimates, the best network, the film. */

/* Whether there was a report of this step with a snapshot. */
static gboolean
shows_step (Watch *watch, guint64 step)
{
  for (guint i = 0; i < watch->reports->len; i++) {
    NnReport *report = g_ptr_array_index (watch->reports, i);

    if (report->progress.step == step && report->snapshot != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
test_pace_seconds (void)
{
  g_assert_cmpfloat (nn_pace_seconds (2, 0), ==, 0);
  g_assert_cmpfloat (nn_pace_seconds (2, 1), ==, 2);
  for (guint64 n = 1; n < 10000; n *= 2)
    g_assert_cmpfloat_with_epsilon (nn_pace_seconds (2, 2 * n) - nn_pace_seconds (2, n), 2, 1e-9);
  g_assert_cmpfloat (nn_pace_seconds (0, 1000), ==, 0);
  /* The first epoch of fast-cnn. */
  g_assert_cmpfloat (nn_pace_seconds (NN_PACE_SLOW, 55000 / 64), >, 10);
  g_assert_cmpfloat (nn_pace_seconds (NN_PACE_SLOW, 55000 / 64), <, 20);
}

/* In slow motion every step is shown, waiting is no time of training, orders are followed at once,
 * and the bits are those of full speed. */
static void
test_pace (void)
{
  g_autoptr (NnDataset) dataset = bars (1700, 9);
  g_autoptr (NnModel) model = new_model ();
  g_autoptr (NnModel) slow = NULL;
  NnRecipe recipe;
  gint64 start;
  Watch watch;

  init_recipe (&recipe, 2);
  watch_init (&watch);
  nn_worker_set_pace (watch.worker, 1);
  start = g_get_monotonic_time ();
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (shows_step (&watch, 1) && shows_step (&watch, 2) && shows_step (&watch, 3));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 1900000);
  g_assert_cmpfloat (last_report (&watch)->progress.seconds, <,
                     (double) (g_get_monotonic_time () - start) * 1e-6 - 1.5);
  g_assert_cmpuint (last_report (&watch)->held_out.count, >, 0);

  /* A quarter of an hour is to be waited for. */
  nn_worker_pause (watch.worker);
  WAIT_FOR (last_report (&watch)->paused);
  nn_worker_set_pace (watch.worker, 1e6);
  nn_worker_resume (watch.worker);
  nn_worker_pause (watch.worker);
  g_ptr_array_set_size (watch.reports, 0);
  WAIT_FOR (watch.reports->len > 0 && last_report (&watch)->paused);
  nn_worker_resume (watch.worker);
  nn_worker_set_pace (watch.worker, 0);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
  slow = nn_model_ref (last_report (&watch)->snapshot);

  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED) && last_report (&watch)->run == 2);
  g_assert_true (same_weights (slow, last_report (&watch)->snapshot));
  watch_clear (&watch);
}

/* Several in the first epoch, in order, each once, whatever reports were dropped on the way. */
static void
test_estimates (void)
{
  g_autoptr (NnDataset) dataset = bars (4200, 9);
  g_autoptr (NnModel) model = new_model ();
  guint64 step = 0;
  guint n = 0, n_early = 0;
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 2);
  recipe.validation = 1200;
  watch_init (&watch);
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
  for (guint i = 0; i < watch.reports->len; i++) {
    NnReport *report = g_ptr_array_index (watch.reports, i);

    for (guint e = 0; report->estimates != NULL && e < report->estimates->len; e++) {
      NnHeldOut *estimate = &g_array_index (report->estimates, NnHeldOut, e);

      g_assert_cmpuint (estimate->step, >, step);
      step = estimate->step;
      g_assert_cmpfloat_with_epsilon (estimate->epoch, (double) step / 47, 1e-9);
      g_assert_cmpuint (estimate->count, >=, 200);
      g_assert_cmpuint (estimate->count, <=, 1000);
      g_assert_cmpfloat (estimate->accuracy, >=, 0);
      g_assert_cmpfloat (estimate->accuracy, <=, 1);
      g_assert_cmpfloat (estimate->loss, >=, 0);
      n_early += step == 1 || step == 2 || step == 4;
      n++;
    }
    g_assert_cmpuint (report->held_out.step, ==, step);
  }
  g_assert_cmpuint (n_early, ==, 3);
  g_assert_cmpuint (n, >, 5);
  watch_clear (&watch);
}

/* In single-step mode every step has an estimate. */
static void
test_every_slow_step_is_estimated (void)
{
  g_autoptr (NnDataset) dataset = bars (4200, 9);
  g_autoptr (NnModel) model = new_model ();
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 2);
  recipe.validation = 60;
  watch_init (&watch);
  nn_worker_set_pace (watch.worker, 0.4);
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (watch.reports->len > 0 && last_report (&watch)->progress.step >= 8);
  for (guint64 step = 1; step < 8; step++) {
    gboolean found = FALSE;

    for (guint i = 0; i < watch.reports->len; i++) {
      NnReport *report = g_ptr_array_index (watch.reports, i);

      for (guint e = 0; report->estimates != NULL && e < report->estimates->len; e++) {
        const NnHeldOut *estimate = &g_array_index (report->estimates, NnHeldOut, e);

        found |= estimate->step == step;
        g_assert_cmpfloat (estimate->temperature, >, 0.1);
        if (estimate->accuracy >= 0.9f)
          g_assert_cmpfloat (estimate->temperature, ==, 1);
      }
    }
    if (!found)
      g_test_message ("step %u", (guint) step);
    g_assert_true (found);
  }
  watch_clear (&watch);
}

/* The network of the first epoch is the best one where the second spoils it; it is there during the
 * run and at its end. */
static void
test_best (void)
{
  g_autoptr (NnDataset) dataset = nn_dataset_new_synthetic_with ("penned", 1500, 3);
  g_autoptr (NnModel) model = new_model ();
  g_autoptr (NnModel) best = NULL, running = NULL;
  NnReport *report;
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 2);
  recipe.validation = 300;
  watch_init (&watch);
  nn_worker_begin (watch.worker, model, dataset, NULL, &recipe);
  nn_worker_step_epoch (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_EPOCH)
            && nn_worker_get_state (watch.worker) == NN_WORKER_PAUSED);
  g_assert_cmpuint (last_report (&watch)->best.epoch, ==, 1);
  g_assert_null (last_report (&watch)->best.model);
  best = nn_model_ref (last_report (&watch)->snapshot);
  running = nn_worker_ref_best (watch.worker);
  g_assert_true (running == best);
  nn_worker_set_rate (watch.worker, 0.03f);
  nn_worker_resume (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
  report = last_report (&watch);
  g_assert_cmpfloat (report->progress.validation_accuracy, <, report->best.accuracy);
  g_assert_cmpuint (report->best.epoch, ==, 1);
  g_assert_true (same_weights (report->best.model, best));
  g_assert_nonnull (nn_model_get_fact (report->best.model, "temperature"));
  g_assert_false (same_weights (report->snapshot, best));

  /* The last one is the best of a run of one epoch. */
  recipe.epochs = 1;
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED) && last_report (&watch)->run == 2);
  g_assert_true (last_report (&watch)->best.model == last_report (&watch)->snapshot);
  watch_clear (&watch);
}

/* A run that begins with any frame and has the same settings ends with the bits of the run that
 * went on. */
static void
test_film (void)
{
  g_autoptr (NnDataset) dataset = bars (740, 9); /* ten steps an epoch */
  g_autoptr (NnModel) model = new_model ();
  g_autoptr (NnModel) end = NULL;
  g_autoptr (NnFilm) film = NULL;
  g_autoptr (GArray) frames = NULL;
  guint n_powers = 0, run = 1;
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 2);
  watch_init (&watch);
  g_assert_null (nn_worker_get_film (watch.worker));
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
  end = nn_model_ref (last_report (&watch)->snapshot);
  film = nn_film_ref (nn_worker_get_film (watch.worker));
  frames = nn_film_list (film);
  for (guint i = 0; i < frames->len; i++) {
    const NnFilmFrame *frame = &g_array_index (frames, NnFilmFrame, i);
    g_autoptr (NnModel) then = nn_film_ref_nearest (film, frame->step, NULL);

    g_assert_true (frame->goes_on);
    n_powers += (frame->step & (frame->step - 1)) == 0;
    if (frame->step == 20)
      continue;
    run = train (&watch, then, dataset, NULL, &recipe);
    WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED) && last_report (&watch)->run == run);
    g_assert_true (same_weights (last_report (&watch)->snapshot, end));
    g_assert_true (nn_worker_get_film (watch.worker) != film);
  }
  g_assert_cmpuint (n_powers, ==, 6); /* 0, 1, 2, 4, 8, 16 */

  /* What goes on from the end is more of the same film. */
  g_clear_pointer (&film, nn_film_unref);
  film = nn_film_ref (nn_worker_get_film (watch.worker));
  recipe.epochs = 4;
  run = train (&watch, nn_worker_get_model (watch.worker), dataset, NULL, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED) && last_report (&watch)->run == run);
  g_assert_true (nn_worker_get_film (watch.worker) == film);
  g_clear_pointer (&frames, g_array_unref);
  frames = nn_film_list (film);
  g_assert_cmpuint (g_array_index (frames, NnFilmFrame, frames->len - 1).step, >=, 32);

  /* The memory returns with another model. */
  nn_worker_set_model (watch.worker, model);
  g_assert_null (nn_worker_get_film (watch.worker));
  watch_clear (&watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker-course/pace-seconds", test_pace_seconds);
  g_test_add_func ("/worker-course/pace", test_pace);
  g_test_add_func ("/worker-course/estimates", test_estimates);
  g_test_add_func ("/worker-course/slow-estimates", test_every_slow_step_is_estimated);
  g_test_add_func ("/worker-course/best", test_best);
  g_test_add_func ("/worker-course/film", test_film);
  return g_test_run ();
}
