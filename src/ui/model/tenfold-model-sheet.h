/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/graph/nn-graph.h"

/*
 * TenfoldModelSheet: what a graph says without its weights: its layers, every shape, and
 * what they cost. Immutable and reference-counted; made in any thread, because a plan of a large
 * graph takes its time.
 */

typedef struct {
  char *name;        /* of the layer, short */
  const char *title; /* of the operator, in the user's language */
  const NnOp *op;
  char *shape;          /* of the first output, "32 × 14 × 14"; "" where it is not known */
  gint64 parameters;    /* numbers that training changes */
  gint64 multiply_adds; /* for one picture; -1: not known */
} TenfoldModelLayer;

typedef struct {
  NnGraph *graph;
  guint n_layers; /* as many as nodes, in their order */
  TenfoldModelLayer *layers;
  char **shapes;        /* by value, without the dimension that counts pictures; NULL: not known */
  gint64 parameters;    /* of all layers; one that several layers share counts once */
  gint64 multiply_adds; /* -1: not known */
} TenfoldModelSheet;

TenfoldModelSheet *tenfold_model_sheet_new (NnGraph *graph);
TenfoldModelSheet *tenfold_model_sheet_ref (TenfoldModelSheet *sheet);
void tenfold_model_sheet_unref (TenfoldModelSheet *sheet);

/* The table as lines of cells with tabs between them, with a head and a line of sums, for a
 * spreadsheet. Free with g_free(). */
char *tenfold_model_sheet_to_text (const TenfoldModelSheet *sheet);

/* A number in groups of digits, "1 199 882" or "1,199,882"; "–" where it is negative. Free with
 * g_free(). */
char *tenfold_count_text (gint64 count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldModelSheet, tenfold_model_sheet_unref)
