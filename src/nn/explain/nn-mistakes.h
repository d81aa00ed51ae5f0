/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-digit.h"

/* NnMistakes: what a network confuses, computed from its answers to labelled pictures (those of an
 * NnSampleReading, or any others). Labels that are not digits are left out. */

typedef struct {
  gsize n;                                     /* pictures with a label */
  gsize n_wrong;                               /* of them */
  guint confusion[NN_N_CLASSES][NN_N_CLASSES]; /* [label][read as] */
  guint32 *wrong; /* n_wrong places among the pictures, largest loss first */
} NnMistakes;

/* labels: n; probabilities: n x 10. */
NnMistakes *nn_mistakes_new (const guint8 *labels, const float *probabilities, gsize n);
void nn_mistakes_free (NnMistakes *mistakes);

/* Places of the pictures of one cell, largest loss first; free with g_free(). */
guint32 *nn_mistakes_cell (const guint8 *labels,
                           const float *probabilities,
                           gsize n,
                           int label,
                           int read,
                           gsize *n_places);

/*
 * NnMargins: how far a label was ahead of the likeliest other digit, over all readings of a run: p
 * of the label less the largest other p, -1 to 1. A label that was behind the whole time, also
 * while everything else was learnt, is probably wrong (the area under the margin, G. Pleiss et al.,
 * 2020).
 */
typedef struct _NnMargins NnMargins;

NnMargins *nn_margins_new (gsize n);
void nn_margins_free (NnMargins *margins);

/* One more reading of the same n pictures. */
void nn_margins_add (NnMargins *margins, const guint8 *labels, const float *probabilities);

/* The mean margin of a picture; 0 before the first reading. */
float nn_margins_mean (const NnMargins *margins, gsize place);

/* Places whose margin was below 0 in every reading, of at least least_readings: smallest mean
 * first; free with g_free(). */
guint32 *nn_margins_suspects (const NnMargins *margins, guint least_readings, gsize *n_places);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnMistakes, nn_mistakes_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnMargins, nn_margins_free)
