/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "bench-window.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/base/nn-save-file.h"
#include "ui/app/tenfold-application.h"

/*
 * How fast the window answers, on the real one: bench-window start | frames | pen | orders | kept.
 * bench/window runs them all under Xvfb and prints the table of docs/measurements.md.
 *
 * start:  from before the program is started to the end of its first frame; ten times.
 * frames: GDK's clock is asked for a frame after the other while a network trains on all cores.
 *         With no vertical sync it makes one every sixtieth of a second by a timer; what is late
 *         shows in the gaps between the beginnings of two frames, what is slow in the time from a
 *         frame's beginning to its end.
 * pen:    bench-window-pen.c.
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

void
bench_print_times (const char *what, GArray *milliseconds)
{
  double median = quantile (milliseconds, 0.5);

  g_print ("%-44s %8.1f %8.1f %8.1f  (%u)\n", what, median, quantile (milliseconds, 0.99),
           quantile (milliseconds, 1), milliseconds->len);
}

double
bench_now (void)
{
  return (double) g_get_monotonic_time () * 1e-3;
}

GArray *
bench_times_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (double));
}

void
bench_add_time (GArray *times, double milliseconds)
{
  g_array_append_val (times, milliseconds);
}

/* --- the window --- */

TenfoldWindow *
bench_open_window (void)
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

void
bench_train (TenfoldWindow *window, const char *preset, guint batch)
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

void
bench_stop (TenfoldWindow *window)
{
  tenfold_session_stop (window->session);
  g_assert_true (test_ui_wait (is_idle, window, 60));
}

/* --- start --- */

static void
painted_cb (GdkFrameClock *clock, gpointer data)
{
  g_print ("%.3f\n", bench_now ());
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
  g_autoptr (GArray) times = bench_times_new ();

  for (int i = 0; i < 11; i++) {
    const char *argv[] = { program, "start-once", NULL };
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    double start = bench_now ();

    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL, NULL,
                  &error);
    g_assert_no_error (error);
    /* The first one warms the cache. */
    if (i > 0)
      bench_add_time (times, g_ascii_strtod (text, NULL) - start);
  }
  bench_print_times ("start to the end of the first frame", times);
}

/* --- frames --- */

typedef struct {
  GArray *gaps, *works;
  double begun; /* the frame under way or the last one */
} Frames;

static void
frame_begins_cb (GdkFrameClock *clock, Frames *frames)
{
  double begun = bench_now ();

  if (frames->begun > 0)
    bench_add_time (frames->gaps, begun - frames->begun);
  frames->begun = begun;
}

static void
frame_ends_cb (GdkFrameClock *clock, Frames *frames)
{
  bench_add_time (frames->works, bench_now () - frames->begun);
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
  TenfoldWindow *window = bench_open_window ();
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  Frames frames = { bench_times_new (), bench_times_new (), 0 };
  g_autofree char *gap = g_strdup_printf ("%s: between two frames", preset);
  g_autofree char *work = g_strdup_printf ("%s: a frame's work", preset);
  double start, rate;
  guint n_late = 0;

  draw_seven (window);
  bench_train (window, preset, 0);
  test_ui_run (1);
  gdk_frame_clock_begin_updating (clock);
  g_signal_connect (clock, "before-paint", G_CALLBACK (frame_begins_cb), &frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (frame_ends_cb), &frames);
  start = bench_now ();
  test_ui_run (seconds);
  rate = frames.gaps->len / (bench_now () - start) * 1000;
  gdk_frame_clock_end_updating (clock);
  g_signal_handlers_disconnect_by_data (clock, &frames);
  for (guint i = 0; i < frames.gaps->len; i++)
    n_late += g_array_index (frames.gaps, double, i) > 33;
  bench_print_times (gap, frames.gaps);
  bench_print_times (work, frames.works);
  g_print ("%s: %.1f frames a second, %u of %u gaps over 33 ms\n", preset, rate, n_late,
           frames.gaps->len);
  bench_stop (window);
  g_array_unref (frames.gaps);
  g_array_unref (frames.works);
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
  double end = bench_now () + 30000;

  while (bench_now () < end) {
    double begun = bench_now (), before = used ();

    test_ui_run (0.01);
    if (used () - before < (bench_now () - begun) * 0.2)
      return begun;
  }
  return bench_now ();
}

static void
measure_orders (const char *preset, guint batch, guint n)
{
  TenfoldWindow *window = bench_open_window ();
  g_autoptr (GArray) pauses = bench_times_new ();
  g_autoptr (GArray) stops = bench_times_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree char *pause = g_strdup_printf ("%s, batch %u: Pause", preset, batch);
  g_autofree char *halt = g_strdup_printf ("%s, batch %u: Stop", preset, batch);

  for (guint i = 0; i < n; i++) {
    double start;

    bench_train (window, preset, batch);
    test_ui_run (g_rand_double_range (random, 0.3, 2));
    if (i % 2 == 0) {
      start = bench_now ();
      tenfold_session_pause (window->session);
      bench_add_time (pauses, wait_for_rest () - start);
      tenfold_session_resume (window->session);
      test_ui_run (0.2);
    }
    start = bench_now ();
    tenfold_session_stop (window->session);
    g_assert_true (test_ui_wait (is_idle, window, 60));
    bench_add_time (stops, bench_now () - start);
  }
  bench_print_times (pause, pauses);
  bench_print_times (halt, stops);
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
    bench_add_time (kept->epochs[kept->window->keeper != NULL],
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
  TenfoldWindow *window = bench_open_window ();
  Kept kept = { { bench_times_new (), bench_times_new () }, 0, 0, window };
  g_autoptr (NnModel) model = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sum = NULL;
  double start;

  g_signal_connect (window->session, "report", G_CALLBACK (epoch_cb), &kept);
  bench_train (window, preset, 0);
  g_assert_true (test_ui_wait (has_kept, &kept, 100));
  model = tenfold_session_ref_checkpoint (window->session);
  g_clear_pointer (&window->keeper, tenfold_keeper_free);
  g_assert_true (test_ui_wait (has_all, &kept, 100));
  g_signal_handlers_disconnect_by_data (window->session, &kept);
  bench_stop (window);
  bench_print_times ("epoch, kept (ms)", kept.epochs[1]);
  bench_print_times ("epoch, not kept (ms)", kept.epochs[0]);

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
    bench_measure_pen (g_str_equal (preset, "none") ? NULL : preset);
  else if (g_str_equal (what, "orders"))
    measure_orders (preset, argc > 3 ? (guint) atoi (argv[3]) : 128, 12);
  else if (g_str_equal (what, "kept"))
    measure_kept (preset);
  else
    g_printerr ("usage: bench-window start | frames | pen | orders | kept [PRESET [BATCH]]\n");
  return 0;
}
