/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/pen/nn-hand.h"

/* The ways to write each digit, which nn-synthetic.c chooses from. */

typedef struct {
  const char *name;
  float weight; /* how often it is met, within the digit */
  void (*write) (NnHand *hand);
} NnStyle;

/* The styles of the digits 0 to 2, 3 to 6, and 7 to 9. */
const NnStyle *nn_synthetic_low_styles (int digit, guint *n_styles);
const NnStyle *nn_synthetic_middle_styles (int digit, guint *n_styles);
const NnStyle *nn_synthetic_high_styles (int digit, guint *n_styles);

/* Drawings that are not digits. Weight 0: never in data to train on, so that others can measure by
 * it. */
const NnStyle *nn_synthetic_strange_styles (guint *n_styles);
