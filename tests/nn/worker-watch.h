/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "bars.h"
#include "nn/worker/nn-worker.h"

/* What tests of the worker share: a watch that collects what it says, and runs that are quick. */

/* What a worker has said. */
typedef struct {
  NnWorker *worker;
  GPtrArray *reports;
  guint n_verdicts, ticket;
  NnVerdict verdict;
  guint n_different; /* verdicts unlike the one before */
} Watch;

static inline void
report_cb (NnWorker *worker, NnReport *report, Watch *watch)
{
  g_ptr_array_add (watch->reports, nn_report_ref (report));
}

static inline void
verdict_cb (NnWorker *worker, guint ticket, const NnVerdict *verdict, Watch *watch)
{
  g_assert_cmpuint (ticket, >=, watch->ticket);
  watch->n_different += memcmp (&watch->verdict, verdict, sizeof *verdict) != 0;
  watch->n_verdicts++;
  watch->ticket = ticket;
  watch->verdict = *verdict;
}

static inline void
watch_init (Watch *watch)
{
  *watch = (Watch){ .worker = nn_worker_new (),
                    .reports = g_ptr_array_new_with_free_func ((GDestroyNotify) nn_report_unref) };
  g_signal_connect (watch->worker, "report", G_CALLBACK (report_cb), watch);
  g_signal_connect (watch->worker, "verdict", G_CALLBACK (verdict_cb), watch);
}

static inline void
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

static inline void
let_pass (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  WAIT_FOR (g_get_monotonic_time () >= end);
}

/* Until something that the worker said waits to be delivered. */
static inline void
wait_for_messages (void)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (!g_main_context_pending (NULL)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (200);
  }
}

/* Delivers what waits. */
static inline void
take_messages (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Each report belongs to this run. */
static inline void
assert_run (Watch *watch, guint first, guint run)
{
  for (guint i = first; i < watch->reports->len; i++)
    g_assert_cmpuint (((NnReport *) g_ptr_array_index (watch->reports, i))->run, ==, run);
}

static inline NnReport *
last_report (Watch *watch)
{
  return watch->reports->len > 0 ? g_ptr_array_index (watch->reports, watch->reports->len - 1)
                                 : NULL;
}

static inline gboolean
last_is (Watch *watch, NnReportKind kind)
{
  return last_report (watch) != NULL && last_report (watch)->kind == kind;
}

static inline guint
count_reports (Watch *watch, NnReportKind kind)
{
  guint n = 0;

  for (guint i = 0; i < watch->reports->len; i++)
    n += ((NnReport *) g_ptr_array_index (watch->reports, i))->kind == kind;
  return n;
}

static inline NnModel *
new_model (void)
{
  return nn_preset_create (nn_preset_find ("keras"), 4);
}

static inline void
init_recipe (NnRecipe *recipe, guint epochs)
{
  nn_recipe_init (recipe, nn_preset_find ("keras"));
  recipe->threads = 2;
  recipe->epochs = epochs;
  recipe->batch = 64;
  recipe->validation = 100;
}

/* Begins a run and lets it go. */
static inline guint
train (Watch *watch, NnModel *model, NnDataset *dataset, NnDataset *test, const NnRecipe *recipe)
{
  guint run = nn_worker_begin (watch->worker, model, dataset, test, recipe);

  nn_worker_resume (watch->worker);
  return run;
}

/* Starts a run that does not end by itself. */
static inline guint
train_on (Watch *watch)
{
  g_autoptr (NnDataset) dataset = bars (1000, 9);
  g_autoptr (NnModel) model = new_model ();
  NnRecipe recipe;

  init_recipe (&recipe, 10000);
  return train (watch, model, dataset, NULL, &recipe);
}

static inline gboolean
same_weights (const NnModel *a, const NnModel *b)
{
  gsize n = nn_graph_n_weights (nn_model_graph (a));

  g_assert_cmpuint (nn_graph_n_weights (nn_model_graph (b)), ==, n);
  return memcmp (nn_model_weights (a), nn_model_weights (b), n * sizeof (float)) == 0;
}
