/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/model/nn-model.h"
#include "nn/train/nn-recipe.h"

/*
 * TenfoldSnapshot: what a window would lose if the program were killed, as a value shared by
 * reference, and the bytes in which it lies on the disk: a line that names the format, a checksum,
 * a GVariant dictionary. The network is a file beside them, which the bytes name with its checksum.
 * Only its maker writes to it, before it is shared.
 */

typedef struct {
  GVariant *drawing; /* of tenfold_ink_save(); NULL for none */
  GVariant *points;  /* of tenfold_points_pane_save(); NULL for none */
  NnRecipe recipe;   /* as the form has it */
  char *source;      /* name of the dataset that is chosen; NULL for none */
  GFile *file;       /* that the network belongs to; NULL for none */
  NnModel *model;    /* NULL: the one that a window begins with */
  gboolean modified, untrained;
  guint n_epochs; /* of the run that was under way, from its beginning; 0: nothing ran */

  /* Of one that was read: the model's file and its SHA-256; NULL where there is none. */
  char *model_name, *model_sum;
} TenfoldSnapshot;

TenfoldSnapshot *tenfold_snapshot_new (void);
TenfoldSnapshot *tenfold_snapshot_ref (TenfoldSnapshot *snapshot);
void tenfold_snapshot_unref (TenfoldSnapshot *snapshot);

/* Whether the disk would hold the same. Drawings, points and models are compared by reference:
 * they are immutable. */
gboolean tenfold_snapshot_equal (const TenfoldSnapshot *a, const TenfoldSnapshot *b);

/* With the name and the SHA-256 of the model's file; both NULL where there is none. */
GBytes *
tenfold_snapshot_to_bytes (const TenfoldSnapshot *snapshot, const char *name, const char *sum);

/* NN_ERROR_FORMAT where they are damaged, or not ours, or of a newer program. */
TenfoldSnapshot *tenfold_snapshot_from_bytes (GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldSnapshot, tenfold_snapshot_unref)
