/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * Whether pictures of digits lie as MNIST's do: some collections have rows and columns exchanged
 * (EMNIST), others paper and ink.
 */

/* Whether the pictures look more like digits with rows and columns exchanged, and much so: compared
 * class by class with the mean of synthetic handwriting. pixels: count x 784, ink 255; labels:
 * count, those above 9 do not count. */
gboolean nn_pictures_are_turned (const guint8 *pixels, const guint8 *labels, gsize count);

/* Exchanges rows and columns of each picture. */
void nn_pictures_turn (guint8 *pixels, gsize count);

/* Whether the border of the pictures is light on the mean: it is paper. */
gboolean nn_pictures_are_dark_ink (const guint8 *pixels, gsize count);
