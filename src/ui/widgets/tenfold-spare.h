/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/*
 * TenfoldSpare: a child that is shown where there is room for all of it, and not at all where there
 * is not. Unlike an AdwSqueezer it knows that text breaks into lines.
 *
 * Property "needed" (boolean, FALSE): the child is always shown, as in any container.
 */

#define TENFOLD_TYPE_SPARE (tenfold_spare_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldSpare, tenfold_spare, TENFOLD, SPARE, AdwBin)

void tenfold_spare_set_needed (TenfoldSpare *spare, gboolean needed);
