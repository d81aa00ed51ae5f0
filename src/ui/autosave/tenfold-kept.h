/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/model/nn-model.h"
#include "nn/train/nn-recipe.h"

/*
 * TenfoldKept: what a window would lose if the program were killed, as a value, and the bytes in
 * which it lies on the disk: a line that names the format, a checksum, a GVariant dictionary. The
 * network is a file beside them, which the bytes name with its checksum.
 */

typedef struct {
  GVariant *drawing; /* of tenfold_ink_save(); NULL for none */
  NnRecipe recipe;   /* as the form has it */
  char *source;      /* name of the dataset that is chosen; NULL for none */
  GFile *file;       /* that the network belongs to; NULL for none */
  NnModel *model;    /* NULL: the one that a window begins with */
  gboolean modified, untrained;
  guint n_epochs; /* of the run that was under way, from its beginning; 0: nothing ran */

  /* Of the model's file; NULL where there is none. Set by those who write and read. */
  char *model_name;
  char *model_sum; /* SHA-256 */
} TenfoldKept;

TenfoldKept *tenfold_kept_new (void);
TenfoldKept *tenfold_kept_copy (const TenfoldKept *kept);
void tenfold_kept_free (TenfoldKept *kept);

/* Whether the disk would hold the same. Drawings and models are compared by reference: they are
 * immutable. */
gboolean tenfold_kept_equal (const TenfoldKept *a, const TenfoldKept *b);

/* Without the model itself. */
GBytes *tenfold_kept_to_bytes (const TenfoldKept *kept);

/* NN_ERROR_FORMAT where they are damaged, or not ours, or of a newer program. */
TenfoldKept *tenfold_kept_from_bytes (GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldKept, tenfold_kept_free)
