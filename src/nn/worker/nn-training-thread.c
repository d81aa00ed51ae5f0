/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#ifdef __linux__
#include <unistd.h>
#endif

#include "nn/read/nn-calibrate.h"
#include "nn/worker/nn-mailbox.h"
#include "nn/worker/nn-worker.h"

/* The shortest time between two reports, and between two snapshots during an epoch. */
#define REPORT_INTERVAL (G_USEC_PER_SEC / 30)
#define SNAPSHOT_INTERVAL (G_USEC_PER_SEC / 15)

/* Those of small networks, which cost nothing, come for each frame of a window. */
#define SMALL_NETWORK 10000
#define SMALL_INTERVAL (G_USEC_PER_SEC / 60)

/* Epochs of a run, more than which may be reported together. */
#define MANY_EPOCHS 100

/* A snapshot may cost this part of the time: large models make fewer. */
#define SNAPSHOT_SHARE 50

/* Checkpoints, with which a run can go on after a crash, are made so often, at the end of an epoch
 * and when the run pauses, and may cost this part of the time; where they come too fast, a snapshot
 * has to do. */
#define CHECKPOINT_INTERVAL (3 * G_USEC_PER_SEC)
#define CHECKPOINT_SHARE 100

/* By how much the priority of the threads that train is lowered: as far as it goes. With 5 a frame
 * with new ink took up to four milliseconds longer. */
#define TRAINING_NICENESS 19

/* Times to wait between two steps that are shorter than this are saved up. */
#define SHORTEST_WAIT 1000

/* So much that a slow run is late is made up for; more is lost. */
#define LONGEST_DELAY (G_USEC_PER_SEC / 20)

/* The part of the time that estimates on held-out pictures may cost, and how many pictures those at
 * steps 1, 2, 4, 8 ... read until the first one that reads all has come. Where a run waits between
 * its steps so that it can be watched, every step has one as long as they take no more than a fifth
 * of the time. */
#define ESTIMATE_SHARE 0.03
#define FEW_PICTURES 200
#define TIMES_BETWEEN 4

/* The part of the time that frames of the film may cost, but those at powers of two. */
#define FILM_SHARE 0.01

/* Places on the way, to tell the speed over the last second. */
#define N_MARKS 32

typedef struct {
  double seconds;
  guint64 samples, steps;
} Mark;

typedef struct {
  NnMailbox *mailbox;
  NnJob *job;
  NnTrainer *trainer;
  gboolean paused;                       /* no more steps than these: */
  guint n_steps;                         /* steps ordered while paused */
  gboolean pause_at_epoch;               /* run up to the end of the epoch, then pause */
  guint n_orders;                        /* that were followed */
  NnModel *snapshot;                     /* the newest; NULL before the first */
  gboolean to_show;                      /* something is new since the last report and snapshot */
  gint64 reported;                       /* monotonic time of the last report */
  gint64 next_snapshot, next_checkpoint; /* monotonic times from which on there may be one */
  gint64 checkpoint_due;                 /* from which on there is to be one */
  Mark marks[N_MARKS];
  guint n_marks;                   /* in all; the newest is (n_marks - 1) % N_MARKS */
  GArray *steps;                   /* of NnStepMean, not reported yet; NULL: none */
  double validation_seconds;       /* the last one took; 0 before */
  double pace;                     /* seconds for a doubling of the steps; 0: full speed */
  guint64 pace_from;               /* the step from which on they are counted */
  gint64 step_began, next_step;    /* monotonic times; the next one comes no earlier */
  GArray *estimates;               /* of NnHeldOut, not reported yet; NULL: none */
  NnHeldOut held_out;              /* the newest */
  gboolean all_read;               /* an estimate has read the whole sample */
  double picture_time;             /* microseconds a picture of the last estimate; 0 before */
  gint64 estimated;                /* monotonic time when it was there */
  double estimate_time, film_time; /* microseconds that they have cost at full speed */
  double first_seconds;            /* of training before this run */
  gboolean film_goes_on;           /* frames have the training state */
  NnBest best;                     /* model: NULL where there is none */
  NnModel *finished;               /* the network at the end, until it is calibrated and tested */
  gboolean calibrated, best_calibrated;
} Run;

typedef enum {
  WORK,
  STOP,  /* with a report */
  LEAVE, /* discarded: the run is no longer current */
} Next;

