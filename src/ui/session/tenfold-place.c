/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-place.h"

#define LEFT_TO_RIGHT_ISOLATE "\xe2\x81\xa6"
#define POP_ISOLATE "\xe2\x81\xa9"

char *
tenfold_place_text (GFile *file, gboolean isolated)
{
  g_autoptr (GFile) home = g_file_new_for_path (g_get_home_dir ());
  g_autofree char *below = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  below = g_file_get_relative_path (home, file);
  /* A name that is no UTF-8 is shown as the platform shows it. */
  if (below != NULL && g_utf8_validate (below, -1, NULL))
    text = g_strconcat ("~" G_DIR_SEPARATOR_S, below, NULL);
  else
    text = g_file_get_parse_name (file);
  return isolated ? g_strconcat (LEFT_TO_RIGHT_ISOLATE, text, POP_ISOLATE, NULL)
                  : g_steal_pointer (&text);
}
