/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/*
 * TenfoldPalette: the words of nn-network.h's language to choose a layer from, each with what it
 * does.
 *
 * Signal "chosen" (guint word): of nn_network_word().
 */

#define TENFOLD_TYPE_PALETTE (tenfold_palette_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPalette, tenfold_palette, TENFOLD, PALETTE, AdwBin)
