/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "test-ui.h"

#include "../nn/bars.h"
#include "nn/model/nn-preset.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/time/tenfold-time-bar.h"
#include "ui/time/tenfold-time-rail.h"
#include "ui/understand/tenfold-understand-page.h"

/* The time slider with a plot and the page Understand, a session and a small network. */

typedef struct {
  TenfoldSession *session;
  GListStore *sources;
  NnDataset *dataset;
  NnRecipe recipe;
  TenfoldTimeBar *bar;
  TenfoldTimeRail *rail;
  TenfoldPlot *plot;
  TenfoldUnderstandPage *page;
  GtkWindow *window;
  TenfoldRun *run; /* of the last training; a reference */
  float inks[NN_PICTURE_PIXELS];
  guint n_before;   /* moments, some time ago */
  double continued; /* epoch; NaN: not */
  NnModel *model;   /* that was to be continued with; compared only */
} Fixture;

static void
continue_cb (Fixture *f, TenfoldRun *run, NnModel *model, double epoch)
{
  g_assert_true (TENFOLD_IS_RUN (run));
  f->continued = epoch;
  f->model = model;
}

static void
report_cb (Fixture *f, NnReport *report)
{
  if (report->steps != NULL)
    tenfold_run_add_steps (f->run, (const NnStepMean *) (gpointer) report->steps->data,
                           report->steps->len);
}

static void
draw (Fixture *f, guint seed)
{
  for (guint p = 0; p < NN_PICTURE_PIXELS; p++)
    f->inks[p] = (float) ((p * 31 + seed) % 11) / 11;
  tenfold_session_read (f->session, f->inks, NN_INK_DRAWING);
  tenfold_time_bar_set_drawing (f->bar, f->inks, NN_INK_DRAWING);
  tenfold_understand_page_set_drawing (f->page, f->inks, NN_INK_DRAWING, NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr (TenfoldDataSource) source = tenfold_data_source_new_penned ();

  f->continued = NAN;
  f->dataset = bars (740, 9);
  g_assert_true (nn_recipe_from_string (
      &f->recipe, "rate=0.001 batch=64 epochs=3 validation=100 threads=1", NULL));
  f->session = tenfold_session_new ();
  f->sources = g_list_store_new (TENFOLD_TYPE_DATA_SOURCE);
  g_list_store_append (f->sources, source);
  tenfold_session_create (f->session, nn_preset_find ("linear"), 1);
  f->bar = TENFOLD_TIME_BAR (tenfold_time_bar_new ());
  f->plot = g_object_new (TENFOLD_TYPE_PLOT, NULL);
  f->page = TENFOLD_UNDERSTAND_PAGE (tenfold_understand_page_new ());
  tenfold_time_bar_connect (f->bar, f->session, f->plot);
  tenfold_time_bar_set_wanted (f->bar, TRUE);
  tenfold_understand_page_connect (f->page, f->session, f->sources);
  f->rail = TENFOLD_TIME_RAIL (test_ui_find_type (GTK_WIDGET (f->bar), TENFOLD_TYPE_TIME_RAIL));
  g_signal_connect_swapped (f->bar, "continue", G_CALLBACK (continue_cb), f);
  g_signal_connect_swapped (f->session, "report", G_CALLBACK (report_cb), f);
  gtk_widget_set_size_request (GTK_WIDGET (f->plot), -1, 200);
  gtk_widget_set_vexpand (GTK_WIDGET (f->page), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->plot));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->page));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->bar));
  f->window = test_ui_window (box, 700, 700);
  draw (f, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->run);
  g_signal_handlers_disconnect_by_data (f->session, f);
  test_ui_destroy (f->window);
  g_assert_finalize_object (f->session);
  g_assert_finalize_object (f->sources);
  nn_dataset_unref (f->dataset);
}

static TenfoldChart *
get_chart (Fixture *f)
{
  return tenfold_plot_get_chart (f->plot);
}

static void
act (Fixture *f, const char *action, GVariant *parameter)
{
  g_action_group_activate_action (tenfold_time_bar_get_actions (f->bar), action, parameter);
}

static gboolean
is_enabled (Fixture *f, const char *action)
{
  return g_action_group_get_action_enabled (tenfold_time_bar_get_actions (f->bar), action);
}

/* As the training page does it. */
static void
begin (Fixture *f)
{
  g_clear_object (&f->run);
  f->run = tenfold_run_new ("A run");
  tenfold_chart_add_run (get_chart (f), f->run);
  tenfold_session_train (f->session, f->dataset, NULL, &f->recipe, FALSE);
  tenfold_run_set_film (f->run, nn_worker_get_film (tenfold_session_get_worker (f->session)));
}

