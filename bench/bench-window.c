/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "../tests/ui/monkey-hands.h"
#include "../tests/ui/test-ui.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/base/nn-save-file.h"
#include "ui/app/tenfold-application.h"
#include "ui/session/tenfold-session-private.h"
#include "ui/window/tenfold-window-private.h"

/*
 * How fast the window answers, on the real one: bench-window start | frames | pen | orders | kept.
 * bench/window runs them all under Xvfb and prints the table of docs/measurements.md. Times are
 * monotonic milliseconds.
 *
 * start:  from before the program is started to the end of its first frame; ten times.
 * frames: GDK's clock is asked for a frame after the other while a network trains on all cores.
 *         With no vertical sync it makes one every sixtieth of a second by a timer; what is late
 *         shows in the gaps between the beginnings of two frames, what is slow in the time from a
 *         frame's beginning to its end.
 * pen:    from a movement of the pointer to what is seen of it.
 * orders: from Pause to the moment at which no processor works for the run any more, and from Stop
 *         to the end of the run, at moments of all kinds.
 * kept:   a checkpoint, its file, and the epochs of a run that is kept up against a crash beside
 *         those of one that is not.
 */

static int
compare_doubles (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
quantile (GArray *values, double part)
{
  g_assert_cmpuint (values->len, >, 0);
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (guint) ((values->len - 1) * part));
}

/* Median, 99th percentile, largest, how many; the times get sorted. */
static void
print_times (const char *what, GArray *milliseconds)
{
  double median = quantile (milliseconds, 0.5);

  g_print ("%-44s %8.1f %8.1f %8.1f  (%u)\n", what, median, quantile (milliseconds, 0.99),
           quantile (milliseconds, 1), milliseconds->len);
}

static double
now (void)
{
  return (double) g_get_monotonic_time () * 1e-3;
}

static GArray *
times_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (double));
}

static void
add_time (GArray *times, double milliseconds)
{
  g_array_append_val (times, milliseconds);
}

/* --- the window --- */

static TenfoldWindow *
open_window (void)
{
  AdwApplication *application = ADW_APPLICATION (tenfold_application_new ());
  TenfoldWindow *window;
  g_autoptr (GError) error = NULL;

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  window = tenfold_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  gtk_window_present (GTK_WINDOW (window));
  test_ui_settle (window);
  return window;
}

static gboolean
is_training (gpointer window)
{
  return tenfold_session_get_state (((TenfoldWindow *) window)->session) == NN_WORKER_TRAINING;
}

static gboolean
is_idle (gpointer window)
{
  return tenfold_session_get_state (((TenfoldWindow *) window)->session) == NN_WORKER_IDLE;
}

/* On MNIST, or on penned digits where there is none. batch 0: the preset's own. */
static void
train (TenfoldWindow *window, const char *preset, guint batch)
{
  NnRecipe recipe;

  if (!tenfold_train_page_choose_source (window->train_page, "mnist"))
    tenfold_train_page_choose_source (window->train_page, "penned");
  tenfold_session_create (window->session, nn_preset_find (preset), 1);
  nn_recipe_init (&recipe, nn_preset_find (preset));
  recipe.epochs = 1000;
  recipe.batch = batch > 0 ? batch : recipe.batch;
  tenfold_train_page_restore (window->train_page, &recipe, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (window), "train.toggle", NULL);
  g_assert_true (test_ui_wait (is_training, window, 60));
}

static void
stop_run (TenfoldWindow *window)
{
  tenfold_session_stop (window->session);
  g_assert_true (test_ui_wait (is_idle, window, 60));
}

/* --- start --- */

static void
painted_cb (GdkFrameClock *clock, gpointer data)
{
  g_print ("%.3f\n", now ());
  exit (0);
}

static void
realized_cb (GtkWidget *widget, gpointer data)
{
  g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (painted_cb),
                    NULL);
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window, gpointer data)
{
  if (gtk_widget_get_realized (GTK_WIDGET (window)))
    realized_cb (GTK_WIDGET (window), NULL);
  else
    g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
}

/* The program as its own main() starts it, up to the first frame. */
static int
start_once (void)
{
  g_autoptr (TenfoldApplication) application = tenfold_application_new ();

  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}

static void
measure_start (const char *program)
{
  g_autoptr (GArray) times = times_new ();

  for (int i = 0; i < 11; i++) {
    const char *argv[] = { program, "start-once", NULL };
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    double start = now ();

    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL, NULL,
                  &error);
    g_assert_no_error (error);
    /* The first one warms the cache. */
    if (i > 0)
      add_time (times, g_ascii_strtod (text, NULL) - start);
  }
  print_times ("start to the end of the first frame", times);
}

/* --- frames --- */

typedef struct {
  GArray *gaps, *works;
  double begun; /* the frame under way or the last one */
} Frames;

