/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-json.h"

#include <string.h>

#include "nn/base/nn-message.h"

static gboolean
refuse (const char *reason, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s", reason);
  return FALSE;
}

/* The number behind "\u" at text[i], four hexadecimal digits; -1 where they are not there. */
static int
read_code (const char *text, gsize length, gsize i)
{
  int code = 0;

  if (i + 6 > length || text[i] != '\\' || text[i + 1] != 'u')
    return -1;
  for (gsize k = i + 2; k < i + 6; k++) {
    int digit = g_ascii_xdigit_value (text[k]);

    if (digit < 0)
      return -1;
    code = code * 16 + digit;
  }
  return code;
}

/* The length of the escape at text[i]; 0: it is none. Surrogates come in pairs: json-glib takes
 * what follows half of one for the other half, even the end of the string. */
static gsize
escape_length (const char *text, gsize length, gsize i)
{
  int code, low;

  if (i + 1 >= length)
    return 0;
  if (text[i + 1] != 'u')
    return text[i + 1] != '\0' && strchr ("\"\\/bfnrt", text[i + 1]) != NULL ? 2 : 0;
  code = read_code (text, length, i);
  if (code < 0xd800 || code > 0xdfff)
    return code >= 0 ? 6 : 0;
  low = read_code (text, length, i + 6);
  return code < 0xdc00 && low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/* The place behind the string that begins at text[i]; 0: it does not end, or has an escape that is
 * none. */
static gsize
skip_string (const char *text, gsize length, gsize i)
{
  for (i++; i < length && text[i] != '"';) {
    gsize step = text[i] == '\\' ? escape_length (text, length, i) : 1;

    if (step == 0)
      return 0;
    i += step;
  }
  return i < length ? i + 1 : 0;
}

static gboolean
check (const char *text, gsize length, GError **error)
{
  int depth = 0;

  for (gsize i = 0; i < length;) {
    char c = text[i];

    if (c == '"') {
      i = skip_string (text, length, i);
      if (i == 0)
        return refuse ("this is not JSON: a string does not end, or has an unknown escape", error);
      continue;
    }
    if (c == '[' || c == '{') {
      if (++depth > NN_JSON_MAX_DEPTH)
        return refuse ("lists are nested more than " G_STRINGIFY (NN_JSON_MAX_DEPTH) " deep",
                       error);
    } else if (c == ']' || c == '}') {
      depth--;
    } else if (!g_ascii_isalnum (c) && (c == '\0' || strchr (" \t\r\n,:+-.", c) == NULL)) {
      return refuse ("this is not JSON: outside of strings in double quotes are only brackets, "
                     "numbers, commas, colons, true, false and null",
                     error);
    }
    if (depth < 0)
      return refuse ("this is not JSON: a bracket closes that was not opened", error);
    i++;
  }
  return TRUE;
}

JsonNode *
nn_json_parse (const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) reason = NULL;

  if (!g_utf8_validate_len (text, size, NULL)) {
    refuse ("this is not text in UTF-8", error);
    return NULL;
  }
  if (!check (text, size, error))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) size, &reason)) {
    g_autofree char *message = nn_message_clip (reason->message);

    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "this is not JSON: %s", message);
    return NULL;
  }
  if (json_parser_get_root (parser) == NULL) {
    refuse ("this is not JSON: there is nothing", error);
    return NULL;
  }
  return json_parser_steal_root (parser);
}
