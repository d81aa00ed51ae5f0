/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-run-record.h"

#include "nn/train/nn-trainer.h"
#include "ui/session/tenfold-history.h"
#include "ui/words/tenfold-recipe-text.h"

#define RECIPE "tenfold-recipe"
#define DATA "tenfold-data"

TenfoldRun *
tenfold_run_record_new (const char *title, const NnRecipe *recipe, const char *data)
{
  TenfoldRun *run = tenfold_run_new (title);

  g_object_set_data_full (G_OBJECT (run), RECIPE, g_memdup2 (recipe, sizeof *recipe), g_free);
  g_object_set_data_full (G_OBJECT (run), DATA, g_strdup (data), g_free);
  return run;
}

const NnRecipe *
tenfold_run_record_get_recipe (TenfoldRun *run)
{
  return g_object_get_data (G_OBJECT (run), RECIPE);
}

void
tenfold_run_record_describe (TenfoldChart *chart)
{
  guint n = tenfold_chart_get_n_runs (chart);
  g_autofree const NnRecipe **recipes = g_new (const NnRecipe *, n + 1);
  gboolean same_data = TRUE;

  for (guint i = 0; i < n; i++) {
    TenfoldRun *run = tenfold_chart_get_run (chart, i);

    recipes[i] = tenfold_run_record_get_recipe (run);
    same_data &= g_strcmp0 (g_object_get_data (G_OBJECT (run), DATA),
                            g_object_get_data (G_OBJECT (tenfold_chart_get_run (chart, 0)), DATA))
                 == 0;
  }
  for (guint i = 0; i < n; i++) {
    TenfoldRun *run = tenfold_chart_get_run (chart, i);
    const char *data = g_object_get_data (G_OBJECT (run), DATA);
    g_autofree char *words
        = n > 1 ? tenfold_recipe_difference (recipes, n, i) : tenfold_run_text (data, recipes[i]);
    g_autofree char *all = NULL;

    if (n > 1 && (!same_data || *words == '\0'))
      all = g_strdup_printf ("%s%s%s", data, *words != '\0' ? " · " : "", words);
    tenfold_run_set_settings (run, all != NULL ? all : words);
  }
}

/* The steps of the run before this window saw it, as the model file keeps them. */
static gboolean
draw_curve (TenfoldRun *run, NnModel *model)
{
  g_autoptr (NnStepCurve) curve = nn_trainer_curve_of (model);
  const NnCurveColumn *columns;
  const NnHeldOut *estimates;
  guint64 before = 0;
  guint n;

  if (curve == NULL)
    return FALSE;
  columns = nn_step_curve_columns (curve, &n);
  for (guint i = 0; i < n; i++) {
    const NnCurveColumn *c = &columns[i];
    TenfoldStep step = { c->epoch, c->loss, c->accuracy, c->rate };
    TenfoldStepRange range = { (guint) CLAMP (c->step - before, 1, G_MAXUINT / 4), c->loss_min,
                               c->loss_max, c->accuracy_min, c->accuracy_max };

    tenfold_run_add_merged (run, &step, &range);
    before = c->step;
  }
  estimates = nn_step_curve_estimates (curve, &n);
  for (guint i = 0; i < n; i++)
    tenfold_run_add_estimate (run, estimates[i].epoch, estimates[i].loss, estimates[i].accuracy);
  return TRUE;
}

guint
tenfold_run_record_history (TenfoldRun *run, NnModel *model)
{
  g_autoptr (GArray) history = tenfold_history_of (model);
  gboolean curve = draw_curve (run, model);

  for (guint i = 0; i < history->len; i++) {
    const NnProgress *p = &g_array_index (history, NnProgress, i);

    if (!curve)
      tenfold_run_add_step (run, p->epoch, p->train_loss, p->train_accuracy, p->rate);
    tenfold_run_add_epoch (run, p->epoch, p->train_loss, p->train_accuracy, p->validation_loss,
                           p->validation_accuracy);
  }
  return history->len;
}

void
tenfold_run_record_report (TenfoldRun *run, const NnReport *report)
{
  const NnProgress *p = &report->progress;

  if (report->steps != NULL)
    tenfold_run_add_steps (run, (const NnStepMean *) (gpointer) report->steps->data,
                           report->steps->len);
  for (guint i = 0; report->estimates != NULL && i < report->estimates->len; i++) {
    const NnHeldOut *e = &g_array_index (report->estimates, NnHeldOut, i);

    tenfold_run_add_estimate (run, e->epoch, e->loss, e->accuracy);
  }
  if (report->kind == NN_REPORT_EPOCH)
    tenfold_run_add_epoch (run, p->epoch, p->train_loss, p->train_accuracy, p->validation_loss,
                           p->validation_accuracy);
}