static void
frame_begins_cb (GdkFrameClock *clock, Frames *frames)
{
  double begun = now ();

  if (frames->begun > 0)
    add_time (frames->gaps, begun - frames->begun);
  frames->begun = begun;
}

static void
frame_ends_cb (GdkFrameClock *clock, Frames *frames)
{
  add_time (frames->works, now () - frames->begun);
}

static void
draw_seven (TenfoldWindow *window)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (window->pad_pane);

  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.3f, 0.25f, 0, 0.5f }, 0.09);
  for (int i = 1; i <= 40; i++) {
    NnPoint point = { i <= 20 ? 0.3f + 0.02f * (float) i : 0.7f - 0.01f * (float) (i - 20),
                      i <= 20 ? 0.25f : 0.25f + 0.03f * (float) (i - 20), (float) i * 0.01f, 0.5f };

    tenfold_ink_add_points (ink, &point, 1);
  }
  tenfold_ink_end (ink);
}

static void
measure_frames (const char *preset, double seconds)
{
  TenfoldWindow *window = open_window ();
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  Frames frames = { times_new (), times_new (), 0 };
  g_autofree char *gap = g_strdup_printf ("%s: between two frames", preset);
  g_autofree char *work = g_strdup_printf ("%s: a frame's work", preset);
  double start, rate;
  guint n_late = 0;

  draw_seven (window);
  train (window, preset, 0);
  test_ui_run (1);
  gdk_frame_clock_begin_updating (clock);
  g_signal_connect (clock, "before-paint", G_CALLBACK (frame_begins_cb), &frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (frame_ends_cb), &frames);
  start = now ();
  test_ui_run (seconds);
  rate = frames.gaps->len / (now () - start) * 1000;
  gdk_frame_clock_end_updating (clock);
  g_signal_handlers_disconnect_by_data (clock, &frames);
  for (guint i = 0; i < frames.gaps->len; i++)
    n_late += g_array_index (frames.gaps, double, i) > 33;
  print_times (gap, frames.gaps);
  print_times (work, frames.works);
  g_print ("%s: %.1f frames a second, %u of %u gaps over 33 ms\n", preset, rate, n_late,
           frames.gaps->len);
  stop_run (window);
  g_array_unref (frames.gaps);
  g_array_unref (frames.works);
}

/* --- pen --- */

/*
 * From a movement of the pointer to what is seen of it. Another thread writes digits with a mouse
 * that reports 125 times a second (XTEST). A movement's times are: sent, just before the X server
 * is asked; handed on, when GTK gives it to the window, which it does at the beginning of a frame;
 * inked and barred, the ends of the frames that show its ink and what the network reads with it.
 */

#define N_DIGITS 30
#define N_MOVES 60 /* for each digit */
#define N_ALL (N_DIGITS * N_MOVES)
#define PERIOD 8000 /* microseconds */

typedef struct {
  gulong xid;
  int x, y, side; /* of the pad */
  double sent[N_ALL], handed[N_ALL], inked[N_ALL], barred[N_ALL];
  gint n_sent; /* written by the hand, atomically */
  gint done;   /* likewise */
  guint n_handed, n_inked, n_read, n_barred;
  guint ticket; /* the newest that was answered */
  double frame_begun, frame_used;
  GArray *works, *used; /* of frames with new ink: by the clock, of the processor */
} Pen;

/* Before the pad gets it. Events carry the server's time, whole milliseconds of the same clock;
 * several movements that came between two frames are one event. */
static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, Pen *pen)
{
  double time = now ();

  if (gdk_event_get_event_type (event) != GDK_MOTION_NOTIFY)
    return FALSE;
  while (pen->n_handed < (guint) g_atomic_int_get (&pen->n_sent)
         && pen->sent[pen->n_handed] < gdk_event_get_time (event) + 1)
    pen->handed[pen->n_handed++] = time;
  return FALSE;
}

/* Drawings are read in the order of their tickets: the answer to a new one is about all movements
 * that have been handed on. */
static void
verdict_cb (NnWorker *worker, guint ticket, gpointer verdict, Pen *pen)
{
  if (ticket > pen->ticket)
    pen->n_read = pen->n_handed;
  pen->ticket = ticket;
}

/* Milliseconds of processor that this thread has used. */
static double
thread_used (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6;
}

static void
pen_frame_begins_cb (GdkFrameClock *clock, Pen *pen)
{
  pen->frame_begun = now ();
  pen->frame_used = thread_used ();
}

static void
pen_frame_ends_cb (GdkFrameClock *clock, Pen *pen)
{
  double time = now ();

  if (pen->n_inked < pen->n_handed) {
    add_time (pen->works, time - pen->frame_begun);
    add_time (pen->used, thread_used () - pen->frame_used);
  }
  while (pen->n_inked < pen->n_handed)
    pen->inked[pen->n_inked++] = time;
  while (pen->n_barred < pen->n_read)
    pen->barred[pen->n_barred++] = time;
}

