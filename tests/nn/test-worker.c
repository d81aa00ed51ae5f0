/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include <time.h>

#include "bars.h"
#include "nn/worker/nn-worker.h"

/* What a worker has said. */
typedef struct {
  NnWorker *worker;
  GPtrArray *reports;
  guint n_verdicts, ticket;
  NnVerdict verdict;
  guint n_different; /* verdicts unlike the one before */
} Watch;

static void
report_cb (NnWorker *worker, NnReport *report, Watch *watch)
{
  g_ptr_array_add (watch->reports, nn_report_ref (report));
}

static void
verdict_cb (NnWorker *worker, guint ticket, const NnVerdict *verdict, Watch *watch)
{
  g_assert_cmpuint (ticket, >=, watch->ticket);
  watch->n_different += memcmp (&watch->verdict, verdict, sizeof *verdict) != 0;
  watch->n_verdicts++;
  watch->ticket = ticket;
  watch->verdict = *verdict;
}

static void
watch_init (Watch *watch)
{
  *watch = (Watch){ .worker = nn_worker_new (),
                    .reports = g_ptr_array_new_with_free_func ((GDestroyNotify) nn_report_unref) };
  g_signal_connect (watch->worker, "report", G_CALLBACK (report_cb), watch);
  g_signal_connect (watch->worker, "verdict", G_CALLBACK (verdict_cb), watch);
}

static void
watch_clear (Watch *watch)
{
  if (watch->worker != NULL)
    g_assert_finalize_object (watch->worker);
  g_ptr_array_unref (watch->reports);
}

/* Lets the main context work until the condition holds. */
#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 wait_end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;                              \
                                                                                                   \
    while (!(condition)) {                                                                         \
      g_assert_cmpint (g_get_monotonic_time (), <, wait_end);                                      \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (200);                                                                            \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

static void
let_pass (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  WAIT_FOR (g_get_monotonic_time () >= end);
}

static NnReport *
last_report (Watch *watch)
{
  return watch->reports->len > 0 ? g_ptr_array_index (watch->reports, watch->reports->len - 1)
                                 : NULL;
}

static gboolean
last_is (Watch *watch, NnReportKind kind)
{
  return last_report (watch) != NULL && last_report (watch)->kind == kind;
}

static guint
count_reports (Watch *watch, NnReportKind kind)
{
  guint n = 0;

  for (guint i = 0; i < watch->reports->len; i++)
    n += ((NnReport *) g_ptr_array_index (watch->reports, i))->kind == kind;
  return n;
}

static NnModel *
new_model (void)
{
  return nn_preset_create (nn_preset_find ("keras"), 4);
}

static void
init_recipe (NnRecipe *recipe, guint epochs)
{
  nn_recipe_init (recipe, nn_preset_find ("keras"));
  recipe->threads = 2;
  recipe->epochs = epochs;
  recipe->batch = 64;
  recipe->validation = 100;
}

/* Starts a run that does not end by itself. */
static guint
train_on (Watch *watch)
{
  g_autoptr (NnDataset) dataset = bars (1000, 9);
  g_autoptr (NnModel) model = new_model ();
  NnRecipe recipe;

  init_recipe (&recipe, 10000);
  return nn_worker_train (watch->worker, model, dataset, &recipe);
}

static gboolean
same_weights (const NnModel *a, const NnModel *b)
{
  gsize n = nn_graph_n_weights (nn_model_graph (a));

  g_assert_cmpuint (nn_graph_n_weights (nn_model_graph (b)), ==, n);
  return memcmp (nn_model_weights (a), nn_model_weights (b), n * sizeof (float)) == 0;
}

/* The inks of a bar as digit 3 has it. */
static void
draw_three (float *inks)
{
  memset (inks, 0, 784 * sizeof (float));
  for (int p = 3 * 56; p < 4 * 56; p++)
    inks[p] = 1;
}

static NnVerdict
read_with (NnModel *model, const float *inks)
{
  g_autoptr (NnReader) reader = nn_reader_new (model, NULL);
  NnVerdict verdict;

  nn_reader_read (reader, inks, NN_INK_DRAWING, &verdict);
  return verdict;
}

static gboolean
same_verdict (const NnVerdict *a, const NnVerdict *b)
{
  return a->kind == b->kind && a->digit == b->digit
         && memcmp (a->probabilities, b->probabilities, sizeof a->probabilities) == 0;
}

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
  g_assert_cmpuint (nn_worker_train (watch.worker, model, dataset, &recipe), ==, 1);
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
  g_assert_cmpuint (nn_worker_train (watch.worker, finished, dataset, &recipe), ==, 2);
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
  static const guint n_means[] = { 26, 42 }; /* 1300 pictures, twice, by 100 or by 64 */
  g_autoptr (NnDataset) dataset = bars (1400, 9);
  g_autoptr (NnModel) model = new_model ();

  for (guint b = 0; b < G_N_ELEMENTS (batches); b++) {
    double place = 0, sum = 0;
    guint n = 0;
    NnRecipe recipe;
    Watch watch;

    init_recipe (&recipe, 2);
    recipe.batch = batches[b];
    watch_init (&watch);
    nn_worker_train (watch.worker, model, dataset, &recipe);
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
    g_assert_cmpfloat (sum / n, >, 0.3);
    watch_clear (&watch);
  }
}

