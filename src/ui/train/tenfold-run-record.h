/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/worker/nn-report.h"
#include "ui/plot/tenfold-chart.h"

/* How a training run comes onto the plot: its recipe and data, what its network's file says of it,
 * and each report. */

/* data: the dataset's title. */
TenfoldRun *tenfold_run_record_new (const char *title, const NnRecipe *recipe, const char *data);

/* What it was made with, borrowed. */
const NnRecipe *tenfold_run_record_get_recipe (TenfoldRun *run);

/* The run so far, as the model's state of training says: its curve, or a number an epoch where it
 * has none. Returns the number of epochs that have ended. */
guint tenfold_run_record_history (TenfoldRun *run, NnModel *model);

void tenfold_run_record_report (TenfoldRun *run, const NnReport *report);

/* The settings of each run of the chart, all of tenfold_run_record_new(), say where it differs from
 * the others; those of a run alone, what it was made with. */
void tenfold_run_record_describe (TenfoldChart *chart);