/* An eight, from its middle, so that a movement always leaves the ink that was there. */
static void
move (Pen *pen, MonkeyHands *hands, guint digit, guint i)
{
  double t = i * 2 * G_PI / N_MOVES;
  double slant = 0.02 * (digit % 7), size = 0.6 + 0.05 * (digit % 5);
  double x = 0.25 * sin (2 * t) - slant * cos (t), y = -0.4 * sin (t);

  monkey_hands_point (hands, pen->xid, pen->x + (int) (pen->side * (0.5 + size * x)),
                      pen->y + (int) (pen->side * (0.5 + size * y)));
}

static gpointer
hand_thread (gpointer data)
{
  Pen *pen = data;
  MonkeyHands *hands = monkey_hands_new ();

  for (guint digit = 0; digit < N_DIGITS; digit++) {
    double next;

    move (pen, hands, digit, 0);
    g_usleep (100000);
    monkey_hands_button (hands, 1, TRUE);
    g_usleep (100000);
    next = now ();
    for (guint i = 0; i < N_MOVES; i++) {
      pen->sent[pen->n_sent] = now ();
      g_atomic_int_inc (&pen->n_sent);
      move (pen, hands, digit, i + 1);
      next += PERIOD * 1e-3;
      g_usleep ((gulong) (1000 * fmax (0, next - now ())));
    }
    g_usleep (100000);
    monkey_hands_button (hands, 1, FALSE);
    g_usleep (100000);
    monkey_hands_key (hands, "Delete");
    g_usleep (100000);
  }
  monkey_hands_free (hands);
  g_atomic_int_set (&pen->done, TRUE);
  return NULL;
}

static gboolean
is_done (gpointer data)
{
  return g_atomic_int_get (&((Pen *) data)->done);
}

static void
print_differences (const char *what, const double *from, const double *to, guint n)
{
  g_autoptr (GArray) times = times_new ();

  for (guint i = 0; i < n; i++)
    add_time (times, to[i] - from[i]);
  print_times (what, times);
}

static void
measure_pen (const char *preset)
{
  TenfoldWindow *window = open_window ();
  GtkWidget *pad = tenfold_pad_pane_get_pad (window->pad_pane);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  GtkEventController *legacy = gtk_event_controller_legacy_new ();
  g_autofree Pen *pen = g_new0 (Pen, 1);
  GThread *thread;

  if (preset != NULL)
    train (window, preset, 0);
  test_ui_run (1);
  test_ui_place (pad, 0, 0, &pen->x, &pen->y);
  pen->side = MIN (gtk_widget_get_width (pad), gtk_widget_get_height (pad));
  pen->xid = test_ui_xid (window);
  pen->works = times_new ();
  pen->used = times_new ();
  gtk_event_controller_set_propagation_phase (legacy, GTK_PHASE_CAPTURE);
  g_signal_connect (legacy, "event", G_CALLBACK (event_cb), pen);
  gtk_widget_add_controller (GTK_WIDGET (window), legacy);
  g_signal_connect (clock, "before-paint", G_CALLBACK (pen_frame_begins_cb), pen);
  g_signal_connect (clock, "after-paint", G_CALLBACK (pen_frame_ends_cb), pen);
  g_signal_connect (window->session->worker, "verdict", G_CALLBACK (verdict_cb), pen);
  thread = g_thread_new ("hand", hand_thread, pen);
  g_assert_true (test_ui_wait (is_done, pen, 90));
  g_thread_join (thread);
  test_ui_run (0.5);
  g_signal_handlers_disconnect_by_data (window->session->worker, pen);
  g_signal_handlers_disconnect_by_data (clock, pen);
  gtk_widget_remove_controller (GTK_WIDGET (window), legacy);

  g_print ("pen, while %s trains: %d movements in %u frames\n", preset != NULL ? preset : "nothing",
           N_ALL, pen->works->len);
  print_differences ("movement until GTK hands it on", pen->sent, pen->handed, pen->n_barred);
  print_differences ("from there to the end of the frame with ink", pen->handed, pen->inked,
                     pen->n_barred);
  print_differences ("from there to the end of the frame with bars", pen->handed, pen->barred,
                     pen->n_barred);
  print_differences ("movement to the end of the frame with ink", pen->sent, pen->inked,
                     pen->n_barred);
  print_differences ("movement to the end of the frame with bars", pen->sent, pen->barred,
                     pen->n_barred);
  print_times ("work of a frame with ink", pen->works);
  print_times ("the same, of the processor", pen->used);
  g_array_unref (pen->works);
  g_array_unref (pen->used);
  if (preset != NULL)
    stop_run (window);
}

