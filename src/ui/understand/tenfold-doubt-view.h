/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/* TenfoldDoubtView: how sure a network is of a drawing that is not quite the same. */

#define TENFOLD_TYPE_DOUBT_VIEW (tenfold_doubt_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldDoubtView, tenfold_doubt_view, TENFOLD, DOUBT_VIEW, TenfoldViewPane)
