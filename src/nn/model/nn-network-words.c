/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-network-words.h"

#include <stdarg.h>

gboolean
nn_words_fail (GError **error, NnError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, NN_ERROR, code, message);
  return FALSE;
}

void
nn_words_skip_space (NnPlace *place)
{
  while (g_ascii_isspace (*place->at))
    place->at++;
}

gboolean
nn_words_is_end (char c)
{
  return !g_ascii_isalnum (c) && c != '_' && c != '-' && c != '.';
}

/* Whether this word, perhaps of two parts, comes next; then it is passed. */
gboolean
nn_words_take_word (NnPlace *place, const char *word)
{
  const char *at = place->at;

  for (; *word != '\0'; word++) {
    if (*word == ' ') {
      if (!g_ascii_isspace (*at))
        return FALSE;
      while (g_ascii_isspace (*at))
        at++;
    } else if (g_ascii_tolower (*at++) != *word) {
      return FALSE;
    }
  }
  if (!nn_words_is_end (*at))
    return FALSE;
  place->at = at;
  nn_words_skip_space (place);
  return TRUE;
}

/* The word that comes next, for messages: at most a few letters of it. */
char *
nn_words_next (const NnPlace *place)
{
  gsize n = 0;

  while (n < 20 && place->at[n] != '\0' && place->at[n] != ',' && place->at[n] != '('
         && place->at[n] != ')' && !g_ascii_isspace (place->at[n]))
    n++;
  while (n > 0 && !g_utf8_validate (place->at, (gssize) n, NULL))
    n--;
  return n > 0 ? g_strndup (place->at, n)
               : g_strdup (*place->at != '\0' ? "the bracket" : "the end");
}

/* A whole number of at most nine digits; -1 where there is none. */
static gint64
take_digits (NnPlace *place)
{
  gint64 number = 0;
  guint n = 0;

  while (g_ascii_isdigit (place->at[n]) && n < 9)
    number = 10 * number + (place->at[n++] - '0');
  if (n == 0 || g_ascii_isdigit (place->at[n]))
    return -1;
  place->at += n;
  return number;
}

static gboolean
take_whole (NnPlace *place,
            const char *what,
            gint64 least,
            gint64 most,
            gint64 *number,
            GError **error)
{
  const char *start = place->at;
  g_autofree char *word = nn_words_next (place);

  *number = take_digits (place);
  if (*number < 0 || !nn_words_is_end (*place->at)) {
    place->at = start;
    return nn_words_fail (error, NN_ERROR_FORMAT, "%s is missing: a whole number, not %s", what,
                          word);
  }
  nn_words_skip_space (place);
  if (*number < least || *number > most)
    return nn_words_fail (error, NN_ERROR_RANGE,
                          "%s is %" G_GINT64_FORMAT ", it has to be from %" G_GINT64_FORMAT
                          " to %" G_GINT64_FORMAT,
                          what, *number, least, most);
  return TRUE;
}

/* 3x3; where plain, 3 as well. */
static gboolean
take_kernel (NnPlace *place, gboolean plain, gint64 *kernel, GError **error)
{
  g_autofree char *word = nn_words_next (place);
  gint64 height = take_digits (place), width = height;

  if (height >= 0 && (*place->at == 'x' || *place->at == 'X')) {
    place->at++;
    width = take_digits (place);
  } else if (!plain) {
    height = -1;
  }
  if (height < 0 || width < 0 || !nn_words_is_end (*place->at))
    return nn_words_fail (error, NN_ERROR_FORMAT, "the size is missing: %s, not %s",
                          plain ? "2" : "3x3", word);
  if (height != width)
    return nn_words_fail (error, NN_ERROR_RANGE, "%s is not square", word);
  if (height < 1 || height > NN_NETWORK_MAX_KERNEL)
    return nn_words_fail (error, NN_ERROR_RANGE, "%s is not within 1x1 and %dx%d", word,
                          NN_NETWORK_MAX_KERNEL, NN_NETWORK_MAX_KERNEL);
  *kernel = height;
  nn_words_skip_space (place);
  return TRUE;
}

/* A share: from 0, below 1. */
static gboolean
take_share (NnPlace *place, double *number, GError **error)
{
  g_autofree char *word = nn_words_next (place);
  char *end = NULL;

  *number
      = g_ascii_isdigit (*place->at) || *place->at == '.' ? g_ascii_strtod (place->at, &end) : -1;
  if (end == NULL || end == place->at || !nn_words_is_end (*end))
    return nn_words_fail (error, NN_ERROR_FORMAT, "a number from 0 to 1 is missing before %s",
                          word);
  if (!(*number >= 0 && *number < 1))
    return nn_words_fail (error, NN_ERROR_RANGE, "%s is not from 0 to below 1", word);
  place->at = end;
  nn_words_skip_space (place);
  return TRUE;
}

static gboolean
take_option (NnPlace *place, guint takes, NnNetworkWords *words, gboolean *taken, GError **error)
{
  *taken = TRUE;
  if (takes & NN_TAKES_STRIDE && nn_words_take_word (place, "stride"))
    return take_whole (place, "the stride", 1, NN_NETWORK_MAX_KERNEL, &words->stride, error);
  if (takes & NN_TAKES_PAD && nn_words_take_word (place, "pad"))
    return take_whole (place, "the padding", 0, NN_NETWORK_MAX_KERNEL, &words->pad, error);
  if (takes & NN_TAKES_GROUPS && nn_words_take_word (place, "groups"))
    return take_whole (place, "the number of groups", 1, NN_NETWORK_MAX_UNITS, &words->groups,
                       error);
  if (takes & NN_TAKES_PAD && nn_words_take_word (place, "same"))
    words->same = TRUE;
  else if (takes & NN_TAKES_NOBIAS && nn_words_take_word (place, "nobias"))
    words->nobias = TRUE;
  else if (takes & NN_TAKES_SEQUENCE && nn_words_take_word (place, "rows"))
    words->rows = TRUE;
  else if (takes & NN_TAKES_SEQUENCE && nn_words_take_word (place, "last"))
    words->last = TRUE;
  else
    *taken = FALSE;
  return TRUE;
}

gboolean
nn_words_take (NnPlace *place, guint takes, gint64 most, NnNetworkWords *words, GError **error)
{
  gboolean taken = TRUE;

  *words = (NnNetworkWords){ .groups = 1, .stride = takes & NN_TAKES_WINDOW ? 0 : 1 };
  if (takes & (NN_TAKES_KERNEL | NN_TAKES_WINDOW)
      && !take_kernel (place, (takes & NN_TAKES_WINDOW) != 0, &words->kernel, error))
    return FALSE;
  if (takes & NN_TAKES_UNITS && !take_whole (place, "the number", 1, most, &words->units, error))
    return FALSE;
  if (takes & NN_TAKES_NUMBER
      && !(takes & NN_NUMBER_IS_FREE && !g_ascii_isdigit (*place->at) && *place->at != '.')) {
    if (!take_share (place, &words->number, error))
      return FALSE;
    words->has_number = TRUE;
  }
  while (taken)
    if (!take_option (place, takes, words, &taken, error))
      return FALSE;
  return TRUE;
}