static void
add_mark (Run *run, const NnProgress *p)
{
  run->marks[run->n_marks++ % N_MARKS] = (Mark){ p->seconds, p->samples, p->step };
}

/* The oldest mark that is at most a second of training away. */
static const Mark *
window_start (const Run *run, const NnProgress *p)
{
  guint i = run->n_marks - MIN (run->n_marks, N_MARKS);

  while (i + 1 < run->n_marks && run->marks[i % N_MARKS].seconds < p->seconds - 1)
    i++;
  return &run->marks[i % N_MARKS];
}

/* Seconds that a slow run is going to wait, where a step takes so many: up to the step from which
 * on the steps themselves take longer than they are to. */
static double
waiting_left (const Run *run, const NnProgress *p, double step_seconds, guint64 n_steps)
{
  guint64 now = p->step - MIN (run->pace_from, p->step);
  guint64 end = n_steps - MIN (run->pace_from, n_steps);
  guint64 full = (guint64) CLAMP (run->pace / (G_LN2 * step_seconds), now, MAX (now, end));

  return MAX (0, nn_pace_seconds (run->pace, full) - nn_pace_seconds (run->pace, now)
                     - (double) (full - now) * step_seconds);
}

static void
estimate_speed (const Run *run, NnReport *report)
{
  const NnProgress *p = &report->progress;
  const Mark *from = window_start (run, p);
  double seconds = p->seconds - from->seconds;
  guint64 n_steps = p->steps_per_epoch * p->n_epochs;

  report->samples_per_second = report->seconds_left = NAN;
  if (p->step == from->steps || seconds <= 0)
    return;
  report->samples_per_second = (double) (p->samples - from->samples) / seconds;
  report->seconds_left
      = (double) (n_steps - MIN (n_steps, p->step)) * seconds / (double) (p->step - from->steps)
        + (p->n_epochs - MIN (p->n_epochs, p->epoch)) * run->validation_seconds
        + waiting_left (run, p, seconds / (double) (p->step - from->steps), n_steps);
}

/* now: also of fewer steps than a mean has. */
static void
take_mean (Run *run, gboolean now)
{
  NnStepMean mean;

  if (!nn_trainer_take_mean (run->trainer, now, &mean))
    return;
  if (run->steps == NULL)
    run->steps = g_array_new (FALSE, FALSE, sizeof (NnStepMean));
  g_array_append_val (run->steps, mean);
}

static void
set_snapshot (Run *run, NnModel *model)
{
  g_clear_pointer (&run->snapshot, nn_model_unref);
  run->snapshot = model;
  run->to_show = FALSE;
  nn_mailbox_publish (run->mailbox, run->job->run, model);
}

/* Takes the error. */
static void
report (Run *run, NnReportKind kind, gboolean with_snapshot, const NnMeasure *test, GError *error)
{
  NnReport fields = { .kind = kind,
                      .run = run->job->run,
                      .paused = run->paused && run->n_steps == 0,
                      .n_orders = run->n_orders,
                      .samples_per_second = NAN,
                      .seconds_left = NAN,
                      .error = error };

  if (run->trainer != NULL) {
    fields.progress = *nn_trainer_progress (run->trainer);
    estimate_speed (run, &fields);
    add_mark (run, &fields.progress);
    fields.steps = g_steal_pointer (&run->steps);
    fields.estimates = g_steal_pointer (&run->estimates);
    fields.held_out = run->held_out;
    fields.best = run->best;
    fields.best.model = kind > NN_REPORT_TESTING && run->best.model != NULL
                            ? nn_model_ref (run->best.model)
                            : NULL;
  }
  if (test != NULL) {
    fields.test_correct = test->correct;
    fields.test_count = test->count;
    fields.test_rmse = test->numbers ? sqrt (test->loss) : NAN;
  }
  if (with_snapshot)
    fields.snapshot = nn_model_ref (run->snapshot);
  nn_mailbox_post_report (run->mailbox, nn_report_new (&fields));
  run->reported = g_get_monotonic_time ();
}

static void
make_checkpoint (Run *run)
{
  gint64 start = g_get_monotonic_time ();
  gint64 end;

  set_snapshot (run, nn_trainer_checkpoint (run->trainer));
  end = g_get_monotonic_time ();
  run->next_checkpoint = end + (end - start) * CHECKPOINT_SHARE;
  run->checkpoint_due = MAX (run->next_checkpoint, end + CHECKPOINT_INTERVAL);
}