/* --- orders --- */

/* Milliseconds of processor that this process has used. */
static double
used (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6;
}

/* Until less than a fifth of a processor is used in 10 ms; the beginning of these. */
static double
wait_for_rest (void)
{
  double end = now () + 30000;

  while (now () < end) {
    double begun = now (), before = used ();

    test_ui_run (0.01);
    if (used () - before < (now () - begun) * 0.2)
      return begun;
  }
  return now ();
}

static void
measure_orders (const char *preset, guint batch, guint n)
{
  TenfoldWindow *window = open_window ();
  g_autoptr (GArray) pauses = times_new ();
  g_autoptr (GArray) stops = times_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree char *pause = g_strdup_printf ("%s, batch %u: Pause", preset, batch);
  g_autofree char *halt = g_strdup_printf ("%s, batch %u: Stop", preset, batch);

  for (guint i = 0; i < n; i++) {
    double start;

    train (window, preset, batch);
    test_ui_run (g_rand_double_range (random, 0.3, 2));
    if (i % 2 == 0) {
      start = now ();
      tenfold_session_pause (window->session);
      add_time (pauses, wait_for_rest () - start);
      tenfold_session_resume (window->session);
      test_ui_run (0.2);
    }
    start = now ();
    tenfold_session_stop (window->session);
    g_assert_true (test_ui_wait (is_idle, window, 60));
    add_time (stops, now () - start);
  }
  print_times (pause, pauses);
  print_times (halt, stops);
}

/* --- what is kept against a crash --- */

typedef struct {
  GArray *epochs[2]; /* seconds of steps, kept or not */
  double seconds;
  guint n;
  TenfoldWindow *window;
} Kept;

static void
epoch_cb (TenfoldSession *session, NnReport *report, Kept *kept)
{
  if (report->kind != NN_REPORT_EPOCH)
    return;
  /* The first one warms up; then four with the keeper and four without. */
  if (kept->n++ > 0)
    add_time (kept->epochs[kept->window->keeper != NULL],
              1000 * (report->progress.seconds - kept->seconds));
  kept->seconds = report->progress.seconds;
}

static gboolean
has_all (gpointer data)
{
  Kept *kept = data;

  return kept->epochs[0]->len + kept->epochs[1]->len >= 8;
}

static gboolean
has_kept (gpointer data)
{
  Kept *kept = data;

  return kept->epochs[1]->len >= 4;
}

static void
measure_kept (const char *preset)
{
  TenfoldWindow *window = open_window ();
  Kept kept = { { times_new (), times_new () }, 0, 0, window };
  g_autoptr (NnModel) model = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sum = NULL;
  double start;

  g_signal_connect (window->session, "report", G_CALLBACK (epoch_cb), &kept);
  train (window, preset, 0);
  g_assert_true (test_ui_wait (has_kept, &kept, 100));
  model = tenfold_session_ref_checkpoint (window->session);
  g_clear_pointer (&window->keeper, tenfold_keeper_free);
  g_assert_true (test_ui_wait (has_all, &kept, 100));
  g_signal_handlers_disconnect_by_data (window->session, &kept);
  stop_run (window);
  print_times ("epoch, kept (ms)", kept.epochs[1]);
  print_times ("epoch, not kept (ms)", kept.epochs[0]);

  /* Of the processor, so that it can be compared with what training uses of it. */
  start = used ();
  bytes = nn_model_to_bytes (model);
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  file = g_file_new_build_filename (g_get_tmp_dir (), "tenfold-bench.onnx", NULL);
  g_assert_true (nn_save_file (file, bytes, &error));
  g_print ("%s: %.2f MB are kept in %.1f ms of processor\n", preset,
           (double) g_bytes_get_size (bytes) * 1e-6, used () - start);
  g_file_delete (file, NULL, NULL);
}

int
main (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "";
  const char *preset = argc > 2 ? argv[2] : "fast-cnn";

  openblas_set_num_threads (1);
  if (g_str_equal (what, "start-once"))
    return start_once ();
  if (g_str_equal (what, "start")) {
    measure_start (argv[0]);
    return 0;
  }
  test_ui_init (&argc, &argv);
  if (g_str_equal (what, "frames"))
    measure_frames (preset, 15);
  else if (g_str_equal (what, "pen"))
    measure_pen (g_str_equal (preset, "none") ? NULL : preset);
  else if (g_str_equal (what, "orders"))
    measure_orders (preset, argc > 3 ? (guint) atoi (argv[3]) : 128, 12);
  else if (g_str_equal (what, "kept"))
    measure_kept (preset);
  else
    g_printerr ("usage: bench-window start | frames | pen | orders | kept [PRESET [BATCH]]\n");
  return 0;
}
