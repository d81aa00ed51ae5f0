/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/plot/tenfold-plot-pane.h"
#include "ui/train/tenfold-recipe-form.h"
#include "ui/train/tenfold-train-page.h"

/* What the parts of the training page share. */

/* What to do once the data is there. */
typedef enum {
  TENFOLD_TRAIN_RUN,
  TENFOLD_TRAIN_STEP,
  TENFOLD_TRAIN_EPOCH,
} TenfoldTrainStart;

struct _TenfoldTrainPage {
  AdwBin parent_instance;

  TenfoldSession *session;
  GListStore *sources;
  GSimpleActionGroup *actions;
  GListStore *networks; /* GtkStringObject: the presets and, where one is open, another's network */
  GCancellable *loading;
  TenfoldTrainStart start;
  TenfoldRun *run;
  NnGraph *graph;  /* of the network that the recipe was shown for */
  gboolean is_new; /* the network has been replaced since the last run */
  gboolean syncing;
  double place; /* epochs into the run */

  GtkWidget *network;
  GtkWidget *data;
  TenfoldRecipeForm *form;
  AdwButtonContent *toggle_content;
  GtkWidget *toggle_button;
  GtkWidget *progress_box;
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
  TenfoldPlotPane *plot_pane;
};

/* Reads the data if need be, then trains. */
void tenfold_train_page_start (TenfoldTrainPage *self, TenfoldTrainStart start);

void tenfold_train_page_add_actions (TenfoldTrainPage *self);
