/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../nn/bars.h"
#include "nn/model/nn-preset.h"
#include "ui/session/tenfold-session.h"

/* A window's network without the window: runs, and looking back at them. */

typedef struct {
  TenfoldSession *session;
  NnDataset *dataset;
  NnRecipe recipe;
  float inks[NN_PICTURE_PIXELS];
  NnVerdict verdict;
  guint n_verdicts, n_moments;
} Fixture;

static void
verdict_cb (Fixture *f, const NnVerdict *verdict)
{
  f->verdict = *verdict;
  f->n_verdicts++;
}

static void
moment_cb (Fixture *f)
{
  f->n_moments++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->session = tenfold_session_new ();
  f->dataset = bars (740, 9);
  for (int p = 0; p < NN_PICTURE_PIXELS; p++)
    f->inks[p] = (float) (p % 7) / 7;
  g_assert_true (nn_recipe_from_string (
      &f->recipe, "rate=0.01 batch=64 epochs=2 validation=100 threads=1", NULL));
  g_signal_connect_swapped (f->session, "verdict", G_CALLBACK (verdict_cb), f);
  g_signal_connect_swapped (f->session, "moment", G_CALLBACK (moment_cb), f);
  tenfold_session_create (f->session, nn_preset_find ("linear"), 3);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->session);
  nn_dataset_unref (f->dataset);
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
  }                                                                                                \
  G_STMT_END

static gboolean
is_idle (Fixture *f)
{
  return tenfold_session_get_state (f->session) == NN_WORKER_IDLE;
}

static void
train (Fixture *f)
{
  tenfold_session_train (f->session, f->dataset, NULL, &f->recipe, FALSE);
  WAIT_FOR (is_idle (f));
}

static gboolean
same_weights (NnModel *a, NnModel *b)
{
  return memcmp (nn_model_weights (a), nn_model_weights (b),
                 nn_graph_n_weights (nn_model_graph (a)) * sizeof (float))
         == 0;
}

/* What a reader says: to be compared with the session's verdict. */
static gboolean
is_read_by (Fixture *f, NnModel *model)
{
  g_autoptr (NnReader) reader = nn_reader_new (model, NULL);
  NnVerdict verdict;

  nn_reader_read (reader, f->inks, NN_INK_DRAWING, &verdict);
  return memcmp (verdict.probabilities, f->verdict.probabilities, sizeof verdict.probabilities)
         == 0;
}

/* A branch from any moment, made as Continue from Here makes it, with the same settings: to the bit
 * what the run came to. Undo brings back what the run came to. */
static void
test_branch (Fixture *f, gconstpointer data)
{
  g_autoptr (NnModel) end = NULL;
  g_autoptr (NnFilm) film = NULL;
  static const guint64 steps[] = { 0, 1, 5, 13, 19 };

  train (f);
  end = nn_model_ref (tenfold_session_get_model (f->session));
  film = nn_film_ref (nn_worker_get_film (tenfold_session_get_worker (f->session)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    NnFilmFrame moment;
    g_autoptr (NnModel) then = NULL;

    tenfold_session_look_at (f->session, film, steps[i]);
    g_assert_true (tenfold_session_get_moment (f->session, &moment) == film);
    g_assert_true (moment.goes_on);
    then = nn_model_ref (tenfold_session_get_shown (f->session));
    g_assert_false (same_weights (then, end));
    tenfold_session_take (f->session, then);
    g_assert_null (tenfold_session_get_moment (f->session, NULL));
    g_assert_true (tenfold_session_get_dataset (f->session) == f->dataset);
    train (f);
    g_assert_true (same_weights (tenfold_session_get_model (f->session), end));
    g_assert_true (nn_worker_get_film (tenfold_session_get_worker (f->session)) != film);
  }
  g_assert_true (tenfold_session_undo (f->session));
  g_assert_true (same_weights (tenfold_session_get_model (f->session), end));
  g_assert_true (tenfold_session_get_dataset (f->session) == f->dataset);
}

/* While a run goes on, the pad is read by the network of then, a new drawing too; the run, and what
 * would be saved, are those of now. */
static void
test_look_back (Fixture *f, gconstpointer data)
{
  NnFilm *film;
  NnModel *then;
  guint64 n;

  f->recipe.epochs = 10000;
  f->recipe.rate = 1e-4f;
  g_assert_null (tenfold_session_get_dataset (f->session));
  tenfold_session_read (f->session, f->inks, NN_INK_DRAWING);
  tenfold_session_train (f->session, f->dataset, NULL, &f->recipe, FALSE);
  g_assert_true (tenfold_session_get_dataset (f->session) == f->dataset);
  film = nn_worker_get_film (tenfold_session_get_worker (f->session));
  WAIT_FOR (!nn_film_wants (film, 200));
  tenfold_session_look_at (f->session, film, 1);
  then = tenfold_session_get_shown (f->session);
  g_assert_cmpuint (f->n_moments, ==, 1);
  g_assert_false (tenfold_session_get_shown_untrained (f->session));
  WAIT_FOR (is_read_by (f, then));
  f->inks[400] = 0.5f;
  tenfold_session_read (f->session, f->inks, NN_INK_DRAWING);
  WAIT_FOR (is_read_by (f, then));
  tenfold_session_look_at (f->session, film, 0);
  g_assert_true (tenfold_session_get_shown_untrained (f->session));
  g_assert_false (tenfold_session_get_untrained (f->session));
  n = f->n_verdicts;
  WAIT_FOR (!nn_film_wants (film, 1000));
  g_assert_cmpuint (f->n_verdicts, <=, n + 1);
  g_assert_true (tenfold_session_get_model (f->session) != tenfold_session_get_shown (f->session));
  g_assert_cmpint (tenfold_session_get_state (f->session), ==, NN_WORKER_TRAINING);
  tenfold_session_look_at (f->session, NULL, 0);
  g_assert_true (tenfold_session_get_model (f->session) == tenfold_session_get_shown (f->session));
  nn_worker_stop (tenfold_session_get_worker (f->session));
  WAIT_FOR (is_idle (f));
  WAIT_FOR (is_read_by (f, tenfold_session_get_model (f->session)));
}

/* It is now again with another network, and with another run. */
static void
test_now_again (Fixture *f, gconstpointer data)
{
  g_autoptr (NnFilm) film = NULL;

  train (f);
  film = nn_film_ref (nn_worker_get_film (tenfold_session_get_worker (f->session)));
  tenfold_session_look_at (f->session, film, 5);
  tenfold_session_forget (f->session, 1);
  g_assert_null (tenfold_session_get_moment (f->session, NULL));
  g_assert_null (nn_worker_get_film (tenfold_session_get_worker (f->session)));
  g_assert_null (tenfold_session_get_dataset (f->session));
  tenfold_session_look_at (f->session, film, 5);
  g_assert_true (tenfold_session_get_dataset (f->session) == f->dataset);
  tenfold_session_train (f->session, f->dataset, NULL, &f->recipe, TRUE);
  g_assert_null (tenfold_session_get_moment (f->session, NULL));
  g_assert_cmpuint (f->n_moments, ==, 4);
  tenfold_session_look_at (f->session, film, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/session/branch", Fixture, NULL, set_up, test_branch, tear_down);
  g_test_add ("/session/look-back", Fixture, NULL, set_up, test_look_back, tear_down);
  g_test_add ("/session/now-again", Fixture, NULL, set_up, test_now_again, tear_down);
  return g_test_run ();
}
