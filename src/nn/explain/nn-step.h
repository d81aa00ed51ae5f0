/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-sample.h"
#include "nn/train/nn-optimizer.h"

/*
 * NnStep: one step of training, looked at: what it does to the loss, to the weights, to the scores
 * of a drawing and to the pictures of the sample; and which pictures of the batch pushed the
 * drawing's score, up or down.
 *
 * A step changes the weights by dw = - (P g + m + d): g is the mean gradient of the batch, P what
 * the optimizer scales it by, m what it still carries from the steps before, d the weight decay.
 * The score z_c of the drawing then changes by z' dw, z' being its gradient halfway through the
 * step (which makes the error third order). The part of picture i is - (v g_i) / n with v = P z',
 * and v g_i is measured without computing g_i:
 *
 *   (loss_i at weights + e v  -  loss_i at weights - e v) / 2e     (TracIn, G. Pruthi et al., 2020)
 *
 * Losses are those of training: with Dropout, each time the same numbers dropped, and with the
 * batch's statistics. Scores are those of reading. Statistics that the network keeps stay as they
 * are.
 */

typedef struct {
  NnModel *model; /* before the step */
  const NnRecipe *recipe;
  float rate;                 /* of this step */
  const NnOptimizer *carried; /* of the steps before; NULL: this is the first one */
  NnDataset *dataset;
  const guint32 *batch; /* n pictures of it, which must be labelled 0 to 9 or NN_NO_DIGIT */
  gsize n;
  const float *inks;      /* of the drawing, 784 */
  int digit;              /* c; -1: what the drawing is read as */
  const NnSample *sample; /* where flips are looked for; NULL: nowhere */
} NnStepQuestion;

/* One parameter. Euclidean norms. */
typedef struct {
  char *name;
  gsize count;
  double weights, gradient, update;
} NnStepWeights;

typedef struct {
  guint32 index; /* in the dataset */
  guint8 label;
  float loss;  /* before the step */
  double push; /* on the drawing's score */
} NnPush;

typedef struct {
  guint32 place; /* in the sample */
  guint8 label, before, after;
} NnStepFlip;

typedef struct {
  NnModel *after;
  double loss_before, loss_after; /* mean over the batch */
  double predicted;               /* change of the loss: g dw */
  guint n_parameters;
  NnStepWeights *parameters;
  int digit;
  float scores_before[10], scores_after[10]; /* of the drawing */
  float probabilities_before[10], probabilities_after[10];
  guint n_pushes;
  NnPush *pushes;   /* most upwards first */
  double pushed;    /* sum of the pushes */
  double carried;   /* what momentum does: - z' m */
  double decayed;   /* what weight decay does: - z' d */
  double change;    /* of z_c, measured */
  double explained; /* (pushed + carried + decayed) / change */
  guint n_flips;
  NnStepFlip *flips; /* pictures of the sample that are read otherwise */
} NnStep;

/* NN_ERROR_UNSUPPORTED for L-BFGS, whose steps are not a sum over pictures; NN_ERROR_RANGE where
 * the loss is NaN or infinite. */
NnStep *nn_step_new (const NnStepQuestion *question, GCancellable *cancellable, GError **error);
void nn_step_free (NnStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnStep, nn_step_free)
