/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../sanitized.h"
#include "worker-watch.h"

/* Runs: their beginning, course and end. */

/* The same bits as without a worker; and Train once more goes on from there. */
static void
test_finishes (void)
{
  g_autoptr (NnDataset) dataset = bars (1500, 9);
  g_autoptr (NnModel) model = new_model ();
  g_autoptr (NnModel) finished = NULL;
  g_autoptr (NnModel) expected = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  gboolean ended;
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 2);
  trainer = nn_trainer_new (model, dataset, &recipe, NULL);
  while (!nn_trainer_is_done (trainer))
    g_assert_true (nn_trainer_step (trainer, &ended, NULL));
  expected = nn_trainer_snapshot (trainer);

  watch_init (&watch);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  g_assert_cmpuint (train (&watch, model, dataset, NULL, &recipe), ==, 1);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_TRAINING);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  g_assert_cmpuint (count_reports (&watch, NN_REPORT_EPOCH), ==, 2);
  g_assert_cmpuint (last_report (&watch)->run, ==, 1);
  g_assert_cmpuint (last_report (&watch)->progress.epoch, ==, 2);
  g_assert_cmpfloat (last_report (&watch)->progress.validation_accuracy, >, 0.9);
  g_assert_cmpfloat (last_report (&watch)->samples_per_second, >, 0);
  g_assert_cmpfloat (last_report (&watch)->seconds_left, ==, 0);
  finished = nn_model_ref (nn_worker_get_model (watch.worker));
  g_assert_true (finished == last_report (&watch)->snapshot);
  g_assert_true (same_weights (finished, expected));

  recipe.epochs = 1 + nn_trainer_epochs_of (finished);
  g_assert_cmpuint (train (&watch, finished, dataset, NULL, &recipe), ==, 2);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED) && last_report (&watch)->run == 2);
  g_assert_cmpuint (count_reports (&watch, NN_REPORT_EPOCH), ==, 3);
  g_assert_cmpuint (last_report (&watch)->progress.epoch, ==, 3);
  watch_clear (&watch);
}

/* What steps have measured comes whole, in order, whatever reports were dropped on the way. */
static void
test_step_means (void)
{
  static const guint batches[] = { 100, 1 };
  static const guint n_means[] = { 4, 6 }; /* 152 pictures, twice, by 100 or by 64 */
  g_autoptr (NnDataset) dataset = bars (228, 9);
  g_autoptr (NnModel) model = new_model ();

  for (guint b = 0; b < G_N_ELEMENTS (batches); b++) {
    double place = 0, sum = 0;
    guint n = 0;
    NnRecipe recipe;
    Watch watch;

    init_recipe (&recipe, 2);
    recipe.batch = batches[b];
    recipe.threads = 1; /* one picture is no work for two */
    watch_init (&watch);
    train (&watch, model, dataset, NULL, &recipe);
    WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
    for (guint i = 0; i < watch.reports->len; i++) {
      NnReport *report = g_ptr_array_index (watch.reports, i);

      for (guint s = 0; report->steps != NULL && s < report->steps->len; s++) {
        NnStepMean mean = g_array_index (report->steps, NnStepMean, s);

        g_assert_cmpfloat (mean.epoch, >, place);
        g_assert_cmpfloat (mean.loss, >=, 0);
        g_assert_cmpfloat (mean.accuracy, >=, 0);
        g_assert_cmpfloat (mean.accuracy, <=, 1);
        g_assert_cmpfloat (mean.rate, >, 0);
        place = mean.epoch;
        sum += mean.accuracy;
        n++;
      }
    }
    g_assert_cmpfloat (place, ==, 2);
    g_assert_cmpuint (n, ==, n_means[b]);
    g_assert_cmpfloat (sum / n, >, 0.05);
    watch_clear (&watch);
  }
}

/* The test set is evaluated once, at the end of the run, and the model has the result; the next
 * step makes it untrue. */