static gboolean
is_idle (gpointer data)
{
  return tenfold_session_get_state (((Fixture *) data)->session) == NN_WORKER_IDLE;
}

static void
train (Fixture *f)
{
  begin (f);
  g_assert_true (test_ui_wait (is_idle, f, 60));
}

static guint
length (Fixture *f)
{
  return (guint) gtk_adjustment_get_upper (gtk_range_get_adjustment (GTK_RANGE (f->rail)));
}

static gboolean
is_past (Fixture *f, guint64 *step)
{
  NnFilmFrame moment;
  gboolean past = tenfold_session_get_moment (f->session, &moment) != NULL;

  *step = moment.step;
  return past;
}

static gboolean
has_some (gpointer data)
{
  return length (data) > 8;
}

static gboolean
has_more (gpointer data)
{
  return length (data) > ((Fixture *) data)->n_before;
}

static gboolean
is_second (gpointer data)
{
  guint64 step;

  return is_past (data, &step) && step == 2;
}

static gboolean
is_now (gpointer data)
{
  guint64 step;

  return !is_past (data, &step);
}

/* At the right end the slider follows the run, elsewhere it stays at its moment while there come
 * more; keys move it, and all follows. */
static void
test_live (Fixture *f, gconstpointer data)
{
  guint64 step, moment;

  f->recipe.epochs = 10000;
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->bar)));
  begin (f);
  g_assert_true (test_ui_wait (has_some, f, 60));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->bar)));
  g_assert_false (is_past (f, &step));
  g_assert_cmpuint (tenfold_time_rail_get_place (f->rail), ==, length (f));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (f->rail), GTK_ACCESSIBLE_ROLE_SLIDER);
  g_assert_false (is_enabled (f, "continue"));

  gtk_widget_grab_focus (GTK_WIDGET (f->rail));
  test_ui_keys ("Home Right Right");
  g_assert_true (test_ui_wait (is_second, f, 60));
  g_assert_true (is_past (f, &step));
  g_assert_cmpuint (tenfold_time_rail_get_place (f->rail), ==, 2);
  g_assert_true (is_enabled (f, "continue"));
  f->n_before = length (f);
  g_assert_true (test_ui_wait (has_more, f, 60));
  g_assert_true (is_past (f, &moment) && moment == step);
  g_assert_cmpuint (tenfold_time_rail_get_place (f->rail), ==, 2);
  g_assert_cmpint (tenfold_session_get_state (f->session), ==, NN_WORKER_TRAINING);
  test_ui_keys ("End");
  g_assert_true (test_ui_wait (is_now, f, 60));
  g_assert_cmpuint (tenfold_time_rail_get_place (f->rail), ==, length (f));
  nn_worker_stop (tenfold_session_get_worker (f->session));
  g_assert_true (test_ui_wait (is_idle, f, 60));
}

static gboolean
shows_moment (gpointer data)
{
  Fixture *f = data;
  const TenfoldExplanation *e = tenfold_understand_page_get_explanation (f->page);

  return e != NULL && e->question.model == tenfold_session_get_shown (f->session);
}

static gboolean
has_turns (gpointer data)
{
  return is_enabled (data, "first-right");
}

/* The page explains the network of then, of this drawing and of the next, and the marks are where
 * the frames' own readings say. */
static void
test_views (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) readings = NULL;
  NnFilmTurns turns;
  guint64 step;
  int last;

  train (f);
  tenfold_session_look_at (f->session, tenfold_run_get_film (f->run), 3);
  g_assert_true (test_ui_wait (shows_moment, f, 60));
  g_assert_true (is_past (f, &step));
  g_assert_cmpuint (tenfold_understand_page_get_explanation (f->page)->question.step, ==, step);
  draw (f, 5);
  tenfold_session_look_at (f->session, tenfold_run_get_film (f->run), 7);
  g_assert_true (test_ui_wait (shows_moment, f, 60));
  test_ui_screenshot ("time-bar");

  g_assert_true (test_ui_wait (has_turns, f, 60));
  readings = nn_film_read (tenfold_run_get_film (f->run), f->inks, NULL, NULL, NULL);
  last = g_array_index (readings, NnFilmReading, readings->len - 1).digit;
  turns = nn_film_turns (readings, last);
  act (f, "first-right", NULL);
  g_assert_true (is_past (f, &step));
  g_assert_cmpuint (step, ==,
                    g_array_index (readings, NnFilmReading, turns.first_right).frame.step);
  /* What is known of the drawing counts more than what the network thinks. */
  tenfold_time_bar_set_truth (f->bar, (last + 1) % 10);
  turns = nn_film_turns (readings, (last + 1) % 10);
  g_assert_true (is_enabled (f, "first-right") == (turns.first_right >= 0));
  act (f, "now", NULL);
  g_assert_true (test_ui_wait (shows_moment, f, 60));

  /* Nothing to be read, nothing to be marked. */
  tenfold_time_bar_set_drawing (f->bar, f->inks, NN_INK_EMPTY);
  g_assert_false (is_enabled (f, "first-right"));
}

