/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nn/model/nn-model.h"
#include "ui/data/tenfold-picture-list.h"

/*
 * TenfoldPictureGrid: the pictures of a dataset to browse, all or those of one class, with a field
 * that goes to a picture by its index.
 *
 * Signals:
 *   "picture-chosen" (gpointer pixels, int label, guint index) - a picture was clicked, or Enter
 *                            pressed on it. pixels: const guint8*, 28x28, ink 255, valid during the
 *                            signal
 *   "selection-changed" ()
 */

#define TENFOLD_TYPE_PICTURE_GRID (tenfold_picture_grid_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPictureGrid, tenfold_picture_grid, TENFOLD, PICTURE_GRID, AdwBin)

TenfoldPictureGrid *tenfold_picture_grid_new (void);

/* NULL: nothing to browse. */
void tenfold_picture_grid_set_dataset (TenfoldPictureGrid *grid, NnDataset *dataset);
/* The network that reads what is shown; what it reads wrongly is marked. NULL: none. */
void tenfold_picture_grid_set_network (TenfoldPictureGrid *grid, NnModel *network);
/* 0..9, or -1 for all. */
void tenfold_picture_grid_set_label (TenfoldPictureGrid *grid, int label);
/* Selects the picture with that index in the dataset; shows all classes where it is of another one.
 * FALSE: there is none. */
gboolean tenfold_picture_grid_go_to (TenfoldPictureGrid *grid, guint index);

/* Borrowed; another one after each tenfold_picture_grid_set_editable(). */
GtkSelectionModel *tenfold_picture_grid_get_model (TenfoldPictureGrid *grid);

/* Whether several can be selected, with Ctrl, Shift, a frame or Ctrl+A; else one is. */
void tenfold_picture_grid_set_editable (TenfoldPictureGrid *grid, gboolean editable);
/* The indices of what is for the test, before the dataset is set; NULL: of a dataset whose parts
 * are shown one at a time. */
void tenfold_picture_grid_set_marks (TenfoldPictureGrid *grid, GtkBitset *marks);

/* What is selected: guint, indices in the dataset, ascending. */
guint tenfold_picture_grid_get_n_selected (TenfoldPictureGrid *grid);
GArray *tenfold_picture_grid_get_selected (TenfoldPictureGrid *grid);

/* Keys that work while the focus is among the pictures; taken. */
void tenfold_picture_grid_add_keys (TenfoldPictureGrid *grid, GtkEventController *keys);
