/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nn/pen/nn-augment.h"
#include "ui/session/tenfold-data-source.h"

/*
 * TenfoldAugmentPreview: some pictures of a dataset as the network would meet them with the present
 * strengths of augmentation: changed at once, and every other second anew, where the desktop lets
 * things move. The same pictures until Shuffle takes others.
 */

#define TENFOLD_TYPE_AUGMENT_PREVIEW (tenfold_augment_preview_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldAugmentPreview,
                      tenfold_augment_preview,
                      TENFOLD,
                      AUGMENT_PREVIEW,
                      GtkWidget)

#define TENFOLD_AUGMENT_PREVIEW_N 8

GtkWidget *tenfold_augment_preview_new (void);

/* The dataset is read when the preview is first seen. NULL: none. */
void tenfold_augment_preview_set_source (TenfoldAugmentPreview *self, TenfoldDataSource *source);
void tenfold_augment_preview_set_augment (TenfoldAugmentPreview *self, const NnAugment *augment);

/* Other pictures, changed in other ways. */
void tenfold_augment_preview_shuffle (TenfoldAugmentPreview *self);

/* What picture number i shows: 784 inks, 0 to 1; NULL before there is a dataset. */
const float *tenfold_augment_preview_get_inks (TenfoldAugmentPreview *self, guint i);
