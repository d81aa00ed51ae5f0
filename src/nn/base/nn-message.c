/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-message.h"

#include <string.h>

/* A message quotes a few names; more would not be read. */
#define MAX_BYTES 4000

char *
nn_message_clip (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *start = length > MAX_BYTES ? g_strndup (text, MAX_BYTES) : NULL;
  g_autofree char *cut = start != NULL ? g_strconcat (start, " ...", NULL) : NULL;

  return g_utf8_make_valid (cut != NULL ? cut : text, -1);
}
