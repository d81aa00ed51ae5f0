/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A button with one picture of a dataset and a line below it. */

/* pixels: 784 bytes, copied; name: what it is, for who hears it. */
GtkWidget *
tenfold_picture_button_new (const guint8 *pixels, int label, const char *caption, const char *name);

/* 784 bytes, and the digit that the picture is said to be. */
const guint8 *tenfold_picture_button_get (GtkWidget *button, int *label);
