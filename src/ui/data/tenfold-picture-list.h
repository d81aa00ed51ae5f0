/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nn/data/nn-dataset.h"

/*
 * TenfoldPictureList: the pictures of a dataset, all or those of one class, as a list model whose
 * items are made when somebody looks at them.
 */

#define TENFOLD_TYPE_PICTURE (tenfold_picture_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPicture, tenfold_picture, TENFOLD, PICTURE, GObject)

guint tenfold_picture_get_index (TenfoldPicture *picture); /* in the dataset */
int tenfold_picture_get_label (TenfoldPicture *picture);
const guint8 *tenfold_picture_get_pixels (TenfoldPicture *picture); /* 28x28, ink 255; borrowed */
/* The ink alone, black or, light, white. */
GdkTexture *tenfold_picture_make_texture (TenfoldPicture *picture, gboolean light);

#define TENFOLD_TYPE_PICTURE_LIST (tenfold_picture_list_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPictureList, tenfold_picture_list, TENFOLD, PICTURE_LIST, GObject)

TenfoldPictureList *tenfold_picture_list_new (void);

/* dataset: NULL for an empty list. label: 0..9, or -1 for all. Where the label stays, only the
 * pictures that differ change; an item that stays keeps the index it had. */
void tenfold_picture_list_show (TenfoldPictureList *list, NnDataset *dataset, int label);

/* The index in the dataset of now of what stands at a position. */
guint tenfold_picture_list_get_index (TenfoldPictureList *list, guint position);

/* Where the picture with that index in the dataset stands; FALSE: it is not in the list. */
gboolean tenfold_picture_list_find (TenfoldPictureList *list, guint index, guint *position);
