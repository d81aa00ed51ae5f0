/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/* TenfoldWhyView: which ink speaks for A and which for B, as a map over the picture, with the
 * choice of A and B; and the least change of ink that turns one into the other. */

#define TENFOLD_TYPE_WHY_VIEW (tenfold_why_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldWhyView, tenfold_why_view, TENFOLD, WHY_VIEW, TenfoldViewPane)
