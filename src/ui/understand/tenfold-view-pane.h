/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/understand/tenfold-explanation.h"

/*
 * TenfoldViewPane: what all views of the page Understand have in common: they show an explanation,
 * and may choose what is asked. Children of its box that have the style class "control" are not
 * exported.
 *
 * Signals:
 * "asked" (): what is chosen is something else.
 * "picture-chosen" (const guint8 *pixels, int label): a picture for the pad.
 * "rewound" (double time): the ink up to this moment of the pen's way is to be seen; 1: all of it.
 */

#define TENFOLD_TYPE_VIEW_PANE (tenfold_view_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (TenfoldViewPane, tenfold_view_pane, TENFOLD, VIEW_PANE, AdwBin)

struct _TenfoldViewPaneClass {
  AdwBinClass parent_class;

  /* The explanation is another one. */
  void (*show) (TenfoldViewPane *self);
  /* Writes what is chosen into a question. May be NULL. */
  void (*choose) (TenfoldViewPane *self, TenfoldQuestion *question);
};

/* NULL: there is nothing to show. */
void tenfold_view_pane_show (TenfoldViewPane *self, TenfoldExplanation *explanation);
void tenfold_view_pane_choose (TenfoldViewPane *self, TenfoldQuestion *question);

/* Borrowed; NULL: nothing. */
const TenfoldExplanation *tenfold_view_pane_get_explanation (TenfoldViewPane *self);

/* The vertical box that it is made of. */
GtkWidget *tenfold_view_pane_get_box (TenfoldViewPane *self);

/* --- for views --- */

void tenfold_view_pane_ask (TenfoldViewPane *self);
void tenfold_view_pane_choose_picture (TenfoldViewPane *self, const guint8 *pixels, int label);
void tenfold_view_pane_rewind (TenfoldViewPane *self, double time);

/* A line of text in the box, that wraps and can be copied. */
GtkLabel *tenfold_view_pane_add_label (TenfoldViewPane *self, const char *style);

/* A picture of this height, focusable where it has keys; and the same in the box. */
GtkWidget *tenfold_view_pane_area_new (TenfoldViewPane *self,
                                       int height,
                                       gboolean focusable,
                                       GtkDrawingAreaDrawFunc draw);
GtkWidget *tenfold_view_pane_add_area (TenfoldViewPane *self,
                                       int height,
                                       gboolean focusable,
                                       GtkDrawingAreaDrawFunc draw);

/* An area in the box for n squares side by side, at most so high, with a caption of this height
 * below them: in a narrow window it is as low as the squares are. */
GtkWidget *tenfold_view_pane_add_squares (TenfoldViewPane *self,
                                          int n,
                                          int most,
                                          int caption,
                                          GtkDrawingAreaDrawFunc draw);
void tenfold_view_pane_set_n_squares (GtkWidget *area, int n);

/* Paints it anew, with what a screen reader says of it. */
void tenfold_view_pane_update_area (GtkWidget *area, const char *label, const char *description);
