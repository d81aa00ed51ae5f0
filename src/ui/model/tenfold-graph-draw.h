/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What a TenfoldGraphPicture measures with and draws by. */

#define TENFOLD_GRAPH_PADDING_X 12.0
#define TENFOLD_GRAPH_PADDING_Y 5.0
#define TENFOLD_GRAPH_MARGIN 16.0

PangoAttrList *tenfold_graph_title_attributes (void);
PangoAttrList *tenfold_graph_name_attributes (void); /* smaller */

/* Of the font of a layout, in pixels. */
double tenfold_graph_line_height (PangoLayout *text);
