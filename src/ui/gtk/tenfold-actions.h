/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Takes all actions out of a widget's group and gives it back, for dispose(): a window may hold the
 * group longer than the widget lives, and its actions speak to the widget. *group: may be NULL; set
 * to NULL. */
void tenfold_actions_clear (GSimpleActionGroup **group);