static void
make_snapshot (Run *run)
{
  gint64 start = g_get_monotonic_time (), end;
  gboolean small = nn_graph_n_weights (nn_model_graph (run->job->model)) <= SMALL_NETWORK;

  set_snapshot (run, nn_trainer_snapshot (run->trainer));
  end = g_get_monotonic_time ();
  run->next_snapshot
      = end + MAX (small ? SMALL_INTERVAL : SNAPSHOT_INTERVAL, (end - start) * SNAPSHOT_SHARE);
}

/* Between two reports. */
static void
show_snapshot (Run *run)
{
  make_snapshot (run);
  run->to_show = TRUE;
}

/* Where the run is; with a snapshot if it is time for one, or if the run stands still here. */
static void
report_progress (Run *run, gboolean standing)
{
  gint64 start = g_get_monotonic_time ();
  gboolean with_snapshot = standing || start >= run->next_snapshot;

  /* In single-step mode every step is reported. */
  if (standing)
    take_mean (run, TRUE);
  if (start >= (standing ? run->next_checkpoint : run->checkpoint_due)) {
    make_checkpoint (run);
    with_snapshot = TRUE;
  } else if (with_snapshot) {
    make_snapshot (run);
  }
  report (run, NN_REPORT_PROGRESS, with_snapshot, NULL, NULL);
}

static void
report_with_checkpoint (Run *run, NnReportKind kind, GError *error)
{
  make_checkpoint (run);
  report (run, kind, TRUE, NULL, error);
}

/* The network of the epoch that has just ended, which is the newest snapshot. */
static void
compare_with_best (Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);
  NnBest *best = &run->best;

  /* An accuracy of numbers is NaN, which is neither larger nor smaller. */
  if (!isfinite (p->validation_loss)
      || (best->epoch > 0
          && (p->validation_accuracy < best->accuracy
              || (!(p->validation_accuracy > best->accuracy)
                  && !(p->validation_loss < best->loss)))))
    return;
  g_clear_pointer (&best->model, nn_model_unref);
  *best = (NnBest){ p->epoch, p->validation_accuracy, p->validation_loss,
                    nn_model_ref (run->snapshot) };
  nn_mailbox_publish_best (run->mailbox, run->job->run, best->model);
}

/* Of a run of many short epochs not each has a report of its own. */
static gboolean
is_one_of_many (const Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);

  return p->n_epochs > MANY_EPOCHS && !run->paused && !nn_trainer_is_done (run->trainer)
         && g_get_monotonic_time () - run->reported < REPORT_INTERVAL;
}

static void
report_epoch (Run *run)
{
  if (is_one_of_many (run)) {
    set_snapshot (run, nn_trainer_snapshot (run->trainer));
    run->to_show = TRUE;
    compare_with_best (run);
    return;
  }
  if (g_get_monotonic_time () >= run->next_checkpoint)
    make_checkpoint (run);
  else
    set_snapshot (run, nn_trainer_snapshot (run->trainer));
  compare_with_best (run);
  report (run, NN_REPORT_EPOCH, TRUE, NULL, NULL);
}

/* When the step after the last one may begin. */
static void
set_next_step (Run *run)
{
  guint64 n = nn_trainer_progress (run->trainer)->step - run->pace_from;

  if (run->pace == 0 || n == 0)
    run->next_step = 0;
  else
    run->next_step
        = MAX (run->next_step, run->step_began - LONGEST_DELAY)
          + (gint64) (G_USEC_PER_SEC
                      * (nn_pace_seconds (run->pace, n) - nn_pace_seconds (run->pace, n - 1)));
}

static void
set_pace (Run *run, double pace)
{
  if (run->pace == 0)
    run->pace_from = nn_trainer_progress (run->trainer)->step;
  run->pace = pace;
  run->next_step = run->step_began;
  set_next_step (run);
}

/* The order has been looked at by the worker: the network takes the data. */
static void
set_data (Run *run, NnDataset *data)
{
  if (!nn_trainer_set_data (run->trainer, data, NULL))
    return;
  nn_dataset_ref (data);
  nn_dataset_unref (run->job->dataset);
  run->job->dataset = data;
  run->all_read = FALSE;
}

