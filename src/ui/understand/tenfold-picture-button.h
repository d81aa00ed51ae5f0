/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/* Buttons with one picture of a dataset each, and a line below it. They stay the same ones when
 * other pictures come, so that the keyboard stays where it is. */

typedef struct {
  const guint8 *pixels; /* 784, copied */
  int label;            /* what the picture is said to be; NN_NO_DIGIT */
  const char *caption;
  const char *name; /* what it is, for screen readers */
} TenfoldPicture;

/* Button number i of a row, which is made where there is none yet; pressed, the pane chooses its
 * picture. The row has no other children. */
void tenfold_picture_row_set (GtkWidget *row,
                              guint i,
                              const TenfoldPicture *picture,
                              TenfoldViewPane *pane);

/* Only the first n buttons are left. */
void tenfold_picture_row_trim (GtkWidget *row, guint n);
