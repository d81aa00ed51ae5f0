/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/* TenfoldStrokesView: what is read while the pen moves, and what each part of the line does. */

#define TENFOLD_TYPE_STROKES_VIEW (tenfold_strokes_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldStrokesView,
                      tenfold_strokes_view,
                      TENFOLD,
                      STROKES_VIEW,
                      TenfoldViewPane)
