/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* TenfoldPreferences: what holds for every window and every run, and where things are kept. What is
 * changed holds at once. */

#define TENFOLD_TYPE_PREFERENCES (tenfold_preferences_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPreferences,
                      tenfold_preferences,
                      TENFOLD,
                      PREFERENCES,
                      AdwPreferencesWindow)

/* Shows the preferences of a window, which has one at most. */
void tenfold_preferences_show (GtkWindow *parent, GSettings *settings);
