/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/data/nn-own-digits.h"

/*
 * TenfoldOwnDigits: the user's own digits as a window works on them. Reading and writing happen on
 * a thread, one after the other; the file is replaced as a whole, and what others write to it is
 * seen.
 *
 * Property "writing" (boolean, notify): something that was asked for is not in the file yet.
 * Signals:
 *   "changed" ()                                    - what is in the file is something else
 *   "edited" (guint number, int kind, guint n, int label) - what was asked for is in the file;
 *                                 kind: TenfoldOwnEdit, n: how many digits, label: of relabelled
 *                                 and added ones; number: for tenfold_own_digits_undo()
 *   "failed" (char *why)                            - it could not be read or written
 */

typedef enum {
  TENFOLD_OWN_EDIT_ADD,
  TENFOLD_OWN_EDIT_RELABEL,
  TENFOLD_OWN_EDIT_REMOVE,
  TENFOLD_OWN_EDIT_UNDO,
} TenfoldOwnEdit;

#define TENFOLD_TYPE_OWN_DIGITS (tenfold_own_digits_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldOwnDigits, tenfold_own_digits, TENFOLD, OWN_DIGITS, GObject)

/* Begins to read nn_own_digits_file(). */
TenfoldOwnDigits *tenfold_own_digits_new (void);

/* Borrowed; NULL before the file has been read. */
NnOwnDigits *tenfold_own_digits_get (TenfoldOwnDigits *self);
guint tenfold_own_digits_count (TenfoldOwnDigits *self);

gboolean tenfold_own_digits_get_writing (TenfoldOwnDigits *self);

/* line: of nn_own_line_write(), taken. */
void tenfold_own_digits_add (TenfoldOwnDigits *self, char *line);
/* lines: of NnOwnLine, among the present ones. */
void tenfold_own_digits_relabel (TenfoldOwnDigits *self, GPtrArray *lines, int label);
void tenfold_own_digits_remove (TenfoldOwnDigits *self, GPtrArray *lines);

/* Takes an edit back, whatever came after it. FALSE: there is none with that number, or it has been
 * taken back. */
gboolean tenfold_own_digits_undo (TenfoldOwnDigits *self, guint number);

/* The number of the last edit that can be taken back, or, undone, of the one to be made again with
 * tenfold_own_digits_undo(); time: when it was made, monotonic. 0 where there is none. */
guint tenfold_own_digits_get_last (TenfoldOwnDigits *self, gboolean undone, gint64 *time);

/* "3 digits deleted": what an edit has done, in the user's language; label and n as in "edited".
 * NULL: nothing to be said. Free it with g_free(). */
char *tenfold_own_edit_text (TenfoldOwnEdit kind, guint n, int label);
