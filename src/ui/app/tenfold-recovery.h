/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/app/tenfold-application.h"
#include "ui/window/tenfold-window.h"

/* Looks for what killed windows have left and asks whether it is to be restored or discarded;
 * Escape leaves it for the next start. What is damaged is named. The dialog belongs to the window,
 * which takes the first of it if nothing has been done in it. */
void tenfold_recovery_offer (TenfoldWindow *window);
