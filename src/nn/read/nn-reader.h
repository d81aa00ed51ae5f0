/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/base/nn-digit.h"
#include "nn/pen/nn-drawing.h"
#include "nn/model/nn-model.h"

/* NnReader: reads one drawing at a time with one model, without allocating. Belongs to one thread.
 */

typedef enum {
  NN_VERDICT_DIGIT,
  NN_VERDICT_UNSURE,      /* two classes are close: digit and second */
  NN_VERDICT_EMPTY,       /* no ink, or a dot */
  NN_VERDICT_NOT_A_DIGIT, /* closest: digit */
} NnVerdictKind;

/* "digit", "unsure", "empty", "not-a-digit" */
const char *nn_verdict_name (NnVerdictKind kind);

typedef struct {
  NnVerdictKind kind;
  int digit;  /* most probable class; -1 for EMPTY */
  int second; /* second most probable; -1 for EMPTY */
  NnInk ink;
  float probabilities[NN_N_CLASSES]; /* sum 1; all the same for EMPTY */
} NnVerdict;

/* How much a network's verdict is worth; of a foreign network it is not known. */
typedef enum {
  NN_MATURITY_GROWN,     /* reads NN_GROWN_ACCURACY of held-out pictures, or it is not known */
  NN_MATURITY_YOUNG,     /* reads fewer: a refusal would blame the drawing */
  NN_MATURITY_UNTRAINED, /* has learned nothing */
} NnMaturity;

#define NN_GROWN_ACCURACY 0.9

/* accuracy: on held-out pictures, 0..1; NaN: not measured. training: a run is under way, so that a
 * network whose accuracy is not known yet is young. */
NnMaturity nn_maturity (gboolean untrained, gboolean training, double accuracy);

/* What to make of a verdict of such a network. A digit or a pair of it stays; where it would
 * refuse, GUESS is its best digit as a question, CLOSEST a refusal that names one clearly closest
 * digit. */
typedef enum {
  NN_ANSWER_NOTHING, /* nothing was drawn */
  NN_ANSWER_DOT,     /* too small to be read */
  NN_ANSWER_DIGIT,
  NN_ANSWER_TWO,
  NN_ANSWER_GUESS,
  NN_ANSWER_UNDECIDED, /* young, and no digit leads */
  NN_ANSWER_NO_DIGIT,
  NN_ANSWER_CLOSEST,
  NN_ANSWER_UNTRAINED,
} NnAnswer;

/* verdict: NULL for nothing. */
NnAnswer nn_verdict_answer (const NnVerdict *verdict, NnMaturity maturity);

/* Makes a verdict as sure as its network is right: applies a temperature (nn-calibrate.h) that the
 * network itself does not know yet, and judges anew. INFINITY, of a network that has learned
 * nothing: ten level bars. Verdicts of EMPTY stay. */
void nn_verdict_calibrate (NnVerdict *verdict, float temperature);

typedef struct _NnReader NnReader;

NnReader *nn_reader_new (NnModel *model, GError **error);
void nn_reader_free (NnReader *reader);

/* Reads with this model from now on: costs next to nothing where the graph stays the same, as it
 * does from snapshot to snapshot. On errors the reader stays as it was. */
gboolean nn_reader_set_model (NnReader *reader, NnModel *model, GError **error);

/* inks: 784, 0..1; ink: the result of the rasterizer. */
void nn_reader_read (NnReader *reader, const float *inks, NnInk ink, NnVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnReader, nn_reader_free)
