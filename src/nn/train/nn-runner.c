/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-runner.h"

/* Convolutions take as many pictures as a vector has lanes, so that what lies between the layers
 * stays in the cache; dense layers take more, so that the weights are fetched less often. */
#define CONVOLUTION_CHUNK 16
#define DENSE_CHUNK 64

struct _NnRunner {
  NnGraph *graph;
  NnPlanFlags flags;
  gsize chunk;
  guint n_members;
  NnPlan **plans;           /* by size - 1; NULL until prepared */
  NnWorkspace **workspaces; /* by member x chunk + size - 1 */
  NnAugment augment;
  gboolean augments;
  NnInputConvention convention;
  float inks[256]; /* what a byte of a picture is for the network */
};

NnRunner *
nn_runner_new (const NnModel *model, NnPlanFlags flags, guint n_members, GError **error)
{
  NnRunner *self;
  const NnInputConvention *convention = nn_model_get_convention (model);

  if (!nn_model_check_digits (model, error))
    return NULL;
  self = g_new0 (NnRunner, 1);
  self->graph = nn_graph_ref (nn_model_graph (model));
  self->flags = flags;
  self->n_members = n_members;
  self->chunk = DENSE_CHUNK;
  for (guint i = 0; i < nn_graph_n_nodes (self->graph); i++)
    if (g_str_equal (nn_graph_node (self->graph, i)->op->name, "Conv"))
      self->chunk = CONVOLUTION_CHUNK;
  self->plans = g_new0 (NnPlan *, self->chunk);
  self->workspaces = g_new0 (NnWorkspace *, self->chunk * n_members);
  self->convention = *convention;
  for (int i = 0; i < 256; i++)
    self->inks[i] = convention->offset + convention->scale * (float) i / 255;
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
  self->augment = *augment;
  self->augments = nn_augment_is_on (augment);
}

gsize
nn_runner_chunk (const NnRunner *self)
{
  return self->chunk;
}

gboolean
nn_runner_prepare (NnRunner *self, gsize size, GError **error)
{
  g_return_val_if_fail (size >= 1 && size <= self->chunk, FALSE);

  if (self->plans[size - 1] != NULL)
    return TRUE;
  self->plans[size - 1] = nn_plan_new (self->graph, size, self->flags, NULL, error);
  if (self->plans[size - 1] == NULL)
    return FALSE;
  for (guint m = 0; m < self->n_members; m++)
    self->workspaces[m * self->chunk + size - 1] = nn_workspace_new (self->plans[size - 1]);
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
  float *input = nn_workspace_input (workspace, 0);

  for (gsize i = 0; i < n; i++, input += NN_PICTURE_PIXELS) {
    const guint8 *pixels = nn_dataset_pixels (dataset) + (gsize) indices[i] * NN_PICTURE_PIXELS;

    if (self->augments && random != NULL) {
      nn_augment_apply (&self->augment, random, pixels, input);
      for (int p = 0; p < NN_PICTURE_PIXELS; p++)
        input[p] = self->convention.offset + self->convention.scale * input[p];
    } else {
      for (int p = 0; p < NN_PICTURE_PIXELS; p++)
        input[p] = self->inks[pixels[p]];
    }
  }
  nn_workspace_forward (workspace, weights, random);
  return workspace;
}