static void
test_test (void)
{
  g_autoptr (NnDataset) dataset = bars (1500, 9);
  g_autoptr (NnDataset) test = bars (300, 11);
  g_autoptr (NnModel) model = new_model ();
  NnReport *finished;
  NnMeasure measure;
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 2);
  watch_init (&watch);
  train (&watch, model, dataset, test, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
  g_assert_cmpuint (count_reports (&watch, NN_REPORT_TESTING), ==, 1);
  finished = last_report (&watch);
  g_assert_cmpuint (finished->test_count, ==, 300);
  g_assert_true (nn_measure (finished->snapshot, test, NULL, 0, 1, NULL, &measure, NULL));
  g_assert_cmpuint (finished->test_correct, ==, measure.correct);
  g_assert_cmpstr (nn_model_get_fact (finished->snapshot, "test_count"), ==, "300");
  g_assert_cmpstr (nn_model_get_fact (finished->snapshot, "test_data"), ==, "bars");
  g_assert_nonnull (nn_model_get_fact (finished->snapshot, "test_accuracy"));
  g_assert_nonnull (nn_model_get_fact (finished->snapshot, "temperature"));

  recipe.epochs = 3;
  nn_worker_begin (watch.worker, finished->snapshot, dataset, test, &recipe);
  nn_worker_step (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_PROGRESS) && last_report (&watch)->snapshot != NULL);
  g_assert_null (nn_model_get_fact (last_report (&watch)->snapshot, "test_accuracy"));

  /* A run that is stopped asks nothing. */
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  g_assert_cmpuint (last_report (&watch)->test_count, ==, 0);
  g_assert_cmpuint (count_reports (&watch, NN_REPORT_TESTING), ==, 1);
  watch_clear (&watch);
}

static void
test_pause (void)
{
  Watch watch;
  guint64 step;

  watch_init (&watch);
  nn_worker_pause (watch.worker); /* nothing to pause */
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  train_on (&watch);
  WAIT_FOR (watch.reports->len > 0);
  nn_worker_pause (watch.worker);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_PAUSED);
  WAIT_FOR (last_report (&watch)->paused);
  step = last_report (&watch)->progress.step;
  g_assert_nonnull (last_report (&watch)->snapshot);
  g_assert_true (last_report (&watch)->snapshot == nn_worker_get_model (watch.worker));

  /* Nothing has been trained since. */
  nn_worker_step (watch.worker);
  WAIT_FOR (last_report (&watch)->progress.step > step && last_report (&watch)->snapshot != NULL);
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, ++step);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_PAUSED);

  nn_worker_resume (watch.worker);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_TRAINING);
  WAIT_FOR (last_report (&watch)->progress.step > step);
  nn_worker_pause (watch.worker);
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  watch_clear (&watch);
}

/* Seconds of processor that this process uses while some time passes. */
static double
work_in (guint milliseconds)
{
  struct timespec before, after;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &before);
  let_pass (milliseconds);
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &after);
  return (double) (after.tv_sec - before.tv_sec) + (double) (after.tv_nsec - before.tv_nsec) * 1e-9;
}

/* Soon no thread computes any more. */
static void
assert_rest (void)
{
  guint tries = 0;

  while (work_in (300) > 0.1)
    g_assert_cmpuint (++tries, <, 30);
}

/* What the tests of large steps train: a step takes a second or so. */
typedef struct {
  NnDataset *dataset;
  NnModel *model;
  NnRecipe recipe;
} Large;

static void
large_init (Large *large)
{
  large->dataset = bars (9000, 9);
  large->model = nn_preset_create (nn_preset_find ("deep-cnn"), 4);
  nn_recipe_init (&large->recipe, nn_preset_find ("deep-cnn"));
#ifdef TEST_SANITIZED
  large->recipe.batch = 128;
#else
  large->recipe.batch = 512;
#endif
  large->recipe.epochs = 10;
  large->recipe.threads = 2;
  large->recipe.validation = 0;
}

static void
large_clear (Large *large)
{
  nn_dataset_unref (large->dataset);
  nn_model_unref (large->model);
}

/* Does the first step, then lets the run go into the second one, for a small part of the time that
 * a step takes on a quiet machine. Returns the microseconds that the first step took. */
