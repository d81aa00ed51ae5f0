/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/data/nn-dataset.h"
#include "nn/data/nn-own-line.h"

/*
 * NnOwnDigits: the user's own labelled drawings, a file of NnOwnLine. What cannot be read is kept
 * where it is and named. Immutable and reference-counted; it may cross threads.
 */

typedef struct _NnOwnDigits NnOwnDigits;

/* my-digits.jsonl in the user's data folder. */
GFile *nn_own_digits_file (void);

/* previous: what was read before, so that lines need not be read again; may be NULL. A file that is
 * not there has no digits. NN_ERROR_IO, NN_ERROR_RANGE (too large). */
NnOwnDigits *nn_own_digits_load (GFile *file, NnOwnDigits *previous, GError **error);
NnOwnDigits *nn_own_digits_parse (GBytes *bytes, NnOwnDigits *previous);
NnOwnDigits *nn_own_digits_ref (NnOwnDigits *digits);
void nn_own_digits_unref (NnOwnDigits *digits);

/* Whether nothing is different, not even what is damaged. */
gboolean nn_own_digits_is_same (NnOwnDigits *a, NnOwnDigits *b);

/* What the file contains with these digits. */
GBytes *nn_own_digits_to_bytes (NnOwnDigits *digits);

/* Digits, in the order of the file; borrowed. */
guint nn_own_digits_count (NnOwnDigits *digits);
NnOwnLine *nn_own_digits_get (NnOwnDigits *digits, guint index);

/* Lines that are not among the digits, and why: "line 3: this is not JSON: ...". */
guint nn_own_digits_n_damaged (NnOwnDigits *digits);
const char *nn_own_digits_get_damage (NnOwnDigits *digits, guint index);

typedef enum { NN_OWN_ALL, NN_OWN_TRAINING, NN_OWN_TEST } NnOwnPart;

/* NULL: there is no digit in that part. */
NnDataset *nn_own_digits_make_dataset (NnOwnDigits *digits, NnOwnPart part, const char *name);

/* nn_dataset_load() where "mine" are these digits, whatever lines of their file are damaged; NULL:
 * those of the file, in which then no line may be. */
gboolean nn_dataset_load_with (const char *name,
                               NnOwnDigits *own,
                               NnDataset **train,
                               NnDataset **test,
                               GError **error);

/* --- changing --- */

/* One line that is added (before NULL), removed (after NULL) or replaced. */
typedef struct {
  guint place; /* among all lines of the file, where it goes; G_MAXUINT: to the end */
  NnOwnLine *before;
  NnOwnLine *after;
} NnOwnChange;

/* NnOwnChange, in ascending places. */
GPtrArray *nn_own_edit_new (void);
/* The lines get one more reference. */
void nn_own_edit_add (GPtrArray *edit, guint place, NnOwnLine *before, NnOwnLine *after);

/* The digits with these changes. What is added at the end and is there already, by its id, is
 * replaced. What is to be removed or replaced is looked for by its id; what is not there any more
 * is left out. *back: what takes all of it back. */
NnOwnDigits *nn_own_digits_edit (NnOwnDigits *digits, GPtrArray *edit, GPtrArray **back);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnOwnDigits, nn_own_digits_unref)
