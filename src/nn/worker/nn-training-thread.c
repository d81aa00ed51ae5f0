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

/* Where the main context is so many reports behind, training waits for it. */
#define MAX_REPORTS 100

/* By how much the threads that train are nicer: as far as it goes. With 5 a frame with new ink took
 * up to four milliseconds longer. */
#define PATIENCE 19

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
  NnModel *snapshot;                     /* the newest; NULL before the first */
  gboolean unshown;                      /* steps have been done since the last snapshot */
  gboolean paid;                         /* the step under way is one that was asked for while the
                                            run is paused; under the mailbox's lock */
  gboolean reporting;                    /* a thread that is held is about it; likewise */
  gboolean held;                         /* the step under way has stood still; likewise */
  gint64 reported;                       /* monotonic time of the last report */
  gint64 next_snapshot, next_checkpoint; /* monotonic times from which on there may be one */
  gint64 checkpoint_due;                 /* from which on there is to be one */
  Mark marks[N_MARKS];
  guint n_marks;                   /* in all; the newest is (n_marks - 1) % N_MARKS */
  GArray *steps;                   /* of NnStepMean, not reported yet; NULL: none */
  guint64 n_samples;               /* up to the last step that was counted */
  double loss, correct, n_counted; /* sums of steps that are not in the array yet */
  double validation_seconds;       /* the last one took; 0 before */
} Run;

typedef enum {
  GO_ON,
  STOP,
  ABANDON, /* nobody waits for this run any more */
} Order;

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
  if (run->n_counted >= NN_REPORT_PICTURES || p->step % p->steps_per_epoch == 0)
    end_mean (run);
}

static void
set_snapshot (Run *run, NnModel *model)
{
  g_clear_pointer (&run->snapshot, nn_model_unref);
  run->snapshot = model;
  run->unshown = FALSE;
  nn_mailbox_publish (run->mailbox, run->job->run, model);
}

