/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * NnStepCurve: what the steps of a run measured, in bounded memory. Steps become means over enough
 * pictures, means become columns, and when there are too many columns, each two neighbours become
 * one that keeps the smallest and the largest of both. So a run of any length has between
 * NN_CURVE_COLUMNS / 2 and NN_CURVE_COLUMNS columns of about the same width.
 *
 * Places are epochs from the beginning of the run: 2.5 is in the third epoch. Accuracies are 0..1.
 */

/* Most columns, and most estimates on held-out pictures. */
#define NN_CURVE_COLUMNS 2000
#define NN_CURVE_ESTIMATES 1000

/* Pictures that a mean is over at least, so that an accuracy means something. */
#define NN_MEAN_PICTURES 64

/* What one step measured while training, or several small ones together: at least NN_MEAN_PICTURES
 * pictures. */
typedef struct {
  double epoch; /* the place after it */
  float loss, accuracy, rate;
} NnStepMean;

/* Several means. */
typedef struct {
  double epoch;                   /* the place after it */
  guint64 step;                   /* steps done by then */
  float loss, loss_min, loss_max; /* the mean, and the extremes of the means in it */
  float accuracy, accuracy_min, accuracy_max;
  float rate; /* learning rate of its last step */
} NnCurveColumn;

/* What the network of a moment read of a fixed sample of the held-out pictures. */
typedef struct {
  double epoch;
  guint64 step;
  gsize count; /* pictures; 0: there is no estimate */
  float loss, accuracy;
  float temperature; /* that makes it as sure as it is right (nn-calibrate.h); 1 where it reads
                        NN_GROWN_ACCURACY, or in what was read from a file */
} NnHeldOut;

typedef struct _NnStepCurve NnStepCurve;

/* steps_per_epoch turns steps into places. */
NnStepCurve *nn_step_curve_new (guint64 steps_per_epoch);
void nn_step_curve_free (NnStepCurve *curve);

guint64 nn_step_curve_steps_per_epoch (const NnStepCurve *curve);

/* The numbers of one step over n pictures; step counts those that are done with it. */
void nn_step_curve_add (NnStepCurve *curve,
                        guint64 step,
                        gsize n,
                        float loss,
                        float accuracy,
                        float rate);

/* The mean of the last steps, once, where they were enough pictures or ended an epoch, or at once
 * with now. FALSE: there is none. Call it after every step to get every mean. */
gboolean nn_step_curve_take_mean (NnStepCurve *curve, gboolean now, NnStepMean *mean);

void nn_step_curve_add_estimate (NnStepCurve *curve, const NnHeldOut *estimate);

/* Oldest first; borrowed, and valid until the curve changes. The last column ends with the last
 * mean that is whole. */
const NnCurveColumn *nn_step_curve_columns (NnStepCurve *curve, guint *n);
const NnHeldOut *nn_step_curve_estimates (const NnStepCurve *curve, guint *n);

/* For a training state; write returns a floating reference. read: NULL where the variant makes no
 * sense, or has steps after the last. */
GVariant *nn_step_curve_write (NnStepCurve *curve);
NnStepCurve *nn_step_curve_read (GVariant *variant, guint64 last_step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnStepCurve, nn_step_curve_free)
