/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/plot/tenfold-run.h"
#include "ui/widgets/tenfold-scale.h"

/*
 * TenfoldTrace: one quantity of a run's steps, smoothed, and reduced to one column per pixel of
 * what is looked at. Each number is looked at once as it comes, and again only when quantity,
 * smoothing or view change.
 *
 * Smoothing fits a straight line to the numbers within a distance in epochs before and after each
 * place, and takes its value there (local linear regression; Cleveland, 1979, with equal weights).
 * It does not lag, and a line stays the line that it is, up to both ends. The numbers near the end
 * of a run that goes on change until what follows them is there.
 */

typedef enum {
  TENFOLD_QUANTITY_LOSS,
  TENFOLD_QUANTITY_LOSS_LOG,
  TENFOLD_QUANTITY_ACCURACY,
  TENFOLD_QUANTITY_ERROR, /* 1 - accuracy, on a logarithmic axis */
  TENFOLD_QUANTITY_RATE,  /* the learning rate: of steps only */
  TENFOLD_N_QUANTITIES,
} TenfoldQuantity;

typedef struct {
  guint n;           /* numbers in the column; 0: the rest is not set */
  float low, high;   /* of the numbers */
  float first, last; /* likewise, by place */
  double first_x, last_x;
} TenfoldColumn;

typedef struct _TenfoldTrace TenfoldTrace;

TenfoldTrace *tenfold_trace_new (TenfoldRun *run);
void tenfold_trace_free (TenfoldTrace *trace);

/* smoothing: the distance in epochs up to which numbers count, before and after; 0: none. */
void tenfold_trace_set (TenfoldTrace *trace, TenfoldQuantity quantity, double smoothing);

/* from < to, in epochs, cut into n_columns > 0 columns. */
void tenfold_trace_set_view (TenfoldTrace *trace, double from, double to, guint n_columns);

/* n_columns + 2 columns: the first holds what lies before the view, the last what comes after it,
 * so that lines go on to the edges. Borrowed, up to date, valid until the next call. */
const TenfoldColumn *tenfold_trace_get_raw (TenfoldTrace *trace);
const TenfoldColumn *tenfold_trace_get_smooth (TenfoldTrace *trace);

/* The number and its smoothed value at the last step at or before an epoch; FALSE where there is
 * none. */
gboolean tenfold_trace_read (TenfoldTrace *trace, double epoch, double *raw, double *smooth);

/* What a step, an estimate or an epoch has of a quantity; NaN: nothing. */
double tenfold_step_get (const TenfoldStep *step, TenfoldQuantity quantity);
double tenfold_estimate_get (const TenfoldEstimate *estimate, TenfoldQuantity quantity);
double tenfold_epoch_get (const TenfoldEpoch *epoch, TenfoldQuantity quantity, gboolean validation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldTrace, tenfold_trace_free)
