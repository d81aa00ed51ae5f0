/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-digit.h"
#include "nn/model/nn-model.h"

/*
 * NnExplainer: a digit model made ready to be explained: what it answers to pictures, and how the
 * answer changes with each ink. Every view of nn/explain is a function of one and of what is
 * explained. Belongs to one thread.
 *
 * Pictures are 784 inks, 0 (paper) to 1 (ink), row-major, whatever the model itself takes;
 * gradients are exact, by the core's own backward pass, with Dropout and BatchNormalization as in
 * reading.
 *
 * "Scores" are the ten numbers that speak for the ten digits, z_0 to z_9: what goes into the last
 * softmax or sigmoid; where there is none, the outputs themselves, and of bare probabilities their
 * logarithms.
 *
 * Every function that may take long has a GCancellable (NULL for none) and looks at it between
 * the operators of a network; then it gives NN_ERROR_CANCELLED. Scores that are NaN or infinite
 * give NN_ERROR_RANGE.
 */

typedef struct _NnExplainer NnExplainer;

/* NN_ERROR_SHAPE (no digit model), NN_ERROR_UNSUPPORTED, NN_ERROR_RANGE. */
NnExplainer *nn_explainer_new (NnModel *model, GError **error);
void nn_explainer_free (NnExplainer *explainer);

/* Explains this model from now on. Costs next to nothing where the graph stays the same, as it does
 * from snapshot to snapshot. On errors the explainer stays as it was. */
gboolean nn_explainer_set_model (NnExplainer *explainer, NnModel *model, GError **error);

/* Borrowed. */
NnModel *nn_explainer_model (const NnExplainer *explainer);

/* Numbers that the last layer with weights reads of one picture; 784 (and the picture itself) where
 * there is no other layer. */
gsize nn_explainer_n_features (const NnExplainer *explainer);

/* inks: n x 784. scores: n x 10; probabilities: n x 10, as an NnReader gives them, each row's sum
 * 1; features: n x nn_explainer_n_features(). Each of the three may be NULL. */
gboolean nn_explainer_read (NnExplainer *explainer,
                            const float *inks,
                            gsize n,
                            float *scores,
                            float *probabilities,
                            float *features,
                            GCancellable *cancellable,
                            GError **error);

/* What is differentiated: writes dGoal/dScore, ten numbers, of picture i. */
typedef void (*NnGoal) (gsize i, const float *scores, float *pull, gpointer data);

typedef struct {
  const float *inks; /* n x 784 */
  gsize n;
  NnGoal goal;
  gpointer data;
} NnPull;

/* gradients: n x 784, dGoal/dInk. scores: n x 10, may be NULL. NN_ERROR_UNSUPPORTED where the model
 * has no derivative. */
gboolean nn_explainer_pull (NnExplainer *explainer,
                            const NnPull *pull,
                            float *scores,
                            float *gradients,
                            GCancellable *cancellable,
                            GError **error);

/* An NnGoal: z_a - z_b; data: two ints, a and b. */
void nn_goal_difference (gsize i, const float *scores, float *pull, gpointer data);

/* The largest and the second largest of ten. */
void nn_two_likeliest (const float *scores, int *first, int *second);

/* FALSE with NN_ERROR_CANCELLED if cancelled. */
gboolean nn_explain_go_on (GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnExplainer, nn_explainer_free)
