/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/graph/nn-graph.h"

/*
 * NnPlan: how a graph runs for one batch size: every shape, where every value lies in memory, in
 * which order memory is that, which nodes are fused, and the steps forward and backward.
 *
 * A plan is read-only and shared by threads; each thread runs it in a workspace of its own. A run
 * allocates nothing.
 */

/* The most memory that the values of a plan may take: files and users may want more than there is.
 */
#define NN_PLAN_MAX_BYTES ((gsize) 1 << 30)

typedef struct _NnPlan NnPlan;
typedef struct _NnWorkspace NnWorkspace;

/* clang-format off */
typedef enum {
  NN_PLAN_INFERENCE      = 0,
  NN_PLAN_TRAINING       = 1 << 0, /* keep what the backward pass needs; Dropout and BatchNormalization train */
  NN_PLAN_LOGITS         = 1 << 1, /* leave out a final Softmax, LogSoftmax or Sigmoid: output 0 is its input */
  NN_PLAN_INPUT_GRADIENT = 1 << 2, /* also compute the gradients of float inputs */
  NN_PLAN_BATCH_FIRST    = 1 << 3, /* never use the batch-last order (for comparing) */
  NN_PLAN_EVALUATE       = 1 << 4, /* with NN_PLAN_TRAINING: Dropout and BatchNormalization work as in inference, */
                                   /* so that the gradients are those of the network that reads */
} NnPlanFlags;
/* clang-format on */

/* batch replaces every free dimension 0 of the inputs; other free dimensions must be given by
 * `inputs`: n_inputs tensors (or NULLs, or NULL for none), whose shapes are taken and whose integer
 * numbers are treated as known.
 *
 * Errors: NN_ERROR_SHAPE, NN_ERROR_UNSUPPORTED, NN_ERROR_RANGE, each with the node's name. */
NnPlan *nn_plan_new (NnGraph *graph,
                     gint64 batch,
                     NnPlanFlags flags,
                     NnTensor *const *inputs,
                     GError **error);
NnPlan *nn_plan_ref (NnPlan *plan);
void nn_plan_unref (NnPlan *plan);

NnGraph *nn_plan_graph (const NnPlan *plan);

/* Type and shape that the plan found for a value of the graph; type UNDEFINED if it is not
 * computed. */
NnView nn_plan_value (const NnPlan *plan, guint value);

/* Multiply-adds of node i for the plan's batch; 0 if it is folded away. */
gint64 nn_plan_multiply_adds (const NnPlan *plan, guint node);

/* What else there is to say of how node i runs ("Winograd"); NULL: nothing. */
const char *nn_plan_way (const NnPlan *plan, guint node);

gsize nn_plan_workspace_bytes (const NnPlan *plan);

/* Memory for one run at a time of the plan. */
NnWorkspace *nn_workspace_new (NnPlan *plan);
void nn_workspace_free (NnWorkspace *workspace);

/* Row-major, ONNX order, the shape and type of nn_plan_value(); to be filled before forward. */
void *nn_workspace_input (NnWorkspace *workspace, guint i);
/* Row-major; valid after forward until the next one. */
const void *nn_workspace_output (NnWorkspace *workspace, guint i);
/* Row-major; to be filled with dLoss/dOutput before backward. Training plans only. */
float *nn_workspace_output_gradient (NnWorkspace *workspace, guint i);
/* With NN_PLAN_INPUT_GRADIENT. */
const float *nn_workspace_input_gradient (NnWorkspace *workspace, guint i);

/* Cancelling it ends a forward or backward pass at the next step; the results of that pass are
 * meaningless. Borrowed until it is set to NULL. */
void nn_workspace_set_cancellable (NnWorkspace *workspace, GCancellable *cancellable);

/* Prepares for runs with weights that do not change until other ones are packed or used: what
 * operators make of their weights (transformed filters) is made now, instead of in each run. */
void nn_workspace_pack (NnWorkspace *workspace, const float *weights);

/* weights: nn_graph_n_weights() numbers, read only. random: for dropout; may be NULL in inference.
 */
void nn_workspace_forward (NnWorkspace *workspace, const float *weights, NnRandom *random);

/* Adds dLoss/dWeights to gradient (nn_graph_n_weights() numbers). For parameters that are not
 * trainable (running statistics) adds batch statistic - kept statistic, so that kept += momentum x
 * mean works. */
void nn_workspace_backward (NnWorkspace *workspace, const float *weights, float *gradient);

/* Whether a plan for training can train anything: there are weights, and the gradient of output 0
 * gets to them. NN_ERROR_UNSUPPORTED. */
gboolean nn_plan_check_training (const NnPlan *plan, GError **error);

/* Whether gradient may be the weights themselves: each is read for the last time before something
 * is added to it. With output gradients scaled by - learning rate this is a step of plain SGD in
 * one pass over the weights. */
gboolean nn_plan_updates_in_place (const NnPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnPlan, nn_plan_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnWorkspace, nn_workspace_free)
