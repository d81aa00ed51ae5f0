/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "nn/train/nn-film.h"
#include "nn/train/nn-trainer.h"

/*
 * TenfoldRun: one training run's numbers, in the order in which they came. Places are epochs,
 * counted from 0 at the start of the run: 2.5 is the middle of the third epoch. Accuracies are
 * 0..1, losses are what the recipe's loss measures; NaN: unknown.
 *
 * A run's memory is bounded: beyond TENFOLD_RUN_MOST_STEPS neighbouring steps are merged into one
 * that has their mean and knows their extremes, so that what can be seen stays.
 *
 * Signal "changed" (TenfoldRun*): numbers, marks, title, settings or length are new.
 */

#define TENFOLD_TYPE_RUN (tenfold_run_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldRun, tenfold_run, TENFOLD, RUN, GObject)

typedef NnStepMean TenfoldStep;

/* What a step stands for: itself, or several that were merged. */
typedef struct {
  guint count;
  float loss_low, loss_high, accuracy_low, accuracy_high; /* NaN: none was known */
} TenfoldStepRange;

#define TENFOLD_RUN_MOST_STEPS 65536
#define TENFOLD_RUN_MOST_EPOCHS 8192

/* A measurement on held-out pictures within an epoch. */
typedef struct {
  double epoch, loss, accuracy;
} TenfoldEstimate;

typedef struct {
  guint epoch; /* counted from 1: the numbers at its end */
  double train_loss, train_accuracy;
  double validation_loss, validation_accuracy;
} TenfoldEpoch;

typedef struct {
  double epoch;
  const char *text;
} TenfoldMark;

TenfoldRun *tenfold_run_new (const char *title);

const char *tenfold_run_get_title (TenfoldRun *run);
void tenfold_run_set_title (TenfoldRun *run, const char *title);

/* One line that says what the run was made with, for lists and exports; "" at first. */
const char *tenfold_run_get_settings (TenfoldRun *run);
void tenfold_run_set_settings (TenfoldRun *run, const char *settings);

/* The number of epochs that are planned; 0: not known. */
guint tenfold_run_get_length (TenfoldRun *run);
void tenfold_run_set_length (TenfoldRun *run, guint epochs);

/* Whether the run is under way, paused or not; FALSE at first. */
gboolean tenfold_run_get_live (TenfoldRun *run);
void tenfold_run_set_live (TenfoldRun *run, gboolean live);

/* epoch: at least that of the last step; earlier ones are moved up to it. */
void
tenfold_run_add_step (TenfoldRun *run, double epoch, double loss, double accuracy, double rate);

/* Many at once, in order. */
void tenfold_run_add_steps (TenfoldRun *run, const TenfoldStep *steps, guint n);

/* One that stands for several, with their extremes: of a run whose steps were merged elsewhere. */
void
tenfold_run_add_merged (TenfoldRun *run, const TenfoldStep *step, const TenfoldStepRange *range);

/* What the test set said at the end of the run: 0..1, with the interval in which the share of all
 * pictures lies; NaN: not evaluated. */
typedef struct {
  double accuracy, low, high;
} TenfoldTest;

const TenfoldTest *tenfold_run_get_test (TenfoldRun *run);
void tenfold_run_set_test (TenfoldRun *run, const TenfoldTest *test);

/* epoch: counted from 1. One that is there already is replaced. */
void tenfold_run_add_epoch (TenfoldRun *run,
                            guint epoch,
                            double train_loss,
                            double train_accuracy,
                            double validation_loss,
                            double validation_accuracy);

/* In order; earlier ones are moved up like steps. */
void tenfold_run_add_estimate (TenfoldRun *run, double epoch, double loss, double accuracy);

/* Something that happened, such as a new learning rate. */
void tenfold_run_add_mark (TenfoldRun *run, double epoch, const char *text);

/* Ascending by epoch; borrowed, and valid until the run changes. */
const TenfoldStep *tenfold_run_get_steps (TenfoldRun *run, guint *n);
const TenfoldStepRange *tenfold_run_get_ranges (TenfoldRun *run); /* one a step */
const TenfoldEpoch *tenfold_run_get_epochs (TenfoldRun *run, guint *n);
const TenfoldEstimate *tenfold_run_get_estimates (TenfoldRun *run, guint *n);
const TenfoldMark *tenfold_run_get_marks (TenfoldRun *run, guint *n);

/* Another number each time that steps were merged: what was read of them is to be read again. */
guint tenfold_run_get_generation (TenfoldRun *run);

/* Its moments: NULL at first, and once they were given up. Borrowed; setting takes a reference. */
NnFilm *tenfold_run_get_film (TenfoldRun *run);
void tenfold_run_set_film (TenfoldRun *run, NnFilm *film);

/* The place of the last number there is; 0 for an empty run. */
double tenfold_run_get_end (TenfoldRun *run);

/* The index of the first step at or after an epoch; the number of steps where there is none. */
guint tenfold_run_find_step (TenfoldRun *run, double epoch);
