/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/* TenfoldNeighboursView: pictures that are like the drawing, for the network and for the eye. */

#define TENFOLD_TYPE_NEIGHBOURS_VIEW (tenfold_neighbours_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldNeighboursView,
                      tenfold_neighbours_view,
                      TENFOLD,
                      NEIGHBOURS_VIEW,
                      TenfoldViewPane)
