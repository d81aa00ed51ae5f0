/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-recipe.h"

/* Curve fitting: a network of one number in and one number out, trained on points instead of
 * pictures. */

/* After each epoch: the loss before its step. */
typedef void (*NnCurveFunc) (guint epoch, double loss, gpointer data);

/* Trains on n points, all of them in each step, one step an epoch; the loss is the mean of
 * (y - f (x))^2 / 2. Returns the trained model. NN_ERROR_SHAPE: not one number in, one out;
 * NN_ERROR_RANGE: recipe; NN_ERROR_DIVERGED. */
NnModel *nn_curve_fit (NnModel *model,
                       const NnRecipe *recipe,
                       gsize n,
                       const float *x,
                       const float *y,
                       NnCurveFunc func,
                       gpointer data,
                       GError **error);

/* f (x) of n points. */
gboolean nn_curve_compute (const NnModel *model, gsize n, const float *x, float *y, GError **error);
