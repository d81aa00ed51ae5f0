/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/read/nn-measure.h"

#include <math.h>

#include "nn/model/nn-fold.h"
#include "nn/read/nn-judge.h"

gboolean
nn_measure (NnModel *model,
            NnDataset *dataset,
            const guint32 *indices,
            gsize n_indices,
            guint threads,
            GCancellable *cancellable,
            NnMeasure *measure,
            GError **error)
{
  g_autoptr (NnTeam) team = nn_team_new (threads);
  g_autoptr (NnModel) folded = nn_model_fold (model);
  g_autoptr (NnRunner) runner
      = nn_runner_new (folded, NN_PLAN_INFERENCE, nn_team_n_members (team), error);
  g_autofree guint32 *all = NULL;
  g_autofree NnJudgement *judgements = NULL;
  const guint8 *labels = nn_dataset_labels (dataset);
  gint64 start = g_get_monotonic_time ();
  NnJudgeJob job;

  if (runner == NULL || !nn_dataset_check_model (dataset, model, error))
    return FALSE;
  if (indices == NULL) {
    n_indices = nn_dataset_count (dataset);
    all = g_new (guint32, n_indices);
    for (gsize i = 0; i < n_indices; i++)
      all[i] = (guint32) i;
    indices = all;
  }
  judgements = g_new (NnJudgement, n_indices + 1);
  job = (NnJudgeJob){ .team = team,
                      .runner = runner,
                      .model = model,
                      .weights = nn_model_weights (folded),
                      .dataset = dataset,
                      .indices = indices,
                      .n = n_indices,
                      .cancellable = cancellable,
                      .judgements = judgements };
  if (!nn_judge_all (&job, error))
    return FALSE;

  *measure = (NnMeasure){ 0 };
  for (gsize i = 0; i < n_indices; i++) {
    guint label = labels != NULL ? labels[indices[i]] : 0;

    /* A picture without a digit cannot be read correctly. */
    if (label >= NN_N_CLASSES)
      continue;
    measure->count++;
    measure->correct += judgements[i].right != 0;
    measure->loss += judgements[i].loss;
    if (labels != NULL)
      measure->confusion[label][judgements[i].said]++;
  }
  measure->numbers = labels == NULL;
  measure->loss /= (double) MAX (1, measure->count);
  measure->seconds = (g_get_monotonic_time () - start) * 1e-6;
  return TRUE;
}

/* E. B. Wilson, 1927: (p + z^2 / 2n -+ z sqrt (p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n) */
void
nn_measure_interval (gsize correct, gsize count, double *low, double *high)
{
  const double z = 1.959964;
  double n = (double) count, p = (double) correct / n;
  double middle = p + z * z / (2 * n);
  double half = z * sqrt (p * (1 - p) / n + z * z / (4 * n * n));

  *low = count == 0 ? 0 : MAX ((middle - half) / (1 + z * z / n), 0);
  *high = count == 0 ? 1 : MIN ((middle + half) / (1 + z * z / n), 1);
}

void
nn_measure_add_facts (const NnMeasure *measure, const NnDataset *test, NnModel *model)
{
  g_autofree char *count = g_strdup_printf ("%" G_GSIZE_FORMAT, measure->count);
  g_autofree char *data = nn_dataset_short_name (test);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.6g",
                   measure->numbers ? sqrt (measure->loss)
                                    : (double) measure->correct / (double) MAX (1, measure->count));
  nn_model_set_fact (model, measure->numbers ? "test_rmse" : "test_accuracy", number);
  nn_model_set_fact (model, "test_count", count);
  nn_model_set_fact (model, "test_data", data);
}

void
nn_measure_remove_facts (NnModel *model)
{
  static const char *const facts[]
      = { "temperature", "validation_accuracy", "validation_count", "test_accuracy",
          "test_count",  "test_data",           "test_rmse",        "validation_rmse" };

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    nn_model_set_fact (model, facts[i], NULL);
}
