/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/base/nn-error.h"

/* The words of nn-network.h's language, read one by one. What is taken moves the place past it and
 * past the space behind it. Errors are NN_ERROR_FORMAT (another word was expected) and
 * NN_ERROR_RANGE, without the place of the layer. */

#define NN_NETWORK_MAX_UNITS 16384
#define NN_NETWORK_MAX_KERNEL 28
#define NN_NETWORK_MAX_REPEATS 100

/* The words of one layer, read: numbers and options. */
typedef struct {
  gint64 kernel; /* 0: none was given */
  gint64 units;
  double number;
  gint64 stride, pad, groups;
  gboolean has_number, same, nobias, rows, last;
} NnNetworkWords;

/* Which words may follow a layer's name. */
typedef enum {
  NN_TAKES_KERNEL = 1 << 0, /* KxK */
  NN_TAKES_WINDOW = 1 << 1, /* K or KxK */
  NN_TAKES_UNITS = 1 << 2,  /* a whole number from 1 */
  NN_TAKES_NUMBER = 1 << 3, /* a number from 0, below 1 */
  NN_TAKES_STRIDE = 1 << 4,
  NN_TAKES_PAD = 1 << 5, /* pad P, or same */
  NN_TAKES_GROUPS = 1 << 6,
  NN_TAKES_NOBIAS = 1 << 7,
  NN_TAKES_SEQUENCE = 1 << 8, /* rows, last */
  NN_NUMBER_IS_FREE = 1 << 9, /* the number may be left out */
} NnNetworkTakes;

/* Where in the text one is. */
typedef struct {
  const char *at;
} NnPlace;

/* Sets an error in printf's way; always FALSE. */
gboolean nn_words_fail (GError **error, NnError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

void nn_words_skip_space (NnPlace *place);

/* Whether a word can be over before this letter. */
gboolean nn_words_is_end (char c);

/* Whether this word, perhaps of two parts, comes next, in whatever case; then it is taken. */
gboolean nn_words_take_word (NnPlace *place, const char *word);

/* The word that comes next, for messages: at most a few letters of it. Free with g_free(). */
char *nn_words_next (const NnPlace *place);

/* What follows a layer's name: the numbers and options that `takes` asks for. most: of the number
 * of units. */
gboolean
nn_words_take (NnPlace *place, guint takes, gint64 most, NnNetworkWords *words, GError **error);
