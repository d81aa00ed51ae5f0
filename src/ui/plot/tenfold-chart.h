/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/plot/tenfold-trace.h"

/*
 * TenfoldChart: what a plot shows: runs, the quantity, its smoothing, and the part that is looked
 * at. No drawing and no display.
 *
 * Signals: "changed" (TenfoldChart*) - something to be drawn is new.
 *          "runs-changed" (TenfoldChart*) - runs came or went, or were hidden or shown.
 */

#define TENFOLD_TYPE_CHART (tenfold_chart_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldChart, tenfold_chart, TENFOLD, CHART, GObject)

#define TENFOLD_SMOOTHING_DEFAULT 0.03
#define TENFOLD_SMOOTHING_MOST 1.0

TenfoldChart *tenfold_chart_new (void);

/* A run that is there already is not added again. */
void tenfold_chart_add_run (TenfoldChart *chart, TenfoldRun *run);
void tenfold_chart_remove_run (TenfoldChart *chart, TenfoldRun *run);

guint tenfold_chart_get_n_runs (TenfoldChart *chart);
TenfoldRun *tenfold_chart_get_run (TenfoldChart *chart, guint i); /* borrowed */
/* Which colour, dash and dot the run has: 0 and up, its own as long as it is there. */
guint tenfold_chart_get_look (TenfoldChart *chart, guint i);
gboolean tenfold_chart_get_shown (TenfoldChart *chart, guint i);
void tenfold_chart_set_shown (TenfoldChart *chart, guint i, gboolean shown);
/* The run that stands out: the one under way, else the last that is shown; FALSE: none is. */
gboolean tenfold_chart_get_current (TenfoldChart *chart, guint *i);
/* Whether any shown run has a number of the quantity. */
gboolean tenfold_chart_has_numbers (TenfoldChart *chart);

TenfoldQuantity tenfold_chart_get_quantity (TenfoldChart *chart);
void tenfold_chart_set_quantity (TenfoldChart *chart, TenfoldQuantity quantity);
double tenfold_chart_get_smoothing (TenfoldChart *chart); /* in epochs, 0..MOST */
void tenfold_chart_set_smoothing (TenfoldChart *chart, double epochs);

TenfoldUnit tenfold_quantity_get_unit (TenfoldQuantity quantity);
gboolean tenfold_quantity_is_log (TenfoldQuantity quantity);
/* "Error (log)"; and as the title of an axis, with the unit: "Error, %". Translated. */
const char *tenfold_quantity_get_name (TenfoldQuantity quantity);
const char *tenfold_quantity_get_axis (TenfoldQuantity quantity);
/* "loss", "loss-log", "accuracy", "error", "rate": for settings and actions. */
const char *tenfold_quantity_get_id (TenfoldQuantity quantity);
gboolean tenfold_quantity_from_id (const char *id, TenfoldQuantity *quantity);

/* --- what is looked at --- */

/* In epochs and numbers of the quantity; NaN, NaN for y: as high as what is in x. */
void tenfold_chart_set_view (TenfoldChart *chart, double x0, double x1, double y0, double y1);
/* Everything, and what comes. */
void tenfold_chart_reset_view (TenfoldChart *chart);
gboolean tenfold_chart_is_zoomed (TenfoldChart *chart);
/* factor > 1 looks closer, around a place 0..1 in x, which stays where it is. Ends at the whole. */
void tenfold_chart_zoom (TenfoldChart *chart, double factor, double place);
/* By parts of what is looked at; y only where its range is not automatic. */
void tenfold_chart_pan (TenfoldChart *chart, double dx, double dy);

/* Brings the traces up to date with n_columns and gives both scales. n_ticks: about how many the
 * axes have room for. */
void tenfold_chart_get_scales (TenfoldChart *chart,
                               guint n_columns,
                               guint n_x_ticks,
                               guint n_y_ticks,
                               TenfoldScale *x,
                               TenfoldScale *y);
TenfoldTrace *tenfold_chart_get_trace (TenfoldChart *chart, guint i); /* borrowed */

/* --- reading it --- */

/* The epoch with the best validation accuracy, or training accuracy where there is none, whatever
 * the quantity, and the quantity's number there, of validation if known. FALSE: none yet. */
gboolean tenfold_chart_get_best (TenfoldChart *chart, guint i, guint *epoch, double *value);

typedef struct {
  double raw, smooth;      /* at the last step; NaN: none */
  double validation;       /* the last measurement; NaN: none */
  double validation_epoch; /* where it was made */
} TenfoldReading;

/* Beyond a run's end there is nothing to be read. */
TenfoldReading tenfold_chart_read (TenfoldChart *chart, guint i, double epoch);

/* A number of the quantity as text: "98.53 %", "0.0412". */
char *tenfold_chart_format (TenfoldChart *chart, double value);

/* One or two sentences a run for screen readers. */
char *tenfold_chart_describe (TenfoldChart *chart);
