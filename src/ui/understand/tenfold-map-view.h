/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/* TenfoldMapView: the ten scores of many pictures laid flat, with axes that can be moved. */

#define TENFOLD_TYPE_MAP_VIEW (tenfold_map_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldMapView, tenfold_map_view, TENFOLD, MAP_VIEW, TenfoldViewPane)
