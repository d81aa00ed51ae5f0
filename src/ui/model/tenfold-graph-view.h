/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/model/tenfold-graph-picture.h"

/*
 * TenfoldGraphView: a network's graph to look at: moved by dragging and scrolling, larger and
 * smaller with Ctrl and scrolling, pinching or + - 0; an item is selected by a click or with the
 * arrow keys along the ways (Page Up and Page Down go through all), and Escape ends that.
 *
 * Property: "selected" (guint, notify) - an item, TENFOLD_NO_ITEM: none.
 */

#define TENFOLD_TYPE_GRAPH_VIEW (tenfold_graph_view_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldGraphView, tenfold_graph_view, TENFOLD, GRAPH_VIEW, GtkWidget)

/* NULL: nothing. The selection goes. */
void tenfold_graph_view_set_sheet (TenfoldGraphView *self, TenfoldModelSheet *sheet);

/* Borrowed; NULL before there is a sheet. */
const TenfoldGraphPicture *tenfold_graph_view_get_picture (TenfoldGraphView *self);

guint tenfold_graph_view_get_selected (TenfoldGraphView *self);
/* Moves it into view. */
void tenfold_graph_view_set_selected (TenfoldGraphView *self, guint item);

/* About the middle. */
void tenfold_graph_view_zoom (TenfoldGraphView *self, double factor);
/* All of it. */
void tenfold_graph_view_fit (TenfoldGraphView *self);

/* How large it is shown; 1: as large as other text. */
double tenfold_graph_view_get_scale (TenfoldGraphView *self);
