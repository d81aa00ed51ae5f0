/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* TenfoldPreview: the 28x28 that the network sees, pixel by pixel. */

#define TENFOLD_TYPE_PREVIEW (tenfold_preview_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPreview, tenfold_preview, TENFOLD, PREVIEW, GtkWidget)

/* inks: 784, 0..1, row-major. */
void tenfold_preview_set_inks (TenfoldPreview *self, const float *inks);
