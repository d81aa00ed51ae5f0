/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"

/*
 * Models of points. A curve: one number x goes in, one number comes out. A plane: a place (x1, x2)
 * goes in as features of it, a number for each of two to four classes comes out.
 */

/* Most classes of a plane. */
#define NN_POINT_CLASSES 4

/* Most features of a plane; one for each of a table: x1, x2, x1^2, x2^2, x1*x2, sin(x1), sin(x2).
 */
#define NN_POINT_FEATURES 7

/* What goes into a model of points; a plain value. */
typedef struct {
  gboolean plane; /* else a curve, which has one feature: x */
  guint n_features;
  guint8 features[NN_POINT_FEATURES]; /* rows of the table, ascending */
} NnPointInput;

/* The fact of a model that says its input, as nn_point_input_to_string() has it. */
#define NN_FACT_POINTS "points"

/* "x", or features separated by spaces: "x1 x2 sin(x1)". NN_ERROR_RANGE for other words, for one
 * that is there twice, and for none. */
gboolean nn_point_input_parse (NnPointInput *input, const char *text, GError **error);
char *nn_point_input_to_string (const NnPointInput *input); /* free with g_free() */

/* The name of a row of the table: "x1^2"; NULL beyond the last one. */
const char *nn_point_feature_name (guint feature);

/* x: one number of a curve, two of a plane; features: n_features numbers. */
void nn_point_input_fill (const NnPointInput *input, const float *x, float *features);

/* What goes into the model, and how many numbers come out for each point. The fact says it; a file
 * of another program is of points where one or two numbers go in. FALSE with NN_ERROR_SHAPE where
 * it is no model of points. */
gboolean nn_point_model_look_at (const NnModel *model,
                                 NnPointInput *input,
                                 guint *n_outputs,
                                 GError **error);

/* The same model with the fact that says so; a new reference. */
NnModel *nn_point_model_name (NnModel *model, const NnPointInput *input);

/* An untrained model. network: for nn_network_parse(); a curve has one output and no head, a plane
 * at least n_classes outputs with a softmax. Errors as nn_network_parse(). */
NnModel *nn_point_model_create (const char *network,
                                const NnPointInput *input,
                                guint n_classes,
                                guint64 seed,
                                GError **error);

/* Numbers that come out for each sample of a model that can be trained and evaluated: ten for one
 * that reads digits, else those of points. 0 with the reason where it is neither. */
guint nn_model_count_outputs (const NnModel *model, GError **error);

/* Computes what the model says of n places of one or two numbers each. outputs: n x n_outputs, as
 * they leave the graph. */
gboolean nn_point_model_compute (const NnModel *model,
                                 gsize n,
                                 const float *places,
                                 float *outputs,
                                 GError **error);
