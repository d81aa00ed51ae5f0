/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-plane.h"

/*
 * NnSeams: where a row of digits could be cut, from left to right. A seam runs from the top of the
 * ink to its bottom and crosses as little ink as it can: between two digits that do not touch it
 * crosses none, however they lean over each other. Avidan and Shamir, 2007, of pictures; here each
 * seam stays near a column.
 */
typedef struct _NnSeams NnSeams;

/* ink: has ink. */
NnSeams *nn_seams_new (const NnPlane *ink);
void nn_seams_free (NnSeams *seams);

/* At most NN_SEAMS_MOST. */
guint nn_seams_count (const NnSeams *seams);

/* The ink that a seam crosses, as a share of the height of the row: 0 where nothing touches. */
float nn_seams_cost (const NnSeams *seams, guint seam);

/* The ink of the part between two cuts, 0 <= from < to <= count + 1, where cut 0 is left of
 * everything, cut i seam i - 1, and the last one right of everything. left, top: where its first
 * pixel lies in the ink. Full; NULL if there is no ink in it. */
NnPlane *nn_seams_part (const NnSeams *seams, guint from, guint to, int *left, int *top);

#define NN_SEAMS_MOST 48

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnSeams, nn_seams_free)
