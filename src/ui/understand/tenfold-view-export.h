/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-view-pane.h"

/*
 * A view of the page Understand as a file: dark on white, whatever the window looks like. What is
 * written above it (the children of `head`) and the view's own children, but for those that have
 * the style class "control", stand below each other.
 */

/* format: "svg", "png", or "csv" for the numbers. Both widgets are mapped and laid out. Errors:
 * G_IO_ERROR_NOT_SUPPORTED for another format; G_IO_ERROR_FAILED. */
GBytes *tenfold_view_export_bytes (GtkWidget *head,
                                   TenfoldViewPane *pane,
                                   const char *format,
                                   GError **error);
