/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-digit.h"
#include "nn/base/nn-error.h"
#include "nn/base/nn-random.h"

/* NnAugment: how far pictures are changed, each time anew, so that a network meets more hands than
 * there are in its data. Every strength is the largest change, 0 none. */

typedef struct {
  float shift;     /* pixels, each way */
  float rotate;    /* degrees */
  float scale;     /* share of the size, also of width against height */
  float shear;     /* pixels to the side for a pixel upwards */
  float elastic;   /* pixels by which one part moves against another */
  float thickness; /* share of a pixel's change to its thickest or thinnest neighbour */
  float contrast;  /* softer or harder edges, as a share */
} NnAugment;

/* What hands differ by, times strength; 0 for none. */
void nn_augment_init (NnAugment *augment, float strength);

gboolean nn_augment_is_on (const NnAugment *augment);

/* From one picture, bytes (255 is ink), to 784 inks from 0 to 1. */
void
nn_augment_apply (const NnAugment *augment, NnRandom *random, const guint8 *pixels, float *inks);
