/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/read/nn-runner.h"
#include "nn/data/nn-dataset.h"

#include <string.h>

/* Convolutions take as many pictures as a vector has lanes, so that what lies between the layers
 * stays in the cache; dense layers take more, so that the weights are fetched less often. */
#define CONVOLUTION_CHUNK 16
#define DENSE_CHUNK 64

struct _NnRunner {
  NnGraph *graph;
  NnPlanFlags flags;
  NnFeed feed;
  guint n_outputs; /* for a sample */
  gsize chunk;
  gsize fixed; /* samples that the graph takes, no more and no less; 0: any number */
  guint n_members;
  NnPlan **plans;           /* by size - 1; NULL until prepared */
  NnWorkspace **workspaces; /* by member x chunk + size - 1 */
};

NnRunner *
nn_runner_new (const NnModel *model, NnPlanFlags flags, guint n_members, GError **error)
{
  guint n_outputs = nn_model_count_outputs (model, error);
  NnRunner *self;

  if (n_outputs == 0 || !nn_model_check_weights (model, error))
    return NULL;
  if (nn_model_fixed_batch (model) > NN_RUNNER_LARGEST_CHUNK) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "The model takes %" G_GSIZE_FORMAT " samples at once; at most %d are supported",
                 nn_model_fixed_batch (model), NN_RUNNER_LARGEST_CHUNK);
    return NULL;
  }
  self = g_new0 (NnRunner, 1);
  self->graph = nn_graph_ref (nn_model_graph (model));
  self->flags = flags;
  self->n_members = n_members;
  self->n_outputs = n_outputs;
  nn_feed_init (&self->feed, model);
  self->fixed = nn_model_fixed_batch (model);
  self->chunk
      = nn_graph_has_kind (self->graph, NN_OP_CONVOLUTION) ? CONVOLUTION_CHUNK : DENSE_CHUNK;
  if (self->fixed > 0)
    self->chunk = self->fixed;
  self->plans = g_new0 (NnPlan *, self->chunk);
  self->workspaces = g_new0 (NnWorkspace *, self->chunk * n_members);
  return self;
}

void
nn_runner_free (NnRunner *self)
{
  for (gsize i = 0; i < self->chunk * self->n_members; i++)
    g_clear_pointer (&self->workspaces[i], nn_workspace_free);
  for (gsize i = 0; i < self->chunk; i++)
    g_clear_pointer (&self->plans[i], nn_plan_unref);
  g_free (self->workspaces);
  g_free (self->plans);
  nn_graph_unref (self->graph);
  g_free (self);
}

void
nn_runner_set_augment (NnRunner *self, const NnAugment *augment)
{
  nn_feed_set_augment (&self->feed, augment);
}

guint
nn_runner_n_outputs (const NnRunner *self)
{
  return self->n_outputs;
}

gsize
nn_runner_chunk (const NnRunner *self)
{
  return self->chunk;
}

/* A graph may make other shapes of another number of samples. */
static gboolean
check_output (const NnRunner *self, NnPlan *plan, gsize n, GError **error)
{
  NnGraph *graph = nn_plan_graph (plan);
  NnView output = nn_plan_value (plan, nn_graph_output (graph, 0));

  /* A softmax that is left out is in no plan: what goes into it is. */
  for (guint i = 0; output.type == NN_TYPE_UNDEFINED && i < nn_graph_n_nodes (graph); i++)
    if (nn_graph_node (graph, i)->outputs[0] == nn_graph_output (graph, 0))
      output = nn_plan_value (plan, nn_graph_node (graph, i)->inputs[0]);
  if (output.type == NN_TYPE_FLOAT32
      && nn_shape_count (&output.shape) == (gint64) n * (gint64) self->n_outputs)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
               "The model does not make %u float32 numbers for each of %" G_GSIZE_FORMAT " samples",
               self->n_outputs, n);
  return FALSE;
}

gboolean
nn_runner_prepare (NnRunner *self, gsize size, GError **error)
{
  g_return_val_if_fail (size >= 1 && size <= self->chunk, FALSE);

  if (self->plans[size - 1] != NULL)
    return TRUE;
  self->plans[size - 1] = nn_plan_new (self->graph, (gint64) (self->fixed > 0 ? self->fixed : size),
                                       self->flags, NULL, error);
  if (self->plans[size - 1] == NULL
      || !check_output (self, self->plans[size - 1], self->fixed > 0 ? self->fixed : size, error)
      || ((self->flags & NN_PLAN_TRAINING)
          && !nn_plan_check_training (self->plans[size - 1], error)))
    return FALSE;
  for (guint m = 0; m < self->n_members; m++)
    self->workspaces[m * self->chunk + size - 1] = nn_workspace_new (self->plans[size - 1]);
  return TRUE;
}

/* Blank samples fill up what a graph of a fixed batch takes, and nothing is learnt from them. */
static void
leave_rest (const NnRunner *self, const NnDataset *dataset, NnWorkspace *workspace, gsize n)
{
  char *input = nn_workspace_input (workspace, 0);

  for (gsize i = n; i < self->fixed; i++)
    nn_dataset_feed_blank (dataset, &self->feed, input + i * self->feed.size);
  if (self->flags & NN_PLAN_TRAINING)
    memset (nn_workspace_output_gradient (workspace, 0) + n * self->n_outputs, 0,
            (self->fixed - n) * self->n_outputs * sizeof (float));
}

NnType
nn_runner_output_type (const NnRunner *self)
{
  for (gsize i = 0; i < self->chunk; i++)
    if (self->plans[i] != NULL)
      return nn_plan_value (self->plans[i], nn_graph_output (self->graph, 0)).type;
  return NN_TYPE_FLOAT32;
}

gboolean
nn_runner_updates_in_place (const NnRunner *self)
{
  for (gsize i = 0; i < self->chunk; i++)
    if (self->plans[i] != NULL && !nn_plan_updates_in_place (self->plans[i]))
      return FALSE;
  return TRUE;
}

NnWorkspace *
nn_runner_forward (NnRunner *self,
                   guint member,
                   const NnDataset *dataset,
                   const guint32 *indices,
                   gsize n,
                   const float *weights,
                   NnRandom *random)
{
  NnWorkspace *workspace = self->workspaces[member * self->chunk + n - 1];
  char *input = nn_workspace_input (workspace, 0);

  if (self->fixed > n)
    leave_rest (self, dataset, workspace, n);
  for (gsize i = 0; i < n; i++)
    nn_dataset_feed (dataset, &self->feed, indices[i], random, input + i * self->feed.size);
  nn_workspace_forward (workspace, weights, random);
  return workspace;
}
