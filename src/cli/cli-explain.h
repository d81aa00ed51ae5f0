/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cli/cli.h"
#include "nn/explain/nn-digit-map.h"
#include "nn/explain/nn-neighbours.h"
#include "nn/explain/nn-sample.h"
#include "nn/pen/nn-drawing.h"

/* The options of `tenfold-cli explain`, and what it prints. */

typedef struct {
  /* The views that are wanted. */
  gboolean why, forgotten, edit, shapley, pen_time, layers, doubt, map, confusion, json;
  char *unit;                    /* "LAYER:NUMBER" */
  int why_pair[2], edit_pair[2]; /* -1: not given */
  int n_neighbours;              /* 0: not wanted */
  char *data, *strokes, *convention;
  int count;

  NnModel *model;
  NnExplainer *explainer;
  NnDataset *pictures; /* that are explained: the test part of the data, or the data where it has
                          none; NULL without --data */
  NnDataset *known;    /* that explanations are made with */
  NnSample *sample;    /* NULL where no view wants it */
  NnNeighbours *neighbours;         /* likewise */
  struct _NnBeliefs *beliefs;       /* likewise */
  NnExplainer *forgotten_explainer; /* of the same network with random weights; likewise */
  NnSampleReading *reading;         /* how the model reads the sample; likewise */
  NnDigitMap digit_map;             /* of it */
  float map_scale;
} CliExplain;

/* One picture that is explained. */
typedef struct {
  const char *name;         /* of its file or its dataset */
  guint line;               /* in a file of strokes; 0: none */
  int index, label;         /* in a dataset; -1: none */
  const float *inks;        /* 784 */
  const NnDrawing *drawing; /* NULL: it is a picture */
} CliPicture;

/* Explains one picture by every view that is wanted; FALSE where one of them could not. */
gboolean cli_explain_picture (CliExplain *explain, const CliPicture *picture);

/* The confusion matrix of the pictures. */
gboolean cli_explain_confusion (CliExplain *explain);
