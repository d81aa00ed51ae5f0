/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/* TenfoldStepView: one step of training, held still, in four stations. */

#define TENFOLD_TYPE_STEP_VIEW (tenfold_step_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldStepView, tenfold_step_view, TENFOLD, STEP_VIEW, TenfoldViewPane)
