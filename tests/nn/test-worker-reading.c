/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-watch.h"

/* Reading, with and without training beside it. */

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
  take_messages ();
  g_assert_cmpuint (watch.n_verdicts, ==, 0);
  nn_worker_set_model (watch.worker, one);
  wait_for_messages ();
  nn_worker_set_model (watch.worker, two);
  WAIT_FOR (watch.n_verdicts > 0);
  expected = read_with (two, inks);
  g_assert_true (same_verdict (&watch.verdict, &expected));
  g_assert_cmpuint (watch.ticket, ==, ticket);

  nn_worker_set_model (watch.worker, NULL);
  g_assert_null (nn_worker_get_model (watch.worker));
  watch.n_verdicts = 0;
  nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
  take_messages ();
  g_assert_cmpuint (watch.n_verdicts, ==, 0);
  watch_clear (&watch);
}

/* Who waits has the verdict when the call returns, and only once. */
static void
test_await (void)
{
  g_autoptr (NnModel) model = new_model ();
  float inks[784];
  NnVerdict expected;
  guint ticket;
  Watch watch;

  draw_three (inks);
  watch_init (&watch);
  nn_worker_await_verdict (watch.worker, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (watch.n_verdicts, ==, 0); /* nothing to read, nothing to read with */
  nn_worker_set_model (watch.worker, model);
  expected = read_with (model, inks);
  for (guint i = 1; i <= 20; i++) {
    ticket = nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
    nn_worker_await_verdict (watch.worker, 60 * G_USEC_PER_SEC);
    g_assert_cmpuint (watch.n_verdicts, ==, i);
    g_assert_cmpuint (watch.ticket, ==, ticket);
    g_assert_true (same_verdict (&watch.verdict, &expected));
  }

  /* Without a time to wait it comes by itself. */
  ticket = nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
  nn_worker_await_verdict (watch.worker, 0);
  WAIT_FOR (watch.ticket == ticket);
  g_assert_cmpuint (watch.n_verdicts, ==, 21);
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
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (watch.n_different >= 5);
  g_assert_cmpuint (watch.ticket, ==, ticket);
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  expected = read_with (nn_worker_get_model (watch.worker), inks);
  WAIT_FOR (same_verdict (&watch.verdict, &expected));
  watch_clear (&watch);
}

/* Looking back while a run goes on: a drawing, also a new one, is read by the network of then, and
 * by the newest again afterwards. The run takes no notice. */
static void
test_look_back (void)
{
  g_autoptr (NnDataset) dataset = bars (4000, 9);
  g_autoptr (NnModel) model = new_model ();
  float inks[784], paper[784] = { 0 };
  NnVerdict then, of_paper, newest;
  NnRecipe recipe;
  guint64 step;
  guint n_reports;
  Watch watch;

  draw_three (inks);
  then = read_with (model, inks);
  of_paper = read_with (model, paper);
  init_recipe (&recipe, 10000);
  recipe.rate = 1e-5f;
  watch_init (&watch);
  nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
  train (&watch, model, dataset, NULL, &recipe);
  WAIT_FOR (watch.n_different >= 3);
  nn_worker_look_at (watch.worker, model);
  WAIT_FOR (same_verdict (&watch.verdict, &then));
  step = last_report (&watch)->progress.step;
  n_reports = watch.reports->len;
  watch.n_verdicts = 0;
  WAIT_FOR (last_report (&watch)->progress.step > step && watch.reports->len > n_reports + 3);
  g_assert_cmpuint (watch.n_verdicts, ==, 0);
  nn_worker_read (watch.worker, paper, NN_INK_DRAWING);
  WAIT_FOR (watch.n_verdicts > 0);
  g_assert_true (same_verdict (&watch.verdict, &of_paper));
  g_assert_true (nn_worker_get_model (watch.worker) != model);
  nn_worker_read (watch.worker, inks, NN_INK_DRAWING);
  nn_worker_look_at (watch.worker, NULL);
  nn_worker_stop (watch.worker);
  WAIT_FOR (last_is (&watch, NN_REPORT_STOPPED));
  newest = read_with (nn_worker_get_model (watch.worker), inks);
  g_assert_false (same_verdict (&newest, &then));
  WAIT_FOR (same_verdict (&watch.verdict, &newest));

  /* Another model ends it. */
  nn_worker_look_at (watch.worker, nn_worker_get_model (watch.worker));
  WAIT_FOR (same_verdict (&watch.verdict, &newest));
  nn_worker_set_model (watch.worker, model);
  WAIT_FOR (same_verdict (&watch.verdict, &then));
  watch_clear (&watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker-reading/newest-drawing", test_newest_drawing);
  g_test_add_func ("/worker-reading/other-model", test_other_model);
  g_test_add_func ("/worker-reading/await", test_await);
  g_test_add_func ("/worker-reading/reads-while-training", test_reads_while_training);
  g_test_add_func ("/worker-reading/look-back", test_look_back);
  return g_test_run ();
}
