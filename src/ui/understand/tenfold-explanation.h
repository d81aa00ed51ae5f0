/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-change.h"
#include "nn/explain/nn-doubt.h"
#include "nn/explain/nn-inside.h"
#include "nn/explain/nn-mistakes.h"
#include "nn/explain/nn-neighbours.h"
#include "nn/explain/nn-pen-time.h"
#include "nn/explain/nn-shapley.h"
#include "nn/explain/nn-step.h"
#include "nn/explain/nn-why.h"

/* What a view of the page Understand asks, and what comes back. Plain values, without widgets. */

typedef enum {
  TENFOLD_VIEW_INSIDE,
  TENFOLD_VIEW_WHY,
  TENFOLD_VIEW_STROKES,
  TENFOLD_VIEW_NEIGHBOURS,
  TENFOLD_VIEW_MISTAKES,
  TENFOLD_VIEW_STEP,
  TENFOLD_VIEW_MAP,
  TENFOLD_VIEW_DOUBT,
  TENFOLD_N_VIEWS,
} TenfoldView;

typedef struct {
  TenfoldView view;
  NnModel *model;     /* a reference */
  NnDataset *dataset; /* a reference; the sample is taken of it; NULL: there is none yet */
  gboolean empty;     /* there is nothing on the pad */
  gboolean untrained;
  float inks[NN_PICTURE_PIXELS];
  NnDrawing *drawing; /* its own copy; NULL: there is a picture on the pad */
  guint subject;      /* another number for another drawing */
  gint64 step;        /* of the run, at which the model was taken; -1: no run */
  gboolean rests; /* the model is not one that trains just now: all that is shown is to be of it */

  int a, b;           /* Why: digits, or -1 for the likeliest and the next */
  gboolean forgotten; /* Why: the same with random weights too */
  int layer, unit;    /* Inside: what is written out; -1: nothing */
  int label;          /* Step: learns from the drawing as this digit; -1: from the run's pictures */
  gboolean patient;   /* waits for what takes long: what the layers believe, the change of ink */
} TenfoldQuestion;

#define TENFOLD_NEIGHBOURS_EACH 3

/* One of the two rows of Neighbours: three of the winner, then three of the runner-up. */
typedef struct {
  NnNeighbour found[2][TENFOLD_NEIGHBOURS_EACH];
  guint n_found[2];
} TenfoldNeighbourRow;

/* Immutable once it has come back. What was not asked for is NULL or 0. */
typedef struct {
  TenfoldQuestion question;
  gint64 duration; /* microseconds that it took */
  char *problem;   /* why there is nothing else, a sentence of the core's; NULL */

  NnSample *sample;
  NnInside *inside;
  NnInsideUnit *unit;
  char *unit_problem; /* why the unit cannot be written out */
  gboolean more;      /* who is patient learns more */
  gboolean has_why, has_forgotten;
  NnWhy why, forgotten;
  double correlation; /* of the two maps */
  gboolean has_change;
  NnChange change;
  guint8 changed[NN_PICTURE_PIXELS]; /* its picture as the pad takes it */
  int changed_digit;                 /* what that is read as */
  char *change_problem;              /* why there is no change */
  gboolean has_strokes;
  NnPenTime pen_time;
  NnShapley shapley;
  double decided; /* when: from here on the likeliest digit stays the same, 0 to 1 */
  gboolean has_doubt, has_reliability;
  NnDoubt doubt;
  NnReliability reliability;
  NnStep *step;
  NnDataset *step_dataset; /* which has the pictures of the step */
  gboolean goes_on;        /* it is the next step of a run, not the first of a new one */
  float rate;              /* of the step */
  float scores[NN_N_CLASSES], probabilities[NN_N_CLASSES]; /* of the drawing */
  int first, second;                                       /* the two likeliest digits */
  int nearest; /* Map: the digit other than first whose mean scores are nearest; -1: none */
  TenfoldNeighbourRow rows[2]; /* by NnNeighbourSpace */
  gsize n_compared;            /* pictures that they were looked for in */
  NnSampleReading *reading;
  NnMistakes *mistakes;
} TenfoldExplanation;

TenfoldQuestion *tenfold_question_new (const TenfoldQuestion *fields);
void tenfold_question_free (TenfoldQuestion *question);

TenfoldExplanation *tenfold_explanation_ref (TenfoldExplanation *explanation);
void tenfold_explanation_unref (TenfoldExplanation *explanation);

/* What an explainer keeps from one question to the next. Belongs to one thread. */
typedef struct _TenfoldMemory TenfoldMemory;

TenfoldMemory *tenfold_memory_new (void);
void tenfold_memory_free (TenfoldMemory *memory);

/* Takes the question. NULL: cancelled. */
TenfoldExplanation *
tenfold_explain (TenfoldMemory *memory, TenfoldQuestion *question, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldQuestion, tenfold_question_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldExplanation, tenfold_explanation_unref)