/* Follows an order; FALSE where the run is to stop. */
static gboolean
follow (Run *run, const NnOrder *order)
{
  run->n_orders++;
  switch (order->kind) {
  case NN_ORDER_STOP:
    return FALSE;
  case NN_ORDER_PAUSE:
    run->paused = TRUE;
    run->pause_at_epoch = FALSE;
    run->n_steps = 0;
    run->to_show = TRUE;
    break;
  case NN_ORDER_RESUME:
    run->paused = run->pause_at_epoch = FALSE;
    run->n_steps = 0;
    break;
  case NN_ORDER_STEP:
    run->n_steps += run->paused;
    break;
  case NN_ORDER_EPOCH:
    run->paused = FALSE;
    run->pause_at_epoch = TRUE;
    run->n_steps = 0;
    break;
  case NN_ORDER_RATE:
    nn_trainer_set_rate (run->trainer, (float) order->value);
    break;
  case NN_ORDER_PACE:
    set_pace (run, order->value);
    break;
  case NN_ORDER_DATA:
    set_data (run, order->data);
    break;
  }
  return TRUE;
}

/* The monotonic time at which the run goes on by itself; G_MAXINT64: not before an order. */
static gint64
next_work (const Run *run)
{
  if (run->paused)
    return run->n_steps > 0 ? 0 : G_MAXINT64;
  if (nn_trainer_is_done (run->trainer) || run->next_step < g_get_monotonic_time () + SHORTEST_WAIT)
    return 0;
  return run->next_step;
}

/* The only place where a run waits: it follows all orders and, while it stands still, shows where
 * it is. Returns what to do then. */
static Next
wait_for_work (Run *run)
{
  while (TRUE) {
    gint64 work = next_work (run), show = run->reported + REPORT_INTERVAL;
    gboolean shows = run->to_show && show < work, goes_on;
    NnOrder order;

    switch (nn_mailbox_take_order (run->mailbox, run->job, shows ? show : work, &order)) {
    case NN_TAKEN_LEAVE:
      return LEAVE;
    case NN_TAKEN_ORDER:
      goes_on = follow (run, &order);
      g_clear_pointer (&order.data, nn_dataset_unref);
      if (!goes_on)
        return STOP;
      break;
    case NN_TAKEN_NOTHING:
      if (!shows)
        return WORK;
      report_progress (run, TRUE);
      break;
    }
  }
}

static void
end_epoch (Run *run)
{
  /* What comes after the last epoch needs no order. */
  if (nn_trainer_is_done (run->trainer))
    run->paused = FALSE;
  else
    run->paused |= run->pause_at_epoch;
  run->pause_at_epoch = FALSE;
  report_epoch (run);
}

/* Microseconds until the run goes on, if it stands still here. */
static double
spare_time (const Run *run)
{
  gint64 work = next_work (run);

  return work == 0 ? 0 : work == G_MAXINT64 ? INFINITY : (double) (work - g_get_monotonic_time ());
}

/* Whether steps are watched: single steps, or steps that wait longer than an estimate takes.
 */
static gboolean
is_watched (const Run *run, double cost)
{
  guint64 n = nn_trainer_progress (run->trainer)->step - run->pace_from;
  double wait = nn_pace_seconds (run->pace, n + 1) - nn_pace_seconds (run->pace, n);

  return run->paused || (run->pace > 0 && 1e6 * wait >= cost);
}

/* How many held-out pictures are to be read now; 0: none. */
static gsize
estimate_size (const Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);
  gsize all = nn_trainer_sample_size (run->trainer);
  double cost = run->picture_time * (double) all;
  double trained = 1e6 * (p->seconds - run->first_seconds);

  if (all == 0 || p->step == run->held_out.step)
    return 0;
  if (cost > 0
      && (is_watched (run, cost)
              ? (double) (g_get_monotonic_time () - run->estimated) >= TIMES_BETWEEN * cost
              : run->estimate_time + cost <= ESTIMATE_SHARE * trained))
    return all;
  return !run->all_read && (p->step & (p->step - 1)) == 0 ? MIN (all, FEW_PICTURES) : 0;
}

