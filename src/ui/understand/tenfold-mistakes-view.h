/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/* TenfoldMistakesView: how often a digit is read as which, and the pictures of a cell. */

#define TENFOLD_TYPE_MISTAKES_VIEW (tenfold_mistakes_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldMistakesView,
                      tenfold_mistakes_view,
                      TENFOLD,
                      MISTAKES_VIEW,
                      TenfoldViewPane)
