/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/help/tenfold-help-text.h"

/* One page of the help as a widget that scrolls. */
GtkWidget *tenfold_help_page_new (const TenfoldHelpPage *page);