static gint64
go_into_second_step (Watch *watch, const Large *large)
{
  gint64 start;
  gint64 duration;

  nn_worker_begin (watch->worker, large->model, large->dataset, NULL, &large->recipe);
  start = g_get_monotonic_time ();
  nn_worker_step (watch->worker);
  WAIT_FOR (watch->reports->len > 0 && last_report (watch)->progress.step == 1
            && last_report (watch)->snapshot != NULL);
  duration = g_get_monotonic_time () - start;
  g_ptr_array_set_size (watch->reports, 0);
  nn_worker_resume (watch->worker);
  let_pass ((guint) MIN (duration / 4000, 50));
  g_assert_cmpuint (watch->reports->len, ==, 0);
  return duration;
}

/* The large step is given up in the middle: most of it is left, and the answer is there in less
 * than half of its time, whatever the machine does beside. */
static void
test_stop_large_step (void)
{
  gint64 duration, start, answered;
  Large large;
  Watch watch;

  large_init (&large);
  watch_init (&watch);
  duration = go_into_second_step (&watch, &large);
  start = g_get_monotonic_time ();
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  answered = g_get_monotonic_time () - start;
  g_test_message ("a step takes %.0f ms; stopped within %.1f ms", duration * 1e-3, answered * 1e-3);
  g_assert_cmpint (answered, <, duration / 2);
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, 1);
  watch_clear (&watch);
  large_clear (&large);
}

/* The same for a pause; the step is done again later, and the result is that of a run without a
 * pause. */
static void
test_pause_in_step (void)
{
  g_autoptr (NnModel) paused = NULL;
  gint64 duration, start, answered;
  Large large;
  Watch watch;

  large_init (&large);
  watch_init (&watch);
  duration = go_into_second_step (&watch, &large);
  start = g_get_monotonic_time ();
  nn_worker_pause (watch.worker);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_PAUSED);
  WAIT_FOR (watch.reports->len > 0 && last_report (&watch)->paused);
  answered = g_get_monotonic_time () - start;
  g_test_message ("a step takes %.0f ms; paused within %.1f ms", duration * 1e-3, answered * 1e-3);
  g_assert_cmpint (answered, <, duration / 2);
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, 1);
  g_assert_nonnull (last_report (&watch)->snapshot);
  assert_rest ();
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, 1);

  nn_worker_step (watch.worker);
  WAIT_FOR (last_report (&watch)->progress.step == 2 && last_report (&watch)->snapshot != NULL);
  assert_rest ();
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, 2);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_PAUSED);
  paused = nn_model_ref (last_report (&watch)->snapshot);

  /* The same steps at once. */
  nn_worker_begin (watch.worker, large.model, large.dataset, NULL, &large.recipe);
  nn_worker_step (watch.worker);
  nn_worker_step (watch.worker);
  WAIT_FOR (last_report (&watch)->run == 2 && last_report (&watch)->progress.step == 2
            && last_report (&watch)->snapshot != NULL);
  g_assert_true (same_weights (paused, last_report (&watch)->snapshot));
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  watch_clear (&watch);
  large_clear (&large);
}

static void
test_steps (void)
{
  g_autoptr (NnDataset) dataset = bars (740, 9); /* 640 for training: ten steps an epoch */
  g_autoptr (NnModel) model = new_model ();
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 2);
  watch_init (&watch);
  nn_worker_begin (watch.worker, model, dataset, NULL, &recipe);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_PAUSED);
  for (guint i = 1; i <= 3; i++) {
    nn_worker_step (watch.worker);
    WAIT_FOR (watch.reports->len > 0 && last_report (&watch)->progress.step >= i);
    g_assert_cmpuint (last_report (&watch)->progress.step, ==, i);
    WAIT_FOR (last_report (&watch)->snapshot != NULL);
    g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_PAUSED);
  }
  nn_worker_step (watch.worker); /* orders that come faster than steps are not lost */
  nn_worker_step (watch.worker);
  WAIT_FOR (last_report (&watch)->progress.step == 5);

  nn_worker_step_epoch (watch.worker);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_TRAINING);
  WAIT_FOR (nn_worker_get_state (watch.worker) == NN_WORKER_PAUSED);
  WAIT_FOR (last_is (&watch, NN_REPORT_EPOCH));
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, 10);

  nn_worker_step_epoch (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  watch_clear (&watch);
}

