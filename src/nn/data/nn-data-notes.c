/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-data-notes.h"

#include "nn/base/nn-message.h"

#define MOST_NAMES 3

GPtrArray *
nn_data_notes_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

void
nn_data_notes_add (GPtrArray *notes, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (notes, nn_message_clip (text));
}

void
nn_data_notes_add_left_out (GPtrArray *notes,
                            const GPtrArray *names,
                            const char *noun,
                            const char *reason)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (names->len == 0)
    return;
  for (guint i = 0; i < names->len && i < MOST_NAMES; i++)
    g_string_append_printf (list, i > 0 ? ", %s" : "%s", (const char *) names->pdata[i]);
  nn_data_notes_add (notes, "Left out: %u %s %s (%s%s)", names->len, noun, reason, list->str,
                     names->len > MOST_NAMES ? " ..." : "");
}
