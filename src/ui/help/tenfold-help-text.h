/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What the help says: pages of blocks, constant and without widgets. Texts are marked for
 * translation and translated when they are shown. */

typedef enum {
  TENFOLD_HELP_TEXT,    /* a paragraph */
  TENFOLD_HELP_HEADING, /* of what follows */
  TENFOLD_HELP_STEP,    /* numbered from the last block of another kind */
  TENFOLD_HELP_ITEM,    /* of a list */
  TENFOLD_HELP_TERM,    /* name: what is explained, text: what it means */
  TENFOLD_HELP_KEY,     /* name: keys as GtkShortcutLabel has them; text, in context "shortcuts" */
  TENFOLD_HELP_KEYS,    /* the heading of keys, in context "shortcuts" */
  TENFOLD_HELP_PICTURE, /* name: the resource below "help/"; text: what is to be seen */
  TENFOLD_HELP_PLACE,   /* name: below the user's data folder; text: what is there */
} TenfoldHelpKind;

typedef struct {
  TenfoldHelpKind kind;
  const char *text;
  const char *name; /* NULL where the kind has none */
} TenfoldHelpBlock;

typedef struct {
  const char *id;
  const char *title;
  const TenfoldHelpBlock *blocks;
  guint n_blocks;
} TenfoldHelpPage;

/* In the order in which they are read. */
const TenfoldHelpPage *tenfold_help_pages (guint *n_pages);

/* A text of a block in the user's language. */
const char *tenfold_help_translate (const TenfoldHelpBlock *block);