static gboolean
has_compared_all (gpointer data)
{
  Fixture *f = data;
  const TenfoldExplanation *e = tenfold_understand_page_get_explanation (f->page);

  return e != NULL && e->n_compared == nn_dataset_count (f->dataset);
}

/* What is explained with are pictures of the run's own data, held out from it; neighbours of a
 * network that rests are looked for in all of them, also of one that is looked back to. */
static void
test_data (Fixture *f, gconstpointer data)
{
  const TenfoldExplanation *e;

  train (f);
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_NEIGHBOURS);
  for (guint i = 0; i < 2; i++) {
    g_assert_true (test_ui_wait (shows_moment, f, 100));
    g_assert_true (test_ui_wait (has_compared_all, f, 100));
    e = tenfold_understand_page_get_explanation (f->page);
    g_assert_true (nn_sample_dataset (e->sample) == f->dataset);
    g_assert_cmpuint (nn_sample_count (e->sample), <=, f->recipe.validation);
    g_assert_true (e->question.model == tenfold_session_get_shown (f->session));
    tenfold_session_look_at (f->session, tenfold_run_get_film (f->run), 2);
  }
}

static gboolean
has_stopped (gpointer data)
{
  g_autoptr (GVariant) plays
      = g_action_group_get_action_state (tenfold_time_bar_get_actions (data), "play");

  return !g_variant_get_boolean (plays);
}

static void
moment_cb (guint *n)
{
  (*n)++;
}

static gboolean
stopped_cb (gpointer data)
{
  return has_stopped (((Fixture *) data)->bar);
}

/* From the beginning through every moment up to now; a hand at the slider stops it. */
static void
test_play (Fixture *f, gconstpointer data)
{
  guint n_moments = 0;
  guint64 step;

  train (f);
  g_signal_connect_swapped (f->session, "moment", G_CALLBACK (moment_cb), &n_moments);
  act (f, "speed", g_variant_new_string ("fast"));
  act (f, "play", NULL);
  g_assert_false (stopped_cb (f));
  g_assert_true (is_past (f, &step) && step == 0);
  g_assert_true (test_ui_wait (stopped_cb, f, 60));
  g_assert_false (is_past (f, &step));
  g_assert_cmpuint (n_moments, ==, length (f) + 1);
  act (f, "play", NULL);
  gtk_range_set_value (GTK_RANGE (f->rail), 4);
  g_assert_true (stopped_cb (f));
  g_assert_true (is_past (f, &step));
  g_assert_cmpuint (tenfold_time_rail_get_place (f->rail), ==, 4);
  g_signal_handlers_disconnect_by_data (f->session, &n_moments);

  act (f, "continue", NULL);
  g_assert_true (f->model == tenfold_session_get_shown (f->session));
  g_assert_cmpfloat_with_epsilon (f->continued, (double) step / 10, 1e-9);
}

static void
freed_cb (gpointer n)
{
  (*(guint *) n)++;
}

/* Models of a film whose memory tells when it returns. */
static NnFilm *
make_film (Fixture *f, guint *n_freed)
{
  NnFilm *film = nn_film_new (NN_FILM_BYTES, f->dataset);

  for (guint64 step = 0; step < 9; step++) {
    g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("linear"), step + 1);
    g_autoptr (GBytes) state = g_bytes_new_with_free_func ("state", 5, freed_cb, n_freed);

    nn_model_set_training_state (model, state);
    nn_film_add (film, step, (double) step, model);
  }
  return film;
}

/* What is being read of it is held until then. */
static gboolean
all_freed (gpointer n)
{
  return *(guint *) n == 9;
}

/* Older runs are looked at through the menu, all films share one budget, and with a run its film
 * goes, also while one looks at it, and also where somebody keeps the run. */
