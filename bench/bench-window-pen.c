/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-window.h"

#include <math.h>
#include <time.h>

#include "../tests/ui/monkey-hands.h"

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
  double now = bench_now ();

  if (gdk_event_get_event_type (event) != GDK_MOTION_NOTIFY)
    return FALSE;
  while (pen->n_handed < (guint) g_atomic_int_get (&pen->n_sent)
         && pen->sent[pen->n_handed] < gdk_event_get_time (event) + 1)
    pen->handed[pen->n_handed++] = now;
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
used (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6;
}

static void
frame_begins_cb (GdkFrameClock *clock, Pen *pen)
{
  pen->frame_begun = bench_now ();
  pen->frame_used = used ();
}

static void
frame_ends_cb (GdkFrameClock *clock, Pen *pen)
{
  double now = bench_now ();

  if (pen->n_inked < pen->n_handed) {
    bench_add_time (pen->works, now - pen->frame_begun);
    bench_add_time (pen->used, used () - pen->frame_used);
  }
  while (pen->n_inked < pen->n_handed)
    pen->inked[pen->n_inked++] = now;
  while (pen->n_barred < pen->n_read)
    pen->barred[pen->n_barred++] = now;
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
    next = bench_now ();
    for (guint i = 0; i < N_MOVES; i++) {
      pen->sent[pen->n_sent] = bench_now ();
      g_atomic_int_inc (&pen->n_sent);
      move (pen, hands, digit, i + 1);
      next += PERIOD * 1e-3;
      g_usleep ((gulong) (1000 * fmax (0, next - bench_now ())));
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
  g_autoptr (GArray) times = bench_times_new ();

  for (guint i = 0; i < n; i++)
    bench_add_time (times, to[i] - from[i]);
  bench_print_times (what, times);
}

void
bench_measure_pen (const char *preset)
{
  TenfoldWindow *window = bench_open_window ();
  GtkWidget *pad = tenfold_pad_pane_get_pad (window->pad_pane);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  GtkEventController *legacy = gtk_event_controller_legacy_new ();
  g_autofree Pen *pen = g_new0 (Pen, 1);
  GThread *thread;

  if (preset != NULL)
    bench_train (window, preset, 0);
  test_ui_run (1);
  test_ui_place (pad, 0, 0, &pen->x, &pen->y);
  pen->side = MIN (gtk_widget_get_width (pad), gtk_widget_get_height (pad));
  pen->xid = test_ui_xid (window);
  pen->works = bench_times_new ();
  pen->used = bench_times_new ();
  gtk_event_controller_set_propagation_phase (legacy, GTK_PHASE_CAPTURE);
  g_signal_connect (legacy, "event", G_CALLBACK (event_cb), pen);
  gtk_widget_add_controller (GTK_WIDGET (window), legacy);
  g_signal_connect (clock, "before-paint", G_CALLBACK (frame_begins_cb), pen);
  g_signal_connect (clock, "after-paint", G_CALLBACK (frame_ends_cb), pen);
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
  bench_print_times ("work of a frame with ink", pen->works);
  bench_print_times ("the same, of the processor", pen->used);
  g_array_unref (pen->works);
  g_array_unref (pen->used);
  if (preset != NULL)
    bench_stop (window);
}
