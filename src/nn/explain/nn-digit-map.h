/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * NnDigitMap: ten scores as a place on paper: a linear projection, so that a distance on it means
 * something and the same pictures give the same map each time. Axis k says where a picture moves
 * whose score of digit k grows (star coordinates, E. Kandogan, 2000).
 */

typedef struct {
  float axes[10][2]; /* x right, y down */
} NnDigitMap;

/* Ten axes of length 1, the 0 up, then clockwise. */
void nn_digit_map_init (NnDigitMap *map);

/* The place of ten scores: sum over k of (z_k - their mean) x axis k, times scale. */
void
nn_digit_map_place (const NnDigitMap *map, const float *scores, float scale, float *x, float *y);

/* The scale that brings 95 of 100 of n pictures (n x 10 scores) within 1 of the middle; 1 where all
 * lie in it. */
float nn_digit_map_scale (const NnDigitMap *map, const float *scores, gsize n);

/* The axes at a moment of a grand tour (D. Asimov, 1985): a plane that turns through all ten
 * dimensions, at a speed of about 1 radian for each 1 of the moment; smooth, never at the same
 * place again, and the same for the same seed. */
void nn_digit_map_tour (NnDigitMap *map, double moment, guint64 seed);