/* Takes the error. */
static void
report (Run *run, NnReportKind kind, gboolean with_snapshot, const NnMeasure *test, GError *error)
{
  NnReport fields = { .kind = kind,
                      .run = run->job->run,
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

/* Where the run stands; with a snapshot if it is time for one, or if the run pauses here. */
static void
report_progress (Run *run, gboolean pausing)
{
  gint64 start = g_get_monotonic_time ();
  gboolean with_snapshot = pausing || start >= run->next_snapshot;

  /* Who goes step by step sees each one. */
  if (pausing)
    end_mean (run);
  if (start >= (pausing ? run->next_checkpoint : run->checkpoint_due)) {
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

/* With the lock held. */
static gboolean
must_wait (const NnMailbox *mailbox)
{
  return (mailbox->paused && mailbox->steps == 0)
         || g_queue_get_length ((GQueue *) &mailbox->reports) >= MAX_REPORTS;
}

/* Waits while the run is paused; then what is to be done next. */
static Order
next_order (Run *run)
{
  NnMailbox *mailbox = run->mailbox;
  Order order = GO_ON;

  nn_mailbox_lock (mailbox);
  while (TRUE) {
    gint64 due = mailbox->paused && run->unshown ? run->reported + REPORT_INTERVAL : 0;

    if (mailbox->quit || mailbox->run != run->job->run)
      order = ABANDON;
    else if (mailbox->stop)
      order = STOP;
    if (mailbox->rate > 0)
      nn_trainer_set_rate (run->trainer, mailbox->rate);
    mailbox->rate = 0;
    if (order != GO_ON || !must_wait (mailbox))
      break;
    if (mailbox->paused && run->unshown && g_get_monotonic_time () >= due) {
      nn_mailbox_unlock (mailbox);
      report_progress (run, TRUE);
      nn_mailbox_lock (mailbox);
    } else {
      nn_mailbox_wait (mailbox, &mailbox->train_wake, due);
    }
  }
  run->paid = mailbox->paused && order == GO_ON;
  if (run->paid)
    mailbox->steps--;
  nn_mailbox_unlock (mailbox);
  return order;
}

/* With the lock held: whether the step or the validation under way is to stand still. */
static gboolean
must_hold (Run *run)
{
  NnMailbox *mailbox = run->mailbox;

  if (!mailbox->paused || run->paid || mailbox->quit || mailbox->stop
      || mailbox->run != run->job->run)
    return FALSE;
  if (mailbox->steps == 0)
    return TRUE;
  /* The step that is asked for is the one under way. */
  mailbox->steps--;
  run->paid = TRUE;
  return FALSE;
}

/* A pause comes in the middle of a long step. Called by every thread that trains. */
static void
hold_cb (gboolean whole, gpointer data)
{
  Run *run = data;
  NnMailbox *mailbox = run->mailbox;

  nn_mailbox_lock (mailbox);
  while (must_hold (run)) {
    gboolean reports = whole && !run->reporting && run->unshown;
    gint64 due = reports ? run->reported + REPORT_INTERVAL : 0;

    run->held = TRUE;
    if (reports && g_get_monotonic_time () >= due) {
      run->reporting = TRUE;
      nn_mailbox_unlock (mailbox);
      report_progress (run, TRUE);
      nn_mailbox_lock (mailbox);
      run->reporting = FALSE;
    } else {
      nn_mailbox_wait (mailbox, &mailbox->train_wake, due);
    }
  }
  nn_mailbox_unlock (mailbox);
}

static void
end_epoch (Run *run, double seconds)
{
  NnMailbox *mailbox = run->mailbox;

  if (!run->held)
    run->validation_seconds = seconds;
  nn_mailbox_lock (mailbox);
  if (mailbox->run == run->job->run && mailbox->pause_at_epoch) {
    mailbox->paused = TRUE;
    mailbox->pause_at_epoch = FALSE;
  }
  nn_mailbox_unlock (mailbox);
  report_epoch (run);
}

/* FALSE when the run is over. */
static gboolean
step (Run *run)
{
  const NnProgress *p = nn_trainer_progress (run->trainer);
  gint64 start = g_get_monotonic_time ();
  double seconds = p->seconds;
  g_autoptr (GError) error = NULL;
  gboolean epoch_ended;

  run->held = FALSE;
  if (!nn_trainer_step (run->trainer, &epoch_ended, &error)) {
    if (g_error_matches (error, NN_ERROR, NN_ERROR_CANCELLED))
      return TRUE; /* who cancelled has left an order */
    report_with_checkpoint (run, NN_REPORT_FAILED, g_steal_pointer (&error));
    return FALSE;
  }
  run->unshown = TRUE;
  count_step (run);
  if (epoch_ended)
    end_epoch (run, (g_get_monotonic_time () - start) * 1e-6 - (p->seconds - seconds));
  else if (g_get_monotonic_time () - run->reported >= REPORT_INTERVAL)
    report_progress (run, FALSE);
  return TRUE;
}

/* All epochs are done: the network learns how sure it may be, and is tested, once. Stop ends that
 * and leaves what is known by then. */
static void
finish (Run *run)
{
  NnJob *job = run->job;
  NnModel *model = nn_trainer_checkpoint (run->trainer);
  NnMeasure measure;
  gboolean tested = FALSE;

  if (job->test != NULL)
    report (run, NN_REPORT_TESTING, FALSE, NULL, NULL);
  if (nn_calibrate_by_validation (model, job->dataset, job->recipe.validation, job->recipe.seed,
                                  job->cancellable, NULL)
      && job->test != NULL)
    tested = nn_measure (model, job->test, NULL, 0, job->recipe.threads, job->cancellable, &measure,
                         NULL);
  if (tested)
    nn_measure_add_facts (&measure, job->test, model);
  set_snapshot (run, model);
  report (run, NN_REPORT_FINISHED, TRUE, tested ? &measure : NULL, NULL);
}

static void
do_run (NnMailbox *mailbox, NnJob *job)
{
  Run run = { .mailbox = mailbox, .job = job };
  GError *error = NULL;
  Order order = GO_ON;

  run.trainer = nn_trainer_new (job->model, job->dataset, &job->recipe, &error);
  if (run.trainer == NULL) {
    report (&run, NN_REPORT_FAILED, FALSE, NULL, error);
    return;
  }
  nn_trainer_set_cancellable (run.trainer, job->cancellable);
  nn_trainer_set_hold (run.trainer, hold_cb, &run);
  add_mark (&run, nn_trainer_progress (run.trainer));
  run.n_samples = nn_trainer_progress (run.trainer)->samples;
  run.checkpoint_due = g_get_monotonic_time () + G_USEC_PER_SEC;
  while (!nn_trainer_is_done (run.trainer) && (order = next_order (&run)) == GO_ON)
    if (!step (&run))
      order = ABANDON;
  if (order == GO_ON)
    finish (&run);
  else if (order == STOP)
    report_with_checkpoint (&run, NN_REPORT_STOPPED, NULL);
  g_clear_pointer (&run.snapshot, nn_model_unref);
  g_clear_pointer (&run.steps, g_array_unref);
  nn_trainer_free (run.trainer);
}

/* The window's thread, and the one that reads drawings, are to get a processor at once although all
 * of them train. Threads that this one starts are as patient as it is. */
static void
be_patient (void)
{
#ifdef __linux__
  /* There it is the thread's; being more patient than before is always allowed. */
  G_GNUC_UNUSED int niceness = nice (PATIENCE);
#endif
}

void *
nn_training_thread (void *data)
{
  NnMailbox *mailbox = data;

  be_patient ();
  nn_mailbox_lock (mailbox);
  while (!mailbox->quit) {
    g_autoptr (NnJob) job = g_steal_pointer (&mailbox->job);

    if (job == NULL) {
      nn_mailbox_wait (mailbox, &mailbox->train_wake, 0);
      continue;
    }
    nn_mailbox_unlock (mailbox);
    do_run (mailbox, job);
    nn_mailbox_lock (mailbox);
  }
  nn_mailbox_unlock (mailbox);
  return NULL;
}
