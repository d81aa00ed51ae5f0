/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Cells of comma-separated values, with a point in decimals whatever the language. */

/* A text in quotes, with its own quotes doubled. */
void tenfold_csv_add_text (GString *csv, const char *text);

/* A comma and the number; nothing after it where the number is NaN or infinite. */
void tenfold_csv_add_number (GString *csv, double number);
