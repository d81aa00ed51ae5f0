/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/pad/tenfold-ink.h"

/* The ink as files of other programs: black on white paper, a square of `side` pixels. */

GBytes *tenfold_ink_to_png (TenfoldInk *self, int side);
GBytes *tenfold_ink_to_svg (TenfoldInk *self, int side);
