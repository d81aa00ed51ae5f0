/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * Pictures as files of other programs: white paper to draw on with cairo.
 */

/* Draws from 0, 0 to the paper's size, in points. */
typedef void (*TenfoldPaperDraw) (cairo_t *cr, gpointer data);

/* width, height: points, above 0. format: "svg" or "png"; a PNG has `scale` pixels for a
 * point. Errors: G_IO_ERROR_NOT_SUPPORTED for another format, G_IO_ERROR_FAILED where cairo cannot
 * draw that much. */
GBytes *tenfold_paper_draw (const char *format,
                            double width,
                            double height,
                            double scale,
                            TenfoldPaperDraw draw,
                            gpointer data,
                            GError **error);

/* Writes the bytes in place of what the file was. NULL bytes: FALSE, and the error is as it was.
 * Errors: those of GIO, with the file's name. */
gboolean tenfold_paper_write (GBytes *bytes, GFile *file, GError **error);