static void
test_stop (void)
{
  Watch watch;
  guint n_reports;

  watch_init (&watch);
  nn_worker_stop (watch.worker);
  train_on (&watch);
  WAIT_FOR (watch.reports->len > 1);
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  g_assert_true (last_report (&watch)->snapshot == nn_worker_get_model (watch.worker));
  g_assert_nonnull (nn_model_get_training_state (nn_worker_get_model (watch.worker)));
  n_reports = watch.reports->len;

  /* Before the first step, too; the first run says nothing more. */
  train_on (&watch);
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED) && last_report (&watch)->run == 2);
  assert_run (&watch, n_reports, 2);
  watch_clear (&watch);
}

static void
test_cancel (void)
{
  Watch watch;

  watch_init (&watch);
  train_on (&watch);
  WAIT_FOR (watch.reports->len > 0);
  g_ptr_array_set_size (watch.reports, 0);
  wait_for_messages (); /* they are stale afterwards */
  nn_worker_cancel (watch.worker);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  g_assert_nonnull (nn_worker_get_model (watch.worker));
  train_on (&watch);
  WAIT_FOR (watch.reports->len > 0);
  assert_run (&watch, 0, 2);
  watch_clear (&watch);
}

static void
test_next_run (void)
{
  Watch watch;

  watch_init (&watch);
  train_on (&watch);
  WAIT_FOR (watch.reports->len > 0);
  g_ptr_array_set_size (watch.reports, 0);
  wait_for_messages ();
  g_assert_cmpuint (train_on (&watch), ==, 2);
  g_assert_cmpuint (train_on (&watch), ==, 3);
  WAIT_FOR (watch.reports->len > 3);
  assert_run (&watch, 0, 3);
  watch_clear (&watch); /* and disposes during training */
}

static void
dispose_cb (NnWorker *worker, NnReport *report, gpointer data)
{
  g_object_run_dispose (G_OBJECT (worker));
}

static void
test_dispose (void)
{
  Watch watch;

  watch_init (&watch);
  train_on (&watch);
  WAIT_FOR (watch.reports->len > 0);
  wait_for_messages ();
  g_assert_finalize_object (watch.worker);
  watch.worker = NULL;
  take_messages ();
  watch_clear (&watch);

  /* From within a handler. */
  watch_init (&watch);
  g_signal_connect (watch.worker, "report", G_CALLBACK (dispose_cb), NULL);
  train_on (&watch);
  WAIT_FOR (watch.reports->len > 0);
  take_messages ();
  g_assert_cmpuint (watch.reports->len, ==, 1);
  watch_clear (&watch);
}

static void
test_rate (void)
{
  Watch watch;

  watch_init (&watch);
  train_on (&watch);
  nn_worker_set_rate (watch.worker, 0.0625f);
  WAIT_FOR (watch.reports->len > 0 && last_report (&watch)->progress.rate == 0.0625f);
  nn_worker_set_rate (watch.worker, 0.125f);
  WAIT_FOR (last_report (&watch)->progress.rate == 0.125f);
  watch_clear (&watch);
}

static void
test_report_rate (void)
{
  g_autoptr (NnDataset) dataset = bars (20000, 9);
  g_autoptr (NnModel) model = new_model ();
  NnRecipe recipe;
  gint64 start;
  guint n;
  Watch watch;

  watch_init (&watch);
  init_recipe (&recipe, 10000);
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (watch.reports->len > 0);
  g_ptr_array_set_size (watch.reports, 0);
  start = g_get_monotonic_time ();
  WAIT_FOR (count_reports (&watch, NN_REPORT_PROGRESS) >= 10);
  n = count_reports (&watch, NN_REPORT_PROGRESS);
  g_assert_cmpfloat (n, <=, 30 * (g_get_monotonic_time () - start) * 1e-6 + 1);
  watch_clear (&watch);
}

