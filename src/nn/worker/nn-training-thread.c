/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#ifdef __linux__
#include <unistd.h>
#endif

#include "nn/read/nn-calibrate.h"
#include "nn/worker/nn-mailbox.h"

/* The shortest time between two reports, and between two snapshots during an epoch. */
#define REPORT_INTERVAL (G_USEC_PER_SEC / 30)
#define SNAPSHOT_INTERVAL (G_USEC_PER_SEC / 15)

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
  guint n_steps;                         /* steps that were asked for while it is paused */
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
  guint64 n_samples;               /* up to the last step that was counted */
  double loss, correct, n_counted; /* sums of steps that are not in the array yet */
  double validation_seconds;       /* the last one took; 0 before */
  NnModel *finished;               /* the network at the end, until it is calibrated and tested */
  gboolean calibrated;
} Run;

typedef enum {
  WORK,
  STOP,  /* with a report */
  LEAVE, /* without: nobody waits for this run any more */
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

static void
estimate (const Run *run, NnReport *report)
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
        + (p->n_epochs - MIN (p->n_epochs, p->epoch)) * run->validation_seconds;
}

/* Closes the mean under way. */
static void
end_mean (Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);
  NnStepMean mean
      = { (double) p->step / (double) p->steps_per_epoch, (float) (run->loss / run->n_counted),
          (float) (run->correct / run->n_counted), p->rate };

  if (run->n_counted == 0)
    return;
  if (run->steps == NULL)
    run->steps = g_array_new (FALSE, FALSE, sizeof (NnStepMean));
  g_array_append_val (run->steps, mean);
  run->loss = run->correct = run->n_counted = 0;
}

static void
count_step (Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);
  double n = (double) (p->samples - run->n_samples);

  run->n_samples = p->samples;
  run->loss += p->step_loss * n;
  run->correct += p->step_accuracy * n;
  run->n_counted += n;
  if (run->n_counted >= NN_MEAN_PICTURES || p->step % p->steps_per_epoch == 0)
    end_mean (run);
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
    estimate (run, &fields);
    add_mark (run, &fields.progress);
    fields.steps = g_steal_pointer (&run->steps);
  }
  if (test != NULL) {
    fields.test_correct = test->correct;
    fields.test_count = test->count;
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

/* Where the run is; with a snapshot if it is time for one, or if the run stands still here. */
static void
report_progress (Run *run, gboolean standing)
{
  gint64 start = g_get_monotonic_time ();
  gboolean with_snapshot = standing || start >= run->next_snapshot;

  /* In single-step mode every step is reported. */
  if (standing)
    end_mean (run);
  if (start >= (standing ? run->next_checkpoint : run->checkpoint_due)) {
    make_checkpoint (run);
    with_snapshot = TRUE;
  } else if (with_snapshot) {
    gint64 end;

    set_snapshot (run, nn_trainer_snapshot (run->trainer));
    end = g_get_monotonic_time ();
    run->next_snapshot = end + MAX (SNAPSHOT_INTERVAL, (end - start) * SNAPSHOT_SHARE);
  }
  report (run, NN_REPORT_PROGRESS, with_snapshot, NULL, NULL);
}

static void
report_with_checkpoint (Run *run, NnReportKind kind, GError *error)
{
  make_checkpoint (run);
  report (run, kind, TRUE, NULL, error);
}

static void
report_epoch (Run *run)
{
  if (g_get_monotonic_time () >= run->next_checkpoint)
    make_checkpoint (run);
  else
    set_snapshot (run, nn_trainer_snapshot (run->trainer));
  report (run, NN_REPORT_EPOCH, TRUE, NULL, NULL);
}

/* Changes the run as it is told; FALSE where it is to stop. */
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
  }
  return TRUE;
}

/* The monotonic time at which the run goes on by itself; G_MAXINT64: not before an order. */
static gint64
next_work (const Run *run)
{
  return run->paused && run->n_steps == 0 ? G_MAXINT64 : 0;
}

/* The only place where a run waits: it follows all orders and, while it stands still, shows where
 * it is. Returns what to do then. */
static Next
wait_for_work (Run *run)
{
  while (TRUE) {
    gint64 work = next_work (run), show = run->reported + REPORT_INTERVAL;
    gboolean shows = run->to_show && show < work;
    NnOrder order;

    switch (nn_mailbox_take_order (run->mailbox, run->job, shows ? show : work, &order)) {
    case NN_TAKEN_LEAVE:
      return LEAVE;
    case NN_TAKEN_ORDER:
      if (!follow (run, &order))
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

/* One step, which may have been cancelled: then there is an order. FALSE: the run has failed. */
static gboolean
step (Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);
  const NnProgress before = *p;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  gboolean epoch_ended;
  gboolean good = nn_trainer_step (run->trainer, &epoch_ended, &error);

  if (run->n_steps > 0)
    run->n_steps--;
  if (p->step > before.step) {
    run->to_show = TRUE;
    count_step (run);
  }
  if (!good && !g_error_matches (error, NN_ERROR, NN_ERROR_CANCELLED)) {
    report_with_checkpoint (run, NN_REPORT_FAILED, g_steal_pointer (&error));
    return FALSE;
  }
  if (epoch_ended) {
    run->validation_seconds
        = (g_get_monotonic_time () - start) * 1e-6 - (p->seconds - before.seconds);
    end_epoch (run);
  } else if (good && g_get_monotonic_time () - run->reported >= REPORT_INTERVAL) {
    report_progress (run, FALSE);
  }
  return TRUE;
}

static void
report_finished (Run *run, const NnMeasure *test)
{
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
  run.n_samples = nn_trainer_progress (run.trainer)->samples;
  run.checkpoint_due = g_get_monotonic_time () + G_USEC_PER_SEC;
  while (goes_on) {
    Next next = wait_for_work (&run);

    if (next == STOP)
      stop (&run);
    goes_on = next == WORK && (nn_trainer_is_done (run.trainer) ? finish (&run) : step (&run));
  }
  g_clear_pointer (&run.finished, nn_model_unref);
  g_clear_pointer (&run.snapshot, nn_model_unref);
  g_clear_pointer (&run.steps, g_array_unref);
  nn_trainer_free (run.trainer);
}

/* The window's thread, and the one that reads drawings, are to get a processor at once although all
 * of them train. Threads that this one starts have its priority. */
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