static void
estimate_held_out (Run *run)
{
  gsize n = estimate_size (run);
  gint64 start = g_get_monotonic_time ();
  NnHeldOut held_out;
  double cost;

  if (n == 0 || !nn_trainer_estimate (run->trainer, n, &held_out))
    return;
  run->estimated = g_get_monotonic_time ();
  cost = (double) (run->estimated - start);
  run->picture_time = cost / (double) n;
  run->estimate_time += is_watched (run, cost) ? 0 : cost;
  run->all_read |= n == nn_trainer_sample_size (run->trainer);
  run->held_out = held_out;
  if (run->estimates == NULL)
    run->estimates = g_array_new (FALSE, FALSE, sizeof (NnHeldOut));
  g_array_append_val (run->estimates, held_out);
}

static void
add_frame (Run *run, NnModel *model)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);

  nn_film_add (run->job->film, p->step, (double) p->step / (double) p->steps_per_epoch, model);
}

/* Frames have the training state where the film has room for enough of them. */
static void
add_first_frame (Run *run)
{
  g_autoptr (NnModel) checkpoint = nn_trainer_checkpoint (run->trainer);
  g_autoptr (NnModel) snapshot = nn_trainer_snapshot (run->trainer);

  run->film_goes_on = nn_film_has_room_for (run->job->film, checkpoint);
  add_frame (run, run->film_goes_on ? checkpoint : snapshot);
}

static void
film (Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);
  gboolean in_wait = spare_time (run) > (double) REPORT_INTERVAL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (NnModel) model = NULL;

  if (!nn_film_wants (run->job->film, p->step)
      || (!in_wait && (p->step & (p->step - 1)) != 0
          && run->film_time > FILM_SHARE * 1e6 * (p->seconds - run->first_seconds)))
    return;
  model = run->film_goes_on ? nn_trainer_checkpoint (run->trainer)
                            : nn_trainer_snapshot (run->trainer);
  add_frame (run, model);
  if (!in_wait)
    run->film_time += (double) (g_get_monotonic_time () - start);
}

/* One step, which may have been cancelled: then there is an order. FALSE: the run has failed. */
static gboolean
step (Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);
  const NnProgress before = *p;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  gboolean epoch_ended;
  gboolean good;

  run->step_began = start;
  good = nn_trainer_step (run->trainer, &epoch_ended, &error);
  if (run->n_steps > 0)
    run->n_steps--;
  if (p->step > before.step) {
    run->to_show = TRUE;
    take_mean (run, FALSE);
    set_next_step (run);
  }
  if (!good && !g_error_matches (error, NN_ERROR, NN_ERROR_CANCELLED)) {
    report_with_checkpoint (run, NN_REPORT_FAILED, g_steal_pointer (&error));
    return FALSE;
  }
  if (epoch_ended)
    run->validation_seconds
        = (g_get_monotonic_time () - start) * 1e-6 - (p->seconds - before.seconds);
  if (!good)
    return TRUE;
  film (run);
  if (!epoch_ended)
    estimate_held_out (run);
  if (epoch_ended)
    end_epoch (run);
  else if (g_get_monotonic_time () - run->reported >= REPORT_INTERVAL)
    report_progress (run, spare_time (run) > (double) REPORT_INTERVAL);
  else if (g_get_monotonic_time () >= run->next_snapshot)
    show_snapshot (run);
  return TRUE;
}

static void
set_best_model (Run *run, NnModel *model)
{
  g_clear_pointer (&run->best.model, nn_model_unref);
  run->best.model = nn_model_ref (model);
  nn_mailbox_publish_best (run->mailbox, run->job->run, model);
}

/* The best network too, where it is not the last one. */
static void
calibrate_best (Run *run)
{
  const NnJob *job = run->job;
  NnBest *best = &run->best;
  g_autoptr (NnModel) model = NULL;

  if (run->best_calibrated || best->model == NULL
      || best->epoch == nn_trainer_progress (run->trainer)->epoch)
    return;
  model = nn_model_with_weights (best->model, nn_model_weights (best->model));
  nn_model_set_training_state (model, nn_model_get_training_state (best->model));
  if (nn_calibrate_by_validation (model, job->dataset, job->recipe.validation, job->recipe.seed,
                                  job->cancellable, NULL)) {
    run->best_calibrated = TRUE;
    set_best_model (run, model);
  }
}