static void
test_runs (Fixture *f, gconstpointer data)
{
  TenfoldRun *old = tenfold_run_new ("Old");
  guint n_freed = 0;
  NnFilm *film = make_film (f, &n_freed);
  g_autoptr (GArray) frames = NULL;
  guint64 step;

  tenfold_run_set_film (old, film);
  nn_film_unref (film);
  tenfold_chart_add_run (get_chart (f), old);
  train (f);
  g_assert_false (is_past (f, &step));
  act (f, "run", g_variant_new_int32 (0));
  g_assert_true (tenfold_session_get_moment (f->session, NULL) == tenfold_run_get_film (old));
  g_assert_true (is_past (f, &step) && step == 8);
  g_assert_cmpuint (length (f), ==, 9);
  g_assert_true (tenfold_session_get_dataset (f->session) == f->dataset);
  g_assert_cmpuint (n_freed, ==, 0);

  tenfold_chart_remove_run (get_chart (f), old);
  g_assert_false (is_past (f, &step));
  g_assert_true (test_ui_wait (shows_moment, f, 60));
  g_assert_true (test_ui_wait (all_freed, &n_freed, 60));
  g_assert_finalize_object (old);
  frames = nn_film_list (tenfold_run_get_film (f->run));
  g_assert_cmpuint (length (f), ==, frames->len);

  tenfold_chart_remove_run (get_chart (f), f->run);
  g_assert_null (tenfold_run_get_film (f->run));
  g_assert_null (nn_worker_get_film (tenfold_session_get_worker (f->session)));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->bar)));

  /* Of a run that goes on it is given up at the end. */
  f->recipe.epochs = 10000;
  begin (f);
  g_assert_true (test_ui_wait (has_some, f, 60));
  tenfold_chart_remove_run (get_chart (f), f->run);
  g_assert_nonnull (nn_worker_get_film (tenfold_session_get_worker (f->session)));
  nn_worker_stop (tenfold_session_get_worker (f->session));
  g_assert_true (test_ui_wait (is_idle, f, 60));
  g_assert_null (nn_worker_get_film (tenfold_session_get_worker (f->session)));
}

/* While a run goes on: moments, drawings and views at random. */
static void
test_random (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  f->recipe.epochs = 10000;
  begin (f);
  g_assert_true (test_ui_wait (has_some, f, 60));
  for (guint i = 0; i < 150; i++) {
    switch (g_rand_int_range (random, 0, 6)) {
    case 0:
      draw (f, (guint) i);
      break;
    case 1:
      tenfold_understand_page_set_view (
          f->page, (TenfoldView) g_rand_int_range (random, 0, TENFOLD_N_VIEWS));
      break;
    case 2:
      act (f, g_rand_boolean (random) ? "play" : "now", NULL);
      break;
    case 3:
      tenfold_time_bar_set_truth (f->bar, g_rand_int_range (random, -1, 10));
      break;
    default:
      gtk_range_set_value (GTK_RANGE (f->rail), g_rand_int_range (random, 0, (int) length (f) + 1));
      break;
    }
    test_ui_run (0.01);
  }
  g_assert_cmpint (tenfold_session_get_state (f->session), ==, NN_WORKER_TRAINING);
  gtk_range_set_value (GTK_RANGE (f->rail), 3);
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_INSIDE);
  g_assert_true (test_ui_wait (shows_moment, f, 100));
}

/* It fits into the narrowest window, and has what it needs there. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  int minimum;

  train (f);
  gtk_widget_measure (GTK_WIDGET (f->bar), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 340);
  test_ui_resize (f->window, 360, 640);
  tenfold_session_look_at (f->session, tenfold_run_get_film (f->run), 5);
  g_assert_true (test_ui_wait (has_turns, f, 60));
  test_ui_settle (f->window);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->rail)));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->bar)), <=, 360);
  test_ui_screenshot ("time-bar-narrow");
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add ("/time-bar/live", Fixture, NULL, set_up, test_live, tear_down);
  g_test_add ("/time-bar/views", Fixture, NULL, set_up, test_views, tear_down);
  g_test_add ("/time-bar/data", Fixture, NULL, set_up, test_data, tear_down);
  g_test_add ("/time-bar/play", Fixture, NULL, set_up, test_play, tear_down);
  g_test_add ("/time-bar/runs", Fixture, NULL, set_up, test_runs, tear_down);
  g_test_add ("/time-bar/random", Fixture, NULL, set_up, test_random, tear_down);
  g_test_add ("/time-bar/narrow", Fixture, NULL, set_up, test_narrow, tear_down);
  return g_test_run ();
}
