/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/graph/nn-plan.h"

/* What a plan is made of; shared by nn-plan.c (what to compute), nn-plan-gradient.c (what is
 * differentiated), nn-plan-memory.c (where it lies) and nn-workspace.c (running it). */

#define NN_PLAN_NOWHERE G_MAXSIZE

typedef struct {
  NnView view;     /* type and shape; data only where the numbers are known */
  NnTensor *known; /* owns the data of view: constants and what was folded */
  gboolean wants_gradient;
  guint producer;       /* step that writes it, NN_NO_VALUE for none */
  guint n_uses;         /* steps that read it, an output of the graph counts too */
  guint root;           /* the value whose memory it shares; itself if it has its own */
  gsize place;          /* byte offset in the workspace's memory */
  gsize gradient_place; /* likewise */
} NnPlanValue;

typedef struct {
  const NnNode *node;
  guint node_index;
  guint output;     /* value written as output 0: that of the fused activation, if there is one */
  NnOpCall call;    /* shapes, settings and sizes; the data are the workspace's */
  gboolean skipped; /* only the shape changes: nothing to run */
  gboolean has_backward;
  gsize saved_place;
  gsize packed_place; /* byte offset behind all that shares memory */
  /* For each input: how its gradient is reached. */
  gboolean gradient_wanted[NN_OP_MAX_INPUTS];
  gboolean gradient_added[NN_OP_MAX_INPUTS]; /* something is there already: add to it */
} NnPlanStep;

struct _NnPlan {
  gatomicrefcount references;
  NnGraph *graph;
  gint64 batch;
  NnPlanFlags flags;
  gboolean batch_last;
  guint n_values;
  NnPlanValue *values; /* by value index of the graph */
  guint n_steps;
  NnPlanStep *steps;
  gsize folded_bytes; /* of all that was computed beforehand */
  gint64 folded_work; /* multiply-adds of it */
  guint *outputs;     /* value index of each output: with NN_PLAN_LOGITS not always the graph's */
  gint64 *multiply_adds; /* by node index */
  gsize bytes;           /* of all values, gradients and saved memory */
  gsize scratch_bytes;   /* the largest scratch of a step */
  gsize packed_bytes;    /* of what all steps pack of their weights */
  gsize temporary_bytes; /* the gradients of one step that are added in a pass of their own */
};

/* Bytes of a value, a multiple of 64. */
gsize nn_plan_value_bytes (const NnPlan *plan, guint value);

/* Finds out which steps have a backward pass and which gradients are wanted; for training. */
void nn_plan_find_gradients (NnPlan *plan);

/* Computes a node now, whose call is prepared. */
gboolean nn_plan_fold (NnPlan *plan, const NnNode *node, NnOpCall *call, GError **error);

/* Gives every value, gradient and saved memory a place; those that live at different times share
 * it. */
gboolean nn_plan_place_memory (NnPlan *plan, GError **error);

/* nn-plan-check.c: whether nothing is overwritten that is read later. A build for tests calls it
 * for every plan that is made. */
gboolean nn_plan_check_memory (const NnPlan *plan, GError **error);
