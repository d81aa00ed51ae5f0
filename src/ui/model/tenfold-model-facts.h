/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/model/nn-model.h"

/* What is known of a network, in the user's language. Pure. */

/* Captions and values in turn, NULL-terminated; free with g_strfreev(). file: NULL before it is
 * saved; size: of the file in bytes, -1 while it is not known. */
GStrv tenfold_model_facts_list (const NnModel *model, GFile *file, gint64 size, gboolean untrained);

/* How pictures go in and numbers come out, in a sentence or two. Free with g_free(). */
char *tenfold_input_text (const NnInputConvention *convention);

/* What the fact "input_found" says, or how else the convention is known. Free with g_free(). */
char *tenfold_input_found_text (const NnModel *model);
