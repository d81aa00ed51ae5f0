/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "nn/data/nn-own-digits.h"

/* A file of the user's own digits is read; each digit is unpacked, gets another label and is read
 * again; nothing of the file is lost. */

static void
use_digit (NnOwnLine *line)
{
  g_autoptr (NnDrawing) drawing = NULL;
  g_autoptr (GArray) widths = NULL;
  g_autoptr (GBytes) picture = NULL;
  g_autoptr (NnOwnLine) again = nn_own_line_new (nn_own_line_relabel (line, 9 - line->label));

  g_assert_true (line->label >= 0 && line->label <= 9);
  g_assert_true (nn_own_line_unpack (line, &drawing, &widths, &picture));
  g_assert_true ((drawing == NULL) != (picture == NULL));
  g_assert_null (again->problem);
  g_assert_cmpint (again->label, ==, 9 - line->label);
  g_assert_cmpstr (again->id, ==, line->id);
  g_assert_true (nn_own_line_is_test (again) == nn_own_line_is_test (line));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (NnOwnDigits) digits = nn_own_digits_parse (bytes, NULL);
  g_autoptr (GBytes) written = nn_own_digits_to_bytes (digits);
  g_autoptr (NnOwnDigits) again = nn_own_digits_parse (written, digits);

  g_assert_true (nn_own_digits_is_same (digits, again));
  for (guint i = 0; i < nn_own_digits_count (digits); i++)
    use_digit (nn_own_digits_get (digits, i));
  for (guint i = 0; i < nn_own_digits_n_damaged (digits); i++)
    g_assert_true (g_utf8_validate (nn_own_digits_get_damage (digits, i), -1, NULL));
  return 0;
}
