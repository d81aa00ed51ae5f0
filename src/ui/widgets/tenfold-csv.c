/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-csv.h"

#include <math.h>

void
tenfold_csv_add_text (GString *csv, const char *text)
{
  g_string_append_c (csv, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *text);
  }
  g_string_append_c (csv, '"');
}

void
tenfold_csv_add_number (GString *csv, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (isfinite (number))
    g_string_append (csv, g_ascii_formatd (digits, sizeof digits, "%.7g", number));
}
