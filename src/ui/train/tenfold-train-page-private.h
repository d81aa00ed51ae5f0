/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/plot/tenfold-plot-pane.h"
#include "ui/train/tenfold-recipe-form.h"
#include "ui/widgets/tenfold-spare.h"
#include "ui/train/tenfold-speeds.h"
#include "ui/train/tenfold-train-page.h"

/* What the parts of the training page share: tenfold-train-page.c (what is shown before a run),
 * tenfold-train-run.c (a run's course) and tenfold-train-actions.c. */

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
  NnRecipe run_recipe;   /* of the run */
  guint n_runs;          /* that were begun, for their titles */
  guint stretch;         /* epochs that were asked for at once, last time; 0: none yet */
  NnGraph *graph;        /* of the network that the recipe was shown for */
  const NnPreset *quick; /* what a slow network gives way to when it starts from nothing */
  gboolean is_new;       /* the network has been replaced since the last run */
  gsize n_held_out;      /* pictures that the run does not learn from */
  gboolean syncing;
  double place;  /* epochs into the run */
  guint rate_id; /* a new learning rate that is about to be taken; 0: none */
  TenfoldSpeeds *speeds;
  guint measure_id; /* a speed that is about to be measured; 0: none */

  GtkWidget *network;
  GtkWidget *data;
  TenfoldRecipeForm *form;
  GtkLabel *expectation;
  AdwButtonContent *toggle_content;
  GtkWidget *toggle_button;
  GtkWidget *forget_button;
  GtkLabel *score, *score_caption;
  GtkAdjustment *speed_adjustment;
  NnModel *best; /* of the last run, where it is another one than its end; NULL: none */
  GtkScrolledWindow *scrolled;
  TenfoldSpare *controls_spare;
  GtkBox *settings_box;
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
  TenfoldPlotPane *plot_pane;
};

/* Brings buttons, fields, actions and what is to be expected in line with what the session does. */
void tenfold_train_page_update (TenfoldTrainPage *self);

/* As slow as one can follow. */
void tenfold_train_page_slow_down (TenfoldTrainPage *self);

/* The large number: the share of count held-out pictures that are read; NaN: it is not known. */
void tenfold_train_page_show_score (TenfoldTrainPage *self, double accuracy, gsize count);
/* What the open network says of itself. */
void tenfold_train_page_show_known_score (TenfoldTrainPage *self);

void tenfold_train_page_say (TenfoldTrainPage *self, const char *text);

/* How many epochs of the open network's run have ended, if the recipe goes on with it; 0: a new
 * run. FALSE where the data has not been read yet: then it is not known. */
gboolean tenfold_train_page_get_done (TenfoldTrainPage *self, const NnRecipe *recipe, guint *done);

/* How many epochs a run is to have that has ended: as many more as were asked for before. */
guint tenfold_train_page_get_longer (TenfoldTrainPage *self, guint done);

/* Reads the data if need be, then trains. */
void tenfold_train_page_start (TenfoldTrainPage *self, TenfoldTrainStart start);

/* Each run says where it differs from the others; a run alone, what it was made with. */
void tenfold_train_page_describe_runs (TenfoldTrainPage *self);

/* A curve of what the open network's state of training says of its run so far, if it has one: Train
 * goes on with it. */
void tenfold_train_page_show_history (TenfoldTrainPage *self, const NnRecipe *recipe);

/* Handlers of the session's and the form's signals. */
void tenfold_train_page_report (TenfoldTrainPage *self, NnReport *report);
void tenfold_train_page_rate_changed (TenfoldTrainPage *self);

void tenfold_train_page_add_actions (TenfoldTrainPage *self);