/* The test set is asked once, when all is done, and what it said stands in the model; the next step
 * makes it untrue. */
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
  nn_worker_set_test (watch.worker, test);
  nn_worker_train (watch.worker, model, dataset, &recipe);
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
  nn_worker_train_paused (watch.worker, finished->snapshot, dataset, &recipe);
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
  /* The step under way ends first, which takes its time on a busy machine. */
  WAIT_FOR (last_report (&watch)->snapshot != NULL);
  let_pass (200);
  step = last_report (&watch)->progress.step;
  g_assert_nonnull (last_report (&watch)->snapshot);
  g_assert_true (last_report (&watch)->snapshot == nn_worker_get_model (watch.worker));
  let_pass (100);
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, step);
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

/* Nobody works any more, before long. */
static void
assert_rest (void)
{
  guint tries = 0;

  while (work_in (300) > 0.1)
    g_assert_cmpuint (++tries, <, 30);
}

/* A long step stands still in the middle; a step that is asked for then is that one, and the result
 * is that of a run that nobody has paused. */
static void
test_pause_in_step (void)
{
  g_autoptr (NnDataset) dataset = bars (9000, 9);
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("deep-cnn"), 4);
  g_autoptr (NnModel) paused = NULL;
  NnRecipe recipe;
  Watch watch;
  guint64 done;

  nn_recipe_init (&recipe, nn_preset_find ("deep-cnn"));
  recipe.batch = 1024;
  recipe.epochs = 10;
  recipe.threads = 2;
  recipe.validation = 0;
  watch_init (&watch);
  nn_worker_train (watch.worker, model, dataset, &recipe);
  let_pass (400);
  nn_worker_pause (watch.worker);
  assert_rest ();
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_PAUSED);
  let_pass (100);
  g_assert_cmpuint (count_reports (&watch, NN_REPORT_EPOCH), ==, 0);
  done = watch.reports->len > 0 ? last_report (&watch)->progress.step : 0;
  nn_worker_step (watch.worker);
  WAIT_FOR (watch.reports->len > 0 && last_report (&watch)->progress.step > done);
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, done + 1);
  WAIT_FOR (last_report (&watch)->snapshot != NULL);
  assert_rest ();
  g_assert_cmpuint (last_report (&watch)->progress.step, ==, done + 1);
  paused = nn_model_ref (last_report (&watch)->snapshot);

  /* The same steps at once. */
  nn_worker_train_paused (watch.worker, model, dataset, &recipe);
  for (guint64 i = 0; i <= done; i++)
    nn_worker_step (watch.worker);
  WAIT_FOR (last_report (&watch)->run == 2 && last_report (&watch)->progress.step == done + 1
            && last_report (&watch)->snapshot != NULL);
  g_assert_true (same_weights (paused, last_report (&watch)->snapshot));
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  watch_clear (&watch);
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
  nn_worker_train_paused (watch.worker, model, dataset, &recipe);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_PAUSED);
  let_pass (50);
  g_assert_cmpuint (watch.reports->len, ==, 0);
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
  let_pass (50);
  g_assert_true (last_is (&watch, NN_REPORT_EPOCH));
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
  let_pass (100);
  g_assert_cmpuint (watch.reports->len, ==, n_reports);

  /* Before the first step, too. */
  train_on (&watch);
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED) && last_report (&watch)->run == 2);
  watch_clear (&watch);
}

/* A step over 8192 pictures is given up, and with it the validation. */
static void
test_stop_large_step (void)
{
  const NnPreset *preset = nn_preset_find ("deep-cnn");
  g_autoptr (NnDataset) dataset = bars (9000, 9);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (NnModel) same = NULL;
  NnRecipe recipe;
  Watch watch;
  gint64 start;

  init_recipe (&recipe, 1);
  recipe.batch = 8192;
  watch_init (&watch);
  nn_worker_train (watch.worker, model, dataset, &recipe);
  let_pass (20);
  start = g_get_monotonic_time ();
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  g_test_message ("stopped within %.1f ms", (g_get_monotonic_time () - start) * 1e-3);
  same = nn_model_ref (nn_worker_get_model (watch.worker));
  if (last_report (&watch)->progress.step == 0)
    g_assert_true (same_weights (same, model));
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
  g_usleep (100000); /* reports are on their way: they are stale afterwards */
  nn_worker_cancel (watch.worker);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
  g_assert_nonnull (nn_worker_get_model (watch.worker));
  let_pass (100);
  g_assert_cmpuint (watch.reports->len, ==, 0);
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
  g_usleep (50000);
  g_assert_cmpuint (train_on (&watch), ==, 2);
  g_assert_cmpuint (train_on (&watch), ==, 3);
  WAIT_FOR (watch.reports->len > 3);
  for (guint i = 0; i < watch.reports->len; i++)
    g_assert_cmpuint (((NnReport *) g_ptr_array_index (watch.reports, i))->run, ==, 3);
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
  g_usleep (50000); /* messages are on their way */
  g_assert_finalize_object (watch.worker);
  watch.worker = NULL;
  let_pass (20);
  watch_clear (&watch);

  /* From within a handler. */
  watch_init (&watch);
  g_signal_connect (watch.worker, "report", G_CALLBACK (dispose_cb), NULL);
  train_on (&watch);
  WAIT_FOR (watch.reports->len > 0);
  let_pass (50);
  g_assert_cmpuint (watch.reports->len, ==, 1);
  watch_clear (&watch);
}

