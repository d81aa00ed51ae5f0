/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-data-names.h"

#include <string.h>

#include "nn/base/nn-digit.h"

/* clang-format off */
static const struct {
  const char *word;
  NnPart part;
  gboolean within; /* also at the start or the end of a longer word */
} parts[] = {
  { "train",      NN_PART_TRAIN,      TRUE },
  { "test",       NN_PART_TEST,       TRUE },
  { "t10k",       NN_PART_TEST,       TRUE },
  { "validation", NN_PART_VALIDATION, FALSE },
  { "valid",      NN_PART_VALIDATION, FALSE },
  { "val",        NN_PART_VALIDATION, FALSE },
};

static const char *const numbers[NN_N_CLASSES] = {
  "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
};

/* Before the digit in the name of a folder. */
static const char *const class_words[] = { "digit", "class", "label", "number", "num" };

/* What says what is in a file, and not of which dataset it is. */
static const char *const kind_words[] = {
  "images", "image", "labels", "label", "idx1", "idx2", "idx3", "idx4", "ubyte", "int", "x", "y",
  "gz", "csv", "tsv", "txt", "npy", "raw", "set", "data", "small", "gzip", "zip",
};

static const char *const picture_endings[] = {
  ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic",
};
/* clang-format on */

/* Letters and digits in lower case, everything else as one separator. */
static char **
split_words (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (char *at = lower; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && (guchar) *at < 128)
      *at = ' ';
  return g_strsplit (lower, " ", -1);
}

static NnPart
part_of_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (word, parts[i].word)
        || (parts[i].within
            && (g_str_has_prefix (word, parts[i].word) || g_str_has_suffix (word, parts[i].word))))
      return parts[i].part;
  return NN_PART_UNKNOWN;
}

NnPart
nn_name_part (const char *path)
{
  g_auto (GStrv) words = split_words (path);

  for (guint i = g_strv_length (words); i > 0; i--) {
    NnPart part = part_of_word (words[i - 1]);

    if (part != NN_PART_UNKNOWN)
      return part;
  }
  return NN_PART_UNKNOWN;
}

int
nn_name_digit (const char *folder)
{
  g_autofree char *lower = g_ascii_strdown (folder, -1);
  const char *at = lower;
  char *rest;
  guint64 number;

  for (guint i = 0; i < G_N_ELEMENTS (class_words); i++)
    if (g_str_has_prefix (at, class_words[i])) {
      at += strlen (class_words[i]);
      break;
    }
  at += strspn (at, " _-=");
  for (int digit = 0; digit < NN_N_CLASSES; digit++)
    if (g_str_equal (at, numbers[digit]))
      return digit;
  if (!g_ascii_isdigit (*at))
    return -1;
  number = g_ascii_strtoull (at, &rest, 10);
  return *rest == '\0' && number < NN_N_CLASSES ? (int) number : -1;
}

static gboolean
is_kind_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (g_str_equal (word, kind_words[i]))
      return TRUE;
  return part_of_word (word) != NN_PART_UNKNOWN || strspn (word, "0123456789") == strlen (word);
}

char *
nn_name_group (const char *path)
{
  g_auto (GStrv) words = split_words (path);
  g_autoptr (GString) group = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (!is_kind_word (words[i]))
      g_string_append_printf (group, group->len > 0 ? " %s" : "%s", words[i]);
  return g_string_free (g_steal_pointer (&group), FALSE);
}

char *
nn_name_stem (const char *path)
{
  const char *slash = strrchr (path, '/');
  g_auto (GStrv) words = split_words (slash != NULL ? slash + 1 : path);
  guint n = g_strv_length (words);

  if (n > 0 && g_str_equal (words[n - 1], "gz"))
    g_clear_pointer (&words[n - 1], g_free);
  return g_strjoinv (" ", words);
}

gboolean
nn_name_is_picture (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (picture_endings); i++)
    if (g_str_has_suffix (lower, picture_endings[i]))
      return TRUE;
  return FALSE;
}