static void
report_finished (Run *run, const NnMeasure *test)
{
  if (run->best.epoch == nn_trainer_progress (run->trainer)->epoch)
    set_best_model (run, run->finished);
  set_snapshot (run, g_steal_pointer (&run->finished));
  report (run, NN_REPORT_FINISHED, TRUE, test, NULL);
}

/* All epochs are done: the temperature of the network is fitted, and it is evaluated on the test
 * set, once. TRUE where that was cancelled: then there is an order. */
static gboolean
finish (Run *run)
{
  NnJob *job = run->job;
  NnMeasure measure;

  if (run->finished == NULL) {
    run->finished = nn_trainer_checkpoint (run->trainer);
    if (job->test != NULL)
      report (run, NN_REPORT_TESTING, FALSE, NULL, NULL);
  }
  run->calibrated
      = run->calibrated
        || nn_calibrate_by_validation (run->finished, job->dataset, job->recipe.validation,
                                       job->recipe.seed, job->cancellable, NULL);
  if (run->calibrated)
    calibrate_best (run);
  if (g_cancellable_is_cancelled (job->cancellable))
    return TRUE;
  if (job->test == NULL) {
    report_finished (run, NULL);
    return FALSE;
  }
  if (!nn_measure (run->finished, job->test, NULL, 0, job->recipe.threads, job->cancellable,
                   &measure, NULL)) {
    if (g_cancellable_is_cancelled (job->cancellable))
      return TRUE;
    report_finished (run, NULL);
    return FALSE;
  }
  nn_measure_add_facts (&measure, job->test, run->finished);
  report_finished (run, &measure);
  return FALSE;
}

static void
stop (Run *run)
{
  if (run->finished != NULL)
    report_finished (run, NULL);
  else
    report_with_checkpoint (run, NN_REPORT_STOPPED, NULL);
}

/* A run that goes on from the end of an epoch knows how good that was. */
static void
begin (Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);

  run->pace = run->job->pace;
  run->first_seconds = p->seconds;
  if (p->epoch > 0 && p->step == p->epoch * p->steps_per_epoch && isfinite (p->validation_loss)) {
    run->best = (NnBest){ p->epoch, p->validation_accuracy, p->validation_loss,
                          nn_model_ref (run->job->model) };
    nn_mailbox_publish_best (run->mailbox, run->job->run, run->best.model);
  }
  add_first_frame (run);
}

static void
do_run (NnMailbox *mailbox, NnJob *job)
{
  Run run = { .mailbox = mailbox, .job = job, .paused = TRUE };
  GError *error = NULL;
  gboolean goes_on = TRUE;

  run.trainer = nn_trainer_new (job->model, job->dataset, &job->recipe, &error);
  if (run.trainer == NULL) {
    report (&run, NN_REPORT_FAILED, FALSE, NULL, error);
    return;
  }
  nn_trainer_set_cancellable (run.trainer, job->cancellable);
  add_mark (&run, nn_trainer_progress (run.trainer));
  begin (&run);
  run.checkpoint_due = g_get_monotonic_time () + G_USEC_PER_SEC;
  while (goes_on) {
    Next next = wait_for_work (&run);

    if (next == STOP)
      stop (&run);
    goes_on = next == WORK && (nn_trainer_is_done (run.trainer) ? finish (&run) : step (&run));
  }
  g_clear_pointer (&run.finished, nn_model_unref);
  g_clear_pointer (&run.snapshot, nn_model_unref);
  g_clear_pointer (&run.best.model, nn_model_unref);
  g_clear_pointer (&run.steps, g_array_unref);
  g_clear_pointer (&run.estimates, g_array_unref);
  nn_trainer_free (run.trainer);
}

/* The window's thread, and the one that reads drawings, must get a processor at once although all
 * processors train. Threads that this one starts inherit its priority. */
static void
lower_priority (void)
{
#ifdef __linux__
  /* There it is the thread's; lowering it is always allowed. */
  G_GNUC_UNUSED int niceness = nice (TRAINING_NICENESS);
#endif
}

void *
nn_training_thread (void *data)
{
  NnMailbox *mailbox = data;
  NnJob *job;

  lower_priority ();
  while ((job = nn_mailbox_take_job (mailbox)) != NULL) {
    do_run (mailbox, job);
    nn_job_free (job);
  }
  return NULL;
}