static void
test_newest_drawing (void)
{
  g_autoptr (NnModel) model = new_model ();
  float inks[784] = { 0 };
  NnVerdict expected;
  guint ticket = 0;
  Watch watch;

  watch_init (&watch);
  nn_worker_set_model (watch.worker, model);
  for (int i = 0; i < 784; i++) {
    guint next;

    inks[i] = 1;
    next = nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
    g_assert_cmpuint (next, >, ticket);
    ticket = next;
  }
  WAIT_FOR (watch.ticket == ticket);
  expected = read_with (model, inks);
  g_assert_true (same_verdict (&watch.verdict, &expected));
  g_test_message ("%u of 784 drawings were read", watch.n_verdicts);

  ticket = nn_worker_read (watch.worker, inks, NN_INK_EMPTY);
  WAIT_FOR (watch.ticket == ticket);
  g_assert_cmpint (watch.verdict.kind, ==, NN_VERDICT_EMPTY);
  watch_clear (&watch);
}

/* Another model reads the drawing again; what the one before it has read is dropped. */
static void
test_other_model (void)
{
  g_autoptr (NnModel) one = new_model ();
  g_autoptr (NnModel) two = nn_preset_create (nn_preset_find ("lenet"), 5);
  float inks[784];
  NnVerdict expected;
  guint ticket;
  Watch watch;

  draw_three (inks);
  watch_init (&watch);
  ticket = nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
  let_pass (20);
  g_assert_cmpuint (watch.n_verdicts, ==, 0);
  nn_worker_set_model (watch.worker, one);
  g_usleep (50000);
  nn_worker_set_model (watch.worker, two);
  WAIT_FOR (watch.n_verdicts > 0);
  expected = read_with (two, inks);
  g_assert_true (same_verdict (&watch.verdict, &expected));
  g_assert_cmpuint (watch.ticket, ==, ticket);

  nn_worker_set_model (watch.worker, NULL);
  g_assert_null (nn_worker_get_model (watch.worker));
  watch.n_verdicts = 0;
  nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
  let_pass (20);
  g_assert_cmpuint (watch.n_verdicts, ==, 0);
  watch_clear (&watch);
}

/* The bars move while the network trains, and end where the finished network has them. */
static void
test_reads_while_training (void)
{
  g_autoptr (NnDataset) dataset = bars (4000, 9);
  g_autoptr (NnModel) model = new_model ();
  float inks[784];
  NnVerdict expected;
  NnRecipe recipe;
  guint ticket;
  Watch watch;

  draw_three (inks);
  init_recipe (&recipe, 10000);
  recipe.rate = 1e-5f;
  watch_init (&watch);
  ticket = nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
  nn_worker_train (watch.worker, model, dataset, &recipe);
  WAIT_FOR (watch.n_different >= 5);
  g_assert_cmpuint (watch.ticket, ==, ticket);
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  expected = read_with (nn_worker_get_model (watch.worker), inks);
  WAIT_FOR (same_verdict (&watch.verdict, &expected));
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
  nn_worker_train (watch.worker, model, dataset, &recipe);
  WAIT_FOR (watch.reports->len > 0);
  g_ptr_array_set_size (watch.reports, 0);
  start = g_get_monotonic_time ();
  let_pass (1000);
  n = count_reports (&watch, NN_REPORT_PROGRESS);
  g_assert_cmpfloat (n, <=, 30 * (g_get_monotonic_time () - start) * 1e-6 + 1);
  g_assert_cmpuint (n, >, 0);
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
  nn_worker_train (watch.worker, model, dataset, &recipe);
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
  nn_worker_train (watch.worker, model, dataset, &recipe);
  WAIT_FOR (last_is (&watch, NN_REPORT_FAILED));
  g_assert_error (last_report (&watch)->error, NN_ERROR, NN_ERROR_RANGE);
  g_assert_null (last_report (&watch)->snapshot);
  g_assert_true (nn_worker_get_model (watch.worker) == model);
  g_assert_cmpint (nn_worker_get_state (watch.worker), ==, NN_WORKER_IDLE);
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
  g_test_add_func ("/worker/newest-drawing", test_newest_drawing);
  g_test_add_func ("/worker/other-model", test_other_model);
  g_test_add_func ("/worker/reads-while-training", test_reads_while_training);
  g_test_add_func ("/worker/rate", test_rate);
  g_test_add_func ("/worker/report-rate", test_report_rate);
  g_test_add_func ("/worker/diverges", test_diverges);
  g_test_add_func ("/worker/wrong-recipe", test_wrong_recipe);
  return g_test_run ();
}
