/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* TenfoldApplication: the program: its windows, the actions that belong to no window, its files. */

#define TENFOLD_TYPE_APPLICATION (tenfold_application_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldApplication, tenfold_application, TENFOLD, APPLICATION, AdwApplication)

TenfoldApplication *tenfold_application_new (void);
