/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-own-score.h"

typedef struct {
  NnModel *model;
  NnDataset *own;
  NnDataset *other;
  TenfoldOwnScore score;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  nn_model_unref (job->model);
  g_clear_pointer (&job->own, nn_dataset_unref);
  g_clear_pointer (&job->other, nn_dataset_unref);
  g_free (job);
}

static gboolean
measure (NnModel *model,
         NnDataset *dataset,
         GCancellable *cancellable,
         NnMeasure *result,
         GError **error)
{
  return dataset == NULL || nn_measure (model, dataset, NULL, 0, 1, cancellable, result, error);
}

static void
score_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (measure (job->model, job->own, cancellable, &job->score.own, &error)
      && measure (job->model, job->other, cancellable, &job->score.other, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tenfold_own_score_async (NnModel *model,
                         NnDataset *own,
                         NnDataset *other,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  job->model = nn_model_ref (model);
  job->own = own != NULL ? nn_dataset_ref (own) : NULL;
  job->other = other != NULL ? nn_dataset_ref (other) : NULL;
  g_task_set_source_tag (task, tenfold_own_score_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, score_thread);
}

gboolean
tenfold_own_score_finish (GAsyncResult *result, TenfoldOwnScore *score, GError **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));

  *score = job->score;
  return g_task_propagate_boolean (G_TASK (result), error);
}
