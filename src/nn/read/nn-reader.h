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

typedef struct _NnReader NnReader;

NnReader *nn_reader_new (NnModel *model, GError **error);
void nn_reader_free (NnReader *reader);

/* Reads with this model from now on: costs next to nothing where the graph stays the same, as it
 * does from snapshot to snapshot. On errors the reader stays as it was. */
gboolean nn_reader_set_model (NnReader *reader, NnModel *model, GError **error);

/* inks: 784, 0..1; ink: what the rasterizer said. */
void nn_reader_read (NnReader *reader, const float *inks, NnInk ink, NnVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnReader, nn_reader_free)
