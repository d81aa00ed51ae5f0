/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/read/nn-judge.h"

#include <math.h>

NnJudgement
nn_judge (const NnModel *model,
          const NnDataset *dataset,
          gsize index,
          guint n_outputs,
          NnType type,
          const void *outputs,
          float *probabilities)
{
  const guint8 *labels = nn_dataset_labels (dataset);
  NnJudgement judgement = { 0 };

  if (labels == NULL) {
    double distance;
    float number;

    nn_convert (NN_TYPE_FLOAT32, &number, type, outputs, 1);
    distance = (double) number - nn_dataset_numbers (dataset)[index];
    judgement.loss = distance * distance;
    return judgement;
  }
  nn_model_read_output (model, n_outputs, type, outputs, probabilities);
  for (guint k = 1; k < n_outputs; k++)
    if (probabilities[k] > probabilities[judgement.said])
      judgement.said = k;
  judgement.right = judgement.said == labels[index];
  if (labels[index] < n_outputs)
    judgement.loss = -log (MAX (probabilities[labels[index]], 1e-30f));
  return judgement;
}

static void
judge_chunk (guint task, guint member, gpointer data)
{
  const NnJudgeJob *job = data;
  gsize chunk = nn_runner_chunk (job->runner);
  gsize first = task * chunk, n = MIN (chunk, job->n - first);
  guint n_outputs = nn_runner_n_outputs (job->runner);
  NnType type = nn_runner_output_type (job->runner);
  const char *output;

  if (g_cancellable_is_cancelled (job->cancellable))
    return;
  output = nn_workspace_output (nn_runner_forward (job->runner, member, job->dataset,
                                                   job->indices + first, n, job->weights, NULL),
                                0);
  for (gsize i = first; i < first + n; i++, output += n_outputs * nn_type_size (type)) {
    float probabilities[NN_N_CLASSES];

    job->judgements[i]
        = nn_judge (job->model, job->dataset, job->indices[i], n_outputs, type, output,
                    i < job->n_probabilities ? job->probabilities[i] : probabilities);
  }
}

gboolean
nn_judge_all (const NnJudgeJob *job, GError **error)
{
  gsize chunk = nn_runner_chunk (job->runner);

  if ((job->n >= chunk && !nn_runner_prepare (job->runner, chunk, error))
      || (job->n % chunk != 0 && !nn_runner_prepare (job->runner, job->n % chunk, error)))
    return FALSE;
  nn_team_run (job->team, (guint) ((job->n + chunk - 1) / chunk), judge_chunk, (gpointer) job);
  if (!g_cancellable_is_cancelled (job->cancellable))
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_CANCELLED, "Measuring was cancelled");
  return FALSE;
}
