/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "nn/base/nn-error.h"

/*
 * The one way in which JSON from outside is read. json-glib takes more than JSON - strings in
 * single quotes, comments, identifiers - and recurses into every bracket, so that a text with
 * enough of them, hidden well, overflows the stack. Here a text has to have the lexical form of
 * JSON (RFC 8259) before json-glib sees it; then every bracket outside of a string is one for
 * json-glib too, and can be counted.
 */

/* Brackets within brackets. */
#define NN_JSON_MAX_DEPTH 32

/* The root. length -1: up to the terminating NUL. NN_ERROR_FORMAT: not UTF-8, not JSON, nested too
 * deep, or nothing at all. */
JsonNode *nn_json_parse (const char *text, gssize length, GError **error);
