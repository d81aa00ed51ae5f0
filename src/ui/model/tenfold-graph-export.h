/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ui/model/tenfold-model-sheet.h"

/* A network's graph as a file: dark on white, whatever the window looks like. */

/* "svg" or "png"; others give NULL and G_IO_ERROR_NOT_SUPPORTED. */
GBytes *tenfold_graph_export_bytes (TenfoldModelSheet *sheet, const char *format, GError **error);

/* Writes them in one go: an existing file is either the old one or the new one. */
gboolean
tenfold_graph_export (TenfoldModelSheet *sheet, GFile *file, const char *format, GError **error);
