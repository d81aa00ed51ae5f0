/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/model/tenfold-graph-layout.h"
#include "ui/model/tenfold-model-sheet.h"
#include "ui/model/tenfold-operator.h"

/*
 * TenfoldGraphPicture: a network's graph laid out for one font: its inputs, its nodes and its
 * outputs as items, with words, places and ways. It draws itself with cairo, the same for the
 * screen and for files, and knows which item is where and beside which.
 */

typedef enum {
  TENFOLD_ITEM_INPUT,
  TENFOLD_ITEM_NODE,
  TENFOLD_ITEM_OUTPUT,
} TenfoldItemKind;

typedef struct {
  TenfoldItemKind kind;
  guint index; /* of the node, or of the value of an input or output */
  const char *title;
  char *name;
  TenfoldOperatorKind operator_kind;
} TenfoldGraphItem;

#define TENFOLD_NO_ITEM G_MAXUINT

typedef struct {
  TenfoldModelSheet *sheet;
  guint n_items;
  TenfoldGraphItem *items;
  TenfoldGraphLayout *layout; /* boxes are items */
  char **labels;              /* by edge: the shape on it; NULL: none, or on another edge */
  double width, height;       /* margin included */
} TenfoldGraphPicture;

typedef struct {
  GdkRGBA foreground, background;
  gboolean high_contrast;
} TenfoldGraphStyle;

/* text: a layout of the font that it will be drawn with. */
TenfoldGraphPicture *tenfold_graph_picture_new (TenfoldModelSheet *sheet, PangoLayout *text);
void tenfold_graph_picture_free (TenfoldGraphPicture *picture);

/* --- tenfold-graph-draw.c --- */

void tenfold_graph_picture_draw (const TenfoldGraphPicture *picture,
                                 cairo_t *cr,
                                 PangoLayout *text,
                                 const TenfoldGraphStyle *style);

/* The frame around an item and the ways to and from it. */
void tenfold_graph_picture_draw_selected (const TenfoldGraphPicture *picture,
                                          cairo_t *cr,
                                          const GdkRGBA *accent,
                                          guint item);

/* --- items; TENFOLD_NO_ITEM where there is none --- */

guint tenfold_graph_picture_find (const TenfoldGraphPicture *picture, double x, double y);
guint tenfold_graph_picture_find_node (const TenfoldGraphPicture *picture, guint node);

/* The box of an item, margin included. */
graphene_rect_t tenfold_graph_picture_get_box (const TenfoldGraphPicture *picture, guint item);

/* The next one up or down along an edge, or left or right in its rank; from TENFOLD_NO_ITEM the
 * first. An item without one stays. */
guint tenfold_graph_picture_step (const TenfoldGraphPicture *picture,
                                  guint item,
                                  GtkDirectionType direction);

/* "Convolution conv1, 2 of 15, output 6 × 28 × 28, 156 parameters". Free with g_free(). */
char *tenfold_graph_picture_describe (const TenfoldGraphPicture *picture, guint item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldGraphPicture, tenfold_graph_picture_free)
