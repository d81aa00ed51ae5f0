/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-actions.h"

void
tenfold_actions_clear (GSimpleActionGroup **group)
{
  g_auto (GStrv) names
      = *group != NULL ? g_action_group_list_actions (G_ACTION_GROUP (*group)) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_action_map_remove_action (G_ACTION_MAP (*group), names[i]);
  g_clear_object (group);
}