static void
test_diverges (void)
{
  g_autoptr (NnDataset) dataset = bars (1000, 9);
  g_autoptr (NnModel) model = new_model ();
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 3);
  nn_model_set_convention (model, &(NnInputConvention){ .scale = 1e25f });
  recipe.optimizer = NN_OPTIMIZER_SGD;
  watch_init (&watch);
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FAILED));
  g_assert_error (last_report (&watch)->error, NN_ERROR, NN_ERROR_DIVERGED);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  g_assert_true (last_report (&watch)->snapshot == nn_worker_get_model (watch.worker));
  g_assert_true (same_weights (nn_worker_get_model (watch.worker), model));
  watch_clear (&watch);
}

static void
test_wrong_recipe (void)
{
  g_autoptr (NnDataset) dataset = bars (100, 9);
  g_autoptr (NnModel) model = new_model ();
  NnRecipe recipe;
  Watch watch;

  init_recipe (&recipe, 1);
  recipe.rate = -1;
  watch_init (&watch);
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FAILED));
  g_assert_error (last_report (&watch)->error, NN_ERROR, NN_ERROR_RANGE);
  g_assert_null (last_report (&watch)->snapshot);
  g_assert_true (nn_worker_get_model (watch.worker) == model);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  watch_clear (&watch);
}

static NnDataset *
points (const char *name)
{
  NnDataset *made = NULL, *test = NULL;

  g_assert_true (nn_dataset_load (name, &made, &test, NULL));
  g_clear_pointer (&test, nn_dataset_unref);
  return made;
}

/* A run of points goes on with other ones, also while it stands still; what its network does not
 * take is refused at once. */
static void
test_other_data (void)
{
  g_autoptr (NnDataset) first = points ("plane:xor:60");
  g_autoptr (NnDataset) second = points ("plane:circle:200:seed=3");
  g_autoptr (NnDataset) four = points ("plane:corners");
  g_autoptr (NnModel) model = NULL;
  g_autoptr (GError) error = NULL;
  NnReport *finished;
  NnPointInput input;
  NnRecipe recipe;
  Watch watch;

  nn_point_input_parse (&input, "x1 x2", NULL);
  model = nn_point_model_create ("dense 6, tanh, dense 2", &input, 2, 1, NULL);
  nn_recipe_from_string (&recipe, "rate=0.03 batch=20 epochs=400", NULL);
  watch_init (&watch);
  g_assert_true (nn_worker_set_data (watch.worker, four, NULL)); /* there is no run */
  nn_worker_begin (watch.worker, model, first, NULL, &recipe);
  nn_worker_step (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_PROGRESS));
  g_assert_false (nn_worker_set_data (watch.worker, four, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
  g_assert_true (nn_worker_set_data (watch.worker, second, NULL));
  nn_worker_resume (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_FINISHED));
  finished = last_report (&watch);
  g_assert_cmpuint (finished->progress.epoch, ==, 400);
  g_assert_cmpstr (nn_model_get_fact (finished->snapshot, "train_data"), ==,
                   nn_dataset_name (second));
  /* It has learned what it was given later. */
  g_assert_cmpfloat (finished->progress.validation_accuracy, >, 0.9);
  g_assert_cmpuint (finished->best.epoch, >, 0);
  watch_clear (&watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/finishes", test_finishes);
  g_test_add_func ("/worker/step-means", test_step_means);
  g_test_add_func ("/worker/test", test_test);
  g_test_add_func ("/worker/pause", test_pause);
  g_test_add_func ("/worker/pause-in-step", test_pause_in_step);
  g_test_add_func ("/worker/steps", test_steps);
  g_test_add_func ("/worker/stop", test_stop);
  g_test_add_func ("/worker/stop-large-step", test_stop_large_step);
  g_test_add_func ("/worker/cancel", test_cancel);
  g_test_add_func ("/worker/next-run", test_next_run);
  g_test_add_func ("/worker/dispose", test_dispose);
  g_test_add_func ("/worker/rate", test_rate);
  g_test_add_func ("/worker/report-rate", test_report_rate);
  g_test_add_func ("/worker/diverges", test_diverges);
  g_test_add_func ("/worker/wrong-recipe", test_wrong_recipe);
  g_test_add_func ("/worker/other-data", test_other_data);
  return g_test_run ();
}
