/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Numbers as pictures, without smoothing. A map fills the rectangle that it is given. */

typedef struct {
  double x, y, width, height;
} TenfoldMapPlace;

/* rows x columns numbers between low and high as shades of the ink, which is the text's colour. */
void tenfold_map_draw_shades (cairo_t *cr,
                              const TenfoldMapPlace *place,
                              const float *numbers,
                              int rows,
                              int columns,
                              float low,
                              float high,
                              const GdkRGBA *ink);

/* The same around 0: blue above and orange below, hatched where it is below; +-most in full colour.
 */
void tenfold_map_draw_signs (cairo_t *cr,
                             const TenfoldMapPlace *place,
                             const float *numbers,
                             int rows,
                             int columns,
                             float most,
                             gboolean on_dark);

/* Blue for A, orange for B. */
GdkRGBA tenfold_map_color (gboolean below, gboolean on_dark);

/* A thin frame around a place. */
void tenfold_map_draw_frame (cairo_t *cr, const TenfoldMapPlace *place, const GdkRGBA *color);

/* Text with its middle line at y; x is where its left end is, its middle (across 0.5) or its right
 * end (1). The layout is the widget's, for its font. */
void tenfold_map_draw_text (cairo_t *cr,
                            PangoLayout *layout,
                            double x,
                            double y,
                            double across,
                            const char *text);

/* The same with its middle at x, y, on any ground: with a rim of the paper's colour. */
void tenfold_map_draw_halo (cairo_t *cr,
                            PangoLayout *layout,
                            double x,
                            double y,
                            const char *text,
                            const GdkRGBA *ink);

/* Ten pairs of bars, a digit each below them: before (pale) and after; NULL: only the first. */
void tenfold_map_draw_bars (cairo_t *cr,
                            PangoLayout *layout,
                            const TenfoldMapPlace *place,
                            const float *before,
                            const float *after,
                            const GdkRGBA *ink);

/* The largest absolute number. */
float tenfold_map_most (const float *numbers, gsize n);
