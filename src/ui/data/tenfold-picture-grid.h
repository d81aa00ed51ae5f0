/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/data/tenfold-picture-list.h"

/*
 * TenfoldPictureGrid: the pictures of a dataset to browse, all or those of one class, with a field
 * that goes to a picture by its index.
 *
 * Signal "picture-chosen" (TenfoldPictureGrid*, gpointer pixels, int label): a picture was clicked,
 * or Enter pressed on it. pixels: const guint8*, 28x28, ink 255, valid during the signal.
 */

#define TENFOLD_TYPE_PICTURE_GRID (tenfold_picture_grid_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPictureGrid, tenfold_picture_grid, TENFOLD, PICTURE_GRID, AdwBin)

TenfoldPictureGrid *tenfold_picture_grid_new (void);

/* NULL: nothing to browse. */
void tenfold_picture_grid_set_dataset (TenfoldPictureGrid *grid, NnDataset *dataset);
/* 0..9, or -1 for all. */
void tenfold_picture_grid_set_label (TenfoldPictureGrid *grid, int label);
/* Selects the picture with that index in the dataset; shows all classes where it is of another one.
 * FALSE: there is none. */
gboolean tenfold_picture_grid_go_to (TenfoldPictureGrid *grid, guint index);

GtkSelectionModel *tenfold_picture_grid_get_model (TenfoldPictureGrid *grid); /* borrowed */
