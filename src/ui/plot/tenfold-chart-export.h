/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ui/plot/tenfold-chart.h"

/* A chart as a file: pictures show what the plot shows, with a list of the runs; CSV has all
 * numbers of the runs that are shown, with a point in decimals whatever the language. */

/* "png", "svg" or "csv"; others give NULL and G_IO_ERROR_NOT_SUPPORTED. Size of pictures in
 * pixels of the screen; a PNG has twice as many. */
GBytes *tenfold_chart_export_bytes (TenfoldChart *chart,
                                    const char *format,
                                    double width,
                                    double height,
                                    GError **error);

/* Writes them in one go: an existing file is either the old one or the new one. */
gboolean tenfold_chart_export (TenfoldChart *chart,
                               GFile *file,
                               const char *format,
                               double width,
                               double height,
                               GError **error);
